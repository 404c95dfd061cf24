// From argc and argv to Arguments, and the help. What the parser prints is in the reader's language (usage_language.h).
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "cli/arguments.h"

namespace tranche {

// What to do with a command line.
struct CommandLine {
  Arguments arguments;
  // Set when nothing is to be run: help was asked for (exit code 0) or the line is wrong (2).
  bool finished = false;
  int exit_code = 0;
  // What to print then: help on standard output, an error on standard error.
  std::string text;
};

// Reads `words`, the command line without the program's name. $TRANCHE_LEDGER and
// $TRANCHE_SERVER stand in for --ledger and --server.
//
// width  terminal columns that no line of the help exceeds.
CommandLine ReadCommandLine(const std::vector<std::string>& words, int width);

// Prints what a finished line has to say, on `out` or `err`. Returns the exit code: that of the line or, if its text
// could not be written, that of a failed output, which `err` is told.
//
// words      the command line again, for the language.
// err_width  as Console::err_width.
int PrintFinished(const CommandLine& line, const std::vector<std::string>& words, std::ostream& out, std::ostream& err,
                  int err_width = 0);

}  // namespace tranche
