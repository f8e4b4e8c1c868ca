#pragma once
#include <array>
#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "protocol/operations.hpp"
#include "server/first_run/first_run.hpp"
#include "server/metrics.hpp"
#include "server/oidc/provider.hpp"
#include "server/passkey/ceremony.hpp"
#include "server/room/contents.hpp"
#include "server/room/identities.hpp"
#include "server/room/rooms.hpp"
#include "server/room/tokens.hpp"
#include "server/web/guesses.hpp"
#include "server/web/mailbox.hpp"
#include "server/web/passkey_challenges.hpp"
#include "server/web/provider_flows.hpp"
#include "server/web/request.hpp"

namespace flywheel::web {

class PolledLines;

// Who asks: by the cookie of a sign-in, or a program of theirs by its token.
struct SignedIn {
    std::string account;
    std::string session_hash;  // empty: by the token
    std::optional<storage::ApiToken> token;
};

// What a request shows of that, hashed at once; both empty: nothing.
struct Shown {
    std::string session_hash;
    std::string token_hash;
};

struct SiteOptions {
    // "https://flywheel.example.org" where a proxy serves it over TLS; empty for plain HTTP on loopback.
    std::string public_url;
    std::string data_folder;  // where history is read from
    bool sends_mail = false;
    std::string metrics_token;  // who says it may read /metrics; empty: nobody may
    std::function<std::int64_t()> last_backup_ms;  // nothing: none is taken
    std::function<std::int64_t()> backup_proven_ms;
    oidc::Provider* provider = nullptr;  // with whose accounts people sign in
    first_run::FirstRun const& first_run;
};

// What the web thread knows of its connections.
struct WebFigures {
    std::size_t sockets = 0;
    std::uint64_t fell_behind = 0;
};

// Everything under /api/v1 but the socket itself. Lives on the web thread; asks the room thread and answers
// when that has answered.
class Api {
public:
    Api(Rooms& rooms, Mailbox& mailbox, boost::asio::thread_pool& pool, Env env,
        SiteOptions options);

    void handle(Request request, Reply reply);
    // Whether commands can be taken: 200 or 503.
    void ready(Reply reply);
    void metrics(Request const& request, WebFigures const& web, Reply reply);
    // Every answer, for the metrics.
    void count(Response const& response, std::int64_t took_us);
    void poll_with(PolledLines& lines) { lines_ = &lines; }
    // Calls back on the web thread with who the request's cookie stands for, or nothing. A token stands for nobody here.
    void who(Request const& request, std::function<void(std::optional<SignedIn>)> then);
    // Whether the request was made by a page of our own (docs/SYNC.md H2).
    [[nodiscard]] bool is_own_page(Request const& request) const;
    [[nodiscard]] bool is_own_host(Request const& request) const;

private:
    struct Call;
    struct Looking;
    using Handler = void (Api::*)(Call&&);
    struct Route {
        std::string_view method;
        std::vector<std::string> path;  // {word}: handed to the handler
        Handler handler;
        ByToken by_token;
    };
    static std::vector<Route> const& routes();
    void on_room(Reply reply, std::function<Response(Floor&)> work);
    [[nodiscard]] Shown shown_by(Request const& request) const;
    [[nodiscard]] Result<SignedIn> who_shows(Floor& floor, Shown const& shown);
    // Somebody who asks about a network that is open to them.
    struct Inside {
        SignedIn who;
        Room* room;
        MemberId member;
    };
    [[nodiscard]] Result<Inside> inside(Floor& floor, Shown const& shown,
                                        std::string const& network);
    // Like who(), for what a token opens too.
    void who_or_token(Request const& request, std::function<void(Result<SignedIn>)> then);
    void with_member(Call&& call,
                     std::function<Response(Floor&, SignedIn const&, Room&, MemberId const&)> work);

    void sign_in(Call&& call);
    // `fresh_hash`: of the same password at the cost of now; empty: it has that already.
    void finish_sign_in(storage::Account const& account, std::string const& fresh_hash,
                        std::string const& code, bool shared, Request const& request,
                        Reply const& reply);
    void reset_offered(Call&& call);
    void reset_password(Call&& call);
    void sign_in_link(Call&& call);
    void sign_out(Call&& call);
    void me(Call&& call);
    void setup_open(Call&& call);
    void setup(Call&& call);
    void look_at_setup(Call&& call);
    void try_setup_mail(Call&& call);
    void try_setup_folder(Call&& call);
    // On the web thread, where the link still holds; answers by itself where it does not.
    void with_setup_link(Call&& call, std::function<void(Call&&)> then);
    void snapshot(Call&& call);
    std::shared_ptr<std::string const> compressed(std::string const& network,
                                                  Room::Snapshot const& taken);
    void list_records(Call&& call);
    void openapi(Call&& call);
    void record(Call&& call);
    void details(Call&& call);
    void about_record(Call&& call,
                      std::function<Response(Room&, Viewer const&, Key const&)> answer);
    void archived(Call&& call);
    void notices(Call&& call);
    void charts(Call&& call);
    void stop_mail(Call&& call);
    void history(Call&& call);
    void readers(Call&& call);
    void administered_people(Call&& call);
    void end_sign_ins(Call&& call);
    void administered_tokens(Call&& call);
    void end_token(Call&& call);
    void administered_history(Call&& call);
    void administered_server(Call&& call);
    void view_as(Call&& call);
    void look_back(std::shared_ptr<Looking> const& looking);
    void command(Call&& call);
    void sync(Call&& call);
    void chart(Call&& call);
    void invite(Call&& call);
    void invitations(Call&& call);
    void revoke_invitation(Call&& call);
    void look_at_invitation(Call&& call);
    void accept_invitation(Call&& call);
    void join_with(Floor& floor, Call const& call, std::string const& account, bool new_account,
                   std::string const& password_hash, Reply const& reply);
    void member_link(Call&& call);
    void erasure(Call&& call);
    void erase(Call&& call);
    void take_along(Call&& call);
    void upload(Call&& call);
    void attachment(Call&& call);

    void provider(Call&& call);
    void begin_with_provider(Call&& call);
    void finish_with_provider(Call&& call);
    // Where the provider sends browsers back to: a page of another site leads here, and none of ours reads the answer.
    void provider_callback(Call&& call);
    void identities(Call&& call);
    void add_identity(Call&& call);
    void end_identity(Call&& call);
    enum class Sends { Address, Redirect };
    // With where the provider wants browsers, on the web thread; answers by itself when it cannot be reached.
    void look_up_provider(Request const& request, Reply const& reply,
                          std::function<void(std::string const&)> then);
    void send_to_provider(Request const& request, ProviderFlow const& flow, Sends sends,
                          Reply const& reply);
    struct Begun {
        std::string hash;
        ProviderFlow flow;
        Response response;
    };
    [[nodiscard]] Begun begin_flow(Request const& request, ProviderFlow flow,
                                   std::string const& endpoint, Sends sends);
    void arrive(ProviderFlow const& flow, oidc::Told const& told, Request const& request,
                Reply const& reply);
    // The same on the room thread: who that is here.
    Response settle_identity(Floor& floor, ProviderFlow const& flow, oidc::Identity const& who,
                             Request const& request);
    Response add_to_account(Floor& floor, ProviderFlow const& flow,
                            storage::BoundIdentity const& shown);
    Response join_as_new(Floor& floor, ProviderFlow const& flow, oidc::Identity const& who,
                         storage::BoundIdentity const& shown, Request const& request);
    // For an account that has it: the second factor, or in.
    Response sign_in_bound(Floor& floor, ProviderFlow flow, storage::Account const& account,
                           Request const& request);
    // Takes up what was invited to, where something was, and signs in.
    Response open_door(Floor& floor, ProviderFlow const& flow, storage::Account const& account,
                       Request const& request);
    [[nodiscard]] std::string provider_cookie_of(Request const& request) const;
    [[nodiscard]] std::string provider_cookie(std::string const& token) const;
    // A redirect within this site; the browser has no way under way any more.
    [[nodiscard]] Response back_to(ProviderFlow const& flow, std::string const& what) const;

    void passkeys_offered(Call&& call);
    void begin_with_passkey(Call&& call);
    void sign_in_with_passkey(Call&& call);
    void passkeys(Call&& call);
    void begin_passkey(Call&& call);
    void add_passkey(Call&& call);
    void end_passkey(Call&& call);
    // Nothing where none are offered.
    [[nodiscard]] std::optional<passkey::Site> passkey_site(Request const& request) const;
    // Room thread. Nothing where it is not to be believed; why is in the log.
    std::optional<storage::Account> signed_in_by(Floor& floor, passkey::Expected const& expected,
                                                 passkey::Assertion const& assertion,
                                                 std::string const& credential,
                                                 std::string const& user_handle);

    [[nodiscard]] std::string cookie_name() const;
    [[nodiscard]] std::string cookie_of(Request const& request) const;
    [[nodiscard]] static std::string cookie_called(std::string const& name, Request const& request);
    [[nodiscard]] std::string set_cookie(std::string const& token, bool shared_device) const;
    [[nodiscard]] std::string link(Request const& request, char const* purpose,
                                   std::string const& token) const;
    [[nodiscard]] std::string site(Request const& request) const;
    enum class ByPasskey { No, Yes };
    Response start_session(Floor& floor, storage::Account const& account, Request const& request,
                           bool shared_device, ByPasskey by_passkey = ByPasskey::No);
    void note_seen(Floor& floor, std::string const& hash, storage::Session const& session);
    // Those of an account, with every connection that they opened.
    void end_sessions(Floor& floor, std::string const& account,
                      std::function<bool(storage::KnownSession const&)> const& which);
    void with_session(Call&& call, std::function<Response(Floor&, SignedIn const&)> work);
    void sessions(Call&& call);
    void end_session(Call&& call);
    void end_others(Call&& call);
    void end_other_sessions(Floor& floor, SignedIn const& who);
    void change_password(Call&& call);
    void api_tokens(Call&& call);
    void make_api_token(Call&& call);
    void end_api_token(Call&& call);
    void calendars(Call&& call);
    void make_calendar(Call&& call);
    void end_calendar(Call&& call);
    // The feed itself: for whoever has its address, by a request of any program's.
    void calendar(Call&& call);
    void second_factor(Call&& call);
    void begin_second_factor(Call&& call);
    void confirm_second_factor(Call&& call);
    void end_second_factor(Call&& call);

    // The code of who has a second factor; one that was right is used up. Room thread.
    Result<void> code_step(Floor& floor, std::string const& account, std::string const& typed);
    // What a person must show beside the password to sign in: the same, or their passkey, which stands for both. Room thread.
    Result<void> second_step(Floor& floor, std::string const& account, std::string const& typed);
    // Counts what was a guess, and forgets them after what was none. Web thread.
    void settle_guess(Result<void> const& outcome, std::string const& email,
                      std::string const& address);
    using Prepare = std::function<Result<std::string>(storage::Account const&)>;
    using Confirmed = std::function<Response(Floor&, SignedIn const&, storage::Account const&,
                                             std::string const& prepared)>;
    void with_password(Call&& call, Prepare prepare, Confirmed then);
    // And of who has a second factor the code; what is wrong with either is a guess.
    void with_password_and_code(Call&& call, std::string const& code, Confirmed then);
    void ask_password(Call&& call, std::optional<std::string> code, Prepare prepare,
                      Confirmed then);
    struct Confirming {
        SignedIn who;
        storage::Account account;
        std::string typed;
        std::optional<std::string> code;  // nothing: it is not asked for
        std::string address;
        Reply reply;
        Prepare prepare;
        Confirmed then;
    };
    void confirm_password(Confirming const& confirming);
    void confirm_code(Confirming const& confirming);

    Rooms& rooms_;
    Mailbox& mailbox_;
    boost::asio::thread_pool& pool_;
    Env env_;
    SiteOptions options_;
    // Snapshots as they were compressed for the last few kinds of viewer: at the start of a school day many
    // people open the same network. On the pool's one thread.
    struct Compressed {
        std::string key;
        std::vector<Outgoing::Piece> pieces;  // kept alive: the key holds their addresses
        std::shared_ptr<std::string const> body;
    };
    std::deque<Compressed> compressed_;
    std::unique_ptr<ContentReader> contents_;  // made and used on the pool's one thread
    std::unique_ptr<HistoryReader> history_;   // made and used on the pool's one thread
    Guesses guesses_;
    Guesses resets_;  // asked for, each of them
    Guesses begun_;   // ways to the provider, each of them
    Guesses passkeys_begun_;
    ProviderFlows flows_;
    PasskeyChallenges passkey_sign_ins_;
    PasskeyChallenges passkeys_to_add_;
    PolledLines* lines_ = nullptr;
    int passwords_waiting_ = 0;
    int setup_mails_ = 0;                      // tried
    std::array<std::uint64_t, 6> answered_{};  // by the first digit of the status
    metrics::Timing request_time_;
    std::uint64_t sign_ins_failed_ = 0;
    std::int64_t began_ms_;
};

[[nodiscard]] Response refused(int status, Refusal const& refusal);

}  // namespace flywheel::web
