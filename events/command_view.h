// A command as its bytes say it, for those that can be decided on without making the message: the usual ones. What is
// not certainly one of them is left to the message, whose checks also say what is wrong.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/posting.h"

namespace tranche {

// A usual command; its texts point into the bytes that it was read from.
struct CommandView {
  const EventKind* kind = nullptr;  // has EventKind::fields
  // All that a view has, but for the lines; sequence, recorded_at, a tranche and its area limits, and the date of a
  // reversal as the command has them, until the ledger sets its own.
  EventView event;
  bool is_imported = false;    // and keeps its recorded_at
  uint32_t asked_tranche = 0;  // the tranches as the command has them
  uint32_t asked_to_tranche = 0;
  // The serialized v1::BudgetLine of each line, not read yet: those of `event.line`, `event.to` and `event.shares`.
  absl::string_view line;
  absl::string_view to;
  absl::InlinedVector<absl::string_view, 1> share_lines;
  absl::string_view reason;
  absl::string_view actor;
  // What of the bytes stays as it is: the key; recorded_at, if it is imported; from the reason to the kind; and the
  // message of the kind, if the ledger fills nothing in.
  absl::string_view key;
  absl::string_view instant;
  absl::string_view middle;
  absl::string_view message;
};

// Reads a usual command. Only ever says yes: true if, but for the lines, `bytes` are an event in canonical form
// (events/canonical_form.h) without fields that this program does not know; CheckEnvelope (events/envelope.h) accepts
// it; its kind says which fields it has (EventKind::fields); and nothing is in it that the ledger fills in, besides
// the numbers of tranches and the recorded_at of an imported event. May be false though all of that holds.
//
// actor  who records it, in place of whom the command names, if any; empty: as the command says.
//
// Cost: one pass, without allocation for a line or two.
bool ReadUsualCommand(absl::string_view bytes, absl::string_view actor, CommandView* command);

// Reads the usual command that the stored event `bytes` was, as ReadUsualCommand does: sequence and recorded_at are
// those of the event, and what else the ledger has filled in is taken out again, but for the date of a reversal. Once
// it is decided on, AppendUsualEvent makes the same bytes of it, if the decision is the same. Only ever says yes.
bool ReadStoredEvent(absl::string_view bytes, CommandView* command);

// Reads a line of such a command; false if it is not certainly in canonical form, or has a text that CheckEnvelope
// might refuse.
bool ReadUsualLine(absl::string_view bytes, LineView* line);

// The key of a usual command; of other bytes it may be another one, or empty. Cost: a few steps.
absl::string_view KeyOfCommand(absl::string_view bytes);

// Appends the event that `command` has become to `*stored`, as protobuf would serialize the message.
//
// command  with what the ledger fills in: sequence, recorded_at, tranches and their area limits, the date of a
// reversal.
void AppendUsualEvent(const CommandView& command, std::string* stored);

}  // namespace tranche
