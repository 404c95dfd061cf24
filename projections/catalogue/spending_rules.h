// The spending rules (docs/spending_rules.md): a fold over RuleDefined, and a part of the catalogue. They hold in the
// order of recording: what is recorded is judged by the rules that were defined before it and that are in force on its
// effective date.
//
// Invariants:
//   1. On a day at most one rule of an id is in force: of those with the latest first day on or before it, the one
//      defined last.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/kinds/kinds.h"
#include "events/sequence.h"
#include "projections/catalogue/persistent_map.h"
#include "proto/event.pb.h"

namespace tranche {

struct SpendingRule {
  Sequence sequence = 0;  // of the event that defines it
  v1::RuleDefined terms;
  CivilDate first_day;

  bool HasArea(absl::string_view area) const;
  bool HasSource(absl::string_view source) const;
  // project_kind  of the registered project whose money it is; nothing for a project that is not registered, or none.
  bool HasProjectKind(const std::optional<std::string>& project_kind) const;
  // True if this program judges events of the kind by it.
  bool Concerns(v1::Event::KindCase kind) const;
  // True if there is such a kind.
  bool IsJudged() const;
  // The day of its calendar for money of a budget year: the last of the month, if the month has no such day.
  CivilDate DayFor(int32_t fiscal_year) const;
};

// Leaves of the rules about advances only the most specific ones: those that name kinds of projects before those that
// name areas, and these before those that name sources. Others stay.
void KeepMostSpecificRates(std::vector<const SpendingRule*>* rules);

class SpendingRules {
 public:
  // terms  checked by its kind, with known ids.
  void Define(Sequence sequence, const v1::RuleDefined& terms, CivilDate first_day);

  // The rule of this id that is in force on `day`, or null. Valid until the next change, as all of these.
  // Cost: two look-ups.
  const SpendingRule* InForceOn(CivilDate day, absl::string_view rule_id) const;

  // All that are in force on `day`, by id. Cost: a look-up for each id.
  std::vector<const SpendingRule*> InForceOn(CivilDate day) const;

  // Of these, those that Concern events of the kind. Cost: as InForceOn; one step if none ever did.
  std::vector<const SpendingRule*> Of(v1::Event::KindCase kind, CivilDate day) const;

  // The last day on which `rule` is in force; nothing while no rule of its id follows it.
  std::optional<CivilDate> LastDayOf(const SpendingRule& rule) const;

  // True if any rule has had this id.
  bool IsKnown(absl::string_view rule_id) const { return by_id_.Find(rule_id) != nullptr; }

  // True if a rule of some day may Concern events of the kind. Cost: one step.
  bool MayConcern(v1::Event::KindCase kind) const { return concerned_[static_cast<size_t>(kind)]; }

 private:
  using ByFirstDay = std::map<CivilDate, SpendingRule>;

  ById<ByFirstDay> by_id_;
  std::bitset<kKindNumbersEnd> concerned_;  // by the number of a kind
};

}  // namespace tranche
