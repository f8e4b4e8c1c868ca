#include "protocol/text_change.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "protocol/codec.hpp"
#include "protocol/digest.hpp"

// Random texts and changes, the same ones as in client-web/src/sync/text-testing.ts, whose results are compared with CodeMirror's
// there: when both sides come to the digests of tests/fixtures/text_changes.json, all three agree.
namespace flywheel {
namespace {

// Mulberry32, by Tommy Ettinger (public domain).
class Random {
public:
    explicit Random(std::uint32_t seed) : state_(seed) {}
    std::uint32_t operator()(std::uint32_t below) {
        state_ += 0x6d2b79f5U;
        std::uint32_t t = (state_ ^ state_ >> 15U) * (state_ | 1U);
        t ^= t + (t ^ t >> 7U) * (t | 61U);
        return (t ^ t >> 14U) % below;
    }

private:
    std::uint32_t state_;
};

std::u16string const letters[] = {u"a", u"b", u" ", u"\n", u"\u00e9", u"\u20ac", u"\U0001F600"};

std::u16string some(Random& random, std::uint32_t least, std::uint32_t most) {
    std::u16string out;
    for (auto left = least + random(most - least + 1); left > 0; --left) {
        out += letters[random(std::size(letters))];
    }
    return out;
}

std::u16string random_text(Random& random) { return some(random, 0, 14); }

TextChange random_change(Random& random, std::u16string const& text) {
    std::vector<std::size_t> sizes;  // of each character
    for (std::size_t i = 0; i < text.size(); i += sizes.back()) {
        sizes.push_back(text[i] >= 0xd800 && text[i] < 0xdc00 ? 2 : 1);
    }
    TextChange change;
    std::size_t at = 0;
    auto const units = [&](std::size_t take) {
        std::size_t sum = 0;
        for (; take > 0; --take) {
            sum += sizes[at++];
        }
        return sum;
    };
    for (bool changes = random(2) == 1;; changes = !changes) {
        auto const left = sizes.size() - at;
        if (changes) {
            auto const take = std::min<std::size_t>(left, random(5));
            auto const written = some(random, take == 0 ? 1 : 0, 3);
            change.change(units(take), written);
        } else {
            if (left == 0) { return change; }
            change.keep(units(std::min<std::size_t>(left, 1 + random(4))));
            if (at == sizes.size() && random(2) == 0) { return change; }
        }
    }
}

std::string quoted(std::u16string const& text) {
    std::string out;
    append_json_string(out, *to_utf8(text));
    return out;
}

std::string json_of(TextChange const& change) {
    std::string out;
    append_text_change(out, change);
    return out;
}

std::string digest_of(std::uint32_t from, std::uint32_t count) {
    std::string all;
    for (auto seed = from; seed < from + count; ++seed) {
        Random random(seed);
        auto const text = random_text(random);
        auto const a = random_change(random, text);
        auto const b = random_change(random, text);
        auto const after = apply_change(text, a).value();
        auto const both = compose(a, random_change(random, after)).value();
        all += "[" + quoted(text) + "," + quoted(after) + "," + json_of(both);
        for (auto const& mapped :
             {map_change(a, b, false), map_change(a, b, true), map_change(b, a, true)}) {
            all += "," + json_of(mapped.value());
        }
        all += "]\n";
    }
    return to_hex(sha256(all));
}

}  // namespace

TEST_CASE("[T2] 50,000 random changes of texts come out as in the browser and in CodeMirror") {
    std::ifstream file("tests/fixtures/text_changes.json");
    auto const vectors = nlohmann::json::parse(file);
    auto const cases = vectors.at("cases").get<std::uint32_t>();
    auto const block = vectors.at("block").get<std::uint32_t>();
    CHECK(cases == 50'000);
    std::size_t i = 0;
    for (std::uint32_t from = 1; from <= cases; from += block) {
        CHECK(digest_of(from, block) == vectors.at("digests").at(i++).get<std::string>());
    }
}

TEST_CASE("[T2] two changes of one text meet in the same text, and so does their difference") {
    for (std::uint32_t seed = 1; seed <= 50'000; ++seed) {
        Random random(seed + 3'000'000);
        auto const text = random_text(random);
        auto const a = random_change(random, text);
        auto const b = random_change(random, text);
        auto const after_a = apply_change(text, a).value();
        auto const one = apply_change(after_a, map_change(b, a, false).value()).value();
        auto const other =
            apply_change(apply_change(text, b).value(), map_change(a, b, true).value()).value();
        if (one != other) { FAIL("seed " << seed); }
        if (apply_change(text, difference(text, one)).value() != one) { FAIL("seed " << seed); }
    }
}

TEST_CASE("a change of a text of another length is nothing") {
    auto const three = TextChange{}.keep(3);
    auto const two = TextChange{}.keep(2);
    CHECK(!apply_change(u"abc", two));
    CHECK(!compose(three, two));
    CHECK(!compose(two, three));
    CHECK(!map_change(three, two, true));
    CHECK(!map_change(TextChange{}.change(3, u""), two, true));
    CHECK(!map_change(two, TextChange{}.change(3, u""), true));
}

TEST_CASE("texts go to UTF-16 and back; half a character goes nowhere") {
    for (std::string const text :
         {"", "plain", "caf\u00e9 \u20ac5 \U0001F600", "\u07ff\u0800\uffff"}) {
        CHECK(to_utf8(to_utf16(text).value()).value() == text);
    }
    CHECK(!to_utf16("\xc3"));
    CHECK(!to_utf16("\x80"));
    CHECK(!to_utf16("\xc0\xaf"));
    CHECK(!to_utf16("\xed\xa0\x80"));
    CHECK(!to_utf16("\xf4\x90\x80\x80"));
    CHECK(!to_utf16("a\xe2\x28\xa1"));
    CHECK(!to_utf8(std::u16string{0xd83d}));
    CHECK(!to_utf8(std::u16string{0xde00, u'a'}));
    CHECK(!to_utf8(std::u16string{0xd83d, u'a'}));
}

}  // namespace flywheel
