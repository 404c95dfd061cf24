// `propose` and what follows it, as the command that would record it.
//
// Thread safety: a pure function on a parser that nobody else uses.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace tranche {

// If the command of `*words` is `propose` with something after it, makes it the command that would record that, and
// returns true: `propose reverse 7` becomes `reverse 7`, `propose plan ...` `record plan ...`, `propose list.csv`
// `import list.csv`. Where a kind has the name of a command, as `carry-over` has, it is the kind if an option is typed
// that only `record` has, such as --amount, and the command otherwise.
//
// app  knows the commands.
bool TakeProposed(const CLI::App& app, std::vector<std::string>* words);

}  // namespace tranche
