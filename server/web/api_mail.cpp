#include "server/mail/stop.hpp"
#include "server/mail/words.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

// What a mail's own link says, without the program: it may be opened anywhere, signed in or not.
Response page(int status, std::string const& language, std::string const& title,
              std::string const& body) {
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::make_shared<std::string const>(
        "<!doctype html><html lang=\"" + language +
        "\"><meta name=\"viewport\" content=\"width=device-width\"><title>" + title +
        "</title><body><h1>" + title + "</h1>" + body + "</body></html>");
    return response;
}

}  // namespace

// RFC 8058: a mail program posts to the link, from anywhere and without a cookie; whoever opens it is asked first.
void Api::stop_mail(Call&& call) {
    auto const& query = call.request.query;
    auto const network = query_value(query, "network");
    MemberId const member{query_value(query, "member")};
    auto const token = query_value(query, "token");
    std::string const language = query_value(query, "language") == "es" ? "es" : "en";
    if (!is_id(network) || !is_id(member.text) || !is_id(token)) {
        call.reply(page(404, language, mail::word(language, "mail.stop_failed"), {}));
        return;
    }
    if (call.request.method != "POST") {
        call.reply(page(200, language, mail::word(language, "mail.stop_title"),
                        "<p>" + mail::word(language, "mail.stop_text") +
                            "</p><form method=\"post\"><button>" +
                            mail::word(language, "mail.stop_do") + "</button></form>"));
        return;
    }
    on_room(std::move(call.reply), [network, member, token, language](Floor& floor) {
        bool const stopped = mail::stop_mails(floor, network, member, token);
        return page(stopped ? 200 : 404, language,
                    mail::word(language, stopped ? "mail.stopped" : "mail.stop_failed"), {});
    });
}

}  // namespace flywheel::web
