#include "log/shared_writer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "events/check.h"
#include "events/event_view.h"
#include "events/refusal.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using storage::SharedLogHead;
using storage::SharedLogRow;

int64_t RecordedAt(const LogGroup& group) {
  EventView event;
  TRANCHE_CHECK(ParseEventView(group.stored_bytes.back(), &event) && event.sequence == group.last, "event ", group.last,
                " was decided and cannot be read");
  return absl::ToUnixMicros(event.recorded_at);
}

SharedLogRow RowOf(const LogGroup& group) {
  SharedLogRow row{group.first, group.last, 0, group.root, RecordedAt(group), {}};
  size_t bytes = 0;
  for (const absl::string_view event : group.stored_bytes) bytes += event.size() + 3;
  row.events.reserve(bytes);
  for (const absl::string_view event : group.stored_bytes) storage::AppendBytes(event, &row.events);
  return row;
}

bool IsHeldByAnother(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal.has_value() && refusal->code() == storage::kLeaseHeld;
}

}  // namespace

SharedWriter::SharedWriter(storage::SharedLog* log, storage::Database* database, const storage::Lease& lease,
                           const SharedLogHead& end, Options options)
    : log_(*log), database_(*database), options_(std::move(options)), end_(end), lease_(lease) {}

absl::Status SharedWriter::Append(const LogGroup& group) {
  TRANCHE_CHECK(group.first == end_.last + 1 && group.stored_bytes.size() == group.last - end_.last, "events ",
                group.first, " to ", group.last, " come after ", end_.last);
  if (absl::Status appended = AppendRow(RowOf(group)); !appended.ok()) return appended;
  end_ = {group.first, group.last, group.root};
  return WithCode(absl::StatusCode::kUnavailable, database_.WriteUnsynced(group.rows));
}

storage::Lease SharedWriter::lease() const {
  const MutexLock lock(mutex_);
  return lease_;
}

absl::Status SharedWriter::AppendRow(const SharedLogRow& row) {
  const absl::Time until = absl::Now() + options_.settle_max;
  absl::Status appended = log_.Append(lease(), end_, row, absl::Now() + options_.append_max);
  while (absl::IsUnavailable(appended)) {
    const absl::Status unknown = std::exchange(appended, Settle(row, until));
    // The lease is ours, and the row is not there: the same bytes under the new term.
    if (absl::IsNotFound(appended)) appended = log_.Append(lease(), end_, row, absl::Now() + options_.append_max);
    if (!absl::IsUnavailable(appended)) break;
    if (absl::Now() + options_.pause >= until) return unknown;
    absl::SleepFor(options_.pause);
  }
  return appended;
}

// OK: the row is there. NOT_FOUND: it is not, and the lease is ours. ABORTED: it is not, and never will be.
// UNAVAILABLE: still unknown.
//
// Who has taken the lease has waited for every append of an older term. So what the log says after that holds, be it we
// who took it, or another whom we have seen to hold it.
absl::Status SharedWriter::Settle(const SharedLogRow& row, absl::Time until) {
  const absl::Time deadline = std::min(until, absl::Now() + options_.append_max);
  const absl::StatusOr<storage::Lease> taken = log_.Take(options_.node, deadline);
  if (!taken.ok() && !IsHeldByAnother(taken.status())) return taken.status();
  if (taken.ok()) {
    const MutexLock lock(mutex_);
    lease_ = *taken;
  }
  const absl::StatusOr<bool> is_there = IsThere(row);
  if (!is_there.ok()) return is_there.status();
  if (*is_there) return absl::OkStatus();
  return taken.ok() ? absl::NotFoundError("") : WithCode(absl::StatusCode::kAborted, taken.status());
}

// Errors: ABORTED  another row is in its place. UNAVAILABLE  the log cannot be asked.
absl::StatusOr<bool> SharedWriter::IsThere(const SharedLogRow& row) {
  const absl::StatusOr<std::vector<SharedLogRow>> found =
      log_.Read(row.first - 1, 1, absl::Now() + options_.append_max);
  if (!found.ok()) return found.status();
  if (found->empty()) return false;
  if (found->front().first == row.first && found->front().root == row.root) return true;
  return Refuse(absl::StatusCode::kAborted, "lease.other-row",
                "another node has appended event {sequence} and those after it", {NumberField("sequence", row.first)});
}

}  // namespace tranche
