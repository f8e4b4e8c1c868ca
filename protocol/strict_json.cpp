#include "protocol/strict_json.hpp"

#include <set>
#include <vector>

#include "protocol/json_gate.hpp"

namespace flywheel {

namespace {

using nlohmann::json;

// Discovery documents have some 5 KB and 60 members; sets of keys with certificates in them some 30 KB.
constexpr JsonLimits foreign_limits{128 * 1024, 8, 4'096};

}  // namespace

std::optional<json> object_in(std::string const& text) {
    if (check_json_shape(text, foreign_limits).has_error()) { return std::nullopt; }
    std::vector<std::set<std::string>> open;
    bool twice = false;
    auto watch = [&](int, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) {
            open.emplace_back();
        } else if (event == json::parse_event_t::object_end) {
            open.pop_back();
        } else if (event == json::parse_event_t::key) {
            twice = twice || !open.back().insert(parsed.get<std::string>()).second;
        }
        return true;
    };
    auto object = json::parse(text, watch, false);
    if (twice || !object.is_object()) { return std::nullopt; }
    return object;
}

std::optional<std::string> text_in(json const& object, char const* name) {
    auto const found = object.find(name);
    if (found == object.end() || !found->is_string()) { return std::nullopt; }
    return found->get<std::string>();
}

}  // namespace flywheel
