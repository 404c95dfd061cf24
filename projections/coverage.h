// Which units of a total have a record, and which money two amounts are about: by the units that records are of.
//
// Thread safety: const members may run concurrently. The geography must outlive it.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "projections/catalogue/geography.h"

namespace tranche {

class Coverage {
 public:
  explicit Coverage(const Geography* geography) : geography_(*geography) {}

  // Adds a unit that has a record. Repeating it changes nothing.
  void Add(const std::string& unit);

  bool empty() const { return reported_.empty(); }
  const absl::flat_hash_set<std::string>& units() const { return reported_; }

  // The direct members of `total` without a record of their own or of a unit that counts in them; none when `total`
  // itself has one, which stands for its members.
  // Cost: a look-up for each member.
  std::vector<std::string> MissingMembers(const std::string& total) const;

  // True when MissingMembers names one for `total` or, of its members, for one that has no record of its own.
  // Cost: a look-up for each unit below `total`.
  bool IsIncomplete(const std::string& total) const;

  // True when money of `unit` is covered: by its own record, by one of a unit that it counts in, or by those of all
  // its members.
  bool Covers(const std::string& unit) const;

  // True when every unit with a record in `other` is covered.
  bool CoversAll(const Coverage& other) const;

 private:
  bool HasRecord(const std::string& unit) const { return recorded_.contains(unit); }

  const Geography& geography_;
  absl::flat_hash_set<std::string> reported_;
  absl::flat_hash_set<std::string> recorded_;  // reported_, and all units that those count in
};

}  // namespace tranche
