// Tranches in the order of their age, with the most that each of them could give or take back: finds the oldest that
// may have enough without trying all that have not. What it finds may still not have enough on a day in between, which
// is for the guards to say; what it passes over has not.
//
// A balanced tree (a treap, its priorities are hashes) in which every node knows the most of all below it.
//
// Thread safety: const members may run concurrently.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "events/money.h"
#include "ledger/rules/running_balance.h"
#include "ledger/rules/tranche_pool.h"

namespace tranche {

class PoolTree {
 public:
  // The most that a balance can have on every day from some day on: what it has after its last day, and nothing from a
  // day before its first.
  struct Most {
    AmountSum amount = 0;
    int32_t since = std::numeric_limits<int32_t>::max();

    static Most Of(const RunningBalance& balance);
  };
  struct Bounds {
    Most left;  // to be paid out
    Most paid;  // to come back
  };
  struct Need {
    Most Bounds::*of = &Bounds::left;
    AmountSum amount = 0;  // above 0
    int32_t day = 0;       // from which on it must be there
  };

  PoolTree();
  PoolTree(PoolTree&& other) noexcept;
  PoolTree& operator=(PoolTree&& other) noexcept;
  ~PoolTree();

  // Adds a tranche, or changes its bounds. Cost: log2(size()), as that of the others.
  void Put(const TranchePool& pool, const Bounds& bounds);

  // Does nothing when it is not there.
  void Erase(const TranchePool& pool);

  // The oldest tranche after `after` that may serve the need; null when none may. `after` null: from the oldest of all.
  // Valid until the next change.
  // Cost: log2(size()) where what has enough at the end has it from its first day on, and tranches are about as old as
  // their first day; at worst size().
  const TranchePool* OldestAfter(const TranchePool* after, const Need& need) const;

  // The oldest after `after`, whatever it has.
  const TranchePool* Next(const TranchePool* after) const;

  size_t size() const;

 private:
  struct Node;
  using Link = std::unique_ptr<Node>;

  static bool MayServe(const Bounds& bounds, const Need& need);
  static void Update(Node* node);
  static bool Change(Node* node, const TranchePool& pool, const Bounds& bounds);
  static void Split(Link tree, const TranchePool& pool, Link* older, Link* newer);
  static Link Merge(Link older, Link newer);
  static void Erase(Link* tree, const TranchePool& pool);
  static const TranchePool* Oldest(const Node* node, const TranchePool* after, const Need& need);

  Link root_;
};

}  // namespace tranche
