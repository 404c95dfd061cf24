#include "log/shared_rows.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "events/check.h"
#include "events/event_view.h"
#include "events/refusal.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using storage::SharedLog;
using storage::SharedLogHead;
using storage::SharedLogRow;

SharedLogHead HeadOf(const SharedLogRow& row) { return {row.first, row.last, row.root}; }

// A row that ends at or before `head`, not far from the last one; all zero if there is none.
absl::StatusOr<SharedLogHead> FindRowNear(SharedLog* log, Sequence head, absl::Time deadline) {
  for (Sequence step = 1;; step *= 2) {
    const Sequence after = head - std::min(step, head);
    const absl::StatusOr<std::vector<SharedLogRow>> rows = log->Read(after, 1, deadline);
    if (!rows.ok()) return rows.status();
    if (!rows->empty() && rows->front().last <= head) return HeadOf(rows->front());
    if (after == 0) return SharedLogHead{};
  }
}

absl::StatusOr<SharedLogHead> FindLastRow(SharedLog* log, Sequence head, absl::Time deadline) {
  const absl::StatusOr<SharedLogHead> end = log->Head(deadline);
  if (!end.ok() || end->last <= head) return end;
  absl::StatusOr<SharedLogHead> found = FindRowNear(log, head, deadline);
  while (found.ok()) {
    const absl::StatusOr<std::vector<SharedLogRow>> next = log->Read(found->first, 1, deadline);
    if (!next.ok()) return next.status();
    if (next->empty() || next->front().last > head) break;
    found = HeadOf(next->front());
  }
  return found;
}

// Reads the next row of a copy from its events, all but the root.
absl::StatusOr<SharedLogRow> ReadRow(const EventLog& events, Sequence first, Sequence head) {
  SharedLogRow row;
  row.first = first;
  row.last = first - 1;
  std::string last_event;
  const Sequence most = std::min<Sequence>(head, first + kSharedRowEvents - 1);
  absl::Status read = events.VisitBytes(first, most, [&](absl::string_view bytes) {
    if (row.last >= first && row.events.size() + bytes.size() > kSharedRowBytes) return absl::CancelledError();
    storage::AppendBytes(bytes, &row.events);
    last_event = std::string(bytes);
    ++row.last;
    return absl::OkStatus();
  });
  if (!read.ok() && !absl::IsCancelled(read)) return read;
  EventView view;
  if (absl::Status parsed = EventLog::ParseView(last_event, row.last, &view); !parsed.ok()) return parsed;
  row.recorded_at_us = absl::ToUnixMicros(view.recorded_at);
  return row;
}

}  // namespace

absl::StatusOr<EventBytes> EventsAfter(const SharedLogRow& row, Sequence head) {
  EventBytes events;
  events.Reserve(std::min<size_t>(row.last - head, row.events.size()), row.events.size());
  storage::PackedReader reader(row.events);
  Sequence sequence = row.first;
  for (absl::string_view event; !reader.AtEnd() && reader.ReadBytes(&event); ++sequence) {
    if (sequence > head) events.Add(event);
  }
  if (sequence == row.last + 1 && reader.AtEnd()) return events;
  return Refuse(absl::StatusCode::kDataLoss, "copy.row-damaged",
                "the row of events {first} to {last} of the shared log has other events",
                {NumberField("first", row.first), NumberField("last", row.last)});
}

absl::Status OtherRoot(const SharedLogHead& row, const Digest& found) {
  return Adding(
      Refuse(absl::StatusCode::kDataLoss, "copy.fork",
             "the copy and the shared log have different events up to {last}: the root of the copy is {found}, that of "
             "the log {wanted}",
             {NumberField("last", row.last), TextField("found", absl::Base64Escape(ToBytes(found))),
              TextField("wanted", absl::Base64Escape(ToBytes(row.root)))}),
      "keep both, and compare them with published checkpoints: one of them was altered, or events were recorded apart");
}

absl::StatusOr<SharedLogHead> FindCommonRow(SharedLog* log, const EventTree& tree, Sequence head, absl::Time deadline) {
  absl::StatusOr<SharedLogHead> row = FindLastRow(log, head, deadline);
  if (!row.ok() || row->last == 0) return row;
  const absl::StatusOr<Digest> root = tree.Root(row->last);
  if (!root.ok()) return root.status();
  if (*root != row->root) return OtherRoot(*row, *root);
  return row;
}

absl::Status AppendMissing(const EventLog& events, const EventTree& tree, Sequence head, const storage::Lease& lease,
                           absl::Duration call_max, SharedLog* log, SharedLogHead* end) {
  while (end->last < head) {
    absl::StatusOr<SharedLogRow> row = ReadRow(events, end->last + 1, head);
    if (!row.ok()) return row.status();
    const absl::StatusOr<Digest> root = tree.Root(row->last);
    if (!root.ok()) return root.status();
    row->root = *root;
    const absl::Status appended = log->Append(lease, *end, *row, absl::Now() + call_max);
    if (!appended.ok()) return appended;
    *end = HeadOf(*row);
  }
  return absl::OkStatus();
}

}  // namespace tranche
