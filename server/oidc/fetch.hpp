#pragma once
#include <functional>
#include <optional>
#include <string>

#include "server/outbound/dialer.hpp"

namespace flywheel::oidc {

// The parts of an address that say whose it is.
struct Origin {
    std::string scheme;  // lower case
    std::string host;
    std::string port;  // as a number, said or not
    friend bool operator==(Origin const&, Origin const&) = default;
};
// Nothing for what is no http or https address, has a user or a fragment in it, or is longer than any.
[[nodiscard]] std::optional<Origin> origin_of(std::string const& url);

struct Asked {
    outbound::Destination to;
    std::string form;  // posted where there is one
    std::string user;  // with whose password, as HTTP Basic
    std::string password;
    long timeout_s = 0;
};
struct Fetched {
    std::string problem;  // empty: the answer was 200, whole and not too long
    long status = 0;
    std::string body;
};
// One request, and its answer. Waits; `give_up` is asked about once a second.
[[nodiscard]] Fetched fetch(Asked const& asked, outbound::Policy const& policy,
                            std::function<bool()> const& give_up);

}  // namespace flywheel::oidc
