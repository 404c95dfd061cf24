// The append-only record of every event that the ledger has accepted: the only source of truth.
// All other rows can be dropped and rebuilt from it (replay/rebuild.h). An event is never changed
// or removed.
//
// Invariants, checked here on every read and again by replay/verify/verify.h:
//   1. Sequences are dense: 1, 2, 3 ... up to the head. Rows (log/log_row.h) follow each other without a gap or an
//   overlap.
//   2. The sequence in the event is that of its place in the row.
//   3. recorded_at never decreases.
//   4. Every event has a kind that this program knows.
//
// Thread safety: a pointer to the database, and exactly as thread-safe.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/event_view.h"
#include "events/sequence.h"
#include "proto/event.pb.h"
#include "storage/database.h"

namespace tranche {

// Called for each event of a scan; a non-OK status ends the scan.
using EventVisitor = std::function<absl::Status(const v1::Event& event, absl::string_view stored_bytes)>;

// Called for the bytes of each event of a scan, which are valid only during the call.
using EventBytesVisitor = std::function<absl::Status(absl::string_view stored_bytes)>;

// As EventVisitor, with a view that is valid only during the call.
using EventViewVisitor = std::function<absl::Status(const EventView& event)>;

// An event of a scan that outlives the visit: the view is of the bytes here.
struct KeptEvent {
  std::string bytes;
  EventView view;
};

// Point reads of events: from the log, or from the log plus events that are about to be written.
class EventReader {
 public:
  virtual ~EventReader() = default;

  // The event at `sequence`, from 1 to the head. Cost: a search for its row.
  //
  // Errors:
  //   OUT_OF_RANGE  there is no such event.
  //   DATA_LOSS     the stored bytes are damaged; the message names the sequence.
  virtual absl::StatusOr<v1::Event> Read(Sequence sequence) const = 0;

  // Its bytes as they are stored. Cost: as Read, which parses them too. Errors: as Read; whether the bytes are an event
  // is not checked.
  virtual absl::StatusOr<std::string> ReadBytes(Sequence sequence) const;
};

class EventLog final : public EventReader {
 public:
  // `database` must outlive the log.
  explicit EventLog(const storage::Database* database) : database_(database) {}

  absl::StatusOr<v1::Event> Read(Sequence sequence) const override;

  // Visits the events from `first` (1 or more) to `last`, both included, in order.
  //
  // Errors: the visitor's, and
  //   DATA_LOSS  a gap, or damaged bytes, or an unknown kind; the message names the
  //              sequence. All events before it have been visited.
  absl::Status Visit(Sequence first, Sequence last, const EventVisitor& visitor) const;

  // Same as Visit but several times faster, for callers that need only a view. Fields that a view
  // leaves out are not parsed, so only Visit detects damage in them.
  absl::Status VisitViews(Sequence first, Sequence last, const EventViewVisitor& visitor) const;

  // As VisitViews, for callers that keep events beyond the visit: each is copied to where `place` says, and the view is
  // of the copy.
  absl::Status VisitKept(Sequence first, Sequence last, const std::function<KeptEvent*()>& place,
                         const EventViewVisitor& visitor) const;

  // As Visit, for callers that need only the bytes, whatever they are.
  // Errors: the visitor's, and DATA_LOSS  a gap, or bytes that cannot be read; the message names the sequence.
  absl::Status VisitBytes(Sequence first, Sequence last, const EventBytesVisitor& visitor) const;

  absl::StatusOr<std::string> ReadBytes(Sequence sequence) const override;

  // Parses `stored_bytes`, stored at `sequence`, into an event and a view of them.
  // Errors: DATA_LOSS  the bytes are damaged, or of an unknown kind; the message names the
  //                    sequence.
  static absl::Status Parse(absl::string_view stored_bytes, Sequence sequence, v1::Event* event);
  static absl::Status ParseView(absl::string_view stored_bytes, Sequence sequence, EventView* event);

  // As Parse, for those who judge the log: the bytes must be in canonical form too (events/canonical_form.h).
  // Errors: DATA_LOSS  as Parse; or they are not, and the message says where and why.
  static absl::Status ParseCanonical(absl::string_view stored_bytes, Sequence sequence, v1::Event* event);

  // When the event at `sequence` was recorded. Cost: as Read, without parsing the whole message.
  // Errors: as Read.
  absl::StatusOr<absl::Time> InstantOf(Sequence sequence) const;

  // The last event recorded at or before `instant`; 0 when there is none.
  // Cost: log2(head) events parsed, and a row searched for each of them until the rest is in one row.
  //
  // Errors: DATA_LOSS as Read.
  absl::StatusOr<Sequence> LastRecordedAt(absl::Time instant, Sequence head) const;

  // The bytes to store `event` by, with its sequence and recorded_at, in `*bytes`, which is reused from call to call.
  // RowPacker (log/log_row.h) puts them into rows.
  static void Serialize(const v1::Event& event, std::string* bytes);

  // The last sequence of `database`; 0 for an empty log.
  static absl::StatusOr<Sequence> Head(const storage::Database& database);

 private:
  template <typename ParseEvent, typename VisitEvent>
  absl::Status VisitEvents(Sequence first, Sequence last, const ParseEvent& parse, const VisitEvent& visit) const;

  const storage::Database* database_;
};

}  // namespace tranche
