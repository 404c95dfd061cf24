// How a published figure names other figures: a sum of their ids, as in
// "F004-17 - F004-19".
//
// Thread safety: a value and a pure function.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

// One figure of a sum.
struct SignedFigure {
  // +1 or -1.
  int sign = 1;
  // The figure's key, not empty; it need not exist.
  std::string figure_id;
};

// Parses ids joined by "+" and "-", in the order written.
//
// text  "F001-08", "F003-07 + F003-12". An operator has spaces on both sides,
//       since ids contain hyphens; nothing precedes the first id.
//
// Errors:
//   INVALID_ARGUMENT  no id, an id in place of an operator, or the reverse; the
//                     message has the text, the word and what was wanted.
absl::StatusOr<std::vector<SignedFigure>> ParseFigureSum(absl::string_view text);

}  // namespace tranche
