#pragma once
#include <string>
#include <vector>

#include "server/domain/notices.hpp"

// A mail as it goes out, put together from what its reader sees at that moment.
namespace flywheel::mail {

struct Letter {
    std::string to;
    std::string subject;
    std::string text;
    std::string html;
    std::string stop_link;  // empty: none, as in a test mail
};

struct Around {
    std::string language;    // "en" or "es"
    std::string public_url;  // of this server, without a slash at its end
    std::string network;     // its id
    std::string name;        // of the reader
    std::string stop_link;
};

// Titles stand in it only where the whole network sees what they name, and people only with them; all else goes by its kind.
[[nodiscard]] Letter compose(State const& state, std::vector<Notice> const& notices,
                             Around const& around, bool only_due);

// As it stands between tags, or in an attribute.
[[nodiscard]] std::string escaped(std::string const& text);

// An address that can stand in a header and on a line to the server: nothing that ends either.
[[nodiscard]] bool is_address(std::string const& text);

// The message as SMTP carries it: headers and two forms of the text. Throws std::invalid_argument where an address is none.
[[nodiscard]] std::string to_message(Letter const& letter, std::string const& from,
                                     std::int64_t now_ms, std::string const& id);

}  // namespace flywheel::mail
