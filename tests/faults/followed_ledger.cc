#include "tests/faults/followed_ledger.h"

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "tests/faults/agreement.h"
#include "tests/replay/child_process.h"

namespace tranche {
namespace {

// What the surveying process reports as the number of its verdict.
constexpr uint64_t kExists = 1;

}  // namespace

Survey FollowedLedger::Follow(const std::vector<Told>& told) {
  const Survey survey = SurveyInChild(told);
  if (!survey.wrong.empty() || !survey.exists) return survey;
  if (reference_.head() == 0) reference_ = NewReference();
  for (const auto& commands : survey.taken) TRANCHE_CHECK(reference_.Append(ToEvents(commands)), "what was taken");
  return survey;
}

Survey FollowedLedger::SurveyInChild(const std::vector<Told>& told) const {
  RunningChild surveyor = StartChild([&](int out) {
    const Survey survey = SurveyLedger(directory_, reference_, told);
    for (const auto& commands : survey.taken) Tell(out, {Told::What::kAcknowledged, 0, commands});
    Tell(out, {Told::What::kWrong, survey.exists ? kExists : 0, {survey.wrong}});
  });
  const RunningChild::Ending ending = surveyor.Wait();
  Survey survey;
  bool has_verdict = false;
  for (Told& each : AllTold(ending.text)) {
    if (each.what == Told::What::kAcknowledged) survey.taken.push_back(std::move(each.texts));
    if (each.what != Told::What::kWrong) continue;
    survey.wrong = each.texts[0];
    survey.exists = each.batch == kExists;
    has_verdict = true;
  }
  if (ending.code != 0 || !has_verdict) survey.wrong = absl::StrCat("the survey ended with ", ending.code);
  return survey;
}

}  // namespace tranche
