#include "server/domain/view.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "protocol/codec.hpp"
#include "server/domain/leaving.hpp"
#include "server/domain/notices.hpp"
#include "server/domain/policy.hpp"
#include "server/domain/pool/totals.hpp"
#include "server/domain/series_chart.hpp"

namespace flywheel {

namespace {

enum class Sight : char { Nothing = '0', Put = '1', Remove = '2', Writes = '3' };
constexpr char seen_name = '+';
constexpr char hidden_name = '-';

// Whether another set of what it names is to be seen by this viewer than before.
bool names_moved_for(Change const& change, Viewer const& viewer) {
    return std::any_of(change.names.begin(), change.names.end(), [&](Change::Named const& named) {
        return holds(named.before, viewer) != holds(named.after, viewer);
    });
}

Sight sight_of(Change const& change, Viewer const& viewer) {
    bool const before = holds(change.before, viewer);
    bool const after = holds(change.after, viewer);
    if (after) {
        bool const renamed = names_moved_for(change, viewer);
        if (before && !renamed && !change.writes.empty()) { return Sight::Writes; }
        return !before || change.changed || renamed ? Sight::Put : Sight::Nothing;
    }
    return before ? Sight::Remove : Sight::Nothing;
}

// The record without what it names that `may` does not let through.
template <class May>
Stored with_names(Stored stored, May&& may) {
    auto hidden = [&]<class Tag>(Id<Tag> const& id) {
        return !may(Key{*kind_from_name(Tag::kind), id.text});
    };
    auto drop = [&]<class Tag>(Id<Tag>& id) {
        if (!id.empty() && hidden(id)) { id = {}; }
    };
    if (auto* cycle = std::get_if<PdsaCycle>(&stored.record)) {
        std::erase_if(cycle->builds_on, hidden);
        if (!cycle->adapted_from.empty() && hidden(cycle->adapted_from)) {
            cycle->adapted_from = {};
            cycle->adapted_revision.reset();
        }
        drop(cycle->protocol_version);
        std::erase_if(cycle->measures, hidden);
    }
    if (auto* protocol = std::get_if<ChangeProtocol>(&stored.record)) {
        std::erase_if(protocol->change_ideas, hidden);
        drop(protocol->from_reply);
    }
    if (auto* change = std::get_if<ProtocolChange>(&stored.record)) {
        std::erase_if(change->cycles, hidden);
    }
    if (auto* post = std::get_if<Post>(&stored.record)) {
        std::erase_if(post->change_ideas, hidden);
        std::erase_if(post->protocols, hidden);
        std::erase_if(post->cycles, hidden);
        drop(post->accepted_reply);
    }
    if (auto* request = std::get_if<SupportRequest>(&stored.record)) {
        std::erase_if(request->change_ideas, hidden);
    }
    if (auto* activity = std::get_if<Activity>(&stored.record)) {
        drop(activity->protocol);
        drop(activity->change_idea);
    }
    if (auto* version = std::get_if<ProtocolVersion>(&stored.record)) {
        drop(version->adapted_from);
    }
    if (auto* adaptation = std::get_if<Adaptation>(&stored.record)) { drop(adaptation->parent); }
    if (auto* proposal = std::get_if<UpstreamProposal>(&stored.record)) { drop(proposal->version); }
    if (auto* card = std::get_if<EvidenceCard>(&stored.record)) {
        drop(card->protocol);
        drop(card->change_idea);
    }
    if (auto* row = std::get_if<EvidenceRow>(&stored.record)) {
        std::erase_if(row->cycles, hidden);
    }
    if (auto* item = std::get_if<AgendaItem>(&stored.record)) {
        std::erase_if(item->cycles, hidden);
        std::erase_if(item->support_requests, hidden);
        std::erase_if(item->change_ideas, hidden);
    }
    if (auto* decision = std::get_if<MeetingDecision>(&stored.record)) {
        std::erase_if(decision->change_ideas, hidden);
        std::erase_if(decision->cycles, hidden);
    }
    if (auto* measure = std::get_if<Measure>(&stored.record)) {
        std::erase_if(measure->aims, hidden);
        std::erase_if(measure->drivers, hidden);
    }
    auto drop_cycles = [&](auto* in_chart) {
        if (in_chart != nullptr) { std::erase_if(in_chart->cycles, hidden); }
    };
    drop_cycles(std::get_if<ChartPhase>(&stored.record));
    drop_cycles(std::get_if<ChartAnnotation>(&stored.record));
    drop_cycles(std::get_if<ChartSignal>(&stored.record));
    return stored;
}

// The form of a record for those who may see just this of what it names.
Outgoing::Piece form_where(Kept const& kept, std::function<bool(Key const&)> const& may) {
    auto const names = named_in(kept.stored.record);
    if (std::all_of(names.begin(), names.end(), may)) { return kept.wire; }
    return std::make_shared<std::string const>(wire_json(with_names(kept.stored, may)));
}

// The form that this viewer gets of a record they may see.
Outgoing::Piece form_for(State const& state, Viewer const& viewer, Kept const& kept) {
    return form_where(kept, [&](Key const& key) { return View::may_see(state, viewer, key); });
}

void append(std::vector<Key>& keys, std::vector<Key> const& more) {
    keys.insert(keys.end(), more.begin(), more.end());
}

// The evidence that is seen only with this record: cards about it, with what is below them, and rows.
std::vector<Key> evidence_on(State const& state, Key const& key) {
    std::vector<Key> keys;
    for (auto const& each : state.naming(key)) {
        if (each.kind != kind_of<EvidenceCard>() && each.kind != kind_of<EvidenceRow>()) {
            continue;
        }
        keys.push_back(each);
        append(keys, state.below(each));
    }
    return keys;
}

// A version's changes, who took it up, and what they made of it and proposed.
std::vector<Key> around_version(State const& state, Key const& version) {
    auto keys = state.below(version);
    for (auto const& each : state.below(version)) {
        append(keys, state.below(each));
    }
    state.each<Adoption>([&](Adoption const& adoption, Meta const&) {
        if (adoption.version.text == version.id) {
            keys.push_back({kind_of<Adoption>(), adoption.id.text});
        }
    });
    return keys;
}

// What was told of a point is seen only with it.
std::vector<Key> signals_of(State const& state, DataPoint const& point) {
    std::vector<Key> keys;
    state.each_below<ChartSignal>(
        {kind_of<MeasureSeries>(), point.series.text}, [&](ChartSignal const& signal, Meta const&) {
            auto const& points = signal.points;
            if (std::find(points.begin(), points.end(), point.id) != points.end()) {
                keys.push_back({kind_of<ChartSignal>(), signal.id.text});
            }
        });
    return keys;
}

// And so are the numbers from which it could be told.
std::vector<Key> around_point(State const& state, DataPoint const& point) {
    auto keys = signals_of(state, point);
    for (auto const& other : pool::beside(state, point)) {
        keys.push_back(other);
        append(keys, signals_of(state, state.known<DataPoint>({other.id})));
    }
    return keys;
}

// Whether a number is small goes by the network's `min_n`.
std::vector<Key> numbers_in(State const& state, Stored const& network) {
    auto const* before = state.find(network.kind(), network.id());
    bool const same = before != nullptr && std::get<Network>(before->stored.record).min_n ==
                                               std::get<Network>(network.record).min_n;
    std::vector<Key> keys;
    if (same) { return keys; }
    for (auto const kind : {kind_of<DataPoint>(), kind_of<ChartSignal>()}) {
        for (auto const& [id, kept] : state.table(kind)) {
            keys.push_back({kind, id});
        }
    }
    return keys;
}

// Records whose audience is reckoned from this one's.
std::vector<Key> dependent_records(State const& state, Stored const& stored) {
    Key const key{stored.kind(), stored.id()};
    if (std::holds_alternative<PdsaCycle>(stored.record)) {
        auto keys = state.below(key);
        keys.push_back({kind_of<Ramp>(), std::get<PdsaCycle>(stored.record).ramp.text});
        append(keys, evidence_on(state, key));
        return keys;
    }
    if (auto const* observation = std::get_if<Observation>(&stored.record)) {
        std::vector<Key> keys;
        for (auto const& each : state.below({kind_of<PdsaCycle>(), observation->cycle.text})) {
            if (each.kind == kind_of<Attachment>() &&
                state.known<Attachment>({each.id}).observation == observation->id) {
                keys.push_back(each);
            }
        }
        return keys;
    }
    if (std::holds_alternative<DriverDiagram>(stored.record)) {
        auto keys = state.below(key);
        for (auto const& node : state.below(key)) {
            append(keys, evidence_on(state, node));
        }
        return keys;
    }
    if (std::holds_alternative<DriverNode>(stored.record)) { return evidence_on(state, key); }
    if (std::holds_alternative<Adaptation>(stored.record) ||
        std::holds_alternative<EvidenceCard>(stored.record) ||
        std::holds_alternative<Post>(stored.record) ||
        std::holds_alternative<Meeting>(stored.record) ||
        std::holds_alternative<MeasureSeries>(stored.record)) {
        return state.below(key);
    }
    if (std::holds_alternative<Measure>(stored.record)) {
        auto keys = state.below(key);
        for (auto const& each : state.below(key)) {
            append(keys, state.below(each));
        }
        return keys;
    }
    if (std::holds_alternative<ProtocolVersion>(stored.record)) {
        return around_version(state, key);
    }
    if (std::holds_alternative<ChangeProtocol>(stored.record)) {
        auto keys = state.below(key);
        for (auto const& version : state.below(key)) {
            append(keys, around_version(state, version));
        }
        append(keys, evidence_on(state, key));
        return keys;
    }
    if (auto const* point = std::get_if<DataPoint>(&stored.record)) {
        return around_point(state, *point);
    }
    if (std::holds_alternative<Network>(stored.record)) { return numbers_in(state, stored); }
    auto around_member = [&](MemberId const& id) {
        Key const member{kind_of<Member>(), id.text};
        auto keys = state.below(member);
        keys.push_back(member);
        return keys;
    };
    if (auto const* m = std::get_if<Membership>(&stored.record)) {
        return around_member(m->member);
    }
    if (auto const* m = std::get_if<TeamMembership>(&stored.record)) {
        return around_member(m->member);
    }
    return {};
}

// What hangs on a record for its audience, beyond the record itself: comments and follows stay with what they are on,
// and answers with what they answer.
std::vector<Key> dependents(State const& state, Stored const& stored) {
    Key const key{stored.kind(), stored.id()};
    if (auto const* first = std::get_if<Comment>(&stored.record)) {
        std::vector<Key> answers;
        for (auto const& other :
             state.comments_on({*kind_from_name(first->about_kind), first->about_id})) {
            if (state.known<Comment>({other.id}).thread == first->id) { answers.push_back(other); }
        }
        return answers;
    }
    auto keys = dependent_records(state, stored);
    std::vector<Key> on_them = state.comments_on(key);
    append(on_them, state.follows_on(key));
    for (auto const& each : keys) {
        append(on_them, state.comments_on(each));
        append(on_them, state.follows_on(each));
    }
    append(keys, on_them);
    return keys;
}

Audience audience_now(State const& state, Key const& key) {
    auto const* kept = state.find(key.kind, key.id);
    return kept == nullptr ? Audience{} : audience_of(kept->stored, state);
}

// Whether the viewer may see it, or could if it were not archived.
bool could_see_living(State const& state, Viewer const& viewer, Stored const& stored) {
    if (!holds(audience_if_living(stored, state), viewer)) { return false; }
    auto const* comment = std::get_if<Comment>(&stored.record);
    if (comment == nullptr || !stored.archived() || stored.meta.held) { return true; }
    // What its writer took back is not to be read on elsewhere.
    AnyCommand const restore = TalkCommand{Restore<Comment>{comment->id}};
    return permit(viewer, restore, state).has_value();
}

std::string fields_json(std::vector<FieldChange> const& changes) {
    std::string out = "[";
    for (auto const& change : changes) {
        if (out.size() > 1) { out += ','; }
        out += R"({"field":")";
        out += change.field;
        out += '"';
        if (!change.before.empty()) { out += ",\"before\":" + change.before; }
        if (!change.after.empty()) { out += ",\"after\":" + change.after; }
        out += '}';
    }
    return out + ']';
}

// Empty when it is not for this viewer.
std::string past_record(State const& state, Viewer const& viewer, PastRecord const& record,
                        View::Moved const& moved) {
    Stored const& after = record.after;
    auto const* kept = state.find(after.kind(), after.id());
    if (kept == nullptr || !could_see_living(state, viewer, kept->stored)) { return {}; }
    // The living form of what it said then: the audience of its root at that time says the rest.
    bool const detail = kind_shelves[after.kind()] == Shelf::Detail;
    auto within = [&](Stored const& then) {
        return holds(audience_if_living(then, state), viewer);
    };
    if (detail && !(within(after) && (!record.before || within(*record.before)) &&
                    std::all_of(record.beside.begin(), record.beside.end(), within))) {
        return {};
    }
    auto const root = root_of(after.record);
    auto could_see = [&](Key const& what, std::optional<Audience> const& then) {
        if (then) { return holds(*then, viewer); }
        if (auto const since = moved.find(what); since != moved.end()) {
            return holds(since->second, viewer);
        }
        auto const* now = state.find(what.kind, what.id);
        return holds(audience_if_living(now->stored, state), viewer);
    };
    bool const saw_before = could_see(root, record.could_see_before);
    bool const archives = after.archived();
    if (!(archives ? saw_before : could_see(root, record.could_see_after))) { return {}; }

    // What it named: to be seen now, and then.
    auto knows = [&](Key const& key, auto&& then) {
        auto const* named = state.find(key.kind, key.id);
        return named != nullptr && could_see_living(state, viewer, named->stored) &&
               could_see(key, then(record.named.at(key)));
    };
    Stored const shown = with_names(after, [&](Key const& key) {
        return knows(key, [](auto const& named) { return named.could_see_after; });
    });

    std::string out = R"({"kind":")";
    out += kind_names[after.kind()];
    out += R"(","id":)";
    append_json_string(out, after.id());
    auto did = [&](char const* what) { return out += R"(,"did":")" + std::string(what) + '"'; };
    if (!record.before) {
        did("created");
        return out + ",\"fields\":" + fields_json(changed_fields(nullptr, shown.record)) + '}';
    }
    if (archives != record.before->archived()) {
        return did(archives ? "archived" : "restored") + '}';
    }
    if (!saw_before) { return did("came_into_sight") + '}'; }
    Stored const former = with_names(*record.before, [&](Key const& key) {
        return knows(key, [](auto const& named) { return named.could_see_before; });
    });
    auto const fields = changed_fields(&former.record, shown.record);
    // Only a link to what is hidden from them: nothing that they could see.
    if (fields.empty() && !changed_fields(&record.before->record, after.record).empty()) {
        return {};
    }
    did("changed");
    return out + ",\"fields\":" + fields_json(fields) + '}';
}

std::string remove_json(Key const& key) {
    std::string out = R"({"kind":")";
    out += kind_names[key.kind];
    out += R"(","id":)";
    append_json_string(out, key.id);
    out += '}';
    return out;
}

void append_update_head(std::string& out, std::string const& at) {
    out += R"({"type":"update","at":")";
    out += at;
    out += '"';
}

void append_puts_and_removes(std::string& out, std::vector<Outgoing::Piece> const& puts,
                             std::vector<Key> const& removes) {
    out += R"(,"puts":[)";
    for (std::size_t i = 0; i < puts.size(); ++i) {
        if (i > 0) { out += ','; }
        out += *puts[i];
    }
    out += R"(],"removes":[)";
    for (std::size_t i = 0; i < removes.size(); ++i) {
        if (i > 0) { out += ','; }
        out += remove_json(removes[i]);
    }
    out += "]}";
}

}  // namespace

std::vector<Change> View::begin(State const& state, Updates const& updates) {
    std::vector<Change> changes;
    std::set<Key> named;
    auto add = [&](Key key, std::optional<Key> parent, bool changed) {
        if (!named.insert(key).second) { return; }
        Change change;
        change.before = audience_now(state, key);
        change.parent = kind_shelves[key.kind] == Shelf::Detail ? std::move(parent) : std::nullopt;
        change.changed = changed;
        change.key = std::move(key);
        changes.push_back(std::move(change));
    };
    for (auto const& stored : updates) {
        add({stored.kind(), stored.id()}, parent_of(stored.record), true);
        if (!stored.written.empty()) { changes.back().writes = writes_json(stored); }
    }
    for (auto const& stored : updates) {
        for (auto& key : dependents(state, stored)) {
            auto const* kept = state.find(key.kind, key.id);
            if (kept != nullptr) { add(std::move(key), parent_of(kept->stored.record), false); }
        }
    }
    return changes;
}

void View::finish(std::vector<Change>& changes, State const& state) {
    std::map<Key, Audience> before;
    for (auto& change : changes) {
        auto const& kept = state.known_kept(change.key.kind, change.key.id);
        change.concerns = concerned_by(state, change.key);
        change.after = audience_of(kept.stored, state);
        change.wire = kept.wire;
        before.emplace(change.key, change.before);
    }
    // What names a record that came into somebody's sight, or left it, has another form for them.
    std::vector<Change> named_by;
    for (auto const& change : changes) {
        if (change.before == change.after) { continue; }
        for (auto const& key : state.naming(change.key)) {
            Change other;
            other.key = key;
            other.before = other.after = audience_now(state, key);
            other.wire = state.known_kept(key.kind, key.id).wire;
            if (before.emplace(key, other.before).second) { named_by.push_back(std::move(other)); }
        }
    }
    changes.insert(changes.end(), named_by.begin(), named_by.end());
    auto name = [&](Change& change) {
        auto const& kept = state.known_kept(change.key.kind, change.key.id);
        for (auto& key : named_in(kept.stored.record)) {
            auto const now = audience_now(state, key);
            auto const was = before.find(key);
            change.names.push_back({std::move(key), was == before.end() ? now : was->second, now});
        }
        if (!change.names.empty()) { change.stored = std::make_shared<Stored const>(kept.stored); }
    };
    std::for_each(changes.begin(), changes.end(), name);
    std::erase_if(changes, [](Change const& change) {
        return !change.changed && change.before == change.after &&
               std::all_of(change.names.begin(), change.names.end(),
                           [](Change::Named const& n) { return n.before == n.after; });
    });
}

Outgoing View::Flush::for_viewer(Viewer const& viewer, IsOpen const& is_open) {
    std::string sights;
    bool anything = false;
    for (auto const& update : updates_) {
        for (auto const& change : update.changes) {
            bool const in_reach = !change.parent || is_open(*change.parent);
            auto const sight = in_reach ? sight_of(change, viewer) : Sight::Nothing;
            anything |= sight != Sight::Nothing;
            sights += static_cast<char>(sight);
            if (sight != Sight::Put) { continue; }
            for (auto const& named : change.names) {
                sights += holds(named.after, viewer) ? seen_name : hidden_name;
            }
        }
    }
    if (!anything) { return {}; }
    auto const known = built_.find(sights);
    if (known != built_.end()) { return known->second; }

    auto text = std::make_shared<std::string>();
    std::size_t next = 0;
    for (auto const& update : updates_) {
        std::vector<Outgoing::Piece> puts;
        std::vector<Key> removes;
        std::string writes;
        for (auto const& change : update.changes) {
            auto const sight = static_cast<Sight>(sights[next++]);
            if (sight == Sight::Remove) { removes.push_back(change.key); }
            if (sight == Sight::Writes) { writes += (writes.empty() ? "" : ",") + change.writes; }
            if (sight != Sight::Put) { continue; }
            std::set<Key> hidden;
            for (auto const& named : change.names) {
                if (sights[next++] == hidden_name) { hidden.insert(named.key); }
            }
            puts.push_back(hidden.empty() ? change.wire
                                          : std::make_shared<std::string const>(wire_json(
                                                with_names(*change.stored, [&](Key const& key) {
                                                    return !hidden.contains(key);
                                                }))));
        }
        if (puts.empty() && removes.empty() && writes.empty()) { continue; }
        if (!text->empty()) { *text += ','; }
        append_update_head(*text, draw_at_());
        *text += R"(,"cause":)";
        append_json_string(*text, update.cause);
        if (!update.by.empty()) {
            *text += R"(,"by":)";
            append_json_string(*text, update.by.text);
        }
        *text += ",\"at_ms\":" + std::to_string(update.at_ms);
        if (!writes.empty()) { *text += ",\"writes\":[" + writes + ']'; }
        append_puts_and_removes(*text, puts, removes);
    }
    Outgoing out;
    out.pieces_.push_back(std::move(text));
    built_.emplace(std::move(sights), out);
    return out;
}

namespace {

// Gives each record of the network shelf, `but` those of one kind, whose audience is one of those meant.
template <class Meant, class Give>
void each_on_shelf(State const& state, Meant&& meant, Give&& give, Kind but = kind_count) {
    for (Kind kind = 0; kind < kind_count; ++kind) {
        if (kind_shelves[kind] != Shelf::Network || kind == but) { continue; }
        for (auto const& [id, kept] : state.table(kind)) {
            if (meant(audience_of(kept.stored, state))) { give(kept); }
        }
    }
}

// The same of the details of one parent.
template <class Meant, class Give>
void each_detail(State const& state, Key const& parent, Meant&& meant, Give&& give) {
    auto look = [&](Key const& key) {
        auto const& kept = state.known_kept(key.kind, key.id);
        if (meant(audience_of(kept.stored, state))) { give(kept); }
    };
    auto const& on_it = state.comments_on(parent);
    std::for_each(on_it.begin(), on_it.end(), look);
    for (auto const& key : state.below(parent)) {
        if (kind_shelves[key.kind] == Shelf::Detail) { look(key); }
        for (auto const& said : state.comments_on(key)) {
            // Of what lies beside it on the network shelf some is spoken of with it, and some by itself.
            auto const& comment = state.known_kept(said.kind, said.id).stored.record;
            if (parent_of(comment) == parent) { look(said); }
        }
    }
}

// The cycles behind that place (without one, all), the latest changed first.
std::vector<Kept const*> cycles_behind(State const& state, OlderThan const* place) {
    auto const order = [](std::int64_t at_a, std::string const& a, std::int64_t at_b,
                          std::string const& b) { return at_a != at_b ? at_a > at_b : a < b; };
    std::vector<Kept const*> cycles;
    for (auto const& [id, kept] : state.table(kind_of<PdsaCycle>())) {
        auto const at = kept.stored.meta.updated_at_ms;
        if (place == nullptr || order(place->updated_at_ms, place->id, at, id)) {
            cycles.push_back(&kept);
        }
    }
    std::sort(cycles.begin(), cycles.end(), [&](Kept const* a, Kept const* b) {
        return order(a->stored.meta.updated_at_ms, a->stored.id(), b->stored.meta.updated_at_ms,
                     b->stored.id());
    });
    return cycles;
}

// Gives the first `most` (one at least) of the cycles that the viewer may see; answers where to go on, where there are more
// for them. What lies hidden between makes no portion shorter, and is no reason to go on.
template <class Give>
std::optional<OlderThan> give_cycles(State const& state, Viewer const& viewer,
                                     std::vector<Kept const*> const& cycles, std::size_t most,
                                     Give&& give) {
    Kept const* last = nullptr;
    std::size_t given = 0;
    for (auto const* kept : cycles) {
        if (!holds(audience_of(kept->stored, state), viewer)) { continue; }
        if (last != nullptr && given >= most) {
            return OlderThan{last->stored.meta.updated_at_ms, last->stored.id()};
        }
        give(*kept);
        ++given;
        last = kept;
    }
    return std::nullopt;
}

}  // namespace

Portion View::snapshot(State const& state, Viewer const& viewer, std::size_t cycles_max) {
    Portion portion;
    auto& pieces = portion.records.pieces_;
    auto const give = [&](Kept const& kept) { pieces.push_back(form_for(state, viewer, kept)); };
    each_on_shelf(
        state, [&](Audience const& audience) { return holds(audience, viewer); }, give,
        kind_of<PdsaCycle>());
    portion.older = give_cycles(state, viewer, cycles_behind(state, nullptr), cycles_max, give);
    return portion;
}

Portion View::older(State const& state, Viewer const& viewer, OlderThan const& than,
                    std::size_t cycles_max) {
    Portion portion;
    auto& pieces = portion.records.pieces_;
    portion.older =
        give_cycles(state, viewer, cycles_behind(state, &than), cycles_max,
                    [&](Kept const& kept) { pieces.push_back(form_for(state, viewer, kept)); });
    return portion;
}

Outgoing View::snapshot_as(State const& state, Viewer const& viewer, Viewer const& as) {
    Outgoing out;
    auto both = [&](Key const& key) {
        return may_see(state, viewer, key) && may_see(state, as, key);
    };
    each_on_shelf(
        state,
        [&](Audience const& audience) { return holds(audience, viewer) && holds(audience, as); },
        [&](Kept const& kept) { out.pieces_.push_back(form_where(kept, both)); });
    return out;
}

Outgoing View::details(State const& state, Viewer const& viewer, Key const& parent) {
    Outgoing out;
    if (!may_see(state, viewer, parent)) { return out; }
    each_detail(
        state, parent, [&](Audience const& audience) { return holds(audience, viewer); },
        [&](Kept const& kept) { out.pieces_.push_back(kept.wire); });
    return out;
}

Outgoing View::details_as(State const& state, Viewer const& viewer, Viewer const& as,
                          Key const& parent) {
    Outgoing out;
    if (!may_see(state, viewer, parent) || !may_see(state, as, parent)) { return out; }
    each_detail(
        state, parent,
        [&](Audience const& audience) { return holds(audience, viewer) && holds(audience, as); },
        [&](Kept const& kept) { out.pieces_.push_back(kept.wire); });
    return out;
}

Outgoing View::resume(State const& state, Viewer const& viewer, std::int64_t since,
                      std::vector<AudienceMove> const& moves, std::string const& at,
                      std::int64_t at_ms) {
    std::vector<std::tuple<std::int64_t, std::size_t, Kept const*>> found;
    std::set<Key> arrived;
    std::vector<Key> removes;
    std::set<Key> removed;
    std::set<Key> met;
    for (auto const& move : moves) {
        if (move.seq <= since || kind_shelves[move.key.kind] != Shelf::Network) { continue; }
        bool const before = holds(move.before, viewer);
        bool const now = may_see(state, viewer, move.key);
        // The first move since tells whether they could see it then: what names it has another form if that changed.
        if (met.insert(move.key).second && before != now) {
            auto const& naming = state.naming(move.key);
            arrived.insert(naming.begin(), naming.end());
        }
        if (before && !now && removed.insert(move.key).second) { removes.push_back(move.key); }
        if (!before && now) { arrived.insert(move.key); }
    }
    for (Kind kind = 0; kind < kind_count; ++kind) {
        if (kind_shelves[kind] != Shelf::Network) { continue; }
        for (auto const& [id, kept] : state.table(kind)) {
            bool const new_to_viewer =
                kept.changed_seq > since || (!arrived.empty() && arrived.contains({kind, id}));
            if (new_to_viewer && holds(audience_of(kept.stored, state), viewer)) {
                found.emplace_back(kept.changed_seq, found.size(), &kept);
            }
        }
    }
    if (found.empty() && removes.empty()) { return {}; }
    // The place in the walk breaks ties, so that the order is the same in every run.
    std::sort(found.begin(), found.end());
    std::vector<Outgoing::Piece> puts;
    puts.reserve(found.size());
    for (auto const& [seq, place, kept] : found) {
        puts.push_back(form_for(state, viewer, *kept));
    }
    auto text = std::make_shared<std::string>();
    append_update_head(*text, at);
    *text += ",\"at_ms\":" + std::to_string(at_ms);
    append_puts_and_removes(*text, puts, removes);
    Outgoing out;
    out.pieces_.push_back(std::move(text));
    return out;
}

Outgoing View::past(State const& state, Viewer const& viewer, PastEntry const& entry,
                    Moved const& moved) {
    std::string records;
    for (auto const& record : entry.records) {
        auto const text = past_record(state, viewer, record, moved);
        if (text.empty()) { continue; }
        if (!records.empty()) { records += ','; }
        records += text;
    }
    Outgoing out;
    if (records.empty()) { return out; }
    std::string text = R"({"at_ms":)" + std::to_string(entry.at_ms);
    if (!entry.by.empty()) {
        text += R"(,"by":)";
        append_json_string(text, entry.by.text);
    }
    text += R"(,"command":)";
    append_json_string(text, entry.command);
    text += R"(,"records":[)" + records + "]}";
    out.pieces_.push_back(std::make_shared<std::string const>(std::move(text)));
    return out;
}

Outgoing View::archived(State const& state, Viewer const& viewer) {
    Outgoing out;
    for (Kind kind = 0; kind < kind_count; ++kind) {
        for (auto const& [id, kept] : state.table(kind)) {
            // What moderation removed is brought back by its case.
            if (!kept.stored.archived() || kept.stored.meta.held ||
                !could_see_living(state, viewer, kept.stored)) {
                continue;
            }
            auto text = std::make_shared<std::string>(*form_for(state, viewer, kept));
            text->pop_back();
            *text += ",\"archived_at_ms\":" + std::to_string(kept.stored.meta.archived_at_ms) + "}";
            out.pieces_.push_back(std::move(text));
        }
    }
    return out;
}

Outgoing View::notices(State const& state, Viewer const& viewer, std::int64_t now_ms) {
    Outgoing out;
    auto const found =
        notices_for(state, viewer, now_ms - notice_window_ms, date_of(Instant{now_ms}));
    for (auto const& notice : found) {
        std::string text = R"({"reason":")";
        text += name_of(notice.reason);
        text += R"(","what":")";
        text += name_of(notice.what);
        text += R"(","about_kind":")";
        text += kind_names[notice.about.kind];
        text += R"(","about_id":)";
        append_json_string(text, notice.about.id);
        if (!notice.comment.empty()) {
            text += R"(,"comment":)";
            append_json_string(text, notice.comment.text);
        }
        text += ",\"at_ms\":" + std::to_string(notice.at_ms);
        if (!notice.by.empty()) {
            text += R"(,"by":)";
            append_json_string(text, notice.by.text);
        }
        text += ",\"count\":" + std::to_string(notice.count);
        if (!notice.due_on.empty()) { text += R"(,"due_on":")" + notice.due_on.iso + '"'; }
        out.pieces_.push_back(std::make_shared<std::string const>(text + '}'));
    }
    return out;
}

bool View::concerns(Viewer const& viewer, std::vector<Update> const& updates) {
    auto const moves = [&](Update const& update, Change const& change) {
        // What somebody writes themselves, piece by piece, is no news to them.
        bool const own_words = update.by == viewer.member && !change.writes.empty();
        return change.concerns.contains(viewer.member) && !own_words &&
               (holds(change.before, viewer) || holds(change.after, viewer));
    };
    return std::any_of(updates.begin(), updates.end(), [&](Update const& update) {
        return std::any_of(update.changes.begin(), update.changes.end(),
                           [&](Change const& change) { return moves(update, change); });
    });
}

Outgoing View::charts(State const& state, Viewer const& viewer, MeasureId const& measure,
                      MeasureSeriesId const& series) {
    Outgoing out;
    auto const told = measure.empty() && series.empty() ? Told::Line : Told::Whole;
    state.each<MeasureSeries>([&](MeasureSeries const& each, Meta const&) {
        bool const asked =
            (measure.empty() || each.measure == measure) && (series.empty() || each.id == series);
        if (!asked || !may_see(state, viewer, {kind_of<MeasureSeries>(), each.id.text})) { return; }
        auto const chart = chart_of(state, each, [&](DataPoint const& point) {
            return may_see(state, viewer, {kind_of<DataPoint>(), point.id.text});
        });
        out.pieces_.push_back(std::make_shared<std::string const>(json_of(state, chart, told)));
    });
    return out;
}

Outgoing View::one(State const& state, Viewer const& viewer, Key const& key) {
    Outgoing out;
    if (may_see(state, viewer, key)) {
        out.pieces_.push_back(form_for(state, viewer, state.known_kept(key.kind, key.id)));
    }
    return out;
}

View::Listed View::list(State const& state, Viewer const& viewer, Kind kind,
                        std::string const& after, std::size_t limit) {
    Listed page;
    auto const& table = state.table(kind);
    auto at = after.empty() ? table.begin() : table.upper_bound(after);
    for (; at != table.end(); ++at) {
        if (!holds(audience_of(at->second.stored, state), viewer)) { continue; }
        // Known only now that there is one more: what nobody may see leaves no trace in "after".
        if (page.records.pieces_.size() == limit) { return page; }
        page.records.pieces_.push_back(form_for(state, viewer, at->second));
        page.after = at->first;
    }
    page.after.clear();
    return page;
}

Outgoing View::share(State const& state, Viewer const& viewer, OrganizationId const& district) {
    auto share = share_of(state, district);
    std::erase_if(share, [&](Key const& key) {
        return !may_see(state, viewer, key) && !may_look_back(state, viewer, key);
    });
    Outgoing out;
    for (auto& stored : share_by_itself(
             state, share, [&](Key const& key) { return may_see(state, viewer, key); })) {
        stored.meta.field_revisions
            .clear();  // they count changes that others made to what is hidden
        out.pieces_.push_back(std::make_shared<std::string const>(stored_json(stored) + "\n"));
    }
    return out;
}

bool View::may_see(State const& state, Viewer const& viewer, Key const& key) {
    auto const* kept = state.find(key.kind, key.id);
    return kept != nullptr && holds(audience_of(kept->stored, state), viewer);
}

bool View::may_look_back(State const& state, Viewer const& viewer, Key const& key) {
    auto const* kept = state.find(key.kind, key.id);
    return kept != nullptr && could_see_living(state, viewer, kept->stored);
}

std::string View::me(Viewer const& viewer) {
    std::string out = R"({"member":)";
    append_json_string(out, viewer.member.text);
    auto append_list = [&](char const* name, auto const& list, auto&& text_of) {
        out += std::string(",\"") + name + "\":[";
        bool first = true;
        for (auto const& item : list) {
            if (!first) { out += ','; }
            first = false;
            append_json_string(out, text_of(item));
        }
        out += ']';
    };
    std::set<std::string> roles;
    std::set<std::string> leads;
    for (auto const& held : viewer.roles) {
        roles.insert(std::string(name_of(held.role)));
        if (held.role == Role::DistrictLead) { leads.insert(held.organization.text); }
    }
    append_list("roles", roles, [](auto const& x) { return x; });
    out += std::string(",\"hub\":") + (viewer.hub ? "true" : "false");
    append_list("organizations", viewer.organizations, [](auto const& x) { return x.text; });
    append_list("teams", viewer.teams, [](auto const& x) { return x.text; });
    append_list("leads", leads, [](auto const& x) { return x; });
    out += '}';
    return out;
}

}  // namespace flywheel
