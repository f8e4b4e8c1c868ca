#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "protocol/commands.hpp"
#include "protocol/records.hpp"
#include "protocol/refusal.hpp"

// Between bytes and typed values. Bytes from people pass the JSON gate first (json_gate.hpp).
namespace flywheel {

// Form number of stored bodies; a body with an older one is upgraded when it is read.
inline constexpr int body_form = 1;

// The record as viewers get it (docs/SYNC.md R1).
[[nodiscard]] std::string wire_json(Stored const& stored);
// The record as the store keeps it: the wire form, its form number, archiving and field revisions.
[[nodiscard]] std::string stored_json(Stored const& stored);

// Reads a record in stored or wire form. Refuses unknown kinds and fields, wrong types and broken limits.
[[nodiscard]] Result<Stored> read_stored(std::string_view text);

// A field that differs, with both values as JSON; empty where it is unset.
struct FieldChange {
    std::string_view field;
    std::string before;
    std::string after;
};
// In the order of declaration; `before` is null for a new record, else of the same kind as `after`.
[[nodiscard]] std::vector<FieldChange> changed_fields(AnyRecord const* before,
                                                      AnyRecord const& after);

// Reads {id, name, args}; the member "type" of the socket's form is passed over. The text must have
// passed the gate. Refusals name the field.
[[nodiscard]] Result<Command> read_command(std::string_view text);

// The command as {id, name, args}, for clients in tests and on the command line.
[[nodiscard]] std::string command_json(std::string_view id, std::string_view name,
                                       nlohmann::json const& args);

// Appends `text` as a JSON string with its quotes. The text must be valid UTF-8.
void append_json_string(std::string& out, std::string_view text);

[[nodiscard]] std::string refusal_json(Refusal const& refusal);

// Appends the change in its wire form (docs/SYNC.md T1).
void append_text_change(std::string& out, TextChange const& change);

// What a command wrote in the texts of a record, for those who hold it as it was just before (docs/SYNC.md T4).
[[nodiscard]] std::string writes_json(Stored const& stored);

// Length as browsers count it. The text must be valid UTF-8.
[[nodiscard]] std::size_t utf16_length(std::string_view text);

}  // namespace flywheel
