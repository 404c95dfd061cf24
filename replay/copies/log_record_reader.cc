#include "replay/copies/log_record_reader.h"

#include "events/refusal.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

constexpr size_t kBufferBytes = size_t{256} << 10;
constexpr size_t kVarintBytesMax = 10;
constexpr auto kDamaged = absl::StatusCode::kDataLoss;

}  // namespace

absl::Status LogRecordReader::AtPlace(const absl::Status& found) const {
  if (form_ == LogForm::kJsonLines) return Within("line {line}", {NumberField("line", line_)}, found);
  return Within("byte {offset}", {NumberField("offset", record_offset_)}, found);
}

// Reads more into the buffer; returns false at the end of the file.
bool LogRecordReader::Fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const size_t size = buffer_.size();
  buffer_.resize(size + kBufferBytes);
  in_.read(buffer_.data() + size, kBufferBytes);
  buffer_.resize(size + static_cast<size_t>(in_.gcount()));
  return in_.gcount() > 0;
}

absl::StatusOr<bool> LogRecordReader::Next(std::string* stored_bytes) {
  record_offset_ = offset_;
  ++line_;
  absl::StatusOr<bool> found = form_ == LogForm::kJsonLines ? NextLine(stored_bytes) : NextDelimited(stored_bytes);
  if (in_.bad())
    return AtPlace(Refuse(absl::StatusCode::kUnavailable, "export.unreadable", "the file cannot be read further"));
  return found;
}

absl::StatusOr<bool> LogRecordReader::NextDelimited(std::string* stored_bytes) {
  while (rest().size() < kVarintBytesMax && Fill()) {
  }
  if (rest().empty()) return false;
  uint64_t length = 0;
  storage::PackedReader record(rest());
  if (!record.ReadVarint(&length))
    return AtPlace(Refuse(kDamaged, "export.no-length", "found no length of an event, or one that is cut off"));
  if (length > kRecordBytesMax)
    return AtPlace(Refuse(kDamaged, "export.length",
                          "found the length {found}, wanted that of an event, at most {most}: this is no exported "
                          "history, or it is damaged",
                          {NumberField("found", length), NumberField("most", kRecordBytesMax)}));
  const size_t length_bytes = rest().size() - record.rest().size();
  const size_t size = length_bytes + static_cast<size_t>(length);
  while (rest().size() < size && Fill()) {
  }
  if (rest().size() < size)
    return AtPlace(Refuse(kDamaged, "export.cut-off",
                          "the file is cut off in the middle of an event: found {found} byte{found:s}, wanted {wanted}",
                          {NumberField("found", rest().size()), NumberField("wanted", size)}));
  stored_bytes->assign(rest().data() + length_bytes, static_cast<size_t>(length));
  begin_ += size;
  offset_ += size;
  return true;
}

absl::StatusOr<bool> LogRecordReader::NextLine(std::string* stored_bytes) {
  size_t end = rest().find('\n');
  while (end == absl::string_view::npos && rest().size() <= kRecordBytesMax) {
    const size_t searched = rest().size();
    if (!Fill()) break;
    end = rest().find('\n', searched);
  }
  if (rest().empty()) return false;
  if (end == absl::string_view::npos && rest().size() > kRecordBytesMax)

    return AtPlace(Refuse(kDamaged, "export.line-too-long", "the line is longer than any event, {most} byte{most:s}",
                          {NumberField("most", kRecordBytesMax)}));
  const absl::string_view line = rest().substr(0, end);
  const absl::Status parsed = FromJsonLine(line, stored_bytes);
  if (!parsed.ok()) return AtPlace(parsed);
  const size_t size = line.size() + (end == absl::string_view::npos ? 0 : 1);
  begin_ += size;
  offset_ += size;
  return true;
}

}  // namespace tranche
