// One movement of money as a person states it, whatever its kind: what `tranche
// record` and a row of a CSV file have in common.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "proto/event.pb.h"

namespace tranche {

struct MoneyEntry {
  // One of the kinds that ParseKind gives.
  v1::Event::KindCase kind = v1::Event::KIND_NOT_SET;
  // Ids, not names; `area` and `project` may be empty.
  std::string unit;
  std::string source;
  std::string area;
  std::string project;
  int32_t fiscal_year = 0;
  // In minor units; below zero for a decrease, where the kind has one.
  int64_t amount = 0;
  CivilDate effective_date;
  // 0: the ledger chooses. For a transfer, the tranche that the money leaves.
  uint32_t tranche_number = 0;
  // Of a tranche only: the areas that the money may be spent in; empty for any.
  std::vector<std::string> area_limits;
  // Of a transfer only: who receives; an empty one is the same as of the giver.
  std::string to_unit;
  std::string to_area;
  // 0: the same number.
  uint32_t to_tranche_number = 0;
  // The plan stays behind.
  bool without_plan = false;
};

// What is wrong with an entry by its kind, so that nothing which was stated is dropped unseen.
struct EntryProblem {
  // The name of the member, as a CSV column is called: "tranche_number".
  absl::string_view column;
  absl::string_view wanted;
};

// Members that the kind does not have but are given, and ones that it needs but are not.
std::vector<EntryProblem> CheckEntry(const MoneyEntry& entry);

// The event without key, actor and provenance; those are the caller's.
v1::Event BuildMoneyEvent(const MoneyEntry& entry);

}  // namespace tranche
