#include "server/domain/decide_detail.hpp"

namespace flywheel::rules {

namespace {

// What a page shows without becoming an album; a term of photos of one cycle has twenty.
constexpr std::size_t attachments_per_record_max = 100;

Result<void> check_place(Case const& c, Attachment const& attachment) {
    if (attachment.cycle.empty() && attachment.protocol.empty()) {
        return refuse(Code::Missing, "cycle", "A file hangs on a cycle or on a protocol.");
    }
    if (!attachment.cycle.empty() && !attachment.protocol.empty()) {
        return refuse(Code::WrongLink, "protocol", "A file hangs on one thing.");
    }
    if (attachment.observation.empty()) { return {}; }
    if (c.state.known<Observation>(attachment.observation).cycle != attachment.cycle) {
        return refuse(Code::WrongLink, "observation", "That observation is in another cycle.");
    }
    return {};
}

Result<void> attachment_rule(Case const& c, Attachment const* before, Attachment& after,
                             Updates const&) {
    if (before != nullptr) { return {}; }
    if (auto ok = check_place(c, after); ok.has_error()) { return ok; }
    if (!is_sha256_hex(after.content)) {
        return refuse(Code::NotWellFormed, "content", "That is not a SHA-256 in small letters.");
    }
    auto const parent = *parent_of(after);
    auto const& below = c.state.below(parent);
    auto const there = std::count_if(below.begin(), below.end(), [&](Key const& key) {
        return key.kind == kind_of<Attachment>() && c.state.living<Attachment>({key.id}) != nullptr;
    });
    if (static_cast<std::size_t>(there) >= attachments_per_record_max) {
        return refuse(Code::TooMany, after.protocol.empty() ? "cycle" : "protocol",
                      "No more files can hang on it.",
                      {{"limit", std::to_string(attachments_per_record_max)}});
    }
    after.written_for = after.protocol.empty()
                            ? c.state.known<PdsaCycle>(after.cycle).shared_with
                            : c.state.known<ChangeProtocol>(after.protocol).shared_with;
    return {};
}

struct DecideAttachment {
    Case const& c;
    Result<Updates> operator()(Create<Attachment> const& x) const {
        return create(c, x, attachment_rule);
    }
    Result<Updates> operator()(Edit<Attachment> const& x) const {
        return edit(c, x, attachment_rule);
    }
    Result<Updates> operator()(Archive<Attachment> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Attachment> const& x) const {
        return restore(c, x, no_archive_rule);
    }
};

}  // namespace

Result<Updates> decide_attachment(Case const& c, AttachmentCommand const& command) {
    return std::visit(DecideAttachment{c}, command);
}

}  // namespace flywheel::rules
