#include "server/oidc/provider.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "protocol/base64.hpp"
#include "protocol/digest.hpp"
#include "protocol/strict_json.hpp"
#include "server/log.hpp"
#include "server/oidc/fetch.hpp"
#include "server/oidc/form.hpp"

namespace flywheel::oidc {

namespace {

using nlohmann::json;

constexpr char const* well_known = "/.well-known/openid-configuration";
constexpr std::uint16_t https_port = 443;

// What goes to this very machine crosses no wire.
bool is_loopback(std::string const& host) {
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

bool lists(json const& document, char const* name, char const* what) {
    auto const found = document.find(name);
    return found != document.end() && found->is_array() &&
           std::find(found->begin(), found->end(), what) != found->end();
}

}  // namespace

std::string problem_in(Settings const& settings) {
    if (settings.issuer.empty()) { return {}; }
    auto const origin = origin_of(settings.issuer);
    bool const safe = origin && (origin->scheme == "https" || is_loopback(origin->host));
    if (!safe || settings.issuer.find('?') != std::string::npos) {
        return "oidc.issuer is an https:// address, as the provider writes it";
    }
    if (settings.client_id.empty()) { return "oidc.client_id is what the provider gave"; }
    if (settings.client_secret.empty()) { return "oidc.client_secret is what the provider gave"; }
    if (settings.name.empty()) { return "oidc.name is what people call the provider"; }
    return {};
}

Provider::Provider(Settings settings, std::function<std::int64_t()> now_ms)
    : settings_(std::move(settings)), now_ms_(std::move(now_ms)) {
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

Provider::~Provider() { stop(); }

void Provider::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
        waiting_.clear();
    }
    wake_.notify_all();
    for (auto& each : threads_) {
        if (each.joinable()) { each.join(); }
    }
}

bool Provider::put(std::function<void()> work) {
    {
        std::lock_guard const lock(mutex_);
        if (stopping_ || waiting_.size() >= waiting_max) { return false; }
        waiting_.push_back(std::move(work));
    }
    wake_.notify_one();
    return true;
}

void Provider::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_.load() || !waiting_.empty(); });
        if (stopping_) { return; }
        auto const next = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        next();
        lock.lock();
    }
}

bool Provider::look_up(std::function<void(std::string)> then) {
    return put([this, then = std::move(then)] {
        auto const found = describe();
        then(found ? found->authorization : std::string{});
    });
}

bool Provider::exchange(std::string code, Journey journey, std::function<void(Told)> then) {
    return put([this, code = std::move(code), journey = std::move(journey),
                then = std::move(then)] { then(tell(code, journey)); });
}

bool Provider::says_issuer() const {
    std::lock_guard const lock(known_);
    return description_ && description_->says_issuer;
}

std::string Provider::address_for(std::string const& endpoint, Journey const& journey) const {
    std::string address = endpoint;
    char between = endpoint.find('?') == std::string::npos ? '?' : '&';
    auto add = [&](char const* name, std::string const& value) {
        address += between;
        address.append(name).append("=").append(encoded(value));
        between = '&';
    };
    add("response_type", "code");
    add("client_id", settings_.client_id);
    add("redirect_uri", journey.redirect_uri);
    add("scope", "openid email profile");
    add("state", journey.state);
    add("nonce", journey.nonce);
    add("code_challenge", base64url(sha256(journey.verifier)));
    add("code_challenge_method", "S256");
    return address;
}

// The operator's own provider may stand inside their network; an address that it names elsewhere may not. Without TLS only the issuer's
// own origin, and that only where outbound.allow opens it.
std::optional<outbound::Destination> Provider::destination(std::string const& url) const {
    auto const issuer = origin_of(settings_.issuer);
    auto const origin = origin_of(url);
    if (!issuer || !origin) { return std::nullopt; }
    bool const same = *origin == *issuer;
    if (origin->scheme != "https" && !same) { return std::nullopt; }
    if (!same) {
        return outbound::Destination{url, "https", outbound::NamedBy::Others, {https_port}};
    }
    bool const https = origin->scheme == "https";
    return outbound::Destination{
        url, origin->scheme, https ? outbound::NamedBy::Operator : outbound::NamedBy::Others, {}};
}

std::string Provider::get(std::string const& url) {
    auto to = destination(url);
    if (!to) { return {}; }
    Asked asked;
    asked.to = std::move(*to);
    asked.timeout_s = settings_.timeout_s;
    auto fetched = fetch(asked, {settings_.allowed}, [this] { return stopping_.load(); });
    if (!fetched.problem.empty()) {
        log::trouble("provider_not_reached", {{"why", fetched.problem}});
        return {};
    }
    return std::move(fetched.body);
}

std::optional<Provider::Description> Provider::describe() {
    std::lock_guard const reading(reading_);
    {
        std::lock_guard const lock(known_);
        if (description_ && description_->until_ms > now_ms_()) { return description_; }
    }
    auto found = read_description();
    std::lock_guard const lock(known_);
    description_ = found;
    return found;
}

std::optional<Provider::Description> Provider::read_description() {
    auto base = settings_.issuer;
    if (base.back() == '/') { base.pop_back(); }
    auto const document = object_in(get(base + well_known));
    if (!document) { return std::nullopt; }
    if (text_in(*document, "issuer") != settings_.issuer) {
        log::trouble("provider_not_trusted", {{"why", "issuer"}});
        return std::nullopt;
    }
    Description description;
    for (auto const& [name, at] : {std::pair{"authorization_endpoint", &Description::authorization},
                                   std::pair{"token_endpoint", &Description::token},
                                   std::pair{"jwks_uri", &Description::jwks}}) {
        auto const url = text_in(*document, name);
        if (!url || !destination(*url)) {
            log::trouble("provider_not_trusted", {{"why", name}});
            return std::nullopt;
        }
        description.*at = *url;
    }
    constexpr char const* methods = "token_endpoint_auth_methods_supported";
    description.says_issuer = document->value("authorization_response_iss_parameter_supported",
                                              json(false)) == json(true);
    description.secret_in_form = !lists(*document, methods, "client_secret_basic") &&
                                 lists(*document, methods, "client_secret_post");
    description.until_ms = now_ms_() + known_ms;
    return description;
}

std::optional<std::vector<Key>> Provider::keys(Description const& description,
                                               std::int64_t not_before_ms) {
    std::lock_guard const reading(reading_);
    if (keys_ && keys_->read_ms >= not_before_ms) { return keys_->keys; }
    auto found = keys_in(get(description.jwks));
    if (!found) { return std::nullopt; }
    keys_ = Keys{std::move(*found), now_ms_()};
    return keys_->keys;
}

std::optional<std::string> Provider::id_token(Description const& description,
                                              std::string const& code, Journey const& journey) {
    constexpr long refused_from = 400;
    constexpr long refused_to = 499;
    auto to = destination(description.token);
    if (!to) { return std::nullopt; }
    Asked asked;
    asked.to = std::move(*to);
    asked.timeout_s = settings_.timeout_s;
    asked.form = "grant_type=authorization_code&code=" + encoded(code) +
                 "&redirect_uri=" + encoded(journey.redirect_uri) +
                 "&code_verifier=" + encoded(journey.verifier);
    if (description.secret_in_form) {
        asked.form += "&client_id=" + encoded(settings_.client_id) +
                      "&client_secret=" + encoded(settings_.client_secret);
    } else {
        // RFC 6749 2.3.1: as in a form, and then as a password.
        asked.user = encoded(settings_.client_id);
        asked.password = encoded(settings_.client_secret);
    }
    auto const fetched = fetch(asked, {settings_.allowed}, [this] { return stopping_.load(); });
    if (!fetched.problem.empty()) {
        bool const refused = fetched.status >= refused_from && fetched.status <= refused_to;
        if (refused) { return std::string{}; }
        log::trouble("provider_not_reached", {{"why", fetched.problem}});
        return std::nullopt;
    }
    auto const answer = object_in(fetched.body);
    return answer ? text_in(*answer, "id_token").value_or(std::string{}) : std::string{};
}

Told Provider::tell(std::string const& code, Journey const& journey) {
    Told told;
    told.unreachable = true;
    auto const description = describe();
    if (!description) {
        told.why = "description";
        return told;
    }
    auto const token = id_token(*description, code, journey);
    if (!token || token->empty()) {
        told.why = "code";
        told.unreachable = !token;
        return told;
    }
    constexpr std::int64_t second_ms = 1'000;
    auto const now = now_ms_();
    Expected const expected{settings_.issuer, settings_.client_id, journey.nonce, now / second_ms};
    auto known = keys(*description, now - known_ms);
    if (!known) {
        told.why = "keys";
        return told;
    }
    auto verdict = check_id_token(*token, *known, expected);
    if (verdict.key_is_unknown) {
        known = keys(*description, now - keys_again_ms);
        if (known) { verdict = check_id_token(*token, *known, expected); }
    }
    return {verdict.why, false, verdict.identity};
}

}  // namespace flywheel::oidc
