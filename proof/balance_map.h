// Every balance line of a ledger in one Merkle tree (proof/ordered_tree.h): the running totals of each by day, as known
// at one sequence. Its root, once in the log (v1::BalancesCommitted), commits to all of them at once: a line that is
// not in the tree has no postings, and no event can be left out of an answer. docs/proofs.md is the specification.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "events/posting.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "log/merkle_tree.h"
#include "projections/read_view.h"
#include "proof/ordered_tree.h"
#include "proof/proven_lines.h"

namespace tranche {

// A total of a line and measure: the sum of their postings, and their number.
struct PostedSum {
  AmountSum amount = 0;
  uint64_t postings = 0;

  friend bool operator==(const PostedSum&, const PostedSum&) = default;
};

// The changes by the postings of a line and measure on each day.
class MovedByDay {
 public:
  void Add(CivilDate date, int64_t amount);

  // The running totals, as a leaf lists them.
  std::vector<std::pair<CivilDate, PostedSum>> Totals() const;

 private:
  std::map<CivilDate, PostedSum> moved_;
};

// One leaf: a line, a measure, and their total at the end of each day on which they have a posting.
struct BalanceLeaf {
  BudgetLine line;
  Measure measure = Measure::kPlan;
  std::vector<std::pair<CivilDate, PostedSum>> days;  // ascending

  // Reads the bytes of a leaf.
  // Errors: INVALID_ARGUMENT  they are not a leaf, or not in the form that ToBytes writes.
  static absl::StatusOr<BalanceLeaf> Parse(absl::string_view bytes);

  std::string ToBytes() const;

  // The bytes up to the days. Leaves are ordered by key; no key is a prefix of another.
  static std::string Key(const LineView& line, Measure measure);

  // The bytes of a leaf with this key and these days.
  static std::string Bytes(const std::string& key, const std::vector<std::pair<CivilDate, PostedSum>>& days);

  // The key in the bytes of a leaf: the bytes up to the days. Of any other text, all of it.
  static absl::string_view KeyIn(absl::string_view bytes);

  // The scope of a key. Errors: INVALID_ARGUMENT  it is none.
  static absl::StatusOr<Scope> ScopeIn(absl::string_view key);

  // At the end of `date`; nothing before the first day.
  PostedSum At(CivilDate date) const;

  friend bool operator==(const BalanceLeaf&, const BalanceLeaf&) = default;
};

// The common prefix of every leaf of a unit, of one of its years, or of a source in that year. Null: not restricted; a
// source is ignored without a year.
std::string LeafPrefix(absl::string_view unit, const int32_t* fiscal_year, const std::string* source);

class BalanceMap {
 public:
  // Builds the tree of what the ledger knew at `known_at` (inclusive). Cost: a step for each posting up to it, a read
  // of each event on units and boundaries; memory for one line of text for each line and day.
  //
  // binds_order  as v1::BalancesCommitted: false for the tree of older balance roots, which has no such events and of
  //              which nothing can be proved.
  // Errors: DATA_LOSS  a row of the index, or an event, is damaged.
  static absl::StatusOr<BalanceMap> Make(const ReadView& view, Sequence known_at, bool binds_order = true);

  // The leaves of one scope, ascending, as Make has them. Cost: a step for each posting of the scope up to `known_at`.
  // Errors: as Make.
  static absl::StatusOr<std::vector<std::string>> LeavesOf(const ReadView& view, const Scope& scope, Sequence known_at);

  // The number of leaves, and of those that are budget lines; the others come first.
  uint64_t size() const { return leaves_.size(); }
  uint64_t lines() const { return leaves_.size() - boundaries_; }
  const Digest& root() const { return root_; }

  // The tree over the leaves, as of its root.
  const OrderedTree& tree() const { return tree_; }

  // The bytes of the leaf at `index`, from 0, in ascending order.
  const std::string& leaf(uint64_t index) const { return leaves_[index]; }

  // Adds to `nodes` the part of the tree with all leaves that begin with one of `prefixes`. Cost: as ProveLines.
  void Prove(const LinePrefixes& prefixes, LineNodes* nodes) const;

 private:
  BalanceMap(std::vector<std::string> leaves, uint64_t boundaries, bool binds_order);

  std::vector<std::string> leaves_;
  uint64_t boundaries_ = 0;  // leaves of events on units and boundaries
  OrderedTree tree_;
  Digest root_ = {};
};

}  // namespace tranche
