// Publishes a balance root: the Merkle root over the balances of every line, as known before this event. Proofs of
// balances are checked against it.
#include "events/kinds/kind.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr size_t kHashBytes = 32;  // SHA-256

absl::Status Check(const v1::Event& command) {
  const size_t found = command.balances_committed().root().size();
  if (found == kHashBytes) return absl::OkStatus();
  return InField("root", Refuse(absl::StatusCode::kInvalidArgument, "balance-root.root-malformed",
                                "found {found} byte{found:s}, wanted a hash of {wanted}",
                                {NumberField("found", found), NumberField("wanted", kHashBytes)}));
}

}  // namespace

extern constinit const EventKind kBalancesCommitted = {
    .number = v1::Event::kBalancesCommitted,
    .name = "BalancesCommitted",
    .english = "balance root published",
    .effect = Effect::kBalanceRoot,
    .check = &Check,
};

}  // namespace tranche::kinds
