#pragma once
#include <string>
#include <string_view>

#include "protocol/digest.hpp"
#include "server/room/contents.hpp"

// Files small enough to write out, put together as their formats say.
namespace flywheel::testing {

inline std::string segment(char marker, std::string const& body) {
    auto const length = body.size() + 2;
    std::string out{'\xff', marker, static_cast<char>(length / 256),
                    static_cast<char>(length % 256)};
    return out + body;
}

// A JPEG of one grey dot, as far as its segments go; `more` stands before its picture.
inline std::string jpeg(std::string const& more = {}) {
    using namespace std::string_literals;
    std::string const head = "\xff\xd8"s + segment('\xe0', "JFIF\0\1\1\0\0\1\0\1\0\0"s);
    std::string const frame = segment('\xc0', "\x08\0\1\0\1\1\1\x11\0"s);
    std::string const scan = segment('\xda', "\1\1\0\0\x3f\0"s) + "\x7f\xa0";
    return head + more + frame + scan + "\xff\xd9";
}

// With a comment in it, by which its bytes are found again.
inline std::string jpeg_saying(std::string const& text) { return jpeg(segment('\xfe', text)); }

// All of it in pieces of so many bytes; what the last answer was.
inline Result<UploadStanding> send_file(Floor& floor, std::string const& network,
                                        std::string const& account, std::string const& data,
                                        std::size_t piece = upload_piece_max) {
    UploadPiece each{network, account, to_hex(sha256(data)), static_cast<std::int64_t>(data.size()),
                     0,       {}};
    Result<UploadStanding> standing = UploadStanding{};
    for (std::size_t at = 0; at < data.size(); at += piece) {
        each.at = static_cast<std::int64_t>(at);
        each.data = data.substr(at, piece);
        standing = take_piece(floor, each);
        if (standing.has_error()) { break; }
    }
    return standing;
}

}  // namespace flywheel::testing
