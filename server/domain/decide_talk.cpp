#include "server/domain/decide_detail.hpp"

namespace flywheel::rules {

namespace {

// A record with more to say about than this wants a meeting; the bound also keeps opening it quick.
constexpr std::size_t comments_per_record_max = 2'000;

bool has_field(AnyRecord const& record, std::string const& name) {
    return std::visit(
        [&](auto const& r) {
            return field_index<std::remove_cvref_t<decltype(r)>>(name).has_value();
        },
        record);
}

// How far the record is shared: the reach of a comment that names a person.
Level shared_level(Case const& c, Stored const& about) {
    if (auto const cycle = cycle_around(about.record); !cycle.empty()) {
        return c.state.known<PdsaCycle>(cycle).shared_with;
    }
    if (auto const series = series_around(about.record); !series.empty()) {
        return c.state.known<MeasureSeries>(series).shared_with;
    }
    if (auto const* diagram = std::get_if<DriverDiagram>(&about.record)) {
        return diagram->shared_with;
    }
    if (auto const* node = std::get_if<DriverNode>(&about.record)) {
        return c.state.known<DriverDiagram>(node->diagram).shared_with;
    }
    if (auto const* link = std::get_if<DriverLink>(&about.record)) {
        return c.state.known<DriverDiagram>(link->diagram).shared_with;
    }
    if (auto const* protocol = std::get_if<ChangeProtocol>(&about.record)) {
        return protocol->shared_with;
    }
    if (auto const* version = std::get_if<ProtocolVersion>(&about.record)) {
        return c.state.known<ChangeProtocol>(version->protocol).shared_with;
    }
    if (auto const* change = std::get_if<ProtocolChange>(&about.record)) {
        auto const& version = c.state.known<ProtocolVersion>(change->version);
        return c.state.known<ChangeProtocol>(version.protocol).shared_with;
    }
    if (auto const* adoption = std::get_if<Adoption>(&about.record)) {
        return adoption->shared_with;
    }
    if (auto const* post = std::get_if<Post>(&about.record)) { return post->shared_with; }
    if (auto const* reply = std::get_if<Reply>(&about.record)) {
        return c.state.known<Post>(reply->post).shared_with;
    }
    // The hub's people see these, and those they are about.
    if (std::holds_alternative<SupportRequest>(about.record) ||
        std::holds_alternative<Activity>(about.record)) {
        return Level::Hub;
    }
    if (auto const* adaptation = std::get_if<Adaptation>(&about.record)) {
        return adaptation->shared_with;
    }
    if (auto const* proposal = std::get_if<UpstreamProposal>(&about.record)) {
        return c.state.known<Adaptation>(proposal->adaptation).shared_with;
    }
    // A ramp shows to whoever sees one of its cycles, but it is the team's.
    if (std::holds_alternative<Ramp>(about.record)) { return Level::Team; }
    return Level::Network;
}

Result<void> check_thread(Case const& c, Comment const& comment) {
    if (comment.thread.empty()) { return {}; }
    auto const& first = c.state.known<Comment>(comment.thread);
    if (!first.thread.empty()) {
        return refuse(Code::WrongLink, "thread", "A thread is named by its first comment.");
    }
    if (first.about_kind != comment.about_kind || first.about_id != comment.about_id ||
        first.about_field != comment.about_field) {
        return refuse(Code::WrongLink, "thread", "That thread is about something else.");
    }
    return {};
}

Result<void> comment_rule(Case const& c, Comment const* before, Comment& after, Updates const&) {
    if (before == nullptr) {
        auto const about = seen_about(c, after.about_kind, after.about_id);
        if (about.has_error()) { return about.error(); }
        if (!after.about_field.empty() && !has_field((**about).record, after.about_field)) {
            return refuse(Code::UnknownField, "about_field",
                          "There is no field \"" + after.about_field + "\" there.");
        }
        if (auto ok = check_thread(c, after); ok.has_error()) { return ok; }
        auto const kind = *kind_from_name(after.about_kind);
        if (c.state.comments_on({kind, after.about_id}).size() >= comments_per_record_max) {
            return refuse(Code::TooMany, "about_id", "No more comments fit here.",
                          {{"limit", std::to_string(comments_per_record_max)}});
        }
        after.cycle = cycle_around((**about).record);
        after.series = series_around((**about).record);
        after.written_for = shared_level(c, **about);
    }
    // Somebody further off could write it and would not see it again.
    if (after.names_a_person && !sees(c, Stored{after, {}})) {
        return refuse(Code::NamesAPerson, "names_a_person",
                      "Only those close to the work may name a person here.");
    }
    return {};
}

Result<Updates> create_comment(Case const& c, Create<Comment> const& x) {
    // The record is named by kind and id, not by a typed id, so that the common check passes it over.
    if (auto const about = seen_about(c, x.record.about_kind, x.record.about_id);
        about.has_error()) {
        return about.error();
    }
    return create(c, x, comment_rule);
}

// Settles a thread or takes it up again.
template <class C>
Result<Updates> settle(Case const& c, C const& x, bool resolved) {
    auto found = seen<Comment>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (!(**found).thread.empty()) {
        return refuse(Code::WrongLink, "id", "A thread is settled as a whole.");
    }
    if ((**found).resolved == resolved) {
        return refuse(Code::WrongState, "id", "It is so already.",
                      {{"state", resolved ? "resolved" : "open"}});
    }
    Comment after = **found;
    after.resolved = resolved;
    after.resolved_by = resolved ? c.actor.viewer.member : MemberId{};
    after.resolved_at_ms = {resolved ? c.now_ms : 0};
    return Updates{changed(c, std::move(after))};
}

struct DecideTalk {
    Case const& c;

    Result<Updates> operator()(Create<Comment> const& x) const { return create_comment(c, x); }
    Result<Updates> operator()(Edit<Comment> const& x) const { return edit(c, x, comment_rule); }
    Result<Updates> operator()(Archive<Comment> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Comment> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(ResolveComment const& x) const { return settle(c, x, true); }
    Result<Updates> operator()(ReopenComment const& x) const { return settle(c, x, false); }
};

}  // namespace

Result<Stored const*> seen_about(Case const& c, std::string const& about_kind,
                                 std::string const& about_id) {
    auto const kind = kind_from_name(about_kind);
    if (!kind) {
        return refuse(Code::UnknownKind, "about_kind",
                      "There is no kind of record with that name.");
    }
    if (*kind == kind_of<Comment>()) {
        return refuse(Code::WrongLink, "about_kind", "A comment is answered in its thread.");
    }
    if (*kind == kind_of<Follow>() || *kind == kind_of<NoticeSetting>()) {
        return refuse(Code::WrongLink, "about_kind", "Nobody else sees it.");
    }
    auto const* kept = c.state.find(*kind, about_id);
    if (kept == nullptr) { return not_found("about_id"); }
    if (!c.actor.server && !holds(audience_if_living(kept->stored, c.state), c.actor.viewer)) {
        return not_found("about_id");
    }
    if (kept->stored.archived()) {
        return refuse(Code::Archived, "about_id", "It has been deleted; restore it first.");
    }
    return &kept->stored;
}

Result<Updates> decide_talk(Case const& c, TalkCommand const& command) {
    return std::visit(DecideTalk{c}, command);
}

}  // namespace flywheel::rules
