#include "server/domain/state.hpp"

#include <algorithm>

#include "protocol/codec.hpp"
#include "server/invariant.hpp"

namespace flywheel {

namespace {

constexpr int organization_depth_max = 10;  // hub, district, school, and room for more

template <class R>
Key key_of(decltype(R::id) const& id) {
    return {kind_of<R>(), id.text};
}

// Kinds come out of the codec or a rule, which know them.
template <class R>
Key about_of(R const& record) {
    auto const kind = kind_from_name(record.about_kind);
    INVARIANT(kind.has_value(), "what a comment or a follow is about has a known kind");
    return {*kind, record.about_id};
}

// Where the points of a month stand together (pool::month_of_points); no id has a slash in it.
Key month_of(DataPoint const& point) {
    return {kind_of<DataPoint>(), point.series.text + "/" + point.on.iso.substr(0, 7)};
}

// Where a measure's series of districts and of the network stand together (pool::totals_among).
Key totals_of(MeasureId const& measure) { return {kind_of<Measure>(), measure.text + "/totals"}; }

struct ParentOf {
    std::optional<Key> operator()(Membership const& r) const { return key_of<Member>(r.member); }
    std::optional<Key> operator()(TeamMembership const& r) const {
        return key_of<Member>(r.member);
    }
    std::optional<Key> operator()(DriverNode const& r) const {
        return key_of<DriverDiagram>(r.diagram);
    }
    std::optional<Key> operator()(DriverLink const& r) const {
        return key_of<DriverDiagram>(r.diagram);
    }
    std::optional<Key> operator()(Ramp const& r) const { return key_of<DriverNode>(r.change_idea); }
    std::optional<Key> operator()(PdsaCycle const& r) const { return key_of<Ramp>(r.ramp); }
    std::optional<Key> operator()(Question const& r) const { return key_of<PdsaCycle>(r.cycle); }
    std::optional<Key> operator()(PredictionAmendment const& r) const {
        return key_of<PdsaCycle>(r.cycle);
    }
    std::optional<Key> operator()(Task const& r) const { return key_of<PdsaCycle>(r.cycle); }
    std::optional<Key> operator()(Observation const& r) const { return key_of<PdsaCycle>(r.cycle); }
    std::optional<Key> operator()(Attachment const& r) const {
        return r.protocol.empty() ? key_of<PdsaCycle>(r.cycle) : key_of<ChangeProtocol>(r.protocol);
    }
    std::optional<Key> operator()(ProtocolVersion const& r) const {
        return key_of<ChangeProtocol>(r.protocol);
    }
    std::optional<Key> operator()(ProtocolChange const& r) const {
        return key_of<ProtocolVersion>(r.version);
    }
    std::optional<Key> operator()(Reply const& r) const { return key_of<Post>(r.post); }
    std::optional<Key> operator()(Adaptation const& r) const {
        return key_of<ProtocolVersion>(r.version);
    }
    std::optional<Key> operator()(UpstreamProposal const& r) const {
        return key_of<Adaptation>(r.adaptation);
    }
    std::optional<Key> operator()(EvidenceRow const& r) const {
        return key_of<EvidenceCard>(r.card);
    }
    std::optional<Key> operator()(Objection const& r) const { return key_of<EvidenceCard>(r.card); }
    std::optional<Key> operator()(AgendaItem const& r) const { return key_of<Meeting>(r.meeting); }
    std::optional<Key> operator()(DistrictReport const& r) const {
        return key_of<Meeting>(r.meeting);
    }
    std::optional<Key> operator()(MeetingDecision const& r) const { return of_meeting(r.meeting); }
    std::optional<Key> operator()(MeetingAction const& r) const { return of_meeting(r.meeting); }
    std::optional<Key> operator()(MeasureDefinition const& r) const {
        return key_of<Measure>(r.measure);
    }
    std::optional<Key> operator()(MeasureSeries const& r) const {
        return key_of<Measure>(r.measure);
    }
    std::optional<Key> operator()(DataPoint const& r) const {
        return key_of<MeasureSeries>(r.series);
    }
    std::optional<Key> operator()(ChartPhase const& r) const {
        return key_of<MeasureSeries>(r.series);
    }
    std::optional<Key> operator()(ChartAnnotation const& r) const {
        return key_of<MeasureSeries>(r.series);
    }
    std::optional<Key> operator()(ChartSignal const& r) const {
        return key_of<MeasureSeries>(r.series);
    }
    std::optional<Key> operator()(PoolPart const& r) const {
        return key_of<MeasureSeries>(r.series);
    }
    std::optional<Key> operator()(Comment const& r) const {
        if (!r.cycle.empty()) { return key_of<PdsaCycle>(r.cycle); }
        if (!r.series.empty()) { return key_of<MeasureSeries>(r.series); }
        return about_of(r);
    }
    template <class R>
    std::optional<Key> operator()(R const&) const {
        return std::nullopt;
    }

private:
    // Some is decided and agreed outside of meetings.
    static std::optional<Key> of_meeting(MeetingId const& id) {
        if (id.empty()) { return std::nullopt; }
        return key_of<Meeting>(id);
    }
};

}  // namespace

std::optional<Key> parent_of(AnyRecord const& record) { return std::visit(ParentOf{}, record); }

Key root_of(AnyRecord const& record) {
    return std::visit(
        [&](auto const& r) -> Key {
            using R = std::remove_cvref_t<decltype(r)>;
            if (R::shelf == Shelf::Detail) { return *parent_of(record); }
            return {kind_of<R>(), r.id.text};
        },
        record);
}

PdsaCycleId cycle_around(AnyRecord const& record) {
    if (auto const* cycle = std::get_if<PdsaCycle>(&record)) { return cycle->id; }
    auto const parent = parent_of(record);
    if (!parent || parent->kind != kind_of<PdsaCycle>()) { return {}; }
    return {parent->id};
}

MeasureSeriesId series_around(AnyRecord const& record) {
    if (auto const* series = std::get_if<MeasureSeries>(&record)) { return series->id; }
    auto const parent = parent_of(record);
    if (!parent || parent->kind != kind_of<MeasureSeries>()) { return {}; }
    return {parent->id};
}

std::vector<Key> named_in(AnyRecord const& record) {
    std::vector<Key> named;
    auto add = [&]<class Tag>(Id<Tag> const& id) {
        if (!id.empty()) { named.push_back({*kind_from_name(Tag::kind), id.text}); }
    };
    if (auto const* cycle = std::get_if<PdsaCycle>(&record)) {
        std::for_each(cycle->builds_on.begin(), cycle->builds_on.end(), add);
        add(cycle->adapted_from);
        add(cycle->protocol_version);
        std::for_each(cycle->measures.begin(), cycle->measures.end(), add);
    }
    if (auto const* protocol = std::get_if<ChangeProtocol>(&record)) {
        std::for_each(protocol->change_ideas.begin(), protocol->change_ideas.end(), add);
        add(protocol->from_reply);
    }
    if (auto const* change = std::get_if<ProtocolChange>(&record)) {
        std::for_each(change->cycles.begin(), change->cycles.end(), add);
    }
    if (auto const* post = std::get_if<Post>(&record)) {
        std::for_each(post->change_ideas.begin(), post->change_ideas.end(), add);
        std::for_each(post->protocols.begin(), post->protocols.end(), add);
        std::for_each(post->cycles.begin(), post->cycles.end(), add);
        add(post->accepted_reply);
    }
    if (auto const* request = std::get_if<SupportRequest>(&record)) {
        std::for_each(request->change_ideas.begin(), request->change_ideas.end(), add);
    }
    if (auto const* activity = std::get_if<Activity>(&record)) {
        add(activity->protocol);
        add(activity->change_idea);
    }
    if (auto const* version = std::get_if<ProtocolVersion>(&record)) { add(version->adapted_from); }
    if (auto const* adaptation = std::get_if<Adaptation>(&record)) { add(adaptation->parent); }
    if (auto const* proposal = std::get_if<UpstreamProposal>(&record)) { add(proposal->version); }
    if (auto const* card = std::get_if<EvidenceCard>(&record)) {
        add(card->protocol);
        add(card->change_idea);
    }
    if (auto const* row = std::get_if<EvidenceRow>(&record)) {
        std::for_each(row->cycles.begin(), row->cycles.end(), add);
    }
    if (auto const* item = std::get_if<AgendaItem>(&record)) {
        std::for_each(item->cycles.begin(), item->cycles.end(), add);
        std::for_each(item->support_requests.begin(), item->support_requests.end(), add);
        std::for_each(item->change_ideas.begin(), item->change_ideas.end(), add);
    }
    if (auto const* decision = std::get_if<MeetingDecision>(&record)) {
        std::for_each(decision->change_ideas.begin(), decision->change_ideas.end(), add);
        std::for_each(decision->cycles.begin(), decision->cycles.end(), add);
    }
    if (auto const* measure = std::get_if<Measure>(&record)) {
        std::for_each(measure->aims.begin(), measure->aims.end(), add);
        std::for_each(measure->drivers.begin(), measure->drivers.end(), add);
    }
    auto add_cycles = [&](auto const* in_chart) {
        if (in_chart == nullptr) { return; }
        std::for_each(in_chart->cycles.begin(), in_chart->cycles.end(), add);
    };
    add_cycles(std::get_if<ChartPhase>(&record));
    add_cycles(std::get_if<ChartAnnotation>(&record));
    add_cycles(std::get_if<ChartSignal>(&record));
    return named;
}

std::set<Key> const& State::naming(Key const& key) const {
    static std::set<Key> const none;
    auto const found = naming_.find(key);
    return found == naming_.end() ? none : found->second;
}

Kept const* State::find(Kind kind, std::string const& id) const {
    auto const found = tables_[kind].find(id);
    return found == tables_[kind].end() ? nullptr : &found->second;
}

Kept const& State::known_kept(Kind kind, std::string const& id) const {
    auto const* kept = find(kind, id);
    INVARIANT(kept != nullptr, "a record that another names is there");
    return *kept;
}

std::vector<Key> const& State::below(Key const& parent) const {
    static std::vector<Key> const none;
    auto const found = children_.find(parent);
    return found == children_.end() ? none : found->second;
}

std::vector<Key> const& State::comments_on(Key const& about) const {
    static std::vector<Key> const none;
    auto const found = comments_.find(about);
    return found == comments_.end() ? none : found->second;
}

std::vector<Key> const& State::follows_on(Key const& about) const {
    static std::vector<Key> const none;
    auto const found = follows_.find(about);
    return found == follows_.end() ? none : found->second;
}

TextLog const* State::text_log(Key const& key, std::size_t field) const {
    auto const found = text_logs_.find({key, field});
    return found == text_logs_.end() ? nullptr : &found->second;
}

void State::log_text(std::pair<Key, std::size_t> const& text, Revision before, TextLog::Step step,
                     std::int64_t seq) {
    auto const [at, is_new] = text_logs_.try_emplace(text);
    auto& log = at->second;
    if (is_new) { log.from = before; }
    log.touched_seq = seq;
    log.units += step.change.units_written();
    log.steps.push_back(std::move(step));
    while (log.steps.size() > text_steps_max || log.units > text_units_max) {
        log.units -= log.steps.front().change.units_written();
        log.from = log.steps.front().revision;
        log.steps.pop_front();
    }
    if (!is_new || text_logs_.size() <= texts_logged_max) { return; }
    text_logs_.erase(
        std::min_element(text_logs_.begin(), text_logs_.end(), [](auto const& a, auto const& b) {
            return a.second.touched_seq < b.second.touched_seq;
        }));
}

void State::log_texts(Stored const& before, Stored const& after, std::int64_t seq) {
    std::visit(
        [&]<class R>(R const& now) {
            auto const& then = std::get<R>(before.record);
            for_each_field<R>([&](auto const& f, std::size_t index) {
                using Value = typename std::remove_cvref_t<decltype(f)>::value_type;
                if constexpr (std::is_same_v<Value, std::string>) {
                    if (f.rule.merge != Merge::Text) { return; }
                    if (then.*(f.member) == now.*(f.member)) { return; }
                    auto const written =
                        std::find_if(after.written.begin(), after.written.end(),
                                     [&](Written const& w) { return w.field == index; });
                    // Set as a whole: browsers that see only the outcome reckon the same difference.
                    auto change = written != after.written.end()
                                      ? written->change
                                      : difference(to_utf16(then.*(f.member)).value(),
                                                   to_utf16(now.*(f.member)).value());
                    log_text({{after.kind(), after.id()}, index}, before.meta.revision,
                             {after.meta.revision, std::move(change)}, seq);
                }
            });
        },
        after.record);
}

void State::put(Stored stored, std::int64_t seq) {
    Kind const kind = stored.kind();
    std::string const id = stored.id();
    if (auto const* before = find(kind, id)) { log_texts(before->stored, stored, seq); }
    stored.written.clear();
    auto wire = std::make_shared<std::string const>(wire_json(stored));
    auto const parent = parent_of(stored.record);
    if (auto const* point = std::get_if<DataPoint>(&stored.record)) {
        auto& month = children_[month_of(*point)];
        Key const key{kind, id};
        if (std::find(month.begin(), month.end(), key) == month.end()) { month.push_back(key); }
    }
    std::optional<Key> about;
    if (auto const* comment = std::get_if<Comment>(&stored.record)) { about = about_of(*comment); }
    std::optional<Key> followed;
    if (auto const* follow = std::get_if<Follow>(&stored.record)) { followed = about_of(*follow); }
    for (auto const& named : named_in(stored.record)) {
        naming_[named].insert({kind, id});
    }
    auto const [at, is_new] =
        tables_[kind].insert_or_assign(id, Kept{std::move(stored), std::move(wire), seq});
    if (!is_new) { return; }
    if (auto const* series = std::get_if<MeasureSeries>(&at->second.stored.record)) {
        bool const of_all =
            series->scope == SeriesScope::District || series->scope == SeriesScope::Network;
        if (of_all) { children_[totals_of(series->measure)].push_back({kind, id}); }
    }
    if (followed) { follows_[*followed].push_back({kind, id}); }
    if (about) {
        comments_[*about].push_back({kind, id});
    } else if (parent) {
        children_[*parent].push_back({kind, id});
    }
}

OrganizationId hub_of(State const& state) {
    OrganizationId hub;
    state.each<Network>([&](Network const& network, Meta const&) { hub = network.hub; });
    return hub;
}

std::vector<OrganizationId> with_those_above(State const& state, OrganizationId const& id) {
    OrganizationId const hub = hub_of(state);
    std::vector<OrganizationId> chain;
    OrganizationId at = id;
    for (int depth = 0; depth < organization_depth_max && !at.empty() && at != hub; ++depth) {
        chain.push_back(at);
        auto const* organization = state.get<Organization>(at);
        at = organization == nullptr ? OrganizationId{} : organization->parent;
    }
    return chain;
}

OrganizationId district_of(State const& state, OrganizationId const& id) {
    for (auto const& each : with_those_above(state, id)) {
        auto const* organization = state.get<Organization>(each);
        if (organization != nullptr && organization->organization_kind == "district") {
            return each;
        }
    }
    return {};
}

bool lies_in(State const& state, OrganizationId const& id, OrganizationId const& above) {
    auto const chain = with_those_above(state, id);
    return !above.empty() && std::find(chain.begin(), chain.end(), above) != chain.end();
}

}  // namespace flywheel
