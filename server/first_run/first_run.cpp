#include "server/first_run/first_run.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "server/log.hpp"
#include "server/mail/compose.hpp"
#include "server/mail/settings.hpp"
#include "server/mail/test_letter.hpp"

namespace flywheel::first_run {

namespace {

namespace fs = std::filesystem;

constexpr long mail_patience_s = 20;  // somebody waits before a page

config::Setting const* setting_called(std::string const& name) {
    auto const all = config::settings();
    auto const found =
        std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.name == name; });
    return found == all.end() || !found->at_set_up ? nullptr : &*found;
}

// The first that a problem's sentence names.
std::string named_in(std::string const& problem) {
    auto first = std::string::npos;
    std::string name;
    for (auto const& setting : config::settings()) {
        auto const at = problem.find(setting.name);
        if (setting.at_set_up && at < first) {
            first = at;
            name = setting.name;
        }
    }
    return name;
}

// On the disk under its name, whole, or not at all. False: errno says why.
bool write_whole(std::string const& path, std::string const& bytes) {
    auto const draft = path + ".new";
    int const file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) { return false; }
    auto const wrote = ::write(file, bytes.data(), bytes.size());
    bool const whole = wrote == static_cast<ssize_t>(bytes.size()) && ::fsync(file) == 0;
    bool const closed = ::close(file) == 0;
    if (whole && closed && ::rename(draft.c_str(), path.c_str()) == 0) {
        auto const parent = fs::path(path).parent_path();
        int const folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        bool const kept = folder >= 0 && ::fsync(folder) == 0;
        if (folder >= 0) { ::close(folder); }
        return kept;
    }
    auto const why = errno;
    ::unlink(draft.c_str());
    errno = why;
    return false;
}

Refusal unusable(std::string const& name, std::string const& why) {
    return refuse(Code::NotUsable, name, "That cannot be used here: " + why + ".", {{"why", why}});
}

std::string said_by_system(int error) { return std::system_category().message(error); }

bool on_one_disk(std::string const& one, std::string const& other) {
    struct stat first {};
    struct stat second {};
    return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 &&
           first.st_dev == second.st_dev;
}

}  // namespace

config::Loaded FirstRun::loaded_with(Settled const& settled) const {
    auto sources = options_.sources;
    sources.settled_path = config::settled_name;
    sources.settled_text = config::settled_text(settled);
    return config::load(sources);
}

std::vector<Choice> FirstRun::choices() const {
    auto const loaded = loaded_with({});
    std::vector<Choice> choices;
    for (auto const& setting : config::settings()) {
        if (!setting.at_set_up) { continue; }
        Choice choice{std::string(setting.name), config::shown(loaded.config, setting), {}, false};
        choice.given = loaded.origins.count(choice.name) != 0;
        if (!choice.given && choice.name == "backup.folder") {
            choice.proposed = fs::absolute(options_.data).lexically_normal() / "backups";
        }
        if (!choice.given && choice.name == "accounts.second_factor") { choice.proposed = "leads"; }
        choices.push_back(std::move(choice));
    }
    return choices;
}

Result<void> FirstRun::check(Settled const& settled) const {
    auto const before = loaded_with({});
    for (auto const& [name, value] : settled) {
        if (setting_called(name) == nullptr) {
            return refuse(Code::UnknownField, name, "That is not settled here.");
        }
        if (before.origins.count(name) != 0) {
            return refuse(Code::FixedOnce, name,
                          "The operator of this server has settled that already.");
        }
    }
    auto const loaded = loaded_with(settled);
    auto problems = loaded.problems;
    if (auto const mail = mail::problem_in(mail::smtp_of(loaded.config)); !mail.empty()) {
        problems.push_back(mail);
    }
    for (auto const& problem : problems) {
        // What is wrong in the operator's own file is not this page's to say.
        if (auto const name = named_in(problem); !name.empty()) {
            return unusable(name, problem.substr(problem.find(name)));
        }
    }
    if (auto const folder = settled.find("backup.folder"); folder != settled.end()) {
        auto const place = try_folder(folder->second);
        if (place.has_error()) { return place.error(); }
    }
    return {};
}

Result<Place> FirstRun::try_folder(std::string const& path) const {
    constexpr auto field = "backup.folder";
    if (path.empty() || path.front() != '/') {
        return unusable(field, "a folder begins with a slash");
    }
    std::error_code failed;
    fs::create_directories(path, failed);
    if (failed) { return unusable(field, failed.message()); }
    auto const probe = path + "/." + make_id(env_.random);
    if (!write_whole(probe, "Whether a backup can be put here.\n")) {
        return unusable(field, said_by_system(errno));
    }
    ::unlink(probe.c_str());
    auto const space = fs::space(path, failed);
    if (failed) { return unusable(field, failed.message()); }
    return Place{space.available, on_one_disk(path, options_.data)};
}

Result<void> FirstRun::try_mail(Settled const& settled, std::string const& to,
                                std::string const& language) const {
    auto smtp = mail::smtp_of(loaded_with(settled).config);
    smtp.timeout_s = mail_patience_s;
    if (smtp.url.empty()) {
        return refuse(Code::Missing, "mail.smtp_url", "The mail server is missing.");
    }
    if (auto const problem = mail::problem_in(smtp); !problem.empty()) {
        return unusable(named_in(problem), problem);
    }
    if (!mail::is_address(to)) {
        return refuse(Code::NotText, "to", "That is not an e-mail address.");
    }
    auto const problem = mail::send_test(smtp, to, language, env_);
    if (problem.empty()) { return {}; }
    return refuse(Code::MailNotTaken, "mail.smtp_url", "The mail was not taken: " + problem + ".",
                  {{"why", problem}});
}

Result<void> FirstRun::keep(Settled const& settled) const {
    auto const path = options_.data + "/" + config::settled_name;
    if (write_whole(path, config::settled_text(settled))) { return {}; }
    log::fact("settings_not_kept", {{"error", static_cast<std::int64_t>(errno)}});
    return refuse(Code::OurFault, "", "The settings could not be written: nothing was set up.");
}

}  // namespace flywheel::first_run
