#include "server/mail/test_letter.hpp"

#include "server/mail/compose.hpp"
#include "server/mail/words.hpp"

namespace flywheel::mail {

std::string send_test(Smtp const& smtp, std::string const& to, std::string const& language,
                      Env env) {
    Letter letter;
    letter.to = to;
    letter.subject = word(language, "mail.test_subject");
    letter.text = word(language, "mail.test_text") + "\n";
    letter.html = "<p>" + escaped(word(language, "mail.test_text")) + "</p>";
    auto const message = to_message(letter, smtp.from, env.clock.now_ms(), make_id(env.random));
    return send(smtp, to, message, [] { return false; });
}

}  // namespace flywheel::mail
