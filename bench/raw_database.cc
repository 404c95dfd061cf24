#include "bench/raw_database.h"

#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "events/check.h"
#include "storage/encoding/key_codec.h"

namespace tranche {

RawDatabase::RawDatabase(const std::string& directory) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 16 << 10;
  table.checksum = rocksdb::kXXH3;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, directory, &opened);
  TRANCHE_CHECK(status.ok(), status.ToString());
  database_.reset(opened);
}

RawDatabase::~RawDatabase() = default;

void RawDatabase::Put(uint64_t first_key, absl::Span<const std::string> values) {
  rocksdb::WriteBatch batch;
  for (const std::string& value : values) {
    std::string key;
    storage::AppendU64(first_key++, &key);
    batch.Put(key, value);
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = database_->Write(options, &batch);
  TRANCHE_CHECK(status.ok(), status.ToString());
}

void RawDatabase::Visit(uint64_t first, uint64_t last, const std::function<void(absl::string_view value)>& each) const {
  std::string key;
  storage::AppendU64(first, &key);
  rocksdb::ReadOptions options;
  options.readahead_size = 2 << 20;
  const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(options));
  row->Seek(key);
  for (uint64_t at = first; at <= last; ++at, row->Next()) {
    TRANCHE_CHECK(row->Valid(), "no row ", at);
    each({row->value().data(), row->value().size()});
  }
}

}  // namespace tranche
