#include <catch2/catch.hpp>
#include <functional>

#include "server/passkey/ceremony.hpp"
#include "tests/support/unit/authenticator.hpp"

// What a browser gives when a passkey is made or shown, and what of it is believed.
using namespace flywheel;
using namespace flywheel::testing;
using namespace flywheel::passkey;

namespace {

using Makes = Authenticator::Makes;

constexpr char const* challenge = "bm90IHJhbmRvbSBpbiB0aGlzIHRlc3Qs";
constexpr char const* origin = "https://flywheel.example.org";
constexpr char const* create = "webauthn.create";
constexpr char const* get = "webauthn.get";

Expected expected() { return {{"flywheel.example.org", origin}, challenge}; }

Made make(Authenticator const& device) {
    return check_new(Authenticator::client_data(create, challenge, origin), device.data_of_new(),
                     expected());
}

Credential made_by(Authenticator const& device) {
    auto made = make(device);
    REQUIRE(made.why.empty());
    return made.credential;
}

Shown show(Authenticator const& device, Credential const& credential, std::string const& data,
           std::string const& client_data) {
    return check_shown({client_data, data, device.sign(data, client_data)}, credential, expected());
}

Shown show(Authenticator const& device, Credential const& credential) {
    return show(device, credential, device.data(),
                Authenticator::client_data(get, challenge, origin));
}

std::string with(std::string text, std::string const& what, std::string const& instead) {
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), instead);
}

// Client data that is not as it must be, each with the reason for which it is refused.
std::vector<std::pair<std::string, std::string>> bad_client_data(char const* type,
                                                                 char const* other) {
    auto const good = Authenticator::client_data(type, challenge, origin);
    auto from_origin = [&](std::string const& other_origin) {
        return std::pair{Authenticator::client_data(type, challenge, other_origin),
                         std::string("origin")};
    };
    std::string const member = R"("origin":")" + std::string(origin) + '"';
    return {
        {Authenticator::client_data(other, challenge, origin), "type"},
        {Authenticator::client_data("", challenge, origin), "type"},
        {with(good, "\"type\"", "\"Type\""), "type"},
        {Authenticator::client_data(type, "", origin), "challenge"},
        {Authenticator::client_data(type, std::string(challenge) + "=", origin), "challenge"},
        {Authenticator::client_data(type, "b3RoZXI", origin), "challenge"},
        {with(good, std::string("\"") + challenge + "\"", "7"), "challenge"},
        from_origin("https://flywheel.example.org:8443"),
        from_origin("http://flywheel.example.org"),
        from_origin("https://flywheel.example.org/"),
        from_origin("https://flywheel.example.org.evil.example"),
        from_origin("https://www.flywheel.example.org"),
        from_origin("https://FLYWHEEL.example.org"),
        from_origin("https://evil.example"),
        from_origin(""),
        {with(good, "," + member, ""), "origin"},
        {with(good, member, R"("origin":[")" + std::string(origin) + R"("])"), "origin"},
        {with(good, "false", "true"), "cross_origin"},
        {with(good, "false", "\"true\""), "cross_origin"},
        {with(good, "false", "null"), "cross_origin"},
        {with(good, "false", R"(false,"topOrigin":"https://evil.example")"), "cross_origin"},
        {with(good, "{", R"({"challenge":"b3RoZXI",)"), "client_data"},
        {with(good, "{", R"({"origin":"https://evil.example",)"), "client_data"},
        {with(good, "false", R"(false,"x":{"a":1,"a":2})"), "client_data"},
        {with(good, "false", "false,"), "client_data"},
        {good + good, "client_data"},
        {good + "x", "client_data"},
        {"[" + good + "]", "client_data"},
        {good.substr(0, good.size() - 1), "client_data"},
        {with(good, "false", "false,\"x\":\"\xff\""), "client_data"},
        {with(good, "false", "false,\"x\":\"" + std::string(client_data_bytes_max, 'x') + '"'),
         "client_data"},
        {"", "client_data"},
        {"null", "client_data"},
    };
}

}  // namespace

TEST_CASE("[S23] a passkey of each algorithm is made and shown") {
    for (auto const makes : {Makes::ES256, Makes::EdDSA, Makes::RS256}) {
        Authenticator device("flywheel.example.org", makes);
        device.sign_count = 7;
        auto const credential = made_by(device);
        CHECK(credential.id == device.credential);
        CHECK(credential.sign_count == 7);
        CHECK(credential.algorithm == (makes == Makes::ES256   ? -7
                                       : makes == Makes::EdDSA ? -8
                                                               : -257));
        device.sign_count = 8;
        auto const shown = show(device, credential);
        CHECK(shown.why.empty());
        CHECK(shown.sign_count == 8);
        // What browsers write beside, and in an order of their own.
        auto const more = with(Authenticator::client_data(get, challenge, origin), "false",
                               R"(false,"other_keys_can_be_added_here":"do not compare")");
        CHECK(show(device, credential, device.data(), more).why.empty());
        auto const less =
            with(Authenticator::client_data(get, challenge, origin), ",\"crossOrigin\":false", "");
        CHECK(show(device, credential, device.data(), less).why.empty());
    }
}

TEST_CASE("[S23] what a browser says of where and for what a passkey was made or shown is read "
          "strictly, each refused for its own reason") {
    Authenticator const device("flywheel.example.org");
    auto const credential = made_by(device);
    for (auto const& [text, why] : bad_client_data(create, get)) {
        INFO(text);
        CHECK(check_new(text, device.data_of_new(), expected()).why == why);
    }
    for (auto const& [text, why] : bad_client_data(get, create)) {
        INFO(text);
        CHECK(show(device, credential, device.data(), text).why == why);
    }
    // A challenge that was not given is answered by nothing.
    Expected none{expected().site, {}};
    auto const empty = Authenticator::client_data(create, "", origin);
    CHECK(check_new(empty, device.data_of_new(), none).why == "challenge");
    CHECK(make(device).why.empty());
    CHECK(show(device, credential).why.empty());
}

TEST_CASE("[S23] a passkey is for this site, with somebody there of whom the device made sure") {
    Authenticator device("flywheel.example.org");
    auto const credential = made_by(device);
    auto both = [&](std::string const& why) {
        CHECK(make(device).why == why);
        CHECK(show(device, credential).why == why);
    };
    device.rp_id = "example.org";
    both("rp_id");
    device.rp_id = "evil.example";
    both("rp_id");
    device.rp_id = "flywheel.example.org";
    device.flags = 0x04;
    both("user_present");
    device.flags = 0x00;
    both("user_present");
    device.flags = 0x01;
    both("user_verified");
    device.flags = 0x05;
    both("");
    // One that is kept in an account of its maker's (6.1, BE and BS of Level 3) is as good.
    device.flags = 0x1d;
    both("");
}

TEST_CASE("[S23] cut off at any length, what a device gives is no passkey and signs nobody in") {
    for (auto const makes : {Makes::ES256, Makes::EdDSA, Makes::RS256}) {
        Authenticator const device("flywheel.example.org", makes);
        auto const client_data = Authenticator::client_data(create, challenge, origin);
        auto const whole = device.data_of_new();
        for (std::size_t size = 0; size < whole.size(); ++size) {
            INFO(size);
            CHECK(check_new(client_data, whole.substr(0, size), expected()).why ==
                  (size < 37 ? "authenticator_data" : "credential"));
        }
        auto const credential = made_by(device);
        auto const data = device.data();
        for (std::size_t size = 0; size < data.size(); ++size) {
            INFO(size);
            CHECK(show(device, credential, data.substr(0, size),
                       Authenticator::client_data(get, challenge, origin))
                      .why == "authenticator_data");
        }
        auto const long_one = data + std::string(authenticator_data_bytes_max, 'x');
        CHECK(show(device, credential, long_one, Authenticator::client_data(get, challenge, origin))
                  .why == "authenticator_data");
    }
}

TEST_CASE("[S23] no key of an algorithm that was not asked for, and none that is no key") {
    auto const client_data = Authenticator::client_data(create, challenge, origin);
    CHECK(make(Authenticator("flywheel.example.org", Makes::Unasked)).why == "credential");
    Authenticator device("flywheel.example.org");
    auto const good = device.data_of_new();
    auto refused = [&](std::string const& data) {
        return check_new(client_data, data, expected()).why == "credential";
    };
    // Says that it brings no credential.
    CHECK(refused(device.data()));
    auto unsaid = good;
    unsaid[32] = 0x05;
    CHECK(refused(unsaid));
    // A point that is on no curve: the last byte of y.
    auto off = good;
    off.back() = static_cast<char>(off.back() ^ 1);
    CHECK(refused(off));
    // ES256 said of the other algorithm's key, and the other way round.
    CHECK(refused(
        with(good, std::string("\x01\x02\x03\x26", 4), std::string("\x01\x02\x03\x27", 4))));
    CHECK(refused(
        with(good, std::string("\x01\x02\x03\x26", 4), std::string("\x01\x01\x03\x26", 4))));
    auto const no_text = std::string(64, '\xff');
    CHECK(refused(good.substr(0, 37 + 18 + device.credential.size()) + no_text));
    device.credential.clear();
    CHECK(refused(device.data_of_new()));
    device.credential = std::string(credential_bytes_max + 1, 'x');
    CHECK(refused(device.data_of_new()));
    device.credential = std::string(credential_bytes_max, 'x');
    CHECK(make(device).why.empty());
}

TEST_CASE("[S23] what was signed is what counts, by the key that was made") {
    for (auto const makes : {Makes::ES256, Makes::EdDSA, Makes::RS256}) {
        Authenticator const device("flywheel.example.org", makes);
        Authenticator const other("flywheel.example.org", makes);
        auto const credential = made_by(device);
        auto const client_data = Authenticator::client_data(get, challenge, origin);
        auto const signature = device.sign(device.data(), client_data);
        auto why = [&](std::string const& bytes) {
            return check_shown({client_data, device.data(), bytes}, credential, expected()).why;
        };
        CHECK(show(other, credential).why == "signature");
        CHECK(why("") == "signature");
        CHECK(why(signature.substr(0, signature.size() - 1)) == "signature");
        CHECK(why(std::string(signature_bytes_max + 1, 'x')) == "signature");
        auto bent = signature;
        bent[bent.size() / 2] = static_cast<char>(bent[bent.size() / 2] ^ 1);
        CHECK(why(bent) == "signature");
        // Signed for another challenge, or with another counter.
        CHECK(why(device.sign(device.data(), client_data + " ")) == "signature");
        auto counted = device.data();
        counted.back() = 1;
        CHECK(why(device.sign(counted, client_data)) == "signature");
        // Checked by another algorithm than the key's, or by a key that is none.
        auto as = credential;
        as.algorithm = makes == Makes::ES256 ? -8 : -7;
        CHECK(show(device, as).why == "signature");
        as.algorithm = 0;
        CHECK(show(device, as).why == "signature");
        as = credential;
        as.public_key.pop_back();
        CHECK(show(device, as).why == "signature");
        CHECK(why(signature).empty());
    }
}

TEST_CASE("[S23] a counter only goes on; one that does not count stays at nothing") {
    Authenticator device("flywheel.example.org");
    auto credential = made_by(device);
    CHECK(show(device, credential).why.empty());
    CHECK(show(device, credential).why.empty());
    credential.sign_count = 5;
    for (std::uint32_t const back : {0U, 1U, 4U, 5U}) {
        device.sign_count = back;
        CHECK(show(device, credential).why == "counter");
    }
    for (std::uint32_t const on : {6U, 0xffffffffU}) {
        device.sign_count = on;
        auto const shown = show(device, credential);
        CHECK(shown.why.empty());
        CHECK(shown.sign_count == on);
    }
}

TEST_CASE("[S23] passkeys are offered under https with a name, and on localhost") {
    auto id = [](char const* address) {
        auto const site = site_of(address);
        CHECK((!site || site->origin == address));
        return site ? site->id : "";
    };
    CHECK(id("https://flywheel.example.org") == "flywheel.example.org");
    CHECK(id("https://flywheel.example.org:8443") == "flywheel.example.org");
    CHECK(id("https://flywheel") == "flywheel");
    CHECK(id("http://localhost:8080") == "localhost");
    CHECK(id("https://localhost") == "localhost");
    for (auto const* none :
         {"http://flywheel.example.org", "http://127.0.0.1:8080", "https://127.0.0.1",
          "https://192.0.2.7:8443", "https://[::1]:8080", "https://[2001:db8::1]", "http://[::1]",
          "http://localhost.evil.example", "ftp://localhost", "localhost", "https://", "",
          "https://a@b.example", "https://flywheel.example.org.", "https://x.0x7f"}) {
        INFO(none);
        CHECK(id(none).empty());
    }
}
