#include "tests/bench/network_file.hpp"

#include <filesystem>
#include <fstream>

#include "protocol/ids.hpp"

namespace flywheel::bench {
namespace {

std::string in_quotes(std::string const& text) { return "\"" + text + "\""; }

// Distinct ranks of one length; the last character is never 0.
std::string rank_of(int place) {
    static constexpr char digits[] =
        "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text = "aaaa";
    for (int i = 3; i >= 0; --i, place /= 61) {
        text[static_cast<std::size_t>(i)] = digits[place % 61];
    }
    return text;
}

class Writer {
public:
    explicit Writer(std::string const& path) : file_(path) {}

    void line(std::string const& text) { file_ << text << "\n"; }

    std::string record(std::string const& kind, std::string const& fields) {
        std::string const id = derived_id("bench", kind, ++made_);
        line(R"({"kind":")" + kind + R"(","id":")" + id +
             R"(","revision":1,"created_at_ms":1735689600000,"updated_at_ms":1735689600000,)" +
             fields + "}");
        return id;
    }
    [[nodiscard]] int made() const { return made_; }

private:
    std::ofstream file_;
    int made_ = 0;
};

}  // namespace

NetworkFile write_network_file(int members, int writers, int records) {
    std::filesystem::create_directories("build");
    NetworkFile made;
    made.path =
        "build/bench-network-" + std::to_string(members) + "-" + std::to_string(records) + ".jsonl";
    Writer out(made.path);
    // The network's own id must be known to the header; it is the first that Writer gives.
    made.network = derived_id("bench", "network", 1);
    out.line(R"({"flywheel_import":1,"network":")" + made.network +
             R"(","name":"Bench","made_at_ms":1735689600000})");
    out.record(
        "network",
        R"("name":"Bench","type":"networked_improvement_community","stage":"testing","hub":)" +
            in_quotes(derived_id("bench", "organization", 2)));
    std::string const hub = out.record(
        "organization", R"("name":"Hub","organization_kind":"hub","sharing_needs_lead":false)");
    std::vector<std::string> districts;
    std::vector<std::string> teams;
    for (int i = 0; i < 10; ++i) {
        districts.push_back(out.record(
            "organization",
            R"("name":"District )" + std::to_string(i) +
                R"(","organization_kind":"district","sharing_needs_lead":false,"parent":)" +
                in_quotes(hub)));
        teams.push_back(out.record("team", R"("name":"Team )" + std::to_string(i) +
                                               R"(","tier":"design_and_testing","district":)" +
                                               in_quotes(districts.back())));
    }
    std::string first_member;
    for (int i = 0; i < members; ++i) {
        auto const at = static_cast<std::size_t>(i % 10);
        std::string const member =
            out.record("member", R"("name":"Person )" + std::to_string(i) + "\"");
        std::string const email = "person" + std::to_string(i) + "@example.org";
        bool const writes = i < writers;
        out.record("membership", R"("state":"active","role":")" +
                                     std::string(writes ? "improvement_advisor" : "team_member") +
                                     R"(","member":)" + in_quotes(member) + R"(,"organization":)" +
                                     in_quotes(writes ? hub : districts[at]));
        if (!writes) {
            out.record("team_membership", R"("state":"active","member":)" + in_quotes(member) +
                                              R"(,"team":)" + in_quotes(teams[at]));
        }
        out.line(R"({"account":{"email":")" + email + R"(","name":"Person","member":")" + member +
                 R"("}})");
        made.emails.push_back(email);
        if (first_member.empty()) { first_member = member; }
    }
    std::string const diagram = out.record(
        "driver_diagram", R"("title":"Theory","shared_with":"network","owner":)" + in_quotes(hub));
    for (int i = 0; i < writers; ++i) {
        made.nodes.push_back(out.record(
            "driver_node", R"("node_kind":"change_idea","state":"in_play","text":"Idea )" +
                               std::to_string(i) + R"(","rank":")" + rank_of(i) +
                               R"(","diagram":)" + in_quotes(diagram)));
    }
    for (int i = 0; out.made() < records; ++i) {
        std::string const ramp = out.record(
            "ramp", R"("title":"Ramp )" + std::to_string(i) + R"(","change_idea":)" +
                        in_quotes(made.nodes[static_cast<std::size_t>(i % writers)]) +
                        R"(,"team":)" + in_quotes(teams[static_cast<std::size_t>(i % 10)]));
        for (int n = 1; n <= 4 && out.made() < records; ++n) {
            out.record(
                "pdsa_cycle",
                R"("title":"Try it in a few more rooms","intent":"test","state":"complete","jump_confirmed":false,"shared_with":"network",)"
                R"("objective":"Learn whether it holds where conditions are less favourable","study":"It held in four rooms of five",)"
                R"("learned":"The fifth had no protected time","decision":"adapt","start_on":"2025-01-13","end_on":"2025-01-31",)"
                R"("scale_schools":1,"scale_staff":3,"scale_people":9,"scale_occasions":27,"number":)" +
                    std::to_string(n) + R"(,"ramp":)" + in_quotes(ramp) + R"(,"owner":)" +
                    in_quotes(first_member) + R"(,"team":)" +
                    in_quotes(teams[static_cast<std::size_t>(i % 10)]));
        }
    }
    return made;
}

}  // namespace flywheel::bench
