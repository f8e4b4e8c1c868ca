#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

// Every bound on what a connection may cost, with its reason.
namespace flywheel::web {

using namespace std::chrono_literals;

inline constexpr std::uint32_t header_bytes_max =
    8 * 1024;  // cookies and a long URL fit four times
inline constexpr std::uint64_t body_bytes_max = 256 * 1024;  // the JSON gate's own bound
inline constexpr std::size_t frame_bytes_max = 256 * 1024;   // the same, on the socket
inline constexpr std::size_t outbox_bytes_max =
    256 * 1024;                                   // what waits behind the write in progress
inline constexpr int commands_in_flight_max = 8;  // past that a connection is not read
inline constexpr auto header_time_max = 10s;      // a slow phone sends 1 KB in one
inline constexpr auto body_time_max = 30s;
inline constexpr auto write_time_max = 30s;
inline constexpr auto idle_http_max = 30s;
inline constexpr auto idle_socket_max = 60s;  // pings keep it alive; proxies cut at 60 to 120
inline constexpr auto resync_time_max = 30s;  // told to resync, a reader must move within this
inline constexpr auto certificate_look_every = 5s;  // two stats of a file
inline constexpr auto stop_time_max = 5s;           // SIGTERM to the end
// Lines over polled HTTP.
inline constexpr auto polled_silence_max = 45s;   // a hidden page asks every 10 s; phones drowse
inline constexpr auto polled_answer_max = 250ms;  // a commit takes 5 ms; a proxy must not cut it
inline constexpr std::size_t polled_lines_max = 5'000;  // a few schools behind broken proxies
inline constexpr std::size_t polled_messages_max = 64;  // eight commands and what else one types
inline constexpr std::size_t sockets_max = 20'000;
// A district's schools may share one address, with two connections a person; ten such addresses still leave room.
inline constexpr std::size_t connections_per_address_max = 2'000;

// Guesses at passwords. A school shares one address, so an address may err more often than an account.
inline constexpr int guesses_per_account = 10;
inline constexpr int guesses_per_address = 100;
// A district's schools lie in one network, and so do an attacker's rented addresses.
inline constexpr int guesses_per_subnet = 300;
inline constexpr int guesses_in_all = 1'000;
// Mails with a link to a new password: three for who does not find the first, and no more for who would fill an inbox.
inline constexpr int resets_per_account = 3;
inline constexpr int resets_per_address = 60;
inline constexpr int resets_per_subnet = 180;
inline constexpr int resets_in_all = 1'000;
// Ways to the provider that may be begun. A district's schools begin the day behind one address; all that can be under way at a time fit in
// 20 MB.
inline constexpr int flows_per_address = 2'000;
inline constexpr int flows_per_subnet = 5'000;
inline constexpr std::size_t flows_max = 20'000;
inline constexpr std::int64_t flow_ms =
    10LL * 60 * 1000;                                // to find the password there, and the phone
inline constexpr std::size_t next_length_max = 512;  // a screen with its filters
inline constexpr std::size_t grant_length_max =
    4'096;  // of what a provider sends back: Microsoft's have 1,500
// Challenges for a passkey: as many may be asked for as ways to a provider may be begun. One is answered by a finger or a PIN; who goes to
// look for their key has time for that.
inline constexpr std::size_t passkey_challenges_max = 20'000;
inline constexpr std::int64_t passkey_challenge_ms = 5LL * 60 * 1000;
inline constexpr auto guess_window = 15min;
inline constexpr std::size_t guess_entries_max = 100'000;  // bounds the memory of the count itself

// Sign-ins
inline constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
inline constexpr std::int64_t session_ms = 90 * day_ms;
inline constexpr std::int64_t shared_session_ms = 12LL * 60 * 60 * 1000;  // a school day
inline constexpr std::int64_t invitation_days_max = 90;
inline constexpr std::int64_t invitation_days = 14;
inline constexpr std::size_t invitations_mailed_max = 200;  // open ones of one person
inline constexpr std::int64_t sign_in_link_ms = day_ms;
inline constexpr std::int64_t token_days_max = 365;  // somebody looks once a year what still runs
inline constexpr std::int64_t token_days = 90;
inline constexpr int setup_mails_max =
    20;  // somebody who mistypes a password, and nobody who looks for open ports
inline constexpr std::size_t setting_length_max = 1000;  // a path, a host or a password
inline constexpr std::int64_t setup_link_ms = 60LL * 60 * 1000;
inline constexpr std::size_t password_length_min = 10;
inline constexpr std::size_t code_length_max = 32;  // a recovery code with blanks, twice over
inline constexpr std::size_t password_length_max = 256;
inline constexpr std::size_t passwords_waiting_max = 64;  // each costs 19 MiB and 30 ms

}  // namespace flywheel::web
