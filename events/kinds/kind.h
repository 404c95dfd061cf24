// What a kind of event is, in one place: every switch over kinds asks this table (events/kinds/kinds.h) instead. Each
// kind is a constant in the file of its name; docs/adding_a_kind.md has the steps to a new one.
//
// Thread safety: constants and pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "events/posting.h"
#include "events/posting_list.h"
#include "proto/event.pb.h"

namespace tranche {

// What recording an event changes.
enum class Effect : uint8_t {
  kMoney,       // posts to the books; checked by the guards
  kCatalogue,   // defines a unit, a source, an area or the ledger itself; never reversed
  kStatement,   // what somebody said; posts nothing
  kReversal,    // posts the negative of an earlier event
  kCommitment,  // a promise about the books; posts nothing, never reversed
};

// Which amounts a command may state.
enum class AmountRule : uint8_t { kNone, kPositive, kNotZero };

// What an event does to tranches; ledger/rules/tranche_choice settles which ones.
enum class TrancheUse : uint8_t {
  kNone,     // has no tranche
  kOpens,    // brings a new one, under a number that must be free
  kSpends,   // draws on one that allows the area of the line; the oldest when the command names none
  kReturns,  // gives back to one, chosen like kSpends
  kAdjusts,  // changes what one holds; only chosen when the scope holds no other
  kMoves,    // moves money from one to another, and its area limits along
};

// Whether an event raises or lowers what a line has.
enum class Direction : int8_t { kNone = 0, kAdds = 1, kTakes = -1 };

using AreaLimits = google::protobuf::RepeatedPtrField<std::string>;

// One line of an event and what the event says about it; a view of the event.
struct EventLine {
  LineView line;                            // a catalogue event fills in only the id it is about
  int64_t amount = 0;                       // as the event states it
  Direction direction = Direction::kNone;   // kNone: states no amount
  uint32_t tranche_number = 0;              // 0: none
  const AreaLimits* area_limits = nullptr;  // to which the command limits the money; null: the kind has no such limits
};
using EventLines = absl::InlinedVector<EventLine, 2>;

// What the ledger fills in when an event draws on a tranche. In a command: what its caller asked for.
struct FilledIn {
  uint32_t number = 0;      // that the money leaves, returns to, or that is adjusted; 0: not named
  bool chosen = false;      // the caller named none
  std::string area_limits;  // those of the tranche, as JoinAreas writes them

  // Of TrancheUse::kMoves: the same for the receiver.
  uint32_t to_number = 0;
  bool to_chosen = false;
  std::string to_area_limits;
};

// The functions are never null; a default does nothing and finds nothing.
struct EventKind {
  v1::Event::KindCase number = v1::Event::KIND_NOT_SET;  // of its field in the oneof
  absl::string_view name;                                // of its message: "DisbursementMade"
  absl::string_view english;                             // what people call it in tables: "disbursement"
  absl::string_view word;                                // of `tranche record` and of CSV: "disbursement"; empty: none
  Effect effect = Effect::kCatalogue;
  AmountRule amount = AmountRule::kNone;
  TrancheUse tranche = TrancheUse::kNone;

  // Reads the serialized message of the kind into `*view`, whose kind is set. False when `bytes` are no such message,
  // as far as it can tell from what a view has. Must not allocate for one line.
  bool (*read)(absl::string_view bytes, EventView* view) = [](absl::string_view, EventView*) { return true; };

  // The same from a message: fills in what ParseEventView would.
  void (*view)(const v1::Event& event, EventView* view) = [](const v1::Event&, EventView*) {};

  // The inverse of `view`, for kinds that move money: makes the message of `*event` from what a view has.
  void (*make)(const EventView& view, v1::Event* event) = [](const EventView&, v1::Event*) {};

  // Every line of the event, in the order of the message's fields. Those of money are checked against the catalogue as
  // they are; those of statements may leave the source and the area out, or name several areas.
  EventLines (*lines)(const v1::Event& event) = [](const v1::Event&) { return EventLines(); };

  // What else must be true of a command by itself, once its lines and amounts are right.
  // Errors: INVALID_ARGUMENT.
  absl::Status (*check)(const v1::Event& command) = [](const v1::Event&) { return absl::OkStatus(); };

  // Adds what the event does to the books; the contract is that of PostingsOf.
  absl::Status (*postings)(const EventView& event, const EventView* reversed, PostingList* postings) =
      [](const EventView&, const EventView*, PostingList*) { return absl::OkStatus(); };

  // What the ledger filled in, and how it does; for kinds whose TrancheUse is neither kNone nor kOpens.
  FilledIn (*filled_in)(const v1::Event& event) = [](const v1::Event&) { return FilledIn(); };
  void (*fill_in)(const FilledIn& filled_in, v1::Event* event) = [](const FilledIn&, v1::Event*) {};
};

}  // namespace tranche
