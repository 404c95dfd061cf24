#include "ledger/opening.h"

#include <algorithm>
#include <utility>

#include "events/refusal.h"
#include "log/stored_postings.h"
#include "projections/catalogue_events.h"
#include "storage/directory.h"
#include "storage/head_file.h"
#include "storage/lock_to_write.h"
#include "storage/manifest_file.h"

namespace tranche {
namespace {

using storage::Database;

std::string DatabasePath(const std::string& directory) { return directory + "/rocksdb"; }

constexpr auto kLost = absl::StatusCode::kDataLoss;

// What is opened for writing is a copy if and only if its log is at hand.
absl::Status CheckWritable(const std::string& directory, bool is_copy, bool has_log) {
  if (is_copy == has_log) return absl::OkStatus();
  const RefusalFields fields = {TextField("directory", directory)};
  if (is_copy)
    return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "copy.alone",
                         "{directory} is the copy of a shared log, and nothing is written to a copy alone", fields),
                  "record at the node that decides, or take the ledger out of the shared log with `tranche cluster "
                  "move-out`");
  return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "copy.none",
                       "{directory} is a ledger of its own, not the copy of a shared log", fields),
                "bring it into one with `tranche cluster move-in`, or make a copy elsewhere with `tranche cluster "
                "join`");
}

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
  const absl::Status loaded = ledger->catalogues.Load([ledger](CatalogueVersions::Take take) {
    return VisitCatalogueEvents(ledger->index, ledger->log, {0, ledger->head}, take);
  });
  if (!loaded.ok()) return loaded;
  ledger->terms = ledger->catalogues.Newest()->terms();
  return absl::OkStatus();
}

// Loads the events after those that the index has loaded.
absl::Status LoadTail(OpenedLedger* ledger) {
  const absl::StatusOr<absl::Time> last_recorded_at = ledger->log.InstantOf(ledger->head);
  if (!last_recorded_at.ok()) return last_recorded_at.status();
  ledger->last_recorded_at = *last_recorded_at;
  const absl::Status added = VisitWithPostings(ledger->log, ledger->index.loaded() + 1, ledger->head,
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
  absl::Status loaded = ledger->index.Load(ledger->head);
  if (loaded.ok()) loaded = CheckHeads(*ledger);
  if (loaded.ok()) loaded = LoadTail(ledger);
  return loaded.ok() ? LoadCatalogue(ledger) : loaded;
}

absl::Status OpenLog(const OpenOptions& options, storage::OwnerLock* lock, OpenedLedger* ledger) {
  if (options.shared_log != nullptr) {
    auto copy = std::make_unique<CopyWriter>(options.shared_log, ledger->database.get());
    ledger->copy = copy.get();
    ledger->writer = std::move(copy);
    return absl::OkStatus();
  }
  auto writer = options.open_log(lock, ledger->database.get(), ledger->head);
  if (!writer.ok()) return writer.status();
  ledger->writer = *std::move(writer);
  return absl::OkStatus();
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

void KeepTail(Sequence head, OpenedLedger* ledger) {
  if (!ledger->index.IsTailDue(head)) return;
  storage::Batch rows = ledger->database->NewBatch();
  const absl::Status staged = ledger->index.StageTail(head, &rows);
  if (staged.ok()) (void)ledger->database->WriteUnsynced(rows);
}

absl::StatusOr<std::unique_ptr<OpenedLedger>> BeginLedger(const std::string& directory, uint32_t epoch_events,
                                                          const OpenOptions& options) {
  auto made = storage::UnfinishedDirectory::Create(directory, options.wait_for_writer,
                                                   {storage::kFormatVersion, options.shared_log != nullptr});
  if (!made.ok()) return made.status();
  auto database = Database::Open(DatabasePath(made->place()), Database::Mode::kCreate);
  if (!database.ok()) return database.status();
  if (absl::Status kept = BalanceIndex::Begin(epoch_events, database->get()); !kept.ok()) return kept;
  auto ledger = std::make_unique<OpenedLedger>(directory, *std::move(database), nullptr, epoch_events);
  ledger->made.emplace(*std::move(made));
  if (absl::Status opened = OpenLog(options, ledger->made->lock(), ledger.get()); !opened.ok()) return opened;
  return ledger;
}

absl::StatusOr<std::unique_ptr<OpenedLedger>> OpenLedger(const std::string& directory, LedgerAccess access,
                                                         const OpenOptions& options) {
  const bool to_write = access == LedgerAccess::kWrite;
  absl::Status checked = options.is_scratch ? absl::OkStatus() : storage::CheckDirectory(directory, to_write);
  if (!checked.ok()) return checked;
  const absl::StatusOr<storage::LedgerFormat> format =
      options.is_scratch ? storage::LedgerFormat() : storage::ReadFormat(directory);
  if (!format.ok()) return format.status();
  if (to_write) checked = CheckWritable(directory, format->is_copy, options.shared_log != nullptr);
  if (!checked.ok()) return checked;
  absl::StatusOr<storage::OwnerLock> lock;
  if (to_write) lock = storage::LockToWrite(directory, options.wait_for_writer);
  if (to_write && !lock.ok()) return lock.status();
  if (to_write && options.network_notice && !lock->network_file_system().empty())
    options.network_notice(lock->network_file_system());
  // Read before the database: a concurrent writer only ever raises both.
  const LogContact contact = format->is_copy ? ReadContact(directory) : LogContact();
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
  ledger->log_format = format->version;
  ledger->is_copy = format->is_copy;
  ledger->acknowledged_head = *acknowledged;
  // After a power cut there may be less.
  if (contact.log_head <= *head) ledger->contact = contact;
  if (absl::Status loaded = Load(ledger.get()); !loaded.ok()) return loaded;
  if (!to_write) return ledger;
  ledger->lock = *std::move(lock);
  if (absl::Status opened = OpenLog(options, &ledger->lock, ledger.get()); !opened.ok()) return opened;
  return ledger;
}

}  // namespace tranche
