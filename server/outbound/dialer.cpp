#include "server/outbound/dialer.hpp"

#include <algorithm>
#include <cstring>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <utility>

namespace flywheel::outbound {

namespace {

constexpr long connect_timeout_s = 10;  // a server in the same country answers within one

CURL* handle() {
    static auto const started = curl_global_init(CURL_GLOBAL_DEFAULT);
    auto* const made = started == CURLE_OK ? curl_easy_init() : nullptr;
    if (made == nullptr) { throw std::runtime_error("libcurl does not start"); }
    return made;
}

// Of both kinds it stands at the same place.
std::uint16_t port_in(sockaddr const* address) {
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    sockaddr_in four{};
    std::memcpy(&four, address, sizeof four);
    return ntohs(four.sin_port);
}

}  // namespace

std::string problem_with(sockaddr const* address, Policy const& policy, Destination const& to) {
    auto const at = address_in(address);
    if (!at) { return "that is no address of the internet"; }
    if (!to.ports.empty() &&
        std::find(to.ports.begin(), to.ports.end(), port_in(address)) == to.ports.end()) {
        return "that port is not called";
    }
    bool const allowed = std::any_of(policy.allowed.begin(), policy.allowed.end(),
                                     [&](Block const& block) { return lies_in(*at, block); });
    auto const place = place_of(*at);
    bool const inside = place == Place::Inside && to.named_by == NamedBy::Operator;
    if (allowed || inside || place == Place::Public) { return {}; }
    return "that address is not public (outbound.allow opens it)";
}

Line::Line(Policy policy, Destination to)
    : policy_(std::move(policy)), to_(std::move(to)), curl_(handle(), curl_easy_cleanup) {
    auto* const c = curl_.get();
    curl_easy_setopt(c, CURLOPT_URL, to_.url.c_str());
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, to_.protocols.c_str());
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, &Line::open);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    // Not even one that the environment names: it would resolve names, and be asked in our stead.
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why_.data());
}

curl_socket_t Line::open(void* line, curlsocktype purpose, curl_sockaddr* to) {
    auto& self = *static_cast<Line*>(line);
    self.refused_ = purpose == CURLSOCKTYPE_IPCXN ? problem_with(&to->addr, self.policy_, self.to_)
                                                  : std::string("nobody is called back");
    if (!self.refused_.empty()) { return CURL_SOCKET_BAD; }
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::string Line::perform() {
    auto const outcome = curl_easy_perform(curl_.get());
    if (outcome == CURLE_OK) { return {}; }
    if (outcome == CURLE_COULDNT_CONNECT && !refused_.empty()) { return refused_; }
    long code = 0;
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &code);
    auto says = std::string(curl_easy_strerror(outcome));
    if (why_[0] != '\0') { says += ": " + std::string(why_.data()); }
    if (code != 0) { says += " (" + std::to_string(code) + ")"; }
    return says;
}

}  // namespace flywheel::outbound
