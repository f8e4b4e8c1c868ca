#pragma once
#include <optional>
#include <string>
#include <vector>

#include "storage/store.hpp"

// What stands in for a person where there is no browser: the API tokens of their programs, and the addresses at which their calendars
// fetch. Secrets come in hashed. All of an account's end with a new password or second factor, in the transaction of Accounts that sets
// it. Lives on the room thread, like the accounts.
namespace flywheel::storage {

// A program that nobody ran for half a year is one that nobody watches over.
inline constexpr std::int64_t token_idle_max_ms = 180LL * 24 * 60 * 60 * 1000;

struct ApiToken {
    std::string id;  // by which its owner names it; tells nothing of the secret
    std::string account;
    std::string network;  // empty: all that its owner belongs to
    std::string name;
    bool may_write = false;
    std::int64_t created_at_ms = 0;
    std::int64_t expires_at_ms = 0;
    std::int64_t used_at_ms = 0;  // 0: never
};

// Of one person in one network.
struct CalendarFeed {
    std::string account;
    std::string network;
    std::int64_t created_at_ms = 0;
};

class Tokens {
public:
    explicit Tokens(Store& store) : database_(store.database()) {}

    void add(std::string const& token_hash, ApiToken const& token);
    // One that holds: neither its time nor half a year without use is over.
    [[nodiscard]] std::optional<ApiToken> find(std::string const& token_hash, std::int64_t now_ms);
    // Those that hold, the newest first.
    [[nodiscard]] std::vector<ApiToken> of(std::string const& account, std::int64_t now_ms);
    [[nodiscard]] std::vector<ApiToken> all();
    void used(std::string const& id, std::int64_t now_ms);
    // False when the account has none of that id.
    bool end(std::string const& account, std::string const& id);
    void forget_expired(std::int64_t now_ms);

    // An earlier address of the same person and network holds no longer.
    void put_feed(std::string const& token_hash, CalendarFeed const& feed);
    [[nodiscard]] std::optional<CalendarFeed> feed(std::string const& token_hash);
    [[nodiscard]] std::vector<CalendarFeed> feeds_of(std::string const& account);
    [[nodiscard]] std::vector<CalendarFeed> all_feeds();
    bool end_feed(std::string const& account, std::string const& network);

private:
    Database& database_;
};

}  // namespace flywheel::storage
