#include "ledger/opening.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "log/stored_postings.h"
#include "storage/directory.h"
#include "storage/head_file.h"
#include "storage/manifest_file.h"

namespace tranche {
namespace {

using storage::Database;

std::string DatabasePath(const std::string& directory) { return directory + "/rocksdb"; }

constexpr auto kLost = absl::StatusCode::kDataLoss;

// RocksDB's list of its files may be cut off, by damage or by a power cut. What is opened for
// writing goes without the last record of the list only when a reader that does so misses
// nothing: the log reaches HEAD and the index and the tree end where it does.
absl::StatusOr<Database::Mode> ModeToOpen(const std::string& directory, LedgerAccess access) {
  if (access == LedgerAccess::kReadOnly) return Database::Mode::kReadOnly;
  const absl::Status cut = storage::CheckManifest(DatabasePath(directory));
  if (cut.ok()) return Database::Mode::kWrite;
  if (!absl::IsDataLoss(cut)) return cut;
  const auto reader = OpenLedger(directory, LedgerAccess::kReadOnly, {});
  if (!reader.ok()) return Citing(Adding(cut, "without it"), reader.status());
  if (!(*reader)->acknowledged_head.has_value()) return cut;
  return Database::Mode::kWriteAfterCut;
}

absl::Status CheckHeads(const OpenedLedger& ledger) {
  const Sequence head = ledger.head;
  if (head == 0)
    return Refuse(kLost, "event.no-first", "events: sequence 1: {directory} has no first event",
                  {TextField("directory", ledger.directory)});
  if (ledger.acknowledged_head.has_value() && *ledger.acknowledged_head > head)
    return Adding(
        Refuse(kLost, "head.beyond-log",
               "events: sequence {sequence}: the log ends at {found}, but {directory}/HEAD says that {wanted} "
               "was acknowledged",
               {NumberField("sequence", head + 1), NumberField("found", head), TextField("directory", ledger.directory),
                NumberField("wanted", *ledger.acknowledged_head)}),
        "the events between are lost: restore from a backup");
  const Sequence indexed = ledger.index.indexed();
  const Sequence wanted = head - head % ledger.index.epoch_events();
  if (indexed == wanted) return absl::OkStatus();
  return Adding(Refuse(kLost, "index.other-end",
                       "index: sequence {sequence}: the index ends at {found}, wanted {wanted} for a log that ends at "
                       "{head}",
                       {NumberField("sequence", std::min(indexed, wanted) + 1), NumberField("found", indexed),
                        NumberField("wanted", wanted), NumberField("head", head)}),
                "run `tranche rebuild`");
}

absl::Status LoadCatalogue(OpenedLedger* ledger) {
  const auto events = ledger->index.CatalogueEvents();
  if (!events.ok()) return events.status();
  if (absl::Status loaded = ledger->catalogues.Load(*events); !loaded.ok()) return loaded;
  ledger->terms = ledger->catalogues.Newest()->terms();
  return absl::OkStatus();
}

// Loads the events after the last complete epoch of the index.
absl::Status LoadTail(OpenedLedger* ledger) {
  const absl::StatusOr<absl::Time> last_recorded_at = ledger->log.InstantOf(ledger->head);
  if (!last_recorded_at.ok()) return last_recorded_at.status();
  ledger->last_recorded_at = *last_recorded_at;
  const absl::Status added = VisitWithPostings(ledger->log, ledger->index.indexed() + 1, ledger->head,
                                               [&](const EventView& event, absl::Span<const PostingView> postings) {
                                                 ledger->index.Add(event, postings);
                                                 return absl::OkStatus();
                                               });
  ledger->index.MarkWritten(ledger->head);
  return added.ok() ? ledger->tree.Load(ledger->log, ledger->head) : added;
}

absl::Status Load(OpenedLedger* ledger) {
  const absl::StatusOr<Sequence> head = EventLog::Head(*ledger->database);
  if (!head.ok()) return head.status();
  ledger->head = *head;
  absl::Status loaded = ledger->index.Load();
  if (loaded.ok()) loaded = CheckHeads(*ledger);
  if (loaded.ok()) loaded = LoadCatalogue(ledger);
  return loaded.ok() ? LoadTail(ledger) : loaded;
}

absl::Status HeldBy(const storage::OwnerLock::Holder& holder, const std::string& directory, absl::Duration waited) {
  const uint64_t seconds = static_cast<uint64_t>(absl::ToInt64Seconds(waited));
  if (holder.process_id == 0) {
    return Refuse(absl::StatusCode::kUnavailable, "ledger.held",
                  "{directory} is open for writing already, by another process; waited {seconds} s for it to end; try "
                  "again when it has ended, or only ask: questions never wait",
                  {TextField("directory", directory), NumberField("seconds", seconds)});
  }
  return Refuse(absl::StatusCode::kUnavailable, "ledger.held",
                "{directory} is open for writing already, by process {process} ({command}); waited {seconds} s for it "
                "to end; try again when it has ended, or only ask: questions never wait",
                {TextField("directory", directory), NumberField("process", static_cast<uint64_t>(holder.process_id)),
                 TextField("command", holder.command), NumberField("seconds", seconds)});
}

absl::Status OpenLog(const OpenOptions& options, OpenedLedger* ledger) {
  auto writer = options.open_log(&ledger->lock, ledger->database.get(), ledger->head);
  if (!writer.ok()) return writer.status();
  ledger->writer = *std::move(writer);
  return absl::OkStatus();
}

// A directory for a new ledger, locked; `*missing` are those that were missing before. Another process that made one
// there and failed may remove it meanwhile: then it is made again.
absl::StatusOr<storage::OwnerLock> MakeLockedDirectory(const std::string& directory, absl::Duration wait,
                                                       storage::MissingDirectories* missing) {
  const absl::Time end = absl::Now() + wait;
  while (true) {
    *missing = storage::MissingDirectories(directory);
    if (absl::Status made = storage::MakeDirectory(directory); !made.ok()) return made;
    storage::OwnerLock::Holder holder;
    absl::StatusOr<storage::OwnerLock> lock = storage::OwnerLock::Take(directory, end - absl::Now(), &holder);
    std::error_code error;
    if (!lock.ok() && !std::filesystem::exists(directory, error) && !error) continue;
    if (holder.is_held) return HeldBy(holder, directory, wait);
    if (!lock.ok()) missing->RemoveEmpty();
    return lock;
  }
}

// The database of a new ledger in an empty directory.
absl::StatusOr<std::unique_ptr<OpenedLedger>> FillDirectory(const std::string& directory, uint32_t epoch_events,
                                                            const OpenOptions& options, storage::OwnerLock* lock) {
  auto database = Database::Open(DatabasePath(lock->place()), Database::Mode::kCreate);
  if (!database.ok()) return database.status();
  if (absl::Status kept = BalanceIndex::Begin(epoch_events, database->get()); !kept.ok()) return kept;
  auto ledger = std::make_unique<OpenedLedger>(directory, *std::move(database), nullptr, epoch_events);
  std::swap(ledger->lock, *lock);
  absl::Status opened = OpenLog(options, ledger.get());
  if (opened.ok()) return ledger;
  std::swap(ledger->lock, *lock);
  return opened;
}

}  // namespace

OpenedLedger::OpenedLedger(std::string directory, std::unique_ptr<Database> database,
                           std::unique_ptr<storage::TemporaryDatabase> own_index, uint32_t epoch_events)
    : directory(std::move(directory)),
      database(std::move(database)),
      own_index(std::move(own_index)),
      log(this->database.get()),
      index(this->own_index ? &this->own_index->database() : this->database.get(), storage::Family::kIndex,
            epoch_events),
      tree(this->database.get(), storage::Family::kIndex),
      catalogues(&log) {}

absl::StatusOr<storage::OwnerLock> LockToWrite(const std::string& directory, absl::Duration wait) {
  storage::OwnerLock::Holder holder;
  absl::StatusOr<storage::OwnerLock> lock = storage::OwnerLock::Take(directory, wait, &holder);
  if (!lock.ok()) return holder.is_held ? HeldBy(holder, directory, wait) : lock.status();
  if (absl::Status shared = storage::CheckNotShared(directory); !shared.ok()) return shared;
  return lock;
}

absl::StatusOr<std::unique_ptr<OpenedLedger>> MakeLedger(const std::string& directory, uint32_t epoch_events,
                                                         const OpenOptions& options) {
  storage::MissingDirectories missing(directory);
  absl::StatusOr<storage::OwnerLock> lock = MakeLockedDirectory(directory, options.wait_for_writer, &missing);
  if (!lock.ok()) return lock.status();
  if (absl::Status empty = storage::CheckStillEmpty(directory); !empty.ok()) {
    // WRITER may be all that tells what was cut off from the files of others: whoever asks next needs it too.
    const std::optional<v1::Refusal> why = RefusalOf(empty);
    if (why.has_value() && why->code() == "ledger.cut-off") lock->LeaveNote();
    return empty;
  }
  auto ledger = FillDirectory(directory, epoch_events, options, &*lock);
  if (!ledger.ok()) {
    missing.Remove();  // under the lock, so nothing in it is of others
    return ledger.status();
  }
  (*ledger)->made = missing;
  return ledger;
}

absl::StatusOr<std::unique_ptr<OpenedLedger>> OpenLedger(const std::string& directory, LedgerAccess access,
                                                         const OpenOptions& options) {
  const bool to_write = access == LedgerAccess::kWrite;
  if (absl::Status checked = storage::CheckDirectory(directory, to_write); !checked.ok()) return checked;
  absl::StatusOr<storage::OwnerLock> lock;
  if (to_write) lock = LockToWrite(directory, options.wait_for_writer);
  if (to_write && !lock.ok()) return lock.status();
  if (to_write && options.network_notice && !lock->network_file_system().empty())
    options.network_notice(lock->network_file_system());
  // Read before the database: a concurrent writer only ever raises both.
  const auto acknowledged = storage::HeadFile::Read(directory);
  if (!acknowledged.ok()) return acknowledged.status();
  const absl::StatusOr<Database::Mode> mode = ModeToOpen(directory, access);
  if (!mode.ok()) return mode.status();
  auto database = Database::Open(DatabasePath(to_write ? lock->place() : directory), *mode);
  if (!database.ok()) return database.status();
  const absl::StatusOr<uint32_t> epoch_events = BalanceIndex::ReadEpochEvents(**database);
  if (!epoch_events.ok()) return epoch_events.status();
  const absl::StatusOr<Sequence> head = EventLog::Head(**database);
  if (!head.ok()) return head.status();
  auto own_index = PrepareIndex({database->get(), *head, *epoch_events}, to_write, options.index_notice);
  if (!own_index.ok()) return own_index.status();
  auto ledger = std::make_unique<OpenedLedger>(directory, *std::move(database), *std::move(own_index), *epoch_events);
  ledger->acknowledged_head = *acknowledged;
  if (absl::Status loaded = Load(ledger.get()); !loaded.ok()) return loaded;
  if (!to_write) return ledger;
  ledger->lock = *std::move(lock);
  if (absl::Status opened = OpenLog(options, ledger.get()); !opened.ok()) return opened;
  return ledger;
}

}  // namespace tranche
