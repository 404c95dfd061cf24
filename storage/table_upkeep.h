// When the tables of a database are merged. For the sources of this folder only.
//
// RocksDB's rule is to merge as soon as a family has four tables on level 0. Each open for writing adds one to each
// family of which it recovers rows, and the rows of the index that every batch writes lie at the end of its largest
// table: so a process that records one event would begin to rewrite tens of MiB, and throw away what it has done of
// that when it ends. Therefore RocksDB decides by itself only once a process has written much; one that writes little
// merges small tables with each other when it closes, and all by RocksDB's rule only if there are many nevertheless.
//
// docs/decisions/0014 has the alternatives.
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <cstdint>
#include <vector>

namespace tranche::storage {

class TableUpkeep {
 public:
  using Families = std::vector<rocksdb::ColumnFamilyHandle*>;

  // Whether RocksDB merges by itself from the beginning, as in a database that is being made.
  void Begin(bool is_new) { is_merging_ = is_new; }

  // Takes note of a write of `bytes`, or one that failed. True, once, when RocksDB shall merge by itself from now on,
  // so that LetMerge is to be called. May be called by several threads.
  bool Wrote(bool is_ok, uint64_t bytes);

  // Lets RocksDB merge the tables of `families` by itself, in threads of its own.
  static void LetMerge(rocksdb::DB* db, const Families& families);

  // Leaves few tables on level 0 of each family, for those who open `db` next. Cost: nothing for most processes that
  // write little, milliseconds for about one in eight; up to ten seconds after much was written. What fails here is
  // left to a later process: no row depends on it.
  void Close(rocksdb::DB* db, const Families& families) const;

 private:
  std::atomic<bool> is_merging_ = false;
  std::atomic<bool> has_failed_ = false;
  std::atomic<uint64_t> written_ = 0;
};

}  // namespace tranche::storage
