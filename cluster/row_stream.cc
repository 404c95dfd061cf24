#include "cluster/row_stream.h"

#include "absl/time/clock.h"
#include "events/refusal.h"

namespace tranche::cluster {
namespace {

constexpr absl::Duration kReadMax = absl::Seconds(60);
constexpr size_t kBytesAtOnce = size_t{8} << 20;

}  // namespace

RowReader ReaderOf(storage::SharedLog* log) {
  return [log](uint64_t after_first) { return log->Read(after_first, kBytesAtOnce, absl::Now() + kReadMax); };
}

absl::Status RowStream::CheckNext(const storage::SharedLogRow& row) const {
  const uint64_t last = rows_.empty() ? 0 : rows_.back().last;
  if (row.first == last + 1 && row.last >= row.first && row.term >= term_) return absl::OkStatus();
  if (rows_.empty())
    return Refuse(
        absl::StatusCode::kDataLoss, "shared-log.archived",
        "the first row is of events {first} to {last}; if those before were archived, name the directory with "
        "--archive",
        {NumberField("first", row.first), NumberField("last", row.last)});
  return Refuse(absl::StatusCode::kDataLoss, "shared-log.rows",
                "the row of events {first} to {last} of the shared log, of term {term}, follows one that ends with "
                "event {before}, of term {term_before}",
                {NumberField("first", row.first), NumberField("last", row.last),
                 NumberField("term", static_cast<uint64_t>(row.term)), NumberField("before", last),
                 NumberField("term_before", static_cast<uint64_t>(term_))});
}

bool RowStream::ReadRows() {
  absl::StatusOr<std::vector<storage::SharedLogRow>> rows = read_more_(rows_.empty() ? 0 : rows_.back().first);
  status_ = rows.status();
  if (!rows.ok()) return false;
  read_ = *std::move(rows);
  next_ = 0;
  return !read_.empty();
}

RowStream::int_type RowStream::underflow() {
  if (!status_.ok() || (!rows_.empty() && rows_.back().last >= end_.last)) return traits_type::eof();
  if (next_ == read_.size() && !ReadRows()) return traits_type::eof();
  storage::SharedLogRow& row = read_[next_++];
  status_ = CheckNext(row);
  if (!status_.ok()) return traits_type::eof();
  rows_.push_back({row.first, row.last, row.root});
  term_ = row.term;
  events_ = std::move(row.events);
  setg(events_.data(), events_.data(), events_.data() + events_.size());
  return events_.empty() ? traits_type::eof() : traits_type::to_int_type(events_.front());
}

}  // namespace tranche::cluster
