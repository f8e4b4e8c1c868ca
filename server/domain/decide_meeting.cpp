#include "server/domain/decide_share.hpp"

namespace flywheel::rules {

namespace {

constexpr std::size_t agenda_items_max = 40;  // a day of a quarter of an hour each
// What a meeting agrees on: with more nobody leaves the room knowing what was decided.
constexpr std::size_t outcomes_per_meeting_max = 200;
constexpr std::int64_t report_minutes = 10;  // two or three districts, three minutes each
constexpr char const* first_rank = "V";

bool opens_with_reports(MeetingKind kind) {
    return kind == MeetingKind::Network || kind == MeetingKind::Partnership ||
           kind == MeetingKind::Executive;
}

bool is_clock_time(std::string const& text) {
    auto const digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != clock_length_max || text[2] != ':') { return false; }
    if (!digit(0) || !digit(1) || !digit(3) || !digit(4)) { return false; }
    return text.substr(0, 2) < "24" && text[3] < '6';
}

Refusal is_closed(std::string field) {
    return wrong_state(std::move(field), MeetingState::Closed,
                       "The meeting is closed; open it again to correct it.");
}

bool closed(Case const& c, MeetingId const& id) {
    return c.state.known<Meeting>(id).state == MeetingState::Closed;
}

// Whoever is to do something in a meeting, or what it agreed, must be able to see it and to say something there.
Result<void> check_takes_part(Case const& c, MeetingId const& meeting, MemberId const& who,
                              char const* field_name) {
    if (who.empty()) { return {}; }
    auto const viewer = viewer_of(c.state, who);
    bool const is_there =
        meeting.empty()
            ? viewer.network
            : holds(audience_of(c.state.known_kept<Meeting>(meeting).stored, c.state), viewer);
    if (is_there && may_comment(viewer)) { return {}; }
    return refuse(Code::WrongLink, field_name, "That person does not take part.");
}

// ---- Meetings ------------------------------------------------------------------------------------

// Whether only what is written and ticked in the meeting itself differs.
bool differ_in_minutes_only(Meeting const& before, Meeting const& after) {
    bool same = true;
    for_each_field<Meeting>([&](auto const& f, std::size_t) {
        bool const kept_open = f.name == "notes" || f.name == "present" || f.name == "spoke";
        same = same && (kept_open || before.*(f.member) == after.*(f.member));
    });
    return same;
}

Stored opening_item(Case const& c, Meeting const& meeting) {
    AgendaItem item;
    item.id.text = derived_id(c.command.id, AgendaItem::kind, 0);
    item.meeting = meeting.id;
    item.rank.text = first_rank;
    item.item_kind = ItemKind::DistrictReport;
    item.lead = meeting.facilitator;
    item.minutes = report_minutes;
    return born(c, std::move(item));
}

Result<void> meeting_rule(Case const& c, Meeting const* before, Meeting& after, Updates& more) {
    if (!after.begins.empty() && !is_clock_time(after.begins)) {
        return refuse(Code::NotWellFormed, "begins", "A time of day is written as 15:30.");
    }
    bool const another = before == nullptr || before->facilitator != after.facilitator;
    if (another && !after.facilitator.empty() &&
        !may_comment(viewer_of(c.state, after.facilitator))) {
        return refuse(Code::WrongLink, "facilitator", "That person only reads along.");
    }
    if (before == nullptr) {
        if (opens_with_reports(after.meeting_kind)) { more.push_back(opening_item(c, after)); }
        return {};
    }
    if (before->state == MeetingState::Closed && !differ_in_minutes_only(*before, after)) {
        return is_closed("state");
    }
    return {};
}

bool follows(MeetingState from, MeetingState to) {
    switch (from) {
        case MeetingState::Scheduled: return to == MeetingState::AgendaPublished;
        case MeetingState::AgendaPublished: return to == MeetingState::Live;
        case MeetingState::Live: return to == MeetingState::Closed;
        case MeetingState::Closed: return to == MeetingState::Live;
    }
    return false;
}

// An agenda tells people what is to come of each item before they give it their time.
Result<void> check_agenda(Case const& c, MeetingId const& id) {
    std::size_t count = 0;
    Result<void> outcome;
    c.state.each_below<AgendaItem>(
        {kind_of<Meeting>(), id.text}, [&](AgendaItem const& item, Meta const&) {
            ++count;
            if (outcome.has_error() || !item.outcome_wanted.empty()) { return; }
            outcome = refuse(Code::Missing, "outcome_wanted",
                             "Say of each item what is to come of it.", {{"item", item.id.text}});
        });
    if (count == 0) { return refuse(Code::Missing, "agenda", "There is nothing on the agenda."); }
    return outcome;
}

Result<Updates> advance_meeting(Case const& c, AdvanceMeeting const& x) {
    auto found = seen<Meeting>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    Meeting after = **found;
    if (!follows(after.state, x.to)) {
        return wrong_state("state", after.state,
                           "A meeting's agenda is published, it begins, it is closed; closed it "
                           "may be opened again.");
    }
    if (x.to == MeetingState::AgendaPublished) {
        if (auto ok = check_agenda(c, x.id); ok.has_error()) { return ok.error(); }
    }
    after.state = x.to;
    return Updates{changed(c, std::move(after))};
}

// ---- The agenda ----------------------------------------------------------------------------------

// Room for one more, and for a second district report never.
Result<void> check_room(Case const& c, AgendaItem const& added) {
    std::size_t count = 0;
    bool reports = false;
    c.state.each_below<AgendaItem>({kind_of<Meeting>(), added.meeting.text},
                                   [&](AgendaItem const& item, Meta const&) {
                                       ++count;
                                       reports |= item.item_kind == ItemKind::DistrictReport;
                                   });
    if (reports && added.item_kind == ItemKind::DistrictReport) {
        return refuse(Code::DuplicateLink, "item_kind", "The districts report once.");
    }
    if (count >= agenda_items_max) {
        return refuse(Code::TooMany, "meeting", "The agenda has no room for another item.",
                      {{"limit", std::to_string(agenda_items_max)}});
    }
    return {};
}

Result<void> item_rule(Case const& c, AgendaItem const* before, AgendaItem& after, Updates const&) {
    if (closed(c, after.meeting)) { return is_closed("meeting"); }
    if (before == nullptr) {
        if (auto ok = check_room(c, after); ok.has_error()) { return ok.error(); }
    } else {
        keep_hidden(c, before->cycles, after.cycles);
        keep_hidden(c, before->support_requests, after.support_requests);
        keep_hidden(c, before->change_ideas, after.change_ideas);
    }
    bool const reports = after.item_kind == ItemKind::DistrictReport;
    if (reports && before != nullptr && before->rank != after.rank) {
        return refuse(Code::SetByRule, "rank", "The district report stands first.");
    }
    if (!reports && after.title.empty()) {
        return refuse(Code::Missing, "title", "Say what the item is about.");
    }
    if (before != nullptr && before->lead == after.lead) { return {}; }
    return check_takes_part(c, after.meeting, after.lead, "lead");
}

Result<void> archive_item(Case const& c, AgendaItem const& item, Updates const&) {
    if (closed(c, item.meeting)) { return is_closed("meeting"); }
    auto const& meeting = c.state.known<Meeting>(item.meeting);
    if (item.item_kind == ItemKind::DistrictReport && opens_with_reports(meeting.meeting_kind)) {
        return refuse(Code::SetByRule, "item_kind", "Such a meeting opens with the districts.");
    }
    return {};
}

constexpr auto restore_item = [](Case const& c, AgendaItem const& item, Meta const&,
                                 Updates const&) -> Result<void> {
    if (closed(c, item.meeting)) { return is_closed("meeting"); }
    return check_room(c, item);
};

// ---- Reports -------------------------------------------------------------------------------------

Result<void> check_only_report(Case const& c, DistrictReport const& report) {
    bool written = false;
    c.state.each_below<DistrictReport>({kind_of<Meeting>(), report.meeting.text},
                                       [&](DistrictReport const& other, Meta const&) {
                                           written |= other.organization == report.organization;
                                       });
    if (!written) { return {}; }
    return refuse(Code::DuplicateLink, "organization", "That district's report has been begun.");
}

Result<void> report_rule(Case const& c, DistrictReport const* before, DistrictReport& after,
                         Updates const&) {
    if (closed(c, after.meeting)) { return is_closed("meeting"); }
    if (before != nullptr) { return {}; }
    if (c.state.known<Organization>(after.organization).organization_kind != "district") {
        return refuse(Code::WrongLink, "organization", "A district reports.");
    }
    return check_only_report(c, after);
}

constexpr auto restore_report = [](Case const& c, DistrictReport const& report, Meta const&,
                                   Updates const&) { return check_only_report(c, report); };

// ---- Decisions and actions -----------------------------------------------------------------------

template <class R>
Result<void> check_room_for_outcome(Case const& c, R const& outcome) {
    if (outcome.meeting.empty()) { return {}; }
    std::size_t count = 0;
    auto const one_more = [&](auto const&, Meta const&) { ++count; };
    Key const meeting{kind_of<Meeting>(), outcome.meeting.text};
    c.state.each_below<MeetingDecision>(meeting, one_more);
    c.state.each_below<MeetingAction>(meeting, one_more);
    if (count < outcomes_per_meeting_max) { return {}; }
    return refuse(Code::TooMany, "meeting", "A meeting does not agree on more than that.",
                  {{"limit", std::to_string(outcomes_per_meeting_max)}});
}

Result<void> decision_rule(Case const& c, MeetingDecision const* before, MeetingDecision& after,
                           Updates const&) {
    if (before == nullptr) { return check_room_for_outcome(c, after); }
    keep_hidden(c, before->change_ideas, after.change_ideas);
    keep_hidden(c, before->cycles, after.cycles);
    return {};
}

Result<Updates> review_decision(Case const& c, ReviewDecision const& x) {
    auto found = seen<MeetingDecision>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    MeetingDecision after = **found;
    if (after.state == DecisionState::Changed || x.to == DecisionState::Made) {
        return wrong_state("state", after.state, "A decision is kept or changed, and then stands.");
    }
    if (x.to == DecisionState::Changed && !x.review_on.empty()) {
        return refuse(Code::WrongState, "review_on", "What was changed is not looked at again.",
                      {{"state", "changed"}});
    }
    after.state = x.to;
    after.review_why = x.why;
    after.review_on = x.review_on;
    return Updates{changed(c, std::move(after))};
}

Result<void> action_rule(Case const& c, MeetingAction const* before, MeetingAction& after,
                         Updates const&) {
    if (before == nullptr) {
        if (auto ok = check_room_for_outcome(c, after); ok.has_error()) { return ok.error(); }
    } else if (before->owner == after.owner) {
        return {};
    }
    return check_takes_part(c, after.meeting, after.owner, "owner");
}

Result<Updates> finish_action(Case const& c, FinishAction const& x) {
    auto found = seen<MeetingAction>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    MeetingAction after = **found;
    bool const turns = (after.state == ActionState::Open) != (x.to == ActionState::Open);
    if (!turns) {
        return wrong_state("state", after.state,
                           "What is open is done or dropped; the rest is opened again.");
    }
    if (x.to == ActionState::Dropped && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why.");
    }
    after.state = x.to;
    after.state_reason = x.reason;
    return Updates{changed(c, std::move(after))};
}

struct DecideMeeting {
    Case const& c;

    Result<Updates> operator()(Create<Meeting> const& x) const {
        return create(c, x, meeting_rule);
    }
    Result<Updates> operator()(Edit<Meeting> const& x) const { return edit(c, x, meeting_rule); }
    Result<Updates> operator()(Archive<Meeting> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Meeting> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(AdvanceMeeting const& x) const { return advance_meeting(c, x); }
    Result<Updates> operator()(Create<AgendaItem> const& x) const {
        return create(c, x, item_rule);
    }
    Result<Updates> operator()(Edit<AgendaItem> const& x) const { return edit(c, x, item_rule); }
    Result<Updates> operator()(Archive<AgendaItem> const& x) const {
        return archive(c, x, archive_item);
    }
    Result<Updates> operator()(Restore<AgendaItem> const& x) const {
        return restore(c, x, restore_item);
    }
    Result<Updates> operator()(Create<DistrictReport> const& x) const {
        return create(c, x, report_rule);
    }
    Result<Updates> operator()(Edit<DistrictReport> const& x) const {
        return edit(c, x, report_rule);
    }
    Result<Updates> operator()(Archive<DistrictReport> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<DistrictReport> const& x) const {
        return restore(c, x, restore_report);
    }
    Result<Updates> operator()(Create<MeetingDecision> const& x) const {
        return create(c, x, decision_rule);
    }
    Result<Updates> operator()(Edit<MeetingDecision> const& x) const {
        return edit(c, x, decision_rule);
    }
    Result<Updates> operator()(Archive<MeetingDecision> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<MeetingDecision> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(ReviewDecision const& x) const { return review_decision(c, x); }
    Result<Updates> operator()(Create<MeetingAction> const& x) const {
        return create(c, x, action_rule);
    }
    Result<Updates> operator()(Edit<MeetingAction> const& x) const {
        return edit(c, x, action_rule);
    }
    Result<Updates> operator()(Archive<MeetingAction> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<MeetingAction> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(FinishAction const& x) const { return finish_action(c, x); }
};

}  // namespace

Result<Updates> decide_meeting(Case const& c, MeetingCommand const& command) {
    return std::visit(DecideMeeting{c}, command);
}

}  // namespace flywheel::rules
