#include "server/web/guesses.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "server/web/limits.hpp"

namespace flywheel::web {

namespace {

constexpr std::size_t subnet_bytes_v4 = 3;
constexpr std::size_t subnet_bytes_v6 = 6;

template <class Bytes>
std::string first_of(Bytes const& bytes, std::size_t count) {
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

std::string subnet_of(std::string const& address) {
    boost::system::error_code error;
    auto const parsed = boost::asio::ip::make_address(address, error);
    if (error) { return address; }
    if (parsed.is_v4()) { return first_of(parsed.to_v4().to_bytes(), subnet_bytes_v4); }
    auto const six = parsed.to_v6();
    // An IPv4 address that came over a socket of both kinds.
    if (six.is_v4_mapped()) {
        auto const four = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, six);
        return first_of(four.to_bytes(), subnet_bytes_v4);
    }
    return first_of(six.to_bytes(), subnet_bytes_v6);
}

std::vector<Guesses::Counted> Guesses::counted_at(std::string const& account,
                                                  std::string const& address) const {
    return {{"a:" + account, limits_.per_account},
            {"i:" + address, limits_.per_address},
            {"n:" + subnet_of(address), limits_.per_subnet},
            {{}, limits_.in_all}};
}

long Guesses::wait_for(Count const& count, int allowed, Time now) {
    if (count.failures < allowed || now >= count.window_ends) { return 0; }
    return std::chrono::duration_cast<std::chrono::seconds>(count.window_ends - now).count() + 1;
}

long Guesses::wait_seconds(std::string const& account, std::string const& address, Time now) {
    long longest = 0;
    for (auto const& [key, allowed] : counted_at(account, address)) {
        auto const found = counts_.find(key);
        if (found != counts_.end()) {
            longest = std::max(longest, wait_for(found->second, allowed, now));
        }
    }
    return longest;
}

void Guesses::failed(std::string const& account, std::string const& address, Time now) {
    if (counts_.size() > guess_entries_max) { forget_old(now); }
    for (auto const& each : counted_at(account, address)) {
        auto& count = counts_[each.key];
        if (now >= count.window_ends) { count = Count{0, now + guess_window}; }
        ++count.failures;
    }
}

void Guesses::succeeded(std::string const& account) { counts_.erase("a:" + account); }

void Guesses::forget_old(Time now) {
    std::erase_if(counts_, [&](auto const& entry) { return now >= entry.second.window_ends; });
}

}  // namespace flywheel::web
