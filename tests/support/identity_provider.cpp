#include "tests/support/identity_provider.hpp"

#include <cjose/cjose.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <stdexcept>

namespace flywheel::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using nlohmann::json;

namespace {

cjose_jwk_t* made(cjose_jwk_t* key) {
    if (key == nullptr) { throw std::runtime_error("no key was made"); }
    return key;
}

cjose_jwk_t* rsa_key() {
    constexpr std::size_t bits = 2048;
    std::uint8_t const exponent[] = {1, 0, 1};
    cjose_err error{};
    return made(cjose_jwk_create_RSA_random(bits, exponent, sizeof exponent, &error));
}

cjose_jwk_t* ec_key() {
    cjose_err error{};
    return made(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
}

// Made once for all tests, and kept: an RSA key takes a tenth of a second.
cjose_jwk_t* key_of(Signs whose) {
    static auto* const rsa = rsa_key();
    static auto* const ec = ec_key();
    static auto* const stranger = rsa_key();
    return whose == Signs::Rsa ? rsa : whose == Signs::Ec ? ec : stranger;
}

}  // namespace

struct IdentityProvider::Parts {
    asio::io_context io;
    tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
};

IdentityProvider::IdentityProvider() : parts_(std::make_unique<Parts>()) {
    answers_["/.well-known/openid-configuration"] = {200, description().dump(), {}, false};
    answers_["/keys"] = {200, keys().dump(), {}, false};
    listen();
    thread_ = std::thread([this] { parts_->io.run(); });
}

IdentityProvider::~IdentityProvider() {
    parts_->io.stop();
    thread_.join();
}

std::string IdentityProvider::issuer() const {
    return "http://127.0.0.1:" + std::to_string(parts_->acceptor.local_endpoint().port());
}

json IdentityProvider::description() const {
    return {{"issuer", issuer()},
            {"authorization_endpoint", issuer() + "/authorize"},
            {"token_endpoint", issuer() + "/token"},
            {"jwks_uri", issuer() + "/keys"}};
}

json IdentityProvider::public_key(Signs whose, std::string const& kid) {
    cjose_err error{};
    char* const text = cjose_jwk_to_json(key_of(whose), false, &error);
    auto key = json::parse(text);
    cjose_get_dealloc()(text);
    key["kid"] = kid;
    key["use"] = "sig";
    return key;
}

json IdentityProvider::keys() {
    auto encrypts = public_key(Signs::Rsa, "encrypts");
    encrypts["use"] = "enc";
    auto const list =
        json::array({public_key(Signs::Rsa, "rsa"), public_key(Signs::Ec, "ec"), encrypts});
    return {{"keys", list}};
}

void IdentityProvider::answer(std::string const& path, Answer answer) {
    std::lock_guard const lock(mutex_);
    answers_[path] = std::move(answer);
}

void IdentityProvider::give_token(std::string const& id_token) {
    json const body{{"access_token", "opaque"}, {"token_type", "Bearer"}, {"id_token", id_token}};
    answer("/token", {200, body.dump(), {}, false});
}

std::vector<IdentityProvider::Seen> IdentityProvider::seen(std::string const& path) const {
    std::lock_guard const lock(mutex_);
    std::vector<Seen> found;
    for (auto const& each : seen_) {
        if (each.path == path) { found.push_back(each); }
    }
    return found;
}

std::string IdentityProvider::sign(json const& header, std::string const& payload, Signs with,
                                   std::string const& secret) {
    cjose_err error{};
    auto* const protects = cjose_header_new(&error);
    for (auto const& [name, value] : header.items()) {
        if (value.is_string()) {
            cjose_header_set(protects, name.c_str(), value.get<std::string>().c_str(), &error);
        } else {
            cjose_header_set_raw(protects, name.c_str(), value.dump().c_str(), &error);
        }
    }
    auto* const shared =
        with == Signs::Secret
            ? made(cjose_jwk_create_oct_spec(reinterpret_cast<std::uint8_t const*>(secret.data()),
                                             secret.size(), &error))
            : nullptr;
    auto* const jws = cjose_jws_sign(shared != nullptr ? shared : key_of(with), protects,
                                     reinterpret_cast<std::uint8_t const*>(payload.data()),
                                     payload.size(), &error);
    if (jws == nullptr) { throw std::runtime_error("could not sign"); }
    char const* compact = nullptr;
    cjose_jws_export(jws, &compact, &error);
    std::string token = compact;
    cjose_jws_release(jws);
    cjose_header_release(protects);
    if (shared != nullptr) { cjose_jwk_release(shared); }
    return token;
}

// One after another: whoever asks here has few questions at a time.
void IdentityProvider::listen() {
    parts_->acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
        if (error) { return; }
        beast::flat_buffer buffer;
        http::request<http::string_body> request;
        beast::error_code failed;
        http::read(socket, buffer, request, failed);
        if (!failed) {
            Answer answer{404, "nothing", {}, false};
            {
                std::lock_guard const lock(mutex_);
                auto const path = std::string(request.target());
                seen_.push_back(
                    {path, std::string(request[http::field::authorization]), request.body()});
                auto const found = answers_.find(path);
                if (found != answers_.end()) { answer = found->second; }
            }
            auto const length = answer.body.size() + (answer.never_ends ? 1 : 0);
            std::string text = "HTTP/1.1 " + std::to_string(answer.status) +
                               " So\r\nContent-Type: application/json\r\nConnection: close\r\n"
                               "Content-Length: " +
                               std::to_string(length) + "\r\n";
            if (!answer.location.empty()) { text += "Location: " + answer.location + "\r\n"; }
            asio::write(socket, asio::buffer(text + "\r\n" + answer.body), failed);
            // Until the other side has had enough.
            asio::streambuf rest;
            if (answer.never_ends) { asio::read_until(socket, rest, "never said", failed); }
        }
        listen();
    });
}

}  // namespace flywheel::testing
