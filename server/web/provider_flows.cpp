#include "server/web/provider_flows.hpp"

#include "server/web/limits.hpp"

namespace flywheel::web {

void ProviderFlows::put(std::string const& hash, ProviderFlow flow, std::int64_t now_ms) {
    constexpr std::int64_t look_every_ms = 60'000;
    if (now_ms - looked_ms_ >= look_every_ms || flows_.size() >= flows_max) {
        looked_ms_ = now_ms;
        std::erase_if(flows_, [&](auto const& each) { return each.second.ends_ms <= now_ms; });
    }
    // More than may be begun in that time: somebody else's goes, rather than nobody getting in.
    if (flows_.size() >= flows_max) { flows_.erase(flows_.begin()); }
    flow.ends_ms = now_ms + flow_ms;
    flows_[hash] = std::move(flow);
}

ProviderFlow* ProviderFlows::find(std::string const& hash, std::int64_t now_ms) {
    auto const found = flows_.find(hash);
    if (found == flows_.end() || found->second.ends_ms <= now_ms) { return nullptr; }
    return &found->second;
}

}  // namespace flywheel::web
