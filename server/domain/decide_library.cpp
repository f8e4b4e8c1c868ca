#include "server/domain/decide_site.hpp"

namespace flywheel::rules {

namespace {

// A version a month for forty years, and a page of changes each. They bound what moves when a protocol is shared.
constexpr std::size_t versions_per_protocol_max = 500;
constexpr std::ptrdiff_t changes_per_version_max = 200;

// No clock on earth is further ahead of UTC: a site may say what is today there.
constexpr std::int64_t zone_ahead_max_ms = 14LL * 60 * 60 * 1000;

Refusal published(std::string field) {
    return refuse(Code::Published, std::move(field),
                  "It is published; what changes goes into the next version.");
}

Result<void> protocol_rule(Case const& c, ChangeProtocol const* before, ChangeProtocol& after,
                           Updates const&) {
    if (before != nullptr) { keep_hidden(c, before->change_ideas, after.change_ideas); }
    for (auto const& id : after.change_ideas) {
        if (c.state.known<DriverNode>(id).node_kind == NodeKind::Aim) {
            return refuse(Code::WrongLink, "change_ideas",
                          "A protocol serves drivers and change ideas.");
        }
    }
    if (before != nullptr) { return {}; }
    if (!after.from_reply.empty()) {
        auto const& post = c.state.known<Reply>(after.from_reply).post;
        if (c.state.known<Post>(post).accepted_reply != after.from_reply) {
            return refuse(Code::WrongLink, "from_reply",
                          "A protocol is written from the answer that was accepted.");
        }
    }
    auto const& creator = c.actor.viewer.member;
    bool const named =
        std::find(after.authors.begin(), after.authors.end(), creator) != after.authors.end();
    if (!named && !c.actor.server) { after.authors.push_back(creator); }
    if (!after.team.empty()) {
        after.shared_with = first_level(c, c.state.known<Team>(after.team).district);
    }
    return check_sizes(after);
}

// What the network has been told stays to be read: its versions are retired, not deleted.
Result<void> archive_protocol(Case const& c, ChangeProtocol const& protocol, Updates const&) {
    bool is_published = false;
    c.state.each_below<ProtocolVersion>({kind_of<ChangeProtocol>(), protocol.id.text},
                                        [&](ProtocolVersion const& version, Meta const&) {
                                            is_published |= version.state != ProtocolState::Draft;
                                        });
    if (is_published) { return published("id"); }
    return {};
}

Result<void> version_rule(Case const& c, ProtocolVersion const* before, ProtocolVersion& after,
                          Updates const&) {
    if (before != nullptr) {
        if (before->state == ProtocolState::Draft) { return {}; }
        return published(first_difference(*before, after));
    }
    if (!after.derived_from.empty() &&
        c.state.known<ProtocolVersion>(after.derived_from).protocol != after.protocol) {
        return refuse(Code::WrongLink, "derived_from", "That version is of another protocol.");
    }
    return number_version(c, after);
}

Result<void> archive_version(Case const&, ProtocolVersion const& version, Updates const&) {
    if (version.state != ProtocolState::Draft) { return published("id"); }
    return {};
}

bool follows(ProtocolState from, ProtocolState to) {
    switch (from) {
        case ProtocolState::Draft: return to == ProtocolState::Testing;
        case ProtocolState::Testing:
            return to == ProtocolState::Recommended || to == ProtocolState::Retired;
        case ProtocolState::Recommended:
            return to == ProtocolState::Standard || to == ProtocolState::Retired;
        case ProtocolState::Standard: return to == ProtocolState::Retired;
        case ProtocolState::Retired: return false;
    }
    return false;
}

Result<Updates> advance_version(Case const& c, AdvanceProtocolVersion const& x) {
    auto found = seen<ProtocolVersion>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    ProtocolVersion after = **found;
    if (!follows(after.state, x.to)) {
        return wrong_state("state", after.state,
                           "A version goes one step at a time: testing, recommended, standard; "
                           "once published it can be retired.");
    }
    if (x.to == ProtocolState::Testing) {
        if (after.steps.empty()) {
            return refuse(Code::Missing, "steps", "Say what is done, step by step.");
        }
        if (c.state.known<ChangeProtocol>(after.protocol).purpose.empty()) {
            return refuse(Code::Missing, "purpose", "Say what the protocol is for.");
        }
        after.published_on = date_of({c.now_ms});
    }
    if (x.to == ProtocolState::Retired && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why it is retired.");
    }
    after.state = x.to;
    after.state_reason = x.reason;
    return Updates{changed(c, std::move(after))};
}

Result<void> change_rule(Case const& c, ProtocolChange const* before, ProtocolChange& after,
                         Updates const&) {
    if (before == nullptr) {
        if (!is_draft(c, after.version)) { return published("version"); }
        auto const& below = c.state.below({kind_of<ProtocolVersion>(), after.version.text});
        auto const count = std::count_if(below.begin(), below.end(), [](Key const& key) {
            return key.kind == kind_of<ProtocolChange>();
        });
        if (count >= changes_per_version_max) {
            return refuse(Code::TooMany, "version", "The version has no room for another change.",
                          {{"limit", std::to_string(changes_per_version_max)}});
        }
        return {};
    }
    keep_hidden(c, before->cycles, after.cycles);
    if (!is_draft(c, after.version)) { return published(first_difference(*before, after)); }
    return {};
}

Result<void> archive_change(Case const& c, ProtocolChange const& change, Updates const&) {
    if (!is_draft(c, change.version)) { return published("id"); }
    return {};
}

// The version may have been published while the line was deleted.
Result<void> restore_change(Case const& c, ProtocolChange const& change, Meta const&,
                            Updates const&) {
    return archive_change(c, change, {});
}

// What it takes to say that a practice has been taken up for good.
Result<void> holds_up(Adoption const& adoption) {
    if (adoption.state != AdoptionState::Adopted && adoption.state != AdoptionState::Adapted) {
        return {};
    }
    if (adoption.owner.empty()) {
        return refuse(Code::NeedsOwner, "owner", "Who owns it from now on?");
    }
    if (adoption.sustain_plan.empty()) {
        return refuse(Code::NeedsSustainPlan, "sustain_plan", "How will it hold?");
    }
    return {};
}

Result<void> adoption_rule(Case const& c, Adoption const* before, Adoption& after, Updates const&) {
    if ((before == nullptr || before->version != after.version) && is_draft(c, after.version)) {
        return wrong_state("version", ProtocolState::Draft, "A draft is not taken up yet.");
    }
    if (before != nullptr) { return holds_up(after); }
    if (auto ok = check_site(c, after.organization, after.team); ok.has_error()) { return ok; }
    after.since = date_of({c.now_ms});
    after.shared_with = first_level(c, after.organization);
    return {};
}

bool follows(AdoptionState from, AdoptionState to) {
    switch (from) {
        case AdoptionState::Considering:
            return to == AdoptionState::Testing || to == AdoptionState::Stopped;
        case AdoptionState::Testing:
            return to == AdoptionState::Adopted || to == AdoptionState::Adapted ||
                   to == AdoptionState::Stopped;
        case AdoptionState::Adopted:
            return to == AdoptionState::Adapted || to == AdoptionState::Stopped;
        case AdoptionState::Adapted: return to == AdoptionState::Stopped;
        case AdoptionState::Stopped: return to == AdoptionState::Considering;
    }
    return false;
}

Result<Updates> advance_adoption(Case const& c, AdvanceAdoption const& x) {
    auto found = seen<Adoption>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    Adoption after = **found;
    if (!follows(after.state, x.to)) {
        return wrong_state("state", after.state,
                           "A site considers, tests, adopts or adapts; it may stop, and consider "
                           "again.");
    }
    if (x.to == AdoptionState::Stopped && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why it stops.");
    }
    after.state = x.to;
    after.state_reason = x.reason;
    if (auto ok = holds_up(after); ok.has_error()) { return ok.error(); }
    if (x.since > date_of({c.now_ms + zone_ahead_max_ms})) {
        return refuse(Code::InTheFuture, "since", "It lies in the future.");
    }
    after.since = x.since.empty() ? date_of({c.now_ms}) : x.since;
    return Updates{changed(c, std::move(after))};
}

// Whom a level adds is a team's: without one it would share with nobody more.
Result<void> check_protocol_level(ChangeProtocol const& protocol, Level level) {
    bool const asks = level == Level::Team || level == Level::School || level == Level::District;
    if (!asks || !protocol.team.empty()) { return {}; }
    return refuse(Code::Missing, "team", "No team keeps it, so there is none to share it with.");
}

struct DecideLibrary {
    Case const& c;

    Result<Updates> operator()(Create<ChangeProtocol> const& x) const {
        return create(c, x, protocol_rule);
    }
    Result<Updates> operator()(Edit<ChangeProtocol> const& x) const {
        return edit(c, x, protocol_rule);
    }
    Result<Updates> operator()(Archive<ChangeProtocol> const& x) const {
        return archive(c, x, archive_protocol);
    }
    Result<Updates> operator()(Restore<ChangeProtocol> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Share<ChangeProtocol> const& x) const {
        return share(c, x, check_protocol_level);
    }
    Result<Updates> operator()(Create<ProtocolVersion> const& x) const {
        return create(c, x, version_rule);
    }
    Result<Updates> operator()(Edit<ProtocolVersion> const& x) const {
        return edit(c, x, version_rule);
    }
    Result<Updates> operator()(Archive<ProtocolVersion> const& x) const {
        return archive(c, x, archive_version);
    }
    Result<Updates> operator()(Restore<ProtocolVersion> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(AdvanceProtocolVersion const& x) const {
        return advance_version(c, x);
    }
    Result<Updates> operator()(Create<ProtocolChange> const& x) const {
        return create(c, x, change_rule);
    }
    Result<Updates> operator()(Edit<ProtocolChange> const& x) const {
        return edit(c, x, change_rule);
    }
    Result<Updates> operator()(Archive<ProtocolChange> const& x) const {
        return archive(c, x, archive_change);
    }
    Result<Updates> operator()(Restore<ProtocolChange> const& x) const {
        return restore(c, x, restore_change);
    }
    Result<Updates> operator()(Create<Adoption> const& x) const {
        return create(c, x, adoption_rule);
    }
    Result<Updates> operator()(Edit<Adoption> const& x) const { return edit(c, x, adoption_rule); }
    Result<Updates> operator()(Archive<Adoption> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Adoption> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Share<Adoption> const& x) const {
        return share(c, x, check_site_level<Adoption>);
    }
    Result<Updates> operator()(AdvanceAdoption const& x) const { return advance_adoption(c, x); }
};

}  // namespace

bool is_draft(Case const& c, ProtocolVersionId const& id) {
    return c.state.known<ProtocolVersion>(id).state == ProtocolState::Draft;
}

Result<void> number_version(Case const& c, ProtocolVersion& version) {
    auto const& versions = c.state.below({kind_of<ChangeProtocol>(), version.protocol.text});
    if (versions.size() >= versions_per_protocol_max) {
        return refuse(Code::TooMany, "protocol", "The protocol has no room for another version.",
                      {{"limit", std::to_string(versions_per_protocol_max)}});
    }
    // Deleted drafts count, so that no number means two things and a restored one has its own.
    std::int64_t highest = 0;
    for (auto const& key : versions) {
        highest = std::max(highest, c.state.known<ProtocolVersion>({key.id}).number.value_or(0));
    }
    version.number = highest + 1;
    return {};
}

Result<void> check_site(Case const& c, OrganizationId const& site, TeamId const& team) {
    auto const& kind = c.state.known<Organization>(site).organization_kind;
    if (kind != "school" && kind != "district") {
        return refuse(Code::WrongLink, "organization", "A school or a district takes it up.");
    }
    if (!team.empty()) {
        auto const& district = c.state.known<Team>(team).district;
        if (!district.empty() && district != district_of(c.state, site)) {
            return refuse(Code::WrongLink, "team", "That team belongs to another district.");
        }
    }
    return {};
}

Result<Updates> decide_library(Case const& c, LibraryCommand const& command) {
    return std::visit(DecideLibrary{c}, command);
}

}  // namespace flywheel::rules
