// What is wrong with a command line that is not run, in the reader's language.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "reports/texts.h"

namespace tranche {

// The command that words name.
struct NamedCommand {
  const CLI::App* command = nullptr;  // the program itself for no words
  std::string name;                   // "prove balance"; empty for the program itself
  std::string unknown;                // the first word that names no command below `command`; empty if there is none
};

// Finds the command that `words` name: {"prove", "balance"}. What follows a command that takes words of its own is not
// looked at: {"record", "plan"} is record.
NamedCommand FindCommand(const std::vector<std::string>& words, const CLI::App& app);

// "no command ...", with the nearest.
std::string NoCommandText(Locale locale, const NamedCommand& named);

// What is wrong with `words`, which the parser refused with `error`. An option or a command that does not exist is
// named before what is missing for lack of it.
std::string UsageErrorText(Locale locale, const CLI::ParseError& error, const std::vector<std::string>& words,
                           const CLI::App& app);

}  // namespace tranche
