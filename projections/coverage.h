// Which units of a total have a record, and whether two amounts cover the same money, judged by the units of their
// records.
//
// Thread safety: a value for one thread. The geography must outlive it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "projections/catalogue/geography.h"

namespace tranche {

class Coverage {
 public:
  // since  units that had ended before it cannot be missing: the first day of the fiscal year, if the records are
  //        of one; the first of all days otherwise.
  Coverage(const Geography* geography, CivilDate since) : geography_(*geography), since_(since) {}

  // Adds a unit that has a record. Idempotent.
  // Cost: constant for units in ascending order; otherwise at worst a step for each unit added.
  void Add(const std::string& unit);

  bool empty() const { return reported_.empty(); }

  // The direct members of `total` that can have a record.
  std::vector<std::string> MembersOf(const std::string& total) const { return geography_.MembersOf(total, since_); }

  // The direct members of `total` that have no record, neither their own nor of a unit that counts in them; none if
  // `total` itself has one, which covers its members.
  // Cost: a look-up for each member.
  std::vector<std::string> MissingMembers(const std::string& total) const;

  // The direct members of `total` that have a record and are incomplete themselves; none if `total` itself has one.
  // Cost: a look-up for each unit below `total`.
  std::vector<std::string> IncompleteMembers(const std::string& total) const;

  // True if MissingMembers is not empty for `total` or, recursively, for a member without a record of its own.
  // Cost: a look-up for each unit below `total`.
  bool IsIncomplete(const std::string& total) const;

  // True if money of `unit` is covered: by its own record, by that of a unit that it counts in, or by those of all its
  // members.
  bool Covers(const std::string& unit) const;

  // True when every unit with a record in `other` is covered.
  bool CoversAll(const Coverage& other) const;

 private:
  bool IsReported(const std::string& unit) const;
  bool HasRecord(const std::string& unit) const;

  const Geography& geography_;
  CivilDate since_;
  std::vector<std::string> reported_;  // ascending
  // The same, and all units that those count in; only found when it is asked for, which is rare.
  mutable std::optional<absl::flat_hash_set<std::string>> recorded_;
};

}  // namespace tranche
