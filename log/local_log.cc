#include "log/local_log.h"

#include <utility>

#include "events/refusal.h"

namespace tranche {

absl::StatusOr<std::unique_ptr<LogWriter>> LocalLog::Open(const std::string& directory, storage::Database* database,
                                                          Sequence head) {
  absl::StatusOr<storage::HeadFile> head_file = storage::HeadFile::OpenToWrite(directory, head);
  if (!head_file.ok()) return head_file.status();
  return std::unique_ptr<LogWriter>(new LocalLog(database, *std::move(head_file)));
}

absl::Status LocalLog::Append(const LogGroup& group) {
  absl::Status written = database_.Write(group.rows);
  if (written.ok()) written = head_file_.Write(group.last);
  return WithCode(absl::StatusCode::kUnavailable, written);
}

}  // namespace tranche
