#include "server/outbound/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace flywheel::outbound {

namespace {

constexpr unsigned bits_v6 = 128;
constexpr unsigned bits_before_v4 = 96;

Address mapped(in_addr const& four) {
    Address address{};
    address[10] = address[11] = 0xff;
    std::memcpy(address.data() + 12, &four, sizeof four);
    return address;
}

Address of_six(in6_addr const& six) {
    Address address{};
    std::memcpy(address.data(), &six, sizeof six);
    return address;
}

std::optional<Block> block_in(std::string const& text) {
    auto const slash = text.find('/');
    auto const address = address_in(text.substr(0, slash));
    if (!address) { return std::nullopt; }
    bool const four = text.find(':') == std::string::npos;
    unsigned const most = four ? bits_v6 - bits_before_v4 : bits_v6;
    unsigned bits = most;
    if (slash != std::string::npos) {
        auto const* const from = text.data() + slash + 1;
        auto const* const end = text.data() + text.size();
        auto const [at, error] = std::from_chars(from, end, bits);
        if (error != std::errc{} || at != end || bits > most) { return std::nullopt; }
    }
    return Block{*address, four ? bits + bits_before_v4 : bits};
}

std::vector<Block> known(char const* text) { return blocks_in(text).value(); }

bool lies_in_any(Address const& address, std::vector<Block> const& blocks) {
    return std::any_of(blocks.begin(), blocks.end(),
                       [&](Block const& block) { return lies_in(address, block); });
}

}  // namespace

std::optional<Address> address_in(sockaddr const* from) {
    if (from->sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, from, sizeof four);
        return mapped(four.sin_addr);
    }
    if (from->sa_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, from, sizeof six);
        return of_six(six.sin6_addr);
    }
    return std::nullopt;
}

std::optional<Address> address_in(std::string const& text) {
    in_addr four{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1) { return mapped(four); }
    in6_addr six{};
    if (inet_pton(AF_INET6, text.c_str(), &six) == 1) { return of_six(six); }
    return std::nullopt;
}

std::optional<std::vector<Block>> blocks_in(std::string const& text) {
    std::vector<Block> blocks;
    constexpr char const* between = ", \t";
    auto from = text.find_first_not_of(between);
    while (from != std::string::npos) {
        auto const end = std::min(text.find_first_of(between, from), text.size());
        auto const block = block_in(text.substr(from, end - from));
        if (!block) { return std::nullopt; }
        blocks.push_back(*block);
        from = text.find_first_not_of(between, end);
    }
    return blocks;
}

bool lies_in(Address const& address, Block const& block) {
    auto const whole = block.bits / 8;
    if (!std::equal(address.begin(), address.begin() + whole, block.first.begin())) {
        return false;
    }
    auto const rest = block.bits % 8;
    if (rest == 0) { return true; }
    auto const mask = static_cast<unsigned char>(0xffU << (8 - rest));
    return (address[whole] & mask) == (block.first[whole] & mask);
}

Place place_of(Address const& address) {
    static auto const all_v4 = known("::ffff:0:0/96").front();
    static auto const nat64 = known("64:ff9b::/96").front();
    static auto const inside = known("127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 "
                                     "100.64.0.0/10 ::1/128 fc00::/7");
    // What clouds tell their machines at addresses that are otherwise like any inside, or public.
    static auto const metadata =
        known("169.254.169.254 100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::254 "
              "fd20:ce::254");
    static auto const not_public_v4 =
        known("0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 "
              "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4");
    // All of IPv6 that is given out lies in 2000::/3; of that the protocols' own (Teredo, ORCHID and others), documentation, 6to4.
    static auto const given_out = known("2000::/3").front();
    static auto const not_public_v6 = known("2001::/23 2001:db8::/32 2002::/16 3fff::/20");

    if (lies_in(address, nat64)) {
        auto inner = all_v4.first;
        std::copy(address.begin() + 12, address.end(), inner.begin() + 12);
        return place_of(inner);
    }
    if (lies_in_any(address, metadata)) { return Place::Nowhere; }
    if (lies_in_any(address, inside)) { return Place::Inside; }
    if (lies_in(address, all_v4)) {
        return lies_in_any(address, not_public_v4) ? Place::Nowhere : Place::Public;
    }
    bool const good = lies_in(address, given_out) && !lies_in_any(address, not_public_v6);
    return good ? Place::Public : Place::Nowhere;
}

}  // namespace flywheel::outbound
