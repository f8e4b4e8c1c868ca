#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// The file that a backup is: bytes made smaller and, where a public key is given, sealed to it, so that who finds the file learns
// nothing and who holds the server's settings cannot open it. A bit that was changed and an end that is missing are noticed.
//
//   flywheel backup 1 plain\n   deflated bytes, then SHA-256 of all before it
//   flywheel backup 1 sealed\n  a key sealed to the public one (libsodium's crypto_box_seal), then the deflated bytes in pieces of
//                               64 KiB under it (crypto_secretstream_xchacha20poly1305, the last piece marked as such)
namespace flywheel::backup {

// The file, the key or the disk failed; the sentence is for the operator.
class Problem : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct KeyPair {
    std::string public_key;   // 64 hexadecimal digits
    std::string private_key;  // the same
};

// Whether the file begins as one that is sealed does; false where it cannot be read.
[[nodiscard]] bool is_sealed(std::string const& path);
[[nodiscard]] KeyPair make_key_pair();
[[nodiscard]] bool is_key(std::string_view text);
[[nodiscard]] std::string public_key_of(std::string const& private_key);

// Writes PATH.part, for its owner alone, and gives it its name when it is whole and on the disk; otherwise nothing stays.
class BoxWriter {
public:
    // An empty key: not sealed. Throws Problem.
    BoxWriter(std::string path, std::string const& public_key);
    ~BoxWriter();
    BoxWriter(BoxWriter const&) = delete;
    BoxWriter& operator=(BoxWriter const&) = delete;

    void write(std::string_view bytes);
    // The size of the file. Throws Problem.
    [[nodiscard]] std::uint64_t finish();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

class BoxReader {
public:
    // The private key is asked for when the file is sealed. Throws Problem.
    BoxReader(std::string const& path, std::string const& private_key);
    ~BoxReader();
    BoxReader(BoxReader const&) = delete;
    BoxReader& operator=(BoxReader const&) = delete;

    // So many bytes, no fewer. Throws Problem when the file is cut off or changed.
    void read(char* into, std::size_t count);
    // To the end of the line, without it; at most `most` bytes.
    [[nodiscard]] std::string line(std::size_t most);
    // That nothing follows, and that the whole was what it should be. What was read before is worth nothing until this returns.
    void finish();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace flywheel::backup
