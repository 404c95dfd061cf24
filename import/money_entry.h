// One movement of money as a person states it, whatever its kind: the common form of `tranche
// record` and of a row of a CSV file.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "proto/event.pb.h"

namespace tranche {

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
  // Transfers only: the receiver; empty: the same as the giver's.
  std::string to_unit;
  std::string to_area;
  // 0: the same number.
  uint32_t to_tranche_number = 0;
  // The plan is not transferred along.
  bool without_plan = false;
  // Of what a kind may or must name (EventKind::uses_up): the sequence of the commitment or advance; 0: none.
  uint64_t named_sequence = 0;
  // Commitments only.
  std::string number;
  std::string counterparty;
  std::optional<CivilDate> until;
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

// The column that names what an entry of `kind` uses up: "commitment" or "advance"; empty if it names nothing.
absl::string_view NamedColumn(v1::Event::KindCase kind);

// True for a kind that is of the line of what it names, and so needs none of its own.
bool IsOnNamedLine(v1::Event::KindCase kind);

// The event without key, actor and provenance; the caller sets those.
v1::Event BuildMoneyEvent(const MoneyEntry& entry);

}  // namespace tranche
