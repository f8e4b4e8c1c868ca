#include "protocol/messages.hpp"

#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"
#include "protocol/json_gate.hpp"

namespace flywheel {

namespace {

using nlohmann::json;

Refusal malformed(std::string field) {
    return refuse(Code::NotWellFormed, field, "The message is not well formed: \"" + field + "\".");
}

Result<void> only(json const& object, std::initializer_list<std::string_view> allowed) {
    for (auto const& [name, value] : object.items()) {
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
            return refuse(Code::UnknownField, name, "There is no field \"" + name + "\" here.");
        }
    }
    return {};
}

// A text member of at most `length_max` bytes; empty when it is absent.
Result<std::string> text_of(json const& object, char const* name, std::size_t length_max) {
    auto const found = object.find(name);
    if (found == object.end()) { return std::string{}; }
    if (!found->is_string() || found->get_ref<std::string const&>().size() > length_max) {
        return malformed(name);
    }
    return found->get<std::string>();
}

Result<Key> key_of(json const& object) {
    auto const kind = text_of(object, "kind", field_name_max);
    auto const id = text_of(object, "id", id_length_max);
    if (kind.has_error()) { return kind.error(); }
    if (id.has_error()) { return id.error(); }
    auto const index = kind_from_name(*kind);
    if (!index) {
        return refuse(Code::UnknownKind, "kind", "There is no kind of record with that name.");
    }
    if (!is_id(*id)) { return malformed("id"); }
    return Key{*index, *id};
}

Result<ClientMessage> read_hello(json const& object) {
    if (auto ok = only(object, {"type", "wire_version", "network", "since", "pending"});
        ok.has_error()) {
        return ok.error();
    }
    HelloMessage hello;
    auto const version = object.find("wire_version");
    if (version == object.end() || !version->is_number_integer()) {
        return malformed("wire_version");
    }
    hello.wire_version = version->get<std::int64_t>();
    auto network = text_of(object, "network", id_length_max);
    if (network.has_error() || !is_id(*network)) { return malformed("network"); }
    hello.network = std::move(*network);
    auto since = text_of(object, "since", cursor_length_max);
    if (since.has_error()) { return since.error(); }
    hello.since = std::move(*since);
    auto const pending = object.find("pending");
    if (pending != object.end()) {
        if (!pending->is_array() || pending->size() > pending_max) { return malformed("pending"); }
        for (auto const& id : *pending) {
            if (!id.is_string() || !is_id(id.get_ref<std::string const&>())) {
                return malformed("pending");
            }
            hello.pending.push_back(id.get<std::string>());
        }
    }
    return ClientMessage{std::move(hello)};
}

Result<ClientMessage> read_presence(json const& object) {
    if (auto ok = only(object, {"type", "at"}); ok.has_error()) { return ok.error(); }
    PresenceMessage presence;
    auto const at = object.find("at");
    if (at == object.end()) { return malformed("at"); }
    if (at->is_null()) { return ClientMessage{std::move(presence)}; }
    if (!at->is_object()) { return malformed("at"); }
    if (auto ok = only(*at, {"kind", "id", "field", "x", "y"}); ok.has_error()) {
        return ok.error();
    }
    auto key = key_of(*at);
    if (key.has_error()) { return key.error(); }
    auto field = text_of(*at, "field", field_name_max);
    if (field.has_error()) { return field.error(); }
    for (char const c : *field) {
        if (c != '_' && (c < 'a' || c > 'z')) { return malformed("field"); }
    }
    auto const x = at->find("x");
    auto const y = at->find("y");
    if (x != at->end() || y != at->end()) {
        auto const is_length = [&](auto const& found) {
            return found != at->end() && found->is_number_integer() &&
                   found->template get<std::int64_t>() >= 0 &&
                   found->template get<std::int64_t>() <= pointer_max;
        };
        if (!is_length(x)) { return malformed("x"); }
        if (!is_length(y)) { return malformed("y"); }
        presence.pointer = Pointer{x->get<std::int64_t>(), y->get<std::int64_t>()};
    }
    presence.key = std::move(*key);
    presence.field = std::move(*field);
    return ClientMessage{std::move(presence)};
}

}  // namespace

Result<ClientMessage> read_client_message(std::string_view text) {
    if (auto ok = check_json_shape(text); ok.has_error()) { return ok.error(); }
    auto const object = json::parse(text, nullptr, false);
    if (!object.is_object()) { return malformed(""); }
    auto const type = text_of(object, "type", field_name_max);
    if (type.has_error()) { return type.error(); }
    if (*type == "command") {
        auto const id = text_of(object, "id", id_length_max);
        if (id.has_error() || !is_id(*id)) { return malformed("id"); }
        return ClientMessage{CommandMessage{*id, read_command(text)}};
    }
    if (*type == "hello") { return read_hello(object); }
    if (*type == "presence") { return read_presence(object); }
    if (*type == "ping") { return ClientMessage{PingMessage{}}; }
    if (*type == "open" || *type == "close") {
        if (auto ok = only(object, {"type", "kind", "id"}); ok.has_error()) { return ok.error(); }
        auto key = key_of(object);
        if (key.has_error()) { return key.error(); }
        if (*type == "open") { return ClientMessage{OpenMessage{std::move(*key)}}; }
        return ClientMessage{CloseMessage{std::move(*key)}};
    }
    return malformed("type");
}

}  // namespace flywheel
