#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>

// What a passkey makes and signs, and whether it is to be believed (Web Authentication Level 2, sections 7.1 and 7.2): functions of texts,
// which know no account. Attestation is not asked for, so that any authenticator may be used and none tells of its maker.
namespace flywheel::passkey {

// In order of preference, as COSE numbers them (RFC 9053): ES256, EdDSA over Ed25519, RS256 with 2048 bits. Every authenticator has one.
inline constexpr std::array<std::int64_t, 3> algorithms = {-7, -8, -257};

// Bytes; by these everything is bounded before it is read.
inline constexpr std::size_t credential_bytes_max = 1'023;   // WebAuthn 4, "credential ID"
inline constexpr std::size_t client_data_bytes_max = 2'048;  // browsers make some 200
// 37, an AAGUID, the longest credential, a key of 2048 bits, and what extensions nobody asked for.
inline constexpr std::size_t authenticator_data_bytes_max = 4'096;
inline constexpr std::size_t signature_bytes_max = 512;   // of RS256: 256
inline constexpr std::size_t user_handle_bytes_max = 64;  // WebAuthn 5.4.3

// Whose passkeys they are, as browsers have it: the host, and the whole origin that a page must have.
struct Site {
    std::string id;
    std::string origin;
};

// Of "https://flywheel.example.org" or "http://localhost:8080", without a slash at the end. Nothing where browsers make no passkeys: an
// address in numbers has no name to bind one to, and without TLS there is localhost alone.
[[nodiscard]] std::optional<Site> site_of(std::string const& address);

struct Expected {
    Site site;
    std::string challenge;  // base64url, as it was given
};

struct Credential {
    std::string id;
    std::int64_t algorithm = 0;
    std::string
        public_key;  // as libfido2 has it: of ES256 x and y, of EdDSA the point, of RS256 n and e
    std::uint32_t sign_count = 0;
};

// One that a browser has just made. `why` is a word for the log, empty when it is to be believed.
struct Made {
    std::string why;
    Credential credential;
};

// What a browser gives when somebody signs in.
struct Assertion {
    std::string client_data;
    std::string authenticator_data;
    std::string signature;
};

struct Shown {
    std::string why;
    std::uint32_t sign_count = 0;
};

// The challenge that a browser says it answers, by which the one that was given is found; nothing where this is no client data.
[[nodiscard]] std::optional<std::string> challenge_in(std::string const& client_data);

// `why`: client_data, type, challenge, origin, cross_origin, authenticator_data, rp_id, user_present, user_verified, credential.
[[nodiscard]] Made check_new(std::string const& client_data, std::string const& authenticator_data,
                             Expected const& expected);

// `why`: as above, or signature, or counter: one that counts must have counted on (WebAuthn 6.1.1), else there are two of it.
[[nodiscard]] Shown check_shown(Assertion const& assertion, Credential const& credential,
                                Expected const& expected);

}  // namespace flywheel::passkey
