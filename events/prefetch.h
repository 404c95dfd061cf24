// Loads from memory that are begun before they are needed.
//
// Thread safety: pure functions; they only save time.
#pragma once

#include <cstddef>

namespace tranche {

// Begins to load `object`, not what it points to.
template <typename T>
void PrefetchObject(const T& object) {
  constexpr size_t kCacheLine = 64;
  for (size_t at = 0; at < sizeof(T); at += kCacheLine) __builtin_prefetch(reinterpret_cast<const char*>(&object) + at);
}

}  // namespace tranche
