#include "replay/verify/findings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "events/refusal.h"

namespace tranche {
namespace {

// Of the database below, which knows no refusals.
absl::Status WithoutData(const absl::Status& found) {
  return Refuse(found.code(), "finding.other", "{found}", {TextField("found", found.message())});
}

v1::Finding MakeFinding(absl::string_view check, Sequence sequence, const absl::Status& found) {
  v1::Finding finding;
  finding.set_check(std::string(check));
  finding.set_sequence(sequence);
  finding.set_message(std::string(found.message()));
  const std::optional<v1::Refusal> why = RefusalOf(found);
  *finding.mutable_why() = why ? *why : RefusalOf(WithoutData(found)).value();
  finding.set_rebuildable(check == "index" || check == "tree");
  return finding;
}

constexpr absl::string_view kMoreCode = "finding.more";

}  // namespace

uint64_t CountOf(const v1::VerifyReport& report) {
  uint64_t count = 0;
  for (const v1::Finding& finding : report.findings())
    count += finding.why().code() == kMoreCode ? finding.why().what().fields(0).number() : 1;
  return count;
}

void Findings::Add(absl::string_view check, Sequence sequence, const absl::Status& found) {
  uint64_t& count = count_of_check_[std::string(check)];
  if (++count <= kKeptOfEachCheck) kept_.push_back(MakeFinding(check, sequence, found));
}

void Findings::MoveTo(v1::VerifyReport* report) {
  for (const auto& [check, count] : count_of_check_) {
    if (count <= kKeptOfEachCheck) continue;
    kept_.push_back(MakeFinding(check, 0,
                                Refuse(absl::StatusCode::kDataLoss, kMoreCode, "and {more} more of this check",
                                       {NumberField("more", count - kKeptOfEachCheck)})));
  }
  // Sequence 0 wraps around to the greatest number, so that it sorts last.
  std::stable_sort(kept_.begin(), kept_.end(),
                   [](const v1::Finding& a, const v1::Finding& b) { return a.sequence() - 1 < b.sequence() - 1; });
  for (v1::Finding& finding : kept_) *report->add_findings() = std::move(finding);
  kept_.clear();
  count_of_check_.clear();
}

}  // namespace tranche
