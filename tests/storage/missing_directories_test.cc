#include "storage/missing_directories.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

using ::testing::ElementsAre;

namespace fs = std::filesystem;

// The names that went from a directory, in that order, since this was made.
class Departures {
 public:
  explicit Departures(const std::string& directory) : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    EXPECT_GE(::inotify_add_watch(fd_, directory.c_str(), IN_DELETE), 0);
  }
  ~Departures() { ::close(fd_); }

  std::vector<std::string> Names() const {
    alignas(inotify_event) std::array<char, 4096> events;
    const ssize_t bytes = ::read(fd_, events.data(), events.size());
    std::vector<std::string> names;
    for (ssize_t at = 0; at < bytes;) {
      const auto* event = reinterpret_cast<const inotify_event*>(events.data() + at);
      if (event->len > 0) names.emplace_back(event->name);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
    return names;
  }

 private:
  int fd_;
};

void Fill(const std::string& directory) {
  fs::create_directories(directory + "/rocksdb");
  std::ofstream(directory + "/FORMAT") << "x";
}

TEST(MissingDirectoriesTest, WhatWasThereStaysAndIsEmptyAgain) {
  TemporaryDirectory place;
  const std::string made_by_others = place.File("a");
  fs::create_directory(made_by_others);
  const MissingDirectories missing(made_by_others + "/");
  Fill(made_by_others);
  missing.Remove();
  EXPECT_TRUE(fs::is_empty(made_by_others));
}

TEST(MissingDirectoriesTest, WhatWasMissingGoesButNotWithWhatOthersPutThere) {
  TemporaryDirectory place;
  const MissingDirectories missing(place.File("a/b/c"));
  Fill(place.File("a/b/c"));
  std::ofstream(place.File("a/others")) << "x";
  missing.Remove();
  EXPECT_FALSE(fs::exists(place.File("a/b")));
  EXPECT_TRUE(fs::exists(place.File("a/others")));
}

TEST(MissingDirectoriesTest, WhatIsLeftReadsAtAnyMomentAsALedgerOrAsOneWhoseMakingWasCutOff) {
  for (const bool is_head_made_last : {false, true}) {
    TemporaryDirectory place;
    const MissingDirectories missing(place.File("a"));
    fs::create_directory(place.File("a"));
    std::vector<std::string> names = {"WRITER", "FORMAT", "checkpoint.key", "HEAD"};
    if (!is_head_made_last) std::reverse(names.begin(), names.end());
    for (const std::string& name : names) std::ofstream(place.File("a/" + name)) << "x";
    fs::create_directory(place.File("a/rocksdb"));
    std::ofstream(place.File("a/rocksdb/CURRENT")) << "x";
    const Departures departures(place.File("a"));
    missing.Remove();
    EXPECT_THAT(departures.Names(), ElementsAre("HEAD", "checkpoint.key", "FORMAT", "rocksdb", "WRITER"));
    EXPECT_FALSE(fs::exists(place.File("a")));
  }
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
