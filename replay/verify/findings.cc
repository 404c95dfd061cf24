#include "replay/verify/findings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tranche {
namespace {

v1::Finding MakeFinding(absl::string_view check, Sequence sequence, absl::string_view message) {
  v1::Finding finding;
  finding.set_check(std::string(check));
  finding.set_sequence(sequence);
  finding.set_message(std::string(message));
  finding.set_rebuildable(check == "index" || check == "tree");
  return finding;
}

}  // namespace

void Findings::Add(absl::string_view check, Sequence sequence, absl::string_view message) {
  uint64_t& count = count_of_check_[std::string(check)];
  if (++count <= kKeptOfEachCheck) kept_.push_back(MakeFinding(check, sequence, message));
}

void Findings::MoveTo(v1::VerifyReport* report) {
  for (const auto& [check, count] : count_of_check_) {
    if (count <= kKeptOfEachCheck) continue;
    kept_.push_back(MakeFinding(check, 0, absl::StrCat("and ", count - kKeptOfEachCheck, " more of this check")));
  }
  // Sequence 0 wraps round to the greatest number, so that it sorts last.
  std::stable_sort(kept_.begin(), kept_.end(),
                   [](const v1::Finding& a, const v1::Finding& b) { return a.sequence() - 1 < b.sequence() - 1; });
  for (v1::Finding& finding : kept_) *report->add_findings() = std::move(finding);
  kept_.clear();
  count_of_check_.clear();
}

}  // namespace tranche
