// A sorted map whose copies share what they have in common: a copy costs one pointer, and a change after it copies the
// way to the changed value, not the map. So each version of the catalogue may be kept. (A persistent data structure in
// the sense of Driscoll, Sarnak, Sleator and Tarjan, "Making Data Structures Persistent", 1989.)
//
// The values are in blocks of at most kBlockMax, in order; a change copies one block and the list of the blocks, unless
// nobody shares them.
//
// Memory of a change after a copy: up to 8 bytes for each value of its block and for each block, and the value itself.
//
// Thread safety: a value; const members may run concurrently, and copies may be changed by different threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "boost/smart_ptr/intrusive_ref_counter.hpp"

namespace tranche {

template <typename Key, typename Value>
class PersistentMap {
  template <typename T>
  struct Shared final : boost::intrusive_ref_counter<Shared<T>> {
    template <typename... Args>
    explicit Shared(Args&&... args) : content(std::forward<Args>(args)...) {}
    T content;
  };
  template <typename T>
  using Pointer = boost::intrusive_ptr<Shared<T>>;
  using Node = std::pair<const Key, Value>;
  using Block = std::vector<Pointer<Node>>;  // ascending, not empty
  struct List {
    std::vector<Pointer<Block>> blocks;  // ascending
    size_t values = 0;                   // in all of them
  };
  static constexpr size_t kBlockMax = 64;

  struct Place {
    size_t block = 0;
    size_t at = 0;  // in the block

    bool operator==(const Place&) const = default;
  };

 public:
  using value_type = Node;

  class const_iterator {
   public:
    using iterator_category = std::bidirectional_iterator_tag;
    using value_type = Node;
    using difference_type = std::ptrdiff_t;
    using pointer = const Node*;
    using reference = const Node&;

    const_iterator() = default;

    reference operator*() const { return Here()[place_.at]->content; }
    pointer operator->() const { return &**this; }
    const_iterator& operator++() {
      if (++place_.at == Here().size()) place_ = {place_.block + 1, 0};
      return *this;
    }
    const_iterator& operator--() {
      if (place_.at == 0) {
        --place_.block;
        place_.at = Here().size();
      }
      --place_.at;
      return *this;
    }
    const_iterator operator++(int) { return std::exchange(*this, std::next(*this)); }
    const_iterator operator--(int) { return std::exchange(*this, std::prev(*this)); }
    bool operator==(const const_iterator& other) const { return place_ == other.place_; }

   private:
    friend class PersistentMap;
    const_iterator(const List* list, Place place) : list_(list), place_(place) {}
    const Block& Here() const { return list_->blocks[place_.block]->content; }

    const List* list_ = nullptr;
    Place place_;
  };

  // The value of `key`; null if there is none. Valid until this map is changed or destroyed, as every pointer and
  // iterator that it gives; what copies share stays as long as one of them has it.
  // Cost: log2(size()) comparisons.
  template <typename Like>
  const Value* Find(const Like& key) const {
    const Place place = LowerBound(key);
    return Has(place, key) ? &BlockAt(place.block)[place.at]->content.second : nullptr;
  }

  // The value of `key` for a change, which is over before this map is copied: the copy would be changed, too. Null if
  // there is none. Cost: as Find; after a copy that of copying the value, its block and the list of the blocks.
  template <typename Like>
  Value* Edit(const Like& key) {
    const Place place = LowerBound(key);
    if (!Has(place, key)) return nullptr;
    return &Owned(&Owned(&Owned(&list_).blocks[place.block])[place.at]).second;
  }

  // The value of `key` for a change, made if there is none. Cost: as Edit.
  template <typename Like>
  Value& operator[](const Like& key) {
    if (Value* const found = Edit(key); found != nullptr) return *found;
    return Insert(LowerBound(key), Key(key));
  }

  // Does nothing if there is no such key. Cost: as Edit.
  template <typename Like>
  void Erase(const Like& key) {
    const Place place = LowerBound(key);
    if (!Has(place, key)) return;
    List& list = Owned(&list_);
    Block& block = Owned(&list.blocks[place.block]);
    block.erase(block.begin() + static_cast<std::ptrdiff_t>(place.at));
    if (block.empty()) list.blocks.erase(list.blocks.begin() + static_cast<std::ptrdiff_t>(place.block));
    --list.values;
  }

  // The first whose key is not below `key`, the first whose key is above it, or end(). Cost: as Find.
  template <typename Like>
  const_iterator From(const Like& key) const {
    const Place place = LowerBound(key);
    const bool is_behind_its_block = place.block < BlockCount() && place.at == BlockAt(place.block).size();
    return {ListOrNull(), is_behind_its_block ? Place{place.block + 1, 0} : place};
  }
  template <typename Like>
  const_iterator After(const Like& key) const {
    const const_iterator found = From(key);
    return found != end() && !std::less<>()(key, found->first) ? std::next(found) : found;
  }

  size_t size() const { return list_ == nullptr ? 0 : list_->content.values; }
  bool empty() const { return size() == 0; }
  const_iterator begin() const { return {ListOrNull(), {}}; }
  const_iterator end() const { return {ListOrNull(), {BlockCount(), 0}}; }

 private:
  // What `*pointer` points to, copied first if somebody shares it.
  template <typename T>
  static T& Owned(Pointer<T>* pointer) {
    if (*pointer == nullptr) *pointer = new Shared<T>();
    if ((*pointer)->use_count() != 1) *pointer = new Shared<T>(std::as_const((*pointer)->content));
    return (*pointer)->content;
  }

  const List* ListOrNull() const { return list_ == nullptr ? nullptr : &list_->content; }
  size_t BlockCount() const { return list_ == nullptr ? 0 : list_->content.blocks.size(); }
  const Block& BlockAt(size_t index) const { return list_->content.blocks[index]->content; }

  // In which block `key` is or would be, and the first there that is not below it, or the end of the block.
  template <typename Like>
  Place LowerBound(const Like& key) const {
    if (list_ == nullptr) return {};
    const auto& blocks = list_->content.blocks;
    const auto above = std::upper_bound(blocks.begin(), blocks.end(), key, [](const Like& wanted, const auto& block) {
      return std::less<>()(wanted, block->content.front()->content.first);
    });
    if (above == blocks.begin()) return {};
    const Block& block = (*std::prev(above))->content;
    const auto at = std::lower_bound(block.begin(), block.end(), key, [](const auto& node, const Like& wanted) {
      return std::less<>()(node->content.first, wanted);
    });
    return {static_cast<size_t>(above - blocks.begin()) - 1, static_cast<size_t>(at - block.begin())};
  }

  template <typename Like>
  bool Has(Place place, const Like& key) const {
    return place.block < BlockCount() && place.at < BlockAt(place.block).size() &&
           !std::less<>()(key, BlockAt(place.block)[place.at]->content.first);
  }

  Value& Insert(Place place, Key key) {
    List& list = Owned(&list_);
    if (list.blocks.empty()) list.blocks.push_back(new Shared<Block>());
    Block& block = Owned(&list.blocks[place.block]);
    const Pointer<Node> made =
        new Shared<Node>(std::piecewise_construct, std::forward_as_tuple(std::move(key)), std::forward_as_tuple());
    block.insert(block.begin() + static_cast<std::ptrdiff_t>(place.at), made);
    ++list.values;
    if (block.size() > kBlockMax) Split(place.block, &list);
    return made->content.second;
  }

  // Makes two blocks of one that nobody shares.
  static void Split(size_t index, List* list) {
    Block& block = list->blocks[index]->content;
    const auto middle = block.begin() + kBlockMax / 2;
    Pointer<Block> upper = new Shared<Block>(std::make_move_iterator(middle), std::make_move_iterator(block.end()));
    block.erase(middle, block.end());
    list->blocks.insert(list->blocks.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(upper));
  }

  Pointer<List> list_;  // null: empty
};

// What has an id, in the order of the ids.
template <typename Value>
using ById = PersistentMap<std::string, Value>;

}  // namespace tranche
