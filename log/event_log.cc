#include "log/event_log.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "events/canonical_form.h"
#include "events/check.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

using storage::Family;

std::string EventKey(Sequence sequence) {
  std::string key;
  storage::AppendU64(sequence, &key);
  return key;
}

constexpr auto kLost = absl::StatusCode::kDataLoss;

// An event whose bytes are not what they were.
absl::Status Damaged(Sequence sequence, const absl::Status& found) {
  return Within("events: sequence {sequence}, key {key}",
                {NumberField("sequence", sequence), TextField("key", absl::BytesToHexString(EventKey(sequence)))},
                Adding(found, "the event cannot be rebuilt, restore the ledger from a backup"));
}

absl::Status NoEvent(Sequence sequence, absl::string_view stored_bytes) {
  const absl::Status why = CheckCanonical(stored_bytes);
  return Damaged(sequence, why.ok() ? Refuse(kLost, "event.unreadable", "the bytes are no event")
                                    : Within("the bytes are no event", {}, why));
}

absl::Status Missing(Sequence sequence, Sequence last) {
  return Damaged(sequence, Refuse(kLost, "event.missing", "the event is missing, wanted all up to {last}",
                                  {NumberField("last", last)}));
}

absl::Status OtherKey(Sequence sequence, absl::string_view found) {
  return Damaged(sequence, Refuse(kLost, "event.missing", "the event is missing, found key {found}",
                                  {TextField("found", absl::BytesToHexString(found))}));
}

// The sequence inside the event must match its key, and its kind must be known to this program.
absl::Status CheckPlace(Sequence found, v1::Event::KindCase kind, Sequence sequence) {
  if (found != sequence)
    return Damaged(sequence, Refuse(kLost, "event.other-sequence", "the event says sequence {found}",
                                    {NumberField("found", found), NumberField("wanted", sequence)}));
  if (kind == v1::Event::KIND_NOT_SET)
    return Damaged(sequence, Refuse(kLost, "event.unknown-kind",
                                    "its kind is unknown to this program, which may be older than the ledger"));
  return absl::OkStatus();
}

// Adds the sequence to the message, since storage/ knows only keys.
absl::Status AtSequence(const absl::Status& status, Sequence sequence) {
  return Within("events: sequence {sequence}", {NumberField("sequence", sequence)}, status);
}

}  // namespace

absl::Status EventLog::Parse(absl::string_view stored_bytes, Sequence sequence, v1::Event* event) {
  if (!event->ParseFromArray(stored_bytes.data(), static_cast<int>(stored_bytes.size())))
    return NoEvent(sequence, stored_bytes);
  return CheckPlace(event->sequence(), event->kind_case(), sequence);
}

absl::Status EventLog::ParseCanonical(absl::string_view stored_bytes, Sequence sequence, v1::Event* event) {
  if (absl::Status form = CheckCanonical(stored_bytes); !form.ok())
    return Damaged(sequence, Within("no ledger writes an event so", {}, form));
  return Parse(stored_bytes, sequence, event);
}

absl::Status EventLog::ParseView(absl::string_view stored_bytes, Sequence sequence, EventView* event) {
  if (!ParseEventView(stored_bytes, event)) return NoEvent(sequence, stored_bytes);
  return CheckPlace(event->sequence, event->kind, sequence);
}

absl::StatusOr<std::string> EventLog::ReadBytes(Sequence sequence) const {
  auto value = database_->Get(Family::kEvents, EventKey(sequence));
  if (!value.ok()) return AtSequence(value.status(), sequence);
  if (!value->has_value())
    return Refuse(absl::StatusCode::kOutOfRange, "event.none", "the log has no event {sequence}",
                  {NumberField("sequence", sequence)});
  return **std::move(value);
}

absl::StatusOr<v1::Event> EventLog::Read(Sequence sequence) const {
  const absl::StatusOr<std::string> bytes = ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  v1::Event event;
  if (absl::Status status = Parse(*bytes, sequence, &event); !status.ok()) return status;
  return event;
}

// `parse` parses the bytes at a sequence and returns the event's recorded_at; `visit` then passes the event on.
template <typename ParseRow, typename VisitRow>
absl::Status EventLog::VisitRows(Sequence first, Sequence last, const ParseRow& parse, const VisitRow& visit) const {
  TRANCHE_CHECK(first >= 1, "a visit of the log from sequence ", first);
  std::string key = EventKey(first);
  const auto scan = database_->ScanFrom(Family::kEvents, "", key);
  absl::Time previous = absl::InfinitePast();
  for (Sequence sequence = first; sequence <= last; ++sequence, scan->Next()) {
    if (!scan->Valid()) {
      if (!scan->status().ok()) return AtSequence(scan->status(), sequence);
      return Missing(sequence, last);
    }
    key.clear();
    storage::AppendU64(sequence, &key);
    if (scan->key() != absl::string_view(key)) return OtherKey(sequence, scan->key());
    const absl::StatusOr<absl::Time> recorded_at = parse(scan->value(), sequence);
    if (!recorded_at.ok()) return recorded_at.status();
    if (*recorded_at < previous)
      return Damaged(sequence,
                     Refuse(kLost, "recorded-at.before-previous", "recorded_at is before that of the event before"));
    previous = *recorded_at;
    if (absl::Status visited = visit(scan->value()); !visited.ok()) return visited;
  }
  return absl::OkStatus();
}

absl::Status EventLog::Visit(Sequence first, Sequence last, const EventVisitor& visitor) const {
  v1::Event event;
  const auto parse = [&event](absl::string_view bytes, Sequence sequence) -> absl::StatusOr<absl::Time> {
    if (absl::Status parsed = Parse(bytes, sequence, &event); !parsed.ok()) return parsed;
    return RecordedAt(event);
  };
  return VisitRows(first, last, parse, [&](absl::string_view bytes) { return visitor(event, bytes); });
}

absl::Status EventLog::VisitViews(Sequence first, Sequence last, const EventViewVisitor& visitor) const {
  EventView event;
  const auto parse = [&event](absl::string_view bytes, Sequence sequence) -> absl::StatusOr<absl::Time> {
    if (absl::Status parsed = ParseView(bytes, sequence, &event); !parsed.ok()) return parsed;
    return event.recorded_at;
  };
  return VisitRows(first, last, parse, [&](absl::string_view) { return visitor(event); });
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
  return VisitRows(first, last, parse, [&](absl::string_view) { return visitor(kept->view); });
}

absl::Status EventLog::VisitBytes(Sequence first, Sequence last, const EventBytesVisitor& visitor) const {
  const auto unparsed = [](absl::string_view, Sequence) -> absl::StatusOr<absl::Time> { return absl::InfinitePast(); };
  return VisitRows(first, last, unparsed, visitor);
}

absl::StatusOr<absl::Time> EventLog::InstantOf(Sequence sequence) const {
  const absl::StatusOr<std::string> bytes = ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  EventView event;
  if (absl::Status parsed = ParseView(*bytes, sequence, &event); !parsed.ok()) return parsed;
  return event.recorded_at;
}

absl::StatusOr<Sequence> EventLog::LastRecordedAt(absl::Time instant, Sequence head) const {
  Sequence low = 0;
  Sequence high = head;
  while (low < high) {
    const Sequence middle = low + (high - low + 1) / 2;
    const absl::StatusOr<absl::Time> recorded_at = InstantOf(middle);
    if (!recorded_at.ok()) return recorded_at.status();
    if (*recorded_at <= instant) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

void EventLog::Stage(const v1::Event& event, storage::Batch* batch, std::string* bytes) {
  TRANCHE_CHECK(event.sequence() > 0, "EventLog invariant 1: an event without a sequence");
  bytes->clear();
  TRANCHE_CHECK(event.AppendToString(bytes), "event ", event.sequence(), " cannot be serialized");
  StageBytes(event.sequence(), *bytes, batch);
}

void EventLog::StageBytes(Sequence sequence, absl::string_view stored_bytes, storage::Batch* batch) {
  batch->Put(Family::kEvents, EventKey(sequence), stored_bytes);
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
