#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What an OpenID provider says of somebody, and whether it is to be believed (OpenID Connect Core 3.1.3.7, RFC 8725). Functions of texts.
namespace flywheel::oidc {

// The public half of one of a provider's keys, with nothing in it but what is needed.
struct Key {
    std::string kid;
    std::string kty;  // RSA or EC
    std::string alg;  // empty: any that fits
    std::string jwk;
};

// Those of a JWKS that can sign what we take; nothing where it is none. Keys of other kinds are left out.
[[nodiscard]] std::optional<std::vector<Key>> keys_in(std::string const& jwks);

struct Expected {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    std::int64_t now_s = 0;
};

// Who somebody is there: by issuer and subject, and by nothing else. The others are what the provider says of them.
struct Identity {
    std::string issuer;
    std::string subject;
    std::string email;  // lower case; empty: not said
    bool email_verified = false;
    std::string name;
};

struct Verdict {
    std::string why;              // it is not believed, in a word for the log; empty: it is
    bool key_is_unknown = false;  // the one that signed may be newer than ours
    Identity identity;
};

[[nodiscard]] Verdict check_id_token(std::string const& token, std::vector<Key> const& keys,
                                     Expected const& expected);

}  // namespace flywheel::oidc
