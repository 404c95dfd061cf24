// The rows of one ledger on disk: ordered byte strings in a few column families,
// read one by one or in order, written in atomic batches. This header is the only
// interface to RocksDB; it knows nothing of events or money.
//
// Thread safety: const members, Write and WriteUnsynced may be called by several threads. Each batch is atomic, readers
// see it whole or not at all, and batches from several threads are applied in an unspecified order. So rows whose order
// matters (events, and everything derived from them) are written by one thread at a time, as the commit queue ensures;
// rows of kMeta, which nothing else depends on, may be written concurrently. All operations on kIndexAside belong to
// one thread, with no concurrent writer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// kMeta belongs to the database itself. kIndexAside exists only while the index is being rebuilt.
enum class Family { kMeta, kEvents, kIndex, kIndexAside };

// "events", "index" ...: the word that error messages use.
absl::string_view FamilyName(Family family);

// Rows in ascending order of their keys.
class Scan {
 public:
  virtual ~Scan() = default;
  // True while there is a row; false at the end and after an error.
  virtual bool Valid() const = 0;
  // The row; valid until Next.
  virtual absl::string_view key() const = 0;
  virtual absl::string_view value() const = 0;
  virtual void Next() = 0;
  // Goes to the first row from `start` on, which must begin with the prefix of the scan; cheaper than another scan.
  virtual void Seek(absl::string_view start) = 0;
  // OK at the end of the rows. DATA_LOSS when bytes are damaged, UNAVAILABLE when they cannot be read: the rows seen so
  // far are correct, the rest is unknown.
  virtual absl::Status status() const = 0;
};

class Database;

// Rows to be written atomically.
class Batch {
 public:
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();
  void Put(Family family, absl::string_view key, absl::string_view value);
  // Removes the row, if there is one.
  void Delete(Family family, absl::string_view key);

  // Visits the rows in the order of their Put and Delete, until `visitor` returns false; one that is removed has no
  // value.
  using RowVisitor = std::function<bool(Family family, absl::string_view key, std::optional<absl::string_view> value)>;
  void Visit(const RowVisitor& visitor) const;

 private:
  friend class Database;
  struct Content;
  explicit Batch(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

class Database {
 public:
  enum class Mode {
    kCreate,  // must not exist
    // As kCreate, for a database that is never opened again: what is written unsynced is not in RocksDB's log, and
    // closing it flushes nothing.
    kTemporary,
    kWrite,  // one process at a time
    // As kWrite, when the last MANIFEST record is truncated (storage/manifest_file.h) and a reader
    // that ignored it has found nothing missing.
    kWriteAfterCut,
    // Any number of processes, also while another one writes. Reads the snapshot taken at open.
    // Ignores a truncated last MANIFEST record; the caller must check that nothing is missing.
    kReadOnly,
  };

  // Opens the database in the directory `path`.
  //
  // Errors:
  //   UNAVAILABLE         another process has it open for writing, or input or output failed.
  //   DATA_LOSS           its own records are damaged, or a file of it is missing, or all are.
  //   RESOURCE_EXHAUSTED  the disk is full.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, Mode mode);

  // Closes it. A database that wrote more than 1 MiB since its last flush is flushed first (up to half a
  // second), so that the next open has little of the write-ahead log to replay, and tables of which there are many are
  // merged (storage/table_upkeep.h; up to ten seconds after much was written); a temporary one is closed as it is.
  ~Database();

  // The value at `key`, or nothing.
  // Errors: DATA_LOSS, UNAVAILABLE as in Scan.
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const;

  // The rows from `start` (inclusive) on whose keys begin with `prefix`; `start` must begin with it too.
  std::unique_ptr<Scan> ScanFrom(Family family, absl::string_view prefix, absl::string_view start) const;

  // All rows whose keys begin with `prefix`.
  std::unique_ptr<Scan> ScanAll(Family family, absl::string_view prefix) const {
    return ScanFrom(family, prefix, prefix);
  }

  // The greatest key of the family that begins with `prefix`, or nothing when no row has such a key.
  // Errors: DATA_LOSS, UNAVAILABLE as in Scan.
  absl::StatusOr<std::optional<std::string>> LastKey(Family family, absl::string_view prefix = "") const;

  // A batch over this database, which must outlive it.
  Batch NewBatch() const;

  // Writes all rows of `batch`, or none. On OK they are fsynced and visible, as is every batch whose write returned
  // before this call.
  //
  // Errors:
  //   RESOURCE_EXHAUSTED  the disk is full.
  //   UNAVAILABLE         the write or the sync failed. The batch may or may not be there
  //                       after the next open; every later write fails: close and open again.
  absl::Status Write(const Batch& batch);

  // Writes without a sync: for rows that can be rebuilt, and for rows that nothing relies on before a later, synced
  // Write.
  absl::Status WriteUnsynced(const Batch& batch);

  // Creates an empty kIndexAside, dropping any leftover first.
  absl::Status CreateIndexAside();

  // Atomically and durably replaces the index by kIndexAside, and drops the old one.
  absl::Status PromoteIndexAside();

  // Checks the checksum of every block of every file of the database.
  // Errors: DATA_LOSS, naming the file.
  absl::Status VerifyChecksums() const;

 private:
  friend class Batch;
  struct Content;
  explicit Database(std::unique_ptr<Content> content);
  absl::Status FinishOpen();
  std::unique_ptr<Content> content_;
};

}  // namespace tranche::storage
