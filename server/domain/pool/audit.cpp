#include "server/domain/pool/audit.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

namespace flywheel::pool {

namespace {

// 2^31 - 1. The largest determinant of 22 rows of zeros and ones is below 23^11.5 / 2^22, some 1.1e9.
constexpr std::int64_t prime = 2'147'483'647;

// In which sums a cell stands: bit n for the sum n.
using Places = std::uint64_t;

std::int64_t inverse(std::int64_t value) {
    std::int64_t result = 1;
    for (auto exponent = prime - 2; exponent > 0; exponent /= 2) {
        if (exponent % 2 == 1) { result = result * value % prime; }
        value = value * value % prime;
    }
    return result;
}

// The rank of the matrix with these columns of zeros and ones.
std::size_t rank_of(std::vector<Places> const& columns, std::size_t sums) {
    std::vector<std::vector<std::int64_t>> rows(sums);
    for (std::size_t row = 0; row < sums; ++row) {
        for (auto const column : columns) {
            rows[row].push_back(static_cast<std::int64_t>(column >> row & 1U));
        }
    }
    std::size_t rank = 0;
    for (std::size_t column = 0; column < columns.size() && rank < sums; ++column) {
        auto const pivot =
            std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(rank), rows.end(),
                         [&](auto const& row) { return row[column] != 0; });
        if (pivot == rows.end()) { continue; }
        std::swap(*pivot, rows[rank]);
        auto const& leading = rows[rank];
        auto const by = inverse(leading[column]);
        for (auto row = rank + 1; row < sums; ++row) {
            auto const factor = rows[row][column] * by % prime;
            for (auto i = column; factor != 0 && i < columns.size(); ++i) {
                rows[row][i] = (rows[row][i] + (prime - factor) * leading[i]) % prime;
            }
        }
        ++rank;
    }
    return rank;
}

// Looks for few people about whom a combination of the sums says something, and about nobody else.
class Search {
public:
    Search(std::map<Places, double> const& people, std::size_t sums, double least)
        : sums_(sums), least_(least) {
        for (auto const& [places, count] : people) {
            (count < least ? few_ : many_).emplace_back(places, count);
        }
        std::vector<Places> all = others_than({});
        whole_rank_ = rank_of(all, sums_);
    }
    [[nodiscard]] bool finds_nothing() { return from(0, 0); }

private:
    using Group = std::pair<Places, double>;

    // A combination of the sums in which only cells of the chosen groups remain is one that all other columns do not see.
    bool chosen_stay_hidden() {
        return ++tried_ <= sets_tried_max && rank_of(others_than(chosen_), sums_) == whole_rank_;
    }
    bool from(std::size_t next, double people) {
        for (auto i = next; i < few_.size(); ++i) {
            if (people + few_[i].second >= least_) { continue; }
            chosen_.push_back(i);
            if (!chosen_stay_hidden() || !from(i + 1, people + few_[i].second)) { return false; }
            chosen_.pop_back();
        }
        return true;
    }
    [[nodiscard]] std::vector<Places> others_than(std::vector<std::size_t> const& chosen) const {
        std::vector<Places> columns;
        for (auto const& group : many_) {
            columns.push_back(group.first);
        }
        for (std::size_t i = 0; i < few_.size(); ++i) {
            bool const is_chosen = std::find(chosen.begin(), chosen.end(), i) != chosen.end();
            if (!is_chosen) { columns.push_back(few_[i].first); }
        }
        return columns;
    }

    std::size_t sums_;
    double least_;
    std::vector<Group> few_;
    std::vector<Group> many_;
    std::vector<std::size_t> chosen_;
    std::size_t whole_rank_ = 0;
    std::size_t tried_ = 0;
};

}  // namespace

bool gives_nothing_away(std::vector<Cell> const& cells, std::vector<Sum> const& sums,
                        double least) {
    if (sums.size() > sums_max) { return false; }
    std::vector<Places> places(cells.size(), 0);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        for (auto const cell : sums[i]) {
            places[cell] |= Places{1} << i;
        }
    }
    // Cells that stand in the same sums cannot be told apart: whatever is said is said of all of them.
    std::map<Places, double> people;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        bool const counts = !cells[i].known && cells[i].people > 0 && places[i] != 0;
        if (counts) { people[places[i]] += cells[i].people; }
    }
    return people.empty() || Search(people, sums.size(), least).finds_nothing();
}

}  // namespace flywheel::pool
