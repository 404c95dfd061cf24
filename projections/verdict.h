// The verdicts on published figures, and their words: what a question names them by, and what people read.
//
// Thread safety: constants and a pure function.
#pragma once

#include <algorithm>
#include <iterator>

#include "absl/strings/string_view.h"
#include "proto/view.pb.h"

namespace tranche {

struct VerdictWords {
  v1::Verdict verdict;
  absl::string_view name;     // in a question; stable
  absl::string_view english;  // for people, in tables
};

inline constexpr VerdictWords kVerdicts[] = {
    {.verdict = v1::VERDICT_AGREES, .name = "agrees", .english = "agrees"},
    {.verdict = v1::VERDICT_AGREES_WITHIN_ROUNDING, .name = "within-rounding", .english = "agrees within rounding"},
    {.verdict = v1::VERDICT_CONTRADICTS, .name = "contradicts", .english = "contradicts"},
    {.verdict = v1::VERDICT_RESTATED_SINCE, .name = "restated-since", .english = "agreed when stated, restated since"},
    {.verdict = v1::VERDICT_STATED_ONLY, .name = "stated-only", .english = "stated only"},
};

inline constexpr VerdictWords kNoVerdict = {.verdict = v1::VERDICT_UNSPECIFIED, .name = "", .english = "not judged"};

// For people; that of kNoVerdict for what is no verdict.
inline absl::string_view VerdictText(v1::Verdict verdict) {
  const auto* const found = std::find_if(std::begin(kVerdicts), std::end(kVerdicts),
                                         [verdict](const VerdictWords& words) { return words.verdict == verdict; });
  return found == std::end(kVerdicts) ? kNoVerdict.english : found->english;
}

}  // namespace tranche
