// A committed text file that a test compares with, line by line. With
// TRANCHE_WRITE_GOLDEN=1 in the environment the file is regenerated instead: do that
// only for bytes that no release has written yet, and review the diff.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {

inline std::string ReadGolden(const std::string& name) {
  std::ifstream in(std::string(TRANCHE_SOURCE_DIR) + "/tests/golden/" + name);
  std::stringstream content;
  content << in.rdbuf();
  return content.str();
}

inline void ExpectGolden(const std::string& name, const std::string& found) {
  if (std::getenv("TRANCHE_WRITE_GOLDEN") != nullptr) {
    std::ofstream(std::string(TRANCHE_SOURCE_DIR) + "/tests/golden/" + name) << found;
    return;
  }
  EXPECT_EQ(found, ReadGolden(name))
      << "tests/golden/" << name
      << " differs. Bytes that a release has written must be read for ever: undo the change, "
      << "or, when no release has written them yet, run this test with TRANCHE_WRITE_GOLDEN=1 and say so under Formats "
      << "in the CHANGELOG.";
}

}  // namespace tranche
