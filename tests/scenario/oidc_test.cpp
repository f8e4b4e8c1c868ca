#include <atomic>
#include <catch2/catch.hpp>
#include <future>

#include "protocol/base64.hpp"
#include "protocol/digest.hpp"
#include "server/oidc/form.hpp"
#include "server/oidc/provider.hpp"
#include "server/room/identities.hpp"
#include "server/web/limits.hpp"
#include "server/web/provider_flows.hpp"
#include "server/web/second_factor.hpp"
#include "storage/passkeys.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/identity_provider.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/smtp_receiver.hpp"

// Signing in with an account elsewhere: what a provider, or whoever stands between, may say, and who is signed in then.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* teacher = "riverside_teacher";
constexpr char const* client = "flywheel";
constexpr char const* secret = "what the provider gave & no more";
constexpr char const* subject = "walrus-17";

std::int64_t now_s() { return std::time(nullptr); }

// A browser with all its cookies.
class Visitor {
public:
    explicit Visitor(std::uint16_t port) : line_(port) {}
    HttpReply ask(std::string const& method, std::string const& path, json const& body = {}) {
        std::string cookies;
        for (auto const& [name, value] : cookies_) {
            cookies += (cookies.empty() ? "" : "; ") + name;
            cookies.append("=").append(value);
        }
        line_.forget_cookie();
        auto reply =
            line_.http(method, path, body.is_null() ? "" : body.dump(), {{"Cookie", cookies}});
        auto const [from, to] = reply.headers.equal_range("Set-Cookie");
        for (auto each = from; each != to; ++each) {
            auto const pair = each->second.substr(0, each->second.find(';'));
            auto const equals = pair.find('=');
            if (equals + 1 == pair.size()) {
                cookies_.erase(pair.substr(0, equals));
            } else {
                cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
            }
        }
        return reply;
    }
    HttpReply post(std::string const& path, json const& body) {
        return ask("POST", "/api/v1/" + path, body);
    }
    // The e-mail address of who is signed in; empty: nobody.
    std::string who() {
        auto const me = ask("GET", "/api/v1/me").json();
        return me.at("account").is_null() ? "" : me.at("account").at("email").get<std::string>();
    }
    void sign_in(std::string const& name) {
        REQUIRE(post("sign_in",
                     {{"email", name + "@example.org"}, {"password", RunningServer::password}})
                    .status == 200);
    }
    [[nodiscard]] std::map<std::string, std::string> const& cookies() const { return cookies_; }

private:
    Browser line_;
    std::map<std::string, std::string> cookies_;
};

// What a browser was sent to the provider with.
using Sent = std::map<std::string, std::string>;

Sent sent_to(std::string const& address) {
    auto const parameters = oidc::parameters_in(address.substr(address.find('?') + 1));
    REQUIRE(parameters);
    return *parameters;
}

struct Doors {
    explicit Doors(std::function<void(oidc::Settings&)> const& change = {})
        : server(story_as_import()) {
        begin_anew(change);
    }
    void begin_anew(std::function<void(oidc::Settings&)> const& change = {},
                    std::function<void(App::Options&)> const& otherwise = {}) {
        server.stop();
        server.start_again([&](App::Options& options) {
            options.oidc.issuer = idp.issuer();
            options.oidc.client_id = client;
            options.oidc.client_secret = secret;
            options.oidc.name = "Northfield";
            options.oidc.allowed = *outbound::blocks_in("127.0.0.1");
            options.oidc.timeout_s = 1;
            if (change) { change(options.oidc); }
            if (otherwise) { otherwise(options); }
        });
    }
    void bind(std::string const& member, std::string const& to = subject) {
        server.on_floor([&](Floor& floor) {
            storage::BoundIdentity shown;
            shown.issuer = idp.issuer();
            shown.subject = to;
            auto const account = floor.accounts().by_email(member + "@example.org");
            REQUIRE_FALSE(flywheel::add_identity(floor, account->id, shown).has_error());
        });
    }
    [[nodiscard]] json header() const { return {{"alg", "RS256"}, {"kid", "rsa"}, {"typ", "JWT"}}; }
    [[nodiscard]] json claims(Sent const& sent) const {
        return {{"iss", idp.issuer()},  {"sub", subject}, {"aud", client},
                {"exp", now_s() + 300}, {"iat", now_s()}, {"nonce", sent.at("nonce")}};
    }
    Sent begin(Visitor& visitor, json const& wish = json::object()) {
        auto const begun = visitor.post("provider/begin", wish);
        REQUIRE(begun.status == 200);
        return sent_to(begun.json().at("address"));
    }
    HttpReply come_back(Visitor& visitor, std::string const& query) {
        return visitor.ask("GET", "/api/v1/provider/callback?" + query);
    }
    HttpReply come_back_with(Visitor& visitor, Sent const& sent, json const& said) {
        idp.give_token(IdentityProvider::sign(header(), said.dump(), Signs::Rsa));
        return come_back(visitor, "code=c0de&state=" + sent.at("state"));
    }

    IdentityProvider idp;
    RunningServer server;
};

// What the address says that a browser is sent to.
std::string outcome(HttpReply const& reply) {
    CHECK(reply.status == 303);
    auto const to = reply.header("Location");
    CHECK(to.rfind('/', 0) == 0);
    auto const parameters = oidc::parameters_in(to.substr(to.find('?') + 1));
    return parameters && parameters->contains("provider") ? parameters->at("provider") : to;
}

// The last reason in the log.
std::string last_why(CapturedLog const& log) {
    auto const text = log.text();
    auto const at = text.rfind("\"identity_refused\"");
    if (at == std::string::npos) { return {}; }
    auto const line = json::parse(
        text.substr(text.rfind('\n', at) + 1, text.find('\n', at) - text.rfind('\n', at) - 1));
    return line.value("why", std::string{});
}

std::string flipped(std::string token, std::size_t at) {
    token[at] = token[at] == 'A' ? 'B' : 'A';
    return token;
}

std::string unsigned_token(json const& header, std::string const& payload) {
    return base64url(header.dump()) + "." + base64url(payload) + ".";
}

}  // namespace

TEST_CASE("[S32] who is bound to an account elsewhere signs in with it: code, PKCE, nonce, and the "
          "provider is told our secret alone") {
    Doors doors;
    doors.bind(teacher);
    Visitor visitor(doors.server.port());
    CHECK(visitor.ask("GET", "/api/v1/provider").json().at("name") == "Northfield");
    auto const begun = visitor.post("provider/begin", {{"next", "/n/nic/cycles?state=all"}});
    REQUIRE(begun.status == 200);
    std::string const address = begun.json().at("address");
    CHECK(address.rfind(doors.idp.issuer() + "/authorize?", 0) == 0);
    auto const cookie = begun.header("Set-Cookie");
    CHECK(cookie.find("; HttpOnly; SameSite=Lax") != std::string::npos);
    CHECK(cookie.find("; Max-Age=600") != std::string::npos);
    auto const sent = sent_to(address);
    CHECK(sent.at("response_type") == "code");
    CHECK(sent.at("client_id") == client);
    CHECK(sent.at("code_challenge_method") == "S256");
    CHECK(sent.at("scope").find("openid") == 0);
    CHECK(sent.at("state").size() >= 43);
    CHECK(sent.at("nonce").size() >= 43);
    CHECK(address.find(secret) == std::string::npos);
    std::string const way = "/api/v1/provider/callback";
    CHECK(sent.at("redirect_uri") ==
          "http://127.0.0.1:" + std::to_string(doors.server.port()) + way);

    auto const back = doors.come_back_with(visitor, sent, doors.claims(sent));
    CHECK(outcome(back) == "done");
    CHECK(back.header("Location").find("next=%2Fn%2Fnic%2Fcycles%3Fstate%3Dall") !=
          std::string::npos);
    CHECK(visitor.who() == "riverside_teacher@example.org");
    CHECK(visitor.cookies().size() == 1);

    auto const asked = doors.idp.seen("/token");
    REQUIRE(asked.size() == 1);
    // base64 of "flywheel:what%20the%20provider%20gave%20%26%20no%20more"
    CHECK(asked[0].authorization ==
          "Basic Zmx5d2hlZWw6d2hhdCUyMHRoZSUyMHByb3ZpZGVyJTIwZ2F2ZSUyMCUyNiUyMG5vJTIwbW9yZQ==");
    auto const form = oidc::parameters_in(asked[0].body);
    REQUIRE(form);
    CHECK(form->at("grant_type") == "authorization_code");
    CHECK(form->at("code") == "c0de");
    CHECK(form->at("redirect_uri") == sent.at("redirect_uri"));
    CHECK(base64url(sha256(form->at("code_verifier"))) == sent.at("code_challenge"));
    CHECK(asked[0].body.find("secret") == std::string::npos);

    SECTION("and by the other signatures that are taken") {
        for (auto const& [alg, with] :
             {std::pair{"ES256", Signs::Ec}, std::pair{"PS256", Signs::Rsa}}) {
            INFO(alg);
            Visitor other(doors.server.port());
            auto const again = doors.begin(other);
            doors.idp.give_token(
                IdentityProvider::sign({{"alg", alg}, {"kid", with == Signs::Ec ? "ec" : "rsa"}},
                                       doors.claims(again).dump(), with));
            CHECK(outcome(doors.come_back(other, "code=c&state=" + again.at("state"))) == "done");
            CHECK(other.who() == "riverside_teacher@example.org");
        }
    }
    SECTION("and with several audiences, of which we are the one it was issued to") {
        Visitor other(doors.server.port());
        auto const again = doors.begin(other);
        auto claims = doors.claims(again);
        claims["aud"] = json::array({"somebody else", client});
        claims["azp"] = client;
        CHECK(outcome(doors.come_back_with(other, again, claims)) == "done");
        CHECK(other.who() == "riverside_teacher@example.org");
    }
}

TEST_CASE("[S32] whatever a hostile provider gives for a code, nobody is signed in") {
    Doors doors;
    doors.bind(teacher);
    CapturedLog const log;
    struct Case {
        std::string name;
        std::string why;
        std::function<std::string(json header, json claims)> token;
    };
    auto with_header = [](json const& change, Signs with = Signs::Rsa) {
        return [=](json header, json const& claims) {
            header.update(change);
            return IdentityProvider::sign(header, claims.dump(), with);
        };
    };
    auto with_claims = [](json const& change) {
        return [=](json const& header, json claims) {
            for (auto const& [name, value] : change.items()) {
                if (value.is_null()) {
                    claims.erase(name);
                } else {
                    claims[name] = value;
                }
            }
            return IdentityProvider::sign(header, claims.dump(), Signs::Rsa);
        };
    };
    auto without_kid = [](json header, json const& claims) {
        header.erase("kid");
        return IdentityProvider::sign(header, claims.dump(), Signs::Rsa);
    };
    auto none = [](char const* alg) {
        return [=](json header, json const& claims) {
            header["alg"] = alg;
            return unsigned_token(header, claims.dump());
        };
    };
    auto good = [](json const& header, json const& claims) {
        return IdentityProvider::sign(header, claims.dump(), Signs::Rsa);
    };
    auto with_secret = [](std::string const& shared) {
        return [=](json header, json const& claims) {
            header["alg"] = "HS256";
            return IdentityProvider::sign(header, claims.dump(), Signs::Secret, shared);
        };
    };
    auto raw = [](std::string const& payload) {
        return [=](json const& header, json const&) {
            return IdentityProvider::sign(header, payload, Signs::Rsa);
        };
    };
    IdentityProvider stranger;
    auto const strangers_key = IdentityProvider::public_key(Signs::Stranger, "rsa");
    auto const modulus = IdentityProvider::public_key(Signs::Rsa, "rsa");
    auto const in_an_hour = now_s() + 3'600;
    std::vector<Case> const cases{
        {"alg none", "alg", none("none")},
        {"alg None", "alg", none("None")},
        {"alg missing", "alg",
         [](json header, json const& claims) {
             header.erase("alg");
             return unsigned_token(header, claims.dump());
         }},
        {"HS256 with the public key as the secret", "alg", with_secret(modulus.dump())},
        {"HS256 with the modulus as the secret", "alg",
         with_secret(*from_base64url(modulus.at("n").get<std::string>()))},
        {"HS256 with our own secret", "alg", with_secret(secret)},
        {"an algorithm that we do not take", "alg", with_header({{"alg", "RS384"}})},
        {"no kid", "kid", without_kid},
        {"a kid that the issuer does not have", "kid", with_header({{"kid", "new"}})},
        {"the kid of a key that is for encrypting", "kid", with_header({{"kid", "encrypts"}})},
        {"somebody else's key under the issuer's kid", "signature",
         with_header(json::object(), Signs::Stranger)},
        {"a key of its own in the header (jwk)", "signature",
         with_header({{"jwk", strangers_key}}, Signs::Stranger)},
        {"the address of keys of its own (jku)", "signature",
         with_header({{"jku", stranger.issuer() + "/keys"}}, Signs::Stranger)},
        {"the address of a certificate of its own (x5u)", "signature",
         with_header({{"x5u", stranger.issuer() + "/keys"}}, Signs::Stranger)},
        {"jku under a kid of its own", "kid",
         with_header({{"jku", stranger.issuer() + "/keys"}, {"kid", "mine"}}, Signs::Stranger)},
        {"the elliptic key's kid for an RSA signature", "key", with_header({{"kid", "ec"}})},
        {"the RSA key's kid for an elliptic signature", "key",
         with_header({{"alg", "ES256"}}, Signs::Ec)},
        {"an extension that must be understood (crit)", "crit",
         with_header({{"crit", json::array({"exp"})}})},
        {"an access token (typ at+jwt)", "typ", with_header({{"typ", "at+jwt"}})},
        {"a logout token", "typ", with_header({{"typ", "logout+jwt"}})},
        {"the signature stripped", "signature",
         [=](json const& header, json const& claims) {
             auto const token = good(header, claims);
             return token.substr(0, token.rfind('.') + 1);
         }},
        {"the signature left out with its dot", "parts",
         [=](json const& header, json const& claims) {
             auto const token = good(header, claims);
             return token.substr(0, token.rfind('.'));
         }},
        {"a bit of the signature flipped", "signature",
         [=](json const& header, json const& claims) {
             auto const token = good(header, claims);
             return flipped(token, token.rfind('.') + 10);
         }},
        {"claims changed after they were signed", "signature",
         [=](json const& header, json const& claims) {
             auto const token = good(header, claims);
             auto changed = claims;
             changed["sub"] = "somebody else";
             return token.substr(0, token.find('.') + 1) + base64url(changed.dump()) +
                    token.substr(token.rfind('.'));
         }},
        {"five parts, as if encrypted", "parts",
         [=](json const& header, json const& claims) { return good(header, claims) + ".x.y"; }},
        {"no token at all", "parts", [](json const&, json const&) { return "hello"; }},
        {"an array of texts in the header", "header",
         [](json const&, json const& claims) {
             return base64url("[\"RS256\"]") + "." + base64url(claims.dump()) + ".x";
         }},
        {"alg said twice", "header",
         [](json const&, json const& claims) {
             return base64url(R"({"alg":"none","alg":"RS256","kid":"rsa"})") + "." +
                    base64url(claims.dump()) + ".x";
         }},
        {"longer than any", "too_long", with_claims({{"groups", std::string(20'000, 'g')}})},
        {"claims that are no JSON", "claims", raw("{sub}")},
        {"sub said twice", "claims", raw(R"({"sub":"a","sub":"walrus-17"})")},
        {"another issuer", "iss", with_claims({{"iss", "https://issuer.example"}})},
        {"the issuer with a slash behind it", "iss",
         with_claims({{"iss", doors.idp.issuer() + "/"}})},
        {"no issuer", "iss", with_claims({{"iss", nullptr}})},
        {"for another client", "aud", with_claims({{"aud", "another"}})},
        {"for other clients", "aud", with_claims({{"aud", json::array({"another", "third"})}})},
        {"for nobody", "aud", with_claims({{"aud", nullptr}})},
        {"for us among others, issued to nobody", "azp",
         with_claims({{"aud", json::array({client, "another"})}})},
        {"for us among others, issued to another", "azp",
         with_claims({{"aud", json::array({client, "another"})}, {"azp", "another"}})},
        {"for us alone, issued to another", "azp", with_claims({{"azp", "another"}})},
        {"over for two minutes", "exp", with_claims({{"exp", now_s() - 120}})},
        {"without an end", "exp", with_claims({{"exp", nullptr}})},
        {"with an end that is a text", "exp", with_claims({{"exp", std::to_string(in_an_hour)}})},
        {"with an end beyond all clocks", "exp", with_claims({{"exp", 1e300}})},
        {"not yet", "nbf", with_claims({{"nbf", now_s() + 300}})},
        {"made in the future", "iat", with_claims({{"iat", now_s() + 300}})},
        {"made at no time", "iat", with_claims({{"iat", nullptr}})},
        {"another nonce", "nonce", with_claims({{"nonce", "another"}})},
        {"no nonce", "nonce", with_claims({{"nonce", nullptr}})},
        {"an empty nonce", "nonce", with_claims({{"nonce", ""}})},
        {"no sub", "sub", with_claims({{"sub", nullptr}})},
        {"an empty sub", "sub", with_claims({{"sub", ""}})},
        {"a sub that is a number", "sub", with_claims({{"sub", 17}})},
        {"a sub of 256 characters", "sub", with_claims({{"sub", std::string(256, 's')}})},
        {"a sub with a line's end in it", "sub", with_claims({{"sub", "walrus-17\n"}})},
    };
    CHECK(cases.size() >= 50);
    for (auto const& each : cases) {
        INFO(each.name);
        Visitor visitor(doors.server.port());
        auto const sent = doors.begin(visitor);
        doors.idp.give_token(each.token(doors.header(), doors.claims(sent)));
        auto const back = doors.come_back(visitor, "code=c&state=" + sent.at("state"));
        CHECK(outcome(back) == "not_trusted");
        CHECK(last_why(log) == each.why);
        CHECK(visitor.cookies().empty());
        CHECK(visitor.who().empty());
    }
    // Neither an unknown kid nor an address in a header had keys fetched anew, or elsewhere.
    CHECK(doors.idp.seen("/keys").size() == 1);
    CHECK(stranger.seen("/keys").empty());
    // What is right is let in by the same doors.
    Visitor visitor(doors.server.port());
    auto const sent = doors.begin(visitor);
    CHECK(outcome(doors.come_back_with(visitor, sent, doors.claims(sent))) == "done");
    CHECK(visitor.who() == "riverside_teacher@example.org");
    CHECK(log.text().find(subject) == std::string::npos);
    CHECK(log.text().find(sent.at("state")) == std::string::npos);
}

TEST_CASE(
    "[S32] a provider that does not answer as one does signs nobody in, and holds nobody up") {
    Doors doors;
    doors.bind(teacher);
    using Answer = IdentityProvider::Answer;
    auto const elsewhere = doors.idp.issuer() + "/elsewhere";
    struct Case {
        std::string name;
        std::string what;
        Answer answer;
    };
    std::string const huge(400'000, ' ');
    std::vector<Case> const cases{
        {"the code is none of its",
         "not_trusted",
         {400, R"({"error":"invalid_grant"})", {}, false}},
        {"an answer without a token", "not_trusted", {200, "{}", {}, false}},
        {"an answer that is no JSON", "not_trusted", {200, "<html>", {}, false}},
        {"an answer that is a list", "not_trusted", {200, "[]", {}, false}},
        {"a redirect", "unreachable", {302, "{}", elsewhere, false}},
        {"an error of its own", "unreachable", {500, "{}", {}, false}},
        {"a huge answer", "unreachable", {200, huge, {}, false}},
        {"an answer that never ends", "unreachable", {200, "{", {}, true}},
    };
    for (auto const& each : cases) {
        INFO(each.name);
        Visitor visitor(doors.server.port());
        auto const sent = doors.begin(visitor);
        doors.idp.answer("/token", each.answer);
        auto const back = doors.come_back(visitor, "code=c&state=" + sent.at("state"));
        CHECK(outcome(back) == each.what);
        CHECK(visitor.cookies().empty());
        CHECK(visitor.who().empty());
    }
    CHECK(doors.idp.seen("/elsewhere").empty());
    // While one waits for it, others sign in with their passwords.
    Visitor waits(doors.server.port());
    auto const sent = doors.begin(waits);
    auto held = std::async(std::launch::async, [&] {
        return doors.come_back(waits, "code=c&state=" + sent.at("state")).status;
    });
    auto const began = std::chrono::steady_clock::now();
    Visitor other(doors.server.port());
    other.sign_in("riverside_lead");
    CHECK(other.who() == "riverside_lead@example.org");
    CHECK(held.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
    CHECK(held.get() == 303);
}

TEST_CASE("[S32] what a provider says of itself is believed where it is the one that was named") {
    Doors doors;
    doors.bind(teacher);
    CapturedLog const log;
    IdentityProvider stranger;
    auto const own = doors.idp.description();
    auto changed = [&](json const& change) {
        auto description = own;
        description.update(change);
        return IdentityProvider::Answer{200, description.dump(), {}, false};
    };
    auto without = [&](char const* name) {
        auto description = own;
        description.erase(name);
        return IdentityProvider::Answer{200, description.dump(), {}, false};
    };
    auto const twice = own.dump().substr(0, own.dump().size() - 1) + R"(,"issuer":")" +
                       stranger.issuer() + R"("})";
    struct Case {
        std::string name;
        IdentityProvider::Answer answer;
    };
    std::vector<Case> const cases{
        {"another issuer", changed({{"issuer", stranger.issuer()}})},
        {"the issuer with a slash", changed({{"issuer", doors.idp.issuer() + "/"}})},
        {"no issuer", without("issuer")},
        {"the issuer twice", {200, twice, {}, false}},
        {"no keys", without("jwks_uri")},
        {"keys elsewhere without TLS", changed({{"jwks_uri", stranger.issuer() + "/keys"}})},
        {"keys in a file", changed({{"jwks_uri", "file:///etc/passwd"}})},
        {"a token endpoint elsewhere without TLS",
         changed({{"token_endpoint", "http://issuer.example/token"}})},
        {"a token endpoint that is no address", changed({{"token_endpoint", 17}})},
        {"a script to go to", changed({{"authorization_endpoint", "javascript:alert(1)"}})},
        {"a user in the address",
         changed({{"authorization_endpoint", "https://you@issuer.example/"}})},
        {"a redirect", {302, "{}", stranger.issuer() + "/.well-known/openid-configuration", false}},
        {"nothing there", {404, own.dump(), {}, false}},
        {"no JSON", {200, "<html>", {}, false}},
        {"far too much", {200, own.dump() + std::string(400'000, ' '), {}, false}},
        {"an answer that never ends", {200, own.dump(), {}, true}},
    };
    for (auto const& each : cases) {
        INFO(each.name);
        doors.idp.answer("/.well-known/openid-configuration", each.answer);
        doors.begin_anew();
        Visitor visitor(doors.server.port());
        auto const begun = visitor.post("provider/begin", json::object());
        CHECK(begun.status == 502);
        CHECK(begun.json().at("code") == "provider_unreachable");
        CHECK(visitor.cookies().empty());
    }
    CHECK(stranger.seen("/keys").empty());
    CHECK(stranger.seen("/.well-known/openid-configuration").empty());

    // These begin, and end where the keys are asked for.
    for (auto const* address :
         {"https://10.0.0.1/keys", "https://169.254.169.254/keys", "https://127.0.0.1/keys",
          "https://[::1]/keys", "https://[::ffff:10.0.0.1]/keys"}) {
        INFO(address);
        doors.idp.answer("/.well-known/openid-configuration", changed({{"jwks_uri", address}}));
        doors.begin_anew([](oidc::Settings& settings) {
            // All of it that outbound.allow opens here: the issuer's own port is asked at 127.0.0.1.
            settings.allowed = *outbound::blocks_in("127.0.0.1");
        });
        Visitor visitor(doors.server.port());
        auto const sent = doors.begin(visitor);
        auto const back = doors.come_back_with(visitor, sent, doors.claims(sent));
        CHECK(outcome(back) == "unreachable");
        CHECK(visitor.who().empty());
    }
    CHECK(log.text().find("that address is not public") != std::string::npos);
    // The issuer itself, without TLS, where outbound.allow does not open it.
    doors.idp.answer("/.well-known/openid-configuration", changed(json::object()));
    doors.begin_anew([](oidc::Settings& settings) { settings.allowed.clear(); });
    CHECK(Visitor(doors.server.port()).post("provider/begin", json::object()).status == 502);
    // Keys that are none.
    for (auto const* keys : {"{}", "<html>", R"({"keys":{}})", R"({"keys":[]})",
                             R"({"keys":[{"kid":"rsa","kty":"oct","k":"c2VjcmV0"}]})",
                             R"({"keys":[{"kid":"rsa","kty":"RSA","n":"AQAB","e":"AQAB"}]})"}) {
        INFO(keys);
        doors.idp.answer("/keys", {200, keys, {}, false});
        doors.begin_anew();
        Visitor visitor(doors.server.port());
        auto const sent = doors.begin(visitor);
        outcome(doors.come_back_with(visitor, sent, doors.claims(sent)));
        CHECK(visitor.who().empty());
    }
    doors.idp.answer("/keys", {200, IdentityProvider::keys().dump(), {}, false});
    doors.begin_anew();
    Visitor visitor(doors.server.port());
    auto const sent = doors.begin(visitor);
    CHECK(outcome(doors.come_back_with(visitor, sent, doors.claims(sent))) == "done");
}

TEST_CASE("[S32] the way back holds once, in ten minutes, for the browser that began it") {
    Doors doors;
    doors.bind(teacher);
    CapturedLog const log;
    Visitor visitor(doors.server.port());
    Visitor attacker(doors.server.port());
    auto const sent = doors.begin(visitor);
    auto const theirs = doors.begin(attacker);
    doors.idp.give_token(
        IdentityProvider::sign(doors.header(), doors.claims(sent).dump(), Signs::Rsa));
    auto const state = "&state=" + sent.at("state");
    auto refused = [&](Visitor& whose, std::string const& query, std::string const& what) {
        INFO(query);
        auto const back = doors.come_back(whose, query);
        CHECK(outcome(back) == what);
        CHECK(back.body.empty());
        CHECK(whose.who().empty());
        return back;
    };
    // Not begun here: of another browser, of no browser, of nobody's.
    refused(attacker, "code=c" + state, "began_elsewhere");
    Visitor nobody(doors.server.port());
    refused(nobody, "code=c" + state, "began_elsewhere");
    refused(visitor, "code=c&state=guessed", "began_elsewhere");
    refused(visitor, "code=c&state=" + theirs.at("state"), "began_elsewhere");
    refused(visitor, "code=c&state=", "began_elsewhere");
    refused(visitor, "code=c", "began_elsewhere");
    // Said twice, it could be read in two ways.
    refused(visitor, "code=c&code=d" + state, "not_trusted");
    refused(visitor, "code=c" + state + "&state=guessed", "not_trusted");
    refused(visitor, "code=%zz" + state, "not_trusted");
    // None of these has ended what is under way; a stolen way does not go by another's cookie either.
    CHECK(doors.idp.seen("/token").empty());
    CHECK(outcome(doors.come_back(
              visitor, "code=c" + state + "&iss=" + oidc::encoded(doors.idp.issuer()))) == "done");
    CHECK(visitor.who() == "riverside_teacher@example.org");
    // Once.
    Visitor again(doors.server.port());
    refused(again, "code=c" + state, "began_elsewhere");
    CHECK(outcome(doors.come_back(visitor, "code=c" + state)) == "began_elsewhere");
    CHECK(doors.idp.seen("/token").size() == 1);

    // Each of these ends it, since the browser that began it brings its state back.
    auto once = [&](std::string const& query, std::string const& what, std::string const& why) {
        Visitor other(doors.server.port());
        auto const own = doors.begin(other);
        auto const back = refused(other, query + "&state=" + own.at("state"), what);
        CHECK(last_why(log) == why);
        CHECK(other.cookies().empty());
        CHECK(outcome(doors.come_back(other, "code=c&state=" + own.at("state"))) ==
              "began_elsewhere");
        return back;
    };
    once("code=c&iss=https%3A%2F%2Fissuer.example", "not_trusted", "iss_parameter");
    once("code=c&iss=", "not_trusted", "iss_parameter");
    once("x=y", "not_trusted", "no_code");
    once("code=" + std::string(4'200, 'c'), "not_trusted", "no_code");
    once("error=access_denied", "declined", "error");
    once("error=server_error&code=c", "declined", "error");
    auto const script = once("error=x&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E&"
                             "error_uri=https%3A%2F%2Fissuer.example",
                             "declined", "error");
    for (auto const& [name, value] : script.headers) {
        CHECK(value.find("script>") == std::string::npos);
        CHECK(value.find("issuer.example") == std::string::npos);
    }
    CHECK(doors.idp.seen("/token").size() == 1);
    // The code of one browser, put into another's way: the nonce is not of that way.
    Visitor injected(doors.server.port());
    auto const own = doors.begin(injected);
    auto const back = doors.come_back_with(injected, own, doors.claims(theirs));
    CHECK(outcome(back) == "not_trusted");
    CHECK(last_why(log) == "nonce");
    CHECK(injected.who().empty());
    // What is begun ends at a path of ours alone.
    for (auto const* next : {"https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere"}) {
        Visitor led(doors.server.port());
        auto const way = doors.begin(led, {{"next", next}});
        auto const end = doors.come_back_with(led, way, doors.claims(way));
        CHECK(end.header("Location") == "/in?provider=done");
    }
}

TEST_CASE("[S32] a provider that says it always names itself is held to it") {
    Doors doors;
    doors.bind(teacher);
    auto description = doors.idp.description();
    description["authorization_response_iss_parameter_supported"] = true;
    doors.idp.answer("/.well-known/openid-configuration", {200, description.dump(), {}, false});
    Visitor visitor(doors.server.port());
    auto sent = doors.begin(visitor);
    CHECK(outcome(doors.come_back_with(visitor, sent, doors.claims(sent))) == "not_trusted");
    CHECK(visitor.who().empty());
    sent = doors.begin(visitor);
    doors.idp.give_token(
        IdentityProvider::sign(doors.header(), doors.claims(sent).dump(), Signs::Rsa));
    auto const issuer = oidc::encoded(doors.idp.issuer());
    auto const query = "code=c&state=" + sent.at("state") + "&iss=" + issuer;
    CHECK(outcome(doors.come_back(visitor, query)) == "done");
}

TEST_CASE("[S33] from the provider's own portal one is sent on a way that begins here") {
    Doors doors;
    doors.bind(teacher);
    Visitor visitor(doors.server.port());
    auto const away = doors.come_back(visitor, "code=from-the-portal");
    CHECK(away.status == 303);
    auto const sent = sent_to(away.header("Location"));
    CHECK(doors.idp.seen("/token").empty());
    CHECK(visitor.who().empty());
    CHECK(outcome(doors.come_back_with(visitor, sent, doors.claims(sent))) == "done");
    CHECK(visitor.who() == "riverside_teacher@example.org");
    // Of a provider that is down one is told on a page of ours.
    doors.idp.answer("/.well-known/openid-configuration", {500, "{}", {}, false});
    doors.begin_anew();
    Visitor late(doors.server.port());
    CHECK(outcome(doors.come_back(late, "code=from-the-portal")) == "unreachable");
}

TEST_CASE("[S32] a way is forgotten after ten minutes, and after its end") {
    web::ProviderFlows flows;
    constexpr std::int64_t began = 1'000'000;
    flows.put("one", {}, began);
    REQUIRE(flows.find("one", began + web::flow_ms - 1) != nullptr);
    CHECK(flows.find("other", began) == nullptr);
    CHECK(flows.find("one", began + web::flow_ms) == nullptr);
    flows.put("two", {}, began);
    flows.end("two");
    CHECK(flows.find("two", began) == nullptr);
    // However many are begun, so many are kept.
    for (std::size_t i = 0; i < web::flows_max + 100; ++i) {
        flows.put(std::to_string(i), {}, began);
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < web::flows_max + 100; ++i) {
        kept += flows.find(std::to_string(i), began) != nullptr ? 1 : 0;
    }
    CHECK(kept <= web::flows_max);
    CHECK(kept > web::flows_max / 2);
}

TEST_CASE("[S32] the owner of an account is told when an account elsewhere is added to it") {
    Doors doors;
    SmtpReceiver receiver;
    doors.begin_anew({}, [&](App::Options& options) {
        options.smtp = {receiver.url(), {}, {}, "flywheel@example.org", 5};
        options.mail_every_ms = 3'600'000;
    });
    Visitor owner(doors.server.port());
    owner.sign_in(teacher);
    auto const begun = owner.post("identities", {{"current_password", RunningServer::password}});
    auto const sent = sent_to(begun.json().at("address"));
    CHECK(outcome(doors.come_back_with(owner, sent, doors.claims(sent))) == "added");
    for (int i = 0; i < 200 && receiver.mails().empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    REQUIRE(receiver.mails().size() == 1);
    auto const mail = receiver.mails().front();
    CHECK(mail.to == "riverside_teacher@example.org");
    CHECK(mail.decoded.find("an account elsewhere was added to yours") != std::string::npos);
    CHECK(mail.decoded.find(subject) == std::string::npos);
}

TEST_CASE("[S34] nobody is let into an account for the e-mail address that a provider says") {
    Doors doors;
    Visitor visitor(doors.server.port());
    auto const sent = doors.begin(visitor);
    auto claims = doors.claims(sent);
    claims["email"] = "riverside_teacher@example.org";
    claims["email_verified"] = true;
    CHECK(outcome(doors.come_back_with(visitor, sent, claims)) == "unbound");
    CHECK(visitor.who().empty());
    // Nor by the same subject at another issuer.
    doors.server.on_floor([&](Floor& floor) {
        storage::BoundIdentity shown;
        shown.issuer = "https://issuer.example";
        shown.subject = subject;
        auto const account = floor.accounts().by_email("riverside_teacher@example.org");
        REQUIRE_FALSE(flywheel::add_identity(floor, account->id, shown).has_error());
    });
    auto const again = doors.begin(visitor);
    CHECK(outcome(doors.come_back_with(visitor, again, doors.claims(again))) == "unbound");
    CHECK(visitor.who().empty());
}

TEST_CASE("[S32] who is signed in adds an account elsewhere with their password, sees it, and "
          "removes it") {
    Doors doors;
    Visitor owner(doors.server.port());
    CHECK(owner.post("identities", {{"current_password", RunningServer::password}}).status == 401);
    owner.sign_in(teacher);
    CHECK(owner.post("identities", {{"current_password", "not mine at all"}}).status == 401);
    CHECK(owner.cookies().size() == 1);
    auto add = [&](Visitor& whose, std::string const& to) {
        auto const begun =
            whose.post("identities", {{"current_password", RunningServer::password}});
        REQUIRE(begun.status == 200);
        auto const sent = sent_to(begun.json().at("address"));
        auto claims = doors.claims(sent);
        claims["sub"] = to;
        claims["email"] = "Walrus@Northfield.example";
        return doors.come_back_with(whose, sent, claims);
    };
    auto const added = add(owner, subject);
    CHECK(added.header("Location") == "/settings?provider=added");
    CHECK(owner.who() == "riverside_teacher@example.org");
    CHECK(outcome(add(owner, subject)) == "added");
    auto list = owner.ask("GET", "/api/v1/identities").json().at("identities");
    REQUIRE(list.size() == 1);
    CHECK(list[0].at("email") == "walrus@northfield.example");
    CHECK_FALSE(list[0].contains("used_at_ms"));
    // Another's stays another's.
    Visitor lead(doors.server.port());
    lead.sign_in("riverside_lead");
    CHECK(outcome(add(lead, subject)) == "taken");
    CHECK(lead.ask("GET", "/api/v1/identities").json().at("identities").empty());
    CHECK(lead.ask("DELETE", "/api/v1/identities/" + list[0].at("id").get<std::string>()).status ==
          204);

    Visitor elsewhere(doors.server.port());
    auto sent = doors.begin(elsewhere, {{"shared_device", true}});
    auto const back = doors.come_back_with(elsewhere, sent, doors.claims(sent));
    CHECK(back.header("Location") == "/in?provider=done&shared=1");
    CHECK(elsewhere.who() == "riverside_teacher@example.org");
    list = owner.ask("GET", "/api/v1/identities").json().at("identities");
    CHECK(list[0].at("used_at_ms") > 0);
    // Removed: it signs nobody in, and whom it has signed in is out.
    CHECK(owner.ask("DELETE", "/api/v1/identities/" + list[0].at("id").get<std::string>()).status ==
          204);
    CHECK(elsewhere.who().empty());
    CHECK(owner.who() == "riverside_teacher@example.org");
    sent = doors.begin(elsewhere);
    CHECK(outcome(doors.come_back_with(elsewhere, sent, doors.claims(sent))) == "unbound");

    SECTION("a way that was begun before signing out adds nothing") {
        auto const begun =
            owner.post("identities", {{"current_password", RunningServer::password}});
        auto const way = sent_to(begun.json().at("address"));
        auto const cookies = owner.cookies();
        REQUIRE(cookies.size() == 2);
        CHECK(owner.post("sign_out", json::object()).status == 204);
        auto const late = doors.come_back_with(owner, way, doors.claims(way));
        CHECK(late.header("Location") == "/in?provider=signed_out");
        doors.server.on_floor([&](Floor& floor) {
            CHECK_FALSE(storage::Identities(floor.store()).find(doors.idp.issuer(), subject));
        });
    }
}

TEST_CASE(
    "[S32] [H1] an invitation is taken up with an account elsewhere, and by it alone one is in") {
    Doors doors;
    Visitor lead(doors.server.port());
    lead.sign_in("riverside_lead");
    auto invited = [&](json const& more) {
        json wish{{"organization", "riverside"}, {"role", "team_member"}};
        wish.update(more);
        auto const made = lead.post("networks/nic/invitations", wish);
        INFO(made.body);
        REQUIRE(made.status == 200);
        std::string const link = made.json().at("link");
        return link.substr(link.find("invitation=") + 11);
    };
    auto take_up = [&](Visitor& whose, std::string const& token, json const& more) {
        auto const sent = doors.begin(whose, {{"token", token}});
        auto claims = doors.claims(sent);
        claims.update(more);
        return outcome(doors.come_back_with(whose, sent, claims));
    };
    auto const token = invited(json::object());
    Visitor visitor(doors.server.port());
    CHECK(take_up(visitor, "made-up",
                  {{"email", "w@northfield.example"}, {"email_verified", true}}) == "invitation");
    CHECK(take_up(visitor, token, json::object()) == "no_address");
    CHECK(take_up(visitor, token, {{"email", "w@northfield.example"}}) == "no_address");
    // Somebody's address who is here already: that one adds it themselves.
    CHECK(take_up(visitor, token,
                  {{"email", "riverside_teacher@example.org"}, {"email_verified", true}}) ==
          "address_taken");
    auto const named = invited({{"email", "pat@northfield.example"}});
    CHECK(take_up(visitor, named, {{"email", "w@northfield.example"}, {"email_verified", true}}) ==
          "other_address");
    CHECK(visitor.who().empty());
    CHECK(take_up(visitor, token,
                  {{"email", "W@Northfield.example"},
                   {"email_verified", true},
                   {"name", "Wanda Walrus"}}) == "done");
    CHECK(visitor.who() == "w@northfield.example");
    auto const me = visitor.ask("GET", "/api/v1/me").json();
    CHECK(me.at("account").at("name") == "Wanda Walrus");
    CHECK(me.at("networks").size() == 1);
    // Used up.
    Visitor second(doors.server.port());
    CHECK(
        take_up(second, token,
                {{"sub", "other"}, {"email", "o@northfield.example"}, {"email_verified", true}}) ==
        "invitation");
    // Without a password it is the only way in.
    auto const list = visitor.ask("GET", "/api/v1/identities").json().at("identities");
    REQUIRE(list.size() == 1);
    auto const only =
        visitor.ask("DELETE", "/api/v1/identities/" + list[0].at("id").get<std::string>());
    CHECK(only.status == 422);
    CHECK(only.json().at("code") == "only_way_in");
    CHECK(second.post("sign_in", {{"email", "w@northfield.example"}, {"password", ""}}).status ==
          422);
    CHECK(second.post("sign_in", {{"email", "w@northfield.example"}, {"password", "x"}}).status ==
          401);
    Visitor later(doors.server.port());
    auto const sent = doors.begin(later);
    CHECK(outcome(doors.come_back_with(later, sent, doors.claims(sent))) == "done");
    CHECK(later.who() == "w@northfield.example");
    // The one that names an address, by who has it there.
    Visitor pat(doors.server.port());
    CHECK(take_up(pat, named, {{"sub", "pat"}, {"email", "pat@northfield.example"}}) == "done");
    CHECK(pat.who() == "pat@northfield.example");
}

TEST_CASE("[S32] [S22] the provider stands for the password, not for the second factor") {
    Doors doors;
    doors.bind(teacher);
    std::string const recovery = "abcde-fghjk";
    doors.server.on_floor([&](Floor& floor) {
        auto const account = floor.accounts().by_email("riverside_teacher@example.org");
        floor.accounts().confirm_second_factor(account->id, {"secret", 1, 0},
                                               {sha256(web::plain_code(recovery))});
    });
    Visitor visitor(doors.server.port());
    auto const sent = doors.begin(visitor, {{"next", "/n/nic"}});
    auto const back = doors.come_back_with(visitor, sent, doors.claims(sent));
    CHECK(outcome(back) == "code");
    CHECK(visitor.who().empty());
    // What was proven is this browser's, and no way back any more.
    Visitor other(doors.server.port());
    CHECK(other.post("provider/finish", {{"code", recovery}}).status == 401);
    CHECK(outcome(doors.come_back(visitor, "code=c&state=" + sent.at("state"))) ==
          "began_elsewhere");
}

TEST_CASE("[S32] [S23] whose second factor is a passkey is not let in for the provider's word") {
    Doors doors;
    doors.bind(teacher);
    doors.server.on_floor([&](Floor& floor) {
        storage::Passkey passkey;
        passkey.credential = passkey.id = passkey.user_handle = passkey.public_key = "x";
        passkey.account = floor.accounts().by_email("riverside_teacher@example.org")->id;
        storage::Passkeys(floor.store()).add(passkey);
    });
    Visitor visitor(doors.server.port());
    auto sent = doors.begin(visitor);
    CHECK(outcome(doors.come_back_with(visitor, sent, doors.claims(sent))) == "done");
    doors.begin_anew(
        {}, [](App::Options& options) { options.floor.second_factor = SecondFactorFor::Everyone; });
    Visitor again(doors.server.port());
    sent = doors.begin(again);
    CHECK(outcome(doors.come_back_with(again, sent, doors.claims(sent))) == "passkey");
    CHECK(again.who().empty());
}

TEST_CASE("[S32] [S22] after the provider a code is asked for, and guesses at it are counted") {
    Doors doors;
    doors.bind(teacher);
    std::string const recovery = "abcde-fghjk";
    doors.server.on_floor([&](Floor& floor) {
        auto const account = floor.accounts().by_email("riverside_teacher@example.org");
        floor.accounts().confirm_second_factor(account->id, {"secret", 1, 0},
                                               {sha256(web::plain_code(recovery))});
    });
    Visitor visitor(doors.server.port());
    auto const sent = doors.begin(visitor);
    CHECK(outcome(doors.come_back_with(visitor, sent, doors.claims(sent))) == "code");
    SECTION("the right one opens") {
        CHECK(visitor.post("provider/finish", {{"code", "000000"}}).status == 401);
        CHECK(visitor.who().empty());
        CHECK(visitor.post("provider/finish", {{"code", recovery}}).status == 200);
        CHECK(visitor.who() == "riverside_teacher@example.org");
        CHECK(visitor.post("provider/finish", {{"code", recovery}}).status == 401);
    }
    SECTION("after ten wrong ones one waits, with the right one too") {
        for (int i = 0; i < 10; ++i) {
            CHECK(visitor.post("provider/finish", {{"code", "000000"}}).status == 401);
        }
        CHECK(visitor.post("provider/finish", {{"code", recovery}}).status == 429);
        CHECK(visitor.who().empty());
    }
}

TEST_CASE("[S32] where the settings name domains, only confirmed addresses of theirs come in") {
    Doors doors([](oidc::Settings& settings) { settings.domains = {"northfield.example"}; });
    doors.bind(teacher);
    auto comes = [&](json const& more) {
        Visitor visitor(doors.server.port());
        auto const sent = doors.begin(visitor);
        auto claims = doors.claims(sent);
        claims.update(more);
        auto const what = outcome(doors.come_back_with(visitor, sent, claims));
        CHECK(visitor.who().empty() == (what != "done"));
        return what;
    };
    CHECK(comes(json::object()) == "domain");
    CHECK(comes({{"email", "w@northfield.example"}}) == "domain");
    CHECK(comes({{"email", "w@northfield.example"}, {"email_verified", false}}) == "domain");
    CHECK(comes({{"email", "w@evil-northfield.example"}, {"email_verified", true}}) == "domain");
    CHECK(comes({{"email", "w@northfield.example@x"}, {"email_verified", true}}) == "domain");
    CHECK(comes({{"email", "w@NORTHFIELD.example"}, {"email_verified", true}}) == "done");
}

TEST_CASE(
    "[S32] keys that the provider renews are taken within a minute, and asked for no oftener") {
    IdentityProvider idp;
    std::atomic<std::int64_t> now_ms = now_s() * 1'000;
    oidc::Settings settings;
    settings.issuer = idp.issuer();
    settings.client_id = client;
    settings.client_secret = secret;
    settings.name = "Northfield";
    settings.allowed = *outbound::blocks_in("127.0.0.1");
    settings.timeout_s = 1;
    oidc::Provider provider(settings, [&] { return now_ms.load(); });
    auto told_by = [&](Signs with, char const* alg, char const* kid) {
        json const claims{{"iss", idp.issuer()},
                          {"sub", subject},
                          {"aud", client},
                          {"exp", now_ms / 1'000 + 300},
                          {"iat", now_ms.load() / 1'000},
                          {"nonce", "n"}};
        idp.give_token(IdentityProvider::sign({{"alg", alg}, {"kid", kid}}, claims.dump(), with));
        std::promise<std::string> promise;
        REQUIRE(provider.exchange("c", {"s", "n", "v", "r"},
                                  [&](oidc::Told const& told) { promise.set_value(told.why); }));
        return promise.get_future().get();
    };
    idp.answer(
        "/keys",
        {200,
         json{{"keys", json::array({IdentityProvider::public_key(Signs::Rsa, "old")})}}.dump(),
         {},
         false});
    CHECK(told_by(Signs::Rsa, "RS256", "old").empty());
    idp.answer(
        "/keys",
        {200,
         json{{"keys", json::array({IdentityProvider::public_key(Signs::Ec, "new")})}}.dump(),
         {},
         false});
    CHECK(told_by(Signs::Ec, "ES256", "new") == "kid");
    CHECK(told_by(Signs::Ec, "ES256", "new") == "kid");
    CHECK(idp.seen("/keys").size() == 1);
    now_ms += oidc::keys_again_ms + 1;
    CHECK(told_by(Signs::Ec, "ES256", "new").empty());
    CHECK(idp.seen("/keys").size() == 2);
    // What it has taken back is good for nothing, and known for an hour without another question.
    CHECK(told_by(Signs::Rsa, "RS256", "old") == "kid");
    CHECK(told_by(Signs::Ec, "ES256", "new").empty());
    CHECK(idp.seen("/keys").size() == 2);
    now_ms += oidc::known_ms + 1;
    CHECK(told_by(Signs::Ec, "ES256", "new").empty());
    CHECK(idp.seen("/keys").size() == 3);
    CHECK(idp.seen("/.well-known/openid-configuration").size() == 2);
}

TEST_CASE("[S32] a server that names no provider has no such door") {
    RunningServer server(story_as_import());
    Visitor visitor(server.port());
    CHECK(visitor.ask("GET", "/api/v1/provider").json() == json::object());
    CHECK(visitor.post("provider/begin", json::object()).status == 404);
    CHECK(visitor.ask("GET", "/api/v1/provider/callback?code=c&state=s").status == 404);
    CHECK(visitor.post("identities", {{"current_password", RunningServer::password}}).status ==
          401);
    visitor.sign_in(teacher);
    CHECK(visitor.post("identities", {{"current_password", RunningServer::password}}).status ==
          404);
    CHECK(visitor.ask("GET", "/api/v1/identities").json().at("identities").empty());
}

TEST_CASE("[S32] settings that could not be kept safe are refused before anything starts") {
    oidc::Settings settings;
    CHECK(oidc::problem_in(settings).empty());
    settings.client_id = client;
    settings.client_secret = secret;
    settings.name = "Northfield";
    for (auto const* issuer : {"https://accounts.google.com", "https://clever.com",
                               "https://login.microsoftonline.com/tenant/v2.0",
                               "http://127.0.0.1:4000", "http://localhost:4000"}) {
        INFO(issuer);
        settings.issuer = issuer;
        CHECK(oidc::problem_in(settings).empty());
    }
    for (auto const* issuer :
         {"http://issuer.example", "accounts.google.com", "ftp://issuer.example",
          "https://issuer.example/?tenant=1", "https://issuer.example/#a",
          "https://you@issuer.example", "https://"}) {
        INFO(issuer);
        settings.issuer = issuer;
        CHECK_FALSE(oidc::problem_in(settings).empty());
    }
    settings.issuer = "https://issuer.example";
    settings.client_secret.clear();
    CHECK_FALSE(oidc::problem_in(settings).empty());
}
