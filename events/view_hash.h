// Heterogeneous look-up: searches a hash table of values with a view, without
// constructing a value.
#pragma once

#include <cstddef>

#include "absl/hash/hash.h"

namespace tranche {

template <typename View>
struct HashOfView {
  using is_transparent = void;
  size_t operator()(const View& view) const { return absl::HashOf(view); }
};

template <typename View>
struct EqualViews {
  using is_transparent = void;
  bool operator()(const View& a, const View& b) const { return a == b; }
};

}  // namespace tranche
