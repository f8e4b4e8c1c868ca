#include "server/mail/words.hpp"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace flywheel::mail {

namespace {

std::map<std::string, std::map<std::string, std::string>> read_catalogues() {
    static std::vector<std::pair<char const*, char const*>> const texts = {
#include <generated/mail_words.inc>
    };
    std::map<std::string, std::map<std::string, std::string>> words;
    for (auto const& [language, text] : texts) {
        // Named first: a loop over a part of a temporary reads what is already gone.
        auto const catalogue = nlohmann::json::parse(text);
        for (auto const& [key, message] : catalogue.items()) {
            words[language][key] = message.get<std::string>();
        }
    }
    return words;
}

}  // namespace

std::string word(std::string const& language, std::string const& key, With const& with) {
    static auto const words = read_catalogues();
    auto text = words.at(language).at(key);
    for (auto const& [name, value] : with) {
        auto const placeholder = "{" + name + "}";
        for (auto at = text.find(placeholder); at != std::string::npos;
             at = text.find(placeholder, at + value.size())) {
            text.replace(at, placeholder.size(), value);
        }
    }
    return text;
}

std::string counted(std::string const& language, std::string const& stem, std::int64_t n) {
    return word(language, stem + (n == 1 ? "#one" : "#other"), {{"n", std::to_string(n)}});
}

}  // namespace flywheel::mail
