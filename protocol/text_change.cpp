#include "protocol/text_change.hpp"

#include <algorithm>
#include <cstdint>

namespace flywheel {

namespace {

bool is_high(char16_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(char16_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

// Walks over the parts of a change, a piece at a time.
class Walk {
public:
    explicit Walk(TextChange const& change) : parts_(change.parts) { enter(); }

    [[nodiscard]] bool done() const { return next_ == parts_.size(); }
    [[nodiscard]] bool changes() const { return !done() && parts_[next_].changes; }
    // What is left of the part, in units of the text before.
    [[nodiscard]] std::size_t length() const { return length_; }
    [[nodiscard]] std::u16string const& insert() const { return parts_[next_].insert; }
    // Whether some of the part was walked over already.
    [[nodiscard]] bool begun() const { return begun_; }

    void step() {
        ++next_;
        enter();
    }
    void over(std::size_t length) {
        begun_ = true;
        length_ -= length;
        if (length_ == 0) { step(); }
    }

private:
    void enter() {
        begun_ = false;
        length_ = done() ? 0 : parts_[next_].length;
    }
    std::vector<TextPart> const& parts_;
    std::size_t next_ = 0;
    std::size_t length_ = 0;
    bool begun_ = false;
};

// A change that is mapped over another: the two walks, and what comes out.
class Mapping {
public:
    Mapping(TextChange const& change, TextChange const& over, bool first)
        : a_(change), b_(over), first_(first) {}

    std::optional<TextChange> run() {
        while (!(a_.done() && b_.done())) {
            bool const fits =
                a_.changes() || b_.changes() ? (theirs_first() ? theirs() : mine()) : both_keep();
            if (!fits) { return std::nullopt; }
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] bool theirs_first() const {
        if (!b_.changes()) { return false; }
        if (!a_.changes() || written_) { return true; }
        // By where they begin, then the shorter.
        return !a_.begun() &&
               (b_.length() < a_.length() || (b_.length() == a_.length() && !first_));
    }

    void walk_a(std::size_t length) {
        if (length == a_.length()) { written_ = false; }
        a_.over(length);
    }

    bool both_keep() {
        auto const piece = std::min(a_.length(), b_.length());
        if (piece == 0) { return false; }
        out_.keep(piece);
        walk_a(piece);
        b_.over(piece);
        return true;
    }

    // Their words stay; what they took is not there to be kept or taken.
    bool theirs() {
        out_.keep(b_.insert().size());
        for (auto left = b_.length(); left > 0;) {
            if (a_.done()) { return false; }
            auto const piece = std::min(a_.length(), left);
            if (a_.changes() && !written_ && a_.length() == piece) { out_.change(0, a_.insert()); }
            left -= piece;
            walk_a(piece);
        }
        b_.step();
        return true;
    }

    // Mine, up to where they next write.
    bool mine() {
        std::size_t take = 0;
        auto left = a_.length();
        while (left > 0) {
            if (b_.done()) { return false; }
            if (!b_.changes()) {
                auto const piece = std::min(left, b_.length());
                take += piece;
                left -= piece;
                b_.over(piece);
            } else if (b_.insert().empty() && b_.length() < left) {
                left -= b_.length();
                b_.step();
            } else {
                break;
            }
        }
        out_.change(take, written_ ? std::u16string_view{} : std::u16string_view(a_.insert()));
        written_ = true;
        walk_a(a_.length() - left);
        return true;
    }

    Walk a_;
    Walk b_;
    bool first_;
    bool written_ = false;  // whether the words of a's part stand already
    TextChange out_;
};

}  // namespace

TextChange& TextChange::keep(std::size_t length) {
    if (length == 0) { return *this; }
    if (!parts.empty() && !parts.back().changes) {
        parts.back().length += length;
    } else {
        parts.push_back({length, false, {}});
    }
    return *this;
}

TextChange& TextChange::change(std::size_t length, std::u16string_view insert) {
    if (length == 0 && insert.empty()) { return *this; }
    if (!parts.empty() && parts.back().changes) {
        parts.back().length += length;
        parts.back().insert += insert;
    } else {
        parts.push_back({length, true, std::u16string(insert)});
    }
    return *this;
}

std::size_t TextChange::length_before() const {
    std::size_t length = 0;
    for (auto const& part : parts) {
        length += part.length;
    }
    return length;
}

std::size_t TextChange::length_after() const {
    std::size_t length = 0;
    for (auto const& part : parts) {
        length += part.changes ? part.insert.size() : part.length;
    }
    return length;
}

std::size_t TextChange::units_written() const {
    std::size_t units = 0;
    for (auto const& part : parts) {
        units += part.insert.size();
    }
    return units;
}

std::optional<std::u16string> to_utf16(std::string_view utf8) {
    std::u16string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        auto const lead = static_cast<unsigned char>(utf8[i]);
        std::size_t const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || i + size > utf8.size()) {
            return std::nullopt;
        }
        char32_t point = size == 1 ? lead : lead & (0xffU >> (size + 1));
        for (std::size_t k = 1; k < size; ++k) {
            auto const next = static_cast<unsigned char>(utf8[i + k]);
            if ((next & 0xc0U) != 0x80U) { return std::nullopt; }
            point = point << 6U | (next & 0x3fU);
        }
        bool const overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
        if (overlong || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
            return std::nullopt;
        }
        if (point < 0x10000) {
            out += static_cast<char16_t>(point);
        } else {
            out += static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10U));
            out += static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ffU));
        }
        i += size;
    }
    return out;
}

std::optional<std::string> to_utf8(std::u16string_view utf16) {
    std::string out;
    out.reserve(utf16.size());
    for (std::size_t i = 0; i < utf16.size(); ++i) {
        char32_t point = utf16[i];
        if (is_high(utf16[i])) {
            if (i + 1 == utf16.size() || !is_low(utf16[i + 1])) { return std::nullopt; }
            point = 0x10000 + ((point - 0xd800) << 10U) + (utf16[++i] - 0xdc00U);
        } else if (is_low(utf16[i])) {
            return std::nullopt;
        }
        auto const tail = [&](unsigned shift) {
            out += static_cast<char>(0x80U | (point >> shift & 0x3fU));
        };
        if (point < 0x80) {
            out += static_cast<char>(point);
        } else if (point < 0x800) {
            out += static_cast<char>(0xc0U | point >> 6U);
            tail(0);
        } else if (point < 0x10000) {
            out += static_cast<char>(0xe0U | point >> 12U);
            tail(6);
            tail(0);
        } else {
            out += static_cast<char>(0xf0U | point >> 18U);
            tail(12);
            tail(6);
            tail(0);
        }
    }
    return out;
}

std::optional<std::u16string> apply_change(std::u16string_view text, TextChange const& change) {
    if (change.length_before() != text.size()) { return std::nullopt; }
    std::u16string out;
    out.reserve(change.length_after());
    for (auto const& part : change.parts) {
        out += part.changes ? std::u16string_view(part.insert) : text.substr(0, part.length);
        text.remove_prefix(part.length);
    }
    return out;
}

std::optional<TextChange> compose(TextChange const& first, TextChange const& second) {
    TextChange out;
    Walk a(first);
    Walk b(second);
    std::u16string_view written;  // what `first` has written and `second` has not yet walked over
    for (;;) {
        if (written.empty() && a.changes()) {
            out.change(a.length(), {});
            written = a.insert();
            a.step();
            continue;
        }
        if (b.done()) {
            if (a.done() && written.empty()) { return out; }
            return std::nullopt;
        }
        if (b.changes() && !b.begun()) { out.change(0, b.insert()); }
        if (b.length() == 0) {
            b.step();
            continue;
        }
        bool const keeps = !b.changes();
        if (!written.empty()) {
            auto const piece = std::min(b.length(), written.size());
            if (keeps) { out.change(0, written.substr(0, piece)); }
            written.remove_prefix(piece);
            b.over(piece);
            continue;
        }
        if (a.done()) { return std::nullopt; }
        auto const piece = std::min(a.length(), b.length());
        keeps ? out.keep(piece) : out.change(piece, {});
        a.over(piece);
        b.over(piece);
    }
}

std::optional<TextChange> map_change(TextChange const& change, TextChange const& over, bool first) {
    return Mapping(change, over, first).run();
}

TextChange difference(std::u16string_view before, std::u16string_view after) {
    auto const splits_pair = [](std::u16string_view text, std::size_t at) {
        return at > 0 && at < text.size() && is_high(text[at - 1]) && is_low(text[at]);
    };
    auto const shorter = std::min(before.size(), after.size());
    std::size_t start = 0;
    while (start < shorter && before[start] == after[start]) {
        ++start;
    }
    if (splits_pair(before, start) || splits_pair(after, start)) { --start; }
    std::size_t end = 0;
    while (end < shorter - start &&
           before[before.size() - 1 - end] == after[after.size() - 1 - end]) {
        ++end;
    }
    if (splits_pair(before, before.size() - end) || splits_pair(after, after.size() - end)) {
        --end;
    }
    TextChange change;
    change.keep(start);
    change.change(before.size() - start - end, after.substr(start, after.size() - start - end));
    return change.keep(end);
}

}  // namespace flywheel
