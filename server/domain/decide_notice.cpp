#include "server/domain/decide_detail.hpp"

namespace flywheel::rules {

namespace {

// Whoever follows more than this reads nothing of it; the bound also keeps an inbox quick to work out.
constexpr std::size_t follows_max = 1'000;

// The follow of the same record that this person has already gives way to the new one: two devices without a line may both have
// said it, and that is nothing to bother anybody with.
void give_way(Case const& c, Follow const& follow, Updates& updates) {
    Key const about{*kind_from_name(follow.about_kind), follow.about_id};
    for (auto const& key : c.state.follows_on(about)) {
        auto const& stored = c.state.known_kept(key.kind, key.id).stored;
        bool const same = key.id == follow.id.text;
        if (same || stored.archived() || stored.meta.created_by != c.actor.viewer.member) {
            continue;
        }
        updates.push_back(archived(c, stored));
    }
}

Result<void> follow_rule(Case const& c, Follow const*, Follow& after, Updates& more) {
    std::size_t count = 0;
    c.state.each<Follow>([&](Follow const&, Meta const& meta) {
        count += meta.created_by == c.actor.viewer.member ? 1 : 0;
    });
    if (count >= follows_max) {
        return refuse(Code::TooMany, "about_id", "No more can be followed.",
                      {{"limit", std::to_string(follows_max)}});
    }
    give_way(c, after, more);
    return {};
}

Result<Updates> create_follow(Case const& c, Create<Follow> const& x) {
    auto const about = seen_about(c, x.record.about_kind, x.record.about_id);
    if (about.has_error()) { return about.error(); }
    return create(c, x, follow_rule);
}

// Letters, digits and what stands between them in "America/Port-au-Prince" and "Etc/GMT+5". Which zones there are
// changes with the machine's tables, so that is asked when a mail is due and not here.
bool looks_like_zone(std::string const& name) {
    return std::all_of(name.begin(), name.end(), [](unsigned char ch) {
        return std::isalnum(ch) != 0 || ch == '/' || ch == '_' || ch == '-' || ch == '+';
    });
}

Result<void> setting_rule(Case const& c, NoticeSetting const* before, NoticeSetting& after,
                          Updates& more) {
    if (!looks_like_zone(after.time_zone)) {
        return refuse(Code::NotText, "time_zone",
                      "A time zone has a name such as \"America/Chicago\".");
    }
    if (before != nullptr) { return {}; }
    // A second device that knew of none yet: the later word stands.
    c.state.each<NoticeSetting>([&](NoticeSetting const& other, Meta const& meta) {
        if (meta.created_by != c.actor.viewer.member) { return; }
        more.push_back(
            archived(c, c.state.known_kept(kind_of<NoticeSetting>(), other.id.text).stored));
    });
    return {};
}

// Followed anew meanwhile, it needs nothing brought back.
Result<void> restore_rule(Case const& c, Follow const& follow, Meta const&, Updates const&) {
    Updates others;
    give_way(c, follow, others);
    if (others.empty()) { return {}; }
    return refuse(Code::WrongState, "id", "You follow it again already.", {{"state", "living"}});
}

struct DecideNotice {
    Case const& c;

    Result<Updates> operator()(Create<Follow> const& x) const { return create_follow(c, x); }
    Result<Updates> operator()(Archive<Follow> const& x) const {
        return archive(c, x, no_archive_rule);
    }
    Result<Updates> operator()(Restore<Follow> const& x) const {
        return restore(c, x, restore_rule);
    }
    Result<Updates> operator()(Create<NoticeSetting> const& x) const {
        return create(c, x, setting_rule);
    }
    Result<Updates> operator()(Edit<NoticeSetting> const& x) const {
        return edit(c, x, setting_rule);
    }
};

}  // namespace

Result<Updates> decide_notice(Case const& c, NoticeCommand const& command) {
    return std::visit(DecideNotice{c}, command);
}

}  // namespace flywheel::rules
