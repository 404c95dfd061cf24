// Runs command lines as a user types them, in this process, with a fixed clock.
#pragma once

#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_directory.h"

namespace tranche {

struct CommandResult {
  int code = 0;
  std::string out;
  std::string err;
};

class CommandRunner {
 public:
  // The clock is fixed at 2026-11-22T03:00:00Z; the ledger's directory does not exist yet.
  CommandRunner() : clock_(absl::FromUnixSeconds(1795316400)), ledger_(directory_.File("test.ledger")) {}

  CommandResult Run(const std::vector<std::string>& words) { return RunIn(ledger_, words); }

  // As Run, on another ledger. It is named by the environment, so that commands without a ledger take no notice.
  CommandResult RunIn(const std::string& ledger, const std::vector<std::string>& words) {
    ::setenv("TRANCHE_LEDGER", ledger.c_str(), 1);
    const CommandLine line = ReadCommandLine(words, width_);
    std::ostringstream out;
    std::ostringstream err;
    if (line.finished)
      return {line.exit_code, line.exit_code == 0 ? line.text : "", line.exit_code == 0 ? "" : line.text};
    Console console{out, err, false, false, clock_, width_};
    console.login = login_;
    std::istringstream answer(answer_.value_or(""));
    if (answer_) console.in = &answer;
    const int code = RunCommand(line.arguments, console);
    return {code, out.str(), err.str()};
  }

  // A ledger with the units of Vietnam, in the notation `lang`.
  CommandResult InitVietnam(const std::string& lang) {
    return Run({"--lang", lang, "init", "--geography", TRANCHE_SOURCE_DIR "/data", "--name", "test"});
  }

  // As InitVietnam, with the 32 events and the 101 figures.
  CommandResult InitHistory(const std::string& lang) {
    InitVietnam(lang);
    const CommandResult events = Run({"import", TRANCHE_SOURCE_DIR "/data/khuyen_cong_events.csv"});
    if (events.code != 0) return events;
    return Run({"import", TRANCHE_SOURCE_DIR "/data/published_figures.csv", "--lang", "vi"});
  }

  // Sets the width of tables from now on.
  void set_width(int width) { width_ = width; }

  // The user of the operating system from now on.
  void set_login(const std::string& login) { login_ = login; }

  // What is typed when a command asks; nothing: nobody sits at the terminal.
  void set_answer(const std::optional<std::string>& answer) { answer_ = answer; }

  FakeClock& clock() { return clock_; }
  const std::string& ledger() const { return ledger_; }
  std::string File(const std::string& name) const { return directory_.File(name); }

 private:
  TemporaryDirectory directory_;
  FakeClock clock_;
  int width_ = 1000;  // one line per row
  std::string ledger_;
  std::string login_;
  std::optional<std::string> answer_;
};

}  // namespace tranche
