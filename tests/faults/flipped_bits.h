// Flips one bit of one file in a copy of a ledger, and asks it everything, first as a
// reader and then in a process that opens it for writing.
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
  // Creates a ledger written in a few sessions.
  explicit FlippedBits(uint64_t seed);

  // Flips a bit in a file of each kind in turn. Returns empty if all answers were
  // right or refused, otherwise what was wrong and where the bit is.
  std::string Run();

  // Counts of the outcomes, by kind of file.
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
