// Bytes to be read, and as what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

enum class FuzzKind : uint8_t { kEvent, kNote, kKey, kLeaf, kProof, kRow };

inline constexpr absl::string_view kFuzzNames[] = {"event", "note", "key", "leaf", "proof", "row"};

inline absl::string_view NameOf(FuzzKind kind) { return kFuzzNames[static_cast<size_t>(kind)]; }

// The first letter of its name, which the second checker is asked with.
inline char LetterOf(FuzzKind kind) { return NameOf(kind).front(); }

struct FuzzInput {
  FuzzKind kind = FuzzKind::kEvent;
  std::string bytes;
};

}  // namespace tranche
