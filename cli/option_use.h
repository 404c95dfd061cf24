// Which options a command takes no notice of. The parser accepts those of every command anywhere; who gives one
// believes that it counts.
//
// Thread safety: pure functions.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "reports/texts.h"

namespace tranche {

// Settles whether --ledger or --server says where the ledger is: what was typed goes before what the environment says.
// Without a server `arguments` has none afterwards. What is wrong is said; empty when nothing is.
//
// command, words, arguments  as in UnusedOptionText.
std::string ChooseLedger(Locale locale, const std::string& command, const std::vector<std::string>& words,
                         Arguments* arguments);

// Says which option of `words` does nothing in the command that was parsed, and which ones the command takes; empty
// when every option counts.
//
// app      as parsed.
// command  its words, joined: "prove balance".
std::string UnusedOptionText(Locale locale, const CLI::App& app, const std::string& command,
                             const std::vector<std::string>& words, const Arguments& arguments);

// False for an option of every command that does nothing in `command`, whatever else is given; true for any other.
bool TakesCommonOption(const std::string& command, const std::string& option);

}  // namespace tranche
