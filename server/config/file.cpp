#include "server/config/file.hpp"

#include <fstream>
#include <sstream>
#include <toml++/toml.h>

namespace flywheel::config {

namespace {

std::string place_of(toml::node const& node, std::string const& path) {
    return path + ":" + std::to_string(node.source().begin.line);
}

void collect(toml::table const& table, std::string const& above, std::string const& path,
             std::vector<Entry>& entries, std::vector<std::string>& problems) {
    for (auto const& [key, node] : table) {
        auto const name =
            above.empty() ? std::string(key.str()) : above + "." + std::string(key.str());
        auto const place = place_of(node, path);
        if (auto const* inner = node.as_table()) {
            collect(*inner, name, path, entries, problems);
        } else if (auto const* text = node.as_string()) {
            entries.push_back({name, text->get(), false, place});
        } else if (auto const* number = node.as_integer()) {
            entries.push_back({name, std::to_string(number->get()), true, place});
        } else {
            std::string says = place;
            says.append(": ").append(name).append(" is neither text nor a whole number");
            problems.push_back(std::move(says));
        }
    }
}

}  // namespace

std::vector<Entry> entries_of(std::string const& text, std::string const& path,
                              std::vector<std::string>& problems) {
    std::vector<Entry> entries;
    try {
        collect(toml::parse(text), {}, path, entries, problems);
    } catch (toml::parse_error const& error) {
        problems.push_back(path + ":" + std::to_string(error.source().begin.line) + ": " +
                           std::string(error.description()));
    }
    return entries;
}

std::string as_text(std::map<std::string, std::string> const& values) {
    toml::table file;
    for (auto const& [name, value] : values) {
        auto const dot = name.find('.');
        auto& section = *file.emplace<toml::table>(name.substr(0, dot)).first->second.as_table();
        section.insert_or_assign(name.substr(dot + 1), value);
    }
    std::ostringstream text;
    text << file << "\n";
    return std::move(text).str();
}

std::optional<std::string> whole_file(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) { return std::nullopt; }
    std::stringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

}  // namespace flywheel::config
