// Decides on batches of commands, one after the other, each on the state that all before it left, whether that is on
// disk yet or not. What is decided stands in the index and in the states of its scopes at once, above the head that
// questions see. What was refused, or only rehearsed, is taken back event by event, so nobody can tell that it was
// ever asked.
//
// Thread safety: all members may be called by several threads; they wait for each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/clock.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "ledger/batch.h"
#include "ledger/rules/scope_states.h"
#include "log/event_log.h"
#include "projections/catalogue/catalogue.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"

namespace tranche {

class Decider {
 public:
  // What everything that was decided so far came to.
  struct Start {
    Sequence head = 0;
    absl::Time last_recorded_at = absl::InfinitePast();
    std::shared_ptr<const Catalogue> catalogue;
  };

  // index     holds every event up to `start.head`.
  // recorded  reads every event that was accepted, also before it is durable.
  // clock     where recorded_at come from.
  // All must outlive the decider.
  Decider(BalanceIndex* index, const EventReader* recorded, Clock* clock, Start start);

  // Whose commands they are: only the publisher of checkpoints may commit to balances.
  enum class Caller { kAnybody, kPublisher };

  // Called with what was decided before the next batch is, so the order of the calls is that of the log.
  using Accept = std::function<void(const DecidedBatch& batch)>;

  // Decides on `commands`, which are not empty and become the events without a copy. When all of them are taken, and
  // it is no dry run, `accept` is called.
  //
  // Cost: that of tranche::Decide for each command; a refusal and a dry run cost about as much as the decision.
  // Errors: those that Ledger::Append names, but for UNAVAILABLE; nothing is left of the batch.
  absl::StatusOr<DecidedBatch> DecideBatch(std::vector<v1::Event> commands, const AppendOptions& options, Caller caller,
                                           const Accept& accept);

  // How many states of scopes were read from the index so far.
  uint64_t state_loads() const;

 private:
  struct Draft;
  class DraftReader;

  absl::Status DecideAll(std::vector<v1::Event> commands, const AppendOptions& options, Draft* draft)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Take(v1::Event* command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<bool> TakeKnown(const v1::Event& command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Keep(v1::Event* event, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeBack(const Draft& draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  BalanceIndex& index_;
  const EventReader& recorded_;
  Clock& clock_;

  mutable Mutex mutex_;  // held from the first decision on a batch until it was accepted or taken back
  ScopeStates states_ ABSL_GUARDED_BY(mutex_);
  Start decided_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
