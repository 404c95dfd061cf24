// Collects why the commands of one batch are refused: the first few in full, the others by their number, and which of
// them may follow from an earlier one.
//
// Thread safety: not thread-safe.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "ledger/batch.h"
#include "proto/event.pb.h"

namespace tranche {

// True for what refuses every command of a batch alike, whatever it says: the head has moved, the clock is wrong,
// whoever asks has no role, or the ledger cannot be read.
bool ConcernsWholeBatch(const absl::Status& refusal);

class BatchRefusals {
 public:
  // first  the sequence of the first new event of the batch.
  explicit BatchRefusals(Sequence first) : first_(first) {}

  // Adds the refusal `why` of the next command that is refused.
  //
  // index    of the command in its batch, from 0; above that of the one before.
  // command  as far as it could be read.
  // Cost: a look-up for each of its lines.
  void Add(size_t index, const v1::Event& command, const absl::Status& why);

  bool empty() const { return refused_.count == 0; }
  // True if more refusals would only be counted, so that their reasons may be short.
  bool are_enough() const;

  // What was added. If commands were refused, the status is one for all of them; each has its place in the batch,
  // unless `refused` is not null: then they are put there, without places, and the status is that of the first.
  //
  // commands  in the batch.
  absl::Status Tell(size_t commands, RefusedCommands* refused) &&;

 private:
  bool MayFollow(const v1::Event& command, const v1::Refusal& why) const;
  void Remember(const v1::Event& command);

  Sequence first_;
  RefusedCommands refused_;
  ScopeMap<bool> scopes_;         // those of the lines of the refused commands
  bool lacks_catalogue_ = false;  // an event of the catalogue is refused
};

}  // namespace tranche
