// The paths under which monitors read a log (https://c2sp.org/tlog-tiles): /checkpoint, /tile/<L>/<N>[.p/<W>] and
// /tile/entries/<N>[.p/<W>].
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace tranche {

inline constexpr absl::string_view kCheckpointPath = "/checkpoint";
inline constexpr absl::string_view kTilesPath = "/tile/";
inline constexpr uint32_t kFullTile = 256;

struct TilePath {
  std::optional<int> level;  // none: the entries themselves
  uint64_t place = 0;
  uint32_t width = kFullTile;  // how many hashes or entries, from the first one on

  // What is full never changes.
  bool IsFull() const { return width == kFullTile; }
};

// Reads a path that begins with kTilesPath; nothing for any other spelling than the one of the specification.
std::optional<TilePath> ReadTilePath(absl::string_view path);

}  // namespace tranche
