#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "server/web/tls.hpp"
#include "tests/support/browser.hpp"

// The server speaks TLS itself where it has a certificate.
using namespace flywheel;
using namespace flywheel::testing;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* p) const { Free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;

// A key and a certificate for this name in two files, as certbot writes them.
void write_certificate(std::string const& folder, std::string const& name) {
    Key const key(EVP_EC_gen("P-256"));
    Certificate const made(X509_new());
    REQUIRE(key);
    auto* const x = made.get();
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 3'600);
    X509_set_pubkey(x, key.get());
    auto* const subject = X509_get_subject_name(x);
    auto const* const text = reinterpret_cast<unsigned char const*>(name.c_str());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(x, subject);
    REQUIRE(X509_sign(x, key.get(), EVP_sha256()) != 0);
    auto save = [&](char const* file, auto const& write) {
        std::unique_ptr<FILE, int (*)(FILE*)> const out(std::fopen((folder + file).c_str(), "w"),
                                                        std::fclose);
        REQUIRE(out);
        REQUIRE(write(out.get()) == 1);
    };
    save("/key.pem", [&](FILE* out) {
        return PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    save("/certificate.pem", [&](FILE* out) { return PEM_write_X509(out, x); });
}

// One connection under TLS of at most and at least these versions.
class SecureBrowser {
public:
    explicit SecureBrowser(std::uint16_t port, int least = TLS1_2_VERSION,
                           int most = TLS1_3_VERSION)
        : context_(asio::ssl::context::tls_client), stream_(io_, context_) {
        SSL_set_min_proto_version(stream_.native_handle(), least);
        SSL_set_max_proto_version(stream_.native_handle(), most);
        // What a client may still offer, so that it is the server that says no.
        SSL_set_security_level(stream_.native_handle(), 0);
        stream_.next_layer().connect({asio::ip::make_address("127.0.0.1"), port});
        stream_.handshake(asio::ssl::stream_base::client, error_);
    }
    [[nodiscard]] bool connected() const { return !error_; }
    [[nodiscard]] std::string version() { return SSL_get_version(stream_.native_handle()); }
    [[nodiscard]] std::string cipher() { return SSL_get_cipher(stream_.native_handle()); }
    // Whose certificate it is.
    [[nodiscard]] std::string name() {
        Certificate const shown(SSL_get1_peer_certificate(stream_.native_handle()));
        char text[256] = {};
        X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, text,
                                  sizeof text);
        return text;
    }
    void say(std::string const& bytes) { asio::write(stream_, asio::buffer(bytes)); }
    // Up to and with this.
    std::string until(std::string const& end) {
        auto const size = asio::read_until(stream_, buffer_, end);
        return take(size);
    }
    std::string bytes(std::size_t size) {
        if (buffer_.size() < size) {
            asio::read(stream_, buffer_, asio::transfer_exactly(size - buffer_.size()));
        }
        return take(size);
    }

private:
    std::string take(std::size_t size) {
        std::string text(size, '\0');
        asio::buffer_copy(asio::buffer(text), buffer_.data(), size);
        buffer_.consume(size);
        return text;
    }
    asio::io_context io_;
    asio::ssl::context context_;
    asio::ssl::stream<tcp::socket> stream_;
    asio::streambuf buffer_;
    boost::system::error_code error_;
};

std::string const page = "https://flywheel.example.org";

void serve_with(RunningServer& server, std::string const& folder) {
    server.stop();
    server.start_again([&](App::Options& options) {
        options.public_url = page;
        options.tls_certificate = folder + "/certificate.pem";
        options.tls_key = folder + "/key.pem";
    });
}

}  // namespace

TEST_CASE("[S37] [S76] with a certificate the server speaks TLS 1.2 and 1.3, and nothing older") {
    TemporaryFolder const folder;
    write_certificate(folder.path(), "flywheel.example.org");
    RunningServer server(story_as_import());
    serve_with(server, folder.path());
    SecureBrowser modern(server.port());
    REQUIRE(modern.connected());
    CHECK(modern.version() == "TLSv1.3");
    SecureBrowser older(server.port(), TLS1_2_VERSION, TLS1_2_VERSION);
    REQUIRE(older.connected());
    CHECK(older.cipher().rfind("ECDHE-", 0) == 0);
    CHECK_FALSE(SecureBrowser(server.port(), TLS1_VERSION, TLS1_1_VERSION).connected());
    for (auto* each : {&modern, &older}) {
        each->say("GET /healthz HTTP/1.1\r\nHost: flywheel.example.org\r\n\r\n");
        auto const head = each->until("\r\n\r\n");
        CHECK(head.rfind("HTTP/1.1 200", 0) == 0);
        CHECK(head.find("Strict-Transport-Security: max-age=31536000") != std::string::npos);
        CHECK(each->bytes(3) == "ok\n");
    }
    // Who speaks in the clear hears nothing that could be taken for an answer.
    Browser plain(server.port());
    CHECK(plain.raw("GET /healthz HTTP/1.1\r\nHost: flywheel.example.org\r\n\r\n").find("200") ==
          std::string::npos);
}

TEST_CASE(
    "[S37] [S26] signing in and the live connection go through TLS, with a cookie for TLS alone") {
    TemporaryFolder const folder;
    write_certificate(folder.path(), "flywheel.example.org");
    RunningServer server(story_as_import());
    serve_with(server, folder.path());
    SecureBrowser browser(server.port());
    auto ask = [&](std::string const& first, std::string const& more, std::string const& body) {
        browser.say(first + " HTTP/1.1\r\nHost: flywheel.example.org\r\nOrigin: " + page + "\r\n" +
                    more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        return browser.until("\r\n\r\n");
    };
    auto const signed_in = ask("POST /api/v1/sign_in", "Content-Type: application/json\r\n",
                               nlohmann::json{{"email", "riverside_teacher@example.org"},
                                              {"password", RunningServer::password}}
                                   .dump());
    CHECK(signed_in.rfind("HTTP/1.1 200", 0) == 0);
    auto const at = signed_in.find("Set-Cookie: ") + 12;
    auto const cookie = signed_in.substr(at, signed_in.find("\r\n", at) - at);
    CHECK(cookie.rfind("__Host-flywheel=", 0) == 0);
    CHECK(cookie.find("; Secure") != std::string::npos);
    browser.until("}}");
    auto const upgraded =
        ask("GET /api/v1/live",
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: " +
                cookie.substr(0, cookie.find(';')) + "\r\n",
            {});
    REQUIRE(upgraded.rfind("HTTP/1.1 101", 0) == 0);
    // A ping with a mask of zeros (RFC 6455), which comes back as a pong with the same word.
    browser.say(std::string("\x89\x85\0\0\0\0hello", 11));
    CHECK(browser.bytes(7) == std::string("\x8a\x05hello", 7));
}

TEST_CASE("[S76] a certificate that is renewed is used without a restart, and one that is broken "
          "is not") {
    TemporaryFolder const folder;
    write_certificate(folder.path(), "first.example.org");
    RunningServer server(story_as_import());
    serve_with(server, folder.path());
    SecureBrowser open(server.port());
    CHECK(open.name() == "first.example.org");
    auto becomes = [&](std::string const& name) {
        for (int i = 0; i < 200; ++i) {
            if (SecureBrowser(server.port()).name() == name) { return true; }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return false;
    };
    write_certificate(folder.path(), "second.example.org");
    CHECK(becomes("second.example.org"));
    // Who was connected still is.
    open.say("GET /healthz HTTP/1.1\r\nHost: flywheel.example.org\r\n\r\n");
    CHECK(open.until("ok\n").rfind("HTTP/1.1 200", 0) == 0);
    web::Tls used(folder.path() + "/certificate.pem", folder.path() + "/key.pem");
    // A key that is not this certificate's: what was served before is served on.
    std::ofstream(folder.path() + "/certificate.pem") << "nonsense\n";
    auto* const kept = &used.context();
    std::string problem;
    CHECK_FALSE(used.look_again(problem));
    CHECK(problem.rfind("tls.certificate: ", 0) == 0);
    CHECK(&used.context() == kept);
    CHECK(SecureBrowser(server.port()).name() == "second.example.org");
    write_certificate(folder.path(), "third.example.org");
    CHECK(becomes("third.example.org"));
}

TEST_CASE("[S76] a server whose certificate cannot be used says why, and does not start") {
    TemporaryFolder const folder;
    TemporaryFolder const other;
    write_certificate(folder.path(), "one");
    write_certificate(other.path(), "two");
    RunningServer server(story_as_import());
    server.stop();
    auto says = [&](std::string const& certificate, std::string const& key) -> std::string {
        try {
            server.start_again([&](App::Options& options) {
                options.public_url = page;
                options.tls_certificate = certificate;
                options.tls_key = key;
            });
            return {};
        } catch (std::runtime_error const& failure) { return failure.what(); }
    };
    CHECK(says(folder.path() + "/none.pem", folder.path() + "/key.pem")
              .rfind("tls.certificate: ", 0) == 0);
    CHECK(says(folder.path() + "/certificate.pem", other.path() + "/key.pem").rfind("tls.key", 0) ==
          0);
}
