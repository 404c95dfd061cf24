// A batch of commands on its way through the ledger: what is requested, what was decided, and what its caller receives.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "events/reserved_keys.h"
#include "events/sequence.h"
#include "log/event_bytes.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

// The maximum number of events in a batch: it is built in memory (about 150 bytes per event, and 1 KiB more for each
// that came as a message).
inline constexpr size_t kBatchEventsMax = 100'000;

// The outcome of one command.
struct Receipt {
  Sequence sequence = 0;
  std::string event_id;
  absl::Time recorded_at;
  // The key was used before with the same content: this is the first receipt, nothing was written.
  bool already_recorded = false;
  // The event as it stands, or would stand, in the log.
  v1::Event event;
};

// A passkey: shows Ledger::AppendBalanceRoot that its caller has computed the balances. Only the publisher of
// checkpoints (proof/published_checkpoints.cc) can create one.
class BalanceRootPass {
 private:
  friend class CheckpointPublisher;
  BalanceRootPass() = default;
};

// The commands that refuse a batch, in its order.
struct RefusedCommands {
  struct Command {
    size_t index = 0;  // in the batch, from 0
    absl::Status why;
  };
  std::vector<Command> shown;  // the first kRefusalsShownMax (events/joined_refusals.h)
  size_t count = 0;            // of all
};

struct AppendOptions {
  // The head on which the caller's decision was based; if the log has moved, the batch is refused.
  std::optional<Sequence> expected_head;
  // Decide, but write nothing. It costs what the decision costs, and leaves no trace.
  bool dry_run = false;
  // A person has confirmed the clock: it may stamp an event however long after the previous one (clock_check.h).
  bool is_clock_right = false;
  // Who records, as a door has found out: every command is recorded as by this actor, and refused unless the actor's
  // grants, as known before the batch, allow it (ledger/authority.h). Unset: nobody was asked, and the commands
  // name their actors.
  std::optional<std::string> within_grants_of;
  // Who made the keys; those of a file's rows are only for import/importer.cc to give.
  KeyMaker key_maker = KeyMaker::kCaller;
  // Where to put the commands that are refused; the status is then that of the first, and no message names an index.
  // Unchanged if the failure is not about single commands. May be null.
  RefusedCommands* refused = nullptr;
};

// Who proposes, and until when.
struct ProposalTerms {
  std::string actor;   // ignored if the options say whose grants count
  std::string reason;  // why, for whoever approves; may be empty
  // The last day on which it can be approved, inclusive; not before today. Unset: kProposalDays after today.
  std::optional<CivilDate> expires_on;
};

// The commands of one batch: as messages or, if these are null, as bytes. A view.
struct Commands {
  std::vector<v1::Event>* messages = nullptr;
  const EventBytes* bytes = nullptr;

  size_t size() const { return messages == nullptr ? bytes->size() : messages->size(); }
};

// A command of a batch whose key was used before.
struct KnownCommand {
  size_t index = 0;  // in the batch, from 0
  Receipt first;
};

// The outcome of a batch whose commands came as bytes.
//
// Thread safety: a value; const members may run concurrently.
struct BatchReceipt {
  // The new events, those of the commands that are not in `known`, in their order: as they stand, or would stand, in
  // the log. Never null. It shares their bytes with what was written, and keeps them.
  std::shared_ptr<const EventBatch> recorded;
  // Ascending by index.
  std::vector<KnownCommand> known;

  // When the new event at `index` was recorded, from 0, below recorded->events.size().
  // Cost: a pass over its bytes.
  absl::Time RecordedAt(size_t index) const;
};

// The decision on one batch.
struct DecidedBatch {
  // The new events, as they will be in the log.
  std::shared_ptr<EventBatch> events = std::make_shared<EventBatch>();
  std::vector<KnownCommand> known;
  // The last sequence that was decided: of this batch, or of one before it.
  Sequence head = 0;
  // The sequences of the events that define the catalogue, and the catalogue that includes them; null if there are
  // none.
  std::vector<Sequence> catalogue_events;
  std::shared_ptr<const Catalogue> catalogue;
};

}  // namespace tranche
