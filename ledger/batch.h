// A batch of commands on its way through the ledger: what is asked, what was decided, and what its caller gets.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "events/reserved_keys.h"
#include "events/sequence.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

// A batch holds at most this many events: it is built in memory (about 1 KiB an event).
inline constexpr size_t kBatchEventsMax = 100'000;

// What became of one command.
struct Receipt {
  Sequence sequence = 0;
  std::string event_id;
  absl::Time recorded_at;
  // The key was used before with the same content: this is the first receipt, nothing was written.
  bool already_recorded = false;
  // The event as it stands, or would stand, in the log.
  v1::Event event;
};

// What shows Ledger::AppendCommitment that its caller has computed the balances: only the publisher of checkpoints
// (proof/published_checkpoints.cc) can make one.
class CommitmentPass {
 private:
  friend class CheckpointPublisher;
  CommitmentPass() = default;
};

struct AppendOptions {
  // The head that the caller decided on; a log that has moved refuses the batch.
  std::optional<Sequence> expected_head;
  // Decide, but write nothing. It costs what the decision costs, and leaves no trace.
  bool dry_run = false;
  // The clock was looked at: it may stamp an event however long after the one before it (clock_check.h).
  bool is_clock_right = false;
  // Who made the keys; those of a file's rows are only for import/importer.cc to give.
  KeyMaker key_maker = KeyMaker::kCaller;
  // Where to put the index, from 0, of the command that is refused; the message then does
  // not name it. Unchanged if the failure is not about a single command. May be null.
  size_t* failed_index = nullptr;
};

// A command of a batch whose key was used before.
struct KnownCommand {
  size_t index = 0;  // in the batch, from 0
  Receipt first;
};

// What was decided on one batch.
struct DecidedBatch {
  // The new events, by sequence, as they will stand in the log.
  std::shared_ptr<std::vector<v1::Event>> events = std::make_shared<std::vector<v1::Event>>();
  std::vector<KnownCommand> known;
  // The last sequence that was decided: of this batch, or of one before it.
  Sequence head = 0;
  // Those of the events that define the catalogue, and the catalogue with them; null when there are none.
  std::vector<Sequence> catalogue_events;
  std::shared_ptr<const Catalogue> catalogue;
};

}  // namespace tranche
