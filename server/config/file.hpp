#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

// The settings of a TOML file as plain text. The library that reads it is heavy to compile, and stays behind this.
namespace flywheel::config {

struct Entry {
    std::string name;  // section.key
    std::string value;
    bool is_number = false;
    std::string place;  // path:line
};

// What cannot be read, or is neither text nor a whole number, goes to `problems`.
[[nodiscard]] std::vector<Entry> entries_of(std::string const& text, std::string const& path,
                                            std::vector<std::string>& problems);

// A file with these values, each in the section that its name begins with.
[[nodiscard]] std::string as_text(std::map<std::string, std::string> const& values);

// All of a file; nothing when it cannot be read.
[[nodiscard]] std::optional<std::string> whole_file(std::string const& path);

}  // namespace flywheel::config
