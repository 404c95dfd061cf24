// Which options a command takes no notice of. The parser accepts those of every command anywhere; who gives one
// believes that it counts.
//
// Thread safety: pure functions.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/usage_language.h"

namespace tranche {

// Settles whether --ledger or --server says where the ledger is: what was typed goes before what the environment says.
// Without a server `arguments` has none afterwards. What is wrong is said; empty when nothing is.
//
// language                   of what is said; asked only then, since it may read the ledger.
// command, words, arguments  as in UnusedOptionText.
std::string ChooseLedger(UsageLanguage* language, const std::string& command, const std::vector<std::string>& words,
                         Arguments* arguments);

// Says which option of `words` does nothing in the command that was parsed, and which ones the command takes; empty
// when every option counts.
//
// language  as in ChooseLedger.
// app       as parsed.
// command   its words, joined: "prove balance".
std::string UnusedOptionText(UsageLanguage* language, const CLI::App& app, const std::string& command,
                             const std::vector<std::string>& words, const Arguments& arguments);

// False for an option of every command that does nothing in `command`, whatever else is given; true for any other.
bool TakesCommonOption(const std::string& command, const std::string& option);

}  // namespace tranche
