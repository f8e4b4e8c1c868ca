#pragma once
#include <optional>
#include <string>
#include <vector>

#include "storage/store.hpp"

// People of the server: an account never appears in a network's entries. Lives on the room thread.
// Secrets come in hashed; what is kept lets nobody sign in.
namespace flywheel::storage {

struct Account {
    std::string id;
    std::string email;  // lower case
    std::string name;
    std::string password_hash;  // empty: none set yet
};

struct AccountMember {
    std::string account;
    std::string network;
    std::string member;
};

struct Session {
    std::string id;  // by which its owner names it; tells nothing of the token
    std::string account;
    std::int64_t created_at_ms = 0;
    std::int64_t expires_at_ms = 0;
    std::int64_t seen_at_ms = 0;
    bool shared_device = false;
    std::string device;
    bool by_passkey = false;  // one was shown in it
};

struct KnownSession {
    std::string token_hash;
    Session session;
};

struct SecondFactor {
    std::string secret;
    std::int64_t confirmed_at_ms = 0;  // 0: begun, and asked for by nothing
    std::int64_t used = 0;             // the step whose code was taken last
};

struct Invitation {
    std::string id;
    std::string network;
    std::string organization;
    std::string role;
    std::string team;
    std::string email;
    std::string invited_by;  // member id
    std::int64_t expires_at_ms = 0;
    std::int64_t uses_left = 0;
};

enum class AccountMailWhat {
    Reset,
    Invitation,
    NewDevice,
    PasswordChanged,
    SecondFactorBegun,
    SecondFactorEnded,
    IdentityAdded,
    PasskeyAdded,
    PasskeyEnded
};

// A mail about an account that is to go out. Never what it says, and no link: both are made when it is sent.
struct AccountMail {
    std::string id;
    AccountMailWhat what = AccountMailWhat::Reset;
    std::string about;     // an account, for an invitation its id; empty: it goes to nobody
    std::string device;    // of a new device
    std::string language;  // empty: as the person has it
    std::int64_t at_ms = 0;
    std::int64_t attempts = 0;
    std::int64_t next_try_ms = 0;
};

class Accounts {
public:
    explicit Accounts(Store& store) : database_(store.database()) {}

    [[nodiscard]] bool any();
    [[nodiscard]] std::optional<Account> by_email(std::string const& email);
    [[nodiscard]] std::optional<Account> by_id(std::string const& id);
    void add(Account const& account, std::int64_t now_ms);
    // And what links were out to sign in without the old one are good for nothing any more.
    void set_password(std::string const& account, std::string const& password_hash);
    // The same password, hashed anew: not where it was changed meanwhile.
    void replace_hash(std::string const& account, std::string const& before,
                      std::string const& after);

    void link_member(AccountMember const& link);
    [[nodiscard]] std::vector<AccountMember> members_of(std::string const& account);
    // The account is nobody in that network any more, nor is a program or a calendar of theirs.
    void unlink_member(std::string const& network, std::string const& member);
    // Whatever was kept of an account, in every table; and invitations to its address.
    void forget(Account const& account);
    [[nodiscard]] std::optional<std::string> member_in(std::string const& account,
                                                       std::string const& network);
    [[nodiscard]] std::optional<std::string> account_of(std::string const& network,
                                                        std::string const& member);

    // Those who belong to this network and to no other, by e-mail address.
    [[nodiscard]] std::vector<Account> only_in(std::string const& network);

    void add_session(std::string const& token_hash, Session const& session);
    [[nodiscard]] std::optional<Session> session(std::string const& token_hash,
                                                 std::int64_t now_ms);
    void end_session(std::string const& token_hash);
    // Those that hold, the one that was seen last first.
    [[nodiscard]] std::vector<KnownSession> sessions_of(std::string const& account,
                                                        std::int64_t now_ms);
    void seen(std::string const& token_hash, std::int64_t now_ms);
    // Those that were seen then or before, and not since.
    [[nodiscard]] std::vector<KnownSession> not_seen_since(std::int64_t time_ms);
    // A passkey was shown in it.
    void mark_by_passkey(std::string const& token_hash);
    void forget_expired(std::int64_t now_ms);

    // Notes that somebody signed in with a device of this kind. True when it is a new one, and not their first.
    [[nodiscard]] bool is_new_device(std::string const& account, std::string const& device,
                                     std::int64_t now_ms);

    void put_mail(AccountMail const& mail);
    // The one that has waited longest of those that may be tried now.
    [[nodiscard]] std::optional<AccountMail> next_mail(std::int64_t now_ms);
    void forget_mail(std::string const& id);

    [[nodiscard]] std::optional<SecondFactor> second_factor(std::string const& account);
    void put_second_factor(std::string const& account, SecondFactor const& factor);
    // With the codes that stand in for it, hashed; earlier ones go. All or nothing.
    void confirm_second_factor(std::string const& account, SecondFactor const& factor,
                               std::vector<std::string> const& recovery_hashes);
    // And its codes.
    void end_second_factor(std::string const& account);
    // A code that stands in is good once; false when it is none.
    [[nodiscard]] bool use_recovery_code(std::string const& account, std::string const& hash);
    [[nodiscard]] std::int64_t recovery_codes_left(std::string const& account);

    void add_invitation(Invitation const& invitation, std::string const& token_hash);
    [[nodiscard]] std::optional<Invitation> invitation(std::string const& token_hash,
                                                       std::int64_t now_ms);
    [[nodiscard]] std::optional<Invitation> invitation_by_id(std::string const& id,
                                                             std::int64_t now_ms);
    [[nodiscard]] std::vector<Invitation> invitations(std::string const& network,
                                                      std::int64_t now_ms);
    // Takes one use; false when none was left.
    [[nodiscard]] bool use_invitation(std::string const& id, std::int64_t now_ms);
    [[nodiscard]] bool revoke_invitation(std::string const& network, std::string const& id);

    // One-time links: purpose "sign_in" or "reset" for an account, "setup" for none; "invitation" for the id of one, beside
    // the link that its maker was shown.
    void add_link(std::string const& token_hash, std::string const& purpose,
                  std::string const& account, std::int64_t expires_at_ms);
    // The account of a link that still holds, without using it up.
    [[nodiscard]] std::optional<std::string> link(std::string const& token_hash,
                                                  std::string const& purpose, std::int64_t now_ms);
    // The same, and the link is gone; at most one caller gets it.
    [[nodiscard]] std::optional<std::string> use_link(std::string const& token_hash,
                                                      std::string const& purpose,
                                                      std::int64_t now_ms);

private:
    Database& database_;
};

}  // namespace flywheel::storage
