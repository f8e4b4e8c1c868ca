#pragma once
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace flywheel::testing {

// Who may see what, worked out slowly and on its own from exported records: it shares no line with policy
// and view. Reads DOMAIN's table of levels as plain sets of people.
class Oracle {
public:
    // The lines of an export without the header.
    explicit Oracle(std::vector<nlohmann::json> records);

    [[nodiscard]] bool is_active(std::string const& member) const;
    // Every (kind, id) that the member may see, details included.
    [[nodiscard]] std::set<std::pair<std::string, std::string>> seen_by(
        std::string const& member) const;
    // Wire form of a record, as this member gets it.
    [[nodiscard]] nlohmann::json wire(std::string const& member, std::string const& kind,
                                      std::string const& id) const;

private:
    [[nodiscard]] nlohmann::json const* get(std::string const& kind, std::string const& id) const;
    [[nodiscard]] bool may_see(std::string const& member, nlohmann::json const& record) const;
    // Whether they would if it were shared no further than `most`.
    [[nodiscard]] bool sees_up_to(std::string const& member, nlohmann::json const& record,
                                  int most) const;
    [[nodiscard]] bool sees_cycle(std::string const& member, nlohmann::json const& cycle,
                                  int level) const;
    [[nodiscard]] bool sees_diagram(std::string const& member, nlohmann::json const& diagram) const;
    [[nodiscard]] bool sees_protocol(std::string const& member, nlohmann::json const& protocol,
                                     int most) const;
    [[nodiscard]] bool sees_version(std::string const& member, nlohmann::json const& version,
                                    int most) const;
    [[nodiscard]] bool sees_adoption(std::string const& member, nlohmann::json const& adoption,
                                     int most) const;
    [[nodiscard]] bool sees_post(std::string const& member, nlohmann::json const& post,
                                 int most) const;
    [[nodiscard]] bool sees_measure_record(std::string const& member, nlohmann::json const& record,
                                           int most) const;
    [[nodiscard]] bool sees_meeting_record(std::string const& member, nlohmann::json const& record,
                                           int most) const;
    // Whether they hold one of these roles there.
    [[nodiscard]] bool holds(std::string const& member, std::string const& organization,
                             std::vector<std::string> const& roles) const;
    [[nodiscard]] bool sees_card(std::string const& member, nlohmann::json const& card,
                                 int most) const;
    [[nodiscard]] bool sees_row(std::string const& member, nlohmann::json const& row,
                                int most) const;
    [[nodiscard]] bool works_at(std::string const& member,
                                std::string const& organization) const;  // there or below
    [[nodiscard]] bool in_team(std::string const& member, std::string const& team) const;
    [[nodiscard]] bool at_hub(std::string const& member) const;
    [[nodiscard]] bool at_desk(std::string const& member) const;
    // Whether moderation keeps it, or what it lies in, from them.
    [[nodiscard]] bool withheld(std::string const& member, nlohmann::json const& record) const;
    [[nodiscard]] bool reads_network(std::string const& member) const;
    [[nodiscard]] std::string district_above(std::string const& organization) const;

    // Numbers (oracle_numbers.cpp): whether a point is told to this one of those who see its series.
    [[nodiscard]] bool is_told(std::string const& member, nlohmann::json const& point) const;
    [[nodiscard]] std::string told_to(nlohmann::json const& point) const;
    struct Told {
        bool now = true;
        bool ever = true;
        bool in_order = true;  // nothing was corrected or taken out
    };
    [[nodiscard]] Told told_beside(nlohmann::json const& total,
                                   std::function<bool(nlohmann::json const&)> const& sites) const;
    [[nodiscard]] std::vector<std::function<bool(nlohmann::json const&)>> parts_of(
        nlohmann::json const& total) const;
    [[nodiscard]] std::vector<nlohmann::json const*> in_period_of(
        nlohmann::json const& point, std::function<bool(nlohmann::json const&)> const& fits) const;
    [[nodiscard]] std::string period_of(nlohmann::json const& measure, std::string const& on) const;
    [[nodiscard]] std::optional<double> people_behind(nlohmann::json const& point) const;
    [[nodiscard]] double least_people() const;

    std::vector<nlohmann::json> records_;
    std::map<std::pair<std::string, std::string>, std::size_t> index_;
    std::string hub_;
};

}  // namespace flywheel::testing
