// Checks whether the ledger would accept a stored event again at its position: the checks of
// verify that concern one event and what was recorded before it.
#pragma once

#include <google/protobuf/arena.h>

#include <array>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "events/command_view.h"
#include "events/posting.h"
#include "events/sequence.h"
#include "ledger/rules/checked_lines.h"
#include "ledger/rules/decisions.h"
#include "projections/index/scope_table.h"
#include "proto/event.pb.h"
#include "replay/verify/findings.h"

namespace tranche {

// A stored event being judged, reusable for many in turn. Everything here is derived from the event alone.
class JudgedEvent {
 public:
  // The event, with the stamps of the log. Before the decision, what the ledger has filled in is as the caller asked
  // for it, except that a chosen tranche is named; after it, as stored.
  v1::Event& event() { return *event_; }
  const v1::Event& event() const { return *event_; }

  // An event without fields, in the place of the last one.
  v1::Event& Clear() {
    arena_.Reset();
    event_ = google::protobuf::Arena::CreateMessage<v1::Event>(&arena_);
    return *event_;
  }

  absl::Status envelope;  // of the command

 private:
  static constexpr size_t kBlockBytes = 2048;  // most events need no more

  std::array<char, kBlockBytes> block_;
  google::protobuf::Arena arena_{block_.data(), block_.size()};
  v1::Event* event_ = google::protobuf::Arena::CreateMessage<v1::Event>(&arena_);
};

// As CheckEvent with KeyCheck::kLater, for a usual event, which `*command` was read from (ReadStoredEvent): decides on
// it as its bytes. Only ever says yes: false if CheckEvent might find something. On false nothing but `*command` has
// changed.
//
// stored  the bytes of the event. What the decision makes of the command must be the same.
// line, lines, place  as in DecideUsual (ledger/rules/usual_commands.h).
//
// Cost: that of DecideUsual, and of copying the bytes.
bool IsSound(absl::string_view stored, const DecisionGround& ground, absl::Time now, uint64_t line, CheckedLines* lines,
             CommandView* command, Decision* decision, ScopeTable::Place** place);

// Parses a stored event, as EventLog::ParseCanonical does, into `*judged` as a command.
absl::Status Prepare(absl::string_view stored_bytes, Sequence sequence, JudgedEvent* judged);

// When it is looked up whether a key was used before.
enum class KeyCheck {
  kNow,
  kLater,  // by the caller, for all events at once
};

// Decides on an event again and adds to `findings`:
//   "event"    recorded_at lies more than kClockLeapMax (ledger/clock_check.h) after `now`; the envelope, the amounts
//              or the line are not valid for a command; a reversal names no earlier event; LedgerCreated is not the
//              first event.
//   "key"      its key was used before; only by KeyCheck::kNow.
//   "guard"    a rule would have refused it: a guard on some date, the areas of its
//              tranche, a second reversal, a unit that does not exist on the date.
//   "posting"  the areas that the ledger filled in are not those of the tranche.
// A tranche chosen by the ledger is only checked, not chosen again.
//
// judged    the result of Prepare; if it is accepted, its event is again as stored.
// postings  those of the event, as StoredPostings gives them.
// ground    everything before the event; except for the log, nothing of it or after it.
// now       of the clock of this machine; one that is not usable (IsClockUsable), such as absl::InfiniteFuture(), if no
//           instant is too late.
//
// Errors: those of reading the ground's index; findings are not errors.
absl::Status CheckEvent(JudgedEvent* judged, absl::Span<const PostingView> postings, const DecisionGround& ground,
                        absl::Time now, KeyCheck keys, Findings* findings);

}  // namespace tranche
