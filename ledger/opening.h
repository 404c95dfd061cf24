// Creates and opens ledgers: checks the directory, and loads what is needed before the ledger may be used.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/sequence.h"
#include "ledger/known_index.h"
#include "ledger/log_contact.h"
#include "log/copy_writer.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "log/local_log.h"
#include "log/log_writer.h"
#include "projections/catalogue/catalogue_versions.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"
#include "storage/database.h"
#include "storage/format_file.h"
#include "storage/owner_lock.h"
#include "storage/shared_log.h"
#include "storage/temporary_database.h"
#include "storage/unfinished_directory.h"

namespace tranche {

enum class LedgerAccess { kReadOnly, kWrite };

struct OpenOptions {
  // How long opening for writing waits for another writer process before it is refused.
  absl::Duration wait_for_writer = absl::ZeroDuration();
  // Opens the log writer of the directory of `lock`; the log ends at `head`. Tests inject one with scripted outcomes.
  std::function<absl::StatusOr<std::unique_ptr<LogWriter>>(storage::OwnerLock* lock, storage::Database* database,
                                                           Sequence head)>
      open_log = LocalLog::Open;
  // The log of the copy in the directory, which takes the place of `open_log`; outlives the ledger. Null if the
  // directory is a ledger of its own.
  storage::SharedLog* shared_log = nullptr;
  // Called before an index of another format is derived from the log again, which reads every event. May be null.
  IndexNoticeVisitor index_notice;
  // Called with the name of the file system when a ledger that is opened for writing is on one that other machines may
  // share (storage/network_file_system.h), whose writers the lock of this one need not keep away. May be null.
  std::function<void(absl::string_view file_system)> network_notice;
  // For its maker alone: the directory is a temporary copy, which has no FORMAT and is not taken for a ledger
  // otherwise.
  bool is_scratch = false;
  // Called when a copy that is compared with its log has events up to `copy`, and the log, which has the same ones,
  // only up to `log`: it was set back. May be null.
  std::function<void(Sequence copy, Sequence log)> set_back_notice;
};

// The parts of an open ledger. They point to each other, so it must not be moved.
struct OpenedLedger {
  // `own_index` is null, or holds the index to use instead of the one in `database`.
  OpenedLedger(std::string directory, std::unique_ptr<storage::Database> database,
               std::unique_ptr<storage::TemporaryDatabase> own_index, uint32_t epoch_events);

  std::string directory;
  uint32_t log_format = storage::kFormatVersion;
  std::optional<storage::UnfinishedDirectory> made;  // of a new ledger; has its lock
  storage::OwnerLock lock;                           // of another one, opened for writing
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<storage::TemporaryDatabase> own_index;  // of a reader that does not know the stored index's format
  EventLog log;
  BalanceIndex index;
  EventTree tree;
  CatalogueVersions catalogues;
  std::unique_ptr<LogWriter> writer;  // null if opened read-only
  CopyWriter* copy = nullptr;         // `writer`, of a copy
  bool is_copy = false;               // of a shared log, be it open for writing or not
  LogContact contact;                 // of a copy: what was noted in the directory before it was opened
  v1::LedgerCreated terms;
  Sequence head = 0;
  absl::Time last_recorded_at = absl::InfinitePast();
  // The content of HEAD.
  std::optional<Sequence> acknowledged_head;
};

// Begins a ledger in `directory`, without its first event; it becomes a ledger when `made` is finished, and is removed
// with the result otherwise.
// Errors: those of storage::UnfinishedDirectory::Create and Database::Open; nothing is left.
absl::StatusOr<std::unique_ptr<OpenedLedger>> BeginLedger(const std::string& directory, uint32_t epoch_events,
                                                          const OpenOptions& options);

// Opens the ledger in `directory`; cost and errors are those of Ledger::Open.
absl::StatusOr<std::unique_ptr<OpenedLedger>> OpenLedger(const std::string& directory, LedgerAccess access,
                                                         const OpenOptions& options);

// Writes the tail of the index of a ledger that is open for writing and ends at `head`, so that the next open need not
// read its events, if there are many. Nothing is decided or asked meanwhile. If it fails, the next open reads them.
void KeepTail(Sequence head, OpenedLedger* ledger);

}  // namespace tranche
