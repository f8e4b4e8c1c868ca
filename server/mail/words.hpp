#pragma once
#include <map>
#include <string>

namespace flywheel::mail {

using With = std::map<std::string, std::string>;

// The client's own messages, in the language of the mail: "en" or "es". `{placeholders}` are filled in.
[[nodiscard]] std::string word(std::string const& language, std::string const& key,
                               With const& with = {});
// A message that counts: `stem#one`, `stem#other`.
[[nodiscard]] std::string counted(std::string const& language, std::string const& stem,
                                  std::int64_t n);

}  // namespace flywheel::mail
