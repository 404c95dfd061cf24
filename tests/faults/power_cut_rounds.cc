#include "tests/faults/power_cut_rounds.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/faults/faulty_writer.h"
#include "tests/faults/interposed_syncs.h"
#include "tests/replay/child_process.h"

namespace tranche {
namespace {

// A longer history makes the oracle slow.
constexpr uint64_t kEventsMax = 150;

constexpr int kKilled = 128 + SIGKILL;

const char* CutName(LoopDisk::Cut cut) {
  static const char* const kNames[] = {"a stop that loses nothing", "a cut that loses bytes",
                                       "a cut that loses bytes, names and lengths"};
  return kNames[static_cast<uint32_t>(cut)];
}

bool ReadSome(int in, std::string* said) {
  char buffer[65536];
  const ssize_t n = ::read(in, buffer, sizeof(buffer));
  if (n > 0) said->append(buffer, static_cast<size_t>(n));
  return n > 0;
}

// Whether there is something to read at once, or the end.
bool IsReady(int in) {
  pollfd asked = {in, POLLIN, 0};
  return ::poll(&asked, 1, 0) > 0;
}

// An acknowledgement that came when the power was off may rest on what a file system says that was shut down, and XFS
// says that syncs are done. With the power a process would have gone, too. So what it is of may be there or not.
void Doubt(size_t certain, std::vector<Told>* told) {
  for (size_t i = certain; i < told->size(); ++i) {
    Told& each = (*told)[i];
    if (each.what == Told::What::kAcknowledged) each = {Told::What::kFailed, each.batch, {"power was off"}};
  }
}

}  // namespace

PowerCut PowerCut::At(uint64_t seed, uint64_t reports_max) {
  std::mt19937_64 random(seed);
  PowerCut cut;
  const uint64_t kind = random() % 6;
  cut.cut = kind == 0 ? LoopDisk::Cut::kAtRest : kind < 3 ? LoopDisk::Cut::kLosesBytes : LoopDisk::Cut::kLosesChanges;
  cut.after_reports = random() % reports_max;
  cut.then_microseconds = static_cast<int64_t>(random() % 5000);
  cut.alive_microseconds = static_cast<int64_t>(random() % 3000);
  return cut;
}

std::string PowerCut::ToString() const {
  return absl::StrCat(CutName(cut), " ", then_microseconds, " us after report ", after_reports, ", killed ",
                      alive_microseconds, " us later");
}

Interrupted RunUntilPowerCut(const PowerCut& cut, LoopDisk* disk,
                             const std::function<void(const InjectedFault* power, int out)>& write) {
  SharedFault power;
  RunningChild writer = StartChild([&](int out) { write(power.get(), out); });
  std::string said;
  while (AllTold(said).size() < cut.after_reports && ReadSome(writer.in, &said)) continue;
  absl::SleepFor(absl::Microseconds(cut.then_microseconds));
  while (IsReady(writer.in) && ReadSome(writer.in, &said)) continue;
  const bool was_writing = !IsReady(writer.in);
  const size_t certain = AllTold(said).size();
  std::snprintf(power.get()->operation, sizeof(power.get()->operation), "%s", std::string(kPowerOff).c_str());
  power.get()->happened = true;
  disk->CutPower(cut.cut);
  absl::SleepFor(absl::Microseconds(cut.alive_microseconds));
  ::kill(writer.pid, SIGKILL);
  const RunningChild::Ending ending = writer.Wait();
  disk->ComeBack();
  Interrupted interrupted = {AllTold(said + ending.text), was_writing, ending.code};
  Doubt(certain, &interrupted.told);
  return interrupted;
}

std::string PowerCutRounds::Run(const PowerCut& cut, uint64_t seed, Syncs syncs) {
  if (!has_ledger() || ledger_.reference().head() > kEventsMax) StartAgain();
  const Interrupted writer = RunUntilPowerCut(cut, &disk_, [&](const InjectedFault* power, int out) {
    if (syncs == Syncs::kIgnored) IgnoreSyncs();
    FaultyWriter(ledger_.directory(), seed, ledger_.reference(), power, out).Run();
  });
  const std::string wrong = Judge(writer);
  ++tally_[absl::StrCat(CutName(cut.cut), writer.was_writing ? " while it was written to" : " after the writer's end")];
  if (wrong.empty()) return "";
  return absl::StrCat(wrong, "; ", cut.ToString(), "; the writer said ", Summary(writer.told));
}

std::string PowerCutRounds::Judge(const Interrupted& writer) {
  for (const Told& each : writer.told) {
    if (each.what == Told::What::kWrong) return each.texts[0];
  }
  if (writer.code != 0 && writer.code != kKilled) return absl::StrCat("the writer ended with ", writer.code);
  return ledger_.Follow(writer.told).wrong;
}

void PowerCutRounds::StartAgain() {
  std::filesystem::remove_all(ledger_.directory());
  ledger_.Forget();
}

std::string PowerCutRounds::Tally() const {
  std::string text;
  for (const auto& [what, count] : tally_) absl::StrAppend(&text, "  ", count, "  ", what, "\n");
  return text;
}

}  // namespace tranche
