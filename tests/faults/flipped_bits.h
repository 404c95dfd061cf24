// One bit of one file of a ledger is changed, and a copy of that ledger is asked
// everything, by a reader and then by a process that opens it for writing.
//
// Thread safety: one thread, of a process that never opens a ledger itself.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/reference_ledger.h"
#include "tests/support/temp_directory.h"

namespace tranche {

class FlippedBits {
 public:
  // Makes a ledger that was written to in a few sessions.
  explicit FlippedBits(uint64_t seed);

  // Changes a bit in a file of each kind in turn. Empty when all answers were right or
  // refused, else what was wrong, and where the bit is.
  std::string Run();

  // What became of it, by kind of file, with how often.
  const std::map<std::string, uint64_t>& tally() const { return tally_; }

 private:
  std::string JudgeIn(const std::string& file);

  TemporaryDirectory scratch_;
  std::string directory_ = scratch_.File("ledger");
  std::mt19937_64 random_;
  ReferenceLedger reference_;
  std::map<std::string, std::vector<std::string>> files_;  // by kind, paths from the ledger's directory
  std::map<std::string, uint64_t> tally_;
};

}  // namespace tranche
