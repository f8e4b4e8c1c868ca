#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "protocol/refusal.hpp"
#include "server/config/config.hpp"
#include "server/room/env.hpp"

// What whoever sets a server up settles for the whole of it, beside its first network. It is kept in the data folder, and everything
// an operator says elsewhere wins over it.
namespace flywheel::first_run {

// By the names of settings: "mail.from". Only those that may be settled here.
using Settled = std::map<std::string, std::string>;

struct Choice {
    std::string name;
    std::string value;     // what stands; of a secret never more than "(set)"
    std::string proposed;  // where nothing stands
    bool given = false;    // by the operator: what is settled here would not count
};

struct Place {
    std::uint64_t free_bytes = 0;
    bool same_disk = false;  // as the data: what takes one takes the other
};

class FirstRun {
public:
    struct Options {
        std::string data;
        config::Sources sources;  // the operator's
        // Starts the server anew by what stands then; nothing: it is started by hand.
        std::function<void()> take_effect;
    };
    FirstRun(Options options, Env env) : options_(std::move(options)), env_(env) {}
    // What answers later holds a reference to it: a copy by accident would go before.
    FirstRun(FirstRun const&) = delete;
    FirstRun& operator=(FirstRun const&) = delete;

    // Of every setting that may be settled here. Any thread, as are all of these.
    [[nodiscard]] std::vector<Choice> choices() const;
    // Refuses what a server would not start with, what the operator settled already, and names the setting.
    [[nodiscard]] Result<void> check(Settled const& settled) const;
    // Whether backups can be put there: makes the folder where it is missing, writes a file and takes it away. Refuses "backup.folder".
    [[nodiscard]] Result<Place> try_folder(std::string const& path) const;
    // One mail through that server, whose answer is waited for. Refuses "mail.smtp_url" with what it said.
    [[nodiscard]] Result<void> try_mail(Settled const& settled, std::string const& to,
                                        std::string const& language) const;
    // For the next start: all of it or nothing is on the disk afterwards. Refuses when it cannot be written.
    [[nodiscard]] Result<void> keep(Settled const& settled) const;
    [[nodiscard]] bool can_take_effect() const { return static_cast<bool>(options_.take_effect); }
    void take_effect() const { options_.take_effect(); }

private:
    [[nodiscard]] config::Loaded loaded_with(Settled const& settled) const;

    Options options_;
    Env env_;
};

}  // namespace flywheel::first_run
