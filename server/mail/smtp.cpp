#include "server/mail/smtp.hpp"

#include <algorithm>
#include <memory>

#include "server/mail/compose.hpp"
#include "server/outbound/dialer.hpp"

namespace flywheel::mail {

namespace {

struct Reading {
    std::string const& message;
    std::size_t at = 0;
};

std::size_t read_some(char* into, std::size_t size, std::size_t count, void* from) {
    auto& reading = *static_cast<Reading*>(from);
    auto const length = std::min(size * count, reading.message.size() - reading.at);
    std::copy_n(reading.message.data() + reading.at, length, into);
    reading.at += length;
    return length;
}

int ask_whether_on(void* give_up, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return (*static_cast<std::function<bool()> const*>(give_up))() ? 1 : 0;
}

// What goes to this very machine crosses no wire.
bool is_loopback(std::string const& url) {
    for (auto const* host : {"smtp://127.0.0.1:", "smtp://localhost:", "smtp://[::1]:"}) {
        if (url.rfind(host, 0) == 0) { return true; }
    }
    return false;
}

}  // namespace

std::string send(Smtp const& smtp, std::string const& to, std::string const& message,
                 std::function<bool()> const& give_up) {
    if (!is_address(to)) { return "that is no e-mail address"; }
    // The operator's own server: it may stand beside this one.
    outbound::Line line({smtp.allowed}, {smtp.url, "smtp,smtps", outbound::NamedBy::Operator, {}});
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> const recipients(
        curl_slist_append(nullptr, ("<" + to + ">").c_str()), curl_slist_free_all);
    auto const from = "<" + smtp.from + ">";
    Reading reading{message};
    auto* const c = line.curl();
    curl_easy_setopt(c, CURLOPT_TIMEOUT, smtp.timeout_s);
    if (!is_loopback(smtp.url)) { curl_easy_setopt(c, CURLOPT_USE_SSL, CURLUSESSL_ALL); }
    if (!smtp.user.empty()) {
        curl_easy_setopt(c, CURLOPT_USERNAME, smtp.user.c_str());
        curl_easy_setopt(c, CURLOPT_PASSWORD, smtp.password.c_str());
    }
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(c, CURLOPT_READFUNCTION, read_some);
    curl_easy_setopt(c, CURLOPT_READDATA, &reading);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, ask_whether_on);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, &give_up);
    return line.perform();
}

std::string problem_in(Smtp const& smtp) {
    if (smtp.url.empty()) { return {}; }
    if (smtp.url.rfind("smtp://", 0) != 0 && smtp.url.rfind("smtps://", 0) != 0) {
        return "mail.smtp_url begins with smtp:// or smtps://";
    }
    if (smtp.url.find('@') != std::string::npos) {
        return "mail.smtp_url holds no user and no password: mail.smtp_user and mail.smtp_password "
               "do";
    }
    if (!is_address(smtp.from)) { return "mail.from is the address that mails come from"; }
    return {};
}

}  // namespace flywheel::mail
