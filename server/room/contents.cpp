#include "server/room/contents.hpp"

#include "protocol/digest.hpp"
#include "server/domain/media.hpp"

namespace flywheel {

namespace {

Refusal too_large(char const* field, std::string says, std::int64_t limit) {
    return refuse(Code::TooLarge, field, std::move(says), {{"limit", std::to_string(limit)}});
}

Result<void> check_piece(UploadPiece const& piece) {
    if (!is_sha256_hex(piece.content)) {
        return refuse(Code::NotWellFormed, "content", "That is not a SHA-256 in small letters.");
    }
    if (piece.bytes < 1 || piece.bytes > static_cast<std::int64_t>(attachment_bytes_max)) {
        return too_large("bytes", "A file has one byte to five megabytes.", attachment_bytes_max);
    }
    auto const length = static_cast<std::int64_t>(piece.data.size());
    if (length > static_cast<std::int64_t>(upload_piece_max)) {
        return too_large("data", "A piece is too long.", upload_piece_max);
    }
    if (piece.at < 0 || piece.at > piece.bytes || length > piece.bytes - piece.at) {
        return too_large("at", "The piece ends behind the file.", piece.bytes);
    }
    return {};
}

Result<void> check_room(Floor& floor, UploadPiece const& piece) {
    storage::Contents contents(floor.store());
    if (contents.bytes_on_the_way(piece.network, piece.account) + piece.bytes >
        uploads_on_the_way_max) {
        return refuse(Code::TooMany, "content", "Finish the files that are on their way first.",
                      {{"limit", std::to_string(uploads_on_the_way_max)}});
    }
    if (contents.bytes_of(piece.network) + piece.bytes > network_files_max) {
        return too_large("content", "The network's files take all the room there is for them.",
                         network_files_max);
    }
    return {};
}

}  // namespace

std::string from_hex(std::string_view digits) {
    auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
    }
    return bytes;
}

Result<UploadStanding> take_piece(Floor& floor, UploadPiece const& piece) {
    if (auto ok = check_piece(piece); ok.has_error()) { return ok.error(); }
    storage::Contents contents(floor.store());
    storage::UploadKey const key{piece.network, piece.account, from_hex(piece.content)};
    auto const now = floor.env().clock.now_ms();
    auto const upload = contents.upload(key);
    if (upload && upload->bytes != piece.bytes) {
        return refuse(Code::WrongState, "bytes", "It was said before how long this file is.",
                      {{"state", std::to_string(upload->bytes)}});
    }
    if (upload && !upload->media_type.empty()) {
        return UploadStanding{upload->received, upload->media_type};
    }
    auto const received = upload ? upload->received : 0;
    if (piece.data.empty() || piece.at != received) { return UploadStanding{received, {}}; }
    if (floor.disk_is_full()) {
        return refuse(Code::StorageFull, "", "The server's disk is full.");
    }
    if (!upload) {
        if (auto ok = check_room(floor, piece); ok.has_error()) { return ok.error(); }
    }
    storage::Transaction transaction(floor.store().database());
    if (!upload) { contents.begin(key, piece.bytes, now); }
    contents.add_piece(key, piece.data, now);
    UploadStanding standing{received + static_cast<std::int64_t>(piece.data.size()), {}};
    Result<void> outcome;
    if (standing.received == piece.bytes) {
        auto const whole = contents.pieces(key);
        auto const type = media_type_of(whole);
        if (sha256(whole) != key.sha256) {
            outcome = refuse(Code::NotWellFormed, "content",
                             "What came is not what was announced; send it again.");
        } else if (type.has_error()) {
            outcome = type.error();
        } else {
            standing.media_type = name_of(*type);
            contents.finish(key, standing.media_type, whole, now);
        }
        if (outcome.has_error()) { contents.drop(key); }
    }
    transaction.commit();
    if (outcome.has_error()) { return outcome.error(); }
    return standing;
}

Result<void> was_uploaded(storage::Store& store, std::string const& network,
                          std::string const& account, Attachment const& attachment) {
    if (is_sha256_hex(attachment.content)) {
        auto const upload =
            storage::Contents(store).upload({network, account, from_hex(attachment.content)});
        if (upload && upload->bytes == attachment.bytes &&
            upload->media_type == name_of(attachment.media_type)) {
            return {};
        }
    }
    return refuse(Code::NotFound, "content", "Upload the file first.");
}

std::set<std::string> contents_named(State const& state, std::set<Key> const& but) {
    std::set<std::string> named;
    for (auto const& [id, kept] : state.table(kind_of<Attachment>())) {
        if (but.contains({kind_of<Attachment>(), id})) { continue; }
        named.insert(from_hex(std::get<Attachment>(kept.stored.record).content));
    }
    return named;
}

void forget_files(Floor& floor) {
    storage::Contents contents(floor.store());
    storage::Transaction transaction(floor.store().database());
    contents.forget_uploads_before(floor.env().clock.now_ms() - upload_kept_ms);
    for (auto const& network : floor.networks()) {
        contents.keep_only(network, contents_named(floor.room(network)->state()));
    }
    transaction.commit();
}

std::string ContentReader::read(std::string const& network, std::string const& content) {
    auto const sha = from_hex(content);
    auto data = storage::find_content(database_, network, sha);
    if (!data) { throw storage::Fault("the file " + content + " is not there"); }
    if (sha256(*data) != sha) { throw storage::Fault("the file " + content + " is damaged"); }
    return std::move(*data);
}

}  // namespace flywheel
