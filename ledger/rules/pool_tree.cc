#include "ledger/rules/pool_tree.h"

#include <utility>

namespace tranche {
namespace {

constexpr IsOlderPool kIsOlder;

// splitmix64 of what tells a pool from the others.
uint64_t PriorityOf(const TranchePool& pool) {
  uint64_t mixed = (pool.sequence ^ (uint64_t{pool.number} << 32)) + 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

void Raise(const PoolTree::Most& other, PoolTree::Most* most) {
  most->amount = std::max(most->amount, other.amount);
  most->since = std::min(most->since, other.since);
}

}  // namespace

struct PoolTree::Node {
  Node(const TranchePool& of, const Bounds& bounds) : pool(of), own(bounds), most(bounds), priority(PriorityOf(of)) {}

  TranchePool pool;
  Bounds own;
  Bounds most;  // of the node and all below it
  uint64_t priority;
  size_t size = 1;  // of the node and all below it
  Link older;
  Link newer;
};

PoolTree::Most PoolTree::Most::Of(const RunningBalance& balance) {
  Most most;
  if (balance.days() > 0) most = {balance.Last(), balance.first_day()};
  return most;
}

PoolTree::PoolTree() = default;
PoolTree::PoolTree(PoolTree&& other) noexcept = default;
PoolTree& PoolTree::operator=(PoolTree&& other) noexcept = default;
PoolTree::~PoolTree() = default;

bool PoolTree::MayServe(const Bounds& bounds, const Need& need) {
  const Most& most = bounds.*need.of;
  return most.amount >= need.amount && most.since <= need.day;
}

void PoolTree::Update(Node* node) {
  node->most = node->own;
  node->size = 1;
  for (const Link* below : {&node->older, &node->newer}) {
    if (*below == nullptr) continue;
    Raise((*below)->most.left, &node->most.left);
    Raise((*below)->most.paid, &node->most.paid);
    node->size += (*below)->size;
  }
}

bool PoolTree::Change(Node* node, const TranchePool& pool, const Bounds& bounds) {
  if (node == nullptr) return false;
  if (kIsOlder(pool, node->pool)) {
    if (!Change(node->older.get(), pool, bounds)) return false;
  } else if (kIsOlder(node->pool, pool)) {
    if (!Change(node->newer.get(), pool, bounds)) return false;
  } else {
    node->own = bounds;
  }
  Update(node);
  return true;
}

// Those older than `pool`, and the others.
void PoolTree::Split(Link tree, const TranchePool& pool, Link* older, Link* newer) {
  if (tree == nullptr) {
    older->reset();
    newer->reset();
    return;
  }
  Link rest;
  if (kIsOlder(tree->pool, pool)) {
    Split(std::move(tree->newer), pool, &rest, newer);
    tree->newer = std::move(rest);
    Update(tree.get());
    *older = std::move(tree);
  } else {
    Split(std::move(tree->older), pool, older, &rest);
    tree->older = std::move(rest);
    Update(tree.get());
    *newer = std::move(tree);
  }
}

PoolTree::Link PoolTree::Merge(Link older, Link newer) {
  if (older == nullptr) return newer;
  if (newer == nullptr) return older;
  if (older->priority > newer->priority) {
    older->newer = Merge(std::move(older->newer), std::move(newer));
    Update(older.get());
    return older;
  }
  newer->older = Merge(std::move(older), std::move(newer->older));
  Update(newer.get());
  return newer;
}

void PoolTree::Erase(Link* tree, const TranchePool& pool) {
  if (*tree == nullptr) return;
  Node& node = **tree;
  if (kIsOlder(pool, node.pool)) {
    Erase(&node.older, pool);
  } else if (kIsOlder(node.pool, pool)) {
    Erase(&node.newer, pool);
  } else {
    *tree = Merge(std::move(node.older), std::move(node.newer));
    return;
  }
  Update(&node);
}

void PoolTree::Put(const TranchePool& pool, const Bounds& bounds) {
  if (Change(root_.get(), pool, bounds)) return;
  Link older;
  Link newer;
  Split(std::move(root_), pool, &older, &newer);
  root_ = Merge(Merge(std::move(older), std::make_unique<Node>(pool, bounds)), std::move(newer));
}

void PoolTree::Erase(const TranchePool& pool) { Erase(&root_, pool); }

const TranchePool* PoolTree::Oldest(const Node* node, const TranchePool* after, const Need& need) {
  if (node == nullptr || !MayServe(node->most, need)) return nullptr;
  if (after != nullptr && !kIsOlder(*after, node->pool)) return Oldest(node->newer.get(), after, need);
  if (const TranchePool* older = Oldest(node->older.get(), after, need); older != nullptr) return older;
  if (MayServe(node->own, need)) return &node->pool;
  return Oldest(node->newer.get(), nullptr, need);
}

const TranchePool* PoolTree::OldestAfter(const TranchePool* after, const Need& need) const {
  return Oldest(root_.get(), after, need);
}

const TranchePool* PoolTree::Next(const TranchePool* after) const {
  const TranchePool* next = nullptr;
  for (const Node* node = root_.get(); node != nullptr;) {
    const bool is_after = after == nullptr || kIsOlder(*after, node->pool);
    if (is_after) next = &node->pool;
    node = is_after ? node->older.get() : node->newer.get();
  }
  return next;
}

size_t PoolTree::size() const { return root_ == nullptr ? 0 : root_->size; }

}  // namespace tranche
