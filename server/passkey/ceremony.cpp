#include "server/passkey/ceremony.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "protocol/digest.hpp"
#include "protocol/strict_json.hpp"

namespace flywheel::passkey {

namespace {

using nlohmann::json;

// WebAuthn 6.1: SHA-256 of the site's id, one byte of flags, four of the counter; then the credential where it is a new one.
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t data_bytes_min = 37;
constexpr unsigned flag_user_present = 0x01;
constexpr unsigned flag_user_verified = 0x04;

struct Free {
    void operator()(fido_cred_t* it) const { fido_cred_free(&it); }
    void operator()(fido_assert_t* it) const { fido_assert_free(&it); }
    void operator()(es256_pk_t* it) const { es256_pk_free(&it); }
    void operator()(eddsa_pk_t* it) const { eddsa_pk_free(&it); }
    void operator()(rs256_pk_t* it) const { rs256_pk_free(&it); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// libfido2 wants it once before all else; no debugging.
void begin_library() {
    static bool const begun = [] {
        fido_init(0);
        return true;
    }();
    static_cast<void>(begun);
}

unsigned char const* bytes_of(std::string const& text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

// WebAuthn 7.1, steps 5 to 9, and 7.2, steps 9 to 13.
std::string problem_in_client_data(std::string const& text, std::string_view type,
                                   Expected const& expected) {
    auto const data =
        text.size() <= client_data_bytes_max ? object_in(text) : std::optional<json>{};
    if (!data) { return "client_data"; }
    if (text_in(*data, "type") != type) { return "type"; }
    if (expected.challenge.empty() || text_in(*data, "challenge") != expected.challenge) {
        return "challenge";
    }
    if (text_in(*data, "origin") != expected.site.origin) { return "origin"; }
    // Within a page of somebody else's: there people are led to click on what they do not see.
    if (data->value("crossOrigin", json(false)) != json(false) || data->contains("topOrigin")) {
        return "cross_origin";
    }
    return {};
}

// WebAuthn 7.1, steps 13 to 15, and 7.2, steps 15 to 17. Of whom the authenticator made sure, by a finger, a face or a PIN, has shown
// two things at once: what they have, and what they are or know.
std::string problem_in_data(std::string const& data, Site const& site) {
    if (data.size() < data_bytes_min || data.size() > authenticator_data_bytes_max) {
        return "authenticator_data";
    }
    if (data.compare(0, hash_bytes, sha256(site.id)) != 0) { return "rp_id"; }
    auto const flags = static_cast<unsigned char>(data[hash_bytes]);
    if ((flags & flag_user_present) == 0) { return "user_present"; }
    if ((flags & flag_user_verified) == 0) { return "user_verified"; }
    return {};
}

template <class Key>
Owned<Key> key_from(std::string const& bytes, Key* (*make)(),
                    int (*read)(Key*, void const*, std::size_t)) {
    Owned<Key> key(make());
    if (!key || read(key.get(), bytes.data(), bytes.size()) != FIDO_OK) { return nullptr; }
    return key;
}

// Calls `use` with the key in libfido2's form; false where it is none, such as a point that is not on the curve.
template <class Use>
bool with_key(Credential const& credential, Use use) {
    if (credential.algorithm == COSE_ES256) {
        auto const key = key_from(credential.public_key, es256_pk_new, es256_pk_from_ptr);
        return key && use(static_cast<void const*>(key.get()));
    }
    if (credential.algorithm == COSE_EDDSA) {
        auto const key = key_from(credential.public_key, eddsa_pk_new, eddsa_pk_from_ptr);
        return key && use(static_cast<void const*>(key.get()));
    }
    if (credential.algorithm == COSE_RS256) {
        auto const key = key_from(credential.public_key, rs256_pk_new, rs256_pk_from_ptr);
        return key && use(static_cast<void const*>(key.get()));
    }
    return false;
}

// WebAuthn 7.1, steps 16 and 17. Nothing where it is whole in none of the algorithms that were asked for; where the flags say that there
// is none, libfido2 finds an empty one.
std::optional<Credential> credential_in(std::string const& data) {
    for (auto const algorithm : algorithms) {
        Owned<fido_cred_t> const made(fido_cred_new());
        if (!made || fido_cred_set_type(made.get(), static_cast<int>(algorithm)) != FIDO_OK ||
            fido_cred_set_authdata_raw(made.get(), bytes_of(data), data.size()) != FIDO_OK) {
            continue;
        }
        Credential found;
        found.algorithm = algorithm;
        found.id.assign(reinterpret_cast<char const*>(fido_cred_id_ptr(made.get())),
                        fido_cred_id_len(made.get()));
        found.public_key.assign(reinterpret_cast<char const*>(fido_cred_pubkey_ptr(made.get())),
                                fido_cred_pubkey_len(made.get()));
        found.sign_count = fido_cred_sigcount(made.get());
        bool const fits = !found.id.empty() && found.id.size() <= credential_bytes_max;
        if (fits && with_key(found, [](void const*) { return true; })) { return found; }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Site> site_of(std::string const& address) {
    auto const from = address.find("://");
    if (from == std::string::npos) { return std::nullopt; }
    auto const scheme = address.substr(0, from);
    auto const host = address.substr(from + 3, address.find_first_of(":/", from + 3) - (from + 3));
    bool const plain = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
    if (!plain) { return std::nullopt; }
    // The last part of an address in numbers is a number, and of a name none is.
    auto const last = host.find_last_of('.') == std::string::npos ? 0 : host.find_last_of('.') + 1;
    bool const named = last < host.size() && (host[last] < '0' || host[last] > '9');
    bool const safe = scheme == "https" || (scheme == "http" && host == "localhost");
    if (!named || !safe) { return std::nullopt; }
    return Site{host, address};
}

std::optional<std::string> challenge_in(std::string const& client_data) {
    auto const data = client_data.size() <= client_data_bytes_max ? object_in(client_data)
                                                                  : std::optional<json>{};
    return data ? text_in(*data, "challenge") : std::nullopt;
}

Made check_new(std::string const& client_data, std::string const& authenticator_data,
               Expected const& expected) {
    begin_library();
    auto problem = problem_in_client_data(client_data, "webauthn.create", expected);
    if (problem.empty()) { problem = problem_in_data(authenticator_data, expected.site); }
    if (!problem.empty()) { return {std::move(problem), {}}; }
    auto credential = credential_in(authenticator_data);
    if (!credential) { return {"credential", {}}; }
    return {{}, std::move(*credential)};
}

Shown check_shown(Assertion const& assertion, Credential const& credential,
                  Expected const& expected) {
    begin_library();
    auto problem = problem_in_client_data(assertion.client_data, "webauthn.get", expected);
    if (problem.empty()) { problem = problem_in_data(assertion.authenticator_data, expected.site); }
    if (!problem.empty()) { return {std::move(problem), 0}; }
    if (assertion.signature.empty() || assertion.signature.size() > signature_bytes_max) {
        return {"signature", 0};
    }
    Owned<fido_assert_t> const shown(fido_assert_new());
    auto* const it = shown.get();
    auto const hash = sha256(assertion.client_data);
    auto const& data = assertion.authenticator_data;
    if (it == nullptr || fido_assert_set_rp(it, expected.site.id.c_str()) != FIDO_OK ||
        fido_assert_set_clientdata_hash(it, bytes_of(hash), hash.size()) != FIDO_OK ||
        fido_assert_set_count(it, 1) != FIDO_OK ||
        fido_assert_set_authdata_raw(it, 0, bytes_of(data), data.size()) != FIDO_OK ||
        fido_assert_set_up(it, FIDO_OPT_TRUE) != FIDO_OK ||
        fido_assert_set_uv(it, FIDO_OPT_TRUE) != FIDO_OK) {
        return {"authenticator_data", 0};
    }
    auto const& signature = assertion.signature;
    auto const algorithm = static_cast<int>(credential.algorithm);
    bool const is_signed =
        fido_assert_set_sig(it, 0, bytes_of(signature), signature.size()) == FIDO_OK &&
        with_key(credential, [&](void const* key) {
            return fido_assert_verify(it, 0, algorithm, key) == FIDO_OK;
        });
    if (!is_signed) { return {"signature", 0}; }
    auto const count = fido_assert_sigcount(it, 0);
    bool const counts = count != 0 || credential.sign_count != 0;
    if (counts && count <= credential.sign_count) { return {"counter", count}; }
    return {{}, count};
}

}  // namespace flywheel::passkey
