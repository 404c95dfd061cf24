#include "cluster/replayed_rows.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <istream>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "replay/copies/import_log.h"

namespace tranche::cluster {
namespace {

using storage::SharedLogHead;

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

}  // namespace

absl::Status ReplayRows(RowStream* rows, const std::string& source, Clock* clock, const ProgressCallback& progress,
                        const std::function<absl::Status(const Ledger& ledger)>& then) {
  std::istream events(rows);
  const std::string scratch = ScratchPath();
  const absl::Cleanup remove = [&] {
    std::error_code error;
    std::filesystem::remove_all(scratch, error);
  };
  ImportLogOptions options;
  options.now = clock->Now();
  const auto made = ImportLog(&events, source, scratch, options, progress);
  if (!rows->status().ok()) return rows->status();
  if (!made.ok()) return made.status();
  const auto ledger = Ledger::Open(scratch, Ledger::Access::kReadOnly, clock);
  if (!ledger.ok()) return ledger.status();
  if (absl::Status checked = CheckRows(**ledger, rows->rows()); !checked.ok()) return checked;
  return then(**ledger);
}

}  // namespace tranche::cluster
