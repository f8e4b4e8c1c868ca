#include "server/backup/box.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>
#include <vector>

#include "server/backup/digest.hpp"

namespace flywheel::backup {

namespace {

constexpr std::string_view plain_line = "flywheel backup 1 plain\n";
constexpr std::string_view sealed_line = "flywheel backup 1 sealed\n";
constexpr std::string_view any_version = "flywheel backup ";
constexpr std::size_t piece_bytes = 64UL * 1024;  // as sealed; what a reader holds at once
constexpr std::size_t tag_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t header_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t stream_key_bytes = crypto_secretstream_xchacha20poly1305_KEYBYTES;
constexpr std::size_t sealed_key_bytes = stream_key_bytes + crypto_box_SEALBYTES;
constexpr std::size_t digest_bytes = 32;
// A database of JSON gets five times smaller at the quickest level, and little more at any other.
constexpr int deflate_level = 1;
constexpr char const* damaged = "the backup is damaged: it is not what was written";

unsigned char* raw(char* p) { return reinterpret_cast<unsigned char*>(p); }
unsigned char const* raw(std::string_view bytes) {
    return reinterpret_cast<unsigned char const*>(bytes.begin());
}

void ready() {
    if (sodium_init() < 0) { throw Problem("the cryptography library does not start"); }
}

std::string bytes_of(std::string const& key) {
    std::string bytes(crypto_box_PUBLICKEYBYTES, '\0');
    if (!is_key(key) || sodium_hex2bin(raw(bytes.data()), bytes.size(), key.data(), key.size(),
                                       nullptr, nullptr, nullptr) != 0) {
        throw Problem("a key of backups is 64 hexadecimal digits (flywheel backup key)");
    }
    return bytes;
}

std::string hex_of(std::string const& bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), raw(bytes), bytes.size());
    text.pop_back();
    return text;
}

}  // namespace

bool is_sealed(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    std::string begins(sealed_line.size(), '\0');
    in.read(begins.data(), static_cast<std::streamsize>(begins.size()));
    return in && begins == sealed_line;
}

KeyPair make_key_pair() {
    ready();
    std::string open(crypto_box_PUBLICKEYBYTES, '\0');
    std::string secret(crypto_box_SECRETKEYBYTES, '\0');
    crypto_box_keypair(raw(open.data()), raw(secret.data()));
    return {hex_of(open), hex_of(secret)};
}

bool is_key(std::string_view text) {
    return text.size() == 2UL * crypto_box_PUBLICKEYBYTES &&
           text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::string public_key_of(std::string const& private_key) {
    ready();
    auto const secret = bytes_of(private_key);
    std::string open(crypto_box_PUBLICKEYBYTES, '\0');
    crypto_scalarmult_base(raw(open.data()), raw(secret));
    return hex_of(open);
}

// ---- Writing ----------------------------------------------------------------------------------------

struct BoxWriter::Parts {
    explicit Parts(std::string path_) : path(std::move(path_)), part(path + ".part") {
        file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (file < 0) { throw Problem("could not write " + part); }
    }
    ~Parts() {
        if (file >= 0) { ::close(file); }
        if (!done) { ::unlink(part.c_str()); }
        deflateEnd(&deflating);
    }
    Parts(Parts const&) = delete;
    Parts& operator=(Parts const&) = delete;

    void put(std::string_view bytes) {
        written += bytes.size();
        if (!sealed) { digest.add(bytes); }
        while (!bytes.empty()) {
            auto const wrote = ::write(file, bytes.data(), bytes.size());
            if (wrote < 0) { throw Problem("could not write " + part + ": the disk refused"); }
            bytes.remove_prefix(static_cast<std::size_t>(wrote));
        }
    }

    void seal_piece(std::string_view piece, bool last) {
        std::string out(piece.size() + tag_bytes, '\0');
        crypto_secretstream_xchacha20poly1305_push(
            &stream, raw(out.data()), nullptr, raw(piece), piece.size(), raw(sealed_line),
            sealed_line.size(),
            last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                 : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
        put(out);
    }

    // Deflated bytes on their way; a piece is sealed when it is full and more follows.
    void pass(std::string_view bytes, bool last) {
        if (!sealed) {
            put(bytes);
            return;
        }
        waiting.append(bytes);
        std::size_t from = 0;
        for (; waiting.size() - from > piece_bytes; from += piece_bytes) {
            seal_piece(std::string_view(waiting).substr(from, piece_bytes), false);
        }
        waiting.erase(0, from);
        if (last) { seal_piece(waiting, true); }
    }

    void deflate_all(std::string_view bytes, int flush) {
        std::string out(piece_bytes, '\0');
        deflating.next_in = const_cast<unsigned char*>(raw(bytes));
        deflating.avail_in = static_cast<uInt>(bytes.size());
        int state = Z_OK;
        do {
            deflating.next_out = raw(out.data());
            deflating.avail_out = static_cast<uInt>(out.size());
            state = deflate(&deflating, flush);
            pass(std::string_view(out).substr(0, out.size() - deflating.avail_out),
                 state == Z_STREAM_END);
        } while (deflating.avail_out == 0);
    }

    std::string path;
    std::string part;
    int file = -1;
    bool done = false;
    bool sealed = false;
    std::uint64_t written = 0;
    std::string waiting;
    z_stream deflating{};
    crypto_secretstream_xchacha20poly1305_state stream{};
    Digest digest;
};

BoxWriter::BoxWriter(std::string path, std::string const& public_key) {
    ready();
    auto const open_key = public_key.empty() ? std::string{} : bytes_of(public_key);
    parts_ = std::make_unique<Parts>(std::move(path));
    auto& p = *parts_;
    if (deflateInit(&p.deflating, deflate_level) != Z_OK) { throw Problem("out of memory"); }
    p.sealed = !open_key.empty();
    p.put(p.sealed ? sealed_line : plain_line);
    if (!p.sealed) { return; }
    std::string key(stream_key_bytes, '\0');
    std::string start(sealed_key_bytes + header_bytes, '\0');
    crypto_secretstream_xchacha20poly1305_keygen(raw(key.data()));
    bool const good =
        crypto_box_seal(raw(start.data()), raw(key.data()), key.size(), raw(open_key)) == 0 &&
        crypto_secretstream_xchacha20poly1305_init_push(
            &p.stream, raw(start.data()) + sealed_key_bytes, raw(key.data())) == 0;
    sodium_memzero(key.data(), key.size());
    if (!good) { throw Problem("that public key cannot be used"); }
    p.put(start);
}

BoxWriter::~BoxWriter() = default;

void BoxWriter::write(std::string_view bytes) {
    constexpr std::size_t at_once = 1UL << 20U;  // what zlib's counter of input surely holds
    while (!bytes.empty()) {
        parts_->deflate_all(bytes.substr(0, at_once), Z_NO_FLUSH);
        bytes.remove_prefix(std::min(bytes.size(), at_once));
    }
}

std::uint64_t BoxWriter::finish() {
    auto& p = *parts_;
    p.deflate_all({}, Z_FINISH);
    if (!p.sealed) { p.put(p.digest.result()); }
    bool const kept = ::fsync(p.file) == 0 && ::close(std::exchange(p.file, -1)) == 0 &&
                      std::rename(p.part.c_str(), p.path.c_str()) == 0;
    if (!kept) { throw Problem("could not write " + p.path + ": the disk refused"); }
    p.done = true;
    auto const slash = p.path.find_last_of('/');
    auto const folder = slash == std::string::npos ? std::string(".") : p.path.substr(0, slash + 1);
    if (int const at = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); at >= 0) {
        ::fsync(at);  // its name too
        ::close(at);
    }
    return p.written;
}

// ---- Reading ----------------------------------------------------------------------------------------

struct BoxReader::Parts {
    explicit Parts(std::string const& path) : file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (file < 0) { throw Problem("could not read " + path); }
        inflateInit(&inflating);
    }
    ~Parts() {
        inflateEnd(&inflating);
        ::close(file);
    }
    Parts(Parts const&) = delete;
    Parts& operator=(Parts const&) = delete;

    // At most so many bytes of the file, fewer at its end alone.
    std::string take(std::size_t count) {
        std::string bytes(count, '\0');
        std::size_t have = 0;
        while (have < count) {
            auto const got = ::read(file, bytes.data() + have, count - have);
            if (got < 0) { throw Problem("the backup could not be read: the disk refused"); }
            if (got == 0) { break; }
            have += static_cast<std::size_t>(got);
        }
        bytes.resize(have);
        return bytes;
    }

    // The next deflated bytes; empty when there are no more.
    std::string next() { return sealed ? next_sealed() : next_plain(); }

    std::string next_sealed() {
        if (over) { return {}; }
        auto const piece = take(piece_bytes + tag_bytes);
        if (piece.size() < tag_bytes) { throw Problem(damaged); }
        std::string out(piece.size() - tag_bytes, '\0');
        unsigned char tag = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&stream, raw(out.data()), nullptr, &tag,
                                                       raw(piece), piece.size(), raw(sealed_line),
                                                       sealed_line.size()) != 0) {
            throw Problem(damaged);
        }
        over = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        if (over && !take(1).empty()) { throw Problem(damaged); }
        return out;
    }

    // The digest is at the end, so as many bytes as it has are always held back.
    std::string next_plain() {
        if (over) { return {}; }
        auto const more = take(piece_bytes);
        over = more.size() < piece_bytes;
        held.append(more);
        if (held.size() < digest_bytes) { throw Problem(damaged); }
        auto out = held.substr(0, held.size() - digest_bytes);
        held.erase(0, out.size());
        digest.add(out);
        if (over && sodium_memcmp(digest.result().data(), held.data(), digest_bytes) != 0) {
            throw Problem(damaged);
        }
        return out;
    }

    // Bytes as they were handed to the writer, at most `count`; none when there are no more.
    std::size_t inflate_some(char* into, std::size_t count) {
        inflating.next_out = raw(into);
        inflating.avail_out = static_cast<uInt>(count);
        while (inflating.avail_out == count && !ended) {
            if (inflating.avail_in == 0) {
                input = next();
                if (input.empty() && over) { throw Problem(damaged); }
                inflating.next_in = raw(input.data());
                inflating.avail_in = static_cast<uInt>(input.size());
            }
            auto const state = inflate(&inflating, Z_NO_FLUSH);
            ended = state == Z_STREAM_END;
            if (!ended && state != Z_OK && state != Z_BUF_ERROR) { throw Problem(damaged); }
        }
        return count - inflating.avail_out;
    }

    int file;
    bool sealed = false;
    bool over = false;   // of the file
    bool ended = false;  // of what was deflated
    std::string held;
    std::string input;
    z_stream inflating{};
    crypto_secretstream_xchacha20poly1305_state stream{};
    Digest digest;
};

BoxReader::BoxReader(std::string const& path, std::string const& private_key) {
    ready();
    parts_ = std::make_unique<Parts>(path);
    auto& p = *parts_;
    std::string first;
    while (first.size() < sealed_line.size() && (first.empty() || first.back() != '\n')) {
        auto const one = p.take(1);
        if (one.empty()) { break; }
        first += one;
    }
    if (first != plain_line && first != sealed_line) {
        throw Problem(first.rfind(any_version, 0) == 0
                          ? "the backup is damaged, or was written by a newer version"
                          : "that is no backup of Flywheel");
    }
    p.sealed = first == sealed_line;
    if (!p.sealed) {
        p.digest.add(first);
        return;
    }
    if (private_key.empty()) {
        throw Problem("the backup is sealed: it takes the private key (--key FILE)");
    }
    auto const secret = bytes_of(private_key);
    auto const open = bytes_of(public_key_of(private_key));
    auto const start = p.take(sealed_key_bytes + header_bytes);
    if (start.size() < sealed_key_bytes + header_bytes) { throw Problem(damaged); }
    std::string key(stream_key_bytes, '\0');
    if (crypto_box_seal_open(raw(key.data()), raw(start.data()), sealed_key_bytes, raw(open),
                             raw(secret)) != 0) {
        throw Problem("the backup is damaged, or sealed to another key");
    }
    bool const good = crypto_secretstream_xchacha20poly1305_init_pull(
                          &p.stream, raw(start.data()) + sealed_key_bytes, raw(key.data())) == 0;
    sodium_memzero(key.data(), key.size());
    if (!good) { throw Problem(damaged); }
}

BoxReader::~BoxReader() = default;

void BoxReader::read(char* into, std::size_t count) {
    while (count > 0) {
        auto const some = parts_->inflate_some(into, std::min<std::size_t>(count, 1UL << 20U));
        if (some == 0) { throw Problem(damaged); }
        into += some;
        count -= some;
    }
}

std::string BoxReader::line(std::size_t most) {
    std::string text;
    char one = 0;
    for (read(&one, 1); one != '\n'; read(&one, 1)) {
        if (text.size() == most) { throw Problem(damaged); }
        text += one;
    }
    return text;
}

void BoxReader::finish() {
    auto& p = *parts_;
    char more = 0;
    if (!p.ended && p.inflate_some(&more, 1) != 0) { throw Problem(damaged); }
    if (!p.ended || p.inflating.avail_in != 0) { throw Problem(damaged); }
    while (!p.over) {
        if (!p.next().empty()) { throw Problem(damaged); }
    }
}

}  // namespace flywheel::backup
