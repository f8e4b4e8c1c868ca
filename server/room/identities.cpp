#include "server/room/identities.hpp"

#include "storage/identities.hpp"

namespace flywheel {

namespace {

void keep_identity(Floor& floor, std::string const& account, storage::BoundIdentity const& shown) {
    auto identity = shown;
    auto const env = floor.env();
    identity.id = make_id(env.random);
    identity.account = account;
    identity.created_at_ms = env.clock.now_ms();
    identity.used_at_ms = 0;
    storage::Identities(floor.store()).add(identity);
}

}  // namespace

Result<void> add_identity(Floor& floor, std::string const& account,
                          storage::BoundIdentity const& shown) {
    storage::Identities identities(floor.store());
    if (auto const known = identities.find(shown.issuer, shown.subject)) {
        if (known->account == account) { return {}; }
        return refuse(Code::IdTaken, "", "Somebody else signs in with that.");
    }
    if (identities.of(account).size() >= identities_max) {
        return refuse(Code::TooMany, "", "Remove one first.",
                      {{"limit", std::to_string(identities_max)}});
    }
    keep_identity(floor, account, shown);
    floor.store().note_for_server(floor.env().clock.now_ms(), "identity_added", account);
    // Whoever has the password for a moment could leave a way in behind: its owner is told.
    floor.post_mail(storage::AccountMailWhat::IdentityAdded, account);
    return {};
}

Result<bool> end_identity(Floor& floor, std::string const& account, std::string const& id) {
    storage::Identities identities(floor.store());
    auto const known = floor.accounts().by_id(account);
    bool const has_password = known && !known->password_hash.empty();
    if (!has_password && identities.of(account).size() < 2) {
        return refuse(Code::OnlyWayIn, "", "It is your only way in: choose a password first.");
    }
    if (!identities.end(account, id)) { return false; }
    floor.store().note_for_server(floor.env().clock.now_ms(), "identity_ended", account);
    return true;
}

Result<void> join_with_identity(Floor& floor, std::string const& token_hash,
                                storage::Account const& account,
                                storage::BoundIdentity const& shown) {
    Joiner joiner;
    joiner.account = account;
    joiner.is_new = true;
    joiner.also = [&] { keep_identity(floor, account.id, shown); };
    return join_by_invitation(floor, token_hash, joiner);
}

}  // namespace flywheel
