#include "replay/rebuild.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/refusal.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "projections/index/balance_index.h"
#include "projections/index/index_builder.h"
#include "replay/index_comparison.h"
#include "replay/stored_index.h"
#include "replay/tree_comparison.h"
#include "storage/database.h"
#include "storage/directory.h"
#include "storage/head_file.h"
#include "storage/lock_to_write.h"
#include "storage/owner_lock.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;

struct OpenedLog {
  std::unique_ptr<Database> database;
  Sequence head = 0;
  uint32_t epoch_events = 0;
};

// place  the path by which files in `directory` are opened.
absl::StatusOr<OpenedLog> OpenLog(const std::string& directory, const std::string& place) {
  const absl::StatusOr<std::optional<uint64_t>> acknowledged = storage::HeadFile::Read(directory);
  if (!acknowledged.ok()) return acknowledged.status();
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(place + "/rocksdb", Database::Mode::kWrite);
  if (!database.ok()) return database.status();
  const absl::StatusOr<Sequence> head = EventLog::Head(**database);
  if (!head.ok()) return head.status();
  if (acknowledged->value_or(0) > *head || *head == 0) {
    return Adding(
        Refuse(absl::StatusCode::kDataLoss, "head.beyond-log",
               "events: sequence {sequence}: the log ends at {found}, but {directory}/HEAD says that {wanted} "
               "was acknowledged",
               {NumberField("sequence", *head + 1), NumberField("found", *head), TextField("directory", directory),
                NumberField("wanted", acknowledged->value_or(1))}),
        "lost events cannot be rebuilt: restore from a backup");
  }
  const absl::StatusOr<uint32_t> epoch_events = BalanceIndex::ReadEpochEvents(**database);
  if (!epoch_events.ok()) return epoch_events.status();
  return OpenedLog{*std::move(database), *head, *epoch_events};
}

// The stored tree is the only evidence of what was recorded, so it must not be
// replaced if events were altered.
absl::Status CheckNothingAltered(const Database& database, const EventTree& tree) {
  absl::Status altered;
  const absl::Status compared = CompareTrees(database, tree, [&](const TreeDifference& difference) {
    if (difference.is_altered_event && altered.ok()) altered = difference.found;
  });
  return compared.ok() ? altered : compared;
}

// What there is to report if the stored index is the one that the events lead to; nothing if it is not, or if something
// cannot be read.
std::optional<v1::RebuildReport> FindNothingToReplace(const OpenedLog& opened, const ProgressCallback& progress) {
  Database* database = opened.database.get();
  StoredIndex stored(database);
  if (!stored.MayBeOf(opened.head)) return std::nullopt;
  const EventLog log(database);
  const auto take = [&stored](const storage::Batch& rows) { return stored.Take(rows); };
  const Sequence tail = BalanceIndex::StoredTail(*database, Family::kIndex, opened.epoch_events, opened.head);
  const auto tree =
      BuildIndex({&log, opened.head, opened.epoch_events, database, Family::kIndex, progress, tail, take});
  if (!tree.ok() || !stored.IsWhole()) return std::nullopt;
  v1::RebuildReport report;
  report.set_events(opened.head);
  report.set_rows(stored.rows());
  return report;
}

absl::Status BuildAside(const OpenedLog& opened, const ProgressCallback& progress) {
  Database& database = *opened.database;
  if (absl::Status created = database.CreateIndexAside(); !created.ok()) return created;
  const EventLog log(&database);
  // A tail up to the same event as before, so that the two can be compared.
  const Sequence tail = BalanceIndex::StoredTail(database, Family::kIndex, opened.epoch_events, opened.head);
  const auto tree =
      BuildIndex({&log, opened.head, opened.epoch_events, &database, Family::kIndexAside, progress, tail});
  return tree.ok() ? CheckNothingAltered(database, **tree) : tree.status();
}

void SetFirstDifference(const absl::Status& found, v1::RebuildReport* report) {
  report->set_first_difference(std::string(found.message()));
  if (const std::optional<v1::Refusal> why = RefusalOf(found)) *report->mutable_first_difference_why() = *why;
}

absl::StatusOr<v1::RebuildReport> CompareWithStored(const OpenedLog& opened) {
  v1::RebuildReport report;
  const Database* database = opened.database.get();
  const IndexComparison comparison = CompareIndexes({database, Family::kIndex}, {database, Family::kIndexAside},
                                                    opened.epoch_events, [&](const IndexDifference& difference) {
                                                      if (report.first_difference().empty())
                                                        SetFirstDifference(difference.found, &report);
                                                    });
  if (!comparison.status.ok()) return comparison.status;
  report.set_events(opened.head);
  report.set_rows(comparison.rows);
  report.set_rows_different(comparison.different);
  return report;
}

// The caller holds the lock of the directory.
absl::StatusOr<v1::RebuildReport> RebuildAt(const std::string& directory, const std::string& place,
                                            const ProgressCallback& told) {
  const absl::StatusOr<OpenedLog> opened = OpenLog(directory, place);
  if (!opened.ok()) return opened.status();
  const ProgressCallback progress = NeverDecreasing(told);
  if (std::optional<v1::RebuildReport> same = FindNothingToReplace(*opened, progress)) return *std::move(same);
  if (absl::Status built = BuildAside(*opened, progress); !built.ok()) return built;
  absl::StatusOr<v1::RebuildReport> report = CompareWithStored(*opened);
  if (!report.ok()) return report;
  if (absl::Status promoted = opened->database->PromoteIndexAside(); !promoted.ok()) return promoted;
  return report;
}

}  // namespace

absl::StatusOr<v1::RebuildReport> Rebuild(const std::string& directory, const ProgressCallback& progress,
                                          absl::Duration wait) {
  if (absl::Status checked = storage::CheckDirectory(directory, true); !checked.ok()) return checked;
  const absl::StatusOr<storage::OwnerLock> lock = storage::LockToWrite(directory, wait);
  if (!lock.ok()) return lock.status();
  absl::StatusOr<v1::RebuildReport> report = RebuildAt(directory, lock->place(), progress);
  if (absl::Status moved = lock->CheckInPlace(); report.ok() && !moved.ok()) return moved;
  return report;
}

absl::StatusOr<v1::RebuildReport> RebuildUnfinished(const storage::UnfinishedDirectory& directory,
                                                    const ProgressCallback& progress) {
  return RebuildAt(directory.path(), directory.place(), progress);
}

}  // namespace tranche
