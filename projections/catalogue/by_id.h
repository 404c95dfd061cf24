// A map from ids to values that is iterated in the order of the ids and looked up by hash: decisions look units,
// sources and areas up for every line.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace tranche {

template <typename Value>
class ById {
 public:
  using InOrder = std::map<std::string, Value>;

  ById() = default;
  ~ById() = default;
  ById(const ById& other) : values_(other.values_) { Place(); }
  ById& operator=(const ById& other) {
    if (this == &other) return *this;
    values_ = other.values_;
    Place();
    return *this;
  }
  ById(ById&&) = default;  // the nodes of a map stay where they are
  ById& operator=(ById&&) = default;

  // Null if there is none. Valid until the map is changed, copied over or destroyed. Cost: a hash.
  const Value* Find(absl::string_view id) const {
    const auto found = places_.find(id);
    return found == places_.end() ? nullptr : found->second;
  }
  Value* Find(absl::string_view id) { return const_cast<Value*>(std::as_const(*this).Find(id)); }

  // The value of `id`, made if there is none. Cost: log2 of the number of values.
  Value& operator[](absl::string_view id) {
    if (Value* found = Find(id); found != nullptr) return *found;
    auto& [key, value] = *values_.try_emplace(std::string(id)).first;
    places_.emplace(key, &value);
    return value;
  }

  // The first value whose id is above `id`, or end().
  typename InOrder::const_iterator After(const std::string& id) const { return values_.upper_bound(id); }

  size_t size() const { return values_.size(); }
  typename InOrder::const_iterator begin() const { return values_.begin(); }
  typename InOrder::const_iterator end() const { return values_.end(); }

 private:
  void Place() {
    places_.clear();
    for (auto& [id, value] : values_) places_.emplace(id, &value);
  }

  InOrder values_;
  absl::flat_hash_map<absl::string_view, Value*> places_;  // of the values, by the same ids
};

}  // namespace tranche
