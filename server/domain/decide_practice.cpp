#include "server/domain/decide_site.hpp"

namespace flywheel::rules {

namespace {

// Whoever reads weekly meets it once before it is agreed; whole days, so that no time zone is short of one.
constexpr int days_to_object = 5;
// Every site of a large network once, and room. It bounds what moves when a card is opened.
constexpr std::size_t rows_per_card_max = 200;
// More than people read; whoever has a further one answers in its comments.
constexpr std::size_t objections_per_card_max = 200;
// Asked again twice a year for a quarter of a century.
constexpr std::size_t proposals_per_adaptation_max = 50;

// ---- Adaptations ---------------------------------------------------------------------------------

// What others need to know before they keep it or take it over: the questions of FRAME.
Result<void> check_told(Adaptation const& adaptation) {
    Result<void> outcome;
    auto needs = [&](bool is_there, char const* field) {
        if (is_there || outcome.has_error()) { return; }
        outcome = refuse(Code::Missing, field, "Answer the questions about the adaptation first.");
    };
    needs(adaptation.stage.has_value(), "stage");
    needs(adaptation.planned.has_value(), "planned");
    needs(adaptation.modified.has_value(), "modified");
    needs(adaptation.nature.has_value(), "nature");
    needs(adaptation.for_level.has_value(), "for_level");
    needs(adaptation.keeps_core.has_value(), "keeps_core");
    needs(adaptation.goal.has_value(), "goal");
    needs(!adaptation.reason.empty(), "reason");
    return outcome;
}

// The words of the practice, where `to` has none of its own.
template <class From, class To>
void copy_words(From const& from, To& to) {
    auto copy = [](auto const& words, auto& into) {
        if (is_unset(into)) { into = words; }
    };
    copy(from.steps, to.steps);
    copy(from.materials, to.materials);
    copy(from.minutes, to.minutes);
    copy(from.core, to.core);
    copy(from.adaptable, to.adaptable);
}

Result<void> adaptation_rule(Case const& c, Adaptation const* before, Adaptation& after,
                             Updates const&) {
    if (before != nullptr) {
        return after.state == AdaptationState::Kept ? check_told(after) : Result<void>{};
    }
    if (is_draft(c, after.version)) {
        return wrong_state("version", ProtocolState::Draft, "A draft is not adapted yet.");
    }
    if (auto ok = check_site(c, after.organization, after.team); ok.has_error()) { return ok; }
    if (!after.parent.empty()) {
        auto const& parent = c.state.known<Adaptation>(after.parent);
        if (parent.version != after.version) {
            return refuse(Code::WrongLink, "parent", "That one was made from another version.");
        }
        copy_words(parent, after);
    } else {
        copy_words(c.state.known<ProtocolVersion>(after.version), after);
    }
    after.since = date_of({c.now_ms});
    after.shared_with = first_level(c, after.organization);
    return check_sizes(after);
}

bool follows(AdaptationState from, AdaptationState to) {
    switch (from) {
        case AdaptationState::Trying:
            return to == AdaptationState::Kept || to == AdaptationState::Stopped;
        case AdaptationState::Kept: return to == AdaptationState::Stopped;
        case AdaptationState::Stopped: return to == AdaptationState::Trying;
    }
    return false;
}

Result<Updates> conclude_adaptation(Case const& c, ConcludeAdaptation const& x) {
    auto found = seen<Adaptation>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    Adaptation after = **found;
    if (!follows(after.state, x.to)) {
        return wrong_state("state", after.state,
                           "What is tried is kept or stopped; what was stopped is tried again.");
    }
    if (x.to == AdaptationState::Stopped && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why it stops.");
    }
    if (x.to == AdaptationState::Kept) {
        if (auto ok = check_told(after); ok.has_error()) { return ok.error(); }
    }
    after.state = x.to;
    after.state_reason = x.reason;
    after.since = date_of({c.now_ms});
    if (!x.effect.empty()) { after.effect = x.effect; }
    return Updates{changed(c, std::move(after))};
}

// ---- Proposals upstream --------------------------------------------------------------------------

bool is_undecided(UpstreamProposal const& proposal) {
    return proposal.state == ProposalState::Open || proposal.state == ProposalState::Held;
}

// All who see the adaptation see its proposals.
Result<void> check_no_other(Case const& c, AdaptationId const& adaptation) {
    Result<void> outcome;
    c.state.each_below<UpstreamProposal>(
        {kind_of<Adaptation>(), adaptation.text}, [&](UpstreamProposal const& other, Meta const&) {
            if (is_undecided(other)) {
                outcome = wrong_state("adaptation", other.state, "It has been proposed already.");
            }
        });
    return outcome;
}

Result<void> proposal_rule(Case const& c, UpstreamProposal const* before, UpstreamProposal& after,
                           Updates const&) {
    if (before != nullptr) {
        if (is_undecided(*before)) { return {}; }
        return wrong_state("state", before->state, "It has been decided.");
    }
    auto const& adaptation = c.state.known<Adaptation>(after.adaptation);
    if (auto ok = check_no_other(c, after.adaptation); ok.has_error()) { return ok; }
    if (adaptation.shared_with < Level::Hub) {
        return wrong_state("adaptation", adaptation.shared_with,
                           "Share it with the hub or wider first: who decides must see it.");
    }
    if (auto ok = check_told(adaptation); ok.has_error()) { return ok; }
    if (c.state.below({kind_of<Adaptation>(), after.adaptation.text}).size() >=
        proposals_per_adaptation_max) {
        return refuse(Code::TooMany, "adaptation", "It has been proposed often enough.",
                      {{"limit", std::to_string(proposals_per_adaptation_max)}});
    }
    return {};
}

Result<void> archive_proposal(Case const&, UpstreamProposal const& proposal, Updates const&) {
    if (is_undecided(proposal)) { return {}; }
    return wrong_state("state", proposal.state, "It has been decided.");
}

Result<void> restore_proposal(Case const& c, UpstreamProposal const& proposal, Meta const&,
                              Updates const&) {
    return check_no_other(c, proposal.adaptation);
}

// The draft that comes of an accepted adaptation, with a line of what changed.
Result<Updates> taken_up(Case const& c, ProtocolVersionId const& id, AdaptationId const& from) {
    if (id.empty()) { return refuse(Code::Missing, "version", "The new draft needs an id."); }
    if (c.state.find(kind_of<ProtocolVersion>(), id.text) != nullptr) {
        return refuse(Code::IdTaken, "version", "That id is in use.");
    }
    auto const& adaptation = c.state.known<Adaptation>(from);
    ProtocolVersion version;
    version.id = id;
    version.protocol = c.state.known<ProtocolVersion>(adaptation.version).protocol;
    version.derived_from = adaptation.version;
    version.adapted_from = from;
    copy_words(adaptation, version);
    if (auto ok = number_version(c, version); ok.has_error()) { return ok.error(); }
    ProtocolChange change;
    change.id.text = derived_id(c.command.id, ProtocolChange::kind, 0);
    change.version = id;
    change.text = adaptation.what;
    return Updates{born(c, std::move(version)), born(c, std::move(change))};
}

Result<Updates> decide_upstream(Case const& c, DecideUpstream const& x) {
    auto found = seen<UpstreamProposal>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    UpstreamProposal after = **found;
    if (!is_undecided(after) || x.to == after.state || x.to == ProposalState::Open) {
        return wrong_state("state", after.state,
                           "An open proposal is held, accepted or declined; a held one accepted "
                           "or declined.");
    }
    if (x.to != ProposalState::Accepted && x.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why.");
    }
    Updates more;
    if (x.to == ProposalState::Accepted) {
        auto made = taken_up(c, x.version, after.adaptation);
        if (made.has_error()) { return made.error(); }
        more = std::move(*made);
        after.version = x.version;
    }
    after.state = x.to;
    after.reason = x.reason;
    after.decided_by = c.actor.viewer.member;
    after.decided_on = date_of({c.now_ms});
    Updates updates{changed(c, std::move(after))};
    updates.insert(updates.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    return updates;
}

// ---- Evidence ------------------------------------------------------------------------------------

// While the network is asked or has agreed, what it was asked about stays as it is.
bool is_written(EvidenceCard const& card) {
    return card.state == EvidenceState::Draft || card.state == EvidenceState::Challenged;
}

Refusal frozen(std::string field, EvidenceCard const& card) {
    return wrong_state(std::move(field), card.state,
                       "The network has been asked about it as it is; revise it first.");
}

Result<void> card_rule(Case const& c, EvidenceCard const* before, EvidenceCard& after,
                       Updates const&) {
    if (before != nullptr) {
        if (is_written(*before)) { return {}; }
        return frozen(first_difference(*before, after), *before);
    }
    if (after.protocol.empty() == after.change_idea.empty()) {
        return refuse(after.protocol.empty() ? Code::Missing : Code::WrongLink, "protocol",
                      "It is about one protocol or about one change idea.");
    }
    if (!after.change_idea.empty() &&
        c.state.known<DriverNode>(after.change_idea).node_kind != NodeKind::ChangeIdea) {
        return refuse(Code::WrongLink, "change_idea", "Evidence is about a change idea.");
    }
    return {};
}

Result<void> archive_card(Case const&, EvidenceCard const& card, Updates const&) {
    if (card.state == EvidenceState::Draft) { return {}; }
    return frozen("id", card);
}

// `to(card)` says what the step needs and makes it.
template <class C, class Step>
Result<Updates> step_card(Case const& c, C const& x, Step&& step) {
    auto found = seen<EvidenceCard>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, x.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    EvidenceCard after = **found;
    if (Result<void> ok = step(after); ok.has_error()) { return ok.error(); }
    return Updates{changed(c, std::move(after))};
}

Result<Updates> open_card(Case const& c, OpenEvidenceCard const& x) {
    return step_card(c, x, [&](EvidenceCard& card) -> Result<void> {
        if (!is_written(card)) {
            return wrong_state("state", card.state, "The network has been asked already.");
        }
        if (card.statement.empty()) {
            return refuse(Code::Missing, "statement", "Say what you hold to be true.");
        }
        card.state = EvidenceState::Open;
        card.state_reason = {};
        card.opened_on = date_of({c.now_ms});
        card.agreed_on = {};
        return {};
    });
}

bool has_open_objection(Case const& c, EvidenceCardId const& id) {
    bool found = false;
    c.state.each_below<Objection>(
        {kind_of<EvidenceCard>(), id.text},
        [&](Objection const& objection, Meta const&) { found |= !objection.resolved; });
    return found;
}

Result<Updates> agree_card(Case const& c, AgreeEvidenceCard const& x) {
    return step_card(c, x, [&](EvidenceCard& card) -> Result<void> {
        if (card.state != EvidenceState::Open) {
            return wrong_state("state", card.state, "The network is asked first.");
        }
        // The day it was opened is not a whole one.
        auto const first_day = days_after(card.opened_on, days_to_object + 1);
        auto const today = date_of({c.now_ms});
        if (today < first_day) {
            return refuse(Code::TooEarly, "state",
                          "Objections have " + std::to_string(days_to_object) + " days.",
                          {{"date", first_day.iso}});
        }
        if (has_open_objection(c, card.id)) {
            return refuse(Code::Objected, "state", "An objection has not been answered.");
        }
        card.state = EvidenceState::Agreed;
        card.agreed_on = today;
        return {};
    });
}

Result<Updates> revise_card(Case const& c, ReviseEvidenceCard const& x) {
    return step_card(c, x, [&](EvidenceCard& card) -> Result<void> {
        if (card.state == EvidenceState::Draft) {
            return wrong_state("state", card.state, "It is a draft.");
        }
        if (x.reason.empty()) {
            return refuse(Code::NeedsReason, "reason", "Say why it is revised.");
        }
        card.state = EvidenceState::Draft;
        card.state_reason = x.reason;
        card.opened_on = {};
        card.agreed_on = {};
        return {};
    });
}

// A row that the actor may not see is not there for them: it neither refuses theirs nor counts.
Result<void> check_row_fits(Case const& c, EvidenceRow const& row) {
    auto const& card = c.state.known<EvidenceCard>(row.card);
    if (!is_written(card)) { return frozen("card", card); }
    bool has_one = false;
    std::size_t count = 0;
    for (auto const& key : c.state.below({kind_of<EvidenceCard>(), row.card.text})) {
        auto const& stored = c.state.known_kept(key.kind, key.id).stored;
        auto const* other = std::get_if<EvidenceRow>(&stored.record);
        if (other == nullptr || !sees(c, stored)) { continue; }
        count += 1;
        has_one |= other->organization == row.organization;
    }
    if (has_one) {
        return refuse(Code::DuplicateLink, "organization", "The card has a row of that site.");
    }
    if (count >= rows_per_card_max) {
        return refuse(Code::TooMany, "card", "The card has no room for another row.",
                      {{"limit", std::to_string(rows_per_card_max)}});
    }
    return {};
}

Result<void> row_rule(Case const& c, EvidenceRow const* before, EvidenceRow& after,
                      Updates const&) {
    if (before == nullptr) {
        if (auto ok = check_row_fits(c, after); ok.has_error()) { return ok; }
        return check_site(c, after.organization, {});
    }
    keep_hidden(c, before->cycles, after.cycles);
    auto const& card = c.state.known<EvidenceCard>(after.card);
    if (!is_written(card)) { return frozen(first_difference(*before, after), card); }
    return {};
}

Result<void> archive_row(Case const& c, EvidenceRow const& row, Updates const&) {
    auto const& card = c.state.known<EvidenceCard>(row.card);
    if (!is_written(card)) { return frozen("card", card); }
    return {};
}

Result<void> restore_row(Case const& c, EvidenceRow const& row, Meta const&, Updates const&) {
    return check_row_fits(c, row);
}

// What somebody objects to is agreed no longer.
Result<void> object_to(Case const& c, EvidenceCardId const& id, Updates& more) {
    EvidenceCard card = c.state.known<EvidenceCard>(id);
    if (card.state != EvidenceState::Open && card.state != EvidenceState::Agreed) {
        return wrong_state("card", card.state, "Objections are heard once the network is asked.");
    }
    if (card.state == EvidenceState::Agreed) {
        card.state = EvidenceState::Challenged;
        more.push_back(changed(c, std::move(card)));
    }
    return {};
}

Result<void> objection_rule(Case const& c, Objection const* before, Objection& after,
                            Updates& more) {
    if (before != nullptr) {
        if (before->resolved) {
            return refuse(Code::WrongState, "text", "It has been answered.",
                          {{"state", "resolved"}});
        }
        return {};
    }
    std::size_t count = 0;
    c.state.each_below<Objection>({kind_of<EvidenceCard>(), after.card.text},
                                  [&](Objection const&, Meta const&) { count += 1; });
    if (count >= objections_per_card_max) {
        return refuse(Code::TooMany, "card", "No more objections fit here.",
                      {{"limit", std::to_string(objections_per_card_max)}});
    }
    return object_to(c, after.card, more);
}

Result<void> archive_objection(Case const&, Objection const& objection, Updates const&) {
    if (!objection.resolved) { return {}; }
    return refuse(Code::WrongState, "id", "It has been answered.", {{"state", "resolved"}});
}

Result<void> restore_objection(Case const& c, Objection const& objection, Meta const&,
                               Updates& updates) {
    return object_to(c, objection.card, updates);
}

Result<Updates> resolve_objection(Case const& c, ResolveObjection const& x) {
    auto found = seen<Objection>(c, x.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    Objection after = **found;
    if (after.resolved) {
        return refuse(Code::WrongState, "id", "It is so already.", {{"state", "resolved"}});
    }
    after.resolved = true;
    after.resolution = x.resolution;
    return Updates{changed(c, std::move(after))};
}

struct DecidePractice {
    Case const& c;

    Result<Updates> operator()(Create<Adaptation> const& x) const {
        return create(c, x, adaptation_rule);
    }
    Result<Updates> operator()(Edit<Adaptation> const& x) const {
        return edit(c, x, adaptation_rule);
    }
    Result<Updates> operator()(Archive<Adaptation> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Adaptation> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Share<Adaptation> const& x) const {
        return share(c, x, check_site_level<Adaptation>);
    }
    Result<Updates> operator()(ConcludeAdaptation const& x) const {
        return conclude_adaptation(c, x);
    }
    Result<Updates> operator()(Create<UpstreamProposal> const& x) const {
        return create(c, x, proposal_rule);
    }
    Result<Updates> operator()(Edit<UpstreamProposal> const& x) const {
        return edit(c, x, proposal_rule);
    }
    Result<Updates> operator()(Archive<UpstreamProposal> const& x) const {
        return archive(c, x, archive_proposal);
    }
    Result<Updates> operator()(Restore<UpstreamProposal> const& x) const {
        return restore(c, x, restore_proposal);
    }
    Result<Updates> operator()(DecideUpstream const& x) const { return decide_upstream(c, x); }
    Result<Updates> operator()(Create<EvidenceCard> const& x) const {
        return create(c, x, card_rule);
    }
    Result<Updates> operator()(Edit<EvidenceCard> const& x) const { return edit(c, x, card_rule); }
    Result<Updates> operator()(Archive<EvidenceCard> const& x) const {
        return archive(c, x, archive_card);
    }
    Result<Updates> operator()(Restore<EvidenceCard> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(OpenEvidenceCard const& x) const { return open_card(c, x); }
    Result<Updates> operator()(AgreeEvidenceCard const& x) const { return agree_card(c, x); }
    Result<Updates> operator()(ReviseEvidenceCard const& x) const { return revise_card(c, x); }
    Result<Updates> operator()(Create<EvidenceRow> const& x) const {
        return create(c, x, row_rule);
    }
    Result<Updates> operator()(Edit<EvidenceRow> const& x) const { return edit(c, x, row_rule); }
    Result<Updates> operator()(Archive<EvidenceRow> const& x) const {
        return archive(c, x, archive_row);
    }
    Result<Updates> operator()(Restore<EvidenceRow> const& x) const {
        return restore(c, x, restore_row);
    }
    Result<Updates> operator()(Create<Objection> const& x) const {
        return create(c, x, objection_rule);
    }
    Result<Updates> operator()(Edit<Objection> const& x) const {
        return edit(c, x, objection_rule);
    }
    Result<Updates> operator()(Archive<Objection> const& x) const {
        return archive(c, x, archive_objection);
    }
    Result<Updates> operator()(Restore<Objection> const& x) const {
        return restore(c, x, restore_objection);
    }
    Result<Updates> operator()(ResolveObjection const& x) const { return resolve_objection(c, x); }
};

}  // namespace

Result<Updates> decide_practice(Case const& c, PracticeCommand const& command) {
    return std::visit(DecidePractice{c}, command);
}

}  // namespace flywheel::rules
