#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

struct sockaddr;

// Which addresses the server may call: functions of addresses, as they stand after every name is resolved.
namespace flywheel::outbound {

// Of both kinds: IPv4 as ::ffff:a.b.c.d.
using Address = std::array<unsigned char, 16>;

// Nothing for what is neither IPv4 nor IPv6.
[[nodiscard]] std::optional<Address> address_in(sockaddr const* from);
// In the one way that each kind is written: "192.0.2.1", "2001:db8::1".
[[nodiscard]] std::optional<Address> address_in(std::string const& text);

struct Block {
    Address first{};
    unsigned bits = 0;  // of the 128
};
// "10.0.0.0/8, fd00::/8, 192.0.2.7": separated by commas or blanks; nothing where one of them is none.
[[nodiscard]] std::optional<std::vector<Block>> blocks_in(std::string const& text);
[[nodiscard]] bool lies_in(Address const& address, Block const& block);

enum class Place {
    Public,
    Inside,  // this machine, or a network of its operator's: loopback, private, behind a carrier's NAT, unique local
    Nowhere  // no server that mail or a sign-in is asked of: multicast, link-local, clouds' metadata, reserved, documentation
};
// By the IANA registries of special-purpose addresses (RFC 6890); an IPv4 address inside an IPv6 one (mapped, NAT64) counts as what it
// is, and forms that tunnel elsewhere (6to4, Teredo) are nowhere.
[[nodiscard]] Place place_of(Address const& address);

}  // namespace flywheel::outbound
