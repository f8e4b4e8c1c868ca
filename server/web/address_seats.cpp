#include "server/web/address_seats.hpp"

namespace flywheel::web {

namespace ip = boost::asio::ip;

namespace {

constexpr std::size_t network_bytes_v6 = 8;

std::string name_of(ip::address const& address) {
    if (address.is_v4()) { return address.to_string(); }
    auto const six = address.to_v6();
    if (six.is_v4_mapped()) { return ip::make_address_v4(ip::v4_mapped, six).to_string(); }
    auto const bytes = six.to_bytes();
    return {bytes.begin(), bytes.begin() + network_bytes_v6};
}

}  // namespace

Seat AddressSeats::take(ip::address const& address) {
    if (most_ == 0) { return std::make_shared<int>(); }
    auto name = name_of(address);
    auto& count = (*taken_)[name];
    if (count >= most_) { return nullptr; }
    ++count;
    auto leave = [taken = taken_, name = std::move(name)](void const*) {
        auto const found = taken->find(name);
        if (--found->second == 0) { taken->erase(found); }
    };
    return {taken_.get(), std::move(leave)};
}

}  // namespace flywheel::web
