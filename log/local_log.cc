#include "log/local_log.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "events/refusal.h"
#include "storage/format_file.h"

namespace tranche {

absl::StatusOr<std::unique_ptr<LogWriter>> LocalLog::Open(storage::OwnerLock* lock, storage::Database* database,
                                                          Sequence head) {
  absl::StatusOr<storage::HeadFile> head_file = storage::HeadFile::OpenToWrite(lock->place(), head);
  if (!head_file.ok()) return head_file.status();
  for (const absl::string_view name : {storage::kHeadName, storage::kDatabaseName}) {
    if (absl::Status watched = lock->Watch(name); !watched.ok()) return watched;
  }
  return std::unique_ptr<LogWriter>(new LocalLog(lock, database, *std::move(head_file)));
}

absl::Status LocalLog::Append(const LogGroup& group) {
  if (Clock::now() - acknowledged_ > kMoment) {
    if (absl::Status moved = lock_.CheckInPlace(); !moved.ok()) return moved;
  }
  absl::Status written = database_.Write(group.rows);
  if (written.ok()) written = head_file_.Write(group.last);
  if (written.ok()) written = lock_.CheckInPlace();
  if (written.ok()) acknowledged_ = Clock::now();
  return WithCode(absl::StatusCode::kUnavailable, written);
}

}  // namespace tranche
