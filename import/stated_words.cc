#include "import/stated_words.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "events/refusal.h"
#include "import/nearest.h"
#include "projections/catalogue/name_matching.h"
#include "projections/verdict.h"
#include "reports/texts/translated_text.h"

namespace tranche {
namespace {

struct Word {
  absl::string_view name;
  absl::string_view english;
};

// What tables call a measure.
absl::string_view CalledInTables(const NamedMeasure& measure) {
  if (measure.measure == Measure::kCarried) return "carried over";
  if (measure.measure == Measure::kCorrected) return "corrected after settlement";
  return measure.name;
}

// Without a remark in brackets at its end: the heading "plan (approved)" is "plan".
absl::string_view WithoutRemark(absl::string_view text) {
  const size_t bracket = text.find('(');
  const bool has_remark = bracket != absl::string_view::npos && bracket > 0 && text.back() == ')';
  return has_remark ? text.substr(0, bracket) : text;
}

// The position of the one of `words` that `text` names.
absl::StatusOr<size_t> Find(absl::string_view text, absl::string_view code, absl::Span<const Word> words) {
  const std::string folded = FoldName(WithoutRemark(text));
  std::vector<std::string> names, labels;
  std::vector<NamedWord> named;
  for (size_t i = 0; i < words.size(); ++i) {
    names.emplace_back(words[i].name);
    labels.emplace_back(VietnameseOf(words[i].english));
    for (const absl::string_view name : {words[i].name, words[i].english, absl::string_view(labels.back())}) {
      if (FoldName(name) == folded) return i;
      named.push_back({std::string(name), std::to_string(i)});
    }
  }
  const absl::Status unknown =
      Refuse(absl::StatusCode::kInvalidArgument, code, "found \"{found}\", wanted one of: {known}",
             {TextField("found", text), TextsField("known", labels, names)});
  const std::string near = NearestByName(text, named);
  if (near.empty()) return unknown;
  const size_t nearest = std::stoul(near);
  return Adding(unknown, "did you mean {nearest}?", {TextsField("nearest", {labels[nearest]}, {names[nearest]})});
}

}  // namespace

absl::StatusOr<Measure> ReadMeasure(absl::string_view text) {
  std::vector<Word> words;
  for (const NamedMeasure& measure : kMeasureTable) words.push_back({measure.name, CalledInTables(measure)});
  const absl::StatusOr<size_t> found = Find(text, "measure.unknown", words);
  if (!found.ok()) return found.status();
  return kMeasureTable[*found].measure;
}

absl::StatusOr<v1::Verdict> ReadVerdict(absl::string_view text) {
  std::vector<Word> words;
  for (const VerdictWords& verdict : kVerdicts) words.push_back({verdict.name, verdict.english});
  const absl::StatusOr<size_t> found = Find(text, "verdict.unknown", words);
  if (!found.ok()) return found.status();
  return kVerdicts[*found].verdict;
}

}  // namespace tranche
