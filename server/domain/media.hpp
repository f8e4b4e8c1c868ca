#pragma once
#include <string_view>

#include "protocol/records/attachment.hpp"
#include "protocol/refusal.hpp"

namespace flywheel {

// What kind of file these bytes are, told by them alone: JPEG (ITU-T T.81), PNG (ISO/IEC 15948), WebP (RFC 9649), PDF (ISO 32000) and the
// documents of ISO/IEC 29500. Refuses unknown_media_type for anything else, for what does not end where its format ends, and for
// documents with macros; photo_tells_more for a photo that says where, when or with what it was taken (Exif, XMP, IPTC, texts of PNG).
[[nodiscard]] Result<MediaType> media_type_of(std::string_view bytes);

// As in a Content-Type.
[[nodiscard]] std::string_view mime_of(MediaType type);

}  // namespace flywheel
