#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace flywheel::testing {

// What every file below the folder holds, one behind the other.
inline std::string all_bytes_below(std::string const& folder) {
    std::string all;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) { continue; }
        std::ifstream file(entry.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
}

}  // namespace flywheel::testing
