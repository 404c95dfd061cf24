#include <google/protobuf/stubs/logging.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "events/clock.h"

int main(int argc, char** argv) {
  // What protobuf cannot read is said by us, once, and never with the bytes of others.
  google::protobuf::SetLogHandler(nullptr);
  const tranche::CommandLine line = tranche::ReadCommandLine(std::vector<std::string>(argv + 1, argv + argc));
  if (line.finished) {
    (line.exit_code == 0 ? std::cout : std::cerr) << line.text;
    return line.exit_code;
  }
  tranche::SystemClock clock;
  const tranche::Console console{std::cout, std::cerr, ::isatty(STDOUT_FILENO) == 1, ::isatty(STDERR_FILENO) == 1,
                                 clock};
  return tranche::RunCommand(line.arguments, console);
}
