#pragma once
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace flywheel::web {

// The certificate of this server, and the key that goes with it: read when it begins, and again when a file has changed.
class Tls {
public:
    // Throws std::runtime_error with a sentence for the operator: a file that cannot be read, a key that is not the certificate's.
    Tls(std::string certificate_path, std::string key_path);

    // For a connection that begins now; those that are open keep what they began with.
    [[nodiscard]] boost::asio::ssl::context& context() { return *context_; }
    // Looks whether the files are others than last time. True when new ones are in use; where they cannot be used, the old ones stay
    // and `problem` says why.
    bool look_again(std::string& problem);

private:
    [[nodiscard]] std::string stamp() const;

    std::string certificate_path_;
    std::string key_path_;
    std::string read_at_;
    std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace flywheel::web
