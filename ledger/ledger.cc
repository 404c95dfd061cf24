#include "ledger/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/same_command.h"
#include "ledger/rules/decisions.h"
#include "log/stored_postings.h"
#include "storage/directory.h"
#include "storage/manifest_file.h"

namespace tranche {
namespace {

using storage::Database;

std::string DatabasePath(const std::string& directory) { return directory + "/rocksdb"; }

absl::Time ToMicroseconds(absl::Time instant) { return absl::FromUnixMicros(absl::ToUnixMicros(instant)); }

// What was written together may be there in part, so no failed write says that nothing was.
absl::Status UnknownOutcome(const absl::Status& written) {
  return absl::UnavailableError(absl::StrCat(written.message(),
                                             "; what was being recorded may or may not be there: "
                                             "open the ledger again and retry with the same keys"));
}

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

// RocksDB's list of its files may be cut off, by damage or by a power cut. What is opened for
// writing goes without the last record of the list only when a reader that does so misses
// nothing: the log reaches HEAD and the index and the tree end where it does.
absl::StatusOr<Database::Mode> ModeToOpen(const std::string& directory, Ledger::Access access, Clock* clock) {
  if (access == Ledger::Access::kReadOnly) return Database::Mode::kReadOnly;
  const absl::Status cut = storage::CheckManifest(DatabasePath(directory));
  if (cut.ok()) return Database::Mode::kWrite;
  if (!absl::IsDataLoss(cut)) return cut;
  const auto reader = Ledger::Open(directory, Ledger::Access::kReadOnly, clock);
  if (!reader.ok())
    return absl::DataLossError(absl::StrCat(cut.message(), "; without it: ", reader.status().message()));
  if (!(*reader)->acknowledged_head().has_value()) return cut;
  return Database::Mode::kWriteAfterCut;
}

}  // namespace

// What one call has decided so far. Its events are in the index already, above the head that questions see.
struct Ledger::Draft {
  Sequence first = 0;  // that a new event gets
  Sequence head = 0;
  absl::Time last_recorded_at;
  absl::Time now;
  std::shared_ptr<const Catalogue> catalogue;
  std::shared_ptr<Catalogue> changed;      // the same one, once the batch defines something
  std::vector<Sequence> catalogue_events;  // of this batch
  std::optional<Sequence> expected_head;
  std::shared_ptr<std::vector<v1::Event>> events = std::make_shared<std::vector<v1::Event>>();
  std::vector<Known> known;
  size_t taken = 0;   // commands of the batch
  Decision decision;  // on the last of them
};

Ledger::Ledger(std::string directory, std::unique_ptr<Database> database, uint32_t epoch_events, Clock* clock)
    : directory_(std::move(directory)),
      database_(std::move(database)),
      clock_(clock),
      log_(database_.get()),
      index_(database_.get(), storage::Family::kIndex, epoch_events),
      tree_(database_.get(), storage::Family::kIndex),
      catalogues_(&log_),
      states_(&index_),
      decided_catalogue_(catalogues_.Newest()),
      queue_([this](const std::vector<v1::Event>& events, bool sync,
                    storage::Batch* rows) { return Write(events, sync, rows); },
             [this](Sequence last) { return Acknowledge(last); }) {}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Create(const std::string& directory, const v1::LedgerCreated& terms,
                                                       absl::Time known_from, Clock* clock, uint32_t epoch_events) {
  const v1::Event first = FirstEvent(terms, known_from);
  absl::Status valid = CheckEnvelope(first);
  if (valid.ok()) valid = Catalogue().Apply(first);
  if (!valid.ok()) return valid;
  if (absl::Status made = storage::MakeDirectory(directory); !made.ok()) return made;
  auto database = Database::Open(DatabasePath(directory), Database::Mode::kCreate);
  if (!database.ok()) return database.status();
  if (absl::Status kept = BalanceIndex::KeepEpochEvents(epoch_events, database->get()); !kept.ok()) return kept;
  std::unique_ptr<Ledger> ledger(new Ledger(directory, *std::move(database), epoch_events, clock));
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
  const absl::StatusOr<Database::Mode> mode = ModeToOpen(directory, access, clock);
  if (!mode.ok()) return mode.status();
  auto database = Database::Open(DatabasePath(directory), *mode);
  if (!database.ok()) return database.status();
  const absl::StatusOr<uint32_t> epoch_events = BalanceIndex::ReadEpochEvents(**database);
  if (!epoch_events.ok()) return epoch_events.status();
  std::unique_ptr<Ledger> ledger(new Ledger(directory, *std::move(database), *epoch_events, clock));
  ledger->acknowledged_head_ = *acknowledged;
  ledger->writable_ = to_write;
  if (absl::Status loaded = ledger->Load(); !loaded.ok()) return loaded;
  if (!to_write) return ledger;
  auto head_file = storage::HeadFile::OpenToWrite(directory, ledger->head_);
  if (!head_file.ok()) return head_file.status();
  ledger->head_file_ = *std::move(head_file);
  return ledger;
}

absl::Status Ledger::Load() {
  const absl::StatusOr<Sequence> head = EventLog::Head(*database_);
  if (!head.ok()) return head.status();
  head_ = *head;
  absl::Status loaded = index_.Load();
  if (loaded.ok()) loaded = CheckHeads();
  if (!loaded.ok()) return loaded;
  const auto catalogue_events = index_.CatalogueEvents();
  if (!catalogue_events.ok()) return catalogue_events.status();
  loaded = catalogues_.Load(*catalogue_events);
  if (!loaded.ok()) return loaded;
  terms_ = catalogues_.Newest()->terms();
  return LoadTail();
}

// What came after the last complete epoch of the index.
absl::Status Ledger::LoadTail() {
  const absl::StatusOr<absl::Time> last_recorded_at = log_.InstantOf(head_);
  if (!last_recorded_at.ok()) return last_recorded_at.status();
  decided_head_ = head_;
  decided_catalogue_ = catalogues_.Newest();
  last_recorded_at_ = *last_recorded_at;
  const absl::Status added = VisitWithPostings(log_, index_.indexed() + 1, head_,
                                               [this](const EventView& event, absl::Span<const PostingView> postings) {
                                                 index_.Add(event, postings);
                                                 return absl::OkStatus();
                                               });
  index_.Written(head_);
  return added.ok() ? tree_.Load(log_, head_) : added;
}

absl::Status Ledger::CheckHeads() const {
  if (head_ == 0) return absl::DataLossError(absl::StrCat("events: sequence 1: ", directory_, " has no first event"));
  if (acknowledged_head_.has_value() && *acknowledged_head_ > head_) {
    return absl::DataLossError(absl::StrCat("events: sequence ", head_ + 1, ": the log ends at ", head_, ", but ",
                                            directory_, "/HEAD says that ", *acknowledged_head_,
                                            " was acknowledged; the events between are lost: restore from a backup"));
  }
  const Sequence indexed = index_.indexed();
  const Sequence wanted = head_ - head_ % index_.epoch_events();
  if (indexed == wanted) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("index: sequence ", std::min(indexed, wanted) + 1, ": the index ends at ",
                                          indexed, ", wanted ", wanted, " for a log that ends at ", head_,
                                          "; run `tranche rebuild`"));
}

absl::Status Ledger::CheckMayAppend(size_t commands, const AppendOptions& options) const {
  if (!writable_ && !options.dry_run)
    return absl::FailedPreconditionError(absl::StrCat(directory_, " was opened read-only; nothing was written"));
  const std::lock_guard<std::mutex> lock(state_mutex_);
  if (!failed_.ok()) return failed_;
  if (commands < 1 || commands > kBatchEventsMax)
    return absl::InvalidArgumentError(
        absl::StrCat("the batch has ", commands, " events, wanted 1 to ", kBatchEventsMax));
  return absl::OkStatus();
}

// Asked for new commands only: one that was recorded before gets its first receipt on any head.
absl::Status Ledger::CheckExpectedHead(std::optional<Sequence> expected, Sequence found) const {
  if (!expected.has_value() || *expected == found) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("head is ", found, ", expected ", *expected,
                                         "; nothing was written; read again, decide again and retry"));
}

absl::StatusOr<std::vector<Receipt>> Ledger::Append(std::vector<v1::Event> commands, const AppendOptions& options) {
  absl::StatusOr<std::unique_ptr<Submitted>> submitted = Submit(std::move(commands), options);
  if (!submitted.ok()) return submitted.status();
  return Await(*std::move(submitted));
}

absl::StatusOr<std::unique_ptr<Ledger::Submitted>> Ledger::Submit(std::vector<v1::Event> commands,
                                                                  const AppendOptions& options) {
  const std::lock_guard<std::mutex> lock(decide_mutex_);
  if (absl::Status may = CheckMayAppend(commands.size(), options); !may.ok()) return may;
  Draft draft;
  draft.first = decided_head_ + 1;
  draft.head = decided_head_;
  draft.last_recorded_at = last_recorded_at_;
  draft.now = ToMicroseconds(clock_->Now());
  draft.catalogue = decided_catalogue_;
  draft.expected_head = options.expected_head;
  draft.events->reserve(commands.size());
  const absl::Status decided = DecideAll(std::move(commands), options, &draft);
  if (!decided.ok() || options.dry_run) Drop(draft.first);
  if (!decided.ok()) return decided;
  auto submitted = std::make_unique<Submitted>();
  submitted->known_ = std::move(draft.known);
  submitted->events_ = draft.events;
  const bool is_durable = draft.events->empty() && draft.head == head();
  if (options.dry_run || is_durable) return submitted;
  absl::StatusOr<std::shared_ptr<CommitQueue::Entry>> entry = Accept(&draft);
  if (!entry.ok()) return entry.status();
  submitted->entry_ = *std::move(entry);
  return submitted;
}

absl::Status Ledger::DecideAll(std::vector<v1::Event> commands, const AppendOptions& options, Draft* draft) {
  for (size_t i = 0; i < commands.size(); ++i) {
    draft->taken = i;
    absl::Status taken = Take(&commands[i], draft);
    if (taken.ok()) continue;
    if (options.failed_index == nullptr) return AtIndex(i, commands.size(), taken);
    *options.failed_index = i;
    return taken;
  }
  return absl::OkStatus();
}

// Forgets what was decided from `first` on.
void Ledger::Drop(Sequence first) {
  for (const Scope& scope : index_.Retract(first)) states_.Forget(scope);
}

// Puts the batch in line to be written.
absl::StatusOr<std::shared_ptr<CommitQueue::Entry>> Ledger::Accept(Draft* draft) {
  storage::Batch rows = database_->NewBatch();
  absl::Status staged = index_.StageEpochs(&rows);
  auto entry = std::make_shared<CommitQueue::Entry>(std::move(rows), draft->events, draft->head);
  decided_head_ = draft->head;
  last_recorded_at_ = draft->last_recorded_at;
  const std::lock_guard<std::mutex> lock(state_mutex_);
  if (!staged.ok()) failed_ = staged;
  if (!staged.ok()) return staged;
  if (draft->changed != nullptr) {
    decided_catalogue_ = draft->changed;
    next_catalogues_[draft->catalogue_events.back()] = {draft->catalogue_events, draft->changed};
  }
  if (!draft->events->empty()) in_flight_[draft->first] = draft->events;
  queue_.Push(entry);
  return entry;
}

absl::StatusOr<std::vector<Receipt>> Ledger::Await(std::unique_ptr<Submitted> submitted) {
  if (submitted->entry_ != nullptr) {
    const absl::Status written = queue_.Wait(submitted->entry_);
    if (!written.ok()) {
      const std::lock_guard<std::mutex> lock(state_mutex_);
      return failed_ = UnknownOutcome(written);
    }
  }
  std::vector<Receipt> receipts;
  receipts.reserve(submitted->events_->size() + submitted->known_.size());
  auto known = submitted->known_.begin();
  const auto add_known = [&] {
    for (; known != submitted->known_.end() && known->index == receipts.size(); ++known)
      receipts.push_back(std::move(known->first));
  };
  for (v1::Event& event : *submitted->events_) {
    add_known();
    receipts.push_back({event.sequence(), event.event_id(), RecordedAt(event), false, {}});
    receipts.back().event.Swap(&event);
  }
  add_known();
  return receipts;
}

// What is in flight, or in the log, or decided in this very batch.
class Ledger::DraftReader final : public EventReader {
 public:
  DraftReader(const Ledger& ledger, const Draft& draft) : ledger_(ledger), draft_(draft) {}

  absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
    if (sequence >= draft_.first && sequence <= draft_.head) return (*draft_.events)[sequence - draft_.first];
    return ledger_.ReadInFlight(sequence);
  }

 private:
  const Ledger& ledger_;
  const Draft& draft_;
};

absl::StatusOr<v1::Event> Ledger::ReadInFlight(Sequence sequence) const {
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    auto after = in_flight_.upper_bound(sequence);
    if (after != in_flight_.begin()) {
      const auto& [first, events] = *std::prev(after);
      if (sequence - first < events->size()) return (*events)[sequence - first];
    }
  }
  return log_.Read(sequence);
}

// A key that was used before: its first receipt, when the content is the same.
absl::StatusOr<bool> Ledger::TakeKnown(const v1::Event& command, Draft* draft) {
  const DraftReader events(*this, *draft);
  const auto sequence = index_.FindKey(command.event_id(), events);
  if (!sequence.ok()) return sequence.status();
  if (!sequence->has_value()) return false;
  absl::StatusOr<v1::Event> recorded = events.Read(**sequence);
  if (!recorded.ok()) return recorded.status();
  if (absl::Status same = CheckSameCommand(*recorded, command); !same.ok()) return same;
  const absl::Time recorded_at = RecordedAt(*recorded);
  draft->known.push_back({draft->taken, {**sequence, command.event_id(), recorded_at, true, *std::move(recorded)}});
  return true;
}

absl::Status Ledger::Take(v1::Event* command, Draft* draft) {
  if (absl::Status envelope = CheckEnvelope(*command); !envelope.ok()) return envelope;
  const absl::StatusOr<bool> known = TakeKnown(*command, draft);
  if (!known.ok()) return known.status();
  if (*known) return absl::OkStatus();
  absl::Status expected = CheckExpectedHead(draft->expected_head, draft->first - 1);
  if (!expected.ok()) return expected;
  if ((draft->head == 0) != command->has_ledger_created())
    return absl::InvalidArgumentError("ledger_created: it is the first event of a ledger, and only the first");
  const DraftReader events(*this, *draft);
  v1::Event& event = draft->events->emplace_back(std::move(*command));
  const absl::Status decided = Decide({*draft->catalogue, index_, states_, events}, &event, &draft->decision);
  return decided.ok() ? Keep(&event, draft) : decided;
}

absl::Status Ledger::Keep(v1::Event* event, Draft* draft) {
  if (absl::Status stamped = Stamp(event, *draft); !stamped.ok()) return stamped;
  if (IsCatalogueEvent(event->kind_case())) {
    if (draft->changed == nullptr) draft->changed = std::make_shared<Catalogue>(*draft->catalogue);
    if (absl::Status applied = draft->changed->Apply(*event); !applied.ok()) return applied;
    draft->catalogue = draft->changed;
    draft->catalogue_events.push_back(event->sequence());
  }
  const EventView view = ViewOf(*event);
  index_.Add(view, draft->decision.postings.view());
  states_.Add(view, draft->decision.postings.view());
  draft->head = view.sequence;
  draft->last_recorded_at = view.recorded_at;
  return absl::OkStatus();
}

absl::Status Ledger::Stamp(v1::Event* event, const Draft& draft) const {
  event->set_sequence(draft.head + 1);
  if (event->provenance() != v1::PROVENANCE_IMPORTED) {
    SetRecordedAt(std::max(draft.now, draft.last_recorded_at), event);
    return absl::OkStatus();
  }
  const absl::Time original = RecordedAt(*event);
  if (original != ToMicroseconds(original)) return absl::InvalidArgumentError("recorded_at: wanted whole microseconds");
  if (original < draft.last_recorded_at) {
    return absl::FailedPreconditionError(
        absl::StrCat("recorded_at: found ", absl::FormatTime(original, absl::UTCTimeZone()),
                     ", which is before that of the head (event ", draft.head, ", ",
                     absl::FormatTime(draft.last_recorded_at, absl::UTCTimeZone()),
                     "); history is imported in order, before anything later is recorded"));
  }
  if (original > draft.now)
    return absl::FailedPreconditionError(absl::StrCat(
        "recorded_at: found ", absl::FormatTime(original, absl::UTCTimeZone()), ", which is in the future"));
  return absl::OkStatus();
}

// Serializing is left to the thread that writes, so that deciding goes on meanwhile.
absl::Status Ledger::Write(const std::vector<v1::Event>& events, bool sync, storage::Batch* rows) {
  std::string bytes;
  for (const v1::Event& event : events) {
    EventLog::Stage(event, rows, &bytes);
    tree_.Add(LeafHash(bytes));
    BalanceIndex::StageRows(ViewOf(event), rows);
  }
  tree_.Stage(rows);
  return sync ? database_->Write(*rows) : database_->WriteUnsynced(*rows);
}

// Everything up to `last` is on disk: from here on questions see it.
absl::Status Ledger::Acknowledge(Sequence last) {
  if (absl::Status noted = head_file_.Write(last); !noted.ok()) return noted;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    head_ = last;
    for (; !next_catalogues_.empty() && next_catalogues_.begin()->first <= last;
         next_catalogues_.erase(next_catalogues_.begin())) {
      const NextCatalogue& next = next_catalogues_.begin()->second;
      catalogues_.Add(next.sequences, next.catalogue);
    }
    while (!in_flight_.empty() && in_flight_.begin()->first <= last) in_flight_.erase(in_flight_.begin());
  }
  index_.Written(last);
  tree_.Written(last);
  return absl::OkStatus();
}

Sequence Ledger::head() const {
  const std::lock_guard<std::mutex> lock(state_mutex_);
  return head_;
}

ReadView Ledger::View() const { return ReadView({&log_, &index_, &tree_, &catalogues_, &terms_}, head()); }

}  // namespace tranche
