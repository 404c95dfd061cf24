// Would the ledger accept this stored event again, at its place? The checks of verify
// that look at one event and at what was recorded before it.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/posting.h"
#include "events/sequence.h"
#include "ledger/rules/decisions.h"
#include "log/merkle_tree.h"
#include "proto/event.pb.h"
#include "replay/verify/findings.h"

namespace tranche {

// A stored event as it is judged. Everything here can be found out from the event alone.
struct JudgedEvent {
  // First as the command that the caller sent, with the tranche that was chosen as if it had
  // been named; once it was decided on, with the stamps of the log again.
  v1::Event event;
  Sequence sequence = 0;
  std::optional<google::protobuf::Timestamp> recorded_at;
  absl::Status envelope;  // of the command
  Digest leaf = {};       // of the stored bytes
};

// Parses a stored event, as EventLog::Parse does, into `*judged` as a command, and hashes it.
absl::Status Prepare(absl::string_view stored_bytes, Sequence sequence, JudgedEvent* judged);

// Decides on an event again and adds to `findings` what is wrong with it:
//   "event"    the envelope, the amounts or the line are not what a command may say; a
//              reversal names no earlier event; LedgerCreated is not the first event.
//   "key"      its key was used before.
//   "guard"    a rule would have refused it: a guard on some date, the areas of its
//              tranche, a second reversal, a unit that does not exist on the date.
//   "posting"  the areas that the ledger filled in are not those of the tranche.
// A tranche that the ledger chose is only checked, not chosen again.
//
// judged    what Prepare made; its event is as it was stored afterwards, when it was accepted.
// postings  those of the event, as StoredPostings gives them.
// ground    everything before the event, and nothing of it or after it, but for the log.
//
// Errors: those of reading the ground's index; findings are no errors.
absl::Status CheckEvent(JudgedEvent* judged, absl::Span<const PostingView> postings, const DecisionGround& ground,
                        Findings* findings);

}  // namespace tranche
