#include "server/mail/compose.hpp"

#include <algorithm>
#include <ctime>
#include <stdexcept>

#include "server/domain/policy.hpp"
#include "server/mail/words.hpp"

namespace flywheel::mail {

namespace {

constexpr std::size_t lines_max = 30;     // what a person reads; the rest is in the inbox
constexpr std::size_t base64_line = 76;   // RFC 2045
constexpr std::size_t word_bytes = 45;    // an encoded word of RFC 2047 has at most 75 characters
constexpr std::size_t address_max = 254;  // the longest that SMTP carries

bool is_everybody(Audience const& audience) {
    return (audience.network || audience.members || audience.everybody) &&
           std::all_of(audience.within.begin(), audience.within.end(), is_everybody);
}

bool everybody_sees(State const& state, Key const& key) {
    return is_everybody(audience_of(state.known_kept(key.kind, key.id).stored, state));
}

std::string title_of(AnyRecord const& record) {
    if (auto const* r = std::get_if<PdsaCycle>(&record)) { return r->title; }
    if (auto const* r = std::get_if<DriverNode>(&record)) { return r->text; }
    if (auto const* r = std::get_if<DriverDiagram>(&record)) { return r->title; }
    if (auto const* r = std::get_if<ChangeProtocol>(&record)) { return r->title; }
    if (auto const* r = std::get_if<Adaptation>(&record)) { return r->what; }
    if (auto const* r = std::get_if<Post>(&record)) { return r->title; }
    if (auto const* r = std::get_if<Activity>(&record)) { return r->title; }
    if (auto const* r = std::get_if<Measure>(&record)) { return r->title; }
    return {};
}

// Whose title stands for it: numbers of a site go by the measure that they are of.
Key titled(State const& state, Key const& about) {
    if (kind_names[about.kind] != MeasureSeries::kind) { return about; }
    return {kind_of<Measure>(), state.known<MeasureSeries>({about.id}).measure.text};
}

// The page on which the browser shows it.
std::string page_of(State const& state, Notice const& notice) {
    auto const& id = notice.about.id;
    auto const kind = std::string(kind_names[notice.about.kind]);
    if (kind == DriverNode::kind) {
        auto const& node = state.known<DriverNode>({id});
        return node.node_kind == NodeKind::ChangeIdea
                   ? "ideas/" + id
                   : "drivers/" + node.diagram.text + "?node=" + id;
    }
    if (kind == MeasureSeries::kind) {
        return "measures/" + state.known<MeasureSeries>({id}).measure.text + "?series=" + id;
    }
    if (kind == SupportRequest::kind) { return "support?request=" + id; }
    if (kind == Aim::kind) { return "aim"; }
    if (kind == Flag::kind || kind == ModerationCase::kind) { return "moderation"; }
    static std::map<std::string_view, std::string> const places{
        {PdsaCycle::kind, "cycles/"},       {DriverDiagram::kind, "drivers/"},
        {Post::kind, "exchange/"},          {ChangeProtocol::kind, "protocols/"},
        {Adaptation::kind, "adaptations/"}, {Team::kind, "teams/"},
        {Measure::kind, "measures/"}};
    auto const place = places.find(kind);
    return place == places.end() ? "inbox" : place->second + id;
}

struct Line {
    std::string says;
    std::string why;
    std::string link;
};

Line line_of(State const& state, Notice const& notice, Around const& around) {
    auto const& language = around.language;
    std::string const what(name_of(notice.what));
    Line line;
    line.says = notice.what == NoticeWhat::Said
                    ? counted(language, "mail.said", notice.count)
                    : word(language, "mail." + what, {{"day", notice.due_on.iso}});
    line.says += " · " + word(language, "kind." + std::string(kind_names[notice.about.kind]));
    if (everybody_sees(state, notice.about)) {
        auto const named = titled(state, notice.about);
        auto const title = title_of(state.known_kept(named.kind, named.id).stored.record);
        if (!title.empty() && everybody_sees(state, named)) { line.says += " “" + title + "”"; }
        auto const* by = state.living<Member>(notice.by);
        if (by != nullptr) { line.says += " · " + by->name; }
    }
    line.why = word(language, "notice_reason." + std::string(name_of(notice.reason)));
    line.link = around.public_url + "/n/" + around.network + "/" + page_of(state, notice);
    if (!notice.comment.empty()) { line.link += "#comment-" + notice.comment.text; }
    return line;
}

std::string base64(std::string const& bytes) {
    static constexpr char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        auto const count = std::min<std::size_t>(3, bytes.size() - at);
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8U | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out += i <= count ? digits[group >> (18U - 6U * i) & 63U] : '=';
        }
    }
    return out;
}

std::string in_lines(std::string const& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += base64_line) {
        out += text.substr(at, base64_line) + "\r\n";
    }
    return out;
}

// As RFC 2047 has it: whatever it holds, no line ends in it, and no character is cut in two.
std::string encoded(std::string const& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto end = std::min(at + word_bytes, text.size());
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
            --end;
        }
        out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
               base64(text.substr(at, end - at)) + "?=";
        at = end;
    }
    return out;
}

std::string date_line(std::int64_t now_ms) {
    static constexpr char const* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr char const* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::time_t const seconds = now_ms / 1000;
    std::tm at{};
    gmtime_r(&seconds, &at);
    auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::string(days[at.tm_wday]) + ", " + std::to_string(at.tm_mday) + ' ' +
           months[at.tm_mon] + ' ' + std::to_string(1900 + at.tm_year) + ' ' + two(at.tm_hour) +
           ':' + two(at.tm_min) + ':' + two(at.tm_sec) + " +0000";
}

std::string part(std::string const& type, std::string const& body) {
    return "Content-Type: " + type +
           "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + in_lines(base64(body));
}

}  // namespace

std::string escaped(std::string const& text) {
    std::string out;
    for (char const c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

Letter compose(State const& state, std::vector<Notice> const& notices, Around const& around,
               bool only_due) {
    auto const& language = around.language;
    std::string name;
    state.each<Network>([&](Network const& network, Meta const&) { name = network.name; });
    With const with{{"network", name}, {"name", around.name}};
    auto const inbox = around.public_url + "/n/" + around.network + "/inbox";
    Letter letter;
    letter.stop_link = around.stop_link;
    letter.subject = word(language, only_due ? "mail.subject_due" : "mail.subject", with);
    auto const hello = word(language, "mail.hello", with);
    auto const intro = word(language, "mail.intro", with);
    auto const why = word(language, "mail.why", with);
    letter.text = hello + "\n\n" + intro + "\n";
    letter.html = "<p>" + escaped(hello) + "</p><p>" + escaped(intro) + "</p><ul>";
    for (std::size_t i = 0; i < std::min(notices.size(), lines_max); ++i) {
        auto const line = line_of(state, notices[i], around);
        letter.text += "\n- " + line.says + "\n  " + line.why + "\n  " + line.link + "\n";
        letter.html += "<li><a href=\"" + escaped(line.link) + "\">" + escaped(line.says) +
                       "</a><br><small>" + escaped(line.why) + "</small></li>";
    }
    auto link = [&](char const* key, std::string const& href) {
        auto const says = word(language, key);
        letter.text += "\n" + says + ": " + href;
        letter.html += "<a href=\"" + escaped(href) + "\">" + escaped(says) + "</a> ";
    };
    letter.html += "</ul><p>";
    letter.text += "\n--";
    link("mail.inbox", inbox);
    link("mail.settings", inbox + "#told");
    link("mail.stop", around.stop_link);
    letter.text += "\n\n" + why + "\n";
    letter.html += "</p><p><small>" + escaped(why) + "</small></p>";
    return letter;
}

bool is_address(std::string const& text) {
    auto const at = text.find('@');
    return at != std::string::npos && at > 0 && at + 1 < text.size() &&
           text.size() <= address_max && text.find('@', at + 1) == std::string::npos &&
           std::none_of(text.begin(), text.end(), [](unsigned char c) {
               return c <= 0x20 || c >= 0x7f || c == '<' || c == '>' || c == ',' || c == ';' ||
                      c == '"' || c == '\\' || c == '(' || c == ')';
           });
}

std::string to_message(Letter const& letter, std::string const& from, std::int64_t now_ms,
                       std::string const& id) {
    if (!is_address(letter.to) || !is_address(from)) {
        throw std::invalid_argument("that is no e-mail address");
    }
    auto const boundary = "flywheel-" + id;
    std::string out = "Date: " + date_line(now_ms) + "\r\nFrom: Flywheel <" + from + ">\r\nTo: <" +
                      letter.to + ">\r\nSubject: " + encoded(letter.subject) + "\r\nMessage-ID: <" +
                      id + from.substr(from.find('@')) + ">\r\n";
    if (!letter.stop_link.empty()) {
        out += "List-Unsubscribe: <" + letter.stop_link +
               ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
    }
    out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/alternative; boundary=\"" +
           boundary + "\"\r\n\r\n--" + boundary + "\r\n" + part("text/plain", letter.text) + "--" +
           boundary + "\r\n" +
           part("text/html", "<!doctype html><html><body>" + letter.html + "</body></html>") +
           "--" + boundary + "--\r\n";
    return out;
}

}  // namespace flywheel::mail
