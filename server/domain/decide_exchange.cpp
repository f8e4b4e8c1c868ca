#include "server/domain/decide_share.hpp"

namespace flywheel::rules {

namespace {

// A question with more answers than this is a conversation: it wants a meeting, or a protocol.
constexpr std::size_t replies_per_post_max = 500;

Refusal so_already(std::string field, bool is) {
    return refuse(Code::WrongState, std::move(field), "It is so already.",
                  {{"state", is ? "true" : "false"}});
}

// ---- Posts ---------------------------------------------------------------------------------------

Result<void> post_rule(Case const& c, Post const* before, Post& after, Updates const&) {
    if (!after.thanked.empty() && after.post_kind != PostKind::Thanks) {
        return refuse(Code::WrongLink, "thanked", "People are thanked in a post that says thanks.");
    }
    if (before != nullptr) {
        keep_hidden(c, before->change_ideas, after.change_ideas);
        keep_hidden(c, before->protocols, after.protocols);
        keep_hidden(c, before->cycles, after.cycles);
        return {};
    }
    bool const from_somewhere = !after.organization.empty() || !after.team.empty();
    auto const& mine = c.actor.viewer.organizations;
    bool const asks = std::any_of(mine.begin(), mine.end(), [&](OrganizationId const& id) {
        return !district_that_asks(c.state, id).empty();
    });
    if (!from_somewhere && asks) {
        return refuse(Code::Missing, "organization",
                      "Your district asks its lead before anything goes further, so say from which "
                      "site it comes.");
    }
    after.shared_with = first_level(c, after.organization);
    if (!after.team.empty()) {
        auto const& district = c.state.known<Team>(after.team).district;
        after.shared_with = std::min(after.shared_with, first_level(c, district));
    }
    return {};
}

// Whom a level adds is a team's or a site's: without one it would share with nobody more.
Result<void> check_level(Post const& post, Level level) {
    bool const of_site = level == Level::School || level == Level::District;
    if (level == Level::Team && post.team.empty()) {
        return refuse(Code::Missing, "team", "It comes from no team to share it with.");
    }
    if (of_site && post.organization.empty() && (level == Level::School || post.team.empty())) {
        return refuse(Code::Missing, "organization", "It comes from no site to share it with.");
    }
    return {};
}

Result<Updates> use_post(Case const& c, UsePost const& x) {
    auto found = seen<Post>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    auto const site = seen<Organization>(c, x.organization, "organization");
    if (site.has_error()) { return site.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    Post after = **found;
    if (after.post_kind != PostKind::Tool) {
        return refuse(Code::WrongLink, "id", "A tool is what one takes up.");
    }
    auto const& kind = (**site).organization_kind;
    if (kind != "school" && kind != "district") {
        return refuse(Code::WrongLink, "organization", "A school or a district takes it up.");
    }
    auto const at = std::find(after.used_by.begin(), after.used_by.end(), x.organization);
    bool const uses = at != after.used_by.end();
    if (uses == x.used) { return so_already("organization", uses); }
    if (uses) {
        after.used_by.erase(at);
    } else {
        after.used_by.push_back(x.organization);
    }
    if (auto ok = check_sizes(after); ok.has_error()) { return ok.error(); }
    return Updates{changed(c, std::move(after))};
}

Result<Updates> close_post(Case const& c, ClosePost const& x) {
    auto found = seen<Post>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    Post after = **found;
    if (after.closed == x.closed) { return so_already("id", after.closed); }
    after.closed = x.closed;
    return Updates{changed(c, std::move(after))};
}

Result<Updates> accept_reply(Case const& c, AcceptReply const& x) {
    auto found = seen<Post>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (!x.reply.empty()) {
        auto const reply = seen<Reply>(c, x.reply, "reply");
        if (reply.has_error()) { return reply.error(); }
    }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    Post after = **found;
    if (after.post_kind != PostKind::Question) {
        return refuse(Code::WrongLink, "id", "Only a question has an answer.");
    }
    if (!x.reply.empty() && c.state.known<Reply>(x.reply).post != x.id) {
        return refuse(Code::WrongLink, "reply", "That reply is to another post.");
    }
    if (after.accepted_reply == x.reply) { return so_already("reply", !x.reply.empty()); }
    after.accepted_reply = x.reply;
    return Updates{changed(c, std::move(after))};
}

Result<void> reply_rule(Case const& c, Reply const* before, Reply& after, Updates const&) {
    if (before != nullptr) { return {}; }
    if (c.state.known<Post>(after.post).closed) {
        return refuse(Code::WrongState, "post", "It is settled and takes no more replies.",
                      {{"state", "closed"}});
    }
    auto const count = c.state.below({kind_of<Post>(), after.post.text}).size();
    if (count >= replies_per_post_max) {
        return refuse(Code::TooMany, "post", "The post has no room for another reply.",
                      {{"limit", std::to_string(replies_per_post_max)}});
    }
    return {};
}

// ---- Support requests ----------------------------------------------------------------------------

bool is_under_way(RequestState state) {
    return state == RequestState::Open || state == RequestState::Matched ||
           state == RequestState::Active;
}

Result<void> request_rule(Case const& c, SupportRequest const* before, SupportRequest& after,
                          Updates const&) {
    if (before == nullptr) { return {}; }
    keep_hidden(c, before->change_ideas, after.change_ideas);
    if (!is_under_way(after.state)) {
        return wrong_state("state", after.state, "What has come to its end stays as it was asked.");
    }
    return {};
}

Result<void> archive_request(Case const&, SupportRequest const& request, Updates const&) {
    if (request.state == RequestState::Open) { return {}; }
    return wrong_state("state", request.state,
                       "Somebody has given it thought; withdraw it instead.");
}

Result<Updates> match_request(Case const& c, MatchSupportRequest const& x) {
    auto found = seen<SupportRequest>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    auto const with = seen<Member>(c, x.with, "with");
    if (with.has_error()) { return with.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    for (auto const* field_name : {"state", "matched_with"}) {
        if (auto ok = check_unchanged(c, **found, x.seen_revision, field_name); ok.has_error()) {
            return ok.error();
        }
    }
    SupportRequest after = **found;
    if (after.state != RequestState::Open && after.state != RequestState::Matched) {
        return wrong_state("state", after.state, "Help is found for a request that waits for it.");
    }
    if (meta_of<SupportRequest>(c, x.id).created_by == x.with) {
        return refuse(Code::WrongLink, "with", "Nobody helps themselves.");
    }
    if (!may_comment(viewer_of(c.state, x.with))) {
        return refuse(Code::WrongLink, "with", "That person only reads along.");
    }
    after.state = RequestState::Matched;
    after.state_reason.clear();
    after.matched_with = x.with;
    after.match_reason = x.reason;
    after.answer_by = x.answer_by;
    return Updates{changed(c, std::move(after))};
}

bool follows(RequestState from, RequestState to) {
    switch (from) {
        case RequestState::Open: return to == RequestState::Withdrawn;
        case RequestState::Matched:
            return to == RequestState::Active || to == RequestState::Open ||
                   to == RequestState::Withdrawn;
        case RequestState::Active:
            return to == RequestState::Done || to == RequestState::Open ||
                   to == RequestState::Withdrawn;
        case RequestState::Done:
        case RequestState::Rated:
        case RequestState::Withdrawn: return false;
    }
    return false;
}

Result<Updates> advance_request(Case const& c, AdvanceSupportRequest const& x) {
    auto found = seen<SupportRequest>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    SupportRequest after = **found;
    if (!follows(after.state, x.to)) {
        return wrong_state("state", after.state,
                           "A request is matched, active, done; until then it may be withdrawn or "
                           "opened again.");
    }
    bool const goes_back = x.to == RequestState::Open;
    if ((goes_back || x.to == RequestState::Withdrawn) && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why.");
    }
    if (x.to == RequestState::Done) {
        if (x.outcome.empty()) { return refuse(Code::Missing, "outcome", "Say what came of it."); }
        after.outcome = x.outcome;
    }
    if (goes_back) {
        after.matched_with = {};
        after.match_reason.clear();
        after.answer_by = {};
    }
    after.state = x.to;
    after.state_reason = x.reason;
    return Updates{changed(c, std::move(after))};
}

Result<Updates> rate_request(Case const& c, RateSupportRequest const& x) {
    auto found = seen<SupportRequest>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    SupportRequest after = **found;
    if (after.state != RequestState::Done) {
        return wrong_state("state", after.state, "What is done is rated, once.");
    }
    after.state = RequestState::Rated;
    after.rating = x.rating;
    after.rating_note = x.note;
    return Updates{changed(c, std::move(after))};
}

// ---- Activities ----------------------------------------------------------------------------------

Result<void> activity_rule(Case const&, Activity const* before, Activity& after, Updates const&) {
    if (before == nullptr) { return {}; }
    if (after.teams.empty()) {
        return refuse(Code::Missing, "teams", "At least one team is to do it.");
    }
    std::erase_if(after.done_by, [&](TeamId const& id) {
        return std::find(after.teams.begin(), after.teams.end(), id) == after.teams.end();
    });
    return {};
}

Result<Updates> finish_activity(Case const& c, FinishActivity const& x) {
    auto found = seen<Activity>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    auto const team = seen<Team>(c, x.team, "team");
    if (team.has_error()) { return team.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    Activity after = **found;
    if (std::find(after.teams.begin(), after.teams.end(), x.team) == after.teams.end()) {
        return refuse(Code::WrongLink, "team", "That team was not asked to do it.");
    }
    auto const at = std::find(after.done_by.begin(), after.done_by.end(), x.team);
    bool const is_done = at != after.done_by.end();
    if (is_done == x.done) { return so_already("team", is_done); }
    if (is_done) {
        after.done_by.erase(at);
    } else {
        after.done_by.push_back(x.team);
    }
    return Updates{changed(c, std::move(after))};
}

struct DecideExchange {
    Case const& c;

    Result<Updates> operator()(Create<Post> const& x) const { return create(c, x, post_rule); }
    Result<Updates> operator()(Edit<Post> const& x) const { return edit(c, x, post_rule); }
    Result<Updates> operator()(Archive<Post> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Post> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Share<Post> const& x) const { return share(c, x, check_level); }
    Result<Updates> operator()(UsePost const& x) const { return use_post(c, x); }
    Result<Updates> operator()(ClosePost const& x) const { return close_post(c, x); }
    Result<Updates> operator()(AcceptReply const& x) const { return accept_reply(c, x); }
    Result<Updates> operator()(Create<Reply> const& x) const { return create(c, x, reply_rule); }
    Result<Updates> operator()(Edit<Reply> const& x) const { return edit(c, x, reply_rule); }
    Result<Updates> operator()(Archive<Reply> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Reply> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Create<SupportRequest> const& x) const {
        return create(c, x, request_rule);
    }
    Result<Updates> operator()(Edit<SupportRequest> const& x) const {
        return edit(c, x, request_rule);
    }
    Result<Updates> operator()(Archive<SupportRequest> const& x) const {
        return archive(c, x, archive_request);
    }
    Result<Updates> operator()(Restore<SupportRequest> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(MatchSupportRequest const& x) const { return match_request(c, x); }
    Result<Updates> operator()(AdvanceSupportRequest const& x) const {
        return advance_request(c, x);
    }
    Result<Updates> operator()(RateSupportRequest const& x) const { return rate_request(c, x); }
    Result<Updates> operator()(Create<Announcement> const& x) const {
        return create(c, x, no_more_rule);
    }
    Result<Updates> operator()(Edit<Announcement> const& x) const {
        return edit(c, x, no_more_rule);
    }
    Result<Updates> operator()(Archive<Announcement> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Announcement> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Create<Activity> const& x) const {
        return create(c, x, activity_rule);
    }
    Result<Updates> operator()(Edit<Activity> const& x) const { return edit(c, x, activity_rule); }
    Result<Updates> operator()(Archive<Activity> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Activity> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(FinishActivity const& x) const { return finish_activity(c, x); }
};

}  // namespace

Result<Updates> decide_exchange(Case const& c, ExchangeCommand const& command) {
    return std::visit(DecideExchange{c}, command);
}

}  // namespace flywheel::rules
