#include <catch2/catch.hpp>

#include "protocol/base64.hpp"
#include "server/backup/backup.hpp"
#include "server/room/erase.hpp"
#include "server/room/transfer.hpp"
#include "storage/snapshot.hpp"
#include "tests/support/unit/all_bytes.hpp"
#include "tests/support/unit/files.hpp"
#include "tests/support/unit/network_story.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using nlohmann::json;

namespace {

constexpr char const* secret = "Newts hide under the third stone";

json naming(std::string const& data, json more) {
    json args{{"title", "Chart paper"},
              {"content", to_hex(sha256(data))},
              {"media_type", "jpeg"},
              {"bytes", data.size()}};
    args.update(more);
    return args;
}

std::string attach(NetworkStory& story, std::string const& who, std::string const& data,
                   json const& more) {
    REQUIRE(send_file(story.floor(), "nic", story[who].account, data).has_value());
    return story.act(who, "create_attachment", naming(data, more));
}

std::optional<std::string> kept(NetworkStory& story, std::string const& data) {
    return storage::Contents(story.floor().store()).find("nic", sha256(data));
}

std::string code_of(Result<UploadStanding> const& standing) {
    return standing.has_error() ? std::string(name_of(standing.error().code)) : "";
}

}  // namespace

TEST_CASE(
    "[T] a file comes in pieces, goes on after a broken line, and is named once it is whole") {
    NetworkStory story;
    story.connect_everybody();
    auto const data = jpeg_saying(std::string(3'000, 'x'));
    auto const account = story["riverside.teacher"].account;
    auto const total = static_cast<std::int64_t>(data.size());
    UploadPiece piece{"nic", account, to_hex(sha256(data)), total, 0, {}};
    CHECK(take_piece(story.floor(), piece)->received == 0);
    piece.data = data.substr(0, 1'000);
    CHECK(take_piece(story.floor(), piece)->received == 1'000);
    // The answer was lost: the same again changes nothing, and neither does what comes too early.
    CHECK(take_piece(story.floor(), piece)->received == 1'000);
    piece.at = 2'000;
    CHECK(take_piece(story.floor(), piece)->received == 1'000);
    // As after a crash in the middle.
    story.restart();
    story.connect_everybody();
    piece.at = 1'000;
    piece.data = data.substr(1'000);
    auto const cycle = story.plan_cycle("riverside.teacher");
    CHECK(story.act("riverside.teacher", "create_attachment",
                    naming(data, {{"id", "early"}, {"cycle", cycle}})) == "not_found");
    auto const whole = take_piece(story.floor(), piece);
    CHECK(whole->received == total);
    CHECK(whole->media_type == "jpeg");
    CHECK(take_piece(story.floor(), piece)->media_type == "jpeg");
    CHECK(story.act("riverside.teacher", "create_attachment",
                    naming(data, {{"id", "paper"}, {"cycle", cycle}})) == "");
    CHECK(kept(story, data) == data);
    expect_everyone_agrees(story);
}

TEST_CASE("[A] what is not what was announced is refused and gone") {
    NetworkStory story;
    auto const account = story["riverside.teacher"].account;
    auto const data = jpeg_saying("one");
    auto const other = jpeg_saying("two");
    UploadPiece piece{"nic", account, to_hex(sha256(other)), static_cast<std::int64_t>(data.size()),
                      0,     data};
    CHECK(code_of(take_piece(story.floor(), piece)) == "not_well_formed");
    piece.data.clear();
    CHECK(take_piece(story.floor(), piece)->received == 0);
    CHECK(code_of(send_file(story.floor(), "nic", account, "<svg onload=alert(1)> and more")) ==
          "unknown_media_type");
    CHECK(code_of(send_file(story.floor(), "nic", account, jpeg(segment('\xe1', "Exif")))) ==
          "photo_tells_more");
    CHECK(storage::Contents(story.floor().store()).bytes_of("nic") == 0);

    auto refused = [&](auto const& change) {
        UploadPiece wrong{
            "nic", account, to_hex(sha256(data)), static_cast<std::int64_t>(data.size()), 0, data};
        change(wrong);
        auto const answer = take_piece(story.floor(), wrong);
        REQUIRE(answer.has_error());
        return answer.error().field + " " + std::string(name_of(answer.error().code));
    };
    CHECK(refused([](auto& p) { p.content = "../../etc/passwd"; }) == "content not_well_formed");
    CHECK(refused([](auto& p) { p.content = std::string(64, 'G'); }) == "content not_well_formed");
    CHECK(refused([](auto& p) { p.bytes = 0; }) == "bytes too_large");
    CHECK(refused([](auto& p) { p.bytes = attachment_bytes_max + 1; }) == "bytes too_large");
    CHECK(refused([](auto& p) { p.at = -1; }) == "at too_large");
    CHECK(refused([](auto& p) { p.at = 1; }) == "at too_large");
    CHECK(refused([](auto& p) { p.data = std::string(upload_piece_max + 1, 'x'); }) ==
          "data too_large");
}

TEST_CASE("[A] nobody fills the server with files that they never finish") {
    NetworkStory story;
    auto begin = [&](std::size_t i) {
        auto const name = "file " + std::to_string(i);
        UploadPiece piece{"nic",
                          story["riverside.teacher"].account,
                          to_hex(sha256(name)),
                          attachment_bytes_max,
                          0,
                          "begun"};
        return code_of(take_piece(story.floor(), piece));
    };
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(begin(i).empty());
    }
    CHECK(begin(8) == "too_many");
    story.clock().pass_ms(upload_kept_ms + 1);
    story.floor().sweep();
    CHECK(storage::Contents(story.floor().store()).bytes_of("nic") == 0);
    CHECK(begin(8).empty());
}

TEST_CASE("[A][S09] who only knows the hash of a file cannot make it theirs") {
    NetworkStory story;
    story.connect_everybody();
    auto const data = jpeg_saying(secret);
    auto const cycle = story.plan_cycle("riverside.teacher");
    REQUIRE(attach(story, "riverside.teacher", data, {{"id", "paper"}, {"cycle", cycle}}) == "");
    REQUIRE(story.act("lakeside.lead", "create_change_protocol",
                      {{"id", "theirs"}, {"title", "Theirs"}, {"purpose", "A calm start"}}) == "");
    CHECK(story.act("lakeside.lead", "create_attachment",
                    naming(data, {{"id", "mine"}, {"protocol", "theirs"}})) == "not_found");
    CHECK(story.refusal().at("field") == "content");
    // Nor by saying something else of it than what it is.
    json lie = naming(data, {{"id", "lie"}, {"cycle", cycle}});
    lie["media_type"] = "pdf";
    CHECK(story.act("riverside.teacher", "create_attachment", lie) == "not_found");
    lie["media_type"] = "jpeg";
    lie["bytes"] = 12;
    CHECK(story.act("riverside.teacher", "create_attachment", lie) == "not_found");
}

TEST_CASE("[A] a file hangs on one thing, and on an observation in the same cycle") {
    NetworkStory story;
    story.connect_everybody();
    auto const data = jpeg();
    auto const cycle = story.plan_cycle("riverside.teacher");
    auto const another = story.plan_cycle("riverside.teacher");
    REQUIRE(story.act("riverside.teacher", "create_observation",
                      {{"id", "seen"}, {"cycle", cycle}, {"at_ms", 1}, {"text", "Two read"}}) ==
            "");
    auto refused = [&](json more) {
        more["id"] = "file";
        auto const code = attach(story, "riverside.teacher", data, more);
        return story.refusal().value("field", "") + " " + code;
    };
    CHECK(refused(json::object()) == "cycle missing");
    CHECK(refused({{"cycle", another}, {"observation", "seen"}}) == "observation wrong_link");
    CHECK(refused({{"cycle", "nowhere"}}) == "cycle not_found");
    CHECK(attach(story, "riverside.outsider", data, {{"id", "file"}, {"cycle", cycle}}) ==
          "not_found");
    REQUIRE(story.share("riverside.teacher", cycle, "network") == "");
    CHECK(attach(story, "riverside.outsider", data, {{"id", "file"}, {"cycle", cycle}}) ==
          "not_yours");
    CHECK(attach(story, "riverside.teacher", data,
                 {{"id", "file"}, {"cycle", cycle}, {"observation", "seen"}}) == "");
    CHECK(story.record("attachment", "file").at("written_for") == "network");
    // Any of the team takes it off; only who brought it says what it shows.
    CHECK(story.act("riverside.mate", "edit_attachment",
                    {{"id", "file"}, {"seen_revision", 1}, {"set", {{"text", "A chart"}}}}) ==
          "not_yours");
    CHECK(story.act("riverside.mate", "archive_attachment", {{"id", "file"}}) == "");
    CHECK(story.act("riverside.teacher", "restore_attachment", {{"id", "file"}}) == "");
    expect_everyone_agrees(story);
}

TEST_CASE("[A] its authors hang files on a protocol, and nobody else who reads it") {
    NetworkStory story;
    story.connect_everybody();
    auto const data = jpeg();
    REQUIRE(story.act("riverside.teacher", "create_change_protocol",
                      {{"id", "p"}, {"title", "Exit tickets"}, {"purpose", "Two questions"}}) ==
            "");
    REQUIRE(story.act("riverside.teacher", "share_change_protocol",
                      {{"id", "p"},
                       {"seen_revision", story.revision("change_protocol", "p")},
                       {"shared_with", "network"}}) == "");
    json const on_it{{"id", "file"}, {"protocol", "p"}};
    CHECK(attach(story, "lakeside.teacher", data, on_it) == "not_yours");
    CHECK(attach(story, "riverside.mate", data, on_it) == "not_yours");
    CHECK(attach(story, "riverside.teacher", data, on_it) == "");
    expect_everyone_agrees(story);
}

TEST_CASE("[A][S09] a file is had by those who see its record, at that moment") {
    NetworkStory story;
    story.connect_everybody();
    auto const cycle = story.plan_cycle("riverside.teacher");
    REQUIRE(story.share("riverside.teacher", cycle, "network") == "");
    REQUIRE(story.act("riverside.teacher", "create_observation",
                      {{"id", "seen"}, {"cycle", cycle}, {"at_ms", 1}, {"text", "Two read"}}) ==
            "");
    REQUIRE(attach(story, "riverside.teacher", jpeg(), {{"id", "open"}, {"cycle", cycle}}) == "");
    REQUIRE(attach(story, "riverside.teacher", jpeg_saying("face"),
                   {{"id", "face"}, {"cycle", cycle}, {"names_a_person", true}}) == "");
    REQUIRE(attach(story, "riverside.teacher", jpeg_saying("note"),
                   {{"id", "note"}, {"cycle", cycle}, {"observation", "seen"}}) == "");
    auto had_by = [&](std::string const& who) {
        auto const& room = *story.floor().room("nic");
        std::string had;
        for (char const* id : {"open", "face", "note"}) {
            if (room.attachment(room.viewer({story[who].member}), id)) {
                had += id + std::string(" ");
            }
        }
        return had;
    };
    CHECK(had_by("riverside.mate") == "open face note ");
    CHECK(had_by("director") == "open face note ");
    CHECK(had_by("lakeside.teacher") == "open note ");
    CHECK(had_by("partner") == "");
    // The observation is not for others any more, and so is its photo.
    REQUIRE(story.act(
                "riverside.teacher", "edit_observation",
                {{"id", "seen"}, {"seen_revision", 1}, {"set", {{"names_a_person", true}}}}) == "");
    CHECK(had_by("lakeside.teacher") == "open ");
    REQUIRE(story.act("riverside.teacher", "archive_observation", {{"id", "seen"}}) == "");
    CHECK(had_by("riverside.mate") == "open face ");
    REQUIRE(story.share("riverside.teacher", cycle, "team") == "");
    CHECK(had_by("lakeside.teacher") == "");
    CHECK(had_by("director") == "");
    expect_everyone_agrees(story);
}

TEST_CASE("[A][S83] a file goes with the last record that names it, and no byte of it stays") {
    NetworkStory story;
    story.connect_everybody();
    auto const data = jpeg_saying(secret);
    auto const cycle = story.plan_cycle("riverside.teacher");
    REQUIRE(story.share("riverside.teacher", cycle, "author") == "");
    REQUIRE(attach(story, "riverside.teacher", data, {{"id", "paper"}, {"cycle", cycle}}) == "");
    auto on_disk = [&] {
        return all_bytes_below(story.folder()).find(secret) != std::string::npos;
    };
    CHECK(on_disk());
    story.floor().sweep();
    CHECK(kept(story, data) == data);
    // Taken off it can be put back, so it stays for now.
    REQUIRE(story.act("riverside.teacher", "archive_attachment", {{"id", "paper"}}) == "");
    story.clock().pass_ms(upload_kept_ms + 1);
    story.floor().sweep();
    CHECK(kept(story, data) == data);
    REQUIRE(erase_member(story.floor(), "nic", {story["riverside.teacher"].member}, {"director"})
                .has_value());
    CHECK_FALSE(kept(story, data).has_value());
    CHECK_FALSE(on_disk());
}

TEST_CASE("[A] files go along: with an export, a backup, and not without what they hang on") {
    NetworkStory story;
    story.connect_everybody();
    // More than one line of the export.
    auto data = jpeg_saying(secret);
    data.insert(data.size() - 2, std::string(upload_piece_max, 'p'));
    auto const cycle = story.plan_cycle("riverside.teacher");
    REQUIRE(attach(story, "riverside.teacher", data, {{"id", "paper"}, {"cycle", cycle}}) == "");
    auto const text = export_network(story.floor(), "nic");
    auto copied = [&](std::string const& lines) {
        TemporaryFolder folder;
        Floor floor(folder.path(), {story.clock(), story.random()}, {});
        auto const report = import_network(floor, lines, {});
        if (report.has_error()) { return report.error().field; }
        auto const found = storage::Contents(floor.store()).find("nic", sha256(data));
        return std::string(found == data ? "the same" : "another");
    };
    CHECK(copied(text) == "the same");
    std::string without;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(R"({"content")", 0) != 0) { without += line + "\n"; }
    }
    CHECK(copied(without) == "content");
    // A file that was changed on its way.
    auto changed = text;
    auto const at = changed.find(R"("base64":")") + 10;
    changed.replace(at, 4, to_base64("GIF"));
    CHECK(copied(changed) == "content");

    auto const share = export_share(story.floor(), "nic", {"riverside"}, false);
    REQUIRE(share.has_value());
    CHECK(copied(*share) == "the same");
    // What somebody takes along is what they see.
    REQUIRE(story.share("riverside.teacher", cycle, "district") == "");
    auto taken_by = [&](char const* who, char const* district) {
        auto const viewer = story.floor().room("nic")->viewer({story[who].member});
        return export_own(story.floor(), "nic", viewer, {district});
    };
    auto const own = taken_by("riverside.lead", "riverside");
    REQUIRE(own.has_value());
    CHECK(copied(*own) == "the same");
    auto const theirs = taken_by("lakeside.lead", "lakeside");
    REQUIRE(theirs.has_value());
    CHECK(theirs->find(R"({"content")") == std::string::npos);

    TemporaryFolder elsewhere;
    auto const taken = backup::take(story.folder(), elsewhere.path() + "/b", {}, 1);
    auto random = [](unsigned char* into, std::size_t count) { std::fill_n(into, count, 'r'); };
    (void)backup::restore(taken.path, {}, elsewhere.path() + "/d", random, 2);
    storage::Database restored(elsewhere.path() + "/d/flywheel.db",
                               storage::Database::Mode::ReadOnly);
    CHECK(storage::find_content(restored, "nic", sha256(data)) == data);
}

TEST_CASE("[A][R17] a file that is not what it was is never served, and verify says which") {
    NetworkStory story;
    story.connect_everybody();
    auto const data = jpeg_saying(secret);
    auto const cycle = story.plan_cycle("riverside.teacher");
    REQUIRE(attach(story, "riverside.teacher", data, {{"id", "paper"}, {"cycle", cycle}}) == "");
    ContentReader reader(story.folder());
    auto const name = to_hex(sha256(data));
    CHECK(reader.read("nic", name) == data);
    CHECK_THROWS_AS(reader.read("another", name), storage::Fault);
    auto flipped = data;
    flipped[30] = static_cast<char>(flipped[30] ^ 1);
    storage::Statement(story.floor().store().database(), "UPDATE content SET data = ?")
        .bind_blob(1, flipped)
        .run();
    CHECK_THROWS_AS(reader.read("nic", name), storage::Fault);
    auto const found = story.floor().store().verify();
    auto const broken = std::find_if(found.begin(), found.end(),
                                     [](auto const& each) { return each.broken_seq != 0; });
    REQUIRE(broken != found.end());
    CHECK(broken->network == "nic");
    CHECK(broken->problem.find(name) != std::string::npos);
}

TEST_CASE("base64 is read as it was written, and nothing else is") {
    for (std::size_t length = 0; length < 20; ++length) {
        std::string bytes;
        for (std::size_t i = 0; i < length; ++i) {
            bytes += static_cast<char>(i * 37 + 200);
        }
        CHECK(from_base64(to_base64(bytes)) == bytes);
    }
    CHECK(to_base64("fo") == "Zm8=");
    for (char const* text :
         {"Zm8", "Zm8=\n", " Zm8", "Zm9=v", "Z===", "Zm8*", "====", "Zm8=Zm8="}) {
        INFO(text);
        CHECK_FALSE(from_base64(text).has_value());
    }
}
