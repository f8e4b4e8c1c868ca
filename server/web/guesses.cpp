#include "server/web/guesses.hpp"

#include <algorithm>

#include "server/web/limits.hpp"

namespace flywheel::web {

long Guesses::wait_for(Count const& count, int allowed, Time now) {
    if (count.failures < allowed || now >= count.window_ends) { return 0; }
    return std::chrono::duration_cast<std::chrono::seconds>(count.window_ends - now).count() + 1;
}

long Guesses::wait_seconds(std::string const& account, std::string const& address, Time now) {
    auto waits = [&](std::string const& key, int allowed) {
        auto const found = counts_.find(key);
        return found == counts_.end() ? 0L : wait_for(found->second, allowed, now);
    };
    return std::max({waits("a:" + account, guesses_per_account),
                     waits("i:" + address, guesses_per_address), waits("", guesses_in_all)});
}

void Guesses::failed(std::string const& account, std::string const& address, Time now) {
    if (counts_.size() > guess_entries_max) { forget_old(now); }
    for (auto const& key : {"a:" + account, "i:" + address, std::string{}}) {
        auto& count = counts_[key];
        if (now >= count.window_ends) { count = Count{0, now + guess_window}; }
        ++count.failures;
    }
}

void Guesses::succeeded(std::string const& account) { counts_.erase("a:" + account); }

void Guesses::forget_old(Time now) {
    std::erase_if(counts_, [&](auto const& entry) { return now >= entry.second.window_ends; });
}

}  // namespace flywheel::web
