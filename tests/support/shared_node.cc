#include "tests/support/shared_node.h"

#include <filesystem>
#include <utility>

#include "absl/time/clock.h"
#include "log/shared_rows.h"
#include "storage/format_file.h"

namespace tranche {
namespace {

constexpr uint32_t kEpochEventsOfTests = 4;

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

absl::Status CatchUpWith(Ledger* ledger) {
  for (;;) {
    const absl::StatusOr<size_t> rows = ledger->CatchUp(Soon());
    if (!rows.ok() || *rows == 0) return rows.status();
  }
}

}  // namespace

SharedNode::SharedNode(storage::SharedLog* log, std::string name, std::string directory, Clock* clock,
                       absl::Duration settle_max)
    : log_(*log), name_(std::move(name)), directory_(std::move(directory)), clock_(*clock), settle_max_(settle_max) {}

absl::Status SharedNode::Open(const OpenOptions& options) {
  Close();
  if (!std::filesystem::exists(storage::FormatPath(directory_))) {
    auto made = Ledger::BeginCopy(directory_, &log_, &clock_, kEpochEventsOfTests);
    if (!made.ok()) return made.status();
    if (absl::Status caught_up = CatchUpWith(made->get()); !caught_up.ok()) return caught_up;
    if (absl::Status complete = (*made)->Complete(); !complete.ok()) return complete;
  }
  auto opened = Ledger::OpenCopy(directory_, &log_, &clock_, options);
  if (opened.ok()) ledger_ = *std::move(opened);
  return opened.status();
}

absl::Status SharedNode::CatchUp() { return CatchUpWith(ledger_.get()); }

absl::Status SharedNode::Decide() {
  const absl::StatusOr<storage::Lease> lease = log_.Take({name_, name_ + ":8080"}, Soon());
  if (!lease.ok()) return lease.status();
  if (absl::Status caught_up = CatchUp(); !caught_up.ok()) return caught_up;
  return ledger_->Decide(*lease,
                         {{name_, name_ + ":8080"}, absl::Seconds(20), settle_max_, /*pause=*/absl::ZeroDuration()});
}

absl::Status SharedNode::Release() { return log_.Release(*ledger_->lease(), Soon()); }

absl::Status MoveInto(storage::SharedLog* log, const Ledger& ledger) {
  const absl::StatusOr<storage::Lease> lease = log->Take({"mover", ""}, Soon());
  if (!lease.ok()) return lease.status();
  absl::StatusOr<storage::SharedLogHead> end = FindCommonRow(log, ledger.tree(), ledger.head(), Soon());
  if (!end.ok()) return end.status();
  const absl::Status appended =
      AppendMissing(ledger.log(), ledger.tree(), ledger.head(), *lease, absl::Seconds(20), log, &*end);
  return appended.ok() ? log->Release(*lease, Soon()) : appended;
}

}  // namespace tranche
