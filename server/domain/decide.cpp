#include "server/domain/decide.hpp"

#include "server/domain/decide_detail.hpp"

namespace flywheel {

namespace rules {

Refusal not_found(std::string field) {
    return refuse(Code::NotFound, std::move(field), "There is nothing here by that id.");
}

Refusal stale(std::string field, std::string_view kind, std::string const& id) {
    auto refusal = refuse(Code::Stale, std::move(field), "Somebody changed this meanwhile.");
    refusal.about_kind = kind;
    refusal.about_id = id;
    return refusal;
}

Refusal misfit(std::string_view field_name) {
    return refuse(Code::NotWellFormed, std::string(field_name),
                  "The change of \"" + std::string(field_name) + "\" is of another text.");
}

Result<std::string> written_into(std::string const& text, TextChange const& change,
                                 FieldRule const& rule, std::string_view field_name) {
    auto const after = apply_change(to_utf16(text).value(), change);
    if (!after) { return misfit(field_name); }
    if (after->size() > rule.length_max) {
        return refuse(Code::TooLong, std::string(field_name),
                      "\"" + std::string(field_name) + "\" is longer than " +
                          std::to_string(rule.length_max) + " characters.",
                      {{"limit", std::to_string(rule.length_max)}});
    }
    auto utf8 = to_utf8(*after);
    if (!utf8) { return misfit(field_name); }
    return *std::move(utf8);
}

bool sees(Case const& c, Stored const& stored) {
    return c.actor.server || holds(audience_of(stored, c.state), c.actor.viewer);
}

Result<void> permitted(Case const& c) {
    if (c.actor.server) { return {}; }
    return permit(c.actor.viewer, c.command.what, c.state);
}

namespace {

// Depth: a diagram, its boxes, their ramps, the cycles of these, what is in a cycle, and what is said about that;
// a protocol is less deep.
bool is_only_mine(Case const& c, Key const& key) {
    auto const& stored = c.state.known_kept(key.kind, key.id).stored;
    if (stored.archived() || !sees(c, stored)) { return true; }
    auto const& me = c.actor.viewer.member;
    auto const mine = [&](Key const& each) { return is_only_mine(c, each); };
    auto const& below = c.state.below(key);
    auto const& said = c.state.comments_on(key);
    return stored.meta.created_by == me && stored.meta.updated_by == me &&
           std::all_of(below.begin(), below.end(), mine) &&
           std::all_of(said.begin(), said.end(), mine);
}

}  // namespace

Result<void> check_only_mine(Case const& c, Updates const& archived) {
    for (auto const& each : archived) {
        if (is_only_mine(c, {each.kind(), each.id()})) { continue; }
        auto refusal = stale("id", kind_names[each.kind()], each.id());
        refusal.says = "Somebody else has worked on it meanwhile.";
        return refusal;
    }
    return {};
}

Stored archived(Case const& c, Stored const& stored) {
    Stored after = stored;
    after.meta.revision += 1;
    after.meta.archived_at_ms = c.now_ms;
    after.meta.archived_by = c.actor.viewer.member;
    after.meta.updated_at_ms = c.now_ms;
    after.meta.updated_by = c.actor.viewer.member;
    return after;
}

Stored restored(Case const& c, Stored const& stored) {
    Stored after = stored;
    after.meta.revision += 1;
    after.meta.archived_at_ms = 0;
    after.meta.archived_by = {};
    after.meta.updated_at_ms = c.now_ms;
    after.meta.updated_by = c.actor.viewer.member;
    return after;
}

}  // namespace rules

Result<Updates> decide(State const& state, Actor const& actor, Command const& command,
                       std::int64_t now_ms) {
    rules::Case const c{state, actor, command, now_ms};
    struct Visit {
        rules::Case const& c;
        Result<Updates> operator()(NetworkCommand const& area) const {
            return rules::decide_network(c, area);
        }
        Result<Updates> operator()(TheoryCommand const& area) const {
            return rules::decide_theory(c, area);
        }
        Result<Updates> operator()(CycleCommand const& area) const {
            return rules::decide_cycle(c, area);
        }
        Result<Updates> operator()(LibraryCommand const& area) const {
            return rules::decide_library(c, area);
        }
        Result<Updates> operator()(TalkCommand const& area) const {
            return rules::decide_talk(c, area);
        }
        Result<Updates> operator()(ModerationCommand const& area) const {
            return rules::decide_moderation(c, area);
        }
        Result<Updates> operator()(ExchangeCommand const& area) const {
            return rules::decide_exchange(c, area);
        }
        Result<Updates> operator()(PracticeCommand const& area) const {
            return rules::decide_practice(c, area);
        }
        Result<Updates> operator()(MeetingCommand const& area) const {
            return rules::decide_meeting(c, area);
        }
        Result<Updates> operator()(MeasureCommand const& area) const {
            return rules::decide_measure(c, area);
        }
        Result<Updates> operator()(NoticeCommand const& area) const {
            return rules::decide_notice(c, area);
        }
        Result<Updates> operator()(AttachmentCommand const& area) const {
            return rules::decide_attachment(c, area);
        }
    };
    if (!actor.server && !actor.viewer.active) {
        return refuse(Code::NotFound, "", "There is no such network.");
    }
    return std::visit(Visit{c}, command.what);
}

}  // namespace flywheel
