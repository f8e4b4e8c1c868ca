#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "protocol/emit.hpp"
#include "protocol/emit_detail.hpp"
#include "protocol/letters.hpp"
#include "protocol/operations.hpp"
#include "protocol/refusal.hpp"

// OpenAPI 3.1.0 (spec.openapis.org/oas/v3.1.0) with JSON Schema 2020-12, from the declarations of records, commands and operations.
namespace flywheel {

namespace {

using Json = nlohmann::ordered_json;

Json text_schema() { return {{"type", "string"}}; }
Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
Json reference(std::string const& name) { return {{"$ref", "#/components/schemas/" + name}}; }
Json one_of(std::vector<std::string> const& names) { return {{"type", "string"}, {"enum", names}}; }

template <class R>
Json id_of() {
    return {{"type", "string"}, {"format", "id"}, {"x-kind", std::string(R::kind)}};
}

template <class E>
std::vector<std::string> names_of() {
    std::vector<std::string> names;
    for (auto const name : enum_names(E{})) {
        names.emplace_back(name);
    }
    return names;
}

// An object with its properties, those of them that are always there, and no others.
class ObjectSchema {
public:
    void add(std::string_view name, Json schema, bool required) {
        properties_[std::string(name)] = std::move(schema);
        if (required) { required_.push_back(std::string(name)); }
    }
    [[nodiscard]] Json json(std::string const& says = {}) const {
        Json out{{"type", "object"}};
        if (!says.empty()) { out["description"] = says; }
        out["properties"] = properties_;
        if (!required_.empty()) { out["required"] = required_; }
        out["additionalProperties"] = false;
        return out;
    }

private:
    Json properties_ = Json::object();
    Json required_ = Json::array();
};

template <class T>
Json schema_of() {
    if constexpr (is_optional_type<T>) {
        return schema_of<typename T::value_type>();
    } else if constexpr (is_list_type<T>) {
        return list_of(schema_of<typename T::value_type>());
    } else if constexpr (std::is_same_v<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, Instant>) {
        return {{"type", "integer"}};
    } else if constexpr (std::is_same_v<T, double>) {
        return {{"type", "number"}};
    } else if constexpr (std::is_same_v<T, Date>) {
        return {{"type", "string"}, {"format", "date"}};
    } else if constexpr (is_id_type<T>) {
        return {{"type", "string"}, {"format", "id"}, {"x-kind", std::string(T::tag::kind)}};
    } else if constexpr (std::is_enum_v<T>) {
        return one_of(names_of<T>());
    } else if constexpr (requires { T::fields(); }) {
        ObjectSchema object;
        for_each_field<T>([&](auto const& f, std::size_t) {
            using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
            object.add(f.name, schema_of<Value>(), f.rule.required);
        });
        return object.json();
    } else {
        return text_schema();
    }
}

// With what the declaration says and limits.
void describe(Json& schema, std::string_view says, FieldRule const& rule) {
    if (!says.empty()) { schema["description"] = std::string(says); }
    auto const type = schema.value("type", std::string{});
    if (type == "string" && !schema.contains("enum") && !schema.contains("format")) {
        schema["maxLength"] = rule.length_max;
    }
    if (type == "array") { schema["maxItems"] = rule.items_max; }
    if (type == "integer" || type == "number") {
        if (rule.min > std::numeric_limits<double>::lowest()) { schema["minimum"] = rule.min; }
        if (rule.max < std::numeric_limits<double>::max()) { schema["maximum"] = rule.max; }
    }
}

// add(name, value's schema, rule) for each field.
template <class T, class F>
void for_each_described(F const& add) {
    for_each_field<T>([&](auto const& f, std::size_t) {
        using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
        auto schema = schema_of<Value>();
        describe(schema, f.says, f.rule);
        add(f.name, std::move(schema), f.rule, always_there<Value>(f.rule));
    });
}

template <class R>
Json record_schema() {
    ObjectSchema object;
    object.add("kind", {{"const", std::string(R::kind)}}, true);
    object.add("id", text_schema(), true);
    object.add("revision", {{"type", "integer"}}, true);
    object.add("created_by", text_schema(), false);
    object.add("created_at_ms", {{"type", "integer"}}, true);
    object.add("updated_by", text_schema(), false);
    object.add("updated_at_ms", {{"type", "integer"}}, true);
    object.add("held", {{"type", "boolean"}}, false);
    object.add("archived_at_ms", {{"type", "integer"}}, false);
    for_each_described<R>([&](std::string_view name, Json schema, FieldRule const&, bool there) {
        object.add(name, std::move(schema), there);
    });
    return object.json();
}

template <class C>
struct Arguments {
    static Json schema() {
        ObjectSchema object;
        for_each_described<C>([&](std::string_view name, Json value, FieldRule const& rule, bool) {
            object.add(name, std::move(value), rule.required || name == "seen_revision");
        });
        return object.json();
    }
    static std::string says() { return std::string(C::says); }
};
template <class R>
struct Arguments<Create<R>> {
    static Json schema() {
        ObjectSchema object;
        object.add("id", text_schema(), true);
        for_each_described<R>([&](std::string_view name, Json value, FieldRule const& rule, bool) {
            if (rule.set_by != SetBy::Rule) { object.add(name, std::move(value), rule.required); }
        });
        return object.json();
    }
    static std::string says() { return "Creates " + with_article(R::kind) + "."; }
};
template <class R>
struct Arguments<Edit<R>> {
    static Json schema() {
        ObjectSchema values;
        ObjectSchema sets;
        ObjectSchema texts;
        for_each_described<R>([&](std::string_view name, Json value, FieldRule const& rule, bool) {
            if (rule.set_by != SetBy::Person) { return; }
            if (rule.merge == Merge::Text) { texts.add(name, reference("TextChange"), false); }
            (rule.merge == Merge::Set ? sets : values).add(name, std::move(value), false);
        });
        ObjectSchema object;
        object.add("id", id_of<R>(), true);
        object.add("seen_revision", {{"type", "integer"}}, true);
        object.add("if_changed", one_of({"overwrite", "refuse"}), false);
        object.add("set", values.json(), false);
        object.add("clear", list_of(text_schema()), false);
        object.add("write", texts.json(), false);
        object.add("add", sets.json(), false);
        object.add("remove", sets.json(), false);
        return object.json();
    }
    static std::string says() { return "Changes fields of a " + std::string(R::kind) + "."; }
};
template <class R>
struct Arguments<Archive<R>> {
    static Json schema() {
        ObjectSchema object;
        object.add("id", id_of<R>(), true);
        object.add("only_mine", {{"type", "boolean"}}, false);
        return object.json();
    }
    static std::string says() {
        return "Deletes a " + std::string(R::kind) + "; it can be restored for 30 days.";
    }
};
template <class R>
struct Arguments<Restore<R>> {
    static Json schema() {
        ObjectSchema object;
        object.add("id", id_of<R>(), true);
        return object.json();
    }
    static std::string says() { return "Brings an archived " + std::string(R::kind) + " back."; }
};
template <class R>
struct Arguments<Share<R>> {
    static Json schema() {
        ObjectSchema object;
        object.add("id", id_of<R>(), true);
        object.add("seen_revision", {{"type", "integer"}}, true);
        object.add("shared_with", one_of(names_of<Level>()), true);
        object.add("guests", list_of(text_schema()), false);
        return object.json();
    }
    static std::string says() { return "Shares a " + std::string(R::kind) + " wider or narrower."; }
};

Json schema_named(std::string_view type) {
    if (type.front() == '[') { return list_of(schema_named(type.substr(1, type.size() - 2))); }
    if (type.front() == '#') { return reference(std::string(type.substr(1))); }
    return {{"type", std::string(type)}};
}

Json schema_of_slots(std::vector<Slot> const& slots, bool closed) {
    ObjectSchema object;
    for (auto const& slot : slots) {
        auto schema = schema_named(slot.type);
        schema["description"] = std::string(slot.says);
        object.add(slot.name, std::move(schema), slot.required);
    }
    auto out = object.json();
    if (!closed) { out.erase("additionalProperties"); }
    return out;
}

Json content(Json schema) { return {{"application/json", {{"schema", std::move(schema)}}}}; }

Json answers_of(Access access, Json good, bool is_file) {
    Json out = Json::object();
    if (is_file) {
        out["200"] = {{"description", "The file."},
                      {"content", {{"*/*", {{"schema", Json::object()}}}}}};
    } else if (good.is_null()) {
        out["204"] = {{"description", "Done."}};
    } else {
        out["200"] = {{"description", "What was asked for."},
                      {"content", content(std::move(good))}};
    }
    auto refusal = [](char const* says) {
        return Json{{"description", says}, {"content", content(reference("Refusal"))}};
    };
    out["4XX"] = refusal("It was not carried out; the code says why, the field where.");
    if (access != Access::Anyone) { out["401"] = refusal("Nobody is signed in."); }
    if (access == Access::Member) {
        out["404"] =
            refusal("It is not there, or not for this person; the two cannot be told apart.");
    }
    return out;
}

Json parameters_of(std::string_view path, std::vector<Slot> const& query) {
    Json out = Json::array();
    for (auto at = path.find('{'); at != std::string_view::npos; at = path.find('{', at + 1)) {
        out.push_back({{"name", std::string(path.substr(at + 1, path.find('}', at) - at - 1))},
                       {"in", "path"},
                       {"required", true},
                       {"schema", text_schema()}});
    }
    for (auto const& slot : query) {
        out.push_back({{"name", std::string(slot.name)},
                       {"in", "query"},
                       {"description", std::string(slot.says)},
                       {"required", slot.required},
                       {"schema", schema_named(slot.type)}});
    }
    return out;
}

Json needs(char const* scheme) { return {{scheme, Json::array()}}; }

void add_path(Json& paths, Operation const& operation, std::string const& path,
              std::string const& id, std::string const& says, Json body, Json good) {
    Json entry{{"operationId", id}, {"summary", says}};
    if (operation.access == Access::Anyone) {
        entry["security"] = Json::array();
    } else if (operation.by_token != ByToken::No) {
        entry["security"] = Json::array({needs("cookie"), needs("token")});
    }
    if (auto parameters = parameters_of(path, operation.query); !parameters.empty()) {
        entry["parameters"] = std::move(parameters);
    }
    if (operation.method == "POST") {
        entry["requestBody"] = {{"required", true}, {"content", content(std::move(body))}};
    }
    entry["responses"] = answers_of(operation.access, std::move(good), operation.is_file);
    paths[path][in_small_letters(operation.method)] = std::move(entry);
}

Json account_schema() {
    return schema_of_slots({{"id", "string", "Theirs."},
                            {"name", "string", "Theirs."},
                            {"email", "string", "Theirs."}},
                           true);
}

Json refusal_schema() {
    ObjectSchema object;
    object.add("code", one_of(names_of<Code>()), true);
    object.add("field", {{"type", "string"}, {"description", "Where in the request."}}, false);
    object.add("says", {{"type", "string"}, {"description", "A sentence in English."}}, false);
    object.add("with", {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}}, false);
    object.add("retry_after_s", {{"type", "integer"}}, false);
    return object.json();
}

}  // namespace

std::string emit_openapi() {
    Json schemas{{"Account", account_schema()},
                 {"Refusal", refusal_schema()},
                 {"TextChange", {{"type", "array"}, {"description", "docs/SYNC.md T1"}}}};
    Json any = Json::array();
    for_each_kind([&]<class R>(std::type_identity<R>) {
        schemas[std::string(R::kind)] = record_schema<R>();
        any.push_back(reference(std::string(R::kind)));
    });
    schemas["AnyRecord"] = {{"oneOf", std::move(any)},
                            {"discriminator", {{"propertyName", "kind"}}}};

    Json paths = Json::object();
    for (auto const& operation : operations()) {
        Json good;
        if (!operation.answers.empty()) { good = schema_of_slots(operation.answers, false); }
        add_path(paths, operation, std::string(operation.path), std::string(operation.id),
                 std::string(operation.says), schema_of_slots(operation.body, true), good);
        if (operation.id != "command") { continue; }
        for_each_command([&]<class C>(std::type_identity<C>) {
            auto const name = CommandName<C>::text();
            ObjectSchema body;
            body.add("id", text_schema(), true);
            body.add("args", Arguments<C>::schema(), true);
            add_path(paths, operation, std::string(operation.path) + "/" + name, name,
                     Arguments<C>::says(), body.json(), good);
        });
    }
    return Json{{"openapi", "3.1.0"},
                {"info",
                 {{"title", "Flywheel"},
                  {"version", "1"},
                  {"description", "Every command and every read. Written by ./dev emit from the "
                                  "C++ declarations."}}},
                {"servers", Json::array({Json{{"url", "/api/v1"}}})},
                {"security", Json::array({needs("cookie")})},
                {"paths", std::move(paths)},
                {"components",
                 {{"securitySchemes",
                   {{"cookie", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-flywheel"}}},
                    {"token",
                     {{"type", "http"},
                      {"scheme", "bearer"},
                      {"description",
                       "Made on the settings page, begins with fw_. One that only reads is refused "
                       "commands; none reaches what concerns an account."}}}}},
                  {"schemas", std::move(schemas)}}}}
               .dump(1) +
           "\n";
}

}  // namespace flywheel
