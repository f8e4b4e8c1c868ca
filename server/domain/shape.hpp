#pragma once
#include "protocol/records/network.hpp"
#include "protocol/records/theory.hpp"

// What a network's records must look like however they came in: by a command or by an import.
namespace flywheel {

// Roles that can be held at the hub alone.
[[nodiscard]] constexpr bool is_hub_role(Role role) {
    return role == Role::HubDirector || role == Role::HubFacilitator ||
           role == Role::PartnershipManager;
}

// Whether a box of the one kind may be linked to one of the other, nearer the aim.
[[nodiscard]] constexpr bool may_drive(NodeKind source, NodeKind target) {
    switch (source) {
        case NodeKind::Aim: return false;
        case NodeKind::Primary: return target == NodeKind::Aim;
        case NodeKind::Secondary:
        case NodeKind::ChangeIdea:
            return target == NodeKind::Primary || target == NodeKind::Secondary;
    }
    return false;
}

}  // namespace flywheel
