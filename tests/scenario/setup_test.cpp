#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <future>
#include <semaphore>
#include <thread>

#include "server/serving.hpp"
#include "server/web/limits.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/process/server_process.hpp"
#include "tests/support/smtp_receiver.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// A server that nobody has set up yet, and who has its link.
struct FirstDay {
    explicit FirstDay(config::Sources sources = {}) {
        App::Options options;
        options.data = folder.path() + "/data";
        options.port = 0;
        options.first_run.sources = std::move(sources);
        options.first_run.take_effect = [this] { taken.release(); };
        app = std::make_unique<App>(options, Env{clock, random});
        browser = std::make_unique<Browser>(app->port());
        token = app->setup_link().substr(app->setup_link().find("#setup=") + 7);
    }
    HttpReply post(std::string const& path, json body) const {
        if (!body.contains("token")) { body["token"] = token; }
        return browser->http("POST", "/api/v1/setup" + path, body.dump());
    }
    [[nodiscard]] bool is_open() const {
        return browser->http("GET", "/api/v1/setup").json().at("open") == json(true);
    }
    [[nodiscard]] json network(json const& settings) const {
        return {{"organization", "Riverbend University"},
                {"network", "Ninth grade on track"},
                {"name", "Dana Reyes"},
                {"email", "dana@example.org"},
                {"password", "quiet harbour lanterns"},
                {"settings", settings}};
    }
    [[nodiscard]] std::string settled_path() const { return folder.path() + "/data/settings.toml"; }

    TemporaryFolder folder;
    SystemClock clock;
    SystemRandomness random;
    std::counting_semaphore<8> taken{0};  // once for each time that it was to take effect
    std::unique_ptr<App> app;
    std::unique_ptr<Browser> browser;
    std::string token;
};

std::string refusal_of(HttpReply const& reply) {
    auto const refusal = reply.json();
    return refusal.at("code").get<std::string>() + " " + refusal.value("field", "");
}

bool exists(std::string const& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0;
}

// Looks every 20 ms, for ten seconds: another process says it in its own time.
bool comes_true(std::function<bool()> const& holds) {
    for (int i = 0; i < 500; ++i) {
        if (holds()) { return true; }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
}

std::size_t count_of(std::string const& words, std::string const& text) {
    std::size_t found = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
        ++found;
    }
    return found;
}

}  // namespace

TEST_CASE("setting up: only who has the link learns what may be settled, and tries it") {
    FirstDay day;
    CHECK(day.is_open());
    for (auto const* path : {"/look", "/mail", "/folder", ""}) {
        auto body = day.network({{"mail.from", "hub@example.org"}});
        body["token"] = "somebody guessed";
        body["to"] = "dana@example.org";
        body["folder"] = day.folder.path() + "/guessed";
        CHECK(refusal_of(day.post(path, body)) == "no_such_invitation token");
    }
    CHECK_FALSE(exists(day.folder.path() + "/guessed"));
    CHECK_FALSE(exists(day.settled_path()));

    auto const looked = day.post("/look", json::object()).json();
    CHECK(looked.at("restarts") == json(true));
    std::map<std::string, json> choices;
    for (auto const& each : looked.at("choices")) {
        choices[each.at("name")] = each;
    }
    CHECK(choices.size() == 7);
    CHECK(choices.at("accounts.second_factor").at("proposed") == "leads");
    CHECK(choices.at("backup.folder").at("proposed") == day.folder.path() + "/data/backups");
    CHECK(choices.at("mail.smtp_url").at("given") == json(false));

    auto const folder = day.folder.path() + "/somewhere/backups";
    auto const place = day.post("/folder", {{"folder", folder}}).json();
    CHECK(place.at("free_bytes").get<std::uint64_t>() > 0);
    CHECK(place.at("same_disk") == json(true));
    CHECK(refusal_of(day.post("/folder", {{"folder", "backups"}})) == "not_usable backup.folder");
    CHECK(refusal_of(day.post("/folder", {{"folder", "/proc/backups"}})) ==
          "not_usable backup.folder");
    CHECK(day.is_open());
}

TEST_CASE("setting up: a mail is tried by what was typed, and nothing of it is kept") {
    FirstDay day;
    SmtpReceiver receiver;
    json const settings{{"mail.smtp_url", receiver.url()}, {"mail.from", "hub@example.org"}};
    CHECK(
        day.post("/mail", {{"settings", settings}, {"to", "dana@example.org"}, {"language", "es"}})
            .status == 204);
    REQUIRE(receiver.mails().size() == 1);
    CHECK(receiver.mails()[0].to.find("dana@example.org") != std::string::npos);
    CHECK(receiver.mails()[0].decoded.find("Este servidor puede enviar correo.") !=
          std::string::npos);

    receiver.behave(SmtpReceiver::Manner::Refuses);
    CHECK(refusal_of(day.post("/mail", {{"settings", settings}, {"to", "dana@example.org"}})) ==
          "mail_not_taken mail.smtp_url");
    CHECK(refusal_of(day.post("/mail", {{"settings", settings}, {"to", "nobody"}})) ==
          "not_text to");
    CHECK(refusal_of(day.post("/mail", {{"settings", {{"mail.smtp_url", "http://example.org"}}},
                                        {"to", "dana@example.org"}})) ==
          "not_usable mail.smtp_url");
    CHECK(refusal_of(day.post("/mail", {{"to", "dana@example.org"}})) == "missing mail.smtp_url");
    CHECK_FALSE(exists(day.settled_path()));
}

TEST_CASE("setting up: what a server would not start with is refused by its name, and nothing is "
          "set up") {
    config::Sources operators;
    operators.flags = {{"mail.from", "operator@example.org"}};
    FirstDay day(operators);
    auto refused = [&](json const& settings) {
        return refusal_of(day.post("", day.network(settings)));
    };
    CHECK(refused({{"server.public_url", "http://flywheel.example.org"}}) ==
          "not_usable server.public_url");
    CHECK(refused({{"accounts.second_factor", "some"}}) == "not_usable accounts.second_factor");
    CHECK(refused({{"mail.smtp_url", "gopher://mail"}}) == "not_usable mail.smtp_url");
    CHECK(refused({{"mail.from", "mine@example.org"}}) == "fixed_once mail.from");
    CHECK(refused({{"tls.key", "/etc/shadow"}}) == "unknown_field tls.key");
    CHECK(refused({{"backup.folder", "/proc/none"}}) == "not_usable backup.folder");
    CHECK(refused({{"backup.folder", 7}}) == "not_text backup.folder");
    CHECK(refused(json::array()) == "not_well_formed settings");
    CHECK(day.is_open());
    CHECK_FALSE(exists(day.settled_path()));
    CHECK_FALSE(day.taken.try_acquire());
}

TEST_CASE(
    "setting up: what was settled is what the next start reads; the link is good for it once") {
    FirstDay day;
    auto const backups = day.folder.path() + "/backups";
    json const settings{{"server.public_url", "https://flywheel.example.org"},
                        {"accounts.second_factor", "leads"},
                        {"mail.smtp_url", "smtps://mail.example.org:465"},
                        {"mail.smtp_user", "fly\"wheel"},
                        {"mail.smtp_password", R"(back\slash "quoted" # not a comment)"},
                        {"mail.from", "hub@example.org"},
                        {"backup.folder", backups}};
    auto const done = day.post("", day.network(settings));
    REQUIRE(done.status == 200);
    CHECK(day.taken.try_acquire_for(std::chrono::seconds(10)));
    CHECK_FALSE(day.is_open());
    CHECK(refusal_of(day.post("", day.network(settings))) == "no_such_invitation token");
    CHECK(refusal_of(day.post("/look", json::object())) == "no_such_invitation token");

    struct stat found {};
    REQUIRE(::stat(day.settled_path().c_str(), &found) == 0);
    CHECK((found.st_mode & 0777U) == 0600U);
    config::Sources sources;
    sources.flags = {{"server.data", day.folder.path() + "/data"}};
    config::add_settled(sources);
    auto const loaded = config::load(sources);
    CHECK(problems_in(loaded).empty());
    CHECK(loaded.origins.at("mail.from").find("settings.toml:") != std::string::npos);
    auto const options = options_of(loaded.config);
    CHECK(options.public_url == "https://flywheel.example.org");
    CHECK(options.floor.second_factor == SecondFactorFor::Leads);
    CHECK(options.smtp.user == "fly\"wheel");
    CHECK(options.smtp.password == R"(back\slash "quoted" # not a comment)");
    CHECK(options.backups.into == backups);
}

TEST_CASE("setting up: so many mails are tried and no more, whatever came of them") {
    FirstDay day;
    auto tried = [&] { return refusal_of(day.post("/mail", {{"to", "dana@example.org"}})); };
    for (int i = 0; i < web::setup_mails_max; ++i) {
        REQUIRE(tried() == "missing mail.smtp_url");
    }
    CHECK(tried() == "too_many to");
}

TEST_CASE("setting up: settings that cannot be written set nothing up, and the link still holds") {
    FirstDay day;
    auto const in_the_way = day.settled_path() + ".new";
    REQUIRE(::mkdir(in_the_way.c_str(), 0700) == 0);
    json const settings{{"accounts.second_factor", "leads"}};
    CHECK(refusal_of(day.post("", day.network(settings))) == "our_fault ");
    CHECK(day.is_open());
    CHECK_FALSE(exists(day.settled_path()));
    CHECK_FALSE(day.taken.try_acquire());
    REQUIRE(::rmdir(in_the_way.c_str()) == 0);
    CHECK(day.post("", day.network(settings)).status == 200);
}

TEST_CASE("setting up: with nothing settled there is a network, and no file") {
    FirstDay day;
    auto const done = day.post("", day.network(json::object()));
    REQUIRE(done.status == 200);
    CHECK(done.json().at("account").at("email") == "dana@example.org");
    CHECK_FALSE(exists(day.settled_path()));
    CHECK_FALSE(day.taken.try_acquire());
}

TEST_CASE("a server that ends answers what it had begun to answer") {
    FirstDay day;
    // The network is made, and at that moment the server is told to end.
    std::promise<void> told;
    App::Options options;
    day.app.reset();
    options.data = day.folder.path() + "/data";
    options.port = 0;
    options.first_run.take_effect = [&] { told.set_value(); };
    auto app = std::make_unique<App>(options, Env{day.clock, day.random});
    day.browser = std::make_unique<Browser>(app->port());
    day.token = app->setup_link().substr(app->setup_link().find("#setup=") + 7);
    auto answer = std::async(std::launch::async, [&] {
        return day.post("", day.network({{"accounts.second_factor", "leads"}}));
    });
    told.get_future().get();
    app.reset();
    CHECK(answer.get().status == 200);
}

TEST_CASE(
    "SIGHUP: the server takes up what its settings say now; what would not do leaves it as it is") {
    process::DataFolder const folder;
    auto settle = [&](std::string const& text) {
        std::ofstream(folder.path() + "/settings.toml", std::ios::binary) << text;
    };
    process::ServerProcess server(folder);
    auto starts = [&] { return count_of("flywheel is listening", server.log()); };
    auto sends_mail = [&] {
        Browser browser(static_cast<std::uint16_t>(server.port()));
        return browser.http("GET", "/api/v1/reset_password").body;
    };
    REQUIRE(starts() == 1);
    CHECK(sends_mail().find("false") != std::string::npos);

    settle("[mail]\nsmtp_url = \"smtp://127.0.0.1:9\"\nfrom = \"hub@example.org\"\n");
    server.reload();
    REQUIRE(comes_true([&] { return starts() == 2; }));
    CHECK(sends_mail().find("true") != std::string::npos);

    for (auto const* wrong :
         {"[mail]\nsmtp_url = \"nowhere\"\n", "[tls]\nkey = \"mine\"\n", "[mail\n"}) {
        auto const before = count_of("it goes on with the settings from before", server.log());
        settle(wrong);
        server.reload();
        REQUIRE(comes_true([&] {
            return count_of("it goes on with the settings from before", server.log()) == before + 1;
        }));
        CHECK(starts() == 2);
        CHECK(sends_mail().find("true") != std::string::npos);
    }
    settle("");
    CHECK(server.stop() == 0);
}
