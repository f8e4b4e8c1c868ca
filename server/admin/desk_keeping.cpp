#include "server/admin/desk_keeping.hpp"

#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"
#include "server/room/keeping.hpp"

namespace flywheel::admin {

using nlohmann::json;

Answer reads(Floor& floor, json const& request) {
    auto const text = [&](char const* name) { return request.value(name, std::string{}); };
    auto const found =
        reads_of(floor, {text("network"), {text("from")}, {text("to")}, {text("district")}});
    if (found.has_error()) { return {false, refusal_json(found.error()), {}}; }
    auto const& state = floor.room(text("network"))->state();
    json list = json::array();
    for (auto const& read : *found) {
        auto const* const member = state.get<Member>({read.member});
        list.push_back({{"at_ms", read.at_ms},
                        {"member", read.member},
                        {"name", member == nullptr ? "" : member->name},
                        {"kind", read.kind},
                        {"id", read.id}});
    }
    return {true, json{{"reads", std::move(list)}}.dump(), {}};
}

Answer retention(Floor& floor, json const& request) {
    auto kinds = read_retention(request.value("kinds", std::string{}));
    if (kinds.has_error()) { return {false, refusal_json(kinds.error()), {}}; }
    Retention const rules{request.value("archived_days", std::int64_t{0}), std::move(*kinds)};
    json list = json::array();
    for (auto const& network : floor.networks()) {
        auto const report = retention_report(floor, network, rules);
        if (report.has_error()) { return {false, refusal_json(report.error()), {}}; }
        list.push_back({{"network", network},
                        {"removed", report->removed},
                        {"without_words", report->without_words}});
    }
    return {true, json{{"networks", std::move(list)}}.dump(), {}};
}

}  // namespace flywheel::admin
