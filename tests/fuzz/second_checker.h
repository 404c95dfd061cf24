// The second reader of proofs, proof/check_proof.py, as one process that is asked many times (second_checker.py).
//
// Thread safety: one thread at a time.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_input.h"

namespace tranche {

class SecondChecker {
 public:
  // Starts `python` on the scripts of the source tree. Aborts if that is impossible.
  SecondChecker(const std::string& python, const std::string& source_directory);
  ~SecondChecker();
  SecondChecker(const SecondChecker&) = delete;
  SecondChecker& operator=(const SecondChecker&) = delete;

  // What it reads of each input (see OurReading in readings.h). Aborts if the process has ended.
  std::vector<std::string> Read(const std::vector<FuzzInput>& inputs);

 private:
  pid_t process_ = 0;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
};

}  // namespace tranche
