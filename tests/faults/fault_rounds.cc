#include "tests/faults/fault_rounds.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "tests/faults/faulty_disk.h"
#include "tests/faults/faulty_writer.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;

// A longer history makes the oracle slow.
constexpr uint64_t kEventsMax = 150;

// After a fault that leaves the writer alive, half of the writers end with a power cut.
void EndWriter(const FaultPlan& plan) {
  if (plan.fault == Fault::kPowerCut || plan.seed % 2 == 0) FaultyDisk::Attached()->CutPower();
}

}  // namespace

std::string FaultRounds::Run(const FaultPlan& plan) {
  if (ledger_.reference().head() == 0 || ledger_.reference().head() > kEventsMax) StartAgain();
  const std::string graveyard = scratch_.File("graveyard");
  fs::remove_all(graveyard);
  fs::create_directory(graveyard);
  SharedFault injected;
  RunningChild writer = StartChild([&](int out) {
    FaultyDisk::Attach(root_, graveyard, plan, injected.get());
    FaultyWriter(ledger_.directory(), plan.seed, ledger_.reference(), injected.get(), out).Run();
    EndWriter(plan);
  });
  const RunningChild::Ending ending = writer.Wait();
  const std::string wrong = Judge(ending, *injected.get());
  if (wrong.empty()) return "";
  return absl::StrCat(wrong, "; ", FaultName(plan.fault), ": ", injected.get()->ToString(), "; planned at ",
                      FileKindName(plan.kind), " number ", plan.number, "; the writer said ",
                      Summary(AllTold(ending.text)));
}

std::string FaultRounds::Judge(const RunningChild::Ending& ending, const InjectedFault& injected) {
  const std::vector<Told> told = AllTold(ending.text);
  bool has_failed = false;
  for (const Told& each : told) {
    if (each.what == Told::What::kWrong) return each.texts[0];
    has_failed = has_failed || each.what == Told::What::kFailed;
  }
  if (ending.code != 0 && ending.code != kPowerWasCut) return absl::StrCat("the writer ended with ", ending.code);
  const Survey survey = ledger_.Follow(told);
  Count(injected, ending.code, has_failed ? ", noticed by a caller" : "");
  if (survey.wrong.empty() && !survey.exists) StartAgain();
  return survey.wrong;
}

void FaultRounds::Count(const InjectedFault& injected, int end, const std::string& outcome) {
  std::string what = end == kPowerWasCut ? "power cut at the end of the writer" : "nothing";
  if (injected.happened) what = absl::StrCat(injected.operation, " of ", FileKindName(FileKindOf(injected.file)));
  ++tally_[what + outcome];
}

void FaultRounds::StartAgain() {
  fs::remove_all(root_);
  fs::create_directory(root_);
  ledger_.Forget();
}

std::string FaultRounds::Tally() const {
  std::string text;
  for (const auto& [what, count] : tally_) absl::StrAppend(&text, "  ", count, "  ", what, "\n");
  return text;
}

}  // namespace tranche
