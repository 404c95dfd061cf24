// Chooses the tranche that a command draws on: the one that it names or, if it names none, those that allow its area,
// oldest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/posting_list.h"
#include "ledger/rules/pool_tree.h"
#include "ledger/rules/scope_state.h"
#include "ledger/rules/scope_states.h"
#include "proto/event.pb.h"

namespace tranche {

// The tranches that a command may draw on, the oldest first; at least one. Views of the state of a scope: valid until
// that changes.
class TrancheChoices {
 public:
  // One that is named, whatever it has.
  explicit TrancheChoices(const TranchePool* named) : named_(named) {}
  // All of some trees, of which those that have not enough for `need` are passed over by Next.
  TrancheChoices(absl::Span<const PoolTree* const> trees, const PoolTree::Need& need);

  // The next one that may have enough; null after the last. Whether it has is for the guards to say, and that those
  // passed over have not, is what they would say.
  // Cost: PoolTree::OldestAfter, in one tree for each different limit to areas.
  const TranchePool* Next();

  // All, also those that have not enough; and the oldest of them, at most `most`.
  size_t size() const;
  std::vector<TranchePool> Oldest(size_t most) const;

 private:
  struct Branch {
    const PoolTree* tree = nullptr;
    const TranchePool* next = nullptr;
  };

  const TranchePool* named_ = nullptr;
  bool is_named_taken_ = false;
  std::vector<Branch> branches_;
  PoolTree::Need need_;
};

// The tranches that may serve a command whose kind draws on one.
//
// Errors:
//   FAILED_PRECONDITION  there is no tranche, not the one named, or none that allows the area; the message lists the
//                        existing ones.
//   DATA_LOSS            the index is damaged.
absl::StatusOr<TrancheChoices> TrancheChoicesFor(const v1::Event& command, ScopeStates* states);

// The same for a view of a command of `kind`.
absl::StatusOr<TrancheChoices> TrancheChoicesFor(const EventKind& kind, const EventView& command, ScopeStates* states);

// Fills `pool` in.
//
// asked  FilledInOf the command as it was sent; `*event` may since have had another tranche filled in.
//
// Errors:
//   FAILED_PRECONDITION  a transfer would not move anything, or would mix money of different limits, or allocated with
//                        carried-over money; so would a carry-over, or there is no usual number for its receiver.
//   DATA_LOSS            the index is damaged.
absl::Status FillTranche(const FilledIn& asked, const TranchePool& pool, ScopeStates* states, v1::Event* event);

// The tranches that a command names; 0: none.
struct AskedTranches {
  uint32_t number = 0;
  uint32_t to_number = 0;
};

// The same for a view of a command of `kind`; `postings` keeps its area limits.
absl::Status FillTranche(const EventKind& kind, const AskedTranches& asked, const TranchePool& pool,
                         ScopeStates* states, PostingList* postings, EventView* command);

// Checks that the number of a new tranche is free for each receiver; `command` is of TrancheUse::kOpens.
//
// Errors:
//   FAILED_PRECONDITION  a receiver already holds a tranche with this number, or once held carried-over money under it.
//   DATA_LOSS            the index is damaged.
absl::Status CheckNewTranche(const EventView& command, ScopeStates* states);

}  // namespace tranche
