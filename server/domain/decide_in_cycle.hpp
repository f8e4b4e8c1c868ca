#pragma once
#include "server/domain/decide_detail.hpp"

// What the rules of a cycle and those of what is in it share.
namespace flywheel::rules {

[[nodiscard]] inline Refusal wrong_state(PdsaCycle const& cycle, std::string says) {
    return refuse(Code::WrongState, "state", std::move(says),
                  {{"state", std::string(name_of(cycle.state))}});
}

[[nodiscard]] inline bool is_locked(PdsaCycle const& cycle) {
    return !cycle.predictions_locked_at_ms.empty();
}

[[nodiscard]] inline Refusal prediction_locked(std::string field) {
    return refuse(Code::PredictionLocked, std::move(field),
                  "Predictions are locked once Do has begun; amend it with the reason.");
}

// Questions, tasks and observations: one overload a command.
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Create<Question> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Edit<Question> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Archive<Question> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Restore<Question> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, AmendPrediction const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Create<Task> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Edit<Task> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Archive<Task> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Restore<Task> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Create<Observation> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Edit<Observation> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Archive<Observation> const& x);
[[nodiscard]] Result<Updates> decide_in_cycle(Case const& c, Restore<Observation> const& x);

}  // namespace flywheel::rules
