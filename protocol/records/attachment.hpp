#pragma once
#include "protocol/field.hpp"
#include "protocol/records/level.hpp"

// The area "attachment": photos and documents that hang on a cycle, on an observation in it, or on a protocol. A record says what the file
// is; the file itself is kept and served by its content's hash (docs/SYNC.md A).
namespace flywheel {

// What a file is by what is in it, whatever it is called.
enum class MediaType { Jpeg, Png, Webp, Pdf, Docx, Xlsx, Pptx };
constexpr auto enum_names(MediaType) {
    using namespace std::string_view_literals;
    return std::array{"jpeg"sv, "png"sv, "webp"sv, "pdf"sv, "docx"sv, "xlsx"sv, "pptx"sv};
}

// A browser makes a photo smaller, to some 300 kB; a worksheet with pictures has two megabytes.
inline constexpr std::size_t attachment_bytes_max = 5 * 1024 * 1024;
inline constexpr std::size_t sha256_hex_length = 64;

[[nodiscard]] constexpr bool is_sha256_hex(std::string_view text) {
    return text.size() == sha256_hex_length &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct Attachment {
    AttachmentId id;
    PdsaCycleId cycle;
    ObservationId observation;
    ChangeProtocolId protocol;
    std::string title;
    std::string text;
    std::string content;
    MediaType media_type = MediaType::Jpeg;
    std::optional<std::int64_t> bytes;
    bool names_a_person = false;
    Level written_for = Level::Network;

    static constexpr std::string_view kind = "attachment";
    static constexpr Shelf shelf = Shelf::Detail;
    static constexpr auto fields() {
        using R = Attachment;
        return Fields{
            field("cycle", &R::cycle, "The cycle it hangs on; a protocol otherwise.",
                  {.set_by = SetBy::Creator}),
            field("observation", &R::observation, "The observation in that cycle it belongs to.",
                  {.set_by = SetBy::Creator}),
            field("protocol", &R::protocol, "The protocol it hangs on; a cycle otherwise.",
                  {.set_by = SetBy::Creator}),
            field("title", &R::title, "What the file is called.",
                  {.required = true, .length_min = 1, .length_max = 120}),
            field("text", &R::text, "What it shows, for whoever cannot see it.",
                  {.length_max = 500}),
            field("content", &R::content,
                  "SHA-256 of the file in hexadecimal digits; it was uploaded before.",
                  {.required = true,
                   .length_min = sha256_hex_length,
                   .length_max = sha256_hex_length,
                   .set_by = SetBy::Creator}),
            field("media_type", &R::media_type, "What kind of file it is, as the upload told.",
                  {.required = true, .set_by = SetBy::Creator}),
            field("bytes", &R::bytes, "How long the file is.",
                  {.required = true,
                   .min = 1,
                   .max = attachment_bytes_max,
                   .set_by = SetBy::Creator}),
            field("names_a_person", &R::names_a_person,
                  "It names or shows a person, so it stays with those it was meant for.",
                  {.merge = Merge::Guarded}),
            field("written_for", &R::written_for,
                  "How far what it hangs on was shared when it was attached.",
                  {.set_by = SetBy::Rule}),
        };
    }
};

}  // namespace flywheel
