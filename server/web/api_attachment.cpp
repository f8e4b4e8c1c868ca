// Files that hang on records: sent in pieces, asked for one by one.
#include <boost/asio/post.hpp>
#include <cctype>

#include "protocol/base64.hpp"
#include "server/log.hpp"
#include "server/web/api_detail.hpp"

namespace flywheel::web {

namespace {

Result<std::int64_t> count_of(json const& body, char const* name, std::int64_t otherwise) {
    auto const found = body.find(name);
    if (found == body.end()) { return otherwise; }
    if (!found->is_number_integer()) {
        return refuse(Code::NotANumber, name, std::string("\"") + name + "\" is a whole number.");
    }
    return found->get<std::int64_t>();
}

Result<UploadPiece> piece_of(json const& body, std::string const& network) {
    auto content = text_of(body, "content", sha256_hex_length);
    if (content.has_error()) { return content.error(); }
    auto const bytes = count_of(body, "bytes", 0);
    if (bytes.has_error()) { return bytes.error(); }
    auto const at = count_of(body, "at", 0);
    if (at.has_error()) { return at.error(); }
    auto const text = text_of(body, "data", body_bytes_max, false);
    if (text.has_error()) { return text.error(); }
    auto data = from_base64(*text);
    if (!data) { return refuse(Code::NotText, "data", "\"data\" is in base64."); }
    return UploadPiece{network, {}, std::move(*content), *bytes, *at, std::move(*data)};
}

Response no_such_file() {
    return refusal_response(refuse(Code::NotFound, "", "There is nothing here by that id."));
}

// RFC 6266: what it is called, for browsers that save it; any letter, each byte of it escaped.
std::string disposition(std::string const& title) {
    std::string value = "attachment; filename*=UTF-8''";
    for (char const c : title) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && std::isalnum(byte) != 0) {
            value += c;
        } else {
            value.append("%").append(to_hex({&c, 1}));
        }
    }
    return value;
}

}  // namespace

void Api::upload(Call&& call) {
    auto piece = piece_of(call.body, call.parts[0]);
    if (piece.has_error()) { return call.reply(refusal_response(piece.error())); }
    with_member(std::move(call), [piece = std::move(*piece)](Floor& floor, SignedIn const& who,
                                                             Room&, MemberId const&) mutable {
        piece.account = who.account;
        auto const standing = take_piece(floor, piece);
        if (standing.has_error()) { return refusal_response(standing.error()); }
        json answer{{"received", standing->received}};
        if (!standing->media_type.empty()) { answer["media_type"] = standing->media_type; }
        return Response::json(200, answer.dump());
    });
}

void Api::attachment(Call&& call) {
    rooms_.call([this, shown = shown_by(call.request), network = call.parts[0], id = call.parts[1],
                 reply = std::move(call.reply)](Floor& floor) {
        auto answer = [this, reply](Response response) {
            mailbox_.put([reply, response = std::move(response)] { reply(response); });
        };
        auto const here = inside(floor, shown, network);
        if (here.has_error()) { return answer(refusal_response(here.error())); }
        auto const file = here->room->attachment(here->room->viewer(here->member), id);
        if (!file) { return answer(no_such_file()); }
        here->room->reads(here->room->viewer(here->member), {kind_of<Attachment>(), id});
        // Some megabytes: read beside the room thread.
        boost::asio::post(pool_, [this, network, answer, file = *file] {
            Response response;
            try {
                if (!contents_) {
                    contents_ = std::make_unique<ContentReader>(options_.data_folder);
                }
                response = Response::json(200, contents_->read(network, file.content));
            } catch (std::exception const& failure) {
                log::trouble("file_not_read", {{"why", failure.what()}});
                return answer(refusal_response(
                    refuse(Code::OurFault, "", "That is our mistake; it has been noted.")));
            }
            response.content_type = file.mime;
            // Whatever somebody put in it, a browser shows it as a picture or saves it, and runs nothing.
            response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
            response.headers.emplace_back("Content-Disposition", disposition(file.title));
            response.headers.emplace_back("Cache-Control", "private, no-store");
            answer(std::move(response));
        });
    });
}

}  // namespace flywheel::web
