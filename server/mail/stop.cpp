#include "server/mail/stop.hpp"

#include "protocol/digest.hpp"

namespace flywheel::mail {

namespace {

constexpr std::size_t key_bytes = 32;

template <class R>
void give(Edit<R>& edit, std::string_view field) {
    edit.given.set(*field_index<R>(field));
}

}  // namespace

std::string stop_token(Floor& floor, std::string const& network, MemberId const& member) {
    auto const key = floor.store().secret("stop_mail", key_bytes);
    // Hashed twice with the key in front, so that nothing can be appended to what was signed.
    auto const bits = sha256(key + sha256(key + network + "/" + member.text));
    return id_from_bits(reinterpret_cast<unsigned char const*>(bits.data()));
}

std::string stop_link(Floor& floor, std::string const& public_url, std::string const& network,
                      MemberId const& member, std::string const& language) {
    return public_url + "/api/v1/stop_mail?network=" + network + "&member=" + member.text +
           "&token=" + stop_token(floor, network, member) + "&language=" + language;
}

bool stop_mails(Floor& floor, std::string const& network, MemberId const& member,
                std::string const& token) {
    auto* const room = floor.room(network);
    // Compared as hashes, so that how long it takes says nothing.
    if (room == nullptr || sha256(token) != sha256(stop_token(floor, network, member)) ||
        room->state().living<Member>(member) == nullptr) {
        return false;
    }
    auto const setting = setting_of(room->state(), member);
    if (setting && setting->digest == DigestEvery::None && !setting->reminders) { return true; }
    Command command;
    command.id = make_id(floor.env().random);
    if (setting) {
        Edit<NoticeSetting> edit;
        edit.id = setting->id;
        edit.seen_revision =
            room->state().known_kept<NoticeSetting>(setting->id).stored.meta.revision;
        edit.values.digest = DigestEvery::None;
        edit.values.reminders = false;
        give(edit, "digest");
        give(edit, "reminders");
        command.name = "edit_notice_setting";
        command.what = NoticeCommand{edit};
    } else {
        Create<NoticeSetting> create;
        create.record.id.text = make_id(floor.env().random);
        create.record.digest = DigestEvery::None;
        create.record.reminders = false;
        command.name = "create_notice_setting";
        command.what = NoticeCommand{create};
    }
    return floor.act(network, {command}, member, {}).has_value();
}

std::optional<NoticeSetting> setting_of(State const& state, MemberId const& member) {
    std::optional<NoticeSetting> found;
    state.each<NoticeSetting>([&](NoticeSetting const& setting, Meta const& meta) {
        if (meta.created_by == member) { found = setting; }
    });
    return found;
}

}  // namespace flywheel::mail
