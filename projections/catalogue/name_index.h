// An index of the spellings of units, sources or areas by folded form (name_matching.h), built once, so that a name is
// found without scanning every unit.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "projections/catalogue/persistent_map.h"

namespace tranche {

class NameIndex {
 public:
  struct Spelling {
    std::string id;
    std::string exact;  // ExactName of the text
    // Known to mean several things, so it is never accepted on its own.
    bool is_ambiguous = false;
  };

  // Adds a spelling of `id`. A text without letters and digits is ignored.
  void Add(absl::string_view id, absl::string_view text, bool is_ambiguous = false);

  // The spellings that fold to `folded`, in the order in which they were added.
  absl::Span<const Spelling> Find(absl::string_view folded) const;

  // The ids that `folded` may be a misspelling of: a spelling has the same first three characters, or the same first
  // one and an edit distance (edit_distance.h) of at most two. Nearest first, each once, at most `max`.
  // Cost: one comparison for each spelling that begins with the same byte.
  std::vector<std::string> Near(absl::string_view folded, size_t max) const;

 private:
  PersistentMap<std::string, std::vector<Spelling>> by_folded_;
};

}  // namespace tranche
