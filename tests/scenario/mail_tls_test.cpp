#include <openssl/evp.h>
#include <openssl/x509.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <thread>

#include "server/mail/smtp.hpp"

// A mail server that is not who it says it is, or that lets others read along, gets no mail and no password.
using namespace flywheel;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// A certificate for localhost that nobody vouches for.
void certify(asio::ssl::context& context) {
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> const key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    std::unique_ptr<X509, void (*)(X509*)> const certificate(X509_new(), X509_free);
    REQUIRE(key);
    auto* const x = certificate.get();
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 3'600);
    X509_set_pubkey(x, key.get());
    auto* const name = X509_get_subject_name(x);
    auto const* const host = reinterpret_cast<unsigned char const*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
    X509_set_issuer_name(x, name);
    REQUIRE(X509_sign(x, key.get(), EVP_sha256()) != 0);
    REQUIRE(SSL_CTX_use_certificate(context.native_handle(), x) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey(context.native_handle(), key.get()) == 1);
}

// One conversation with whoever calls: `talk` has the socket, and gives back what it heard.
class Caller {
public:
    explicit Caller(char const* address, std::function<std::string(tcp::socket&)> talk)
        : acceptor_(context_, {asio::ip::make_address(address), 0}),
          thread_([this, talk = std::move(talk)] {
              tcp::socket socket(context_);
              boost::system::error_code error;
              acceptor_.accept(socket, error);
              if (!error) { heard_ = talk(socket); }
          }) {}
    ~Caller() { finish(); }
    Caller(Caller const&) = delete;
    Caller& operator=(Caller const&) = delete;
    [[nodiscard]] std::string port() const {
        return std::to_string(acceptor_.local_endpoint().port());
    }
    std::string const& finish() {
        if (thread_.joinable()) { thread_.join(); }
        return heard_;
    }

private:
    asio::io_context context_;
    tcp::acceptor acceptor_;
    std::string heard_;
    std::thread thread_;
};

std::string send_to(std::string const& url) {
    return mail::send({url, "flywheel", "PASSWORD-of-the-hub", "flywheel@example.org", 5},
                      "ana@example.org", "Subject: MAIL-of-the-hub\r\n\r\nWords\r\n",
                      [] { return false; });
}

}  // namespace

TEST_CASE("[F6] a mail server whose certificate nobody vouches for gets no word") {
    Caller server("127.0.0.1", [](tcp::socket& socket) {
        asio::ssl::context context(asio::ssl::context::tls_server);
        certify(context);
        asio::ssl::stream<tcp::socket&> stream(socket, context);
        boost::system::error_code error;
        stream.handshake(asio::ssl::stream_base::server, error);
        std::string heard;
        if (!error) {
            asio::write(stream, asio::buffer(std::string("220 localhost\r\n")), error);
            asio::read_until(stream, asio::dynamic_buffer(heard), "\r\n", error);
        }
        return heard;
    });
    auto const why = send_to("smtps://localhost:" + server.port());
    INFO(why);
    CHECK(why.find("certificate") != std::string::npos);
    CHECK(server.finish().empty());
}

TEST_CASE("[F6] a mail server elsewhere that offers no encryption gets neither the password nor "
          "the mail") {
    // An address of this machine that does not count as this very machine.
    Caller server("127.0.0.2", [](tcp::socket& socket) {
        boost::system::error_code error;
        std::string heard;
        asio::write(socket, asio::buffer(std::string("220 elsewhere\r\n")), error);
        while (!error) {
            std::string line;
            asio::read_until(socket, asio::dynamic_buffer(line), "\r\n", error);
            heard += line;
            auto const* const says = line.rfind("EHLO", 0) == 0
                                         ? "250-elsewhere\r\n250-AUTH PLAIN\r\n250 SIZE\r\n"
                                         : "250 fine\r\n";
            if (!error) { asio::write(socket, asio::buffer(std::string(says)), error); }
        }
        return heard;
    });
    auto const why = send_to("smtp://127.0.0.2:" + server.port());
    INFO(why);
    CHECK_FALSE(why.empty());
    auto const heard = server.finish();
    INFO(heard);
    CHECK(heard.rfind("EHLO", 0) == 0);
    for (auto const* word : {"AUTH", "MAIL", "RCPT", "DATA", "ana@example.org"}) {
        CHECK(heard.find(word) == std::string::npos);
    }
}
