#include "server/domain/decide_share.hpp"

namespace flywheel::rules {

namespace {

// Kinds whose records are one person's word to others, and with which nothing of others' work goes out of sight.
bool can_be_held(Kind kind) {
    return kind == kind_of<Comment>() || kind == kind_of<Observation>() ||
           kind == kind_of<Attachment>() || kind == kind_of<ChangeProtocol>() ||
           kind == kind_of<Post>() || kind == kind_of<Reply>() || kind == kind_of<Adaptation>() ||
           kind == kind_of<Objection>();
}

// The living record that a flag or a case is about, where the actor may see it.
Result<Stored const*> flagged(Case const& c, std::string const& about_kind,
                              std::string const& about_id) {
    auto const kind = kind_from_name(about_kind);
    if (!kind) {
        return refuse(Code::UnknownKind, "about_kind",
                      "There is no kind of record with that name.");
    }
    auto const* kept = c.state.find(*kind, about_id);
    if (kept == nullptr || !sees(c, kept->stored)) { return not_found("about_id"); }
    return &kept->stored;
}

// The record on whose page it is to be read: the cycle it lies in, or what a comment is on.
template <class R>
void set_place(Stored const& about, R& record) {
    record.place_kind = kind_names[about.kind()];
    record.place_id = about.id();
    if (auto const cycle = cycle_around(about.record); !cycle.empty()) {
        record.place_kind = PdsaCycle::kind;
        record.place_id = cycle.text;
    } else if (auto const* comment = std::get_if<Comment>(&about.record)) {
        record.place_kind = comment->about_kind;
        record.place_id = comment->about_id;
    }
}

Result<void> flag_rule(Case const& c, Flag const*, Flag& after, Updates const&) {
    set_place(**flagged(c, after.about_kind, after.about_id), after);
    bool again = false;
    c.state.each<Flag>([&](Flag const& flag, Meta const& meta) {
        again |= flag.about_kind == after.about_kind && flag.about_id == after.about_id &&
                 flag.state == FlagState::Open && meta.created_by == c.actor.viewer.member;
    });
    if (again) { return refuse(Code::WrongState, "about_id", "You have flagged it already."); }
    return {};
}

// What stays within a district is out of the desk's sight, so nobody there could act on a flag.
bool reaches_desk(Case const& c, Stored const& stored) {
    auto const audience = audience_of(stored, c.state);
    bool reaches = false;
    c.state.each<Member>([&](Member const& member, Meta const&) {
        auto const viewer = viewer_of(c.state, member.id);
        reaches |= viewer.desk && holds(audience, viewer);
    });
    return reaches;
}

Result<Updates> create_flag(Case const& c, Create<Flag> const& x) {
    auto const about = flagged(c, x.record.about_kind, x.record.about_id);
    if (about.has_error()) { return about.error(); }
    if (!reaches_desk(c, **about)) {
        return refuse(Code::WrongLink, "about_id",
                      "It is not shared with the hub, so its desk cannot look at it. Speak to your "
                      "district's lead.");
    }
    return create(c, x, flag_rule);
}

Result<Updates> dismiss_flag(Case const& c, DismissFlag const& x) {
    auto found = seen<Flag>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if ((**found).state != FlagState::Open) {
        return wrong_state("id", (**found).state, "Somebody has dealt with it.");
    }
    Flag after = **found;
    after.state = FlagState::Dismissed;
    after.answer = x.answer;
    after.answered_by = c.actor.viewer.member;
    return Updates{changed(c, std::move(after))};
}

// Whose the words are does not change by it, nor when they were written.
Stored with_held(Stored stored, bool held) {
    stored.meta.revision += 1;
    stored.meta.held = held;
    return stored;
}

void act_on_flags(Case const& c, ModerationCase const& held, Updates& updates) {
    c.state.each<Flag>([&](Flag const& flag, Meta const&) {
        if (flag.about_kind != held.about_kind || flag.about_id != held.about_id ||
            flag.state != FlagState::Open) {
            return;
        }
        Flag after = flag;
        after.state = FlagState::Acted;
        after.answered_by = c.actor.viewer.member;
        updates.push_back(changed(c, std::move(after)));
    });
}

Result<Updates> hold(Case const& c, HoldRecord const& x) {
    auto const about = flagged(c, x.about_kind, x.about_id);
    if (about.has_error()) { return about.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    Stored const& stored = **about;
    if (!can_be_held(stored.kind())) {
        return refuse(Code::WrongLink, "about_kind",
                      "Others' work hangs on it; speak to its owner.");
    }
    if (stored.meta.held) {
        return refuse(Code::WrongState, "about_id", "It is held already.", {{"state", "held"}});
    }
    if (c.state.find(kind_of<ModerationCase>(), x.id.text) != nullptr) {
        return refuse(Code::IdTaken, "id", "That id is in use.");
    }
    ModerationCase opened;
    opened.id = x.id;
    opened.about_kind = x.about_kind;
    opened.about_id = x.about_id;
    set_place(stored, opened);
    opened.author = stored.meta.created_by;
    opened.reason = x.reason;
    opened.held_by = c.actor.viewer.member;
    Updates updates;
    act_on_flags(c, opened, updates);
    updates.insert(updates.begin(), {born(c, std::move(opened)), with_held(stored, true)});
    return updates;
}

using In = std::initializer_list<ModerationState>;

// The case as the actor sees it, when they may do this with it where it stands.
template <class C>
Result<ModerationCase> opened(Case const& c, C const& x, In states) {
    auto found = seen<ModerationCase>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    auto const& held = **found;
    if (std::find(states.begin(), states.end(), held.state) == states.end()) {
        return wrong_state("id", held.state, "The case does not stand there.");
    }
    return held;
}

Stored const& about_of(Case const& c, ModerationCase const& held) {
    return c.state.known_kept(*kind_from_name(held.about_kind), held.about_id).stored;
}

Result<Updates> ask_for_edits(Case const& c, AskForEdits const& x) {
    auto held = opened(c, x, {ModerationState::Held, ModerationState::EditsAsked});
    if (held.has_error()) { return held.error(); }
    held->state = ModerationState::EditsAsked;
    held->edits_asked = x.edits_asked;
    return Updates{changed(c, *held)};
}

Result<Updates> release(Case const& c, ReleaseRecord const& x) {
    auto held = opened(c, x,
                       {ModerationState::Held, ModerationState::EditsAsked,
                        ModerationState::RemovalProposed, ModerationState::Removed,
                        ModerationState::Appealed, ModerationState::Upheld});
    if (held.has_error()) { return held.error(); }
    auto const& stored = about_of(c, *held);
    bool const removed = !held->removal_confirmed_by.empty();
    held->state = ModerationState::Released;
    held->settled_reason = x.reason;
    held->settled_by = c.actor.viewer.member;
    auto shown = with_held(stored, false);
    if (removed) {
        shown.meta.archived_at_ms = 0;
        shown.meta.archived_by = {};
    }
    return Updates{changed(c, *held), std::move(shown)};
}

Result<Updates> propose_removal(Case const& c, ProposeRemoval const& x) {
    auto held = opened(c, x, {ModerationState::Held, ModerationState::EditsAsked});
    if (held.has_error()) { return held.error(); }
    held->state = ModerationState::RemovalProposed;
    held->settled_reason = x.reason;
    held->removal_proposed_by = c.actor.viewer.member;
    return Updates{changed(c, *held)};
}

Result<Updates> confirm_removal(Case const& c, ConfirmRemoval const& x) {
    auto held = opened(c, x, {ModerationState::RemovalProposed});
    if (held.has_error()) { return held.error(); }
    held->state = ModerationState::Removed;
    held->removal_confirmed_by = c.actor.viewer.member;
    return Updates{changed(c, *held), archived(c, about_of(c, *held))};
}

Result<Updates> appeal(Case const& c, AppealModeration const& x) {
    auto held = opened(c, x,
                       {ModerationState::Held, ModerationState::EditsAsked,
                        ModerationState::RemovalProposed, ModerationState::Removed});
    if (held.has_error()) { return held.error(); }
    held->state = ModerationState::Appealed;
    held->appeal = x.appeal;
    return Updates{changed(c, *held)};
}

Result<Updates> uphold(Case const& c, UpholdModeration const& x) {
    auto held = opened(c, x, {ModerationState::Appealed});
    if (held.has_error()) { return held.error(); }
    held->state = ModerationState::Upheld;
    held->settled_reason = x.reason;
    held->settled_by = c.actor.viewer.member;
    return Updates{changed(c, *held)};
}

struct DecideModeration {
    Case const& c;

    Result<Updates> operator()(Create<Flag> const& x) const { return create_flag(c, x); }
    Result<Updates> operator()(Archive<Flag> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Flag> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(DismissFlag const& x) const { return dismiss_flag(c, x); }
    Result<Updates> operator()(HoldRecord const& x) const { return hold(c, x); }
    Result<Updates> operator()(AskForEdits const& x) const { return ask_for_edits(c, x); }
    Result<Updates> operator()(ReleaseRecord const& x) const { return release(c, x); }
    Result<Updates> operator()(ProposeRemoval const& x) const { return propose_removal(c, x); }
    Result<Updates> operator()(ConfirmRemoval const& x) const { return confirm_removal(c, x); }
    Result<Updates> operator()(AppealModeration const& x) const { return appeal(c, x); }
    Result<Updates> operator()(UpholdModeration const& x) const { return uphold(c, x); }
};

}  // namespace

Result<Updates> decide_moderation(Case const& c, ModerationCommand const& command) {
    return std::visit(DecideModeration{c}, command);
}

}  // namespace flywheel::rules
