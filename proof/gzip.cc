#include "proof/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/refusal.h"

namespace tranche {
namespace {

// The largest window, with the header and the trailer of gzip.
constexpr int kGzipWindow = 15 + 16;
constexpr int kMemoryLevel = 8;  // the default of zlib
constexpr size_t kPieceBytes = size_t{1} << 16;

using Piece = std::array<char, kPieceBytes>;

absl::Status Refused(absl::string_view code, absl::string_view text, RefusalFields fields = {}) {
  return Refuse(absl::StatusCode::kInvalidArgument, code, text, std::move(fields));
}

// A stream of zlib with its input, which it takes in pieces that its 32-bit counts can say.
class Stream {
 public:
  explicit Stream(absl::string_view input) : input_(input) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  z_stream* zlib() { return &zlib_; }
  bool has_all_input() const { return input_.empty(); }
  bool is_at_end() const { return input_.empty() && zlib_.avail_in == 0; }

  // Gives zlib more input if it has none, and an empty piece for output.
  void Prepare(Piece* piece) {
    if (zlib_.avail_in == 0) {
      const size_t size = std::min<size_t>(input_.size(), std::numeric_limits<uInt>::max());
      // zlib does not write there; its type has no const for old compilers.
      zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input_.data()));
      zlib_.avail_in = static_cast<uInt>(size);
      input_.remove_prefix(size);
    }
    zlib_.next_out = reinterpret_cast<Bytef*>(piece->data());
    zlib_.avail_out = static_cast<uInt>(piece->size());
  }
  absl::string_view Written(const Piece& piece) const { return {piece.data(), piece.size() - zlib_.avail_out}; }

 private:
  absl::string_view input_;  // what zlib was not given yet
  z_stream zlib_ = {};
};

}  // namespace

std::string Gzip(absl::string_view content) {
  Stream stream(content);
  TRANCHE_CHECK(deflateInit2(stream.zlib(), Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                             Z_DEFAULT_STRATEGY) == Z_OK,
                "zlib cannot begin");
  std::string file;
  Piece piece;
  for (int code = Z_OK; code != Z_STREAM_END;) {
    stream.Prepare(&piece);
    code = deflate(stream.zlib(), stream.has_all_input() ? Z_FINISH : Z_NO_FLUSH);
    TRANCHE_CHECK(code == Z_OK || code == Z_STREAM_END, "zlib cannot go on: ", code);
    absl::StrAppend(&file, stream.Written(piece));
  }
  deflateEnd(stream.zlib());
  return file;
}

bool IsGzip(absl::string_view file) { return absl::StartsWith(file, "\x1f\x8b"); }

absl::StatusOr<std::string> Gunzip(absl::string_view file, size_t bytes_max) {
  Stream stream(file);
  TRANCHE_CHECK(inflateInit2(stream.zlib(), kGzipWindow) == Z_OK, "zlib cannot begin");
  std::string content;
  Piece piece;
  int code = Z_OK;
  while (code == Z_OK && content.size() <= bytes_max) {
    stream.Prepare(&piece);
    code = inflate(stream.zlib(), Z_NO_FLUSH);  // Z_BUF_ERROR when it wants more input than there is
    absl::StrAppend(&content, stream.Written(piece));
  }
  inflateEnd(stream.zlib());
  if (content.size() > bytes_max)
    return Refused("gzip.too-large", "its content has more than {most} bytes", {NumberField("most", bytes_max)});
  if (code != Z_STREAM_END) return Refused("gzip.damaged", "it begins as a gzip file does, and is damaged or cut off");
  if (!stream.is_at_end()) return Refused("gzip.more", "something follows its gzip member, wanted nothing");
  return content;
}

}  // namespace tranche
