#include "storage/missing_directories.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

void Fill(const std::string& directory) {
  fs::create_directories(directory + "/rocksdb");
  std::ofstream(directory + "/FORMAT") << "x";
}

TEST(MissingDirectoriesTest, WhatWasThereStays) {
  TemporaryDirectory place;
  const std::string made_by_others = place.File("a");
  fs::create_directory(made_by_others);
  MissingDirectories(made_by_others + "/").RemoveEmpty();
  EXPECT_TRUE(fs::exists(made_by_others));
}

TEST(MissingDirectoriesTest, WhatWasMissingGoesButNotWithWhatOthersPutThere) {
  TemporaryDirectory place;
  const MissingDirectories missing(place.File("a/b/c"));
  fs::create_directories(place.File("a/b/c"));
  std::ofstream(place.File("a/others")) << "x";
  missing.RemoveEmpty();
  EXPECT_FALSE(fs::exists(place.File("a/b")));
  EXPECT_TRUE(fs::exists(place.File("a/others")));
}

TEST(MissingDirectoriesTest, OnlyEmptyDirectoriesGoWhenTheContentIsNotOurs) {
  TemporaryDirectory place;
  const MissingDirectories missing(place.File("a/b/c"));
  Fill(place.File("a/b/c"));
  missing.RemoveEmpty();
  EXPECT_TRUE(fs::exists(place.File("a/b/c/FORMAT")));
  fs::remove_all(place.File("a/b/c"));
  missing.RemoveEmpty();
  EXPECT_FALSE(fs::exists(place.File("a")));
}

}  // namespace
}  // namespace tranche::storage
