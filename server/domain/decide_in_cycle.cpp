#include "server/domain/decide_in_cycle.hpp"

namespace flywheel::rules {

namespace {

// An observer's clock may run ahead of ours by this much (docs/SYNC.md): phones drift by minutes, not hours.
constexpr std::int64_t clock_drift_max_ms = 5 * 60 * 1000;
constexpr std::size_t details_per_cycle_max = 2'000;  // a term of notes several times a day

Result<void> room_for_one_more(Case const& c, PdsaCycleId const& cycle) {
    if (c.state.below({kind_of<PdsaCycle>(), cycle.text}).size() < details_per_cycle_max) {
        return {};
    }
    return refuse(Code::TooMany, "cycle", "The cycle is full.",
                  {{"limit", std::to_string(details_per_cycle_max)}});
}

Result<void> question_rule(Case const& c, Question const* before, Question const& after,
                           Updates const&) {
    auto const* cycle = c.state.living<PdsaCycle>(after.cycle);
    if (cycle == nullptr) { return not_found("cycle"); }
    if (cycle->state == CycleState::Complete || cycle->state == CycleState::Stopped) {
        return wrong_state(*cycle, "The cycle is closed; reopen it to change it.");
    }
    if (before == nullptr) {
        if (is_locked(*cycle) && !after.prediction.empty()) {
            return prediction_locked("prediction");
        }
        return room_for_one_more(c, after.cycle);
    }
    if (!is_locked(*cycle)) { return {}; }
    if (before->prediction != after.prediction) { return prediction_locked("prediction"); }
    if (before->confidence != after.confidence) { return prediction_locked("confidence"); }
    if (before->prediction_reason != after.prediction_reason) {
        return prediction_locked("prediction_reason");
    }
    if (before->text != after.text) { return prediction_locked("text"); }
    return {};
}

Result<void> archive_question(Case const& c, Question const& question, Updates const&) {
    auto const* cycle = c.state.get<PdsaCycle>(question.cycle);
    if (cycle != nullptr && is_locked(*cycle) && !question.prediction.empty()) {
        return prediction_locked("id");
    }
    return {};
}

Result<Updates> amend_prediction(Case const& c, AmendPrediction const& x) {
    auto found = seen<Question>(c, x.question, "question");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    Question const& before = **found;
    auto const* cycle = c.state.living<PdsaCycle>(before.cycle);
    if (cycle == nullptr) { return not_found("question"); }
    if (!is_locked(*cycle)) {
        return wrong_state(*cycle, "Nothing is locked yet; edit the question itself.");
    }
    if (cycle->state == CycleState::Complete || cycle->state == CycleState::Stopped) {
        return wrong_state(*cycle, "The cycle is closed; reopen it to change it.");
    }
    if (x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why the prediction changes now.");
    }
    PredictionAmendment amendment;
    amendment.id.text = derived_id(c.command.id, PredictionAmendment::kind, 0);
    amendment.cycle = before.cycle;
    amendment.question = before.id;
    amendment.before = before.prediction;
    amendment.after = x.prediction;
    amendment.reason = x.reason;
    Question after = before;
    after.prediction = x.prediction;
    return Updates{changed(c, std::move(after)), born(c, std::move(amendment))};
}

Result<void> task_rule(Case const& c, Task const* before, Task const& after, Updates const&) {
    if (before != nullptr) { return {}; }
    return room_for_one_more(c, after.cycle);
}

Result<void> observation_rule(Case const& c, Observation const* before, Observation& after,
                              Updates const&) {
    if (after.at_ms.ms > c.now_ms + clock_drift_max_ms) {
        return refuse(Code::InTheFuture, "at_ms", "It lies in the future.");
    }
    if (before != nullptr) { return {}; }
    auto const* cycle = c.state.living<PdsaCycle>(after.cycle);
    if (cycle == nullptr) { return not_found("cycle"); }
    after.written_for = cycle->shared_with;
    return room_for_one_more(c, after.cycle);
}

}  // namespace

Result<Updates> decide_in_cycle(Case const& c, Create<Question> const& x) {
    return create(c, x, question_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Edit<Question> const& x) {
    return edit(c, x, question_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Archive<Question> const& x) {
    return archive(c, x, archive_question);
}

Result<Updates> decide_in_cycle(Case const& c, Restore<Question> const& x) {
    return restore(c, x, no_archive_rule);
}

Result<Updates> decide_in_cycle(Case const& c, AmendPrediction const& x) {
    return amend_prediction(c, x);
}

Result<Updates> decide_in_cycle(Case const& c, Create<Task> const& x) {
    return create(c, x, task_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Edit<Task> const& x) {
    return edit(c, x, task_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Archive<Task> const& x) {
    return archive(c, x, no_archive_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Restore<Task> const& x) {
    return restore(c, x, no_archive_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Create<Observation> const& x) {
    return create(c, x, observation_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Edit<Observation> const& x) {
    return edit(c, x, observation_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Archive<Observation> const& x) {
    return archive(c, x, no_archive_rule);
}

Result<Updates> decide_in_cycle(Case const& c, Restore<Observation> const& x) {
    return restore(c, x, no_archive_rule);
}

}  // namespace flywheel::rules
