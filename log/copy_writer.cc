#include "log/copy_writer.h"

#include "events/check.h"
#include "events/refusal.h"
#include "log/shared_rows.h"

namespace tranche {

void CopyWriter::Decide(const storage::Lease& lease, const storage::SharedLogHead& end,
                        const SharedWriter::Options& options) {
  shared_ = std::make_unique<SharedWriter>(&log_, &database_, lease, end, options);
  decides_ = true;
}

absl::Status CopyWriter::Append(const LogGroup& group) {
  if (decides_) return shared_->Append(group);
  TRANCHE_CHECK(row_.has_value() && group.last == row_->last, "events up to ", group.last, " are of no row");
  if (group.root != row_->root) return OtherRoot(*row_, group.root);
  return WithCode(absl::StatusCode::kUnavailable, database_.WriteUnsynced(group.rows));
}

}  // namespace tranche
