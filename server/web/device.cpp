#include "server/web/device.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace flywheel::web {

namespace {

using Sign = std::pair<std::string_view, std::string_view>;

// In this order: browsers name those that they want to be taken for, too.
constexpr std::array browsers{Sign{"Edg", "edge"},         Sign{"OPR/", "opera"},
                              Sign{"Firefox/", "firefox"}, Sign{"FxiOS/", "firefox"},
                              Sign{"CriOS/", "chrome"},    Sign{"Chrome/", "chrome"},
                              Sign{"Safari/", "safari"}};
constexpr std::array systems{Sign{"iPhone", "iphone"},   Sign{"iPad", "ipad"},
                             Sign{"Android", "android"}, Sign{"CrOS", "chromeos"},
                             Sign{"Windows", "windows"}, Sign{"Mac OS X", "macos"},
                             Sign{"Linux", "linux"}};

template <std::size_t N>
std::string_view named_in(std::string const& text, std::array<Sign, N> const& signs) {
    for (auto const& [sign, name] : signs) {
        if (text.find(sign) != std::string::npos) { return name; }
    }
    return "other";
}

}  // namespace

std::string device_of(std::string const& user_agent) {
    return std::string(named_in(user_agent, browsers)) + ' ' +
           std::string(named_in(user_agent, systems));
}

}  // namespace flywheel::web
