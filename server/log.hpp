#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

// One JSON line a fact on stderr. Never content, e-mail addresses or secrets: ids and numbers only.
namespace flywheel::log {

using Value = std::variant<std::int64_t, std::string_view>;
using Facts = std::initializer_list<std::pair<std::string_view, Value>>;

// `what` is a past-tense name: "listener_started". Safe from any thread.
void fact(std::string_view what, Facts facts = {});
// The same for what an operator should look at.
void trouble(std::string_view what, Facts facts = {});

}  // namespace flywheel::log
