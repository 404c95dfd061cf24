// The help of the program and of its commands, in the reader's language.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/strings/string_view.h"
#include "reports/texts.h"

namespace tranche {

// How help is printed.
struct HelpStyle {
  Locale locale = Locale::kVietnamese;
  int width = 120;  // terminal columns that no line of it exceeds, but for words that are wider
};

// The name of an argument without an option ("kind") in the reader's language; that of an option is the same in every
// language.
std::string ArgumentName(Locale locale, const std::string& name);

// The help of all commands. `app` says everything in this language afterwards.
std::string HelpText(const HelpStyle& style, CLI::App* app);

// That of `command`, whose full name is `name` ("prove balance"), and of the commands below it.
std::string HelpText(const HelpStyle& style, const std::string& name, const CLI::App& command, CLI::App* app);

// A command line after `lead`, continued on further lines as a shell takes it; an option stays with its value.
std::string FoldedCommand(absl::string_view command, absl::string_view lead, int width);

}  // namespace tranche
