#include "server/domain/audience.hpp"

#include <algorithm>
#include <tuple>

namespace flywheel {

namespace {

template <class T>
bool share_one(std::vector<T> const& a, std::vector<T> const& b) {
    return std::any_of(a.begin(), a.end(),
                       [&](T const& x) { return std::find(b.begin(), b.end(), x) != b.end(); });
}

bool leads_one(Viewer const& viewer, std::vector<OrganizationId> const& districts) {
    return std::any_of(viewer.roles.begin(), viewer.roles.end(), [&](Viewer::Held const& held) {
        return held.role == Role::DistrictLead &&
               std::find(districts.begin(), districts.end(), held.organization) != districts.end();
    });
}

// An empty id stands for "none": no district, no team.
template <class T>
void sort_unique(std::vector<T>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    if (!list.empty() && list.front().empty()) { list.erase(list.begin()); }
}

template <class T>
void append_ids(std::string& out, char tag, std::vector<T> const& ids) {
    for (auto const& id : ids) {
        out += tag;
        out += id.text;
        out += ';';
    }
}

}  // namespace

// Written out: clang 19 falls over the default of a type that holds a list of itself.
bool operator==(Audience const& a, Audience const& b) {
    auto const fields = [](Audience const& x) {
        return std::tie(x.everybody, x.members, x.network, x.hub, x.desk, x.analysts,
                        x.organizations, x.leads, x.teams, x.people, x.within);
    };
    return fields(a) == fields(b);
}

bool holds(Audience const& audience, Viewer const& viewer) {
    if (!std::all_of(audience.within.begin(), audience.within.end(),
                     [&](Audience const& each) { return holds(each, viewer); })) {
        return false;
    }
    if (audience.everybody) { return true; }
    if (!viewer.active) { return false; }
    if (audience.members) { return true; }
    if (audience.network && viewer.network) { return true; }
    if (audience.hub && viewer.hub) { return true; }
    if (audience.desk && viewer.desk) { return true; }
    if (audience.analysts && viewer.analyst) { return true; }
    if (leads_one(viewer, audience.leads)) { return true; }
    return share_one(audience.teams, viewer.teams) ||
           share_one(audience.organizations, viewer.organizations) ||
           std::find(audience.people.begin(), audience.people.end(), viewer.member) !=
               audience.people.end();
}

void settle(Audience& audience) {
    sort_unique(audience.organizations);
    sort_unique(audience.leads);
    sort_unique(audience.teams);
    sort_unique(audience.people);
}

void merge(Audience& into, Audience const& more) {
    into.everybody |= more.everybody;
    into.members |= more.members;
    into.network |= more.network;
    into.hub |= more.hub;
    into.desk |= more.desk;
    into.analysts |= more.analysts;
    into.organizations.insert(into.organizations.end(), more.organizations.begin(),
                              more.organizations.end());
    into.leads.insert(into.leads.end(), more.leads.begin(), more.leads.end());
    into.teams.insert(into.teams.end(), more.teams.begin(), more.teams.end());
    into.people.insert(into.people.end(), more.people.begin(), more.people.end());
    settle(into);
}

std::string to_text(Audience const& audience) {
    std::string out;
    if (audience.everybody) { out += "E;"; }
    if (audience.members) { out += "M;"; }
    if (audience.network) { out += "N;"; }
    if (audience.hub) { out += "H;"; }
    if (audience.desk) { out += "D;"; }
    if (audience.analysts) { out += "A;"; }
    append_ids(out, 'o', audience.organizations);
    append_ids(out, 'l', audience.leads);
    append_ids(out, 't', audience.teams);
    append_ids(out, 'p', audience.people);
    for (auto const& each : audience.within) {
        out += "&;" + to_text(each);
    }
    return out;
}

Audience audience_from_text(std::string_view text) {
    Audience whole;
    Audience* into = &whole;
    while (!text.empty()) {
        auto& audience = *into;
        auto const end = text.find(';');
        auto const part = text.substr(0, end);
        if (!part.empty()) {
            std::string const id(part.substr(1));
            switch (part.front()) {
                case 'E': audience.everybody = true; break;
                case 'M': audience.members = true; break;
                case 'N': audience.network = true; break;
                case 'H': audience.hub = true; break;
                case 'D': audience.desk = true; break;
                case 'A': audience.analysts = true; break;
                case 'o': audience.organizations.push_back({id}); break;
                case 'l': audience.leads.push_back({id}); break;
                case 't': audience.teams.push_back({id}); break;
                case 'p': audience.people.push_back({id}); break;
                case '&': into = &whole.within.emplace_back(); break;
                default: break;
            }
        }
        if (end == std::string_view::npos) { break; }
        text.remove_prefix(end + 1);
    }
    return whole;
}

}  // namespace flywheel
