#include "server/domain/policy_roles.hpp"

// Who may do what with measures, series, points and what is said in their charts, and who sees a series.
namespace flywheel::roles {

namespace {

bool holds_at(Viewer const& actor, OrganizationId const& place, Role role) {
    return std::any_of(actor.roles.begin(), actor.roles.end(), [&](Viewer::Held const& h) {
        return h.organization == place && h.role == role;
    });
}

// Who collects numbers at a place: those who run cycles there, and those whose trade it is.
bool collects_at(Viewer const& actor, OrganizationId const& site) {
    return std::any_of(actor.roles.begin(), actor.roles.end(), [&](Viewer::Held const& h) {
        bool const collects =
            rights_of(h.role).runs_cycles || h.role == Role::Coach || h.role == Role::Analyst;
        return h.organization == site && collects;
    });
}

bool is_hub_analyst(Viewer const& actor, State const& state) {
    return holds_at(actor, hub_of(state), Role::Analyst);
}

// Whoever may enter points there; they see the series, which others make sure of.
bool enters(Viewer const& actor, State const& state, MeasureSeries const& series) {
    // A team's numbers are its own affair.
    if (is_hub_analyst(actor, state) && series.scope != SeriesScope::Team) { return true; }
    switch (series.scope) {
        case SeriesScope::School:
            return collects_at(actor, series.organization) ||
                   leads(actor, state, series.organization);
        case SeriesScope::Team: return runs_cycles_in(actor, state, series.team);
        case SeriesScope::District:
            return collects_at(actor, series.organization) ||
                   adopts_for(actor, state, series.organization);
        case SeriesScope::Network:
        case SeriesScope::ContextGroup: break;
    }
    return keeps_theory(actor, state);
}

// Whose series it is: who shares it and takes it away.
bool keeps_series(Viewer const& actor, State const& state, MeasureSeries const& series) {
    switch (series.scope) {
        case SeriesScope::School: return holds_at(actor, series.organization, Role::SchoolLead);
        case SeriesScope::Team: return runs_cycles_in(actor, state, series.team);
        case SeriesScope::District: return leads(actor, state, series.organization);
        case SeriesScope::Network:
        case SeriesScope::ContextGroup: break;
    }
    return keeps_theory(actor, state);
}

// Empty for the network's, and for a team's of no district.
OrganizationId district_of_series(State const& state, MeasureSeries const& series) {
    if (!series.team.empty()) { return state.known<Team>(series.team).district; }
    return district_of(state, series.organization);
}

struct PermitMeasure {
    Viewer const& actor;
    State const& state;

    Result<void> operator()(Create<Measure> const&) const {
        return when(adds_to_theory(actor), "Those who add to the theory add measures.");
    }
    Result<void> operator()(Edit<Measure> const& c) const { return keeper(c.id); }
    Result<void> operator()(Archive<Measure> const& c) const { return keeper(c.id); }
    Result<void> operator()(Restore<Measure> const& c) const { return keeper(c.id); }
    Result<void> operator()(AdvanceMeasure const& c) const { return keeper(c.id); }

    Result<void> operator()(Create<MeasureDefinition> const& c) const {
        return keeper(c.record.measure);
    }
    Result<void> operator()(Edit<MeasureDefinition> const& c) const { return definer(c.id); }
    Result<void> operator()(Archive<MeasureDefinition> const& c) const { return definer(c.id); }
    Result<void> operator()(Restore<MeasureDefinition> const& c) const { return definer(c.id); }
    Result<void> operator()(PublishMeasureDefinition const& c) const { return definer(c.id); }

    Result<void> operator()(Create<MeasureSeries> const& c) const {
        return when(enters(actor, state, c.record), who_enters);
    }
    Result<void> operator()(Edit<MeasureSeries> const& c) const { return enterer(c.id); }
    Result<void> operator()(Archive<MeasureSeries> const& c) const { return owner(c.id); }
    Result<void> operator()(Restore<MeasureSeries> const& c) const { return owner(c.id); }
    Result<void> operator()(Share<MeasureSeries> const& c) const {
        auto const& series = state.known<MeasureSeries>(c.id);
        bool const own = keeps_series(actor, state, series);
        auto const asking = district_that_asks(state, district_of_series(state, series));
        bool const beyond = c.shared_with > Level::District && c.shared_with > series.shared_with;
        if (beyond && !asking.empty()) {
            if (leads(actor, state, asking)) { return {}; }
            if (own) {
                return refuse(Code::LeadMustAgree, "shared_with",
                              "The district asks its lead to agree first.");
            }
        }
        return when(own, who_keeps);
    }
    // What leaves a district is its lead's to say; a team of no district belongs to the hub.
    Result<void> operator()(ReleaseMeasureSeries const& c) const {
        auto const district = district_of_series(state, state.known<MeasureSeries>(c.id));
        return when(district.empty() ? keeps_theory(actor, state) : leads(actor, state, district),
                    "The district's lead lets its numbers count in the pool.");
    }

    Result<void> operator()(PoolMeasureSeries const& c) const { return owner(c.id); }

    Result<void> operator()(Create<DataPoint> const& c) const { return enterer(c.record.series); }
    Result<void> operator()(Archive<DataPoint> const& c) const { return pointer(c.id); }
    Result<void> operator()(Restore<DataPoint> const& c) const { return pointer(c.id); }
    Result<void> operator()(CorrectDataPoint const& c) const { return pointer(c.id); }
    Result<void> operator()(ExcludeDataPoint const& c) const { return pointer(c.id); }
    Result<void> operator()(ImportDataPoints const& c) const {
        return when(std::all_of(c.rows.begin(), c.rows.end(),
                                [&](PointRow const& row) {
                                    return enters_series(actor, state, row.series);
                                }),
                    who_enters);
    }
    Result<void> operator()(UndoDataImport const& c) const {
        return when(
            std::all_of(c.series.begin(), c.series.end(),
                        [&](MeasureSeriesId const& id) { return enters_series(actor, state, id); }),
            who_enters);
    }

    Result<void> operator()(Create<ChartPhase> const& c) const { return reader(c.record.series); }
    Result<void> operator()(Edit<ChartPhase> const& c) const { return in_chart<ChartPhase>(c.id); }
    Result<void> operator()(Archive<ChartPhase> const& c) const {
        return in_chart<ChartPhase>(c.id);
    }
    Result<void> operator()(Restore<ChartPhase> const& c) const {
        return in_chart<ChartPhase>(c.id);
    }
    Result<void> operator()(AdvanceChartPhase const& c) const {
        auto const& phase = state.known<ChartPhase>(c.id);
        if (c.to == PhaseState::Confirmed && phase.proposed_by == actor.member) {
            return refuse(Code::NeedsSecondPerson, "to", "A second person confirms a phase.");
        }
        return in_chart<ChartPhase>(c.id);
    }
    Result<void> operator()(Create<ChartAnnotation> const& c) const {
        return reader(c.record.series);
    }
    Result<void> operator()(Edit<ChartAnnotation> const& c) const {
        return in_chart<ChartAnnotation>(c.id);
    }
    Result<void> operator()(Archive<ChartAnnotation> const& c) const {
        return in_chart<ChartAnnotation>(c.id);
    }
    Result<void> operator()(Restore<ChartAnnotation> const& c) const {
        return in_chart<ChartAnnotation>(c.id);
    }
    Result<void> operator()(Create<ChartSignal> const& c) const { return reader(c.record.series); }
    Result<void> operator()(AcknowledgeChartSignal const& c) const {
        return in_chart<ChartSignal>(c.id);
    }
    Result<void> operator()(Archive<ChartSignal> const& c) const {
        return in_chart<ChartSignal>(c.id);
    }
    Result<void> operator()(Restore<ChartSignal> const& c) const {
        return in_chart<ChartSignal>(c.id);
    }

private:
    static constexpr char const* who_enters =
        "A site's own people enter its numbers, its district's lead and the hub's analysts.";
    static constexpr char const* who_keeps =
        "The school's lead decides that, the district's lead, the team; the hub for the network.";

    Result<void> keeper(MeasureId const& id) const {
        return when(keeps_measure(actor, state, id),
                    "Whoever added a measure keeps it, and the hub.");
    }
    Result<void> definer(MeasureDefinitionId const& id) const {
        return keeper(state.known<MeasureDefinition>(id).measure);
    }
    Result<void> enterer(MeasureSeriesId const& id) const {
        return when(enters_series(actor, state, id), who_enters);
    }
    Result<void> pointer(DataPointId const& id) const {
        return enterer(state.known<DataPoint>(id).series);
    }
    Result<void> owner(MeasureSeriesId const& id) const {
        return when(keeps_series(actor, state, state.known<MeasureSeries>(id)), who_keeps);
    }
    // Whoever enters the points reads the chart too, and whoever helps others to read theirs.
    Result<void> reader(MeasureSeriesId const& id) const {
        return when(enters_series(actor, state, id) ||
                        holds_role(actor, Role::ImprovementAdvisor) ||
                        holds_role(actor, Role::Coach),
                    "Those who enter the points do that, with advisors and coaches.");
    }
    template <class R>
    Result<void> in_chart(decltype(R::id) const& id) const {
        return reader(state.known<R>(id).series);
    }
};

}  // namespace

bool keeps_measure(Viewer const& actor, State const& state, MeasureId const& id) {
    return keeps_theory(actor, state) ||
           (maker_of<Measure>(state, id) == actor.member && adds_to_theory(actor));
}

bool enters_series(Viewer const& actor, State const& state, MeasureSeriesId const& id) {
    return enters(actor, state, state.known<MeasureSeries>(id));
}

Result<void> permit_measure(Viewer const& actor, MeasureCommand const& command,
                            State const& state) {
    return std::visit(PermitMeasure{actor, state}, command);
}

// It is nobody's own: who made it sees it as one of the site's.
Audience audience_of_series(MeasureSeries const& series, State const& state, Level at_most) {
    Level const level = std::min(series.shared_with, at_most);
    bool const of_school = series.scope == SeriesScope::School;
    Audience audience;
    if (level >= Level::Team) { audience.teams.push_back(series.team); }
    if (level >= Level::School && of_school) {
        audience.organizations.push_back(series.organization);
        audience.leads.push_back(district_of(state, series.organization));
        audience.analysts = true;
    }
    if (level >= Level::District) {
        audience.organizations.push_back(district_of_series(state, series));
    }
    audience.hub = level >= Level::Hub;
    audience.network = level >= Level::Network;
    settle(audience);
    return audience;
}

// The site's own people, and the lead of its district, who answers for its numbers; the hub for what it enters itself.
Audience owners_of_series(MeasureSeries const& series, State const& state) {
    Audience owners;
    owners.organizations = {series.organization};
    owners.teams = {series.team};
    owners.leads = {district_of_series(state, series)};
    owners.hub = series.scope == SeriesScope::Network || series.scope == SeriesScope::ContextGroup;
    settle(owners);
    return owners;
}

}  // namespace flywheel::roles

namespace flywheel {

bool answers_for(Viewer const& viewer, State const& state, MeasureSeriesId const& series) {
    return roles::keeps_series(viewer, state, state.known<MeasureSeries>(series));
}

bool may_enter_points(Viewer const& viewer, State const& state, MeasureSeriesId const& series) {
    return roles::enters_series(viewer, state, series);
}

}  // namespace flywheel
