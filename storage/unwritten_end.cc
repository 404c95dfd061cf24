#include "storage/unwritten_end.h"

#include <cstddef>
#include <fstream>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "storage/newest_log.h"

namespace tranche::storage {
namespace {

// As manifest_file.cc says. A record that does not fit into its block is in pieces: a first one, middle ones, a last
// one.
constexpr size_t kBlockBytes = 32768;
constexpr size_t kHeaderBytes = 7;
enum PieceType : uint8_t { kWhole = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

// Follows the records of a log, and where its bytes that are not zero end.
class LogWalk {
 public:
  // block  the next block, of kBlockBytes but for the last one.
  void Take(std::string_view block) {
    const size_t last = block.find_last_not_of('\0');
    if (last != std::string_view::npos) written_ = begin_ + last + 1;
    size_t at = 0;
    while (is_walking_ && at + kHeaderBytes <= block.size()) at += TakePiece(block.substr(at), begin_ + at);
    begin_ += block.size();
    size_ = begin_;
  }

  // The offset of the record that was being written, if it ends in zeros that reach to the end of the log.
  std::optional<uint64_t> UnwrittenBegin() const {
    const bool has_zeros = written_ < size_;
    if (!has_zeros || pieces_end_ < written_) return std::nullopt;
    return pieces_end_ > written_ || is_within_ ? std::optional<uint64_t>(record_begin_) : std::nullopt;
  }

 private:
  // Returns the bytes of the piece at `offset` of the log, which begins `rest` of its block.
  size_t TakePiece(std::string_view rest, uint64_t offset) {
    const auto byte = [&](size_t i) { return size_t{static_cast<uint8_t>(rest[i])}; };
    const size_t bytes = kHeaderBytes + byte(4) + (byte(5) << 8);
    const uint8_t type = static_cast<uint8_t>(rest[6]);
    is_walking_ = type >= kWhole && type <= kLast;
    if (!is_walking_) return 0;
    if (type == kWhole || type == kFirst) record_begin_ = offset;
    is_within_ = type == kFirst || type == kMiddle;
    pieces_end_ = offset + bytes;
    return bytes;
  }

  uint64_t begin_ = 0;         // of the next block
  uint64_t size_ = 0;          // of the log so far
  uint64_t written_ = 0;       // where the bytes that are not zero end
  uint64_t record_begin_ = 0;  // of the last record that has begun
  uint64_t pieces_end_ = 0;    // of its last piece so far
  bool is_within_ = false;     // whether more pieces of it follow
  bool is_walking_ = true;     // until something is no piece
};

}  // namespace

std::optional<UnwrittenEnd> FindUnwrittenEnd(const std::string& path) {
  const std::string name = NewestLog(path);
  std::ifstream log(absl::StrCat(path, "/", name), std::ios::binary);
  LogWalk walk;
  std::string block(kBlockBytes, '\0');
  while (log.read(block.data(), kBlockBytes) || log.gcount() > 0)
    walk.Take(std::string_view(block).substr(0, static_cast<size_t>(log.gcount())));
  const std::optional<uint64_t> begin = walk.UnwrittenBegin();
  if (!begin) return std::nullopt;
  return UnwrittenEnd{name, *begin};
}

}  // namespace tranche::storage
