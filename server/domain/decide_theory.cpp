#include "server/domain/decide_detail.hpp"
#include "server/domain/shape.hpp"

namespace flywheel::rules {

namespace {

// More than the largest diagram anybody reads; it bounds the work of the loop check too.
constexpr std::size_t nodes_per_diagram_max = 2'000;

Result<void> charter_rule(Case const& c, Charter const* before, Charter const&, Updates const&) {
    bool another = false;
    c.state.each<Charter>([&](Charter const&, Meta const&) { another = true; });
    if (before == nullptr && another) {
        return refuse(Code::IdTaken, "id", "The network has a charter already.");
    }
    return {};
}

Result<void> aim_rule(Case const&, Aim const* before, Aim const&, Updates const&) {
    if (before != nullptr && before->state != AimState::Draft) {
        return refuse(Code::WrongState, "state",
                      "A published aim is not reworded; a new one takes its place with the reason.",
                      {{"state", std::string(name_of(before->state))}});
    }
    return {};
}

Result<void> archive_aim(Case const&, Aim const& aim, Updates const&) {
    if (aim.state != AimState::Draft) {
        return refuse(Code::WrongState, "state", "A published aim is kept.",
                      {{"state", std::string(name_of(aim.state))}});
    }
    return {};
}

Result<Updates> publish_aim(Case const& c, PublishAim const& command) {
    auto found = seen<Aim>(c, command.id, "id");
    if (found.has_error()) { return found.error(); }
    Aim const& draft = **found;
    Aim const* former = nullptr;
    if (!command.supersedes.empty()) {
        auto other = seen<Aim>(c, command.supersedes, "supersedes");
        if (other.has_error()) { return other.error(); }
        former = *other;
    }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    for (auto const name : {"text", "how_much", "by", "measure"}) {
        if (auto ok = check_unchanged(c, draft, command.seen_revision, name); ok.has_error()) {
            return ok.error();
        }
    }
    if (draft.state != AimState::Draft) {
        return refuse(Code::WrongState, "state", "It is published already.",
                      {{"state", std::string(name_of(draft.state))}});
    }
    auto lacks = [](char const* field) {
        return refuse(Code::AimIncomplete, field,
                      std::string("An aim says how much, of what, by when: \"") + field +
                          "\" is missing.",
                      {{"field", field}});
    };
    if (draft.text.empty()) { return lacks("text"); }
    if (!draft.how_much) { return lacks("how_much"); }
    if (draft.measure.empty()) { return lacks("measure"); }
    if (draft.by.empty()) { return lacks("by"); }
    AimId current;
    c.state.each<Aim>([&](Aim const& aim, Meta const&) {
        if (aim.state == AimState::Published) { current = aim.id; }
    });
    if (current != command.supersedes) {
        return current.empty()
                   ? refuse(Code::WrongState, "supersedes", "That aim is not the published one.",
                            {{"state", "superseded"}})
                   : refuse(Code::Missing, "supersedes", "Say which aim it replaces, and why.");
    }
    if (former != nullptr && command.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why the aim is replaced.");
    }
    Updates updates;
    Aim after = draft;
    after.state = AimState::Published;
    after.published_on = date_of({c.now_ms});
    updates.push_back(changed(c, std::move(after)));
    if (former != nullptr) {
        Aim old = *former;
        old.state = AimState::Superseded;
        old.superseded_by = draft.id;
        old.reason = command.reason;
        updates.push_back(changed(c, std::move(old)));
    }
    return updates;
}

Result<void> diagram_rule(Case const& c, DriverDiagram const* before, DriverDiagram& after,
                          Updates const&) {
    if (before != nullptr) { return {}; }
    auto const* owner = c.state.living<Organization>(after.owner);
    if (owner == nullptr) { return not_found("owner"); }
    if (!after.team.empty()) {
        auto const* team = c.state.living<Team>(after.team);
        if (team == nullptr || team->district != after.owner) {
            return refuse(Code::WrongLink, "team", "The team belongs to another organisation.");
        }
    }
    // The hub draws for everybody; a district decides itself when others see its own.
    after.shared_with = after.owner == hub_of(c.state) ? Level::Network
                        : after.team.empty()           ? Level::District
                                                       : Level::Team;
    return {};
}

Result<Updates> share_diagram(Case const& c, Share<DriverDiagram> const& command) {
    auto found = seen<DriverDiagram>(c, command.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, command.seen_revision, "shared_with");
        ok.has_error()) {
        return ok.error();
    }
    if (command.guests) { return refuse(Code::UnknownField, "guests", "A diagram has no guests."); }
    DriverDiagram after = **found;
    after.shared_with = command.shared_with;
    return Updates{changed(c, std::move(after))};
}

Result<Updates> review_diagram(Case const& c, ReviewDriverDiagram const& command) {
    auto found = seen<DriverDiagram>(c, command.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, command.seen_revision, "in_review"); ok.has_error()) {
        return ok.error();
    }
    if ((*found)->in_review == command.in_review) {
        return refuse(Code::WrongState, "in_review",
                      command.in_review ? "It is under review already." : "It is not under review.",
                      {{"state", command.in_review ? "in_review" : "open"}});
    }
    if (command.in_review && command.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say what the review is for.");
    }
    DriverDiagram after = **found;
    after.in_review = command.in_review;
    after.review_reason = command.in_review ? command.reason : std::string{};
    return Updates{changed(c, std::move(after))};
}

Result<void> node_rule(Case const& c, DriverNode const* before, DriverNode const& after,
                       Updates const&) {
    if (!after.aim.empty() && after.node_kind != NodeKind::Aim) {
        return refuse(Code::WrongLink, "aim", "Only an aim box stands for an aim.");
    }
    if (before == nullptr) {
        auto const count = c.state.below({kind_of<DriverDiagram>(), after.diagram.text}).size();
        if (count >= nodes_per_diagram_max) {
            return refuse(Code::TooMany, "diagram", "The diagram is full.",
                          {{"limit", std::to_string(nodes_per_diagram_max)}});
        }
    }
    return {};
}

template <class F>
void each_link(Case const& c, DriverDiagramId const& diagram, F&& f) {
    c.state.each_below<DriverLink>({kind_of<DriverDiagram>(), diagram.text},
                                   [&](DriverLink const& link, Meta const&) { f(link); });
}

// The words on the way from `from` to `to` along links, or nothing when there is none. Depth first; a
// diagram has no loop before the link in question, so this ends.
std::optional<std::vector<DriverNodeId>> way(Case const& c, DriverDiagramId const& diagram,
                                             DriverNodeId const& from, DriverNodeId const& to) {
    std::map<DriverNodeId, std::vector<DriverNodeId>> targets;
    each_link(c, diagram,
              [&](DriverLink const& link) { targets[link.source].push_back(link.target); });
    std::map<DriverNodeId, DriverNodeId> came_from{{from, {}}};
    std::vector<DriverNodeId> open{from};
    while (!open.empty()) {
        auto const at = open.back();
        open.pop_back();
        if (at == to) {
            std::vector<DriverNodeId> path;
            for (auto step = to; !step.empty(); step = came_from[step]) {
                path.insert(path.begin(), step);
            }
            return path;
        }
        for (auto const& next : targets[at]) {
            if (came_from.emplace(next, at).second) { open.push_back(next); }
        }
    }
    return std::nullopt;
}

Result<void> link_rule(Case const& c, DriverLink const* before, DriverLink const& after,
                       Updates const&) {
    if (before != nullptr) { return {}; }
    auto const* source = c.state.living<DriverNode>(after.source);
    auto const* target = c.state.living<DriverNode>(after.target);
    if (source == nullptr) { return not_found("source"); }
    if (target == nullptr) { return not_found("target"); }
    if (source->diagram != after.diagram) {
        return refuse(Code::WrongLink, "source", "That box stands in another diagram.");
    }
    if (target->diagram != after.diagram) {
        return refuse(Code::WrongLink, "target", "That box stands in another diagram.");
    }
    if (!may_drive(source->node_kind, target->node_kind)) {
        return refuse(Code::WrongLink, "target",
                      "A primary driver leads to the aim; secondary drivers and change ideas lead "
                      "to a primary or secondary driver.",
                      {{"source", std::string(name_of(source->node_kind))},
                       {"target", std::string(name_of(target->node_kind))}});
    }
    bool doubled = false;
    each_link(c, after.diagram, [&](DriverLink const& link) {
        doubled |= link.source == after.source && link.target == after.target;
    });
    if (doubled) { return refuse(Code::DuplicateLink, "target", "These two are linked already."); }
    if (auto const back = way(c, after.diagram, after.target, after.source)) {
        std::string path = source->text;
        for (auto const& id : *back) {
            path += " > " + c.state.get<DriverNode>(id)->text;
        }
        return refuse(Code::Loop, "target", "That would close a loop: " + path + ".",
                      {{"path", path}});
    }
    return {};
}

// A box takes its links with it.
Result<void> archive_node(Case const& c, DriverNode const& node, Updates& updates) {
    each_link(c, node.diagram, [&](DriverLink const& link) {
        if (link.source == node.id || link.target == node.id) {
            updates.push_back(
                archived(c, c.state.find(kind_of<DriverLink>(), link.id.text)->stored));
        }
    });
    return {};
}

// A box brings back the links that went with it, where the other end still stands.
Result<void> restore_node(Case const& c, DriverNode const& node, Meta const& meta,
                          Updates& updates) {
    for (auto const& key : c.state.below({kind_of<DriverDiagram>(), node.diagram.text})) {
        if (key.kind != kind_of<DriverLink>()) { continue; }
        auto const& stored = c.state.find(key.kind, key.id)->stored;
        auto const& link = std::get<DriverLink>(stored.record);
        bool const went_along =
            stored.archived() && stored.meta.archived_at_ms == meta.archived_at_ms;
        if (!went_along || (link.source != node.id && link.target != node.id)) { continue; }
        auto const& other = link.source == node.id ? link.target : link.source;
        if (c.state.living<DriverNode>(other) != nullptr) {
            updates.push_back(restored(c, stored));
        }
    }
    return {};
}

Result<void> restore_link(Case const& c, DriverLink const& link, Meta const&, Updates&) {
    return link_rule(c, nullptr, link,
                     {});  // what it would close or double may have been drawn meanwhile
}

Result<Updates> set_node_state(Case const& c, SetDriverNodeState const& command) {
    auto found = seen<DriverNode>(c, command.id, "id");
    if (found.has_error()) { return found.error(); }
    if (auto ok = permitted(c); ok.has_error()) { return ok.error(); }
    if (auto ok = check_unchanged(c, **found, command.seen_revision, "state"); ok.has_error()) {
        return ok.error();
    }
    if (command.state != NodeState::InPlay && command.reason.empty()) {
        return refuse(Code::NeedsReason, "reason", "Say why it is parked or retired.");
    }
    DriverNode after = **found;
    after.state = command.state;
    after.state_reason = command.state == NodeState::InPlay ? std::string{} : command.reason;
    return Updates{changed(c, std::move(after))};
}

struct DecideTheory {
    Case const& c;

    Result<Updates> operator()(Create<Charter> const& x) const {
        return create(c, x, charter_rule);
    }
    Result<Updates> operator()(Edit<Charter> const& x) const { return edit(c, x, charter_rule); }
    Result<Updates> operator()(Create<RootCause> const& x) const {
        return create(c, x, no_more_rule);
    }
    Result<Updates> operator()(Edit<RootCause> const& x) const { return edit(c, x, no_more_rule); }
    Result<Updates> operator()(Archive<RootCause> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<RootCause> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Create<SponsorCommitment> const& x) const {
        return create(c, x, no_more_rule);
    }
    Result<Updates> operator()(Edit<SponsorCommitment> const& x) const {
        return edit(c, x, no_more_rule);
    }
    Result<Updates> operator()(Archive<SponsorCommitment> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<SponsorCommitment> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Create<Aim> const& x) const { return create(c, x, aim_rule); }
    Result<Updates> operator()(Edit<Aim> const& x) const { return edit(c, x, aim_rule); }
    Result<Updates> operator()(Archive<Aim> const& x) const { return archive(c, x, archive_aim); }
    Result<Updates> operator()(Restore<Aim> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(PublishAim const& x) const { return publish_aim(c, x); }
    Result<Updates> operator()(Create<DriverDiagram> const& x) const {
        return create(c, x, diagram_rule);
    }
    Result<Updates> operator()(Edit<DriverDiagram> const& x) const {
        return edit(c, x, diagram_rule);
    }
    Result<Updates> operator()(Archive<DriverDiagram> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<DriverDiagram> const& x) const {
        return restore(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Share<DriverDiagram> const& x) const { return share_diagram(c, x); }
    Result<Updates> operator()(ReviewDriverDiagram const& x) const { return review_diagram(c, x); }
    Result<Updates> operator()(Create<DriverNode> const& x) const {
        return create(c, x, node_rule);
    }
    Result<Updates> operator()(Edit<DriverNode> const& x) const { return edit(c, x, node_rule); }
    Result<Updates> operator()(Archive<DriverNode> const& x) const {
        return archive(c, x, archive_node);
    }
    Result<Updates> operator()(Restore<DriverNode> const& x) const {
        return restore(c, x, restore_node);
    }
    Result<Updates> operator()(SetDriverNodeState const& x) const { return set_node_state(c, x); }
    Result<Updates> operator()(Create<DriverLink> const& x) const {
        return create(c, x, link_rule);
    }
    Result<Updates> operator()(Edit<DriverLink> const& x) const { return edit(c, x, link_rule); }
    Result<Updates> operator()(Archive<DriverLink> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<DriverLink> const& x) const {
        return restore(c, x, restore_link);
    }
};

}  // namespace

Result<Updates> decide_theory(Case const& c, TheoryCommand const& command) {
    return std::visit(DecideTheory{c}, command);
}

}  // namespace flywheel::rules
