// Who may hold money and what it may be for: units with their names and successions, region groupings, sources and
// areas, each from a date; who may do what; which periods are closed; registered projects and what can be counted of
// them; the spending rules; the terms of the ledger itself; and the version of the rules in force. A fold over the
// events that change it (IsOfCatalogue). Nothing is specific to a country: all of that is data.
//
// Invariants, enforced by Apply:
//   1. Ids are unique; exactly one unit is the nation.
//   2. A unit ends at most once, and its successor exists.
//   3. In a grouping a unit is a member of at most one region.
//   4. The version of the rules only rises.
//   5. Four eyes is switched on only while two persons are administrators.
//
// A copy shares what it has in common with the original (persistent_map.h), so each version may be kept.
// Cost of a copy: about a microsecond; of the first change after it, that of the values that it changes.
//
// Thread safety: a value; const members may run concurrently, and copies may be changed by different threads.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/posting.h"
#include "events/sequence.h"
#include "projections/catalogue/actors.h"
#include "projections/catalogue/closings.h"
#include "projections/catalogue/name_index.h"
#include "projections/catalogue/persistent_map.h"
#include "projections/catalogue/projects.h"
#include "projections/catalogue/spending_rules.h"
#include "proto/event.pb.h"

namespace tranche {

// The name of a unit from a date on.
struct UnitName {
  CivilDate from;
  std::string name;
  std::string full_name;
  v1::UnitType type = v1::UNIT_TYPE_UNSPECIFIED;
};

struct Unit {
  std::string id;
  std::string name_en;
  std::vector<UnitName> names;  // ascending by date, at least one
  std::vector<std::string> codes;
  std::vector<v1::Alias> aliases;
  CivilDate first_day;
  CivilDate last_day = CivilDate::Max();  // inclusive
  std::string successor;                  // empty while the unit lasts
  std::vector<std::string> predecessors;

  bool ExistsOn(CivilDate day) const { return first_day <= day && day <= last_day; }
  // The name on `day`; the first one if the unit did not exist yet.
  const UnitName& NameOn(CivilDate day) const;
};

// A source of money or a programme area: something with a key and names.
struct NamedTerm {
  std::string id;
  std::string name;
  std::string name_en;
  std::vector<v1::Alias> aliases;
  CivilDate first_day;
};

// Something that projects bring about, and that is counted.
struct Indicator {
  NamedTerm term;
  std::string unit;  // what is counted
};

// A partition of units into regions, from its date until the date of the next one.
struct RegionGrouping {
  std::string id;
  std::string name;
  std::string name_en;  // empty if none was given
  bool official = false;
  std::string basis;
  CivilDate first_day;
  std::map<std::string, std::string> region_of;             // unit id -> region unit id
  std::map<std::string, std::vector<std::string>> members;  // region unit id -> unit ids, ascending
  std::vector<std::string> mixed_units;
};

// Whether what is recorded needs a second person's approval.
struct FourEyes {
  bool on = false;
  Sequence since = 0;                    // of the event that set it; 0: none has
  std::set<v1::Event::KindCase> exempt;  // kinds that are recorded without, while it is on
};

class Catalogue {
 public:
  // Applies one event that changes the catalogue; other kinds are ignored. On an error nothing changes.
  //
  // Errors:
  //   INVALID_ARGUMENT     a field is missing or names something unknown; the message names it.
  //   ALREADY_EXISTS       the id is taken.
  //   FAILED_PRECONDITION  a unit that has ended is merged again, a second nation is established, the version of the
  //                        rules does not rise, a rule about roles is violated (actors.h), or four eyes is set to
  //                        what it is, or on with fewer than two administrators, a rule about closings (closings.h)
  //                        or about projects (projects.h) is violated.
  absl::Status Apply(const v1::Event& event);

  // The terms of the ledger; a default message before LedgerCreated.
  const v1::LedgerCreated& terms() const { return terms_; }

  // The version of the rules in force after the applied events (docs/rules.md), possibly one that this program does not
  // know; 0 before LedgerCreated. And the first version of tranche that knows it; empty for rules version 1.
  uint32_t rules_version() const { return rules_version_; }
  const std::string& rules_known_since() const { return rules_known_since_; }

  // The unit, or null.
  const Unit* FindUnit(absl::string_view id) const { return units_.Find(id); }
  const NamedTerm* FindSource(absl::string_view id) const { return sources_.Find(id); }
  const NamedTerm* FindArea(absl::string_view id) const { return areas_.Find(id); }
  const Indicator* FindIndicator(absl::string_view id) const { return indicators_.Find(id); }

  // By id, ascending.
  const ById<Unit>& units() const { return units_; }
  const ById<NamedTerm>& sources() const { return sources_; }
  const ById<NamedTerm>& areas() const { return areas_; }
  const ById<Indicator>& indicators() const { return indicators_; }

  // The accepted spellings of units, sources and areas. Codes are separate, because one code may mean several units.
  const NameIndex& unit_names() const { return unit_names_; }
  const NameIndex& unit_codes() const { return unit_codes_; }
  const NameIndex& source_names() const { return source_names_; }
  const NameIndex& area_names() const { return area_names_; }
  const NameIndex& indicator_names() const { return indicator_names_; }

  // Who may be given roles, and the roles that they have.
  const Actors& actors() const { return actors_; }

  // Whether four eyes is on after the applied events.
  const FourEyes& four_eyes() const { return four_eyes_; }

  // Which periods are closed.
  const Closings& closings() const { return closings_; }

  // Whether Apply changes anything by `event`: one of the catalogue, or the reversal of one. Cost: a look-up.
  bool IsChangedBy(const v1::Event& event) const;

  // The registered projects.
  const Projects& projects() const { return projects_; }
  // The spending rules.
  const SpendingRules& spending_rules() const { return spending_rules_; }

  // The unit of type nation; empty when there is none.
  const std::string& nation() const { return nation_; }

  // The grouping in force on `day`: the one with the latest first day on or before it; null when there is none.
  const RegionGrouping* GroupingOn(CivilDate day) const;

 private:
  absl::Status Establish(const v1::UnitEstablished& unit, CivilDate day);
  absl::Status Rename(const v1::UnitRenamed& renamed, CivilDate day);
  absl::Status Merge(const v1::UnitsMerged& merged, CivilDate day);
  absl::Status Group(const v1::RegionGroupingDefined& defined, CivilDate day);
  absl::Status Adopt(const v1::RulesAdopted& adopted);
  absl::Status GrantRole(const v1::Event& event, const RoleDays& days);
  absl::Status SetFourEyes(const v1::Event& event);
  absl::Status ClosePeriod(const v1::Event& event);
  absl::Status DefineIndicator(const v1::IndicatorDefined& defined, CivilDate day);
  absl::Status RegisterProject(const v1::Event& event);
  absl::Status AmendProject(const v1::ProjectAmended& amended);
  template <typename Message>
  absl::Status CheckPlaceAndSources(const Message& project) const;
  absl::Status DefineRule(const v1::Event& event, CivilDate day);
  template <typename Message>
  absl::Status CheckUnitsAndSources(const Message& message) const;

  v1::LedgerCreated terms_;
  uint32_t rules_version_ = 0;
  std::string rules_known_since_;
  ById<Unit> units_;
  ById<NamedTerm> sources_;
  ById<NamedTerm> areas_;
  ById<Indicator> indicators_;
  NameIndex unit_names_;
  NameIndex unit_codes_;
  NameIndex source_names_;
  NameIndex area_names_;
  NameIndex indicator_names_;
  Actors actors_;
  FourEyes four_eyes_;
  Closings closings_;
  Projects projects_;
  SpendingRules spending_rules_;
  std::string nation_;
  PersistentMap<CivilDate, RegionGrouping> groupings_;
};

// Whether `rule` is about money of `line`, by its source, its area and the kind of its registered project.
bool IsAboutLine(const Catalogue& catalogue, const SpendingRule& rule, const LineView& line);

}  // namespace tranche
