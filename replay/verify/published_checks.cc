#include "replay/verify/published_checks.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "proof/balance_map.h"
#include "proof/published_checkpoints.h"

namespace tranche {
namespace {

std::string InBase64(const Digest& digest) { return absl::Base64Escape(ToBytes(digest)); }

}  // namespace

absl::Status CheckPublished(const storage::Database& database, const EventTree& tree, Findings* findings) {
  const auto published = ListCheckpoints(database);
  if (!published.ok()) {
    findings->Add("checkpoint", 0, published.status().message());
    return absl::OkStatus();
  }
  for (const PublishedCheckpoint& each : *published) {
    const Checkpoint& checkpoint = each.checkpoint;
    if (checkpoint.size > tree.size()) {
      findings->Add("checkpoint", tree.size() + 1,
                    absl::StrCat("a checkpoint of ", checkpoint.size, " events was published, the log has ",
                                 tree.size(), "; events are lost: restore the ledger from a backup"));
      continue;
    }
    const absl::StatusOr<Digest> root = tree.Root(checkpoint.size);
    if (!root.ok()) return root.status();
    if (*root == checkpoint.root) continue;
    findings->Add("checkpoint", checkpoint.size,
                  absl::StrCat("the published checkpoint of ", checkpoint.size, " events has the root ",
                               InBase64(checkpoint.root), ", the events lead to ", InBase64(*root),
                               ": an event up to it was altered; restore the ledger from a backup"));
  }
  return absl::OkStatus();
}

absl::Status CheckCommitments(absl::Span<const v1::Event> commitments, const BalanceIndex& index, Findings* findings) {
  for (const v1::Event& event : commitments) {
    const absl::StatusOr<BalanceMap> map = BalanceMap::Make(index, event.sequence() - 1);
    if (!map.ok()) return map.status();
    const v1::BalancesCommitted& committed = event.balances_committed();
    if (committed.lines() == map->size() && committed.root() == ToBytes(map->root())) continue;
    findings->Add("commitment", event.sequence(),
                  absl::StrCat("events: sequence ", event.sequence(), ": it commits to ", committed.lines(),
                               " balance lines with the root ", absl::Base64Escape(committed.root()),
                               "; the events before it make ", map->size(), " with ", InBase64(map->root()),
                               ": proofs of complete balances against it are wrong; publish a new checkpoint"));
  }
  return absl::OkStatus();
}

}  // namespace tranche
