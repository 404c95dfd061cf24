// A command line in this process, which a test kills or whose power it cuts, and the question what it has left.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tranche {

// Runs a command line without its first word, the program. Returns its exit code.
// says  whether what it complains about is printed.
int Execute(const std::vector<std::string>& words, bool says = true);

// What a ledger turns out to be when it is asked.
enum Answer { kComplete = 0, kNotThere = 1, kWrong = 2 };

// Opens the ledger for reading and verifies it; says what is wrong.
// events  how many it has when it is complete.
Answer Ask(const std::string& directory, uint64_t events);

// In a process of its own: what is left of a command that makes `directory` a ledger of `events` events must be that,
// or nothing that answers, and the same command then makes it. Empty, or what is wrong.
std::string NotWholeOrAbsent(const std::vector<std::string>& words, const std::string& directory, uint64_t events);

}  // namespace tranche
