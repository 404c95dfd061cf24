#include "storage/database.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/transaction_log.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "events/check.h"
#include "events/refusal.h"
#include "storage/anchored_path.h"
#include "storage/database_env.h"
#include "storage/manifest_file.h"
#include "storage/rocksdb_status.h"
#include "storage/silent_logger.h"
#include "storage/table_upkeep.h"
#include "storage/unwritten_end.h"

namespace tranche::storage {
namespace {

constexpr absl::string_view kEventsFamily = "events";
constexpr absl::string_view kIndexFamilyPrefix = "index-";
constexpr absl::string_view kIndexGenerationKey = "index generation";
constexpr int kReadOnlyAttempts = 50;
constexpr int kMissingFileAttempts = 5;
// The block cache: uncompressed blocks and filters, shared by all families.
constexpr size_t kBlockCacheBytes = size_t{256} << 20;
// One that only reads asks a question or two, and reads most blocks once.
constexpr size_t kReaderBlockCacheBytes = size_t{64} << 20;
constexpr int kFilterBitsPerKey = 10;

// How the tables of a family are compressed; docs/decisions/0018 has what was measured. A table says how it was, so
// these may change at any time.
struct Compression {
  rocksdb::CompressionType type;
  int level;
  size_t block_bytes;  // what is compressed, and read, together
};
constexpr Compression kMetaCompression = {rocksdb::kLZ4Compression,
                                          rocksdb::CompressionOptions::kDefaultCompressionLevel, 4 << 10};
// Four packed rows a block: an event may be read alone.
constexpr Compression kEventsCompression = {rocksdb::kZSTD, 2, 32 << 10};
// The rows of a scope follow each other and name the same accounts, so the block has several of them.
constexpr Compression kIndexCompression = {rocksdb::kZSTD, 1, 64 << 10};
// Every open replays the write-ahead log, 2 ms a MiB; to flush one takes some 5 ms, once, and leaves a table more.
constexpr uint64_t kLogBytesLeftAtClose = 1 << 20;

rocksdb::Slice ToSlice(absl::string_view text) { return {text.data(), text.size()}; }
absl::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// The smallest key greater than every key that begins with `prefix`; empty if there is none.
std::string FirstKeyAfter(absl::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && after.back() == '\xFF') after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(static_cast<unsigned char>(after.back()) + 1);
  return after;
}

std::string IndexFamilyName(uint64_t generation) { return absl::StrCat(kIndexFamilyPrefix, generation); }

absl::Status OpenStatus(const rocksdb::Status& status, const std::string& path) {
  const std::string message = WithNames(status.ToString());
  const bool is_held =
      absl::StrContains(message, "lock hold by current process") ||
      (absl::StrContains(message, "While lock file") &&
       (absl::EndsWith(message, std::strerror(EAGAIN)) || absl::EndsWith(message, std::strerror(EACCES))));
  if (status.IsIOError() && is_held) {
    return Refuse(
        absl::StatusCode::kUnavailable, "database.held",
        "{path} is open for writing in another process; wait for it to end, or only ask: questions never wait",
        {TextField("path", WithNames(path))});
  }
  if (status.IsInvalidArgument())
    return Refuse(absl::StatusCode::kDataLoss, "database.unreadable", "cannot open {path}: RocksDB says \"{reason}\"",
                  {TextField("path", WithNames(path)), TextField("reason", message)});
  return ToStatus(status, "cannot open", path);
}

bool IsNew(Database::Mode mode) { return mode == Database::Mode::kCreate || mode == Database::Mode::kTemporary; }

rocksdb::Options MakeOptions(Database::Mode mode) {
  rocksdb::Options options;
  options.env = DatabaseEnv();
  options.create_if_missing = IsNew(mode);
  options.error_if_exists = IsNew(mode);
  options.atomic_flush = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.avoid_flush_during_shutdown = mode == Database::Mode::kTemporary;
  options.info_log = std::make_shared<SilentLogger>();
  // Most processes ask or record once. An open reads little of each table, so sixteen threads for it, and one more that
  // writes statistics now and then, would take longer than their work.
  options.max_file_opening_threads = 1;
  options.skip_stats_update_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

const Compression& CompressionOf(absl::string_view family) {
  if (family == kEventsFamily) return kEventsCompression;
  return absl::StartsWith(family, kIndexFamilyPrefix) ? kIndexCompression : kMetaCompression;
}

rocksdb::ColumnFamilyOptions FamilyOptions(Database::Mode mode, absl::string_view name,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  const Compression& compression = CompressionOf(name);
  table.block_size = compression.block_bytes;
  table.checksum = rocksdb::kXXH3;
  // The log is only asked for what it has.
  if (name != kEventsFamily) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
  rocksdb::ColumnFamilyOptions options(MakeOptions(mode));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = compression.type;
  options.compression_opts.level = compression.level;
  return options;
}

class PrefixScan final : public Scan {
 public:
  PrefixScan(std::unique_ptr<rocksdb::Iterator> rows, absl::string_view prefix, absl::string_view start,
             absl::string_view family)
      : rows_(std::move(rows)), prefix_(prefix), family_(family) {
    rows_->Seek(ToSlice(start));
  }
  bool Valid() const override { return rows_->Valid() && rows_->key().starts_with(ToSlice(prefix_)); }
  absl::string_view key() const override { return ToView(rows_->key()); }
  absl::string_view value() const override { return ToView(rows_->value()); }
  void Next() override { rows_->Next(); }
  void Seek(absl::string_view start) override { rows_->Seek(ToSlice(start)); }
  absl::Status status() const override { return ToStatus(rows_->status(), family_); }

 private:
  std::unique_ptr<rocksdb::Iterator> rows_;
  std::string prefix_;
  absl::string_view family_;
};

absl::StatusOr<std::optional<std::string>> ToOptional(const rocksdb::Status& status, std::string value, Family family) {
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return ToStatus(status, FamilyName(family));
  return std::optional<std::string>(std::move(value));
}

}  // namespace

absl::string_view FamilyName(Family family) {
  switch (family) {
    case Family::kMeta:
      return "meta";
    case Family::kEvents:
      return "events";
    case Family::kIndex:
      return "index";
    case Family::kIndexAside:
      return "index aside";
  }
  return "no family";
}

struct Database::Content {
  static absl::StatusOr<std::unique_ptr<Database>> OpenOnce(const std::string& path, Mode mode);

  std::string path;
  Mode mode = Mode::kReadOnly;
  std::unique_ptr<rocksdb::Env> env;  // null: DatabaseEnv
  std::unique_ptr<rocksdb::DB> db;
  std::map<std::string, rocksdb::ColumnFamilyHandle*> handles;
  uint64_t generation = 0;
  std::shared_ptr<rocksdb::Cache> cache;
  TableUpkeep upkeep;

  // Needed for every row, so Settle resolves the names once.
  std::array<rocksdb::ColumnFamilyHandle*, 4> by_family = {};

  rocksdb::ColumnFamilyHandle* Handle(Family family) const { return by_family[static_cast<size_t>(family)]; }

  rocksdb::ColumnFamilyHandle* Find(const std::string& name) const {
    const auto found = handles.find(name);
    return found == handles.end() ? nullptr : found->second;
  }

  // Called after every change of the families or the generation.
  void Settle() {
    by_family = {Find(rocksdb::kDefaultColumnFamilyName), Find(std::string(kEventsFamily)),
                 Find(IndexFamilyName(generation)), Find(IndexFamilyName(generation + 1))};
  }

  rocksdb::Status OpenFamilies(const std::vector<std::string>& names) {
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    rocksdb::Options options = MakeOptions(mode);
    if (env != nullptr) options.env = env.get();
    for (const std::string& name : names) {
      families.emplace_back(name, FamilyOptions(mode, name, cache));
      families.back().options.disable_auto_compactions = !IsNew(mode);  // until TableUpkeep lets it
    }
    std::vector<rocksdb::ColumnFamilyHandle*> opened;
    rocksdb::DB* raw = nullptr;
    const rocksdb::Status status = mode == Mode::kReadOnly
                                       ? rocksdb::DB::OpenForReadOnly(options, path, families, &opened, &raw)
                                       : rocksdb::DB::Open(options, path, families, &opened, &raw);
    if (!status.ok()) return status;
    db.reset(raw);
    for (size_t i = 0; i < names.size(); ++i) handles[names[i]] = opened[i];
    Settle();
    return status;
  }

  // As OpenFamilies; what looks like damage may be a write that a power cut has ended.
  rocksdb::Status OpenFamiliesAsWritten(const std::vector<std::string>& names) {
    const rocksdb::Status status = OpenFamilies(names);
    if (!status.IsCorruption()) return status;
    const std::optional<UnwrittenEnd> end = FindUnwrittenEnd(path);
    if (!end) return status;
    env = DatabaseEnvWithout(*end);
    return OpenFamilies(names).ok() ? rocksdb::Status::OK() : status;
  }

  rocksdb::Status CreateFamily(const std::string& name) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    const rocksdb::Status status = db->CreateColumnFamily(FamilyOptions(mode, name, cache), name, &handle);
    if (status.ok()) handles[name] = handle;
    Settle();
    return status;
  }

  rocksdb::Status DropFamily(const std::string& name) {
    const rocksdb::Status status = db->DropColumnFamily(handles.at(name));
    if (!status.ok()) return status;
    const rocksdb::Status destroyed = db->DestroyColumnFamilyHandle(handles.at(name));
    handles.erase(name);
    Settle();
    return destroyed;
  }

  rocksdb::Status PutGeneration(uint64_t number) {
    rocksdb::WriteOptions options;
    options.sync = true;
    return db->Put(options, Handle(Family::kMeta), ToSlice(kIndexGenerationKey), absl::StrCat(number));
  }

  TableUpkeep::Families All() const {
    TableUpkeep::Families all;
    for (const auto& [name, handle] : handles) all.push_back(handle);
    return all;
  }

  // Every write passes through here.
  rocksdb::Status Write(const rocksdb::WriteOptions& options, rocksdb::WriteBatch* rows) {
    const rocksdb::Status status = db->Write(options, rows);
    if (upkeep.Wrote(status.ok(), rows->GetDataSize())) TableUpkeep::LetMerge(db.get(), All());
    return status;
  }

  // Flushes the memtables if much of their content is only in the write-ahead log. If that fails, the log still has it.
  // The log is measured, not the memtables: those take their memory by the mebibyte.
  void FlushLongLog() {
    rocksdb::VectorLogPtr logs;
    if (!db->GetSortedWalFiles(logs).ok()) return;
    uint64_t bytes = 0;
    for (const auto& log : logs) bytes += log->SizeFileBytes();
    if (bytes <= kLogBytesLeftAtClose) return;
    (void)db->Flush({}, All());
  }

  ~Content() {
    if (db != nullptr && mode != Mode::kReadOnly && mode != Mode::kTemporary) {
      FlushLongLog();
      upkeep.Close(db.get(), All());
    }
    for (auto& [name, handle] : handles) (void)db->DestroyColumnFamilyHandle(handle);
  }
};

Database::Database(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, Mode mode) {
  if (mode != Mode::kReadOnly) {
    auto database = Content::OpenOnce(path, mode);
    if (database.ok()) return database;
    return MissingIsDamage(database.status());
  }
  // A concurrent writer may delete a log file that we have yet to read, which RocksDB does not always
  // detect; a file that stays missing is damage.
  int missing = 0;  // in a row
  for (int attempt = 0; attempt < kReadOnlyAttempts; ++attempt) {
    if (attempt > 0) absl::SleepFor(absl::Milliseconds(10));
    const std::string before = ManifestStamp(path);
    auto database = Content::OpenOnce(path, mode);
    if (ManifestStamp(path) != before) {
      missing = 0;
      continue;
    }
    if (database.ok()) return database;
    if (!absl::IsNotFound(database.status()) || ++missing > kMissingFileAttempts)
      return MissingIsDamage(database.status());
  }
  return Refuse(absl::StatusCode::kUnavailable, "database.changing",
                "{path} changed each of {attempts} times that it was opened, under a concurrent writer; try again",
                {TextField("path", path), NumberField("attempts", kReadOnlyAttempts)});
}

absl::StatusOr<std::unique_ptr<Database>> Database::Content::OpenOnce(const std::string& path, Mode mode) {
  if (mode == Mode::kWrite) {
    if (absl::Status manifest = CheckManifest(WithNames(path)); !manifest.ok()) return manifest;
  }
  std::unique_ptr<Database> database(new Database(std::make_unique<Content>()));
  Content& content = *database->content_;
  content.path = path;
  content.mode = mode;
  content.upkeep.Begin(IsNew(mode));
  content.cache = rocksdb::NewLRUCache(mode == Mode::kReadOnly ? kReaderBlockCacheBytes : kBlockCacheBytes);
  std::vector<std::string> names = {rocksdb::kDefaultColumnFamilyName};
  rocksdb::Status status;
  if (!IsNew(mode)) status = rocksdb::DB::ListColumnFamilies(MakeOptions(mode), path, &names);
  if (status.ok()) status = content.OpenFamiliesAsWritten(names);
  if (status.ok() && IsNew(mode)) {
    status = content.CreateFamily(std::string(kEventsFamily));
    if (status.ok()) status = content.CreateFamily(IndexFamilyName(0));
    if (status.ok()) status = content.PutGeneration(0);
  }
  if (!status.ok()) return OpenStatus(status, path);
  if (absl::Status finished = database->FinishOpen(); !finished.ok()) return finished;
  return database;
}

absl::Status Database::FinishOpen() {
  const absl::StatusOr<std::optional<std::string>> stored = Get(Family::kMeta, kIndexGenerationKey);
  if (!stored.ok()) return stored.status();
  const std::string text = stored->value_or("none");
  if (!absl::SimpleAtoi(text, &content_->generation) ||
      !content_->handles.contains(IndexFamilyName(content_->generation)) ||
      !content_->handles.contains(std::string(kEventsFamily))) {
    return Refuse(absl::StatusCode::kDataLoss, "database.index-generation",
                  "meta: key \"{key}\": found \"{found}\", wanted the number of an existing index",
                  {TextField("key", kIndexGenerationKey), TextField("found", text)});
  }
  content_->Settle();
  if (content_->mode == Mode::kReadOnly) return absl::OkStatus();
  std::vector<std::string> stale;
  for (const auto& [name, handle] : content_->handles) {
    if (absl::StartsWith(name, kIndexFamilyPrefix) && name != IndexFamilyName(content_->generation))
      stale.push_back(name);
  }
  for (const std::string& name : stale) {
    const rocksdb::Status status = content_->DropFamily(name);
    if (!status.ok()) return ToStatus(status, name);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> Database::Get(Family family, absl::string_view key) const {
  std::string value;
  const rocksdb::Status status = content_->db->Get({}, content_->Handle(family), ToSlice(key), &value);
  return ToOptional(status, std::move(value), family);
}

std::unique_ptr<Scan> Database::ScanFrom(Family family, absl::string_view prefix, absl::string_view start) const {
  std::unique_ptr<rocksdb::Iterator> rows(content_->db->NewIterator({}, content_->Handle(family)));
  return std::make_unique<PrefixScan>(std::move(rows), prefix, start, FamilyName(family));
}

absl::StatusOr<std::optional<std::string>> Database::LastKey(Family family, absl::string_view prefix) const {
  std::unique_ptr<rocksdb::Iterator> rows(content_->db->NewIterator({}, content_->Handle(family)));
  const std::string after = FirstKeyAfter(prefix);
  if (!after.empty()) rows->Seek(after);
  if (!after.empty() && rows->Valid()) {
    rows->Prev();
  } else if (rows->status().ok()) {
    rows->SeekToLast();
  }
  if (rows->Valid() && rows->key().starts_with(ToSlice(prefix)))
    return std::optional<std::string>(rows->key().ToString());
  const absl::Status status = ToStatus(rows->status(), FamilyName(family));
  if (!status.ok()) return status;
  return std::optional<std::string>();
}

struct Batch::Content {
  explicit Content(const Database::Content* database) : database(database) {}
  const Database::Content* database;
  rocksdb::WriteBatch rows;
};

Batch::Batch(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

Batch Database::NewBatch() const { return Batch(std::make_unique<Batch::Content>(content_.get())); }

void Batch::Put(Family family, absl::string_view key, absl::string_view value) {
  (void)content_->rows.Put(content_->database->Handle(family), ToSlice(key), ToSlice(value));
}

void Batch::Delete(Family family, absl::string_view key) {
  (void)content_->rows.Delete(content_->database->Handle(family), ToSlice(key));
}

void Batch::Visit(const RowVisitor& visitor) const {
  class Rows final : public rocksdb::WriteBatch::Handler {
   public:
    Rows(const Database::Content& database, const RowVisitor& visitor) : database_(database), visitor_(visitor) {}

    rocksdb::Status PutCF(uint32_t id, const rocksdb::Slice& key, const rocksdb::Slice& value) override {
      goes_on_ = visitor_(FamilyOf(id), ToView(key), ToView(value));
      return rocksdb::Status::OK();
    }
    rocksdb::Status DeleteCF(uint32_t id, const rocksdb::Slice& key) override {
      goes_on_ = visitor_(FamilyOf(id), ToView(key), std::nullopt);
      return rocksdb::Status::OK();
    }
    bool Continue() override { return goes_on_; }

   private:
    Family FamilyOf(uint32_t id) const {
      static constexpr std::array kFamilies = {Family::kMeta, Family::kEvents, Family::kIndex, Family::kIndexAside};
      const auto* const found = std::find_if(kFamilies.begin(), kFamilies.end(), [&](Family family) {
        rocksdb::ColumnFamilyHandle* handle = database_.Handle(family);
        return handle != nullptr && handle->GetID() == id;
      });
      TRANCHE_CHECK(found != kFamilies.end(), "a row of the unknown family ", id);
      return *found;
    }

    const Database::Content& database_;
    const RowVisitor& visitor_;
    bool goes_on_ = true;
  };
  Rows rows(*content_->database, visitor);
  const rocksdb::Status visited = content_->rows.Iterate(&rows);
  TRANCHE_CHECK(visited.ok(), visited.ToString());
}

absl::Status Database::Write(const Batch& batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  return ToStatus(content_->Write(options, &batch.content_->rows), "cannot write the batch");
}

absl::Status Database::WriteUnsynced(const Batch& batch) {
  rocksdb::WriteOptions options;
  options.disableWAL = content_->mode == Mode::kTemporary;
  return ToStatus(content_->Write(options, &batch.content_->rows), "cannot write the rows");
}

absl::Status Database::CreateIndexAside() {
  const std::string name = IndexFamilyName(content_->generation + 1);
  rocksdb::Status status;
  if (content_->handles.contains(name)) status = content_->DropFamily(name);
  if (status.ok()) status = content_->CreateFamily(name);
  return ToStatus(status, "cannot make an index aside");
}

absl::Status Database::PromoteIndexAside() {
  rocksdb::Status status = content_->db->FlushWAL(true);
  if (status.ok()) status = content_->PutGeneration(content_->generation + 1);
  if (!status.ok()) return ToStatus(status, "cannot promote the new index");
  ++content_->generation;
  content_->Settle();
  return ToStatus(content_->DropFamily(IndexFamilyName(content_->generation - 1)), "cannot drop the old index");
}

absl::Status Database::VerifyChecksums() const { return ToStatus(content_->db->VerifyChecksum(), "checksums"); }

}  // namespace tranche::storage
