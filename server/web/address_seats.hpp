#pragma once
#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

// How many connections each address holds, so that no one of them takes all that there are. Lives on the web thread.
namespace flywheel::web {

// As long as it lives, its connection is counted.
using Seat = std::shared_ptr<void const>;

class AddressSeats {
public:
    // At most so many at once; 0: they are not counted.
    explicit AddressSeats(std::size_t most) : most_(most) {}

    // A seat, or none when the address holds all it may. Of IPv6 a network of 64 bits is one address: that is what a
    // single machine is given.
    [[nodiscard]] Seat take(boost::asio::ip::address const& address);

private:
    using Taken = std::unordered_map<std::string, std::size_t>;  // by address
    std::size_t most_;
    // Shared with the seats: the last of them may outlive this.
    std::shared_ptr<Taken> taken_ = std::make_shared<Taken>();
};

}  // namespace flywheel::web
