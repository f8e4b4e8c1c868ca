#include "server/oidc/id_token.hpp"

#include <cjose/cjose.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "protocol/base64.hpp"
#include "protocol/strict_json.hpp"

namespace flywheel::oidc {

namespace {

using nlohmann::json;

constexpr std::size_t token_bytes_max = 16 * 1024;  // the claims of a person with many groups
constexpr std::size_t keys_max = 64;                // Microsoft's have some ten
constexpr std::size_t subject_length_max = 255;     // OpenID Connect Core 2
constexpr std::int64_t leeway_s = 60;               // between two machines that ask for the time
// Base64url of 2048 to 8192 bits: less is no protection, more is work that somebody else gives us.
constexpr std::size_t modulus_length_min = 342;
constexpr std::size_t modulus_length_max = 1'366;

struct Algorithm {
    std::string_view name;
    std::string_view kty;
};
// Never none, and none with a shared secret: whoever knows it could say anything, and a public key is no secret.
constexpr std::array algorithms{Algorithm{"RS256", "RSA"}, Algorithm{"PS256", "RSA"},
                                Algorithm{"ES256", "EC"}};

struct Release {
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
    void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
};

Verdict no(std::string why, bool key_is_unknown = false) {
    return {std::move(why), key_is_unknown, {}};
}

bool can_verify(json const& key) {
    if (key.contains("use") && text_in(key, "use") != "sig") { return false; }
    auto const operations = key.find("key_ops");
    return operations == key.end() ||
           (operations->is_array() &&
            std::find(operations->begin(), operations->end(), "verify") != operations->end());
}

// The public half alone, whatever else it says.
std::optional<Key> read_key(json const& key) {
    if (!key.is_object() || !can_verify(key)) { return std::nullopt; }
    auto const kid = text_in(key, "kid");
    auto const kty = text_in(key, "kty");
    if (!kid || kid->empty() || !kty) { return std::nullopt; }
    json half{{"kty", *kty}};
    auto take = [&](std::initializer_list<char const*> names) {
        return std::all_of(names.begin(), names.end(), [&](char const* name) {
            auto value = text_in(key, name);
            bool const fits = value && !value->empty() && value->size() <= modulus_length_max;
            if (fits) { half[name] = std::move(*value); }
            return fits;
        });
    };
    bool const rsa = *kty == "RSA" && take({"n", "e"}) &&
                     half["n"].get_ref<std::string const&>().size() >= modulus_length_min;
    bool const ec = *kty == "EC" && take({"crv", "x", "y"}) && half["crv"] == "P-256";
    if (!rsa && !ec) { return std::nullopt; }
    return Key{*kid, *kty, text_in(key, "alg").value_or(std::string{}), half.dump()};
}

bool is_signed_by(std::string const& token, Key const& key, std::string& payload) {
    cjose_err error{};
    std::unique_ptr<cjose_jwk_t, Release> const jwk(
        cjose_jwk_import(key.jwk.c_str(), key.jwk.size(), &error));
    std::unique_ptr<cjose_jws_t, Release> const jws(
        cjose_jws_import(token.c_str(), token.size(), &error));
    if (!jwk || !jws || !cjose_jws_verify(jws.get(), jwk.get(), &error)) { return false; }
    std::uint8_t* bytes = nullptr;
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) { return false; }
    payload.assign(reinterpret_cast<char const*>(bytes), size);
    return true;
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return text;
}

// The header says which of the provider's keys it was, and nothing else that is heeded: no key and no address of one is taken from it.
std::string problem_in_header(std::optional<json> const& header, Algorithm const*& algorithm) {
    if (!header) { return "header"; }
    auto const alg = text_in(*header, "alg");
    algorithm = std::find_if(algorithms.begin(), algorithms.end(),
                             [&](Algorithm const& each) { return alg == each.name; });
    if (algorithm == algorithms.end()) { return "alg"; }
    if (header->contains("crit") || header->contains("b64")) { return "crit"; }
    // An access token of the same provider is signed with the same key (RFC 9068).
    if (header->contains("typ") &&
        lower_case(text_in(*header, "typ").value_or(std::string{"?"})) != "jwt") {
        return "typ";
    }
    return {};
}

std::optional<std::int64_t> seconds_in(json const& claims, char const* name) {
    constexpr double far = 1e12;  // seconds: beyond any clock, within any number
    auto const found = claims.find(name);
    if (found == claims.end() || !found->is_number()) { return std::nullopt; }
    auto const seconds = found->get<double>();
    if (!(seconds >= 0 && seconds < far)) { return std::nullopt; }
    return static_cast<std::int64_t>(seconds);
}

std::string problem_with_audience(json const& claims, std::string const& client_id) {
    auto const aud = claims.find("aud");
    if (aud == claims.end()) { return "aud"; }
    bool const list = aud->is_array();
    bool const ours = list ? std::find(aud->begin(), aud->end(), client_id) != aud->end()
                           : *aud == json(client_id);
    if (!ours) { return "aud"; }
    bool const several = list && aud->size() > 1;
    if ((several || claims.contains("azp")) && text_in(claims, "azp") != client_id) {
        return "azp";
    }
    return {};
}

std::string problem_in_claims(json const& claims, Expected const& expected) {
    if (text_in(claims, "iss") != expected.issuer) { return "iss"; }
    if (auto problem = problem_with_audience(claims, expected.client_id); !problem.empty()) {
        return problem;
    }
    auto const until = seconds_in(claims, "exp");
    auto const made = seconds_in(claims, "iat");
    if (!until || *until + leeway_s <= expected.now_s) { return "exp"; }
    if (!made || *made - leeway_s > expected.now_s) { return "iat"; }
    if (claims.contains("nbf")) {
        auto const from = seconds_in(claims, "nbf");
        if (!from || *from - leeway_s > expected.now_s) { return "nbf"; }
    }
    if (expected.nonce.empty() || text_in(claims, "nonce") != expected.nonce) { return "nonce"; }
    auto const subject = text_in(claims, "sub");
    bool const plain =
        subject && !subject->empty() && subject->size() <= subject_length_max &&
        std::all_of(subject->begin(), subject->end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    return plain ? "" : "sub";
}

Identity identity_in(json const& claims) {
    Identity who;
    who.issuer = claims["iss"];
    who.subject = claims["sub"];
    who.email = lower_case(text_in(claims, "email").value_or(std::string{}));
    auto const verified = claims.value("email_verified", json(false));
    // Some say it as a text.
    who.email_verified = verified == json(true) || verified == json("true");
    who.name = text_in(claims, "name").value_or(std::string{});
    return who;
}

}  // namespace

std::optional<std::vector<Key>> keys_in(std::string const& jwks) {
    auto const set = object_in(jwks);
    if (!set || !set->contains("keys")) { return std::nullopt; }
    auto const& list = set->at("keys");
    if (!list.is_array() || list.size() > keys_max) { return std::nullopt; }
    std::vector<Key> keys;
    for (auto const& each : list) {
        if (auto key = read_key(each)) { keys.push_back(std::move(*key)); }
    }
    return keys;
}

Verdict check_id_token(std::string const& token, std::vector<Key> const& keys,
                       Expected const& expected) {
    if (token.size() > token_bytes_max) { return no("too_long"); }
    if (std::count(token.begin(), token.end(), '.') != 2) { return no("parts"); }
    auto const bytes = from_base64url(std::string_view(token).substr(0, token.find('.')));
    auto const header = bytes ? object_in(*bytes) : std::nullopt;
    Algorithm const* algorithm = nullptr;
    if (auto problem = problem_in_header(header, algorithm); !problem.empty()) {
        return no(std::move(problem));
    }
    auto const kid = text_in(*header, "kid");
    if (!kid) { return no("kid"); }
    auto const key =
        std::find_if(keys.begin(), keys.end(), [&](Key const& each) { return each.kid == *kid; });
    if (key == keys.end()) { return no("kid", true); }
    if (key->kty != algorithm->kty || (!key->alg.empty() && key->alg != algorithm->name)) {
        return no("key");
    }
    std::string payload;
    if (!is_signed_by(token, *key, payload)) { return no("signature"); }
    auto const claims = object_in(payload);
    if (!claims) { return no("claims"); }
    if (auto problem = problem_in_claims(*claims, expected); !problem.empty()) {
        return no(std::move(problem));
    }
    return {{}, false, identity_in(*claims)};
}

}  // namespace flywheel::oidc
