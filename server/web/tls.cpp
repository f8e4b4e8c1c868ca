#include "server/web/tls.hpp"

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <stdexcept>

namespace flywheel::web {

namespace ssl = boost::asio::ssl;

namespace {

// With forward secrecy and authenticated encryption alone; TLS 1.3 has no others.
constexpr char const* ciphers_of_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char const* groups = "X25519:P-256:P-384";

std::shared_ptr<ssl::context> context_from(std::string const& certificate, std::string const& key) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    auto* const raw = context->native_handle();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    // Renegotiation and compression are how old protocols were broken; tickets would outlive the key that we rotate.
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    // A connection that waits holds no buffers: some 32 KiB each.
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_set_cipher_list(raw, ciphers_of_1_2) != 1 ||
        SSL_CTX_set1_groups_list(raw, groups) != 1) {
        throw std::runtime_error("OpenSSL knows none of our ciphers");
    }
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate, error);
    if (error) {
        throw std::runtime_error("tls.certificate: " + certificate + ": " + error.message());
    }
    context->use_private_key_file(key, ssl::context::pem, error);
    if (error) { throw std::runtime_error("tls.key: " + key + ": " + error.message()); }
    if (SSL_CTX_check_private_key(raw) != 1) {
        throw std::runtime_error("tls.key is not the key of tls.certificate");
    }
    return context;
}

std::string stamp_of(std::string const& path) {
    struct stat file {};
    if (::stat(path.c_str(), &file) != 0) { return "none"; }
    return std::to_string(file.st_ino) + ' ' + std::to_string(file.st_size) + ' ' +
           std::to_string(file.st_mtim.tv_sec) + '.' + std::to_string(file.st_mtim.tv_nsec);
}

}  // namespace

Tls::Tls(std::string certificate_path, std::string key_path)
    : certificate_path_(std::move(certificate_path)), key_path_(std::move(key_path)),
      read_at_(stamp()), context_(context_from(certificate_path_, key_path_)) {}

std::string Tls::stamp() const { return stamp_of(certificate_path_) + '|' + stamp_of(key_path_); }

bool Tls::look_again(std::string& problem) {
    auto now = stamp();
    if (now == read_at_) { return false; }
    read_at_ = std::move(now);
    try {
        context_ = context_from(certificate_path_, key_path_);
        return true;
    } catch (std::runtime_error const& failure) {
        // Halfway through a renewal the two do not fit; the second file that changes brings us here again.
        problem = failure.what();
        return false;
    }
}

}  // namespace flywheel::web
