#include "cluster/archive.h"

#include <istream>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cluster/archive_files.h"
#include "cluster/replayed_rows.h"
#include "cluster/row_stream.h"
#include "events/refusal.h"
#include "postgres/postgres_log.h"

namespace tranche::cluster {
namespace {

using postgres::Partition;
using postgres::PostgresLog;
using storage::SharedLogRow;

constexpr absl::Duration kAskMax = absl::Seconds(10);
constexpr absl::Duration kReadMax = absl::Seconds(60);
constexpr size_t kBytesAtOnce = size_t{8} << 20;

// The sealed partitions that end before an event, oldest first.
absl::StatusOr<std::vector<Partition>> PartitionsBefore(uint64_t before, PostgresLog* log) {
  std::vector<Partition> found;
  for (;;) {
    const absl::StatusOr<std::optional<Partition>> next =
        log->SealedPartition(found.empty() ? -1 : found.back().number, absl::Now() + kAskMax);
    if (!next.ok()) return next.status();
    if (!next->has_value() || (*next)->end.last >= before) break;
    found.push_back(**next);
  }
  if (!found.empty()) return found;
  return Refuse(
      absl::StatusCode::kFailedPrecondition, "archive.nothing",
      "no partition of the log ends before event {before} and is followed by another one; each has events up to "
      "a multiple of 67108864",
      {NumberField("before", before)});
}

absl::Status Export(const Partition& partition, const std::string& directory, PostgresLog* log) {
  std::vector<SharedLogRow> rows;
  size_t at = 0;
  uint64_t after = partition.first - 1;
  const auto next = [&]() -> absl::StatusOr<std::optional<SharedLogRow>> {
    if (after == partition.end.first) return std::optional<SharedLogRow>();
    if (at == rows.size()) {
      absl::StatusOr<std::vector<SharedLogRow>> more = log->Read(after, kBytesAtOnce, absl::Now() + kReadMax);
      if (!more.ok()) return more.status();
      rows = *std::move(more);
      at = 0;
      if (rows.empty()) return std::optional<SharedLogRow>();
    }
    after = rows[at].first;
    return std::optional<SharedLogRow>(std::move(rows[at++]));
  };
  return WriteArchiveFile(directory, partition.first, partition.end.last, next);
}

// The files have all events from the first on, and lead to the root of the last partition.
absl::Status CheckFiles(const std::string& directory, const Partition& last, Clock* clock,
                        const ProgressCallback& progress, v1::ClusterReport* report) {
  absl::StatusOr<ArchivedRows> archived = ArchivedRows::Open(directory);
  if (!archived.ok()) return archived.status();
  RowStream rows(ReaderOf(&*archived), last.end);
  return ReplayRows(&rows, directory, clock, progress, [&](const Ledger& ledger) {
    if (rows.rows().empty() || !(rows.rows().back() == last.end) || ledger.head() != last.end.last)
      return Refuse(absl::StatusCode::kDataLoss, "archive.other-end",
                    "the files of {directory} do not end as the log does at event {last}; nothing was dropped",
                    {TextField("directory", directory), NumberField("last", last.end.last)});
    report->set_ledger_id(ledger.terms().ledger_id());
    report->set_rows(rows.rows().size());
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<v1::ClusterReport> Archive(const LogAddress& address, const std::string& directory, uint64_t before,
                                          Clock* clock, const ProgressCallback& progress) {
  const auto log = OpenLog(address);
  if (!log.ok()) return log.status();
  const absl::StatusOr<std::vector<Partition>> partitions = PartitionsBefore(before, log->get());
  if (!partitions.ok()) return partitions.status();
  for (const Partition& partition : *partitions) {
    if (absl::Status exported = Export(partition, directory, log->get()); !exported.ok()) return exported;
  }
  v1::ClusterReport report;
  const Partition& last = partitions->back();
  if (absl::Status checked = CheckFiles(directory, last, clock, progress, &report); !checked.ok()) return checked;
  for (const Partition& partition : *partitions) {
    if (absl::Status dropped = log->get()->DropPartition(partition, absl::Now() + kAskMax); !dropped.ok())
      return dropped;
  }
  report.set_directory(directory);
  report.set_log(address.url);
  report.set_head(last.end.last);
  report.set_root(std::string(last.end.root.begin(), last.end.root.end()));
  return report;
}

}  // namespace tranche::cluster
