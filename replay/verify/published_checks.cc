#include "replay/verify/published_checks.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "log/event_log.h"
#include "proof/balance_commitment.h"
#include "proof/published_checkpoints.h"

namespace tranche {
namespace {

std::string InBase64(const Digest& digest) { return absl::Base64Escape(ToBytes(digest)); }

// No event can be taken back. Those before a wrong commitment are a history that can go on without it.
std::string AdviceFor(Sequence sequence) {
  return absl::StrCat(
      "no proof is made against it, and no checkpoint covers it yet: to go on without it, restore a "
      "backup of at most ",
      sequence - 1, " events, or run `tranche export log`, `tranche import log` the first ", sequence - 1,
      " events, and record again what came after them");
}

constexpr absl::string_view kAdviceWhenPublished =
    "a published checkpoint covers it, so that it cannot be taken back: no proof is made against it, and those made "
    "against later checkpoints hold; say so to those who check";

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

absl::Status CheckCommitments(absl::Span<const v1::Event> commitments, const storage::Database& database,
                              Findings* findings) {
  const EventLog log(&database);
  const auto wrong = FindWrongCommitments(commitments, log);
  if (!wrong.ok()) return wrong.status();
  if (wrong->empty()) return absl::OkStatus();
  const auto newest = NewestCheckpoint(database);
  const uint64_t published = newest.ok() && newest->has_value() ? (*newest)->checkpoint.size : 0;
  for (const WrongCommitment& each : *wrong) {
    findings->Add("commitment", each.sequence,
                  absl::StrCat("events: sequence ", each.sequence, ": ", each.found, "; ",
                               each.sequence <= published ? kAdviceWhenPublished : AdviceFor(each.sequence)));
  }
  return absl::OkStatus();
}

}  // namespace tranche
