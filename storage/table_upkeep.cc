#include "storage/table_upkeep.h"

#include <rocksdb/metadata.h>
#include <rocksdb/options.h>

#include <algorithm>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tranche::storage {
namespace {

// A process that writes more finds it worthwhile to merge.
constexpr uint64_t kMuchBytes = uint64_t{16} << 20;
// What RocksDB's rule begins at, and leaves fewer than.
constexpr int kTablesToMerge = 4;
// On level 0, when a process that wrote little closes: each costs an open some 0.1 ms, and a question about a row that
// is not there a look into its filter.
constexpr int kTablesMax = 8;
// What several writers of an event each leave is a few KiB. A larger table is not rewritten for the sake of them.
constexpr uint64_t kSmallTableBytes = uint64_t{1} << 20;
constexpr int kWaits = 1000;
constexpr absl::Duration kWait = absl::Milliseconds(10);

int TablesOf(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family) {
  std::string text;
  int tables = 0;
  const bool is_known = db->GetProperty(family, rocksdb::DB::Properties::kNumFilesAtLevelPrefix + "0", &text) &&
                        absl::SimpleAtoi(text, &tables);
  return is_known ? tables : 0;
}

int MostTables(rocksdb::DB* db, const TableUpkeep::Families& families) {
  int most = 0;
  for (rocksdb::ColumnFamilyHandle* family : families) most = std::max(most, TablesOf(db, family));
  return most;
}

bool HasFailed(rocksdb::DB* db) {
  uint64_t errors = 0;
  return !db->GetIntProperty(rocksdb::DB::Properties::kBackgroundErrors, &errors) || errors > 0;
}

// The newest of level 0 become one. Only neighbours in time may: each hides the older ones.
void MergeSmallTables(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family) {
  rocksdb::ColumnFamilyMetaData found;
  db->GetColumnFamilyMetaData(family, &found);
  if (found.levels.empty()) return;
  std::vector<rocksdb::SstFileMetaData> tables = found.levels.front().files;
  std::sort(tables.begin(), tables.end(),
            [](const auto& a, const auto& b) { return a.largest_seqno > b.largest_seqno; });
  std::vector<std::string> small;
  for (const rocksdb::SstFileMetaData& table : tables) {
    if (table.size > kSmallTableBytes) break;
    small.push_back(table.name);
  }
  rocksdb::CompactionOptions options;
  options.compression = rocksdb::kDisableCompressionOption;  // that of the family
  if (small.size() > 1) (void)db->CompactFiles(options, family, small, 0);
}

}  // namespace

bool TableUpkeep::Wrote(bool is_ok, uint64_t bytes) {
  if (!is_ok) has_failed_ = true;
  return is_ok && (written_ += bytes) > kMuchBytes && !is_merging_.exchange(true);
}

void TableUpkeep::LetMerge(rocksdb::DB* db, const Families& families) { (void)db->EnableAutoCompaction(families); }

void TableUpkeep::Close(rocksdb::DB* db, const Families& families) const {
  if (has_failed_ || HasFailed(db)) return;
  if (!is_merging_) {
    for (rocksdb::ColumnFamilyHandle* family : families) {
      if (TablesOf(db, family) >= kTablesMax) MergeSmallTables(db, family);
    }
    if (MostTables(db, families) < kTablesMax) return;
    LetMerge(db, families);
  }
  for (int i = 0; i < kWaits && MostTables(db, families) >= kTablesToMerge && !HasFailed(db); ++i)
    absl::SleepFor(kWait);
}

}  // namespace tranche::storage
