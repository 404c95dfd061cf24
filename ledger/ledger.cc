#include "ledger/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/decisions.h"
#include "ledger/envelope.h"
#include "ledger/same_command.h"
#include "storage/directory.h"

namespace tranche {
namespace {

using storage::Database;

std::string DatabasePath(const std::string& directory) { return directory + "/rocksdb"; }

absl::Time ToMicroseconds(absl::Time instant) { return absl::FromUnixMicros(absl::ToUnixMicros(instant)); }

absl::Status AtIndex(size_t index, size_t count, const absl::Status& status) {
  if (status.ok() || count == 1) return status;
  return absl::Status(status.code(), absl::StrCat("event ", index + 1, " of ", count, ": ", status.message()));
}

v1::Event FirstEvent(const v1::LedgerCreated& terms, absl::Time known_from) {
  v1::Event event;
  event.set_event_id(absl::StrCat("ledger:", terms.ledger_id()));
  event.set_effective_date(CivilDate::FromDaysSinceEpoch(absl::ToUnixSeconds(known_from) / 86400).number());
  event.set_actor("init");
  event.set_provenance(v1::PROVENANCE_IMPORTED);
  SetRecordedAt(known_from, &event);
  *event.mutable_ledger_created() = terms;
  return event;
}

absl::StatusOr<Catalogue> Fold(const EventLog& log, absl::Span<const Sequence> sequences, Sequence last) {
  Catalogue catalogue;
  for (Sequence sequence : sequences) {
    if (sequence > last) break;
    const absl::StatusOr<v1::Event> event = log.Read(sequence);
    if (!event.ok()) return event.status();
    const absl::Status applied = catalogue.Apply(*event);
    if (!applied.ok())
      return absl::DataLossError(
          absl::StrCat("events: sequence ", sequence, ": the catalogue does not take it: ", applied.message()));
  }
  return catalogue;
}

}  // namespace

// What one call of Append has decided so far, over what is stored.
struct Ledger::PendingBatch {
  PendingBatch(const Database& database, Sequence head, absl::Time last_recorded_at, absl::Time now,
               Catalogue catalogue)
      : rows(database.NewBatch()),
        log(&rows),
        book(&rows),
        head(head),
        last_recorded_at(last_recorded_at),
        now(now),
        catalogue(std::move(catalogue)) {}

  storage::Batch rows;
  EventLog log;
  Book book;
  Sequence head;
  absl::Time last_recorded_at;
  absl::Time now;
  Catalogue catalogue;
  Sequence last_catalogue_event = 0;
  std::optional<Sequence> expected_head;
  std::vector<Receipt> receipts;
};

Ledger::Ledger(std::string directory, std::unique_ptr<Database> database, Clock* clock)
    : directory_(std::move(directory)),
      database_(std::move(database)),
      clock_(clock),
      log_(database_.get()),
      book_(database_.get()) {}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Create(const std::string& directory, const v1::LedgerCreated& terms,
                                                       absl::Time known_from, Clock* clock) {
  const v1::Event first = FirstEvent(terms, known_from);
  absl::Status valid = CheckEnvelope(first);
  if (valid.ok()) valid = Catalogue().Apply(first);
  if (!valid.ok()) return valid;
  if (absl::Status made = storage::MakeDirectory(directory); !made.ok()) return made;
  auto database = Database::Open(DatabasePath(directory), Database::Mode::kCreate);
  if (!database.ok()) return database.status();
  std::unique_ptr<Ledger> ledger(new Ledger(directory, *std::move(database), clock));
  auto head_file = storage::HeadFile::OpenToWrite(directory);
  if (!head_file.ok()) return head_file.status();
  ledger->head_file_ = *std::move(head_file);
  ledger->writable_ = true;
  const auto receipts = ledger->Append({first});
  if (!receipts.ok()) return receipts.status();
  ledger->terms_ = terms;
  if (absl::Status complete = storage::MarkComplete(directory); !complete.ok()) return complete;
  return ledger;
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(const std::string& directory, Access access, Clock* clock) {
  const bool to_write = access == Access::kWrite;
  if (absl::Status checked = storage::CheckDirectory(directory, to_write); !checked.ok()) return checked;
  // Read before the database is: a writer beside us only ever raises both.
  const auto acknowledged = storage::HeadFile::Read(directory);
  if (!acknowledged.ok()) return acknowledged.status();
  auto database =
      Database::Open(DatabasePath(directory), to_write ? Database::Mode::kWrite : Database::Mode::kReadOnly);
  if (!database.ok()) return database.status();
  std::unique_ptr<Ledger> ledger(new Ledger(directory, *std::move(database), clock));
  ledger->acknowledged_head_ = *acknowledged;
  ledger->writable_ = to_write;
  if (absl::Status loaded = ledger->Load(); !loaded.ok()) return loaded;
  if (!to_write) return ledger;
  auto head_file = storage::HeadFile::OpenToWrite(directory);
  if (!head_file.ok()) return head_file.status();
  ledger->head_file_ = *std::move(head_file);
  // A file that was just made is empty, which the next Open would take for damage.
  absl::Status noted = acknowledged->has_value() ? absl::OkStatus() : ledger->head_file_.Write(ledger->head_);
  if (!noted.ok()) return noted;
  return ledger;
}

absl::Status Ledger::Load() {
  const absl::StatusOr<Sequence> head = EventLog::Head(*database_);
  if (!head.ok()) return head.status();
  head_ = *head;
  if (absl::Status heads = CheckHeads(); !heads.ok()) return heads;
  const auto catalogue_events = book_.CatalogueEvents();
  if (!catalogue_events.ok()) return catalogue_events.status();
  auto catalogue = Fold(log_, *catalogue_events, head_);
  if (!catalogue.ok()) return catalogue.status();
  catalogue_ = *std::move(catalogue);
  catalogue_sequence_ = catalogue_events->empty() ? 0 : catalogue_events->back();
  terms_ = catalogue_.terms();
  const absl::StatusOr<v1::Event> last = log_.Read(head_);
  if (!last.ok()) return last.status();
  last_recorded_at_ = RecordedAt(*last);
  return absl::OkStatus();
}

absl::Status Ledger::CheckHeads() const {
  if (head_ == 0) return absl::DataLossError(absl::StrCat("events: sequence 1: ", directory_, " has no first event"));
  if (acknowledged_head_.has_value() && *acknowledged_head_ > head_) {
    return absl::DataLossError(absl::StrCat("events: sequence ", head_ + 1, ": the log ends at ", head_, ", but ",
                                            directory_, "/HEAD says that ", *acknowledged_head_,
                                            " was acknowledged; the events between are lost: restore from a backup"));
  }
  const absl::StatusOr<Sequence> watermark = book_.Watermark();
  if (!watermark.ok()) return watermark.status();
  if (*watermark == head_) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("index: sequence ", std::min(*watermark, head_) + 1, ": the index ends at ",
                                          *watermark, ", the log at ", head_));
}

absl::Status Ledger::CheckMayAppend(absl::Span<const v1::Event> commands, const AppendOptions& options) const {
  if (!writable_ && !options.dry_run)
    return absl::FailedPreconditionError(absl::StrCat(directory_, " was opened read-only; nothing was written"));
  if (!failed_.ok()) return failed_;
  if (commands.empty() || commands.size() > kBatchEventsMax)
    return absl::InvalidArgumentError(
        absl::StrCat("the batch has ", commands.size(), " events, wanted 1 to ", kBatchEventsMax));
  return absl::OkStatus();
}

// Asked for new commands only: one that was recorded before gets its first receipt on any head.
absl::Status Ledger::CheckExpectedHead(std::optional<Sequence> expected) const {
  const Sequence found = head();
  if (!expected.has_value() || *expected == found) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("head is ", found, ", expected ", *expected,
                                         "; nothing was written; read again, decide again and retry"));
}

absl::StatusOr<std::vector<Receipt>> Ledger::Append(absl::Span<const v1::Event> commands,
                                                    const AppendOptions& options) {
  const std::lock_guard<std::mutex> lock(append_mutex_);
  if (absl::Status may = CheckMayAppend(commands, options); !may.ok()) return may;
  PendingBatch pending(*database_, head_, last_recorded_at_, ToMicroseconds(clock_->Now()), catalogue_);
  pending.expected_head = options.expected_head;
  for (size_t i = 0; i < commands.size(); ++i) {
    const absl::Status taken = Take(commands[i], &pending);
    if (taken.ok()) continue;
    if (options.failed_index == nullptr) return AtIndex(i, commands.size(), taken);
    *options.failed_index = i;
    return taken;
  }
  if (!options.dry_run && pending.head > head_) {
    if (absl::Status written = Write(&pending); !written.ok()) return written;
  }
  return std::move(pending.receipts);
}

// A key that was used before: its first receipt, when the content is the same.
absl::StatusOr<bool> Ledger::TakeKnown(const v1::Event& command, PendingBatch* pending) const {
  const auto sequence = pending->book.FindKey(command.event_id());
  if (!sequence.ok()) return sequence.status();
  if (!sequence->has_value()) return false;
  absl::StatusOr<v1::Event> recorded = pending->log.Read(**sequence);
  if (!recorded.ok()) return recorded.status();
  if (absl::Status same = CheckSameCommand(*recorded, command); !same.ok()) return same;
  pending->receipts.push_back({**sequence, command.event_id(), RecordedAt(*recorded), true, *std::move(recorded)});
  return true;
}

absl::Status Ledger::Take(const v1::Event& command, PendingBatch* pending) const {
  if (absl::Status envelope = CheckEnvelope(command); !envelope.ok()) return envelope;
  const absl::StatusOr<bool> known = TakeKnown(command, pending);
  if (!known.ok()) return known.status();
  if (*known) return absl::OkStatus();
  if (absl::Status expected = CheckExpectedHead(pending->expected_head); !expected.ok()) return expected;
  if ((pending->head == 0) != command.has_ledger_created())
    return absl::InvalidArgumentError("ledger_created: it is the first event of a ledger, and only the first");
  absl::StatusOr<Decision> decision = Decide(command, {pending->catalogue, pending->book, pending->log});
  if (!decision.ok()) return decision.status();
  v1::Event& event = decision->event;
  if (absl::Status stamped = Stamp(&event, *pending); !stamped.ok()) return stamped;
  if (IsCatalogueEvent(event)) {
    if (absl::Status applied = pending->catalogue.Apply(event); !applied.ok()) return applied;
    pending->last_catalogue_event = event.sequence();
  }
  EventLog::Stage(event, &pending->rows);
  Book::Stage(event, decision->postings, &pending->rows);
  pending->head = event.sequence();
  pending->last_recorded_at = RecordedAt(event);
  pending->receipts.push_back({event.sequence(), event.event_id(), RecordedAt(event), false, event});
  return absl::OkStatus();
}

absl::Status Ledger::Stamp(v1::Event* event, const PendingBatch& pending) const {
  event->set_sequence(pending.head + 1);
  if (event->provenance() != v1::PROVENANCE_IMPORTED) {
    SetRecordedAt(std::max(pending.now, pending.last_recorded_at), event);
    return absl::OkStatus();
  }
  const absl::Time original = RecordedAt(*event);
  if (original != ToMicroseconds(original)) return absl::InvalidArgumentError("recorded_at: wanted whole microseconds");
  if (original < pending.last_recorded_at) {
    return absl::FailedPreconditionError(
        absl::StrCat("recorded_at: found ", absl::FormatTime(original, absl::UTCTimeZone()),
                     ", which is before that of the head (event ", pending.head, ", ",
                     absl::FormatTime(pending.last_recorded_at, absl::UTCTimeZone()),
                     "); history is imported in order, before anything later is recorded"));
  }
  if (original > pending.now)
    return absl::FailedPreconditionError(absl::StrCat(
        "recorded_at: found ", absl::FormatTime(original, absl::UTCTimeZone()), ", which is in the future"));
  return absl::OkStatus();
}

absl::Status Ledger::Write(PendingBatch* pending) {
  absl::Status written = database_->Write(pending->rows);
  if (written.ok()) written = head_file_.Write(pending->head);
  if (!written.ok()) {
    failed_ = written;
    return written;
  }
  last_recorded_at_ = pending->last_recorded_at;
  const std::lock_guard<std::mutex> lock(state_mutex_);
  head_ = pending->head;
  if (pending->last_catalogue_event == 0) return absl::OkStatus();
  catalogue_ = std::move(pending->catalogue);
  catalogue_sequence_ = pending->last_catalogue_event;
  return absl::OkStatus();
}

Sequence Ledger::head() const {
  const std::lock_guard<std::mutex> lock(state_mutex_);
  return head_;
}

absl::StatusOr<Sequence> Ledger::KnownAt(absl::Time instant) const { return log_.LastRecordedAt(instant, head()); }

absl::StatusOr<Catalogue> Ledger::CatalogueAt(Sequence known_at) const {
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    if (known_at >= catalogue_sequence_) return catalogue_;
  }
  const auto events = book_.CatalogueEvents();
  if (!events.ok()) return events.status();
  return Fold(log_, *events, known_at);
}

CivilDate Ledger::DateOf(absl::Time instant) const {
  const absl::Time local = instant + absl::Minutes(terms_.utc_offset_minutes());
  return CivilDate::FromDaysSinceEpoch(absl::ToInt64Hours(absl::Floor(local - absl::UnixEpoch(), absl::Hours(24))) /
                                       24);
}

absl::Time Ledger::EndOfDay(CivilDate date) const {
  return absl::UnixEpoch() + absl::Hours(24) * (date.DaysSinceEpoch() + 1) -
         absl::Minutes(terms_.utc_offset_minutes()) - absl::Microseconds(1);
}

}  // namespace tranche
