#include "server/domain/notices.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "server/domain/policy.hpp"
#include "server/domain/pool/small.hpp"

namespace flywheel {

namespace {

template <class R>
Key key_of(decltype(R::id) const& id) {
    return {kind_of<R>(), id.text};
}

Stored const& stored_at(State const& state, Key const& key) {
    return state.known_kept(key.kind, key.id).stored;
}

// On whose page a record is read: its own, or that of what it lies in.
struct PageOf {
    State const& state;

    Key operator()(Comment const& r) const {
        return std::visit(*this,
                          stored_at(state, {*kind_from_name(r.about_kind), r.about_id}).record);
    }
    Key operator()(Ramp const& r) const { return key_of<DriverNode>(r.change_idea); }
    Key operator()(Question const& r) const { return key_of<PdsaCycle>(r.cycle); }
    Key operator()(PredictionAmendment const& r) const { return key_of<PdsaCycle>(r.cycle); }
    Key operator()(Task const& r) const { return key_of<PdsaCycle>(r.cycle); }
    Key operator()(Observation const& r) const { return key_of<PdsaCycle>(r.cycle); }
    Key operator()(Attachment const& r) const { return *parent_of(r); }
    Key operator()(DriverLink const& r) const { return key_of<DriverDiagram>(r.diagram); }
    Key operator()(ProtocolVersion const& r) const { return key_of<ChangeProtocol>(r.protocol); }
    Key operator()(ProtocolChange const& r) const { return of_version(r.version); }
    Key operator()(Adoption const& r) const { return of_version(r.version); }
    Key operator()(UpstreamProposal const& r) const { return key_of<Adaptation>(r.adaptation); }
    Key operator()(Reply const& r) const { return key_of<Post>(r.post); }
    Key operator()(MeasureDefinition const& r) const { return key_of<Measure>(r.measure); }
    Key operator()(MeasureSeries const& r) const { return key_of<Measure>(r.measure); }
    Key operator()(DataPoint const& r) const { return of_series(r.series); }
    Key operator()(ChartPhase const& r) const { return of_series(r.series); }
    Key operator()(ChartAnnotation const& r) const { return of_series(r.series); }
    Key operator()(ChartSignal const& r) const { return of_series(r.series); }
    Key operator()(PoolPart const& r) const { return of_series(r.series); }
    template <class R>
    Key operator()(R const& r) const {
        return key_of<R>(r.id);
    }

private:
    Key of_series(MeasureSeriesId const& id) const {
        return key_of<Measure>(state.known<MeasureSeries>(id).measure);
    }
    Key of_version(ProtocolVersionId const& id) const {
        return key_of<ChangeProtocol>(state.known<ProtocolVersion>(id).protocol);
    }
};

Key page_of(State const& state, AnyRecord const& record) {
    return std::visit(PageOf{state}, record);
}

// Whose it is: who made it, and who answers for it.
struct OwnersOf {
    std::vector<MemberId> operator()(PdsaCycle const& r) const { return {r.owner}; }
    std::vector<MemberId> operator()(ChangeProtocol const& r) const { return r.authors; }
    std::vector<MemberId> operator()(Adoption const& r) const { return {r.owner}; }
    std::vector<MemberId> operator()(Task const& r) const { return {r.who}; }
    std::vector<MemberId> operator()(SupportRequest const& r) const { return {r.matched_with}; }
    std::vector<MemberId> operator()(SponsorCommitment const& r) const { return {r.owner}; }
    template <class R>
    std::vector<MemberId> operator()(R const&) const {
        return {};
    }
};

std::vector<MemberId> owners_of(Stored const& stored) {
    auto owners = std::visit(OwnersOf{}, stored.record);
    owners.push_back(stored.meta.created_by);
    return owners;
}

bool is_of(MemberId const& member, Stored const& stored) {
    auto const owners = owners_of(stored);
    return std::find(owners.begin(), owners.end(), member) != owners.end();
}

// What of it one may follow to hear of it: it, its page, and what the page is an instance of.
std::vector<Key> followed_through(State const& state, Stored const& stored) {
    std::vector<Key> keys{{stored.kind(), stored.id()}, page_of(state, stored.record)};
    auto const& page = stored_at(state, keys[1]).record;
    if (auto const* adaptation = std::get_if<Adaptation>(&page)) {
        keys.push_back(
            page_of(state, state.known_kept<ProtocolVersion>(adaptation->version).stored.record));
    }
    return keys;
}

// Who follows an idea hears of each new cycle on it.
Key idea_of(State const& state, PdsaCycle const& cycle) {
    return key_of<DriverNode>(state.known<Ramp>(cycle.ramp).change_idea);
}

// Whether the last change of the record was of where it stands.
bool state_moved(Stored const& stored) {
    for (auto const* name : {"state", "closed", "decision"}) {
        auto const found = stored.meta.field_revisions.find(std::string_view(name));
        if (found != stored.meta.field_revisions.end() && found->second == stored.meta.revision &&
            stored.meta.revision > 1) {
            return true;
        }
    }
    return false;
}

// The start of the day, in UTC.
std::int64_t start_of(Date const& day) {
    // From the civil calendar, by counting the days of 400-year eras (Howard Hinnant's days_from_civil).
    auto const number = [&](std::size_t at, std::size_t length) {
        return std::stoll(day.iso.substr(at, length));
    };
    auto const month = number(5, 2);
    auto const year = number(0, 4) - (month <= 2 ? 1 : 0);
    auto const era = year / 400;
    auto const of_era = year - era * 400;
    auto const of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + number(8, 2) - 1;
    auto const days = era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
    return days * 24 * 60 * 60 * 1000;
}

bool is_word(unsigned char ch) { return std::isalnum(ch) != 0 || ch == '_' || ch >= 0x80; }

class Finder {
public:
    Finder(State const& state, Viewer const& viewer, std::int64_t since_ms, Date const& today)
        : state_(state), viewer_(viewer), since_ms_(since_ms), today_(today) {
        state.each<Follow>([&](Follow const& follow, Meta const& meta) {
            if (is_me(meta.created_by)) {
                follows_[{*kind_from_name(follow.about_kind), follow.about_id}] =
                    meta.created_at_ms;
            }
        });
        auto earlier = [](std::int64_t& since, Meta const& meta) {
            since = since == 0 ? meta.created_at_ms : std::min(since, meta.created_at_ms);
        };
        state.each<Comment>([&](Comment const& comment, Meta const& meta) {
            if (!is_me(meta.created_by)) { return; }
            earlier(threads_[comment.thread.empty() ? comment.id : comment.thread], meta);
            earlier(took_part_[page_of(state, comment)], meta);
        });
        state.each<Reply>([&](Reply const& reply, Meta const& meta) {
            if (is_me(meta.created_by)) { earlier(took_part_[key_of<Post>(reply.post)], meta); }
        });
    }

    std::vector<Notice> find() {
        each_said<Comment>();
        each_said<Reply>();
        each_change<PdsaCycle>();
        each_change<DriverNode>();
        each_change<ChangeProtocol>();
        each_change<ProtocolVersion>();
        each_change<Adaptation>();
        each_change<UpstreamProposal>();
        each_change<Post>();
        each_change<SupportRequest>();
        each_change<Activity>();
        each_change<Task>();
        each_change<Flag>();
        each_change<ModerationCase>();
        each_signal();
        each_proposed_phase();
        each_due();
        std::vector<Notice> all;
        for (auto& [key, notice] : found_) {
            all.push_back(std::move(notice));
        }
        std::sort(all.begin(), all.end(), [](Notice const& a, Notice const& b) {
            return std::tie(b.at_ms, a.reason, a.about) < std::tie(a.at_ms, b.reason, b.about);
        });
        if (all.size() > notices_max) { all.resize(notices_max); }
        return all;
    }

private:
    [[nodiscard]] bool is_me(MemberId const& member) const { return member == viewer_.member; }
    [[nodiscard]] bool sees(Key const& key) const {
        auto const* kept = state_.find(key.kind, key.id);
        return kept != nullptr && holds(audience_of(kept->stored, state_), viewer_);
    }
    // What came before one followed it, or spoke there, is not what one wanted to hear of.
    template <class K>
    static bool since(std::map<K, std::int64_t> const& began, K const& key, std::int64_t at_ms) {
        auto const found = began.find(key);
        return found != began.end() && at_ms >= found->second;
    }
    [[nodiscard]] bool follows(Stored const& stored, std::int64_t at_ms) const {
        auto const keys = followed_through(state_, stored);
        return std::any_of(keys.begin(), keys.end(), [&](Key const& key) {
            return since(follows_, key, at_ms) && sees(key);
        });
    }
    // The record itself and its page must be theirs to see.
    [[nodiscard]] bool is_shown(Stored const& stored, Key const& page) const {
        return sees({stored.kind(), stored.id()}) && sees(page);
    }

    void add(Notice notice) {
        if (!notice.by.empty() && !sees(key_of<Member>(notice.by))) { notice.by = {}; }
        auto const [at, is_new] = found_.try_emplace({notice.reason, notice.about}, notice);
        if (is_new) { return; }
        auto& known = at->second;
        auto const count = known.count + 1;
        if (notice.at_ms > known.at_ms) { known = std::move(notice); }
        known.count = count;
    }

    // Comments and answers to a post.
    template <class R>
    void each_said() {
        for (auto const& [id, kept] : state_.table(kind_of<R>())) {
            auto const& meta = kept.stored.meta;
            if (kept.stored.archived() || meta.created_at_ms <= since_ms_ ||
                is_me(meta.created_by)) {
                continue;
            }
            auto const reason = reason_of(std::get<R>(kept.stored.record), kept.stored);
            auto const page = page_of(state_, kept.stored.record);
            if (!reason || !is_shown(kept.stored, page)) { continue; }
            Notice notice{.reason = *reason,
                          .what = NoticeWhat::Said,
                          .about = page,
                          .comment = {},
                          .at_ms = meta.created_at_ms,
                          .by = meta.created_by,
                          .due_on = {}};
            if constexpr (std::is_same_v<R, Comment>) { notice.comment = {id}; }
            add(std::move(notice));
        }
    }

    std::optional<NoticeReason> reason_of(Comment const& comment, Stored const& stored) const {
        bool const names = comment.text.find('@') != std::string::npos;
        if (names && mentioned_in(state_, comment.text).contains(viewer_.member)) {
            return NoticeReason::Mentioned;
        }
        auto const at_ms = stored.meta.created_at_ms;
        if (!comment.thread.empty() && since(threads_, comment.thread, at_ms)) {
            return NoticeReason::Answered;
        }
        auto const& about =
            stored_at(state_, {*kind_from_name(comment.about_kind), comment.about_id});
        if (is_of(viewer_.member, about)) { return NoticeReason::Yours; }
        return around(about, stored, at_ms);
    }
    std::optional<NoticeReason> reason_of(Reply const&, Stored const& stored) const {
        return around(stored, stored, stored.meta.created_at_ms);
    }
    // Why what happened on a page concerns them: it is theirs, they follow it or they have spoken there.
    std::optional<NoticeReason> around(Stored const& about, Stored const& stored,
                                       std::int64_t at_ms) const {
        auto const page = page_of(state_, stored.record);
        if (is_of(viewer_.member, stored_at(state_, page))) { return NoticeReason::Yours; }
        if (follows(about, at_ms)) { return NoticeReason::Followed; }
        if (since(took_part_, page, at_ms)) { return NoticeReason::TookPart; }
        return std::nullopt;
    }

    template <class R>
    void each_change() {
        for (auto const& [id, kept] : state_.table(kind_of<R>())) {
            auto const& stored = kept.stored;
            auto const& meta = stored.meta;
            if (stored.archived() || meta.updated_at_ms <= since_ms_ || meta.updated_by.empty() ||
                is_me(meta.updated_by)) {
                continue;
            }
            bool const is_new = meta.created_at_ms == meta.updated_at_ms;
            auto const what = is_new                ? NoticeWhat::Began
                              : state_moved(stored) ? NoticeWhat::Moved
                                                    : NoticeWhat::Changed;
            auto const reason = why(std::get<R>(stored.record), stored, what);
            auto const page = page_of(state_, stored.record);
            if (!reason || !is_shown(stored, page)) { continue; }
            add({.reason = *reason,
                 .what = what,
                 .about = page,
                 .comment = {},
                 .at_ms = meta.updated_at_ms,
                 .by = meta.updated_by,
                 .due_on = {}});
        }
    }

    std::optional<NoticeReason> why(Flag const& flag, Stored const& stored, NoticeWhat) const {
        bool const mine = is_me(stored.meta.created_by) && flag.state != FlagState::Open;
        return mine ? std::optional(NoticeReason::Decided) : std::nullopt;
    }
    std::optional<NoticeReason> why(ModerationCase const& held, Stored const&, NoticeWhat) const {
        return is_me(held.author) ? std::optional(NoticeReason::Decided) : std::nullopt;
    }
    std::optional<NoticeReason> why(UpstreamProposal const& proposal, Stored const& stored,
                                    NoticeWhat what) const {
        if (proposal.state == ProposalState::Open) {
            auto const& adaptation =
                state_.known_kept<Adaptation>(proposal.adaptation).stored.record;
            auto const& version = std::get<Adaptation>(adaptation).version;
            auto const& protocol = state_.known<ProtocolVersion>(version).protocol;
            if (is_of(viewer_.member, state_.known_kept<ChangeProtocol>(protocol).stored)) {
                return NoticeReason::Asked;
            }
        } else if (is_me(stored.meta.created_by)) {
            return NoticeReason::Decided;
        }
        return unless_small(stored, what);
    }
    std::optional<NoticeReason> why(SupportRequest const& request, Stored const& stored,
                                    NoticeWhat what) const {
        if (is_me(request.matched_with)) { return NoticeReason::Asked; }
        return unless_small(stored, what);
    }
    std::optional<NoticeReason> why(Activity const& activity, Stored const& stored,
                                    NoticeWhat what) const {
        bool const ours =
            std::any_of(activity.teams.begin(), activity.teams.end(), [&](TeamId const& team) {
                return std::find(viewer_.teams.begin(), viewer_.teams.end(), team) !=
                       viewer_.teams.end();
            });
        if (ours && what == NoticeWhat::Began) { return NoticeReason::Asked; }
        return unless_small(stored, what);
    }
    std::optional<NoticeReason> why(Task const& task, Stored const& stored, NoticeWhat what) const {
        auto const found = stored.meta.field_revisions.find(std::string_view("who"));
        bool const given =
            what == NoticeWhat::Began ||
            (found != stored.meta.field_revisions.end() && found->second == stored.meta.revision);
        return is_me(task.who) && !task.done && given ? std::optional(NoticeReason::Asked)
                                                      : std::nullopt;
    }
    std::optional<NoticeReason> why(PdsaCycle const& cycle, Stored const& stored,
                                    NoticeWhat what) const {
        auto const idea = idea_of(state_, cycle);
        if (what == NoticeWhat::Began && sees(idea) &&
            since(follows_, idea, stored.meta.created_at_ms)) {
            return NoticeReason::Followed;
        }
        return unless_small(stored, what);
    }
    template <class R>
    std::optional<NoticeReason> why(R const&, Stored const& stored, NoticeWhat what) const {
        return unless_small(stored, what);
    }
    // Whoever once said something there hears how it goes on, not of each word that is mended.
    std::optional<NoticeReason> unless_small(Stored const& stored, NoticeWhat what) const {
        auto const reason = around(stored, stored, stored.meta.updated_at_ms);
        return reason == NoticeReason::TookPart && what == NoticeWhat::Changed ? std::nullopt
                                                                               : reason;
    }

    // What the server found in a chart. By whoever the last number was, it is about nobody's doing.
    void each_signal() {
        state_.each<ChartSignal>([&](ChartSignal const& signal, Meta const& meta) {
            bool const is_news = meta.created_by.empty() && meta.created_at_ms > since_ms_ &&
                                 signal.acknowledged_by.empty() && is_of_late(signal, meta);
            if (is_news) {
                tell_of_chart({kind_of<ChartSignal>(), signal.id.text}, signal.series,
                              answers_for(viewer_, state_, signal.series), NoticeWhat::Signal,
                              meta.created_at_ms, {});
            }
        });
    }
    [[nodiscard]] bool is_of_late(ChartSignal const& signal, Meta const& meta) const {
        auto const& series = state_.known<MeasureSeries>(signal.series);
        auto const& measure = state_.known<Measure>(series.measure);
        auto const period = pool::period_of(state_, measure, signal.last_on);
        auto const& over = period ? period->last : signal.last_on;
        return days_after(over, late_entry_days) >= date_of({meta.created_at_ms});
    }
    // A phase waits for a second person.
    void each_proposed_phase() {
        state_.each<ChartPhase>([&](ChartPhase const& phase, Meta const& meta) {
            if (phase.state == PhaseState::Proposed && meta.updated_at_ms > since_ms_ &&
                !is_me(phase.proposed_by)) {
                tell_of_chart({kind_of<ChartPhase>(), phase.id.text}, phase.series,
                              may_enter_points(viewer_, state_, phase.series), NoticeWhat::Proposed,
                              meta.updated_at_ms, phase.proposed_by);
            }
        });
    }
    void tell_of_chart(Key const& key, MeasureSeriesId const& series, bool asked, NoticeWhat what,
                       std::int64_t at_ms, MemberId const& by) {
        Key const page = key_of<MeasureSeries>(series);
        auto const& stored = stored_at(state_, key);
        if (!is_shown(stored, page)) { return; }
        bool const follows_series = since(follows_, page, at_ms);
        if (!asked && !follows_series && !follows(stored, at_ms)) { return; }
        add({.reason = asked ? NoticeReason::Asked : NoticeReason::Followed,
             .what = what,
             .about = page,
             .comment = {},
             .at_ms = at_ms,
             .by = by,
             .due_on = {}});
    }

    void each_due() {
        state_.each<PdsaCycle>([&](PdsaCycle const& cycle, Meta const&) {
            if (is_me(cycle.owner) && is_under_way(cycle)) { due(cycle.id, cycle.end_on); }
        });
        state_.each<Task>([&](Task const& task, Meta const&) {
            if (!is_me(task.who) || task.done) { return; }
            auto const* cycle = state_.living<PdsaCycle>(task.cycle);
            if (cycle != nullptr && is_under_way(*cycle)) { due(task.cycle, task.due_on); }
        });
    }
    static bool is_under_way(PdsaCycle const& cycle) {
        return cycle.state == CycleState::Planned || cycle.state == CycleState::Doing ||
               cycle.state == CycleState::Studying || cycle.state == CycleState::Acting;
    }
    void due(PdsaCycleId const& id, Date const& day) {
        if (day.empty() || day > days_after(today_, due_soon_days)) { return; }
        bool const over = day < today_;
        auto const at = start_of(days_after(day, over ? 1 : -due_soon_days));
        Key const page = key_of<PdsaCycle>(id);
        if (at <= since_ms_ || !sees(page)) { return; }
        add({over ? NoticeReason::Overdue : NoticeReason::DueSoon,
             NoticeWhat::Due,
             page,
             {},
             at,
             {},
             1,
             day});
    }

    State const& state_;
    Viewer const& viewer_;
    std::int64_t since_ms_;
    Date const& today_;
    // Since when.
    std::map<Key, std::int64_t> follows_;
    std::map<CommentId, std::int64_t> threads_;
    std::map<Key, std::int64_t> took_part_;
    std::map<std::pair<NoticeReason, Key>, Notice> found_;
};

void add_speakers(State const& state, Key const& about, std::set<MemberId>& people) {
    for (auto const& key : state.comments_on(about)) {
        people.insert(stored_at(state, key).meta.created_by);
    }
}

// Who has said something on the page.
void add_speakers_on_page(State const& state, Key const& page, std::set<MemberId>& people) {
    add_speakers(state, page, people);
    for (auto const& key : state.below(page)) {
        add_speakers(state, key, people);
        if (key.kind == kind_of<Reply>()) { people.insert(stored_at(state, key).meta.created_by); }
    }
}

void add_followers(State const& state, Key const& about, std::set<MemberId>& people) {
    for (auto const& key : state.follows_on(about)) {
        people.insert(stored_at(state, key).meta.created_by);
    }
}

// Among whom are those that answer for a series: the site's people, its district's, the team's; the hub's for the network.
void add_people_of(State const& state, MeasureSeriesId const& id, std::set<MemberId>& people) {
    auto const& series = state.known<MeasureSeries>(id);
    bool const of_site = !series.organization.empty();
    auto const district = of_site ? district_of(state, series.organization) : OrganizationId{};
    state.each<Membership>([&](Membership const& m, Meta const&) {
        bool const theirs =
            of_site ? m.organization == series.organization || m.organization == district
                    : m.organization == hub_of(state);
        if (theirs && m.state == MembershipState::Active) { people.insert(m.member); }
    });
    state.each<TeamMembership>([&](TeamMembership const& m, Meta const&) {
        bool const theirs = m.team == series.team && m.state == MembershipState::Active;
        if (theirs) { people.insert(m.member); }
    });
}

}  // namespace

std::vector<Notice> notices_for(State const& state, Viewer const& viewer, std::int64_t since_ms,
                                Date const& today) {
    if (!viewer.active) { return {}; }
    return Finder(state, viewer, since_ms, today).find();
}

std::set<MemberId> concerned_by(State const& state, Key const& key) {
    auto const& stored = stored_at(state, key);
    std::set<MemberId> people;
    auto add_all = [&](std::vector<MemberId> const& more) {
        people.insert(more.begin(), more.end());
    };
    add_all(owners_of(stored));
    if (auto const* comment = std::get_if<Comment>(&stored.record)) {
        people.merge(mentioned_in(state, comment->text));
        Key const about{*kind_from_name(comment->about_kind), comment->about_id};
        add_all(owners_of(stored_at(state, about)));
        add_followers(state, about, people);
    }
    if (auto const* held = std::get_if<ModerationCase>(&stored.record)) {
        people.insert(held->author);
    }
    if (auto const* proposal = std::get_if<UpstreamProposal>(&stored.record)) {
        auto const& version = state.known<Adaptation>(proposal->adaptation).version;
        auto const& protocol = state.known<ProtocolVersion>(version).protocol;
        add_all(owners_of(state.known_kept<ChangeProtocol>(protocol).stored));
    }
    if (auto const* cycle = std::get_if<PdsaCycle>(&stored.record)) {
        add_followers(state, idea_of(state, *cycle), people);
    }
    if (auto const* activity = std::get_if<Activity>(&stored.record)) {
        state.each<TeamMembership>([&](TeamMembership const& m, Meta const&) {
            bool const theirs = std::find(activity->teams.begin(), activity->teams.end(), m.team) !=
                                activity->teams.end();
            if (theirs) { people.insert(m.member); }
        });
    }
    bool const tells_of_chart = std::holds_alternative<ChartSignal>(stored.record) ||
                                std::holds_alternative<ChartPhase>(stored.record);
    if (tells_of_chart) {
        auto const series = series_around(stored.record);
        add_people_of(state, series, people);
        add_followers(state, key_of<MeasureSeries>(series), people);
    }
    for (auto const& each : followed_through(state, stored)) {
        add_followers(state, each, people);
    }
    auto const page = page_of(state, stored.record);
    add_all(owners_of(stored_at(state, page)));
    add_speakers_on_page(state, page, people);
    people.erase(MemberId{});
    return people;
}

std::set<MemberId> mentioned_in(State const& state, std::string const& text) {
    std::set<MemberId> people;
    for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
        std::size_t longest = 0;
        std::vector<MemberId> named;
        state.each<Member>([&](Member const& member, Meta const&) {
            auto const& name = member.name;
            auto const end = at + 1 + name.size();
            if (name.size() < longest || text.compare(at + 1, name.size(), name) != 0 ||
                (end < text.size() && is_word(static_cast<unsigned char>(text[end])))) {
                return;
            }
            if (name.size() > longest) { named.clear(); }
            longest = name.size();
            named.push_back(member.id);
        });
        people.insert(named.begin(), named.end());
    }
    return people;
}

}  // namespace flywheel
