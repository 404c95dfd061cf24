#include "storage/read_only.h"

#include "storage/database_env.h"
#include "storage/silent_logger.h"

namespace tranche::storage {

rocksdb::Status ReadOnlyDatabase::Open(const std::string& path) {
  rocksdb::DBOptions options;
  options.env = DatabaseEnv();
  options.info_log = std::make_shared<SilentLogger>();
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  std::vector<std::string> names;
  rocksdb::Status status = rocksdb::DB::ListColumnFamilies(options, path, &names);
  if (!status.ok()) return status;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  rocksdb::DB* opened = nullptr;
  status = rocksdb::DB::OpenForReadOnly(options, path, families, &families_, &opened);
  db_.reset(opened);
  return status;
}

ReadOnlyDatabase::~ReadOnlyDatabase() {
  for (rocksdb::ColumnFamilyHandle* family : families_) (void)db_->DestroyColumnFamilyHandle(family);
}

}  // namespace tranche::storage
