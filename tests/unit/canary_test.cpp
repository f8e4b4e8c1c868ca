#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "protocol/codec.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/view.hpp"
#include "server/mail/compose.hpp"
#include "tests/support/unit/examples.hpp"
#include "tests/support/unit/oracle.hpp"

// Every text of every record holds a word that is nowhere else; then all bytes that can leave for somebody are searched
// for the words of records that the slow oracle does not let them see.
using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

// They say which record or field is meant, and in which language it is written.
std::set<std::string> const no_words{"about_kind", "about_id", "field", "language"};

struct Canaries {
    std::map<std::string, Key> owner;  // by word

    std::string next(Key const& key) {
        // Of one length, so that none lies in another.
        auto word = "canary" + std::to_string(100'000 + owner.size()) + "x";
        owner.emplace(word, key);
        return word;
    }
};

// The record with its words replaced and, where it has a level, that level. What is said names a person, so that it goes
// less far than what it is said of.
Stored marked(Stored stored, Level level, Canaries& canaries) {
    Key const key{stored.kind(), stored.id()};
    std::visit(
        [&]<class R>(R& record) {
            for_each_field<R>([&](auto const& f, std::size_t) {
                auto& value = record.*f.member;
                using Value = std::remove_cvref_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, std::string>) {
                    if (!no_words.contains(std::string(f.name))) { value = canaries.next(key); }
                } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
                    for (auto& each : value) {
                        each = canaries.next(key);
                    }
                } else if constexpr (std::is_same_v<Value, Level>) {
                    value = f.name == "written_for" ? Level::Author : level;
                } else if constexpr (std::is_same_v<Value, bool>) {
                    value |= f.name == "names_a_person";
                }
            });
        },
        stored.record);
    return stored;
}

// The mail that tells this viewer everything there is to tell.
std::string mail_for(State const& state, Viewer const& viewer) {
    if (!viewer.active) { return {}; }  // they get none
    mail::Around around;
    around.language = "en";
    around.public_url = "https://flywheel.example.org";
    around.network = "nic";
    auto const notices = notices_for(state, viewer, 0, {"2030-01-01"});
    auto const letter = mail::compose(state, notices, around, false);
    return letter.subject + letter.text + letter.html;
}

// All that can leave for this viewer: the snapshot, what is open, what others' eyes would see, what was missed, the
// live update that brought it all, and the mail.
std::string bytes_for(State const& state, Viewer const& viewer, std::vector<Update> const& live) {
    std::string bytes;
    auto add = [&](Outgoing const& outgoing) {
        for (auto const& piece : outgoing.pieces()) {
            bytes += *piece;
        }
    };
    add(View::snapshot(state, viewer, 1).records);
    add(View::older(state, viewer, {std::numeric_limits<std::int64_t>::max(), ""}, 100).records);
    add(View::snapshot_as(state, viewer,
                          made_up_viewer(state, Role::HubDirector, {"lantern"}, {})));
    for (Kind kind = 0; kind < kind_count; ++kind) {
        for (auto const& [id, kept] : state.table(kind)) {
            add(View::details(state, viewer, {kind, id}));
            add(View::one(state, viewer, {kind, id}));
        }
    }
    add(View::resume(state, viewer, 1, {}, "then", 0));
    int drawn = 0;
    View::Flush flush(live, [&] { return "at" + std::to_string(++drawn); });
    add(flush.for_viewer(viewer, [](Key const&) { return true; }));
    bytes += mail_for(state, viewer);
    return bytes;
}

}  // namespace

TEST_CASE("[V1] a word of a record is in nobody's bytes who may not see the record") {
    std::size_t hidden = 0;
    std::size_t shown = 0;
    std::size_t told = 0;
    for (auto const& area : example_areas()) {
        auto const story = read_example_file(area + ".json");
        for (auto const level : {Level::Author, Level::Team, Level::District, Level::Network}) {
            auto state = example_world();
            std::int64_t seq = 1;
            for (auto const& step : story.at("steps")) {
                carry_out(state, step, ++seq);
            }
            Canaries canaries;
            Updates updates;
            for (Kind kind = 0; kind < kind_count; ++kind) {
                for (auto const& [id, kept] : state.table(kind)) {
                    updates.push_back(marked(kept.stored, level, canaries));
                }
            }
            auto changes = View::begin(state, updates);
            ++seq;
            for (auto const& stored : updates) {
                state.put(stored, seq);
            }
            View::finish(changes, state);
            std::vector<Update> live(1);
            live[0].cause = "canary";
            live[0].changes = std::move(changes);

            std::vector<json> records;
            std::vector<MemberId> members;
            for (auto const& stored : updates) {
                records.push_back(json::parse(wire_json(stored)));
                if (auto const* member = std::get_if<Member>(&stored.record)) {
                    members.push_back(member->id);
                }
            }
            Oracle const oracle(records);
            REQUIRE(members.size() > 5);
            for (auto const& member : members) {
                auto const allowed = oracle.seen_by(member.text);
                auto const viewer = viewer_of(state, member);
                for (auto const& notice : notices_for(state, viewer, 0, {"2030-01-01"})) {
                    INFO(area << " at " << name_of(level) << ": " << member.text);
                    ++told;
                    auto const& [kind, id] = notice.about;
                    CHECK(allowed.contains({std::string(kind_names[kind]), id}));
                    CHECK((notice.comment.empty() ||
                           allowed.contains({"comment", notice.comment.text})));
                }
                auto const bytes = bytes_for(state, viewer, live);
                for (std::size_t at = bytes.find("canary1"); at != std::string::npos;
                     at = bytes.find("canary1", at + 1)) {
                    auto const& key = canaries.owner.at(bytes.substr(at, 13));
                    std::string const kind(kind_names[key.kind]);
                    if (allowed.contains({kind, key.id})) {
                        ++shown;
                        continue;
                    }
                    FAIL(area << " at " << name_of(level) << ": " << member.text
                              << " gets words of " << kind << "/" << key.id);
                }
                for (auto const& [word, key] : canaries.owner) {
                    hidden += bytes.find(word) == std::string::npos;
                }
            }
        }
    }
    CHECK(hidden > 10'000);
    CHECK(shown > 10'000);
    CHECK(told > 50);
}
