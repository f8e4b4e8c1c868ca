#pragma once
#include <algorithm>

#include "server/domain/decide.hpp"
#include "server/domain/policy.hpp"

// What every area's rules share: lookups through the eyes of the actor, and create, edit, archive and
// restore once for all kinds.
namespace flywheel::rules {

struct Case {
    State const& state;
    Actor const& actor;
    Command const& command;
    std::int64_t now_ms = 0;
};

[[nodiscard]] Refusal not_found(std::string field);
[[nodiscard]] Refusal stale(std::string field, std::string_view kind, std::string const& id);
[[nodiscard]] bool sees(Case const& c, Stored const& stored);

// The living record that the actor may see; otherwise not_found, whether it exists or not. An archived
// record that they could see is refused `archived`.
template <class R>
[[nodiscard]] Result<R const*> seen(Case const& c, decltype(R::id) const& id, std::string field) {
    auto const* kept = c.state.find(kind_of<R>(), id.text);
    if (kept == nullptr) { return not_found(std::move(field)); }
    if (!c.actor.server && !holds(audience_if_living(kept->stored, c.state), c.actor.viewer)) {
        return not_found(std::move(field));
    }
    if (kept->stored.archived()) {
        return refuse(Code::Archived, std::move(field), "It has been deleted; restore it first.");
    }
    return &std::get<R>(kept->stored.record);
}

template <class R>
[[nodiscard]] Meta const& meta_of(Case const& c, decltype(R::id) const& id) {
    return c.state.find(kind_of<R>(), id.text)->stored.meta;  // callers have seen the record
}

// Whether the actor may give the command. It is not handed on: each copy of such a variant is a page of code.
[[nodiscard]] Result<void> permitted(Case const& c);

// Every reference among the fields in `given` must lead to something the actor may see.
template <class R>
[[nodiscard]] Result<void> check_references(Case const& c, R const& record, FieldSet const& given) {
    Result<void> outcome;
    auto check = [&](std::string_view field_name, auto const& id) {
        using IdType = std::remove_cvref_t<decltype(id)>;
        if (outcome.has_error() || id.empty()) { return; }
        auto const kind = kind_from_name(IdType::tag::kind);
        auto const* kept = c.state.find(*kind, id.text);
        if (kept == nullptr || kept->stored.archived() || !sees(c, kept->stored)) {
            outcome = not_found(std::string(field_name));
        }
    };
    for_each_field<R>([&](auto const& f, std::size_t index) {
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        if (!given.test(index)) { return; }
        if constexpr (is_id_type<Value>) {
            check(f.name, record.*(f.member));
        } else if constexpr (is_list_type<Value>) {
            for (auto const& id : record.*(f.member)) {
                check(f.name, id);
            }
        }
    });
    return outcome;
}

// Nobody takes out of a list what they cannot see, whichever way they word it.
template <class Tag>
void keep_hidden(Case const& c, std::vector<Id<Tag>> const& before, std::vector<Id<Tag>>& after) {
    for (auto const& id : before) {
        auto const& kept = c.state.known_kept(*kind_from_name(Tag::kind), id.text);
        if (!sees(c, kept.stored) && std::find(after.begin(), after.end(), id) == after.end()) {
            after.push_back(id);
        }
    }
}

// A new record with its first revision; every field counts as set by it.
template <class R>
[[nodiscard]] Stored born(Case const& c, R record) {
    Stored stored;
    stored.meta.revision = 1;
    stored.meta.created_by = stored.meta.updated_by = c.actor.viewer.member;
    stored.meta.created_at_ms = stored.meta.updated_at_ms = c.now_ms;
    for_each_field<R>([&](auto const& f, std::size_t) {
        if (!is_unset(record.*(f.member))) { stored.meta.field_revisions[std::string(f.name)] = 1; }
    });
    stored.record = std::move(record);
    return stored;
}

// The record after a change: its revision grows, and so does that of each field that differs.
template <class R>
[[nodiscard]] Stored changed(Case const& c, R after) {
    auto const* kept = c.state.find(kind_of<R>(), after.id.text);
    Stored stored = kept->stored;
    auto const& before = std::get<R>(stored.record);
    stored.meta.revision += 1;
    stored.meta.updated_by = c.actor.viewer.member;
    stored.meta.updated_at_ms = c.now_ms;
    for_each_field<R>([&](auto const& f, std::size_t) {
        if (before.*(f.member) != after.*(f.member)) {
            stored.meta.field_revisions[std::string(f.name)] = stored.meta.revision;
        }
    });
    stored.record = std::move(after);
    return stored;
}

// Refuses `stale` when the field was set after the revision that the person saw.
template <class R>
[[nodiscard]] Result<void> check_unchanged(Case const& c, R const& record, Revision seen_revision,
                                           std::string_view field_name) {
    auto const& meta = meta_of<R>(c, record.id);
    auto const found = meta.field_revisions.find(field_name);
    bool const set_since = found != meta.field_revisions.end() && found->second > seen_revision;
    if (set_since || seen_revision > meta.revision) {
        return stale(std::string(field_name), R::kind, record.id.text);
    }
    return {};
}

// `rule(c, before, after)` is the area's word on the record: before is null for a new one. It may
// complete `after` and add further records.
template <class R, class Rule>
[[nodiscard]] Result<Updates> create(Case const& c, Create<R> const& command, Rule&& rule) {
    if (auto ok = check_references(c, command.record, command.given); ok.has_error()) {
        return ok.error();
    }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (c.state.find(kind_of<R>(), command.record.id.text) != nullptr) {
        return refuse(Code::IdTaken, "id", "That id is in use.");
    }
    R after = command.record;
    Updates more;
    if (auto ok = rule(c, static_cast<R const*>(nullptr), after, more); ok.has_error()) {
        return ok.error();
    }
    Updates updates;
    updates.push_back(born(c, std::move(after)));
    for (auto& each : more) {
        updates.push_back(std::move(each));
    }
    return updates;
}

// The text after the change, or why not.
[[nodiscard]] Result<std::string> written_into(std::string const& text, TextChange const& change,
                                               FieldRule const& rule, std::string_view field_name);
[[nodiscard]] Refusal misfit(std::string_view field_name);

// The change as it applies to the text as it stands; `stale` where what happened meanwhile is not known any more.
template <class R>
[[nodiscard]] Result<TextChange> carried_over(Case const& c, Edit<R> const& command,
                                              std::string_view field_name, TextWrite const& write) {
    auto change = write.change;
    if (check_unchanged<R>(c, c.state.known<R>(command.id), command.seen_revision, field_name)
            .has_value()) {
        return change;
    }
    auto const* log = c.state.text_log({kind_of<R>(), command.id.text}, write.field);
    if (log == nullptr || log->from > command.seen_revision ||
        command.seen_revision > meta_of<R>(c, command.id).revision) {
        return stale(std::string(field_name), R::kind, command.id.text);
    }
    for (auto const& step : log->steps) {
        if (step.revision <= command.seen_revision) { continue; }
        auto mapped = map_change(change, step.change, false);
        if (!mapped) { return misfit(field_name); }
        change = std::move(*mapped);
    }
    return change;
}

template <class R>
void apply_edit(R& after, Edit<R> const& command) {
    for_each_field<R>([&](auto const& f, std::size_t index) {
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        if (command.given.test(index)) { after.*(f.member) = command.values.*(f.member); }
        if constexpr (is_list_type<Value>) {
            for (auto const& change : command.sets) {
                if (change.field != index) { continue; }
                auto& list = after.*(f.member);
                for (auto const& item : change.remove) {
                    list.erase(
                        std::remove(list.begin(), list.end(), typename Value::value_type{item}),
                        list.end());
                }
                for (auto const& item : change.add) {
                    if (std::find(list.begin(), list.end(), typename Value::value_type{item}) ==
                        list.end()) {
                        list.push_back({item});
                    }
                }
            }
        }
    });
}

// Carries the changes over what others wrote since the revision that their writer saw, and makes them. Answers
// them as they apply to `after` as it was given.
template <class R>
[[nodiscard]] Result<std::vector<Written>> write_texts(Case const& c, R& after,
                                                       Edit<R> const& command) {
    std::vector<Written> done;
    Result<void> outcome;
    for_each_field<R>([&](auto const& f, std::size_t index) {
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        if constexpr (std::is_same_v<Value, std::string>) {
            for (auto const& write : command.writes) {
                if (outcome.has_error() || write.field != index) { continue; }
                auto change = carried_over<R>(c, command, f.name, write);
                if (change.has_error()) {
                    outcome = change.error();
                    return;
                }
                auto text = written_into(after.*(f.member), *change, f.rule, f.name);
                if (text.has_error()) {
                    outcome = text.error();
                    return;
                }
                after.*(f.member) = std::move(*text);
                done.push_back({index, std::move(*change)});
            }
        }
    });
    if (outcome.has_error()) { return outcome.error(); }
    return done;
}

// Whether the two differ in nothing but the texts that were written.
template <class R>
[[nodiscard]] bool differ_in_texts_only(R const& before, R const& after,
                                        std::vector<Written> const& written) {
    bool only = !written.empty();
    for_each_field<R>([&](auto const& f, std::size_t index) {
        bool const is_written = std::any_of(written.begin(), written.end(),
                                            [&](Written const& w) { return w.field == index; });
        only = only && (is_written || before.*(f.member) == after.*(f.member));
    });
    return only;
}

template <class R>
[[nodiscard]] Result<void> check_edit(Case const& c, R const& before, R const& after,
                                      Edit<R> const& command) {
    FieldSet touched = command.given;
    for (auto const& change : command.sets) {
        touched.set(change.field);
    }
    // Only what an edit brings in must be visible; what stood there before may be hidden from this person.
    R brought = after;
    for_each_field<R>([&](auto const& f, std::size_t index) {
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        if constexpr (is_list_type<Value>) {
            if (!touched.test(index)) { return; }
            auto& list = brought.*(f.member);
            auto const& old = before.*(f.member);
            list.erase(std::remove_if(list.begin(), list.end(),
                                      [&](auto const& x) {
                                          return std::find(old.begin(), old.end(), x) != old.end();
                                      }),
                       list.end());
            // What somebody names to be added they must see, also when it stands there already: otherwise they learn that it does.
            for (auto const& change : command.sets) {
                if (change.field != index) { continue; }
                for (auto const& item : change.add) {
                    list.push_back({item});
                }
            }
        }
    });
    return check_references(c, brought, touched);
}

template <class R>
[[nodiscard]] Result<void> check_stale(Case const& c, R const& before, Edit<R> const& command) {
    Result<void> outcome;
    for_each_field<R>([&](auto const& f, std::size_t index) {
        if (outcome.has_error() || !command.given.test(index)) { return; }
        if (f.rule.merge == Merge::Guarded || command.if_changed == IfChanged::Refuse) {
            outcome = check_unchanged(c, before, command.seen_revision, f.name);
        }
    });
    return outcome;
}

template <class R>
[[nodiscard]] Result<void> check_sizes(R const& after) {
    Result<void> outcome;
    for_each_field<R>([&](auto const& f, std::size_t) {
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        if constexpr (is_list_type<Value>) {
            if (!outcome.has_error() && (after.*(f.member)).size() > f.rule.items_max) {
                outcome = refuse(Code::TooMany, std::string(f.name),
                                 "\"" + std::string(f.name) + "\" has at most " +
                                     std::to_string(f.rule.items_max) + " entries.",
                                 {{"limit", std::to_string(f.rule.items_max)}});
            }
        }
    });
    return outcome;
}

template <class R, class Rule>
[[nodiscard]] Result<Updates> edit(Case const& c, Edit<R> const& command, Rule&& rule) {
    auto found = seen<R>(c, command.id, "id");
    if (found.has_error()) { return found.error(); }
    R const& before = **found;
    R after = before;
    apply_edit(after, command);
    if (auto ok = check_edit(c, before, after, command); ok.has_error()) { return ok.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_stale(c, before, command); ok.has_error()) { return ok.error(); }
    auto written = write_texts(c, after, command);
    if (written.has_error()) { return written.error(); }
    Updates more;
    if (auto ok = rule(c, &before, after, more); ok.has_error()) { return ok.error(); }
    if (auto ok = check_sizes(after); ok.has_error()) { return ok.error(); }
    bool const texts_only = differ_in_texts_only(before, after, *written);
    Updates updates;
    updates.push_back(changed(c, std::move(after)));
    if (texts_only) { updates.front().written = std::move(*written); }
    for (auto& each : more) {
        updates.push_back(std::move(each));
    }
    return updates;
}

// The same record with its archiving set or taken away.
[[nodiscard]] Stored archived(Case const& c, Stored const& stored);
[[nodiscard]] Stored restored(Case const& c, Stored const& stored);

// Whether what is archived, and what goes out of sight with it, is the actor's own work, as far as they can see.
[[nodiscard]] Result<void> check_only_mine(Case const& c, Updates const& archived);

// Archived records can be restored for this long; after that they are gone for good.
inline constexpr std::int64_t restore_window_ms = 30LL * 24 * 60 * 60 * 1000;

template <class R, class Rule>
[[nodiscard]] Result<Updates> archive(Case const& c, Archive<R> const& command, Rule&& rule) {
    auto found = seen<R>(c, command.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    Updates updates;
    updates.push_back(archived(c, c.state.find(kind_of<R>(), command.id.text)->stored));
    if (auto ok = rule(c, **found, updates); ok.has_error()) { return ok.error(); }
    if (command.only_mine) {
        if (auto ok = check_only_mine(c, updates); ok.has_error()) { return ok.error(); }
    }
    return updates;
}

template <class R, class Rule>
[[nodiscard]] Result<Updates> restore(Case const& c, Restore<R> const& command, Rule&& rule) {
    auto const* kept = c.state.find(kind_of<R>(), command.id.text);
    if (kept == nullptr ||
        (!c.actor.server && !holds(audience_if_living(kept->stored, c.state), c.actor.viewer))) {
        return not_found("id");
    }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (!kept->stored.archived()) {
        return refuse(Code::WrongState, "id", "It is not deleted.", {{"state", "living"}});
    }
    if (kept->stored.meta.held) {
        return refuse(Code::WrongState, "id", "It is held; its case says what can be done.",
                      {{"state", "held"}});
    }
    if (c.now_ms - kept->stored.meta.archived_at_ms > restore_window_ms) { return not_found("id"); }
    Updates updates;
    updates.push_back(restored(c, kept->stored));
    if (auto ok = rule(c, std::get<R>(kept->stored.record), kept->stored.meta, updates);
        ok.has_error()) {
        return ok.error();
    }
    return updates;
}

// The living record that a comment or a follow is about, where the actor may see it. Comments, follows and settings
// are nothing to speak of or to follow.
[[nodiscard]] Result<Stored const*> seen_about(Case const& c, std::string const& about_kind,
                                               std::string const& about_id);

// For kinds whose creation and editing the area has nothing to add to.
inline constexpr auto no_more_rule = [](auto const&...) { return Result<void>{}; };

// For kinds about whose archiving the area has nothing to add.
inline constexpr auto no_archive_rule = [](auto const&...) { return Result<void>{}; };

// One function an area.
[[nodiscard]] Result<Updates> decide_network(Case const& c, NetworkCommand const& command);
[[nodiscard]] Result<Updates> decide_theory(Case const& c, TheoryCommand const& command);
[[nodiscard]] Result<Updates> decide_cycle(Case const& c, CycleCommand const& command);
[[nodiscard]] Result<Updates> decide_library(Case const& c, LibraryCommand const& command);
[[nodiscard]] Result<Updates> decide_talk(Case const& c, TalkCommand const& command);
[[nodiscard]] Result<Updates> decide_moderation(Case const& c, ModerationCommand const& command);
[[nodiscard]] Result<Updates> decide_exchange(Case const& c, ExchangeCommand const& command);
[[nodiscard]] Result<Updates> decide_practice(Case const& c, PracticeCommand const& command);
[[nodiscard]] Result<Updates> decide_meeting(Case const& c, MeetingCommand const& command);
[[nodiscard]] Result<Updates> decide_measure(Case const& c, MeasureCommand const& command);
[[nodiscard]] Result<Updates> decide_notice(Case const& c, NoticeCommand const& command);
[[nodiscard]] Result<Updates> decide_attachment(Case const& c, AttachmentCommand const& command);

}  // namespace flywheel::rules
