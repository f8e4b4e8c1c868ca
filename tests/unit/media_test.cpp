#include <catch2/catch.hpp>

#include "server/domain/media.hpp"
#include "tests/support/unit/files.hpp"

using namespace flywheel;
using namespace flywheel::testing;
using namespace std::string_literals;

namespace {

std::string answer(std::string const& bytes) {
    auto const type = media_type_of(bytes);
    return std::string(type ? name_of(*type) : name_of(type.error().code));
}

std::string big_endian(std::size_t value) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) {
        out += static_cast<char>(value >> static_cast<unsigned>(shift));
    }
    return out;
}

std::string little_endian(std::size_t value, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) {
        out += static_cast<char>(value >> static_cast<unsigned>(8 * i));
    }
    return out;
}

std::string chunk(std::string const& type, std::string const& body) {
    return big_endian(body.size()) + type + body + "\0\0\0\0"s;
}

std::string png(std::string const& more = {}) {
    return "\x89PNG\r\n\x1a\n"s + chunk("IHDR", std::string(13, '\1')) + more + chunk("IDAT", "x") +
           chunk("IEND", "");
}

std::string riff(std::string const& type, std::string const& body) {
    return type + little_endian(body.size(), 4) + body + std::string(body.size() % 2, '\0');
}

std::string webp(std::string const& more = {}) {
    auto const body = "WEBP"s + riff("VP8 ", "picture") + more;
    return "RIFF" + little_endian(body.size(), 4) + body;
}

std::string zip(std::vector<std::string> const& names) {
    std::string directory;
    for (auto const& name : names) {
        directory += "PK\x01\x02"s + std::string(24, '\0') + little_endian(name.size(), 2) +
                     std::string(16, '\0') + name;
    }
    std::string const files = "PK\x03\x04 what is in them";
    return files + directory + "PK\x05\x06"s + std::string(4, '\0') +
           little_endian(names.size(), 2) + little_endian(names.size(), 2) +
           little_endian(directory.size(), 4) + little_endian(files.size(), 4) +
           std::string(2, '\0');
}

constexpr char const* types = "[Content_Types].xml";

}  // namespace

TEST_CASE("[S46] a file is what its bytes are, whatever it is called") {
    CHECK(answer(jpeg()) == "jpeg");
    CHECK(answer(png()) == "png");
    CHECK(answer(webp()) == "webp");
    CHECK(answer("%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n") == "pdf");
    CHECK(answer(zip({types, "word/document.xml"})) == "docx");
    CHECK(answer(zip({types, "xl/workbook.xml", "xl/styles.xml"})) == "xlsx");
    CHECK(answer(zip({types, "ppt/presentation.xml"})) == "pptx");
}

TEST_CASE("[S46] what a browser or an office would run is not taken") {
    for (auto const& bytes :
         {"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>"s,
          "<!doctype html><script>alert(1)</script>"s, "GIF89a\1\0\1\0=1;alert(1)//........"s,
          "MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0"s, "%!PS-Adobe-3.0 EPSF-3.0 ......"s,
          "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1........"s, "only a text, of some length"s, ""s,
          "\xff\xd8"s, zip({types, "word/document.xml", "word/vbaProject.bin"}),
          zip({types, "xl/workbook.xml", "xl/VBAPROJECT.BIN"}), zip({types, "index.html"}),
          zip({"word/document.xml"}), zip({types, "word/document.xml", "../../etc/passwd"})}) {
        CHECK(answer(bytes) == "unknown_media_type");
    }
}

TEST_CASE("[S46] a file ends where its format ends, and is whole") {
    for (auto const& bytes : {jpeg(), png(), webp(), zip({types, "word/document.xml"})}) {
        CHECK(answer(bytes + "<script>alert(1)</script>") == "unknown_media_type");
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            INFO(length << " of " << bytes.size());
            CHECK(answer(bytes.substr(0, length)) == "unknown_media_type");
        }
    }
    // A length that points behind the end, or before the beginning.
    for (auto const& whole : {jpeg(), png(), webp(), zip({types, "word/document.xml"})}) {
        for (std::size_t at = 0; at < whole.size(); ++at) {
            auto bytes = whole;
            bytes[at] = '\xfe';
            (void)media_type_of(bytes);  // must come back
        }
    }
}

TEST_CASE("[S46] a photo that tells where it was taken is refused") {
    CHECK(answer(jpeg(segment('\xe1', "Exif\0\0II*\0 47.3769 N"s))) == "photo_tells_more");
    CHECK(answer(jpeg(segment('\xe1', "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>"s))) ==
          "photo_tells_more");
    CHECK(answer(jpeg(segment('\xed', "Photoshop 3.0\0"s))) == "photo_tells_more");
    CHECK(answer(png(chunk("eXIf", "II*"))) == "photo_tells_more");
    CHECK(answer(png(chunk("tEXt", "Author"))) == "photo_tells_more");
    CHECK(answer(png(chunk("iTXt", "XML:com.adobe.xmp"))) == "photo_tells_more");
    CHECK(answer(webp(riff("EXIF", "II*"))) == "photo_tells_more");
    CHECK(answer(webp(riff("XMP ", "<x:xmpmeta>"))) == "photo_tells_more");
}
