#pragma once
#include <cstddef>
#include <vector>

// Whether numbers that are released together with all that was released before give away a small one. Functions of numbers
// that know no record; docs/adr/0012-small-numbers.md has the argument.
namespace flywheel::pool {

// One number that is somewhere added up: how many people are behind it, and whether somebody knows it already.
struct Cell {
    double people = 0;
    bool known = false;
};
// A released number is the sum of these cells, by their places.
using Sum = std::vector<std::size_t>;

// More sums than these over the same cells are not looked into, but withheld: up to here every determinant of zeros and ones
// is smaller than the prime by which ranks are computed (Hadamard), so that they are the ranks among the rational numbers.
inline constexpr std::size_t sums_max = 22;
// Sets of small cells that are tried; where there are more, the answer is no.
inline constexpr std::size_t sets_tried_max = 4'096;

// Whether everything that can be added and subtracted from the sums speaks of nobody, or of `least` people at least beyond
// those whose cells are known. A single cell that could be solved for is the simplest of what this forbids; the difference of
// two sums that share all but a few people is another.
[[nodiscard]] bool gives_nothing_away(std::vector<Cell> const& cells, std::vector<Sum> const& sums,
                                      double least);

}  // namespace flywheel::pool
