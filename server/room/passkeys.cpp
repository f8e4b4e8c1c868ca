#include "server/room/passkeys.hpp"

namespace flywheel {

namespace {

constexpr std::size_t user_handle_bytes = 32;  // WebAuthn 5.4.3 allows 64

// The same whoever took it away: its owner is told.
void tell_of_end(Floor& floor, std::string const& account) {
    floor.store().note_for_server(floor.env().clock.now_ms(), "passkey_ended", account);
    floor.post_mail(storage::AccountMailWhat::PasskeyEnded, account);
}

}  // namespace

Result<void> has_room_for_passkey(Floor& floor, std::string const& account) {
    if (storage::Passkeys(floor.store()).of(account).size() < passkeys_max) { return {}; }
    return refuse(Code::TooMany, "", "Remove one first.",
                  {{"limit", std::to_string(passkeys_max)}});
}

std::string user_handle_of(Floor& floor, std::string const& account) {
    auto const known = storage::Passkeys(floor.store()).of(account);
    if (!known.empty()) { return known.front().user_handle; }
    std::string handle(user_handle_bytes, '\0');
    floor.env().random.fill(reinterpret_cast<unsigned char*>(handle.data()), handle.size());
    return handle;
}

Result<std::string> add_passkey(Floor& floor, storage::Passkey const& made,
                                std::string const& session_hash) {
    storage::Passkeys passkeys(floor.store());
    // Whose it is, is not said.
    if (passkeys.find(made.credential)) {
        return refuse(Code::IdTaken, "", "This passkey is there already.");
    }
    if (auto room = has_room_for_passkey(floor, made.account); room.has_error()) {
        return room.error();
    }
    auto const env = floor.env();
    auto passkey = made;
    passkey.id = make_id(env.random);
    passkey.created_at_ms = env.clock.now_ms();
    passkey.used_at_ms = 0;
    passkeys.add(passkey);
    floor.accounts().mark_by_passkey(session_hash);
    floor.store().note_for_server(passkey.created_at_ms, "passkey_added", passkey.account);
    // Whoever has the password for a moment could leave a way in behind: its owner is told.
    floor.post_mail(storage::AccountMailWhat::PasskeyAdded, passkey.account);
    floor.end_sessions_without_passkey(passkey.account);
    return passkey.id;
}

bool end_passkey(Floor& floor, std::string const& account, std::string const& id) {
    if (!storage::Passkeys(floor.store()).end(account, id)) { return false; }
    tell_of_end(floor, account);
    return true;
}

bool end_passkeys(Floor& floor, std::string const& account) {
    storage::Passkeys passkeys(floor.store());
    auto const all = passkeys.of(account);
    for (auto const& each : all) {
        passkeys.end(account, each.id);
    }
    if (!all.empty()) { tell_of_end(floor, account); }
    return !all.empty();
}

}  // namespace flywheel
