#pragma once
#include <map>
#include <memory>
#include <string>

#include "server/web/request.hpp"

namespace flywheel::web {

// The web client, loaded at start and served from memory. Variants `NAME.br` and `NAME.gz` beside a file
// are sent to browsers that accept them. A path without a file of its own gets index.html.
class StaticFiles {
public:
    // Throws std::runtime_error when the folder has no index.html. An empty folder name: no client.
    explicit StaticFiles(std::string const& folder);
    [[nodiscard]] Response get(Request const& request) const;

private:
    struct File {
        std::shared_ptr<std::string const> plain;
        std::shared_ptr<std::string const> brotli;
        std::shared_ptr<std::string const> gzip;
        std::string etag;
        std::string content_type;
        bool never_changes = false;  // its name holds the hash of its content
    };
    std::map<std::string, File> files_;
};

}  // namespace flywheel::web
