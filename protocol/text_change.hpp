#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A change of a text that several people write in at once (docs/SYNC.md T). Lengths are in UTF-16 code units, as browsers
// count; client-web/src/sync/text-change.ts is the same in TypeScript, and both are held to tests/fixtures/text_changes.json.
namespace flywheel {

// Keeps `length` units, or takes them away and writes `insert` in their place.
struct TextPart {
    std::size_t length = 0;
    bool changes = false;
    std::u16string insert;
    friend bool operator==(TextPart const&, TextPart const&) = default;
};

// Left to right over the whole text. In order: no part is empty, and keeps and changes alternate.
struct TextChange {
    std::vector<TextPart> parts;

    // Each adds to the end, joining what is of the same sort.
    TextChange& keep(std::size_t length);
    TextChange& change(std::size_t length, std::u16string_view insert);

    [[nodiscard]] std::size_t length_before() const;
    [[nodiscard]] std::size_t length_after() const;
    [[nodiscard]] std::size_t units_written() const;
    friend bool operator==(TextChange const&, TextChange const&) = default;
};

// Nothing where the bytes are not UTF-8, or a surrogate stands alone.
[[nodiscard]] std::optional<std::u16string> to_utf16(std::string_view utf8);
[[nodiscard]] std::optional<std::string> to_utf8(std::u16string_view utf16);

// Nothing where the change is of a text of another length; so too below.
[[nodiscard]] std::optional<std::u16string> apply_change(std::u16string_view text,
                                                         TextChange const& change);
// One change that does what `first` and then `second` do.
[[nodiscard]] std::optional<TextChange> compose(TextChange const& first, TextChange const& second);
// What `change` is once `over`, a change of the same text, was made first. Where both write at one place, `first` says
// that this one's words stand before the other's. For any two, and opposite `first`: over, then the mapped change =
// change, then the mapped over. The order in which overlapping parts are taken is CodeMirror's ChangeSet's.
[[nodiscard]] std::optional<TextChange> map_change(TextChange const& change, TextChange const& over,
                                                   bool first);
// One replacement that makes `after` of `before`: all but their common beginning and end, at whole characters.
[[nodiscard]] TextChange difference(std::u16string_view before, std::u16string_view after);

}  // namespace flywheel
