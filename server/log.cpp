#include "server/log.hpp"

#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace flywheel::log {

namespace {

void write(std::string_view level, std::string_view what, Facts facts) {
    using namespace std::chrono;
    nlohmann::ordered_json line;
    line["at_ms"] = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    line["level"] = level;
    line["what"] = what;
    for (auto const& [name, value] : facts) {
        std::visit([&](auto const& v) { line[std::string(name)] = v; }, value);
    }
    // Invalid bytes must not stop a log line, nor may control characters break it in two.
    std::string const text =
        line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    [[maybe_unused]] auto const written =
        ::write(STDERR_FILENO, text.data(), text.size());  // one call: lines never mix
}

}  // namespace

void fact(std::string_view what, Facts facts) { write("info", what, facts); }
void trouble(std::string_view what, Facts facts) { write("trouble", what, facts); }

}  // namespace flywheel::log
