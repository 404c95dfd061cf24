// What a command line that is not run prints, in the reader's language: help, and what is wrong.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "reports/texts.h"

namespace tranche {

// The help of all commands. `app` says everything in this language afterwards.
std::string HelpText(Locale locale, CLI::App* app);

// That of a command, and of the commands that it has of its own. Empty when there is none of that name.
std::string HelpText(Locale locale, const std::string& command, CLI::App* app);

// "no command ...", with the nearest.
std::string NoCommandText(Locale locale, const std::string& word, const CLI::App& app);

// What is wrong with `words`, which the parser refused with `error`. An option or a command that does not exist is
// named before what is missing for lack of it.
std::string UsageErrorText(Locale locale, const CLI::ParseError& error, const std::vector<std::string>& words,
                           const CLI::App& app);

}  // namespace tranche
