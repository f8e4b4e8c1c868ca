#pragma once
#include <cstdint>
#include <memory>
#include <string>

// A device that makes passkeys, in software: what the browser and the device would give, byte for byte (Web Authentication Level 2, 5.8.1,
// 6.1 and 6.5), and whatever a hostile one would.
namespace flywheel::testing {

class Authenticator {
public:
    // Unasked: ES384, which nobody asked for.
    enum class Makes { ES256, EdDSA, RS256, Unasked };
    explicit Authenticator(std::string rp_id, Makes makes = Makes::ES256);
    ~Authenticator();
    Authenticator(Authenticator const&) = delete;
    Authenticator& operator=(Authenticator const&) = delete;

    // clientDataJSON, as browsers write it.
    [[nodiscard]] static std::string client_data(std::string const& type,
                                                 std::string const& challenge,
                                                 std::string const& origin);
    // Authenticator data with the new credential, and without.
    [[nodiscard]] std::string data_of_new() const;
    [[nodiscard]] std::string data() const;
    [[nodiscard]] std::string sign(std::string const& data, std::string const& client_data) const;

    std::string rp_id;
    std::string credential;      // its id, bytes
    std::string user_handle;     // as the site gave it, bytes
    unsigned char flags = 0x05;  // somebody is there, and it made sure of them
    std::uint32_t sign_count = 0;

private:
    struct Key;
    [[nodiscard]] std::string head(unsigned char with) const;
    [[nodiscard]] std::string public_key() const;
    Makes makes_;
    std::unique_ptr<Key> key_;
};

}  // namespace flywheel::testing
