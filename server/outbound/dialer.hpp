#pragma once
#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

#include "server/outbound/address.hpp"

// The one place from which this server calls another.
namespace flywheel::outbound {

// What the operator opened beside what is public (outbound.allow).
struct Policy {
    std::vector<Block> allowed;
};

// Whether the operator wrote that host into the settings. One that they named may stand inside their network; one that came from
// elsewhere, such as from another server's answer, may not.
enum class NamedBy { Operator, Others };

struct Destination {
    std::string url;
    std::string protocols;  // curl's names: "smtp,smtps"
    NamedBy named_by = NamedBy::Others;
    std::vector<std::uint16_t> ports;  // none: any, for what the operator named
};

// Why this address may not be called; empty when it may. Asked with the address that is about to be connected to, after every name was
// resolved, so that a name that means something else the next moment changes nothing.
[[nodiscard]] std::string problem_with(sockaddr const* address, Policy const& policy,
                                       Destination const& to);

// A libcurl handle for one call to one destination: no other protocol, no redirect, no proxy, no connection that was opened before.
// The caller sets what it wants to say, and performs. Throws std::runtime_error where libcurl does not start.
class Line {
public:
    Line(Policy policy, Destination to);
    Line(Line const&) = delete;
    Line& operator=(Line const&) = delete;

    [[nodiscard]] CURL* curl() const { return curl_.get(); }
    // Performs; answers "" when it went well, otherwise what went wrong, which tells nothing of what was sent.
    [[nodiscard]] std::string perform();

private:
    static curl_socket_t open(void* line, curlsocktype purpose, curl_sockaddr* to);
    Policy policy_;
    Destination to_;
    std::string refused_;
    std::array<char, CURL_ERROR_SIZE> why_{};
    std::unique_ptr<CURL, void (*)(CURL*)> curl_;
};

}  // namespace flywheel::outbound
