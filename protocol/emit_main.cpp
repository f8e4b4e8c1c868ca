#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

#include "protocol/emit.hpp"

// flywheel_emit ROOT         writes the emitted files below ROOT
// flywheel_emit --check ROOT fails, naming the file, when one of them is stale
int main(int argc, char** argv) {
    bool const check = argc == 3 && std::strcmp(argv[1], "--check") == 0;
    if (!check && argc != 2) {
        std::cerr << "usage: flywheel_emit [--check] ROOT\n";
        return 2;
    }
    std::string const root = argv[argc - 1];
    int stale = 0;
    auto settle = [&](std::string const& name, std::string const& text) {
        std::string const path = root + "/" + name;
        std::stringstream now;
        now << std::ifstream(path).rdbuf();
        if (now.str() == text) { return; }
        if (check) {
            std::cerr << name << " is stale: run ./dev emit\n";
            ++stale;
            return;
        }
        std::ofstream out(path);
        out << text;
        if (!out.flush()) {
            std::cerr << "could not write " << name << "\n";
            ++stale;
            return;
        }
        std::cout << "wrote " << name << "\n";
    };
    settle("client-web/src/protocol.generated.ts", flywheel::emit_typescript());
    settle("client-web/src/limits.generated.ts", flywheel::emit_limits());
    settle("protocol/REFERENCE.md", flywheel::emit_reference());
    settle("protocol/openapi.json", flywheel::emit_openapi());
    return stale == 0 ? 0 : 1;
}
