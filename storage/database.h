// The rows of one ledger on disk: ordered byte strings in a few column families,
// read one by one or in order, written in atomic batches. The only header that
// stands between the project and RocksDB. It knows nothing of events or money.
//
// Thread safety: const members, Write and WriteUnsynced may be called by several threads. Each batch is atomic, readers
// see it whole or not at all, and batches of several threads are in some order; so rows whose order matters (events,
// and what is derived from them) are written by one thread at a time, which the commit queue sees to, and rows of
// kMeta, which nothing else depends on, beside it. Everything about the index aside belongs to one thread, with no
// writer beside.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche::storage {

// kMeta is for the database itself. kIndexAside exists while the index is being rebuilt.
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
  // OK at the end of the rows. DATA_LOSS when bytes are damaged, UNAVAILABLE when
  // they cannot be read: the rows seen so far are right, the rest is unknown.
  virtual absl::Status status() const = 0;
};

class Database;

// Rows to be written together.
class Batch {
 public:
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();
  void Put(Family family, absl::string_view key, absl::string_view value);

 private:
  friend class Database;
  struct Content;
  explicit Batch(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

class Database {
 public:
  enum class Mode {
    kCreate,     // must not exist
    kTemporary,  // the same, of one that nobody opens again: closing it keeps nothing
    kWrite,      // one process at a time
    // The same when RocksDB's list of its files is cut off (storage/manifest_file.h), and a reader
    // that goes without its last record has found that nothing is missing.
    kWriteAfterCut,
    // Any number, beside the one that writes; sees one state, whole: that when it opened. Goes
    // without a last record of RocksDB's list that is cut off: whoever opens must know what to miss.
    kReadOnly,
  };

  // Opens the database in the directory `path`.
  //
  // Errors:
  //   UNAVAILABLE         another process has it open for writing, or input or output failed.
  //   DATA_LOSS           its own records are damaged.
  //   RESOURCE_EXHAUSTED  the disk is full.
  //   NOT_FOUND           no database is there.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, Mode mode);

  // Closes it. What is left in the write-ahead log is short then, so that the next open is too:
  // cost, for one that wrote more than 4 MiB since the last flush: up to half a second, unless
  // it is temporary.
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

  // Writes all rows of `batch`, or none. On OK they are fsynced and visible, and so is every batch whose write returned
  // before this call.
  //
  // Errors:
  //   RESOURCE_EXHAUSTED  the disk is full.
  //   UNAVAILABLE         the write or the sync failed. The batch may or may not be there
  //                       after the next open; every later write fails: close and open again.
  absl::Status Write(const Batch& batch);

  // Writes without a sync: for rows that can be built again, and for what a synced Write
  // follows before anyone counts on it.
  absl::Status WriteUnsynced(const Batch& batch);

  // Makes an empty kIndexAside; one that was left behind is dropped first.
  absl::Status CreateIndexAside();

  // Makes kIndexAside the index, durably and at once, and drops the old one.
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
