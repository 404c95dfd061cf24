// gzip (RFC 1952), in which a proof file may be stored.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

// `content` as a gzip file of one member, without a name or a time. Cost: the size of `content`.
std::string Gzip(absl::string_view content);

// True if a file that begins so is taken for a gzip file: its first two bytes are those of RFC 1952, section 2.3.1.
bool IsGzip(absl::string_view file);

// The content of `file`, which is one whole member and nothing else, so that there is one way to read it.
//
// bytes_max  of the content, which may be a thousand times the size of `file`; no more than that is ever in memory.
// Errors: INVALID_ARGUMENT
//   gzip.damaged    it is no gzip file, it is cut off, or its content is not what its check sum and length say.
//   gzip.more       bytes follow the first member: another one, or anything else.
//   gzip.too-large  its content is larger than `bytes_max`.
absl::StatusOr<std::string> Gunzip(absl::string_view file, size_t bytes_max);

}  // namespace tranche
