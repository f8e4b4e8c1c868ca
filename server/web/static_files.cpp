#include "server/web/static_files.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "protocol/digest.hpp"

namespace flywheel::web {

namespace {

namespace fs = std::filesystem;

std::shared_ptr<std::string const> load(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return std::make_shared<std::string const>(std::move(text).str());
}

std::string type_of(std::string const& extension) {
    static std::map<std::string, std::string> const types = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json; charset=utf-8"},
        {".svg", "image/svg+xml; charset=utf-8"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".webmanifest", "application/manifest+json; charset=utf-8"},
        {".txt", "text/plain; charset=utf-8"}};
    auto const found = types.find(extension);
    return found == types.end() ? std::string{} : found->second;
}

constexpr char const* no_client =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Flywheel</title><p>The server "
    "runs; its web client is not built (start it with --web DIR).</p></html>";

}  // namespace

StaticFiles::StaticFiles(std::string const& folder) {
    if (folder.empty()) {
        File index;
        index.plain = std::make_shared<std::string const>(no_client);
        index.content_type = "text/html; charset=utf-8";
        index.etag = "\"none\"";
        files_["/index.html"] = std::move(index);
        return;
    }
    fs::path const root(folder);
    for (auto const& entry : fs::recursive_directory_iterator(root)) {
        auto const& path = entry.path();
        auto const type = type_of(path.extension().string());
        // Build manifests and source maps are not for visitors; a name with a dot in front never is.
        if (!entry.is_regular_file() || type.empty() ||
            fs::relative(path, root).string().front() == '.') {
            continue;
        }
        File file;
        file.plain = load(path);
        if (fs::exists(path.string() + ".br")) { file.brotli = load(path.string() + ".br"); }
        if (fs::exists(path.string() + ".gz")) { file.gzip = load(path.string() + ".gz"); }
        file.etag = '"' + to_hex(sha256(*file.plain)).substr(0, 32) + '"';
        file.content_type = type;
        std::string const name = "/" + fs::relative(path, root).generic_string();
        file.never_changes = name.rfind("/assets/", 0) == 0;
        files_[name] = std::move(file);
    }
    if (!files_.contains("/index.html")) {
        throw std::runtime_error("the web folder has no index.html: " + folder);
    }
}

Response StaticFiles::get(Request const& request) const {
    Response response;
    if (request.method != "GET" && request.method != "HEAD") {
        response.status = 405;
        response.headers.emplace_back("Allow", "GET, HEAD");
        return response;
    }
    auto found = files_.find(request.path);
    if (found == files_.end()) {
        // Screens have paths of their own; what looks like a file and is none is not found.
        auto const last = request.path.substr(request.path.rfind('/') + 1);
        if (last.find('.') != std::string::npos) {
            response.status = 404;
            response.content_type = "text/plain; charset=utf-8";
            response.body = std::make_shared<std::string const>("There is no such file.\n");
            return response;
        }
        found = files_.find("/index.html");
    }
    auto const& file = found->second;
    response.content_type = file.content_type;
    response.headers.emplace_back("ETag", file.etag);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    response.headers.emplace_back(
        "Cache-Control", file.never_changes ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.if_none_match == file.etag) {
        response.status = 304;
        return response;
    }
    auto accepts = [&](char const* encoding) {
        return request.accept_encoding.find(encoding) != std::string::npos;
    };
    response.body = file.plain;
    if (file.brotli && accepts("br")) {
        response.body = file.brotli;
        response.headers.emplace_back("Content-Encoding", "br");
    } else if (file.gzip && accepts("gzip")) {
        response.body = file.gzip;
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
    return response;
}

}  // namespace flywheel::web
