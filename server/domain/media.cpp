#include "server/domain/media.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "protocol/letters.hpp"

namespace flywheel {

namespace {

using namespace std::string_view_literals;

Refusal not_taken() {
    return refuse(Code::UnknownMediaType, "content",
                  "That is no whole JPEG, PNG, WebP, PDF or document of Word, Excel or PowerPoint "
                  "without macros.");
}

Refusal tells_more() {
    return refuse(Code::PhotoTellsMore, "content",
                  "The photo says where, when or with what it was taken: take that out first.");
}

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        value = (value << 8U) | byte_at(bytes, at + i);
    }
    return value;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i-- > 0;) {
        value = (value << 8U) | byte_at(bytes, at + i);
    }
    return value;
}

constexpr auto jpeg_begins = "\xff\xd8\xff"sv;
constexpr auto jpeg_ends = "\xff\xd9"sv;
constexpr auto png_begins = "\x89PNG\r\n\x1a\n"sv;

// The segments up to the first scan; in what follows nothing is told in words.
Result<MediaType> read_jpeg(std::string_view bytes) {
    constexpr std::uint32_t start_of_scan = 0xda;
    constexpr std::uint32_t app_1 = 0xe1;
    constexpr std::uint32_t app_13 = 0xed;
    if (!bytes.ends_with(jpeg_ends)) { return not_taken(); }
    bool frame = false;
    std::size_t at = 2;
    while (at + 4 <= bytes.size()) {
        if (byte_at(bytes, at) != 0xff) { return not_taken(); }
        auto const marker = byte_at(bytes, at + 1);
        if (marker == 0xff) {  // fill
            ++at;
            continue;
        }
        auto const length = big_endian(bytes, at + 2, 2);
        if (length < 2 || at + 2 + length > bytes.size()) { return not_taken(); }
        if (marker == start_of_scan) {
            if (!frame) { return not_taken(); }
            return MediaType::Jpeg;
        }
        // Exif and XMP; the block in which Photoshop keeps IPTC.
        if (marker == app_1 || marker == app_13) { return tells_more(); }
        frame |=
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        at += 2 + length;
    }
    return not_taken();
}

Result<MediaType> read_png(std::string_view bytes) {
    constexpr std::array telling{"eXIf"sv, "tEXt"sv, "zTXt"sv, "iTXt"sv};
    constexpr std::size_t around = 12;  // length, type and checksum
    bool first = true;
    bool more = false;
    for (std::size_t at = png_begins.size(); at + around <= bytes.size();) {
        std::size_t const length = big_endian(bytes, at, 4);
        auto const type = bytes.substr(at + 4, 4);
        if (length > bytes.size() - at - around) { return not_taken(); }
        if (first != (type == "IHDR"sv)) { return not_taken(); }
        first = false;
        more |= std::find(telling.begin(), telling.end(), type) != telling.end();
        at += around + length;
        if (type != "IEND"sv) { continue; }
        if (at != bytes.size()) { return not_taken(); }
        if (more) { return tells_more(); }
        return MediaType::Png;
    }
    return not_taken();
}

Result<MediaType> read_webp(std::string_view bytes) {
    constexpr std::size_t head = 12;
    if (little_endian(bytes, 4, 4) != bytes.size() - 8) { return not_taken(); }
    bool picture = false;
    bool more = false;
    std::size_t at = head;
    while (at + 8 <= bytes.size()) {
        auto const type = bytes.substr(at, 4);
        std::size_t const length = little_endian(bytes, at + 4, 4);
        if (length > bytes.size() - at - 8) { return not_taken(); }
        picture |= type == "VP8 "sv || type == "VP8L"sv || type == "ANMF"sv;
        more |= type == "EXIF"sv || type == "XMP "sv;
        at += 8 + length + length % 2;
    }
    if (at != bytes.size() || !picture) { return not_taken(); }
    if (more) { return tells_more(); }
    return MediaType::Webp;
}

Result<MediaType> read_pdf(std::string_view bytes) {
    constexpr std::size_t tail = 1024;  // where readers look for it
    auto const end = bytes.substr(bytes.size() - std::min(bytes.size(), tail));
    if (end.find("%%EOF"sv) == std::string_view::npos) { return not_taken(); }
    return MediaType::Pdf;
}

// The directory at the end of a ZIP (PKWARE APPNOTE 4.3) names what is in it.
Result<MediaType> read_document(std::string_view bytes) {
    constexpr auto end_mark = "PK\x05\x06"sv;
    constexpr auto entry_mark = "PK\x01\x02"sv;
    constexpr std::size_t end_size = 22;
    constexpr std::size_t entry_size = 46;
    if (bytes.size() < end_size) { return not_taken(); }
    auto const end = bytes.size() - end_size;  // no comment behind it: nothing else hides there
    if (bytes.substr(end, 4) != end_mark) { return not_taken(); }
    auto const count = little_endian(bytes, end + 10, 2);
    std::size_t at = little_endian(bytes, end + 16, 4);
    bool types = false;
    std::optional<MediaType> found;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (at > end || end - at < entry_size || bytes.substr(at, 4) != entry_mark) {
            return not_taken();
        }
        std::size_t const name_length = little_endian(bytes, at + 28, 2);
        std::size_t const more =
            little_endian(bytes, at + 30, 2) + little_endian(bytes, at + 32, 2);
        if (end - at - entry_size < name_length + more) { return not_taken(); }
        auto const name = in_small_letters(bytes.substr(at + entry_size, name_length));
        types |= name == "[content_types].xml";
        if (name.ends_with("vbaproject.bin") || name.find("..") != std::string::npos) {
            return not_taken();
        }
        if (name == "word/document.xml") { found = MediaType::Docx; }
        if (name == "xl/workbook.xml") { found = MediaType::Xlsx; }
        if (name == "ppt/presentation.xml") { found = MediaType::Pptx; }
        at += entry_size + name_length + more;
    }
    if (!types || !found) { return not_taken(); }
    return *found;
}

}  // namespace

Result<MediaType> media_type_of(std::string_view bytes) {
    constexpr std::size_t shortest = 16;  // nothing that can be opened is as short
    if (bytes.size() < shortest) { return not_taken(); }
    if (bytes.starts_with(jpeg_begins)) { return read_jpeg(bytes); }
    if (bytes.starts_with(png_begins)) { return read_png(bytes); }
    if (bytes.starts_with("RIFF"sv) && bytes.substr(8, 4) == "WEBP"sv) { return read_webp(bytes); }
    if (bytes.starts_with("%PDF-"sv)) { return read_pdf(bytes); }
    if (bytes.starts_with("PK\x03\x04"sv)) { return read_document(bytes); }
    return not_taken();
}

std::string_view mime_of(MediaType type) {
    switch (type) {
        case MediaType::Jpeg: return "image/jpeg";
        case MediaType::Png: return "image/png";
        case MediaType::Webp: return "image/webp";
        case MediaType::Pdf: return "application/pdf";
        case MediaType::Docx:
            return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        case MediaType::Xlsx:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        case MediaType::Pptx:
            return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    }
    return "application/octet-stream";
}

}  // namespace flywheel
