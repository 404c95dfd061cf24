#include "storage/unfinished_directory.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/directory.h"
#include "tests/support/format_of.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<UnfinishedDirectory> Create(const std::string& path) {
  return UnfinishedDirectory::Create(path, absl::ZeroDuration());
}

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

class UnfinishedDirectoryTest : public ::testing::Test {
 protected:
  // As if the process had been killed.
  void LeaveBehind() {
    fs::create_directories(path_ + "/rocksdb");
    std::ofstream(path_ + "/FORMAT.unfinished");
    std::ofstream(path_ + "/HEAD") << "00000000000000000040 00000000000000000040\n";
    std::ofstream(path_ + "/checkpoint.key") << "half";
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("deep/er/ledger");
};

TEST_F(UnfinishedDirectoryTest, BecomesALedgerWhenItIsFinished) {
  auto unfinished = Create(path_ + "/");
  ASSERT_THAT(unfinished, IsOk());
  EXPECT_THAT(CheckDirectory(path_, false), StatusIs(absl::StatusCode::kNotFound, HasSubstr("is no ledger yet")));
  EXPECT_THAT(unfinished->SyncAll(), IsOk());
  ASSERT_THAT(unfinished->Finish(), IsOk());
  EXPECT_THAT(CheckDirectory(path_, true), IsOk());
  EXPECT_FALSE(fs::exists(path_ + "/FORMAT.unfinished"));
  EXPECT_THAT(Create(path_), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("there is a ledger")));
}

TEST_F(UnfinishedDirectoryTest, IsRemovedUnlessItIsFinishedWithWhatWasMadeForIt) {
  fs::create_directory(directory_.File("deep"));
  ASSERT_THAT(Create(path_), IsOk());
  EXPECT_TRUE(fs::is_empty(directory_.File("deep")));
}

TEST_F(UnfinishedDirectoryTest, AnEmptyDirectoryThatWasThereStays) {
  fs::create_directories(path_);
  ASSERT_THAT(Create(path_), IsOk());
  EXPECT_TRUE(fs::is_empty(path_));
}

TEST_F(UnfinishedDirectoryTest, ReplacesWhatWasCutOff) {
  LeaveBehind();
  EXPECT_THAT(CheckDirectory(path_, false), StatusIs(absl::StatusCode::kNotFound, HasSubstr("is no ledger yet")));
  const auto unfinished = Create(path_);
  ASSERT_THAT(unfinished, IsOk());
  EXPECT_FALSE(fs::exists(path_ + "/rocksdb"));
  EXPECT_FALSE(fs::exists(path_ + "/HEAD"));
  EXPECT_FALSE(fs::exists(path_ + "/checkpoint.key"));
}

TEST_F(UnfinishedDirectoryTest, NeverRemovesWhatNoLedgerHas) {
  LeaveBehind();
  std::ofstream(path_ + "/letter.txt") << "dear";
  EXPECT_THAT(Create(path_), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("is not empty")));
  EXPECT_TRUE(fs::exists(path_ + "/checkpoint.key"));
}

TEST_F(UnfinishedDirectoryTest, NeverRemovesALedgerThatHasLostItsFormat) {
  LeaveBehind();
  fs::remove(path_ + "/FORMAT.unfinished");
  EXPECT_THAT(Create(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("is missing")));
  EXPECT_TRUE(fs::exists(path_ + "/checkpoint.key"));
}

TEST_F(UnfinishedDirectoryTest, ARemovalThatIsCutOffLeavesTheMark) {
  std::optional<Departures> departures;
  {
    const auto unfinished = Create(path_);
    ASSERT_THAT(unfinished, IsOk());
    fs::create_directory(path_ + "/rocksdb");
    std::ofstream(path_ + "/HEAD") << "x";
    departures.emplace(path_);
  }
  const std::vector<std::string> names = departures->Names();
  ASSERT_EQ(names.size(), 4u);
  EXPECT_THAT(std::vector<std::string>(names.begin() + 2, names.end()), ElementsAre("FORMAT.unfinished", "WRITER"));
}

TEST_F(UnfinishedDirectoryTest, IsNotFinishedWhereAnotherOneIsNow) {
  auto unfinished = Create(path_);
  ASSERT_THAT(unfinished, IsOk());
  fs::rename(path_, directory_.File("aside"));
  fs::create_directory(path_);
  EXPECT_THAT(unfinished->Finish(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is no longer")));
  EXPECT_TRUE(fs::is_empty(path_));
  EXPECT_FALSE(fs::exists(directory_.File("aside/FORMAT")));
}

TEST_F(UnfinishedDirectoryTest, IsMadeByOneProcessAtATime) {
  const auto first = Create(path_);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Create(path_), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("open for writing already")));
}

TEST_F(UnfinishedDirectoryTest, ATemporaryCopyIsNoLedgerEvenWithAFormat) {
  fs::create_directories(path_ + "/rocksdb");
  std::ofstream(path_ + "/SCRATCH");
  WriteFormat(path_);
  EXPECT_THAT(CheckDirectory(path_, false), StatusIs(absl::StatusCode::kNotFound, HasSubstr("is no ledger yet")));
}

}  // namespace
}  // namespace tranche::storage
