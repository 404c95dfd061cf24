// One movement of money as a person states it, whatever its kind: the common form of `tranche
// record` and of a row of a CSV file.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

// The most years that a budget year may lie ahead of the date from which something counts: a plan of several years has
// five.
inline constexpr int32_t kBudgetYearsAhead = 5;

struct MoneyEntry {
  // One of KindsTaken::kRows (import/kind_names.h).
  v1::Event::KindCase kind = v1::Event::KIND_NOT_SET;
  // Ids, not names; `area` and `project` may be empty.
  std::string unit;
  std::string source;
  std::string area;
  std::string project;
  int32_t fiscal_year = 0;
  // In minor units; negative for a decrease, if the kind allows one.
  int64_t amount = 0;
  CivilDate effective_date;
  // 0: the ledger chooses. For a transfer, the tranche that the money leaves.
  uint32_t tranche_number = 0;
  // Tranches only: the areas that the money may be spent in; empty for any.
  std::vector<std::string> area_limits;
  // Transfers and carry-overs only: the receiver; empty: the same as the giver's. The area of transfers only.
  std::string to_unit;
  std::string to_area;
  // 0: the same number; of a carry-over, what the ledger fills in.
  uint32_t to_tranche_number = 0;
  // Carry-overs only: the year that receives; 0: the next one, or the same one of another unit.
  int32_t to_fiscal_year = 0;
  // Carry-overs only: the case of the law; empty: for another unit, a merger.
  std::string legal_case;
  // The plan is not transferred along.
  bool without_plan = false;
  // Of what a kind may or must name (EventKind::uses_up): the sequence of the commitment or advance; 0: none.
  uint64_t named_sequence = 0;
  // Carry-overs only: it names an advance.
  bool names_advance = false;
  // Commitments only.
  std::string number;
  std::string counterparty;
  std::optional<CivilDate> until;
  // Settlements only: minor units.
  int64_t disallowed = 0;
  bool is_final = false;
  // Corrections only.
  std::string finding;
};

// A mismatch between an entry and its kind, so that nothing stated is dropped silently.
struct EntryProblem {
  // The member, by the name of its CSV column: "tranche_number".
  absl::string_view column;
  absl::string_view wanted;
  // Another member that would do, likewise; empty for most.
  absl::string_view or_column = "";
  // The kind does not have the member: nothing is wanted.
  bool is_of_other_kinds = false;
};

// Members that are set but that the kind does not have, and members that it requires but that
// are not set.
std::vector<EntryProblem> CheckEntry(const MoneyEntry& entry);

// True if an entry of `kind` may name what it uses up in `column`, which is "commitment" or "advance".
bool MayName(v1::Event::KindCase kind, absl::string_view column);

// The kind of what `column` names.
v1::Event::KindCase KindNamedBy(absl::string_view column);

// True for a kind that is of the line of what it names, and so needs none of its own.
bool IsOnNamedLine(v1::Event::KindCase kind);

// Checks that something of the budget year `fiscal_year` may count from `effective` on: the year is that of the first
// day of the oldest unit in `catalogue` or a later one, and at most kBudgetYearsAhead after the date. People mistype
// years; what is recorded is judged by the ledger's rules alone. OK for 0, a year that was not said.
// Cost: a step for each unit, if the year is none of those next to the date.
// Errors: INVALID_ARGUMENT  year.not-possible, with the years that are.
absl::Status CheckBudgetYear(const Catalogue& catalogue, int32_t fiscal_year, CivilDate effective);

// Checks that money may go on from the budget year `fiscal_year` on `effective`: on its last day or later. A year that
// is running would lose what it still pays with; mostly its number is a typing error.
// Errors: FAILED_PRECONDITION  carry-over.year-not-over, with the last day.
absl::Status CheckYearIsOver(int32_t fiscal_year, CivilDate effective);

// The same of an entry that is carried over to a later year; of any other entry it is OK.
absl::Status CheckYearIsOver(const MoneyEntry& entry);

// The event without key, actor and provenance; the caller sets those.
v1::Event BuildMoneyEvent(const MoneyEntry& entry);

}  // namespace tranche
