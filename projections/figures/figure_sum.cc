#include "projections/figures/figure_sum.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/refusal.h"

namespace tranche {
namespace {

bool IsOperator(absl::string_view word) { return word == "+" || word == "-"; }

absl::Status Unexpected(absl::string_view text, v1::RefusalField found, v1::RefusalField wanted) {
  return Refuse(absl::StatusCode::kInvalidArgument, "figure.sum-malformed",
                "sum of figures \"{text}\": found {found}, wanted {wanted}, as in \"F001-08 + F001-14\"",
                {TextField("text", text), std::move(found), std::move(wanted)});
}

}  // namespace

absl::StatusOr<std::vector<SignedFigure>> ParseFigureSum(absl::string_view text) {
  const std::vector<absl::string_view> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  std::vector<SignedFigure> sum;
  int sign = 1;
  for (size_t i = 0; i < words.size(); ++i) {
    const bool wants_operator = i % 2 == 1;
    if (IsOperator(words[i]) != wants_operator) {
      return Unexpected(text, TextField("found", absl::StrCat("\"", words[i], "\"")),
                        WordField("wanted", wants_operator ? "+ or -" : "a figure"));
    }
    if (wants_operator) {
      sign = words[i] == "+" ? 1 : -1;
    } else {
      sum.push_back({.sign = sign, .figure_id = std::string(words[i])});
    }
  }
  if (words.size() % 2 == 0) return Unexpected(text, WordField("found", "the end"), WordField("wanted", "a figure"));
  return sum;
}

}  // namespace tranche
