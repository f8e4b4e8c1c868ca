#include <catch2/catch.hpp>
#include <fstream>

#include "server/config/config.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;

namespace {

void write(std::string const& path, std::string const& text) {
    std::ofstream(path, std::ios::binary) << text;
}

config::Sources file(std::string const& text) {
    config::Sources sources;
    sources.path = "flywheel.toml";
    sources.text = text;
    return sources;
}

using Problems = std::vector<std::string>;

}  // namespace

TEST_CASE("settings: nothing at all serves this machine alone, on its usual port") {
    auto const loaded = config::load({});
    CHECK(loaded.problems.empty());
    CHECK(loaded.origins.empty());
    CHECK(loaded.config.listen == "127.0.0.1:8080");
    CHECK(loaded.config.public_url.empty());
    CHECK(loaded.config.metrics_token.empty());
}

TEST_CASE("settings: a flag wins over a variable, that over a credential, that over the file") {
    TemporaryFolder const folder;
    auto sources =
        file("[server]\nlisten = \"127.0.0.1:1\"\ndata = \"/srv/one\"\ndisk_reserve = 5\n"
             "[mail]\nfrom = \"file@example.org\"\n");
    sources.credentials = folder.path();
    write(folder.path() + "/mail.smtp_password", "from a credential\n");
    write(folder.path() + "/mail.from", "credential@example.org\n");
    sources.environment = {{"FLYWHEEL_SERVER__LISTEN", "127.0.0.1:2"},
                           {"FLYWHEEL_SERVER__DATA", "/srv/two"},
                           {"FLYWHEEL_PRESET", "the build script's"},
                           {"HOME", "/root"}};
    sources.flags = {{"server.listen", "127.0.0.1:3"}};
    auto const loaded = config::load(sources);
    CHECK(loaded.problems == Problems{});
    CHECK(loaded.config.listen == "127.0.0.1:3");
    CHECK(loaded.config.data == "/srv/two");
    CHECK(loaded.config.disk_reserve == 5);
    CHECK(loaded.config.mail_from == "credential@example.org");
    CHECK(loaded.config.mail_password == "from a credential");
    CHECK(loaded.origins.at("server.listen") == "--listen");
    CHECK(loaded.origins.at("server.data") == "FLYWHEEL_SERVER__DATA");
    CHECK(loaded.origins.at("server.disk_reserve") == "flywheel.toml:4");
    CHECK(loaded.origins.at("mail.from") == "credential mail.from");
    CHECK(loaded.origins.count("server.web") == 0);
}

TEST_CASE("settings: a variable that ends in _FILE names the file with the value") {
    TemporaryFolder const folder;
    write(folder.path() + "/secret", "s3cret of the mail server\r\n");
    config::Sources sources;
    sources.environment = {{"FLYWHEEL_MAIL__SMTP_PASSWORD_FILE", folder.path() + "/secret"}};
    auto const loaded = config::load(sources);
    CHECK(loaded.problems == Problems{});
    CHECK(loaded.config.mail_password == "s3cret of the mail server");
    sources.environment = {{"FLYWHEEL_MAIL__SMTP_PASSWORD_FILE", folder.path() + "/none"}};
    CHECK(config::load(sources).problems ==
          Problems{"FLYWHEEL_MAIL__SMTP_PASSWORD_FILE: could not read " + folder.path() + "/none"});
}

TEST_CASE("settings: everything that is wrong is said at once, each with its line") {
    auto sources = file("[server]\nlisten = \"here\"\nlistne = \"127.0.0.1:8080\"\n"
                        "disk_reserve = \"much\"\n\n[mail]\nfrom = 7\nsmtp_url = true\n");
    sources.environment = {{"FLYWHEEL_SERVER__PORT", "80"}};
    auto const problems = config::load(sources).problems;
    auto says = [&](std::string const& what) {
        return std::find(problems.begin(), problems.end(), what) != problems.end();
    };
    CHECK(problems.size() == 6);
    CHECK(says("flywheel.toml:2: server.listen is ADDRESS:PORT, such as 127.0.0.1:8080"));
    CHECK(says("flywheel.toml:3: there is no setting \"server.listne\""));
    CHECK(says("flywheel.toml:4: server.disk_reserve is a whole number"));
    CHECK(says("flywheel.toml:7: mail.from is a text"));
    CHECK(says("flywheel.toml:8: mail.smtp_url is neither text nor a whole number"));
    CHECK(says("FLYWHEEL_SERVER__PORT: there is no such setting"));
    auto const broken = config::load(file("[server]\nlisten = \n")).problems;
    REQUIRE(broken.size() == 1);
    CHECK(broken[0].rfind("flywheel.toml:2: ", 0) == 0);
    CHECK(config::load(file("[server]\ndisk_reserve = -1\n")).problems ==
          Problems{"flywheel.toml:2: server.disk_reserve is a whole number from 0 on"});
}

TEST_CASE("settings: a secret is shown by nothing") {
    auto sources = file("[mail]\nsmtp_password = \"CANARY\"\n[metrics]\ntoken = \"CANARY\"\n"
                        "[oidc]\nclient_secret = \"CANARY\"\n");
    auto const loaded = config::load(sources);
    std::string all = config::reference();
    for (auto const& setting : config::settings()) {
        all += config::shown(loaded.config, setting);
        if (setting.secret) {
            CHECK(config::shown(loaded.config, setting) == "(set)");
            CHECK(setting.flag.empty());  // arguments are for every user of the machine to see
        }
    }
    CHECK(all.find("CANARY") == std::string::npos);
}

TEST_CASE("settings: the reference names each of them, and can be used as it is") {
    auto const text = config::reference();
    std::string uncommented;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = text.find('\n', at);
        auto const line = text.substr(at, end - at);
        bool const value = line.rfind("# ", 0) == 0 && line.find(" = ") != std::string::npos;
        uncommented += (value ? line.substr(2) : line) + "\n";
        at = end + 1;
    }
    auto const loaded = config::load(file(uncommented));
    CHECK(loaded.problems == Problems{});
    CHECK(loaded.origins.size() == config::settings().size());
}

TEST_CASE("settings: addresses are taken apart, and what is none is refused") {
    CHECK(config::address_in("127.0.0.1:8080") ==
          std::pair<std::string, std::uint16_t>{"127.0.0.1", 8080});
    CHECK(config::address_in("[::1]:0") == std::pair<std::string, std::uint16_t>{"::1", 0});
    for (auto const* none :
         {"", "8080", ":8080", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:http", "[]:1"}) {
        INFO(none);
        CHECK_FALSE(config::address_in(none));
    }
}

TEST_CASE("settings: what was settled at set-up counts where nobody says otherwise, and holds only "
          "what is settled there") {
    auto sources = file("[mail]\nfrom = \"file@example.org\"\n");
    sources.settled_path = "settings.toml";
    sources.settled_text = config::settled_text(
        {{"mail.from", "settled@example.org"}, {"mail.smtp_user", "a \"quoted\"\tname\\"}});
    auto const loaded = config::load(sources);
    CHECK(loaded.problems == Problems{});
    CHECK(loaded.config.mail_from == "file@example.org");
    CHECK(loaded.config.mail_user == "a \"quoted\"\tname\\");
    CHECK(loaded.origins.at("mail.smtp_user").rfind("settings.toml:", 0) == 0);

    sources.settled_text = "[tls]\nkey = \"/etc/passwd\"\n[server]\nlisten = \"0.0.0.0:80\"\n";
    auto problems = config::load(sources).problems;
    REQUIRE(problems.size() >= 2);
    CHECK(problems[0] ==
          "settings.toml:4: server.listen stands in the operator's file, not in this one");
    CHECK(problems[1] == "settings.toml:2: tls.key stands in the operator's file, not in this one");
    CHECK(config::load(sources).config.listen == "127.0.0.1:8080");
}
