#include "cluster/verify_log.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <istream>
#include <memory>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cluster/row_stream.h"
#include "events/refusal.h"
#include "ledger/ledger.h"
#include "postgres/postgres_log.h"
#include "replay/copies/import_log.h"

namespace tranche::cluster {
namespace {

using storage::SharedLogHead;

constexpr absl::Duration kAskMax = absl::Seconds(10);

std::string ScratchPath() {
  const char* const where = std::getenv("TMPDIR");
  return absl::StrCat(where == nullptr ? "/tmp" : where, "/tranche-cluster-verify.", ::getpid());
}

absl::Status CheckRows(const Ledger& ledger, const std::vector<SharedLogHead>& rows) {
  for (const SharedLogHead& row : rows) {
    const absl::StatusOr<Digest> root = ledger.tree().Root(row.last);
    if (!root.ok()) return root.status();
    if (*root == row.root) continue;
    return Refuse(absl::StatusCode::kDataLoss, "shared-log.other-root",
                  "the row of events {first} to {last} of the shared log has the root {found}, and its events {wanted}",
                  {NumberField("first", row.first), NumberField("last", row.last),
                   TextField("found", absl::Base64Escape(ToBytes(row.root))),
                   TextField("wanted", absl::Base64Escape(ToBytes(*root)))});
  }
  return absl::OkStatus();
}

absl::Status CheckCheckpoint(const Ledger& ledger, const Checkpoint& checkpoint) {
  const RefusalFields fields = {NumberField("size", checkpoint.size), NumberField("head", ledger.head()),
                                TextField("origin", checkpoint.origin)};
  if (checkpoint.origin != OriginOf(ledger.terms()))
    return Refuse(absl::StatusCode::kFailedPrecondition, "shared-log.other-checkpoint",
                  "the checkpoint is that of another ledger, {origin}", fields);
  if (checkpoint.size > ledger.head())
    return Refuse(absl::StatusCode::kDataLoss, "shared-log.before-checkpoint",
                  "the shared log ends with event {head}, and a checkpoint of {size} events was published: events are "
                  "lost",
                  fields);
  const absl::StatusOr<Digest> root = ledger.tree().Root(checkpoint.size);
  if (!root.ok()) return root.status();
  if (*root == checkpoint.root) return absl::OkStatus();
  return Refuse(absl::StatusCode::kDataLoss, "shared-log.not-checkpoint",
                "the first {size} events of the shared log are not those of the checkpoint: the log was altered",
                fields);
}

}  // namespace

absl::StatusOr<v1::ClusterReport> VerifyLog(const LogAddress& address, const std::optional<Checkpoint>& checkpoint,
                                            Clock* clock, const ProgressCallback& progress) {
  const auto log = OpenLog(address);
  if (!log.ok()) return log.status();
  const absl::StatusOr<SharedLogHead> end = (*log)->Head(absl::Now() + kAskMax);
  if (!end.ok()) return end.status();
  if (end->last == 0)
    return Refuse(absl::StatusCode::kFailedPrecondition, "shared-log.nothing",
                  "the shared log has no events yet; bring a ledger into it with `tranche cluster move-in`");
  RowStream rows(log->get(), *end);
  std::istream events(&rows);
  const std::string scratch = ScratchPath();
  const absl::Cleanup remove = [&] {
    std::error_code error;
    std::filesystem::remove_all(scratch, error);
  };
  ImportLogOptions options;
  options.now = clock->Now();
  const auto made = ImportLog(&events, address.url, scratch, options, progress);
  if (!rows.status().ok()) return rows.status();
  if (!made.ok()) return made.status();
  const auto ledger = Ledger::Open(scratch, Ledger::Access::kReadOnly, clock);
  if (!ledger.ok()) return ledger.status();
  absl::Status checked = CheckRows(**ledger, rows.rows());
  if (checked.ok() && checkpoint.has_value()) checked = CheckCheckpoint(**ledger, *checkpoint);
  if (!checked.ok()) return checked;
  v1::ClusterReport report;
  report.set_log(address.url);
  report.set_ledger_id(made->ledger_id());
  report.set_head(made->events());
  report.set_root(made->root());
  report.set_rows(rows.rows().size());
  if (checkpoint.has_value()) report.set_checkpoint(checkpoint->size);
  return report;
}

}  // namespace tranche::cluster
