#include "server/mail/mailer.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>

#include "server/domain/policy.hpp"
#include "server/log.hpp"
#include "server/mail/account_mail.hpp"
#include "server/mail/schedule.hpp"
#include "server/mail/stop.hpp"

namespace flywheel::mail {

namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr int kept_days = 60;  // twice what a notice reaches back

// The setting that each member has, or would have.
std::map<MemberId, NoticeSetting> settings_in(State const& state) {
    std::map<MemberId, NoticeSetting> settings;
    state.each<NoticeSetting>([&](NoticeSetting const& setting, Meta const& meta) {
        settings[meta.created_by] = setting;
    });
    return settings;
}

std::vector<Notice> to_tell(State const& state, Viewer const& viewer, NoticeSetting const& setting,
                            LocalTime const& local, Due due, std::int64_t told_until,
                            std::int64_t now_ms) {
    // Nothing twice, and nothing that fell between two digests, be one of them lost; the first reaches back a week.
    auto const since =
        due == Due::Digest
            ? std::max({setting.read_until_ms.ms, told_until > 0 ? told_until : now_ms - 7 * day_ms,
                        now_ms - notice_window_ms})
            : now_ms - day_ms;
    auto notices = notices_for(state, viewer, since, local.day);
    if (due == Due::Reminder || !setting.reminders) {
        bool const keep_due = due == Due::Reminder;
        std::erase_if(notices, [&](Notice const& notice) {
            return (notice.what == NoticeWhat::Due) != keep_due;
        });
    }
    return notices;
}

class Round {
public:
    Round(Floor& floor, std::string const& public_url, std::int64_t now_ms)
        : floor_(floor), mails_(floor.store()), public_url_(public_url), now_ms_(now_ms) {}

    Turn take(Place const& after) {
        for (auto const& network : floor_.networks()) {
            auto* const room = network < after.network ? nullptr : floor_.room(network);
            if (room == nullptr) { continue; }
            auto const settings = settings_in(room->state());
            auto const& members = room->state().table(kind_of<Member>());
            auto at =
                network == after.network ? members.upper_bound(after.member) : members.begin();
            for (; at != members.end(); ++at) {
                if (at->second.stored.archived()) { continue; }
                auto const found = settings.find({at->first});
                auto outgoing =
                    look_at(network, room->state(), std::get<Member>(at->second.stored.record),
                            found == settings.end() ? NoticeSetting{} : found->second);
                if (outgoing || worked_out_ == people_per_turn) {
                    return {std::move(outgoing), Place{network, at->first}};
                }
            }
        }
        return {};
    }

private:
    std::optional<Outgoing> look_at(std::string const& network, State const& state,
                                    Member const& member, NoticeSetting const& setting) {
        auto const local = local_time(setting.time_zone, now_ms_);
        auto const due = due_now(setting, local);
        if (due == Due::Nothing) { return std::nullopt; }
        auto const viewer = viewer_of(state, member.id);
        if (!viewer.active) { return std::nullopt; }
        auto const account = floor_.accounts().account_of(network, member.id.text);
        if (!account) { return std::nullopt; }
        auto mail = mails_.find(network, *account, local.day.iso)
                        .value_or(storage::Mail{network, *account, local.day.iso});
        if (mail.state != storage::MailState::Taken || mail.next_try_ms > now_ms_) {
            return std::nullopt;
        }
        if (mail.attempts >= attempts_max) {
            mail.state = storage::MailState::GivenUp;
            mails_.put(mail);
            log::trouble("mail_given_up", {{"attempts", mail.attempts}});
            return std::nullopt;
        }
        auto const told = mails_.told_until(network, *account);
        worked_out_ += 1;
        auto const notices = to_tell(state, viewer, setting, local, due, told, now_ms_);
        auto const person = floor_.accounts().by_id(*account);
        if (notices.empty() || !person || !is_address(person->email)) {
            mail.state = storage::MailState::Nothing;
            mails_.put(mail);
            return std::nullopt;
        }
        mail.next_try_ms =
            now_ms_ + pauses_ms[std::min<std::size_t>(static_cast<std::size_t>(mail.attempts),
                                                      std::size(pauses_ms) - 1)];
        mail.attempts += 1;
        mail.told_until_ms = due == Due::Digest ? now_ms_ : 0;
        mails_.put(mail);
        Around around;
        around.language = name_of(setting.language);
        around.public_url = public_url_;
        around.network = network;
        around.name = member.name;
        around.stop_link = stop_link(floor_, public_url_, network, member.id, around.language);
        auto letter = compose(state, notices, around, due == Due::Reminder);
        letter.to = person->email;
        return Outgoing{std::move(mail), std::move(letter)};
    }

    Floor& floor_;
    storage::Mails mails_;
    std::string const& public_url_;
    std::int64_t now_ms_;
    int worked_out_ = 0;
};

}  // namespace

Turn take_due(Floor& floor, std::string const& public_url, std::int64_t now_ms,
              Place const& after) {
    if (after.network.empty()) {
        storage::Mails(floor.store()).forget_before(days_after(date_of({now_ms}), -kept_days).iso);
    }
    return Round(floor, public_url, now_ms).take(after);
}

void settle(Floor& floor, storage::Mail mail, std::string const& problem) {
    if (!problem.empty()) { return; }  // it stays taken, and its next try is set
    mail.state = storage::MailState::Sent;
    storage::Mails(floor.store()).put(mail);
}

Mailer::Mailer(Rooms& rooms, Env env, Options options)
    : rooms_(rooms), env_(env), options_(std::move(options)), thread_([this] { work(); }) {}

Mailer::~Mailer() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Mailer::wake() {
    {
        std::lock_guard const lock(mutex_);
        woken_ = true;
    }
    wake_.notify_one();
}

void Mailer::work() {
    using Clock = std::chrono::steady_clock;
    std::unique_lock lock(mutex_);
    auto next_round = Clock::now();
    while (!stopping_) {
        woken_ = false;
        lock.unlock();
        if (Clock::now() >= next_round) {
            round();
            next_round = Clock::now() + std::chrono::milliseconds(options_.every_ms);
        } else {
            account_mails();
        }
        lock.lock();
        wake_.wait_until(lock, next_round, [this] { return stopping_.load() || woken_; });
    }
}

// What somebody waits for goes before what comes by itself.
void Mailer::account_mails() {
    while (!stopping_) {
        std::promise<std::optional<AccountOutgoing>> promise;
        auto due = promise.get_future();
        rooms_.call([&](Floor& floor) {
            promise.set_value(take_account_mail(floor, options_.public_url, env_.clock.now_ms()));
        });
        auto const outgoing = due.get();
        if (!outgoing) { return; }
        auto const problem = hand_over(outgoing->letter, outgoing->mail.attempts);
        rooms_.call([mail = outgoing->mail, problem](Floor& floor) {
            settle_account_mail(floor, mail, problem);
        });
    }
}

void Mailer::round() {
    for (std::optional<Place> at = Place{}; at && !stopping_;) {
        account_mails();
        std::promise<Turn> promise;
        auto due = promise.get_future();
        rooms_.call([&](Floor& floor) {
            promise.set_value(take_due(floor, options_.public_url, env_.clock.now_ms(), *at));
        });
        auto turn = due.get();
        if (turn.outgoing) { send_one(*turn.outgoing); }
        at = std::move(turn.next);
    }
}

void Mailer::send_one(Outgoing const& outgoing) {
    auto const problem = hand_over(outgoing.letter, outgoing.mail.attempts);
    rooms_.call([mail = outgoing.mail, problem](Floor& floor) { settle(floor, mail, problem); });
}

std::string Mailer::hand_over(Letter const& letter, std::int64_t attempt) {
    auto const message =
        to_message(letter, options_.smtp.from, env_.clock.now_ms(), make_id(env_.random));
    auto const problem =
        send(options_.smtp, letter.to, message, [this] { return stopping_.load(); });
    // Neither whom it was for nor what it said.
    if (problem.empty()) {
        log::fact("mail_sent");
    } else {
        log::trouble("mail_not_sent", {{"attempt", attempt}});
    }
    return problem;
}

}  // namespace flywheel::mail
