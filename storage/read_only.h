// A RocksDB database opened for reading or copying, with all of its column families,
// whatever they contain. For the sources of this folder only: rows are read through
// storage/database.h.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <string>
#include <vector>

namespace tranche::storage {

class ReadOnlyDatabase {
 public:
  ReadOnlyDatabase() = default;
  ReadOnlyDatabase(const ReadOnlyDatabase&) = delete;
  ReadOnlyDatabase& operator=(const ReadOnlyDatabase&) = delete;
  ~ReadOnlyDatabase();

  // Called once. Writes nothing to the directory `path`, and takes no lock.
  rocksdb::Status Open(const std::string& path);

  rocksdb::DB* db() const { return db_.get(); }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace tranche::storage
