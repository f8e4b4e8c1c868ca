#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace flywheel::web {

// One HTTP request as the handlers see it: plain values, no Beast.
struct Request {
    std::string method;
    std::string path;   // without the query
    std::string query;  // without its question mark
    std::string host;
    std::string origin;
    std::string cookie;  // the whole header
    std::string authorization;
    std::string content_type;
    std::string user_agent;
    std::string accept_encoding;
    std::string if_none_match;
    std::string address;  // of the peer
    std::string body;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::shared_ptr<std::string const> body;  // shared: static files and snapshots are not copied

    static Response json(int status, std::string text) {
        Response response;
        response.status = status;
        response.body = std::make_shared<std::string const>(std::move(text));
        return response;
    }
};

using Reply = std::function<void(Response)>;  // called once, on the web thread

}  // namespace flywheel::web
