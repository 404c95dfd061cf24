#include <google/protobuf/stubs/logging.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "events/clock.h"

namespace {

// The columns of the terminal; elsewhere those that COLUMNS names, else 120.
int WidthOfOutput() {
  constexpr int kUnknownWidth = 120;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  int width = 0;
  return columns != nullptr && absl::SimpleAtoi(columns, &width) && width > 0 ? width : kUnknownWidth;
}

// Those of the terminal that errors go to; 0 when they go elsewhere.
int WidthOfErrors() {
  winsize size{};
  return ::isatty(STDERR_FILENO) == 1 && ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// Whoever reads the output may go away. That ends a question at once and quietly; what writes goes on, so that it can
// say what was done.
void SetUpBrokenPipes(const std::string& command) {
  const bool writes = tranche::WhatIsWritten(command) != tranche::Writes::kNothing;
  std::signal(SIGPIPE, writes ? SIG_IGN : SIG_DFL);
}

}  // namespace

int main(int argc, char** argv) {
  // What protobuf cannot read is said by us, once, and never with the bytes of others.
  google::protobuf::SetLogHandler(nullptr);
  const std::vector<std::string> words(argv + 1, argv + argc);
  const int width = WidthOfOutput();
  const tranche::CommandLine line = tranche::ReadCommandLine(words, width);
  if (line.finished) return tranche::PrintFinished(line, words, std::cout, std::cerr, WidthOfErrors());
  SetUpBrokenPipes(line.arguments.command);
  tranche::SystemClock clock;
  tranche::Console console{std::cout, std::cerr,      ::isatty(STDOUT_FILENO) == 1, ::isatty(STDERR_FILENO) == 1, clock,
                           width,     WidthOfErrors()};
  if (::isatty(STDIN_FILENO) == 1) console.in = &std::cin;
  return tranche::RunCommand(line.arguments, console);
}
