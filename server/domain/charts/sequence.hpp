#pragma once
#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "server/domain/charts/rules.hpp"

// How rules look at a phase: its points in a row, without the excluded ones.
namespace flywheel::charts {

class Sequence {
public:
    Sequence(Chart const& chart, Part const& part) : part_(part.part) {
        for (auto number = part.first; number <= part.last; ++number) {
            auto const& point = chart.points[number - 1];
            if (!point.include) { continue; }
            points_.push_back(&point);
            numbers_.push_back(number);
        }
    }

    [[nodiscard]] std::size_t size() const { return points_.size(); }
    [[nodiscard]] Point const& at(std::size_t i) const { return *points_[i]; }

    // On which side of the centre; nothing for a missing point and for one on the line.
    [[nodiscard]] std::optional<Side> side(std::size_t i) const {
        auto const& point = at(i);
        if (!point.y || !point.cl || *point.y == *point.cl) { return std::nullopt; }
        return *point.y > *point.cl ? Side::Up : Side::Down;
    }
    // On which side beyond k standard deviations, k from 1 to 3; nothing within them, or where there are none.
    [[nodiscard]] std::optional<Side> beyond(std::size_t i, std::size_t k) const {
        auto const& point = at(i);
        if (point.y && point.upper[k - 1] && *point.y > *point.upper[k - 1]) { return Side::Up; }
        if (point.y && point.lower[k - 1] && *point.y < *point.lower[k - 1]) { return Side::Down; }
        return std::nullopt;
    }
    // Where the value went since the one before; nothing for equal ones and next to a gap.
    [[nodiscard]] std::optional<Side> step(std::size_t i) const {
        if (i == 0 || !at(i).y || !at(i - 1).y || *at(i).y == *at(i - 1).y) { return std::nullopt; }
        return *at(i).y > *at(i - 1).y ? Side::Up : Side::Down;
    }

    // The hit of the points [from, to], all of which it marks; or only those that `marks` says.
    [[nodiscard]] Hit hit(
        Rule rule, Side side, std::size_t from, std::size_t to,
        std::function<bool(std::size_t)> const& marks = [](std::size_t) { return true; }) const {
        Hit found{rule, side, part_, {}, numbers_[to]};
        for (auto i = from; i <= to; ++i) {
            if (marks(i)) { found.points.push_back(numbers_[i]); }
        }
        return found;
    }

    // Each place where the last `length` points have one and the same side, as `side_of` tells it.
    void find_same(Rule rule, std::size_t length,
                   std::function<std::optional<Side>(std::size_t)> const& side_of,
                   std::vector<Hit>& hits, std::size_t points_before = 0) const {
        std::size_t streak = 0;
        std::optional<Side> before;
        for (std::size_t i = 0; i < size(); ++i) {
            auto const now = side_of(i);
            streak = !now ? 0 : (now == before ? streak + 1 : 1);
            before = now;
            if (streak >= length) {
                hits.push_back(hit(rule, *now, i + 1 - length - points_before, i));
            }
        }
    }

private:
    std::vector<Point const*> points_;
    std::vector<std::size_t> numbers_;
    std::size_t part_;
};

// The rules of each family, for one phase. Used by rule_hits alone.
void find_anhoej(Sequence const& sequence, Part const& part, std::vector<Hit>& hits);
void find_beyond_limits(Chart const& chart, Part const& part, Rule rule, std::vector<Hit>& hits);
void find_western_electric(Sequence const& sequence, std::vector<Hit>& hits);
void find_nelson(Sequence const& sequence, std::vector<Hit>& hits);
void find_nhs(Sequence const& sequence, std::vector<Hit>& hits);
void find_ihi(Sequence const& sequence, std::vector<Hit>& hits);

}  // namespace flywheel::charts
