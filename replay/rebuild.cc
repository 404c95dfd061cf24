#include "replay/rebuild.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/book.h"
#include "ledger/event_log.h"
#include "replay/index_comparison.h"
#include "replay/log_readers.h"
#include "storage/database.h"
#include "storage/directory.h"
#include "storage/head_file.h"

namespace tranche {
namespace {

using storage::Batch;
using storage::Database;
using storage::Family;

constexpr Sequence kEventsPerBatch = 1000;

struct OpenedLog {
  std::unique_ptr<Database> database;
  Sequence head = 0;
  uint32_t epoch_events = 0;
};

absl::StatusOr<OpenedLog> OpenLog(const std::string& directory) {
  if (absl::Status checked = storage::CheckDirectory(directory, true); !checked.ok()) return checked;
  const absl::StatusOr<std::optional<uint64_t>> acknowledged = storage::HeadFile::Read(directory);
  if (!acknowledged.ok()) return acknowledged.status();
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(directory + "/rocksdb", Database::Mode::kWrite);
  if (!database.ok()) return database.status();
  const absl::StatusOr<Sequence> head = EventLog::Head(**database);
  if (!head.ok()) return head.status();
  if (acknowledged->value_or(0) > *head || *head == 0) {
    return absl::DataLossError(absl::StrCat("events: sequence ", *head + 1, ": the log ends at ", *head, ", but ",
                                            directory, "/HEAD says that ", acknowledged->value_or(1),
                                            " was acknowledged; lost events cannot be rebuilt: restore from a backup"));
  }
  const absl::StatusOr<uint32_t> epoch_events = Book::ReadEpochEvents(**database);
  if (!epoch_events.ok()) return epoch_events.status();
  return OpenedLog{*std::move(database), *head, *epoch_events};
}

absl::Status BuildAside(const OpenedLog& opened, const ProgressCallback& progress) {
  Database& database = *opened.database;
  if (absl::Status created = database.CreateIndexAside(); !created.ok()) return created;
  Batch batch = database.NewBatch();
  Book book(&database, Family::kIndexAside, opened.epoch_events);
  const auto stage = [&](size_t, const EventView& event, absl::Span<const PostingView> postings) {
    book.Add(event, postings);
    Book::StageRows(event, &batch, Family::kIndexAside);
    if (event.sequence % kEventsPerBatch != 0 && event.sequence != opened.head) return absl::OkStatus();
    absl::Status written = book.StageEpochs(&batch);
    if (written.ok()) written = database.WriteUnsynced(std::exchange(batch, database.NewBatch()));
    book.Written(event.sequence);
    if (progress) progress(event.sequence, opened.head);
    return written;
  };
  return VisitInOrder(EventLog(&database), 1, opened.head, nullptr, stage);
}

absl::StatusOr<v1::RebuildReport> CompareWithStored(const OpenedLog& opened) {
  v1::RebuildReport report;
  const Database* database = opened.database.get();
  const IndexComparison comparison = CompareIndexes({database, Family::kIndex}, {database, Family::kIndexAside},
                                                    opened.epoch_events, [&](const IndexDifference& difference) {
                                                      if (report.first_difference().empty())
                                                        report.set_first_difference(difference.message);
                                                    });
  if (!comparison.status.ok()) return comparison.status;
  report.set_events(opened.head);
  report.set_rows(comparison.rows);
  report.set_rows_different(comparison.different);
  return report;
}

}  // namespace

absl::StatusOr<v1::RebuildReport> Rebuild(const std::string& directory, const ProgressCallback& progress) {
  const absl::StatusOr<OpenedLog> opened = OpenLog(directory);
  if (!opened.ok()) return opened.status();
  if (absl::Status built = BuildAside(*opened, progress); !built.ok()) return built;
  absl::StatusOr<v1::RebuildReport> report = CompareWithStored(*opened);
  if (!report.ok()) return report;
  if (absl::Status promoted = opened->database->PromoteIndexAside(); !promoted.ok()) return promoted;
  return report;
}

}  // namespace tranche
