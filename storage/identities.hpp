#pragma once
#include <optional>
#include <string>
#include <vector>

#include "storage/store.hpp"

// Who people are at an OpenID provider. By issuer and subject alone: an e-mail address there may be given to somebody else tomorrow. Lives
// on the room thread, like the accounts.
namespace flywheel::storage {

struct BoundIdentity {
    std::string id;  // by which its owner names it
    std::string account;
    std::string issuer;
    std::string subject;
    std::string email;  // by which its owner tells it from another; empty: not said
    std::int64_t created_at_ms = 0;
    std::int64_t used_at_ms = 0;  // 0: never
};

class Identities {
public:
    explicit Identities(Store& store) : database_(store.database()) {}

    void add(BoundIdentity const& identity);
    [[nodiscard]] std::optional<BoundIdentity> find(std::string const& issuer,
                                                    std::string const& subject);
    // The oldest first.
    [[nodiscard]] std::vector<BoundIdentity> of(std::string const& account);
    void used(std::string const& id, std::int64_t now_ms);
    // False when the account has none of that id.
    bool end(std::string const& account, std::string const& id);

private:
    Database& database_;
};

}  // namespace flywheel::storage
