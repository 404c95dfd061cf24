// What a kind of event is, in one place: code looks a kind up in this table (events/kinds/kinds.h) instead of switching
// over kinds. Each kind is a constant in the file of its name; docs/adding_a_kind.md lists the steps for adding one.
//
// Thread safety: constants and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/posting.h"
#include "events/posting_list.h"
#include "proto/event.pb.h"

namespace tranche {

// What recording an event changes.
enum class Effect : uint8_t {
  kMoney,        // posts to the books; checked by the guards
  kCatalogue,    // defines a unit, a source, an area or the ledger itself; never reversed
  kStatement,    // a statement by someone; posts nothing
  kReversal,     // posts the negative of an earlier event
  kBalanceRoot,  // publishes a root over all balances; posts nothing, never reversed
  kProposal,     // proposes, approves or rejects commands; posts nothing itself, never reversed
  kPeriod,       // closes a period of the books, or opens it again; posts nothing, never reversed
};

// Which amounts a command may state.
enum class AmountRule : uint8_t { kNone, kPositive, kNotZero, kNotNegative };

// What an event does to tranches; ledger/rules/tranche_choice settles which ones.
enum class TrancheUse : uint8_t {
  kNone,     // involves no tranche
  kOpens,    // creates one, under a number that must be free
  kSpends,   // draws on one that allows the area of the line; the oldest if the command names none
  kReturns,  // gives back to one, chosen like kSpends
  kAdjusts,  // changes what one holds; chosen only if it is the scope's only one
  kMoves,    // moves money, with its area limits, from one to another
  kNamed,    // that of the event that it names, on whose line it is, too
  kGivesUp,  // gives up what one has, chosen like kMoves
  kCarries,  // carries money, with its area limits, over to one of another year or unit; chosen like kMoves
};

// Whether an event raises or lowers what a line has.
enum class Direction : int8_t { kNone = 0, kAdds = 1, kTakes = -1 };

// One line of an event and what the event says about it; non-owning, a view into the event.
struct EventLine {
  LineView line;                           // of a catalogue event, only the id it is about is set
  int64_t amount = 0;                      // as the event states it
  Direction direction = Direction::kNone;  // kNone: states no amount
  uint32_t tranche_number = 0;             // 0: none
  std::optional<AreaViews> area_limits;    // limits stated by the command; nothing: the kind has no such limits
};
using EventLines = absl::InlinedVector<EventLine, 2>;

// What the ledger fills in when an event draws on a tranche. In a command, what its caller requested.
struct FilledIn {
  uint32_t number = 0;      // the tranche that money leaves or returns to, or that is adjusted; 0: not named
  bool chosen = false;      // the caller named none
  std::string area_limits;  // of the tranche, as JoinAreas writes them

  // TrancheUse::kMoves only: the same for the receiver.
  uint32_t to_number = 0;
  bool to_chosen = false;
  std::string to_area_limits;

  // TrancheUse::kNamed only: the line of the event that is named. Nothing in a command.
  std::optional<BudgetLine> line;

  // TrancheUse::kMoves only: whether it is carried-over money.
  bool is_carried = false;
  // TrancheUse::kCarries only: the number of the contract that is carried over.
  std::string contract;
};

// What a field of a kind's message says, and where in an EventView that is.
enum class FieldRole : uint8_t {
  kLine,         // line
  kTo,           // to
  kTranche,      // tranche_number, which the ledger fills in where the command has none
  kToTranche,    // to_tranche_number, likewise
  kAmount,       // amount
  kWithoutPlan,  // without_plan
  kLimits,       // area_limits, as the command states them
  kShares,       // shares, each with a line and an amount
  kReversed,     // reversed_sequence
  kNamed,        // named_sequence, which no usual command has
  // The others are the ledger's alone: no command has them.
  kChosen,     // that it chose the tranche
  kToChosen,   // that it chose the tranche of the receiver
  kOfTranche,  // area_limits, those of the tranche
  kToLimits,   // to_area_limits
  kCarried,    // is_carried
};

// The legal case of a carry-over to a unit that follows: one of the ledger's own.
inline constexpr absl::string_view kMergerCase = "merger";

struct KindField {
  uint32_t number = 0;
  FieldRole role = FieldRole::kLine;
};

// How far EventKind::prefetch goes: each stage follows the pointers that the one before has brought in.
enum class PrefetchStage : uint8_t { kMessage, kLine, kTexts };

// The functions are never null; the defaults are no-ops.
struct EventKind {
  v1::Event::KindCase number = v1::Event::KIND_NOT_SET;  // of its field in the oneof
  absl::string_view name;                                // of its message: "DisbursementMade"
  absl::string_view english;                             // what people call it in tables: "disbursement"
  absl::string_view word;                                // of `tranche record` and of CSV: "disbursement"; empty: none
  Effect effect = Effect::kCatalogue;
  AmountRule amount = AmountRule::kNone;
  TrancheUse tranche = TrancheUse::kNone;
  // It tells what has happened, so it takes effect on the day of recording at the latest (from rules version 4).
  bool has_happened = false;
  // It winds up what was begun: a unit that has ended may still record it, effective after its last day (from rules
  // version 4), and so may a budget year that has ended (PeriodClosed.year_end). kIfItTakes: only the former, if the
  // amount takes away. kByGiver: of two lines, that which gives.
  enum class AfterEnd : uint8_t { kNever, kIfItTakes, kByGiver, kAlways };
  AfterEnd after_end = AfterEnd::kNever;
  // The kind of the events that it may or, with TrancheUse::kNamed, must name (EventView::named_sequence), and of which
  // it uses up its amount; KIND_NOT_SET: it names none of those. See also UsedUpBy.
  v1::Event::KindCase uses_up = v1::Event::KIND_NOT_SET;
  // Of kinds whose commands are decided on as their bytes (command_view.h): all fields of the message, by ascending
  // number. Of the others nothing.
  absl::Span<const KindField> fields;

  // Reads the serialized message of the kind into `*view`, whose kind is set. Returns false if `bytes` are not such a
  // message; only fields that a view has are checked. Must not allocate for a single line.
  bool (*read)(absl::string_view bytes, EventView* view) = [](absl::string_view, EventView*) { return true; };

  // As `read`, from a message: fills in what ParseEventView would.
  void (*view)(const v1::Event& event, EventView* view) = [](const v1::Event&, EventView*) {};

  // The inverse of `view`, for kinds that move money: builds the message of `*event` from the view.
  void (*make)(const EventView& view, v1::Event* event) = [](const EventView&, v1::Event*) {};

  // Every line of the event, in the order of the message's fields. Lines of money are checked against the catalogue in
  // full; those of statements may omit the source and the area, or name several areas.
  EventLines (*lines)(const v1::Event& event) = [](const v1::Event&) { return EventLines(); };

  // The same of a view, for kinds that move money.
  EventLines (*lines_of_view)(const EventView& view) = [](const EventView&) { return EventLines(); };

  // Begins to load from memory what the functions above read of `event`. It only saves time.
  void (*prefetch)(const v1::Event& event, PrefetchStage stage) = [](const v1::Event&, PrefetchStage) {};

  // Further checks of a command on its own, after its lines and amounts have passed; of a kind that moves money, all
  // that they look at is in its view. Errors: INVALID_ARGUMENT.
  absl::Status (*check_view)(const EventView& command) = [](const EventView&) { return absl::OkStatus(); };
  // The same of the other kinds.
  absl::Status (*check)(const v1::Event& command) = [](const v1::Event&) { return absl::OkStatus(); };

  // Appends the postings of the event; the contract is that of PostingsOf.
  absl::Status (*postings)(const EventView& event, const EventView* reversed, PostingList* postings) =
      [](const EventView&, const EventView*, PostingList*) { return absl::OkStatus(); };

  // Reads and writes what the ledger fills in; for kinds whose TrancheUse is neither kNone nor kOpens.
  FilledIn (*filled_in)(const v1::Event& event) = [](const v1::Event&) { return FilledIn(); };
  void (*fill_in)(const FilledIn& filled_in, v1::Event* event) = [](const FilledIn&, v1::Event*) {};
};

// True for a kind that draws on an existing tranche: disbursement, refund, allocation adjustment, transfer, carry-over.
inline bool DrawsOnTranche(const EventKind& kind) {
  return kind.tranche != TrancheUse::kNone && kind.tranche != TrancheUse::kOpens;
}

// True for a kind with two lines, whose second one receives.
inline bool HasReceiver(const EventKind& kind) {
  return kind.tranche == TrancheUse::kMoves || kind.tranche == TrancheUse::kCarries;
}

// True for a kind of one line whose money is of the areas of the tranche, not of those of the line.
inline bool IsOfTrancheAreas(const EventKind& kind) {
  return kind.tranche == TrancheUse::kAdjusts || kind.tranche == TrancheUse::kGivesUp;
}

}  // namespace tranche
