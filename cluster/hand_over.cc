#include "cluster/hand_over.h"

#include "absl/time/clock.h"
#include "events/refusal.h"

namespace tranche::cluster {
namespace {

constexpr absl::Duration kAskMax = absl::Seconds(10);
constexpr absl::Duration kPause = absl::Milliseconds(50);

absl::Status NotDone(const std::string& node, const storage::SharedLogState& state, bool was_ready) {
  const RefusalFields fields = {TextField("node", node), TextField("decider", state.holder.name)};
  const absl::Status refusal =
      state.holder.name.empty()
          ? Refuse(absl::StatusCode::kFailedPrecondition, "hand-over.nobody",
                   "node {node} has not taken the lease in time, and nobody decides", fields)
          : Refuse(absl::StatusCode::kFailedPrecondition, "hand-over.not-taken",
                   "node {node} has not taken the lease in time, and node {decider} decides", fields);
  if (was_ready) return Adding(refusal, "it was ready to; ask again, and look at what it says");
  return Adding(refusal, "see that a `tranche serve --node {node}` runs on a copy, without --decide no", fields);
}

}  // namespace

absl::StatusOr<v1::ClusterHandOver> HandOver(storage::SharedLog* log, const std::string& node, absl::Duration within) {
  absl::StatusOr<storage::SharedLogState> state = log->State(absl::Now() + kAskMax);
  if (!state.ok()) return state.status();
  const absl::Time end = absl::Now() + within;
  if (state->holder.name != node) {
    if (absl::Status asked = log->HandOver(node, within, absl::Now() + kAskMax); !asked.ok()) return asked;
  }
  for (bool was_ready = false; state->holder.name != node; absl::SleepFor(kPause)) {
    state = log->State(absl::Now() + kAskMax);
    if (!state.ok()) return state.status();
    was_ready = was_ready || state->next == node;
    if (state->holder.name != node && absl::Now() >= end) return NotDone(node, *state, was_ready);
  }
  v1::ClusterHandOver done;
  done.set_decider(state->holder.name);
  done.set_decider_address(state->holder.address);
  return done;
}

}  // namespace tranche::cluster
