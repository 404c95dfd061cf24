#include "tests/faults/executed_command.h"

#include <sstream>

#include "absl/strings/str_cat.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "events/refusal.h"
#include "ledger/ledger.h"
#include "replay/verify/verify.h"
#include "tests/replay/child_process.h"
#include "tests/support/fake_clock.h"

namespace tranche {

int Execute(const std::vector<std::string>& words, bool says) {
  FakeClock clock(absl::FromUnixSeconds(1795316400));
  const CommandLine line = ReadCommandLine(words, 80);
  if (line.finished) return Complain(line.text);
  std::ostringstream out;
  std::ostringstream err;
  const int code = RunCommand(line.arguments, Console{out, err, false, false, clock, 80});
  if (code != 0 && says) Complain(err.str());
  return code;
}

Answer Ask(const std::string& directory, uint64_t events) {
  FakeClock clock(absl::FromUnixSeconds(1795316400));
  const auto ledger = Ledger::Open(directory, Ledger::Access::kReadOnly, &clock);
  if (!ledger.ok()) {
    const auto why = RefusalOf(ledger.status());
    const std::string code = why.has_value() ? why->code() : "";
    if (code == "ledger.none" || code == "ledger.unfinished" || code == "ledger.no-format") return kNotThere;
    return Complain(ledger.status().ToString()), kWrong;
  }
  const auto report = Verify(directory, nullptr);
  if (!report.ok() || !report->findings().empty() || report->events() != events)
    return Complain(absl::StrCat(report.status().ToString(), " ", report.ok() ? report->DebugString() : "")), kWrong;
  return kComplete;
}

std::string NotWholeOrAbsent(const std::vector<std::string>& words, const std::string& directory, uint64_t events) {
  const int found = RunInChild([&] { return Ask(directory, events); });
  if (found != kComplete && found != kNotThere) return "what is left is wrong";
  const bool is_made = RunInChild([&] { return Execute(words, found == kNotThere); }) == 0;
  if (is_made && found != kNotThere) return "a complete ledger was made again";
  if (!is_made && found == kNotThere) return "the command cannot be run again";
  return RunInChild([&] { return Ask(directory, events); }) == kComplete ? "" : "what was made again is not complete";
}

}  // namespace tranche
