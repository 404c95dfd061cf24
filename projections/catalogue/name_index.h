// The spellings of units, sources or areas by their folded form (name_matching.h), made once, so that a name is found
// without looking at every unit.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tranche {

class NameIndex {
 public:
  struct Spelling {
    std::string id;
    std::string exact;  // ExactName of the text
    // Known to mean several things, so that it is never accepted alone.
    bool is_ambiguous = false;
  };

  // Adds one way to write what `id` stands for. A text without letters and digits is not added.
  void Add(absl::string_view id, absl::string_view text, bool is_ambiguous = false);

  // The spellings that fold to `folded`, in the order in which they were added.
  absl::Span<const Spelling> Find(absl::string_view folded) const;

  // Ids with a spelling that somebody who wrote `folded` may have meant: it begins with the same three characters, or
  // it begins with the same one and differs by two at most. The nearest first, each once, at most `max`.
  // Cost: a comparison with each spelling that begins with the same byte.
  std::vector<std::string> Near(absl::string_view folded, size_t max) const;

 private:
  std::map<std::string, std::vector<Spelling>, std::less<>> by_folded_;
};

}  // namespace tranche
