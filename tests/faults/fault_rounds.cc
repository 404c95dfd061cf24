#include "tests/faults/fault_rounds.h"

#include <sys/mman.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "tests/faults/agreement.h"
#include "tests/faults/faulty_disk.h"
#include "tests/faults/faulty_writer.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;

// A longer history makes the oracle slow.
constexpr uint64_t kEventsMax = 150;

// What the surveying process reports besides the problem.
constexpr uint64_t kExists = 1;
constexpr uint64_t kIsRefused = 2;

// Memory that a child shares with its parent.
class SharedFault {
 public:
  SharedFault() {
    void* memory = ::mmap(nullptr, sizeof(InjectedFault), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    TRANCHE_CHECK(memory != MAP_FAILED, "mmap");
    fault_ = new (memory) InjectedFault();
  }
  ~SharedFault() { ::munmap(fault_, sizeof(InjectedFault)); }
  SharedFault(const SharedFault&) = delete;
  SharedFault& operator=(const SharedFault&) = delete;
  InjectedFault* get() { return fault_; }

 private:
  InjectedFault* fault_;
};

// After a fault that leaves the writer alive, half of the writers end with a power cut.
void EndWriter(const FaultPlan& plan) {
  if (plan.fault == Fault::kPowerCut || plan.seed % 2 == 0) FaultyDisk::Attached()->CutPower();
}

}  // namespace

std::string FaultRounds::Run(const FaultPlan& plan) {
  if (reference_.head() == 0 || reference_.head() > kEventsMax) StartAgain();
  const std::string graveyard = scratch_.File("graveyard");
  fs::remove_all(graveyard);
  fs::create_directory(graveyard);
  SharedFault injected;
  RunningChild writer = StartChild([&](int out) {
    FaultyDisk::Attach(root_, graveyard, plan, injected.get());
    FaultyWriter(directory_, plan.seed, reference_, injected.get(), out).Run();
    EndWriter(plan);
  });
  const RunningChild::Ending ending = writer.Wait();
  const std::string wrong = Judge(ending, plan, *injected.get());
  if (wrong.empty()) return "";
  return absl::StrCat(wrong, "; ", FaultName(plan.fault), ": ", injected.get()->ToString(), "; planned at ",
                      FileKindName(plan.kind), " number ", plan.number, "; the writer said ",
                      Summary(AllTold(ending.text)));
}

std::string FaultRounds::Judge(const RunningChild::Ending& ending, const FaultPlan& plan,
                               const InjectedFault& injected) {
  const std::vector<Told> told = AllTold(ending.text);
  bool has_failed = false;
  for (const Told& each : told) {
    if (each.what == Told::What::kWrong) return each.texts[0];
    has_failed = has_failed || each.what == Told::What::kFailed;
  }
  if (ending.code != 0 && ending.code != kPowerWasCut) return absl::StrCat("the writer ended with ", ending.code);
  const Survey survey = SurveyInChild(told);
  // Trailing zeros after the synced bytes are indistinguishable from damage.
  const bool is_refused = plan.leaves_zeros && survey.is_refused;
  Count(injected, ending.code, absl::StrCat(has_failed ? ", noticed by a caller" : "", is_refused ? ", refused" : ""));
  if (!survey.wrong.empty() && !is_refused) return survey.wrong;
  if (!survey.exists || is_refused) return StartAgain(), "";
  if (reference_.head() == 0) reference_ = NewReference();
  for (const auto& commands : survey.taken) TRANCHE_CHECK(reference_.Append(ToEvents(commands)), "what was taken");
  return "";
}

void FaultRounds::Count(const InjectedFault& injected, int end, const std::string& outcome) {
  std::string what = end == kPowerWasCut ? "power cut at the end of the writer" : "nothing";
  if (injected.happened) what = absl::StrCat(injected.operation, " of ", FileKindName(FileKindOf(injected.file)));
  ++tally_[what + outcome];
}

Survey FaultRounds::SurveyInChild(const std::vector<Told>& told) {
  RunningChild surveyor = StartChild([&](int out) {
    const Survey survey = SurveyLedger(directory_, reference_, told);
    for (const auto& commands : survey.taken) Tell(out, {Told::What::kAcknowledged, 0, commands});
    const uint64_t flags = (survey.exists ? kExists : 0) | (survey.is_refused ? kIsRefused : 0);
    Tell(out, {Told::What::kWrong, flags, {survey.wrong}});
  });
  const RunningChild::Ending ending = surveyor.Wait();
  Survey survey;
  bool has_verdict = false;
  for (Told& each : AllTold(ending.text)) {
    if (each.what == Told::What::kAcknowledged) survey.taken.push_back(std::move(each.texts));
    if (each.what != Told::What::kWrong) continue;
    survey.wrong = each.texts[0];
    survey.exists = (each.batch & kExists) != 0;
    survey.is_refused = (each.batch & kIsRefused) != 0;
    has_verdict = true;
  }
  if (ending.code != 0 || !has_verdict) survey.wrong = absl::StrCat("the survey ended with ", ending.code);
  return survey;
}

void FaultRounds::StartAgain() {
  fs::remove_all(root_);
  fs::create_directory(root_);
  reference_ = ReferenceLedger();
}

std::string FaultRounds::Tally() const {
  std::string text;
  for (const auto& [what, count] : tally_) absl::StrAppend(&text, "  ", count, "  ", what, "\n");
  return text;
}

}  // namespace tranche
