#pragma once
#include <optional>
#include <string>
#include <vector>

#include "storage/store.hpp"

// The passkeys of people: what is kept lets nobody sign in. Lives on the room thread, like the accounts.
namespace flywheel::storage {

struct Passkey {
    std::string credential;  // by which its device names it
    std::string id;          // by which its owner does
    std::string account;
    std::string user_handle;  // of the account, for the device
    std::string name;
    std::int64_t algorithm = 0;  // as COSE numbers them
    std::string public_key;
    std::int64_t sign_count = 0;
    std::int64_t created_at_ms = 0;
    std::int64_t used_at_ms = 0;  // 0: never
};

class Passkeys {
public:
    explicit Passkeys(Store& store) : database_(store.database()) {}

    void add(Passkey const& passkey);
    [[nodiscard]] std::optional<Passkey> find(std::string const& credential);
    // The oldest first.
    [[nodiscard]] std::vector<Passkey> of(std::string const& account);
    [[nodiscard]] bool any(std::string const& account);
    // Of all accounts that have one.
    [[nodiscard]] std::vector<std::string> owners();
    void used(std::string const& id, std::int64_t sign_count, std::int64_t now_ms);
    // False when the account has none of that id.
    bool end(std::string const& account, std::string const& id);

private:
    Database& database_;
};

}  // namespace flywheel::storage
