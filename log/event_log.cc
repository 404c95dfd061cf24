#include "log/event_log.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "events/canonical_form.h"
#include "events/check.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "log/log_row.h"
#include "log/row_scan.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

using storage::Family;

constexpr auto kLost = absl::StatusCode::kDataLoss;

absl::Status NoEvent(Sequence sequence, absl::string_view stored_bytes) {
  const absl::Status why = CheckCanonical(stored_bytes);
  return DamagedEvent(sequence, why.ok() ? Refuse(kLost, "event.unreadable", "the bytes are no event")
                                         : Within("the bytes are no event", {}, why));
}

absl::Status Missing(Sequence sequence, Sequence last) {
  return DamagedEvent(sequence, Refuse(kLost, "event.missing", "the event is missing, wanted all up to {last}",
                                       {NumberField("last", last)}));
}

absl::Status GoesBack(Sequence sequence) {
  return DamagedEvent(sequence,
                      Refuse(kLost, "recorded-at.before-previous", "recorded_at is before that of the event before"));
}

// The sequence inside the event must match its place, and its kind must be known to this program.
absl::Status CheckPlace(Sequence found, v1::Event::KindCase kind, Sequence sequence) {
  if (found != sequence)
    return DamagedEvent(sequence, Refuse(kLost, "event.other-sequence", "the event says sequence {found}",
                                         {NumberField("found", found), NumberField("wanted", sequence)}));
  if (kind == v1::Event::KIND_NOT_SET)
    return DamagedEvent(sequence, Refuse(kLost, "event.unknown-kind",
                                         "its kind is unknown to this program, which may be older than the ledger"));
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> InstantIn(const LogRow& row, Sequence sequence) {
  EventView event;
  if (absl::Status parsed = EventLog::ParseView(row.At(sequence), sequence, &event); !parsed.ok()) return parsed;
  return event.recorded_at;
}

}  // namespace

absl::StatusOr<std::string> EventReader::ReadBytes(Sequence sequence) const {
  const absl::StatusOr<v1::Event> event = Read(sequence);
  if (!event.ok()) return event.status();
  return event->SerializeAsString();
}

absl::Status EventLog::Parse(absl::string_view stored_bytes, Sequence sequence, v1::Event* event) {
  if (!event->ParseFromArray(stored_bytes.data(), static_cast<int>(stored_bytes.size())))
    return NoEvent(sequence, stored_bytes);
  return CheckPlace(event->sequence(), event->kind_case(), sequence);
}

absl::Status EventLog::ParseCanonical(absl::string_view stored_bytes, Sequence sequence, v1::Event* event) {
  if (absl::Status form = CheckCanonical(stored_bytes); !form.ok())
    return DamagedEvent(sequence, Within("no ledger writes an event so", {}, form));
  return Parse(stored_bytes, sequence, event);
}

absl::Status EventLog::ParseView(absl::string_view stored_bytes, Sequence sequence, EventView* event) {
  if (!ParseEventView(stored_bytes, event)) return NoEvent(sequence, stored_bytes);
  return CheckPlace(event->sequence, event->kind, sequence);
}

absl::StatusOr<std::string> EventLog::ReadBytes(Sequence sequence) const {
  LogRow row;
  RowScan rows(*database_, sequence);
  if (absl::Status read = rows.Read(sequence, &row); !read.ok()) return read;
  return std::string(row.At(sequence));
}

absl::StatusOr<v1::Event> EventLog::Read(Sequence sequence) const {
  const absl::StatusOr<std::string> bytes = ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  v1::Event event;
  if (absl::Status status = Parse(*bytes, sequence, &event); !status.ok()) return status;
  return event;
}

// `parse` parses the bytes at a sequence and returns the event's recorded_at; `visit` then passes the event on.
template <typename ParseEvent, typename VisitEvent>
absl::Status EventLog::VisitEvents(Sequence first, Sequence last, const ParseEvent& parse,
                                   const VisitEvent& visit) const {
  TRANCHE_CHECK(first >= 1, "a visit of the log from sequence ", first);
  RowScan rows(*database_, first);
  LogRow row;
  absl::Time previous = absl::InfinitePast();
  for (Sequence sequence = first; sequence <= last;) {
    if (sequence > first) rows.Next();
    const absl::Status read = rows.Read(sequence, &row);
    if (absl::IsOutOfRange(read)) return Missing(sequence, last);
    if (!read.ok()) return read;
    for (const Sequence end = std::min(last, row.last()); sequence <= end; ++sequence) {
      const absl::string_view bytes = row.At(sequence);
      const absl::StatusOr<absl::Time> recorded_at = parse(bytes, sequence);
      if (!recorded_at.ok()) return recorded_at.status();
      if (*recorded_at < previous) return GoesBack(sequence);
      previous = *recorded_at;
      if (absl::Status visited = visit(bytes); !visited.ok()) return visited;
    }
  }
  return absl::OkStatus();
}

absl::Status EventLog::Visit(Sequence first, Sequence last, const EventVisitor& visitor) const {
  v1::Event event;
  const auto parse = [&event](absl::string_view bytes, Sequence sequence) -> absl::StatusOr<absl::Time> {
    if (absl::Status parsed = Parse(bytes, sequence, &event); !parsed.ok()) return parsed;
    return RecordedAt(event);
  };
  return VisitEvents(first, last, parse, [&](absl::string_view bytes) { return visitor(event, bytes); });
}

absl::Status EventLog::VisitViews(Sequence first, Sequence last, const EventViewVisitor& visitor) const {
  EventView event;
  const auto parse = [&event](absl::string_view bytes, Sequence sequence) -> absl::StatusOr<absl::Time> {
    if (absl::Status parsed = ParseView(bytes, sequence, &event); !parsed.ok()) return parsed;
    return event.recorded_at;
  };
  return VisitEvents(first, last, parse, [&](absl::string_view) { return visitor(event); });
}

absl::Status EventLog::VisitKept(Sequence first, Sequence last, const std::function<KeptEvent*()>& place,
                                 const EventViewVisitor& visitor) const {
  KeptEvent* kept = nullptr;
  const auto parse = [&](absl::string_view bytes, Sequence sequence) -> absl::StatusOr<absl::Time> {
    kept = place();
    kept->bytes.assign(bytes.data(), bytes.size());
    if (absl::Status parsed = ParseView(kept->bytes, sequence, &kept->view); !parsed.ok()) return parsed;
    return kept->view.recorded_at;
  };
  return VisitEvents(first, last, parse, [&](absl::string_view) { return visitor(kept->view); });
}

absl::Status EventLog::VisitBytes(Sequence first, Sequence last, const EventBytesVisitor& visitor) const {
  const auto unparsed = [](absl::string_view, Sequence) -> absl::StatusOr<absl::Time> { return absl::InfinitePast(); };
  return VisitEvents(first, last, unparsed, visitor);
}

// Most often it is asked of the head, which is the last event of its row: a look-up then takes half as long as a
// search.
absl::StatusOr<absl::Time> EventLog::InstantOf(Sequence sequence) const {
  LogRow row;
  const auto last = database_->Get(Family::kEvents, LogRowKey(sequence));
  if (last.ok() && last->has_value() && row.Split(sequence, **last).ok()) return InstantIn(row, sequence);
  RowScan rows(*database_, sequence);
  if (absl::Status read = rows.Read(sequence, &row); !read.ok()) return read;
  return InstantIn(row, sequence);
}

absl::StatusOr<Sequence> EventLog::LastRecordedAt(absl::Time instant, Sequence head) const {
  Sequence low = 0;
  Sequence high = head;
  RowScan rows(*database_, head);
  LogRow row;
  while (low < high) {
    const Sequence middle = low + (high - low + 1) / 2;
    if (!row.Has(middle)) {
      rows.Seek(middle);
      if (absl::Status read = rows.Read(middle, &row); !read.ok()) return read;
    }
    const absl::StatusOr<absl::Time> recorded_at = InstantIn(row, middle);
    if (!recorded_at.ok()) return recorded_at.status();
    if (*recorded_at <= instant) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

void EventLog::Serialize(const v1::Event& event, std::string* bytes) {
  TRANCHE_CHECK(event.sequence() > 0, "EventLog invariant 1: an event without a sequence");
  bytes->clear();
  TRANCHE_CHECK(event.AppendToString(bytes), "event ", event.sequence(), " cannot be serialized");
}

absl::StatusOr<Sequence> EventLog::Head(const storage::Database& database) {
  const auto key = database.LastKey(Family::kEvents);
  if (!key.ok()) return key.status();
  if (!key->has_value()) return Sequence{0};
  uint64_t sequence = 0;
  storage::KeyReader reader(**key);
  if (!reader.ReadU64(&sequence) || !reader.AtEnd())
    return Refuse(kLost, "event.key-unreadable", "events: key {key} is no sequence",
                  {TextField("key", absl::BytesToHexString(**key))});
  return sequence;
}

}  // namespace tranche
