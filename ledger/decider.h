// Decides on batches of commands sequentially, each on the state left by all before it, durable or not. What is decided
// is applied to the index and to the states of its scopes at once, above the head that questions see. A refused batch,
// or a dry run, is rolled back event by event and leaves no trace.
//
// The usual commands (events/command_view.h) are decided on as their bytes: what the ledger fills in is put where
// protobuf would have written it. That way only ever says yes; all else, every refusal, retry and rare kind, goes the
// way of messages. Both have one outcome.
//
// Thread safety: all members may be called by several threads; calls are serialized.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "events/clock.h"
#include "events/command_view.h"
#include "events/event_view.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "ledger/batch.h"
#include "ledger/rules/checked_lines.h"
#include "ledger/rules/scope_states.h"
#include "log/event_bytes.h"
#include "log/event_log.h"
#include "projections/catalogue/catalogue.h"
#include "projections/index/balance_index.h"
#include "projections/index/scope_table.h"
#include "proto/event.pb.h"

namespace tranche {

class Decider {
 public:
  // The state that all decisions so far have led to.
  struct Start {
    Sequence head = 0;
    absl::Time last_recorded_at = absl::InfinitePast();
    std::shared_ptr<const Catalogue> catalogue;
  };

  // index     holds every event up to `start.head`.
  // recorded  reads every accepted event, even before it is durable.
  // clock     the source of recorded_at.
  // bytes_max  how many bytes the events of a batch may have.
  // All must outlive the decider.
  Decider(BalanceIndex* index, const EventReader* recorded, Clock* clock, Start start,
          size_t bytes_max = std::numeric_limits<size_t>::max());

  // Whose commands they are: only the publisher of checkpoints may publish a balance root.
  enum class Caller { kAnybody, kPublisher };

  // Called with each decision before the next batch is decided, so the order of the calls is that of the log.
  using Accept = std::function<void(const DecidedBatch& batch)>;

  // Decides on `commands`, which are not empty. If all of them are accepted, and this is not a dry run, `accept` is
  // called. Of commands that are messages, the new ones are then the events of the batch.
  //
  // After a refused command the others are decided on as if it had not been asked, so that all refusals are told at
  // once.
  //
  // Cost: that of tranche::Decide for each command; a refusal and a dry run cost about as much as the decision.
  // Errors: those of Ledger::Append, except UNAVAILABLE; nothing of the batch remains.
  absl::StatusOr<DecidedBatch> DecideBatch(const Commands& commands, const AppendOptions& options, Caller caller,
                                           const Accept& accept);

  // Takes over `events`, stored events that another decider has decided on, after all so far; `accept` is called as by
  // DecideBatch.
  // Cost: that of parsing and adding them. Errors: DATA_LOSS  they are not the next events of a ledger; nothing
  // remains.
  absl::StatusOr<DecidedBatch> Adopt(const EventBytes& events, const Accept& accept);

  // Decides on the proposal of `*commands`, which become the settled ones, and puts its events into `*parts`; if its
  // content was proposed before and is open or approved, nothing is new and the first of `*parts` is the known one.
  //
  // Cost: that of DecideBatch, twice. Errors: those of Ledger::Propose; nothing remains.
  absl::StatusOr<DecidedBatch> Propose(std::vector<v1::Event> commands, const ProposalTerms& terms,
                                       const AppendOptions& options, std::vector<v1::Event>* parts,
                                       const Accept& accept);

  // Decides on `commands` in order, whoever asks, as if they were proposed together, and rolls them back. Returns what
  // they would be recorded as.
  //
  // refused  as AppendOptions has it; may be null.
  // Errors: those of DecideBatch.
  absl::StatusOr<std::vector<v1::Event>> Rehearse(std::vector<v1::Event> commands, RefusedCommands* refused);

  // As tranche::SplitOverTranches, on the state left by all decisions so far.
  absl::StatusOr<std::vector<v1::Event>> SplitOverTranches(const v1::Event& command);

  // How many scope states have been read from the index so far.
  uint64_t state_loads() const;

  // How many commands have been decided on as bytes so far, without making their messages.
  uint64_t decided_as_bytes() const;

 private:
  struct Draft;
  class DraftReader;
  // A command that was read before it is decided on.
  struct Expected {
    CommandView command;  // if it is usual
    uint64_t line = 0;    // the fingerprint of its line, if it has one
    bool is_usual = false;
  };
  static constexpr size_t kExpected = 8;

  Draft Begin(const AppendOptions& options, Caller caller) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<DecidedBatch> Finish(absl::Status decided, const AppendOptions& options, const Accept& accept,
                                      Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status DecideAll(const Commands& commands, const AppendOptions& options, Draft* draft)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Prefetch(absl::Span<const v1::Event> commands, size_t i) const;
  absl::string_view ReadExpected(absl::string_view bytes, size_t index, const Draft& draft)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Expect(const Commands& commands, size_t i, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeMessage(v1::Event* command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeBytes(absl::string_view command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Take(v1::Event* command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool TakeUsual(Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeNew(v1::Event* command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status DecideNew(v1::Event* command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<bool> TakeKnown(const v1::Event& command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckPassage(const v1::Event& command, const Draft& draft) const;
  absl::Status TakeDecision(v1::Event* command, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeApproved(const v1::Event& proposal, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TakeAsShown(const v1::Event& command, absl::string_view shown, Draft* draft)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::shared_ptr<const EventBatch>> Try(std::vector<v1::Event>* commands, const AppendOptions& options)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<EventBytes> Settle(std::vector<v1::Event>* commands, const AppendOptions& options)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::optional<v1::Event>> FindProposal(const std::vector<v1::Event>& commands, std::string* key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static absl::Status AlsoInFuture(const v1::Event& command, const Draft& draft, const absl::Status& refusal);
  absl::Status Keep(v1::Event* event, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status AdoptEvent(absl::string_view stored, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ChangeCatalogue(const v1::Event& event, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AddStored(const EventView& event, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Add(const EventView& event, ScopeTable::Place* place, Draft* draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Undo(const Draft& draft) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  BalanceIndex& index_;
  const EventReader& recorded_;
  Clock& clock_;
  const size_t bytes_max_;

  mutable Mutex mutex_;  // held from the first decision on a batch until it is accepted or rolled back
  ScopeStates states_ ABSL_GUARDED_BY(mutex_);
  Start decided_ ABSL_GUARDED_BY(mutex_);
  CheckedLines lines_ ABSL_GUARDED_BY(mutex_);  // by the catalogue of the draft or, between batches, of decided_
  uint64_t decided_as_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Memory that is used again.
  std::array<Expected, kExpected> expected_ ABSL_GUARDED_BY(mutex_);  // the i-th command of a batch at i % kExpected
  std::string serialized_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
