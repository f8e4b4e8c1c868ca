#include "protocol/codec_detail.hpp"

namespace flywheel {

std::vector<FieldChange> changed_fields(AnyRecord const* before, AnyRecord const& after) {
    std::vector<FieldChange> changes;
    std::visit(
        [&](auto const& now) {
            using R = std::remove_cvref_t<decltype(now)>;
            R const former = before == nullptr ? R{} : std::get<R>(*before);
            for_each_field<R>([&](auto const& f, std::size_t) {
                auto const& value = now.*(f.member);
                auto const& old = former.*(f.member);
                if (before != nullptr && value == old) { return; }
                FieldChange change{f.name, {}, {}};
                if (before != nullptr && !is_unset(old)) {
                    codec_detail::append_value(change.before, old);
                }
                if (!is_unset(value)) { codec_detail::append_value(change.after, value); }
                if (!change.before.empty() || !change.after.empty()) {
                    changes.push_back(std::move(change));
                }
            });
        },
        after);
    return changes;
}

}  // namespace flywheel
