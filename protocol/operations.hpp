#pragma once
#include <span>
#include <string_view>
#include <vector>

// Everything one may ask of the server by HTTP, declared once: the server's routes, protocol/openapi.json and the test of who may what are
// read from it. Commands are one operation here and a path each in openapi.json.
namespace flywheel {

// Who is answered; everybody else gets 401, or 404 as if the network were not there.
enum class Access { Anyone, SignedIn, Member };

// What an API token opens (docs/SYNC.md H9): nothing of an account, so that a program never makes itself more than it was given.
enum class ByToken { No, Reads, Writes };

struct Slot {
    std::string_view name;
    // string, integer, boolean or object; [x] for a list of x; #X for a schema of openapi.json.
    std::string_view type;
    std::string_view says;
    bool required = true;
};

struct Operation {
    std::string_view id;      // of openapi.json, and the server's name for it
    std::string_view method;  // GET, POST or DELETE
    std::string_view path;    // below /api/v1; {word} stands for an id or a name
    Access access;
    std::string_view says;
    std::vector<Slot> query;
    std::vector<Slot> body;     // of a POST
    std::vector<Slot> answers;  // of a 200; none: 204
    ByToken by_token = ByToken::No;
    bool is_file = false;  // what a 200 holds is no JSON
};

[[nodiscard]] std::span<Operation const> operations();

}  // namespace flywheel
