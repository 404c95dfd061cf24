// The hash of every line's balances as of the events before this one: a commitment that proofs are checked against.
#include "events/kinds/kind.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr size_t kHashBytes = 32;  // SHA-256

absl::Status Check(const v1::Event& command) {
  const size_t found = command.balances_committed().root().size();
  if (found == kHashBytes) return absl::OkStatus();
  return InField("root", Refuse(absl::StatusCode::kInvalidArgument, "commitment.root-malformed",
                                "found {found} byte{found:s}, wanted a hash of {wanted}",
                                {NumberField("found", found), NumberField("wanted", kHashBytes)}));
}

}  // namespace

extern constinit const EventKind kBalancesCommitted = {
    .number = v1::Event::kBalancesCommitted,
    .name = "BalancesCommitted",
    .english = "balances committed",
    .effect = Effect::kCommitment,
    .check = &Check,
};

}  // namespace tranche::kinds
