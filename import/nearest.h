// The word that somebody probably meant.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche {

// The one of `words` that `text` becomes by the fewest changes: a letter more, less or other, or two that change
// places; whole words that begin with `text` first. Empty when none is near: more than a third of its letters would
// change.
std::string Nearest(absl::string_view text, const std::vector<std::string>& words);

// A word with what people call it.
struct NamedWord {
  std::string name;
  std::string word;
};

// The word of the one of `named` whose name is `text`, with or without diacritics; else of the one whose name has
// `text` in it, or is near to it as in Nearest. Empty when none is.
std::string NearestByName(absl::string_view text, const std::vector<NamedWord>& named);

// `status` with "did you mean ...?" after its text, when one of `words` is near to `text`.
absl::Status WithNearest(const absl::Status& status, absl::string_view text, const std::vector<std::string>& words);

}  // namespace tranche
