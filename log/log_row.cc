#include "log/log_row.h"

#include "events/check.h"
#include "events/refusal.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

using storage::Family;

constexpr auto kLost = absl::StatusCode::kDataLoss;

// No message begins with this byte, so it tells a packed row from an event.
constexpr char kPackedMark = '\0';
constexpr size_t kHeadBytes = 2;  // the mark and the number of events
constexpr size_t kEndBytes = 2;

static_assert(kRowBytesMax <= 0xffff, "ends are numbers of 16 bits");
static_assert(kRowEventsMax <= 0xff, "the number of events is one byte");

uint8_t ByteAt(absl::string_view bytes, size_t place) { return static_cast<uint8_t>(bytes[place]); }

absl::Status AtByte(size_t byte, const absl::Status& found) {
  return Within("byte {byte} of the packed row", {NumberField("byte", byte)}, found);
}

absl::Status CutOff(size_t byte) { return AtByte(byte, Refuse(kLost, "row.cut-off", "it ends there")); }

absl::Status OtherCount(size_t found) {
  return AtByte(1, Refuse(kLost, "row.event-count", "found {found} event{found:s}, wanted 2 to {most}",
                          {NumberField("found", found), NumberField("most", kRowEventsMax)}));
}

absl::Status BeforeFirst(size_t found, Sequence last) {
  return AtByte(1, Refuse(kLost, "row.before-first", "found {found} event{found:s}, but the last one is event {last}",
                          {NumberField("found", found), NumberField("last", last)}));
}

absl::Status OtherEnd(size_t byte, size_t found, size_t before) {
  return AtByte(
      byte, Refuse(kLost, "row.event-end", "found an event that ends at {found}, wanted {least} to {most}",
                   {NumberField("found", found), NumberField("least", before + 1), NumberField("most", kRowBytesMax)}));
}

absl::Status OtherSize(size_t byte, size_t found, size_t wanted) {
  return AtByte(byte, Refuse(kLost, "row.other-size", "its events have {wanted} byte{wanted:s}, found {found}",
                             {NumberField("found", found), NumberField("wanted", wanted)}));
}

}  // namespace

std::string LogRowKey(Sequence last) {
  std::string key;
  storage::AppendU64(last, &key);
  return key;
}

absl::Status LogRow::Split(Sequence last, absl::string_view value) {
  last_ = last;
  if (!value.empty() && value.front() == kPackedMark) {
    absl::Status split = SplitPacked(value);
    if (!split.ok()) count_ = 0;
    return split;
  }
  count_ = 1;
  events_ = value;
  ends_[1] = value.size();
  return absl::OkStatus();
}

absl::Status LogRow::SplitPacked(absl::string_view value) {
  if (value.size() < kHeadBytes) return CutOff(value.size());
  count_ = ByteAt(value, 1);
  if (count_ < 2 || count_ > kRowEventsMax) return OtherCount(count_);
  if (count_ > last_) return BeforeFirst(count_, last_);
  const size_t begin = kHeadBytes + kEndBytes * count_;
  if (value.size() < begin) return CutOff(value.size());
  for (size_t i = 0; i < count_; ++i) {
    const size_t byte = kHeadBytes + kEndBytes * i;
    const size_t end = size_t{ByteAt(value, byte)} << 8 | ByteAt(value, byte + 1);
    if (end <= ends_[i] || end > kRowBytesMax) return OtherEnd(byte, end, ends_[i]);
    ends_[i + 1] = end;
  }
  events_ = value.substr(begin);
  if (events_.size() < ends_[count_]) return CutOff(value.size());
  return events_.size() == ends_[count_] ? absl::OkStatus()
                                         : OtherSize(begin + ends_[count_], events_.size(), ends_[count_]);
}

void RowPacker::Add(Sequence sequence, absl::string_view stored_bytes, storage::Batch* batch) {
  TRANCHE_CHECK(sequence > 0 && (count_ == 0 || sequence == last_ + 1), "EventLog invariant 1: event ", sequence,
                " is stored after ", last_);
  if (count_ > 0 && (count_ == most_ || events_.size() + stored_bytes.size() > kRowBytesMax)) Finish(batch);
  events_.append(stored_bytes.data(), stored_bytes.size());
  ends_[count_++] = events_.size();
  last_ = sequence;
}

void RowPacker::Finish(storage::Batch* batch) {
  if (count_ == 0) return;
  if (count_ == 1) {
    batch->Put(Family::kEvents, LogRowKey(last_), events_);
  } else {
    row_ = {kPackedMark, static_cast<char>(count_)};
    for (size_t i = 0; i < count_; ++i) {
      row_ += static_cast<char>(ends_[i] >> 8);
      row_ += static_cast<char>(ends_[i] & 0xff);
    }
    row_ += events_;
    batch->Put(Family::kEvents, LogRowKey(last_), row_);
  }
  count_ = 0;
  events_.clear();
}

}  // namespace tranche
