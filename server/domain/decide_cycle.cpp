#include <map>

#include "server/domain/decide_in_cycle.hpp"
#include "server/invariant.hpp"

namespace flywheel::rules {

namespace {

constexpr std::size_t earlier_study_max =
    3 * long_text_max;                           // bytes: at most as many units as the field holds
constexpr std::size_t title_from_what_max = 60;  // a title that fits one line of the board
// More than a team brings together in one test. Counted are those the actor may see: what a mate keeps to
// themselves must not show by a refusal.
constexpr std::size_t builds_on_max = 10;

Result<void> check_dates(PdsaCycle const& cycle) {
    if (!cycle.start_on.empty() && !cycle.end_on.empty() && cycle.end_on < cycle.start_on) {
        return refuse(Code::TooSmall, "end_on", "It ends before it begins.",
                      {{"limit", cycle.start_on.iso}});
    }
    return {};
}

Result<void> check_schools(Case const& c, PdsaCycle const& cycle) {
    auto const* team = c.state.get<Team>(cycle.team);
    if (team == nullptr || team->district.empty()) { return {}; }
    for (auto const& school : cycle.schools) {
        // Naming another district's school would open the cycle to that district.
        if (!lies_in(c.state, school, team->district)) {
            return refuse(Code::WrongLink, "schools", "That school belongs to another district.");
        }
    }
    return {};
}

// The next free number among the cycles of the ramp that the actor may see: a hidden one must not show by a gap.
std::int64_t next_number(Case const& c, RampId const& ramp) {
    std::int64_t highest = 0;
    for (auto const& key : c.state.below({kind_of<Ramp>(), ramp.text})) {
        auto const& stored = c.state.find(key.kind, key.id)->stored;
        if (!sees(c, stored)) { continue; }
        highest = std::max(highest, std::get<PdsaCycle>(stored.record).number.value_or(0));
    }
    return highest + 1;
}

bool sees_cycle(Case const& c, PdsaCycleId const& id) {
    auto const* kept = c.state.find(kind_of<PdsaCycle>(), id.text);
    return kept != nullptr && sees(c, kept->stored);
}

// The cycles by which `from` builds on `to`, both included; empty when it does not.
template <class BuildsOn>
std::vector<PdsaCycleId> way_back(PdsaCycleId const& from, PdsaCycleId const& to,
                                  BuildsOn&& builds_on) {
    std::map<PdsaCycleId, PdsaCycleId> came_from{{from, {}}};
    std::vector<PdsaCycleId> open{from};
    while (!open.empty()) {
        auto const at = open.back();
        open.pop_back();
        if (at == to) {
            std::vector<PdsaCycleId> way;
            for (auto step = to; !step.empty(); step = came_from[step]) {
                way.insert(way.begin(), step);
            }
            return way;
        }
        auto const earlier = builds_on(at);
        for (auto const& next : earlier) {
            if (came_from.emplace(next, at).second) { open.push_back(next); }
        }
    }
    return {};
}

// No loop closes. One of cycles that the actor sees is refused with the way round it; one that runs through a
// cycle hidden from them must not show by a refusal, so there the hidden one lets go.
Result<void> keep_loops_open(Case const& c, PdsaCycle const& after,
                             std::vector<PdsaCycleId> const& added, Updates& more) {
    std::map<PdsaCycleId, PdsaCycle> let_go;
    auto builds_on = [&](PdsaCycleId const& id) {
        if (auto const found = let_go.find(id); found != let_go.end()) {
            return found->second.builds_on;
        }
        return c.state.known<PdsaCycle>(id).builds_on;
    };
    auto seen_builds_on = [&](PdsaCycleId const& id) {
        auto earlier = builds_on(id);
        std::erase_if(earlier, [&](PdsaCycleId const& each) { return !sees_cycle(c, each); });
        return earlier;
    };
    for (auto const& earlier : added) {
        auto const known = way_back(earlier, after.id, seen_builds_on);
        if (known.empty()) { continue; }
        std::string path = after.title;
        for (auto const& step : known) {
            path += " → " + c.state.known<PdsaCycle>(step).title;
        }
        return refuse(Code::Loop, "builds_on", "That would close a loop: " + path + ".",
                      {{"path", path}});
    }
    for (auto const& earlier : added) {
        for (auto way = way_back(earlier, after.id, builds_on); !way.empty();
             way = way_back(earlier, after.id, builds_on)) {
            auto const hidden = std::find_if(
                way.begin(), way.end(), [&](PdsaCycleId const& id) { return !sees_cycle(c, id); });
            INVARIANT(hidden != way.end() && hidden + 1 != way.end(),
                      "a loop of seen cycles was refused");
            auto& cycle = let_go.emplace(*hidden, c.state.known<PdsaCycle>(*hidden)).first->second;
            std::erase(cycle.builds_on, *(hidden + 1));
        }
    }
    for (auto& [id, cycle] : let_go) {
        more.push_back(changed(c, std::move(cycle)));
    }
    return {};
}

// What it builds on: others of its ramp, no loop, and not more than anybody brings together.
Result<void> check_builds_on(Case const& c, PdsaCycle const* before, PdsaCycle& after,
                             Updates& more) {
    std::vector<PdsaCycleId> added;
    std::size_t seen_count = 0;
    auto is_in = [](PdsaCycleId const& id, std::vector<PdsaCycleId> const& list) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    for (auto const& earlier : after.builds_on) {
        auto const* other = c.state.get<PdsaCycle>(earlier);
        if (earlier == after.id || other == nullptr || other->ramp != after.ramp) {
            return refuse(Code::WrongLink, "builds_on", "A cycle builds on others of its ramp.");
        }
        if (before == nullptr || !is_in(earlier, before->builds_on)) { added.push_back(earlier); }
        if (sees_cycle(c, earlier)) { ++seen_count; }
    }
    if (seen_count > builds_on_max) {
        return refuse(Code::TooMany, "builds_on", "A cycle builds on at most 10 others.",
                      {{"limit", std::to_string(builds_on_max)}});
    }
    if (before == nullptr) { return {}; }  // nothing builds on a new one yet
    keep_hidden(c, before->builds_on, after.builds_on);
    return keep_loops_open(c, after, added, more);
}

Result<void> cycle_rule(Case const& c, PdsaCycle const* before, PdsaCycle& after, Updates& more) {
    if (before == nullptr) {
        auto const* ramp = c.state.living<Ramp>(after.ramp);
        if (ramp == nullptr) { return not_found("ramp"); }
        if (ramp->team != after.team) {
            return refuse(Code::WrongLink, "team", "The ramp belongs to another team.");
        }
        after.owner = c.actor.viewer.member;
        after.number = next_number(c, after.ramp);
        after.shared_with = Level::Team;
    } else if (before->state == CycleState::Complete || before->state == CycleState::Stopped) {
        return wrong_state(*before, "The cycle is closed; reopen it to change it.");
    } else if (before->ramp != after.ramp) {
        return refuse(Code::FixedOnce, "ramp", "A cycle stays in its ramp.");
    }
    if (before != nullptr) { keep_hidden(c, before->measures, after.measures); }
    if (auto ok = check_builds_on(c, before, after, more); ok.has_error()) { return ok; }
    if (before != nullptr && is_locked(*before) && before->belief_before != after.belief_before &&
        before->belief_before) {
        return prediction_locked("belief_before");
    }
    if (auto ok = check_schools(c, after); ok.has_error()) { return ok; }
    return check_dates(after);
}

Result<void> ramp_rule(Case const& c, Ramp const* before, Ramp const& after, Updates const&) {
    if (before != nullptr) { return {}; }
    auto const* idea = c.state.living<DriverNode>(after.change_idea);
    if (idea == nullptr) { return not_found("change_idea"); }
    if (idea->node_kind != NodeKind::ChangeIdea) {
        return refuse(Code::WrongLink, "change_idea", "A ramp tests a change idea.");
    }
    return {};
}

Result<void> archive_ramp(Case const& c, Ramp const& ramp, Updates const&) {
    // Only the team may ask, and the team knows of every cycle here but those a mate keeps to themselves.
    bool used = false;
    c.state.each_below<PdsaCycle>({kind_of<Ramp>(), ramp.id.text},
                                  [&](PdsaCycle const&, Meta const&) { used = true; });
    if (used) { return refuse(Code::StillUsed, "id", "It still holds cycles."); }
    return {};
}

std::string title_from(std::string const& what) {
    std::string line = what.substr(0, what.find('\n'));
    if (line.size() <= title_from_what_max) { return line; }
    auto cut = line.rfind(' ', title_from_what_max);
    if (cut == std::string::npos || cut == 0) {
        cut = title_from_what_max;
        while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) {
            --cut;
        }  // not inside a letter
    }
    return line.substr(0, cut) + "…";
}

// Puts a new cycle into the ramp that is named, or into a new one on the change idea. References are checked.
Result<void> put_in_ramp(Case const& c, RampId const& named, DriverNodeId const& change_idea,
                         PdsaCycle& cycle, Updates& updates) {
    if (!named.empty()) {
        if (c.state.known<Ramp>(named).team != cycle.team) {
            return refuse(Code::WrongLink, "ramp", "The ramp belongs to another team.");
        }
        cycle.ramp = named;
        cycle.number = next_number(c, named);
        return {};
    }
    if (change_idea.empty()) {
        return refuse(Code::Missing, "change_idea",
                      "Name the change idea, or the ramp that it joins.");
    }
    Ramp ramp;
    ramp.id.text = derived_id(c.command.id, Ramp::kind, 0);
    ramp.title = cycle.title;
    ramp.change_idea = change_idea;
    ramp.team = cycle.team;
    if (auto ok = ramp_rule(c, nullptr, ramp, {}); ok.has_error()) { return ok; }
    cycle.ramp = ramp.id;
    cycle.number = 1;
    updates.push_back(born(c, std::move(ramp)));
    return {};
}

Result<Updates> plan_cycle(Case const& c, PlanPdsaCycle const& x) {
    FieldSet all;
    all.set();
    if (auto ok = check_references(
            c,
            [&] {
                PlanPdsaCycle named = x;
                named.id = {};  // the one id that must not be there yet
                return named;
            }(),
            all);
        ok.has_error()) {
        return ok.error();
    }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (c.state.find(kind_of<PdsaCycle>(), x.id.text) != nullptr) {
        return refuse(Code::IdTaken, "id", "That id is in use.");
    }
    PdsaCycle cycle;
    cycle.id = x.id;
    cycle.team = x.team;
    cycle.owner = c.actor.viewer.member;
    cycle.what = x.what;
    cycle.title = x.title.empty() ? title_from(x.what) : x.title;
    cycle.end_on = x.end_on;
    cycle.schools = x.schools;
    cycle.state = CycleState::Planned;
    cycle.scale_schools = cycle.scale_staff = cycle.scale_people = cycle.scale_occasions = 1;
    Updates updates;
    if (auto ok = put_in_ramp(c, x.ramp, x.change_idea, cycle, updates); ok.has_error()) {
        return ok.error();
    }
    if (auto ok = check_schools(c, cycle); ok.has_error()) { return ok.error(); }
    Question question;
    question.id.text = derived_id(c.command.id, Question::kind, 0);
    question.cycle = cycle.id;
    question.text = title_from(x.what);
    question.prediction = x.prediction;
    question.rank.text = "V";
    updates.insert(updates.begin(), born(c, std::move(cycle)));
    updates.push_back(born(c, std::move(question)));
    return updates;
}

template <class F>
void each_question(Case const& c, PdsaCycleId const& cycle, F&& f) {
    c.state.each_below<Question>({kind_of<PdsaCycle>(), cycle.text},
                                 [&](Question const& q, Meta const&) { f(q); });
}

// What each step asks for (the lifecycle of a cycle; the first thing that is missing is named).
Result<void> ready_for(Case const& c, PdsaCycle const& cycle, CycleState to) {
    switch (to) {
        case CycleState::Planned: {
            bool predicted = false;
            each_question(c, cycle.id,
                          [&](Question const& q) { predicted |= !q.prediction.empty(); });
            if (!predicted) {
                return refuse(Code::NeedsPrediction, "questions",
                              "A plan has at least one question with a prediction.");
            }
            if (cycle.end_on.empty()) {
                return refuse(Code::NeedsEndDate, "end_on", "Say by when you will know.");
            }
            if (!cycle.scale_schools && !cycle.scale_staff && !cycle.scale_people &&
                !cycle.scale_occasions) {
                return refuse(Code::NeedsScale, "scale_people", "Say how small the test is.");
            }
            return {};
        }
        case CycleState::Complete: {
            QuestionId open;
            each_question(c, cycle.id, [&](Question const& q) {
                if (!q.verdict) { open = q.id; }
            });
            if (!open.empty()) {
                return refuse(Code::NeedsVerdict, "verdict",
                              "Each question gets a verdict; \"not tested\" is one.",
                              {{"question", open.text}});
            }
            if (!cycle.decision) {
                return refuse(Code::NeedsDecision, "decision", "Adopt, adapt, abandon or expand?");
            }
            if (*cycle.decision == Decision::Adopt && cycle.sustain_owner.empty()) {
                return refuse(Code::NeedsOwner, "sustain_owner", "Who owns it from now on?");
            }
            if (*cycle.decision == Decision::Adopt && cycle.sustain_plan.empty()) {
                return refuse(Code::NeedsSustainPlan, "sustain_plan", "How will it hold?");
            }
            if (*cycle.decision == Decision::Abandon && cycle.taught.empty()) {
                return refuse(Code::NeedsLearning, "taught", "What did it teach?");
            }
            return {};
        }
        default: return {};
    }
}

bool follows(CycleState from, CycleState to) {
    switch (from) {
        case CycleState::Draft: return to == CycleState::Planned;
        case CycleState::Planned: return to == CycleState::Doing;
        case CycleState::Doing: return to == CycleState::Studying;
        case CycleState::Studying: return to == CycleState::Acting;
        case CycleState::Acting: return to == CycleState::Complete;
        default: return false;
    }
}

Result<Updates> advance_cycle(Case const& c, AdvancePdsaCycle const& x) {
    auto found = seen<PdsaCycle>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    if (!follows((**found).state, x.to)) {
        return wrong_state(**found, "A cycle goes one step at a time: plan, do, study, act.");
    }
    if (auto ok = ready_for(c, **found, x.to); ok.has_error()) { return ok.error(); }
    PdsaCycle after = **found;
    after.state = x.to;
    if (x.to == CycleState::Doing) { after.predictions_locked_at_ms = {c.now_ms}; }
    if (x.to == CycleState::Complete) { after.completed_at_ms = {c.now_ms}; }
    return Updates{changed(c, std::move(after))};
}

bool is_under_way(CycleState state) {
    return state == CycleState::Draft || state == CycleState::Planned ||
           state == CycleState::Doing || state == CycleState::Studying;
}

template <class C, class F>
Result<Updates> change_state(Case const& c, C const& x, F&& f) {
    auto found = seen<PdsaCycle>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    PdsaCycle after = **found;
    Result<void> ok = f(after);
    if (ok.has_error()) { return ok.error(); }
    return Updates{changed(c, std::move(after))};
}

Result<Updates> pause_cycle(Case const& c, PausePdsaCycle const& x) {
    return change_state(c, x, [&](PdsaCycle& cycle) -> Result<void> {
        if (!is_under_way(cycle.state) && cycle.state != CycleState::Acting) {
            return wrong_state(cycle, "Only a cycle under way can pause.");
        }
        if (x.reason.empty()) { return refuse(Code::NeedsReason, "reason", "Say why it pauses."); }
        cycle.paused_from = cycle.state;
        cycle.state = CycleState::Paused;
        cycle.state_reason = x.reason;
        return {};
    });
}

Result<Updates> resume_cycle(Case const& c, ResumePdsaCycle const& x) {
    return change_state(c, x, [&](PdsaCycle& cycle) -> Result<void> {
        if (cycle.state != CycleState::Paused) { return wrong_state(cycle, "It is not paused."); }
        cycle.state = cycle.paused_from.value_or(CycleState::Draft);
        cycle.paused_from.reset();
        cycle.state_reason.clear();
        return {};
    });
}

Result<Updates> stop_cycle(Case const& c, StopPdsaCycle const& x) {
    return change_state(c, x, [&](PdsaCycle& cycle) -> Result<void> {
        if (!is_under_way(cycle.state) && cycle.state != CycleState::Paused) {
            return wrong_state(cycle, "Only a cycle under way can stop.");
        }
        if (x.reason.empty()) { return refuse(Code::NeedsReason, "reason", "Say why it stops."); }
        cycle.paused_from.reset();
        cycle.state = CycleState::Stopped;
        cycle.state_reason = x.reason;
        return {};
    });
}

Result<Updates> reopen_cycle(Case const& c, ReopenPdsaCycle const& x) {
    return change_state(c, x, [&](PdsaCycle& cycle) -> Result<void> {
        if (cycle.state != CycleState::Complete) {
            return wrong_state(cycle, "Only a complete cycle is reopened.");
        }
        std::string const day = date_of(cycle.completed_at_ms).iso;
        // The newest stands first; the field's limit holds some three full studies.
        std::string kept =
            day + "\n" + cycle.study + (cycle.learned.empty() ? "" : "\n" + cycle.learned);
        if (!cycle.earlier_study.empty()) { kept += "\n\n" + cycle.earlier_study; }
        if (kept.size() > earlier_study_max) {
            kept.resize(kept.rfind('\n', earlier_study_max));
        }  // the oldest goes first
        cycle.earlier_study = std::move(kept);
        cycle.state = CycleState::Studying;
        cycle.completed_at_ms = {};
        return {};
    });
}

// The version that a cycle tests, for those who see it.
ProtocolVersionId version_tested(Case const& c, PdsaCycle const& cycle) {
    auto const* kept = c.state.find(kind_of<ProtocolVersion>(), cycle.protocol_version.text);
    return kept != nullptr && sees(c, kept->stored) ? cycle.protocol_version : ProtocolVersionId{};
}

// The measures that a cycle watches, as far as the actor sees them.
std::vector<MeasureId> measures_watched(Case const& c, PdsaCycle const& cycle) {
    std::vector<MeasureId> seen_ones;
    for (auto const& id : cycle.measures) {
        auto const* kept = c.state.find(kind_of<Measure>(), id.text);
        if (kept != nullptr && sees(c, kept->stored)) { seen_ones.push_back(id); }
    }
    return seen_ones;
}

Result<Updates> continue_cycle(Case const& c, ContinuePdsaCycle const& x) {
    auto found = seen<PdsaCycle>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (c.state.find(kind_of<PdsaCycle>(), x.next.text) != nullptr) {
        return refuse(Code::IdTaken, "next", "That id is in use.");
    }
    PdsaCycle const& from = **found;
    PdsaCycle next;
    next.id = x.next;
    next.ramp = from.ramp;
    next.team = from.team;
    next.owner = c.actor.viewer.member;
    next.title = x.title.empty() ? from.title : x.title;
    next.number = next_number(c, from.ramp);
    next.schools = from.schools;
    next.builds_on = {from.id};
    next.intent = from.intent;
    next.objective = from.objective;
    next.what = from.next_changes.empty() ? from.what : from.next_changes;
    next.protocol_version = version_tested(c, from);
    next.measures = measures_watched(c, from);
    next.scale_schools = from.scale_schools;
    next.scale_staff = from.scale_staff;
    next.scale_people = from.scale_people;
    next.scale_occasions = from.scale_occasions;
    next.conditions = from.conditions;
    next.data_plan = from.data_plan;
    next.logistics = from.logistics;
    next.measure_of_success = from.measure_of_success;
    next.belief_before = from.belief_after;
    Updates updates{born(c, std::move(next))};
    int n = 0;
    each_question(c, from.id, [&](Question const& q) {
        Question copy;
        copy.id.text = derived_id(c.command.id, Question::kind, n++);
        copy.cycle = x.next;
        copy.text = q.text;
        copy.rank = q.rank;
        updates.push_back(born(c, std::move(copy)));
    });
    return updates;
}

// The plan of another cycle, as a draft: what its team would say again. What is a team's own is left out: who,
// where and when, the schools, and above all the predictions.
PdsaCycle plan_taken_from(PdsaCycle const& source) {
    PdsaCycle plan;
    plan.title = source.title;
    plan.intent = source.intent;
    plan.objective = source.objective;
    plan.what = source.what;
    plan.scale_schools = source.scale_schools;
    plan.scale_staff = source.scale_staff;
    plan.scale_people = source.scale_people;
    plan.scale_occasions = source.scale_occasions;
    plan.conditions = source.conditions;
    plan.data_plan = source.data_plan;
    plan.logistics = source.logistics;
    plan.measure_of_success = source.measure_of_success;
    return plan;
}

// By what it was copied from, not by its place: the browser may know of one more or one less, and what is
// written there meanwhile must reach the right one (docs/SYNC.md R2).
std::string copied_id(Case const& c, std::string_view kind, std::string const& from) {
    return derived_id(c.command.id + "/" + from, kind, 0);
}

Result<Updates> clone_cycle(Case const& c, ClonePdsaCycle const& x) {
    auto found = seen<PdsaCycle>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    FieldSet all;
    all.set();
    ClonePdsaCycle named = x;
    named.clone = {};  // the one id that must not be there yet
    if (auto ok = check_references(c, named, all); ok.has_error()) { return ok.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (c.state.find(kind_of<PdsaCycle>(), x.clone.text) != nullptr) {
        return refuse(Code::IdTaken, "clone", "That id is in use.");
    }
    PdsaCycle const& source = **found;
    PdsaCycle cycle = plan_taken_from(source);
    cycle.id = x.clone;
    cycle.team = x.team;
    cycle.owner = c.actor.viewer.member;
    cycle.adapted_from = source.id;
    cycle.adapted_revision = meta_of<PdsaCycle>(c, source.id).revision;
    cycle.adapted_on = date_of({c.now_ms});
    cycle.protocol_version = version_tested(c, source);
    cycle.measures = measures_watched(c, source);
    Updates updates;
    if (auto ok = put_in_ramp(c, x.ramp, x.change_idea, cycle, updates); ok.has_error()) {
        return ok.error();
    }
    updates.insert(updates.begin(), born(c, std::move(cycle)));
    each_question(c, source.id, [&](Question const& q) {
        Question copy;
        copy.id.text = copied_id(c, Question::kind, q.id.text);
        copy.cycle = x.clone;
        copy.text = q.text;
        copy.rank = q.rank;
        updates.push_back(born(c, std::move(copy)));
    });
    c.state.each_below<Task>({kind_of<PdsaCycle>(), source.id.text},
                             [&](Task const& task, Meta const&) {
                                 Task copy;
                                 copy.id.text = copied_id(c, Task::kind, task.id.text);
                                 copy.cycle = x.clone;
                                 copy.what = task.what;
                                 copy.rank = task.rank;
                                 updates.push_back(born(c, std::move(copy)));
                             });
    return updates;
}

Result<Updates> share_cycle(Case const& c, Share<PdsaCycle> const& x) {
    auto found = seen<PdsaCycle>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (x.guests) {
        for (auto const& guest : *x.guests) {
            bool const invited = std::find((**found).guests.begin(), (**found).guests.end(),
                                           guest) != (**found).guests.end();
            if (!invited && seen<Member>(c, guest, "guests").has_error()) {
                return not_found("guests");
            }
        }
    }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "shared_with"); ok.has_error()) {
        return ok.error();
    }
    PdsaCycle after = **found;
    after.shared_with = x.shared_with;
    if (x.guests) {
        // A lead's yes is about the level; whom to invite by name stays the owner's business.
        if (!c.actor.server && after.owner != c.actor.viewer.member) {
            return refuse(Code::NotYours, "guests", "Only its owner invites people.");
        }
        after.guests = *x.guests;
    }
    return Updates{changed(c, std::move(after))};
}

Result<Updates> transfer_cycle(Case const& c, TransferPdsaCycle const& x) {
    auto found = seen<PdsaCycle>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = seen<Member>(c, x.owner, "owner"); ok.has_error()) { return ok.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "owner"); ok.has_error()) {
        return ok.error();
    }
    auto const taker = viewer_of(c.state, x.owner);
    if (std::find(taker.teams.begin(), taker.teams.end(), (**found).team) == taker.teams.end()) {
        return refuse(Code::WrongLink, "owner", "The new owner belongs to the team.");
    }
    PdsaCycle after = **found;
    after.owner = x.owner;
    return Updates{changed(c, std::move(after))};
}

struct DecideCycle {
    Case const& c;

    Result<Updates> operator()(Create<Ramp> const& x) const { return create(c, x, ramp_rule); }
    Result<Updates> operator()(Edit<Ramp> const& x) const { return edit(c, x, ramp_rule); }
    Result<Updates> operator()(Archive<Ramp> const& x) const { return archive(c, x, archive_ramp); }
    Result<Updates> operator()(Restore<Ramp> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Create<PdsaCycle> const& x) const {
        return create(c, x, cycle_rule);
    }
    Result<Updates> operator()(Edit<PdsaCycle> const& x) const { return edit(c, x, cycle_rule); }
    Result<Updates> operator()(Archive<PdsaCycle> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<PdsaCycle> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Share<PdsaCycle> const& x) const { return share_cycle(c, x); }
    Result<Updates> operator()(PlanPdsaCycle const& x) const { return plan_cycle(c, x); }
    Result<Updates> operator()(AdvancePdsaCycle const& x) const { return advance_cycle(c, x); }
    Result<Updates> operator()(PausePdsaCycle const& x) const { return pause_cycle(c, x); }
    Result<Updates> operator()(ResumePdsaCycle const& x) const { return resume_cycle(c, x); }
    Result<Updates> operator()(StopPdsaCycle const& x) const { return stop_cycle(c, x); }
    Result<Updates> operator()(ReopenPdsaCycle const& x) const { return reopen_cycle(c, x); }
    Result<Updates> operator()(ContinuePdsaCycle const& x) const { return continue_cycle(c, x); }
    Result<Updates> operator()(ClonePdsaCycle const& x) const { return clone_cycle(c, x); }
    Result<Updates> operator()(TransferPdsaCycle const& x) const { return transfer_cycle(c, x); }
    // What is in a cycle has rules of its own.
    template <class C>
    Result<Updates> operator()(C const& x) const {
        return decide_in_cycle(c, x);
    }
};

}  // namespace

Result<Updates> decide_cycle(Case const& c, CycleCommand const& command) {
    return std::visit(DecideCycle{c}, command);
}

}  // namespace flywheel::rules
