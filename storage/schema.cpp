#include "storage/schema.hpp"

#include <array>

namespace flywheel::storage {

namespace {

// One text a schema version, in order; a released one is never edited.
constexpr std::array<char const*, 11> migrations = {R"sql(
CREATE TABLE network(
    id TEXT PRIMARY KEY, head_seq INTEGER NOT NULL, head_hash BLOB NOT NULL,
    rights_seq INTEGER NOT NULL,      -- when what everybody may see last shifted as a whole
    restore_count INTEGER NOT NULL) WITHOUT ROWID;

-- The history: a header a commit made, chained by hash; bodies beside it, so that one can be erased.
CREATE TABLE entry(
    network TEXT NOT NULL, seq INTEGER NOT NULL, header TEXT NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY(network, seq)) WITHOUT ROWID;
CREATE TABLE entry_body(
    network TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, salt BLOB, body TEXT,
    PRIMARY KEY(network, seq, n)) WITHOUT ROWID;

-- Every record as it stands.
CREATE TABLE record(
    network TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, changed_seq INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(network, kind, id)) WITHOUT ROWID;

-- When the audience of a record moved, and who could see it before.
CREATE TABLE audience_move(
    network TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, audience TEXT NOT NULL,
    PRIMARY KEY(network, seq, n)) WITHOUT ROWID;

-- Commands answered, for good: the same id again changes nothing.
CREATE TABLE command_seen(
    account TEXT NOT NULL, command_id TEXT NOT NULL, network TEXT NOT NULL, body_hash BLOB NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY(account, command_id)) WITHOUT ROWID;

-- People of the server.
CREATE TABLE account(
    id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password_hash TEXT NOT NULL, created_at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE account_member(
    account TEXT NOT NULL, network TEXT NOT NULL, member TEXT NOT NULL,
    PRIMARY KEY(account, network)) WITHOUT ROWID;
CREATE UNIQUE INDEX account_member_by_member ON account_member(network, member);
CREATE TABLE session(
    token_hash BLOB PRIMARY KEY, account TEXT NOT NULL, created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, shared_device INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX session_by_account ON session(account);
CREATE TABLE invitation(
    id TEXT PRIMARY KEY, token_hash BLOB NOT NULL UNIQUE, network TEXT NOT NULL, organization TEXT NOT NULL, role TEXT NOT NULL,
    team TEXT NOT NULL, email TEXT NOT NULL, invited_by TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, uses_left INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE one_time_link(
    token_hash BLOB PRIMARY KEY, purpose TEXT NOT NULL, account TEXT NOT NULL, expires_at_ms INTEGER NOT NULL) WITHOUT ROWID;

-- What happens to the server itself: sign-ins, exports. Chained like entries; no names, no text.
CREATE TABLE server_entry(seq INTEGER PRIMARY KEY, header TEXT NOT NULL, hash BLOB NOT NULL);
CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
)sql",
                                                    R"sql(
-- Which entries speak of a record, so that its history is found without reading everybody's.
CREATE TABLE entry_record(
    network TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY(network, kind, id, seq, n)) WITHOUT ROWID;
INSERT INTO entry_record(network, kind, id, seq, n)
    SELECT e.network, json_extract(r.value, '$[0]'), json_extract(r.value, '$[1]'), e.seq, r.key
    FROM entry e, json_each(e.header, '$.records') r;
CREATE INDEX audience_move_by_record ON audience_move(network, kind, id, seq);
)sql",
                                                    R"sql(
-- To whom a mail is due, or went, on which day of theirs. Never what it says: that is put together when it is sent.
CREATE TABLE mail(
    network TEXT NOT NULL, account TEXT NOT NULL, day TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL, next_try_ms INTEGER NOT NULL, told_until_ms INTEGER NOT NULL,
    PRIMARY KEY(network, account, day)) WITHOUT ROWID;
)sql",
                                                    R"sql(
-- By what its owner knows a sign-in, and when it was last seen.
ALTER TABLE session ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN seen_at_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT 'other other';
UPDATE session SET id = lower(hex(randomblob(13))), seen_at_ms = created_at_ms;
)sql",
                                                    R"sql(
-- What somebody shows beside their password. Not confirmed yet: confirmed_at_ms is 0. The code of step `used` was taken, and none before.
CREATE TABLE second_factor(
    account TEXT PRIMARY KEY, secret BLOB NOT NULL, confirmed_at_ms INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE recovery_code(
    account TEXT NOT NULL, code_hash BLOB NOT NULL,
    PRIMARY KEY(account, code_hash)) WITHOUT ROWID;
)sql",
                                                    R"sql(
-- With which kinds of device somebody has signed in, so that a new one is told of; and the mails about accounts that wait: not what
-- they say, and no link. `about` is an account, for an invitation its id, and empty for a mail that goes to nobody.
CREATE TABLE known_device(
    account TEXT NOT NULL, device TEXT NOT NULL, seen_at_ms INTEGER NOT NULL,
    PRIMARY KEY(account, device)) WITHOUT ROWID;
INSERT INTO known_device(account, device, seen_at_ms)
    SELECT account, device, max(seen_at_ms) FROM session GROUP BY account, device;
CREATE TABLE account_mail(
    id TEXT PRIMARY KEY, what TEXT NOT NULL, about TEXT NOT NULL, device TEXT NOT NULL, language TEXT NOT NULL,
    at_ms INTEGER NOT NULL, attempts INTEGER NOT NULL, next_try_ms INTEGER NOT NULL) WITHOUT ROWID;
)sql",
                                                    R"sql(
-- What stands in for a person where there is no browser: of a secret only its hash. An API token without a network is for all of its
-- owner's; used_at_ms is 0 until it is used.
CREATE TABLE api_token(
    token_hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, network TEXT NOT NULL, name TEXT NOT NULL,
    may_write INTEGER NOT NULL, created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, used_at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX api_token_by_account ON api_token(account);
-- Where a calendar program fetches what is due: one address for each person and network.
CREATE TABLE calendar_feed(
    account TEXT NOT NULL, network TEXT NOT NULL, token_hash BLOB NOT NULL UNIQUE, created_at_ms INTEGER NOT NULL,
    PRIMARY KEY(account, network)) WITHOUT ROWID;
)sql",
                                                    R"sql(
-- Files that hang on records, by the SHA-256 of what is in them. An upload is one person's, piece by piece until it is whole; then it
-- says for a while that this person may attach that content, and the pieces become the content.
CREATE TABLE content(
    network TEXT NOT NULL, sha256 BLOB NOT NULL, whole_at_ms INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY(network, sha256));
CREATE TABLE upload(
    network TEXT NOT NULL, account TEXT NOT NULL, sha256 BLOB NOT NULL, bytes INTEGER NOT NULL, received INTEGER NOT NULL,
    media_type TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY(network, account, sha256)) WITHOUT ROWID;
CREATE TABLE upload_piece(
    network TEXT NOT NULL, account TEXT NOT NULL, sha256 BLOB NOT NULL, at INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY(network, account, sha256, at));
)sql",
                                                    R"sql(
-- Who somebody is at an OpenID provider: by issuer and subject alone, never by the e-mail address, which only says which one it is.
-- used_at_ms is 0 until somebody signs in with it.
CREATE TABLE identity(
    issuer TEXT NOT NULL, subject TEXT NOT NULL, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, email TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL, used_at_ms INTEGER NOT NULL,
    PRIMARY KEY(issuer, subject)) WITHOUT ROWID;
CREATE INDEX identity_by_account ON identity(account);
)sql",
                                                    R"sql(
-- With what device somebody signs in without a password: the public half of a key that stays in it. The user handle is one for all of an
-- account and tells nothing of it; sign_count stays 0 where the device does not count; used_at_ms is 0 until somebody signs in with it.
CREATE TABLE passkey(
    credential BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, user_handle BLOB NOT NULL, name TEXT NOT NULL,
    algorithm INTEGER NOT NULL, public_key BLOB NOT NULL, sign_count INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL, used_at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX passkey_by_account ON passkey(account);
-- Whether more than a password stands behind it, where a passkey is somebody's second factor.
ALTER TABLE session ADD COLUMN by_passkey INTEGER NOT NULL DEFAULT 0;
)sql",
                                                    R"sql(
-- Who opened which of the records that are kept from the network as a whole: one row a person, record and day (since 1970, in UTC), with
-- the first time on it. Chained like entries; what is too old goes from the beginning.
CREATE TABLE record_read(
    network TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, member TEXT NOT NULL, day INTEGER NOT NULL,
    at_ms INTEGER NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY(network, seq)) WITHOUT ROWID;
CREATE UNIQUE INDEX record_read_once ON record_read(network, kind, id, member, day);
)sql"};

}  // namespace

void migrate(Database& database) {
    std::int64_t version = 0;
    {
        Statement statement(database, "PRAGMA user_version");
        if (statement.step()) { version = statement.integer(0); }
    }
    auto const newest = static_cast<std::int64_t>(migrations.size());
    if (version > newest) {
        throw Fault("this data folder was written by a newer version (schema " +
                    std::to_string(version) + ", this one knows " + std::to_string(newest) +
                    "): install that version or restore an older backup");
    }
    if (version == newest) { return; }
    Transaction transaction(database);
    for (auto at = version; at < newest; ++at) {
        database.run(migrations[static_cast<std::size_t>(at)]);
    }
    database.run("PRAGMA user_version=" + std::to_string(newest));
    transaction.commit();
}

}  // namespace flywheel::storage
