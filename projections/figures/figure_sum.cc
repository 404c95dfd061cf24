#include "projections/figures/figure_sum.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace tranche {
namespace {

bool IsOperator(absl::string_view word) { return word == "+" || word == "-"; }

absl::Status Unexpected(absl::string_view text, absl::string_view found, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat("sum of figures \"", text, "\": found ", found, ", wanted ", wanted,
                                                 ", as in \"F001-08 + F001-14\""));
}

}  // namespace

absl::StatusOr<std::vector<SignedFigure>> ParseFigureSum(absl::string_view text) {
  const std::vector<absl::string_view> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  std::vector<SignedFigure> sum;
  int sign = 1;
  for (size_t i = 0; i < words.size(); ++i) {
    const bool wants_operator = i % 2 == 1;
    if (IsOperator(words[i]) != wants_operator) {
      return Unexpected(text, absl::StrCat("\"", words[i], "\""), wants_operator ? "+ or -" : "a figure");
    }
    if (wants_operator) {
      sign = words[i] == "+" ? 1 : -1;
    } else {
      sum.push_back({.sign = sign, .figure_id = std::string(words[i])});
    }
  }
  if (words.size() % 2 == 0) return Unexpected(text, "the end", "a figure");
  return sum;
}

}  // namespace tranche
