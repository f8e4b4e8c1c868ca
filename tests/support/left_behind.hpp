#pragma once
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#include "tests/support/unit/all_bytes.hpp"
#include "tests/support/unit/network_story.hpp"

namespace flywheel::testing {

// What goes to standard error while it lives.
class CapturedLog {
public:
    CapturedLog() : path_(folder_.path() + "/log"), kept_(::dup(STDERR_FILENO)) {
        int const file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(file, STDERR_FILENO);
        ::close(file);
    }
    ~CapturedLog() {
        ::dup2(kept_, STDERR_FILENO);
        ::close(kept_);
    }
    [[nodiscard]] std::string text() const {
        std::stringstream all;
        all << std::ifstream(path_).rdbuf();
        return all.str();
    }

private:
    TemporaryFolder folder_;
    std::string path_;
    int kept_;
};

}  // namespace flywheel::testing
