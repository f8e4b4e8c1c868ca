#include "server/mail/account_mail.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/digest.hpp"
#include "server/log.hpp"
#include "server/mail/schedule.hpp"
#include "server/mail/stop.hpp"
#include "server/mail/words.hpp"

namespace flywheel::mail {

namespace {

using storage::AccountMail;
using storage::AccountMailWhat;

// Somebody waits for it: sooner than for a digest, and for no longer than it is of use.
constexpr std::int64_t account_pauses_ms[] = {60'000, 5 * 60'000, 30 * 60'000, 2 * 3'600'000};
constexpr std::int64_t account_attempts_max = 5;

// How somebody has set that they are told, in the first network where they have.
std::optional<NoticeSetting> setting_of_account(Floor& floor, std::string const& account) {
    for (auto const& link : floor.accounts().members_of(account)) {
        auto* const room = floor.room(link.network);
        auto setting = room == nullptr ? std::nullopt : setting_of(room->state(), {link.member});
        if (setting) { return setting; }
    }
    return std::nullopt;
}

// As its maker writes it; "other" is said in the reader's language.
std::string called(std::string const& language, std::string const& name) {
    using Named = std::pair<char const*, char const*>;
    static constexpr std::array names{
        Named{"chrome", "Chrome"},     Named{"edge", "Edge"},     Named{"firefox", "Firefox"},
        Named{"opera", "Opera"},       Named{"safari", "Safari"}, Named{"android", "Android"},
        Named{"chromeos", "ChromeOS"}, Named{"ipad", "iPad"},     Named{"iphone", "iPhone"},
        Named{"linux", "Linux"},       Named{"macos", "Mac"},     Named{"windows", "Windows"}};
    auto const* const found = std::find_if(names.begin(), names.end(),
                                           [&](Named const& each) { return name == each.first; });
    return found == names.end() ? word(language, "mail.device_other") : found->second;
}

std::string two_digits(std::int64_t n) {
    auto const text = std::to_string(n);
    return n < 10 ? "0" + text : text;
}

std::string when_text(std::string const& zone, std::int64_t at_ms) {
    auto const known = zone.empty() ? std::string("UTC") : zone;
    auto const local = local_time(known, at_ms);
    std::string text = local.day.iso + ' ' + two_digits(local.hour) + ':';
    text += two_digits(local.minute) + " (" + known + ")";
    return text;
}

struct Said {
    std::string stem;  // of its words
    With with;
    std::string link;
    std::string link_word;
    std::string why;
};

Letter letter_of(std::string const& language, std::string const& to, Said const& said) {
    Letter letter;
    letter.to = to;
    letter.subject = word(language, said.stem + "_subject", said.with);
    auto const text = word(language, said.stem + "_text", said.with);
    auto const go = word(language, said.link_word);
    auto const why = word(language, said.why, said.with);
    letter.text = text + "\n\n" + go + ": " + said.link + "\n\n" + why + "\n";
    letter.html = "<p>" + escaped(text) + "</p><p><a href=\"" + escaped(said.link) + "\">" +
                  escaped(go) + "</a></p><p><small>" + escaped(why) + "</small></p>";
    return letter;
}

std::optional<Letter> invitation_letter(Floor& floor, std::string const& public_url,
                                        AccountMail const& mail, std::int64_t now_ms) {
    auto const invitation = floor.accounts().invitation_by_id(mail.about, now_ms);
    auto* const room = invitation ? floor.room(invitation->network) : nullptr;
    if (room == nullptr || !is_address(invitation->email)) { return std::nullopt; }
    auto const& state = room->state();
    auto const* const organization =
        state.living<Organization>(OrganizationId{invitation->organization});
    auto const* const inviter = state.living<Member>(MemberId{invitation->invited_by});
    if (organization == nullptr || inviter == nullptr) { return std::nullopt; }
    auto const language = mail.language.empty() ? std::string("en") : mail.language;
    With with{{"organization", organization->name},
              {"name", inviter->name},
              {"role", word(language, "role." + invitation->role)}};
    state.each<Network>(
        [&](Network const& network, Meta const&) { with["network"] = network.name; });
    auto const token = make_token(floor.env().random);
    // A link of its own: the one that the inviter was shown is not kept.
    floor.accounts().add_link(sha256(token), "invitation", invitation->id,
                              invitation->expires_at_ms);
    return letter_of(language, invitation->email,
                     {"mail.invitation", with, public_url + "/in#invitation=" + token,
                      "mail.invitation_go", "mail.invitation_why"});
}

std::optional<Letter> letter_for(Floor& floor, std::string const& public_url,
                                 AccountMail const& mail, std::int64_t now_ms) {
    if (mail.what == AccountMailWhat::Invitation) {
        return invitation_letter(floor, public_url, mail, now_ms);
    }
    auto const account = floor.accounts().by_id(mail.about);
    if (!account || !is_address(account->email)) { return std::nullopt; }
    auto const setting = setting_of_account(floor, account->id);
    std::string language = mail.language;
    if (language.empty()) { language = setting ? name_of(setting->language) : "en"; }
    auto const space = mail.device.find(' ');
    With const with{
        {"name", account->name},
        {"when", when_text(setting ? setting->time_zone : std::string{}, mail.at_ms)},
        {"browser", called(language, mail.device.substr(0, space))},
        {"system", called(language, space == std::string::npos ? std::string{}
                                                               : mail.device.substr(space + 1))}};
    Said said{{}, with, public_url + "/settings#places", "mail.account_go", "mail.account_why"};
    switch (mail.what) {
        case AccountMailWhat::Reset: {
            if (now_ms - mail.at_ms >= reset_link_ms) { return std::nullopt; }
            auto const token = make_token(floor.env().random);
            floor.accounts().add_link(sha256(token), "reset", account->id, now_ms + reset_link_ms);
            said = {"mail.reset", with, public_url + "/in#reset=" + token, "mail.reset_go",
                    "mail.reset_why"};
            break;
        }
        case AccountMailWhat::Invitation: return std::nullopt;
        case AccountMailWhat::NewDevice: said.stem = "mail.new_device"; break;
        case AccountMailWhat::PasswordChanged: said.stem = "mail.password_changed"; break;
        case AccountMailWhat::SecondFactorBegun: said.stem = "mail.factor_begun"; break;
        case AccountMailWhat::SecondFactorEnded: said.stem = "mail.factor_ended"; break;
        case AccountMailWhat::IdentityAdded: said.stem = "mail.identity_added"; break;
        case AccountMailWhat::PasskeyAdded: said.stem = "mail.passkey_added"; break;
        case AccountMailWhat::PasskeyEnded: said.stem = "mail.passkey_ended"; break;
    }
    return letter_of(language, account->email, said);
}

}  // namespace

std::optional<AccountOutgoing> take_account_mail(Floor& floor, std::string const& public_url,
                                                 std::int64_t now_ms) {
    while (auto mail = floor.accounts().next_mail(now_ms)) {
        auto letter = mail->attempts < account_attempts_max
                          ? letter_for(floor, public_url, *mail, now_ms)
                          : std::nullopt;
        if (!letter) {
            if (mail->attempts > 0) {
                log::trouble("account_mail_given_up", {{"attempts", mail->attempts}});
            }
            floor.accounts().forget_mail(mail->id);
            continue;
        }
        mail->next_try_ms =
            now_ms + account_pauses_ms[std::min(static_cast<std::size_t>(mail->attempts),
                                                std::size(account_pauses_ms) - 1)];
        mail->attempts += 1;
        floor.accounts().put_mail(*mail);
        return AccountOutgoing{std::move(*mail), std::move(*letter)};
    }
    return std::nullopt;
}

void settle_account_mail(Floor& floor, storage::AccountMail const& mail,
                         std::string const& problem) {
    if (problem.empty()) { floor.accounts().forget_mail(mail.id); }
}

}  // namespace flywheel::mail
