// A command as its bytes say it, for those that can be decided on without making the message: the usual ones. What is
// not certainly one of them is left to the message, whose checks also say what is wrong.
//
// Thread safety: values and pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/posting.h"

namespace tranche {

// A usual command; its texts point into the bytes that it was read from.
struct CommandView {
  const EventKind* kind = nullptr;  // has EventKind::one_line
  // All that a view has, but for the line; sequence, recorded_at, the tranche and its area limits as the command has
  // them, until the ledger sets its own.
  EventView event;
  bool is_imported = false;  // and keeps its recorded_at
  absl::string_view line;    // the serialized v1::BudgetLine, not read yet
  // What of the bytes stays as it is: up to where recorded_at is filled in, and from there to the kind.
  absl::string_view begin;
  absl::string_view middle;
};

// Reads a usual command. Only ever says yes: true if, but for the line, `bytes` are an event in canonical form
// (events/canonical_form.h) without fields that this program does not know; CheckEnvelope (events/envelope.h) accepts
// it; it is of a kind with one line and no checks of its own; and nothing is in it that the ledger fills in, besides
// the number of a tranche and the recorded_at of an imported event. May be false though all of that holds.
//
// Cost: one pass, without allocation.
bool ReadUsualCommand(absl::string_view bytes, CommandView* command);

// Reads the line of such a command; false if it is not certainly in canonical form, or has a text that CheckEnvelope
// might refuse.
bool ReadUsualLine(absl::string_view bytes, LineView* line);

// The key of a usual command; of other bytes it may be another one, or empty. Cost: a few steps.
absl::string_view KeyOfCommand(absl::string_view bytes);

// Appends the event that `command` has become to `*stored`, as protobuf would serialize the message.
//
// command  with what the ledger fills in: sequence, recorded_at, and the tranche and its area limits if it has one.
// is_tranche_chosen  the caller named no tranche.
void AppendUsualEvent(const CommandView& command, bool is_tranche_chosen, std::string* stored);

}  // namespace tranche
