#include "storage/directory.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <system_error>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/format_file.h"
#include "tests/support/format_of.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

// Runs `call` as an unprivileged user; returns the status code, and puts the message in `*message`.
absl::StatusCode AsNobody(const std::function<absl::Status()>& call, std::string* message) {
  int pipe_ends[2];
  EXPECT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) ::_exit(255);
    const absl::Status status = call();
    const std::string text(status.message());
    const bool written = ::write(pipe_ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::_exit(written ? static_cast<int>(status.code()) : 255);
  }
  ::close(pipe_ends[1]);
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(pipe_ends[0], buffer, sizeof buffer)) > 0;) message->append(buffer, got);
  ::close(pipe_ends[0]);
  int exit = 0;
  ::waitpid(child, &exit, 0);
  return static_cast<absl::StatusCode>(WEXITSTATUS(exit));
}

class DirectoryTest : public ::testing::Test {
 protected:
  std::string MadeLedger() {
    const std::string path = temporary_.File("ledger");
    EXPECT_THAT(MakeDirectory(path), IsOk());
    WriteFormat(path);
    return path;
  }
  static void SetFormat(const std::string& path, const std::string& text) { std::ofstream(path + "/FORMAT") << text; }

  TemporaryDirectory temporary_;
};

TEST_F(DirectoryTest, MakesTheDirectoriesAboveItToo) {
  const std::string path = temporary_.File("a/b/ledger");
  EXPECT_THAT(MakeDirectory(path), IsOk());
  EXPECT_TRUE(fs::is_directory(path));
}

TEST_F(DirectoryTest, TakesAnEmptyDirectoryThatIsThere) {
  fs::create_directory(temporary_.File("ledger"));
  EXPECT_THAT(MakeDirectory(temporary_.File("ledger")), IsOk());
}

// As one whose making of a ledger fails does. Each removal spoils two attempts at most: that of the directory and that
// of the one above it.
TEST_F(DirectoryTest, MakesItAlthoughAnotherProcessRemovesItMeanwhile) {
  const std::string path = temporary_.File("a/ledger");
  for (int round = 0; round < 100; ++round) {
    std::thread other([&] {
      for (int i = 0; i < 3; ++i) {
        std::error_code ignored;
        fs::create_directories(path, ignored);
        fs::remove(path, ignored);
        fs::remove(temporary_.File("a"), ignored);
      }
    });
    EXPECT_THAT(MakeDirectory(path), IsOk()) << round;
    other.join();
  }
}

TEST_F(DirectoryTest, IsALedgerOnlyOnceItHasAFormat) {
  const std::string path = temporary_.File("ledger");
  ASSERT_THAT(MakeDirectory(path), IsOk());
  EXPECT_THAT(CheckDirectory(path, false), StatusIs(absl::StatusCode::kNotFound, HasSubstr("has no file FORMAT")));
  WriteFormat(path);
  EXPECT_THAT(CheckDirectory(path, false), IsOk());
  EXPECT_THAT(CheckDirectory(path, true), IsOk());
}

TEST_F(DirectoryTest, RefusesToMakeALedgerWhereThereIsOne) {
  EXPECT_THAT(MakeDirectory(MadeLedger()), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("there is a ledger")));
}

TEST_F(DirectoryTest, RefusesToMakeALedgerAmongOtherFiles) {
  std::ofstream(temporary_.File("letter.txt")) << "dear";
  EXPECT_THAT(MakeDirectory(temporary_.path()), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not empty")));
}

// A bare repository of git, in which somebody keeps a database.
TEST_F(DirectoryTest, AHeadThatIsNoLedgersBelongsToOthers) {
  const std::string path = temporary_.File("repository");
  fs::create_directories(path + "/rocksdb");
  std::ofstream(path + "/HEAD") << "ref: refs/heads/main\n";
  for (const bool is_bare : {true, false}) {
    if (is_bare) std::ofstream(path + "/config") << "[core]\n";
    if (!is_bare) fs::remove(path + "/config");
    for (const absl::Status& refused : {MakeDirectory(path), CheckStillFree(path)})
      EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("is not empty and is no ledger")));
    EXPECT_THAT(CheckDirectory(path, false), StatusIs(absl::StatusCode::kNotFound, HasSubstr("but no ledger")));
  }
  fs::remove(path + "/rocksdb");
  EXPECT_THAT(MakeDirectory(path), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("is not empty")));
}

TEST_F(DirectoryTest, AFileIsNoLedger) {
  const std::string path = temporary_.File("letter.txt");
  std::ofstream(path) << "dear";
  EXPECT_THAT(MakeDirectory(path), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("is a file")));
  EXPECT_THAT(CheckDirectory(path, false), StatusIs(absl::StatusCode::kNotFound, HasSubstr("is a file")));
}

TEST_F(DirectoryTest, SaysHowToMakeALedgerWhereThereIsNone) {
  EXPECT_THAT(CheckDirectory(temporary_.File("absent"), false),
              StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("absent"), HasSubstr("init"))));
}

TEST_F(DirectoryTest, RefusesTheFormatOfANewerVersion) {
  const std::string path = MadeLedger();
  SetFormat(path, "tranche ledger format 6\n");
  EXPECT_THAT(
      CheckDirectory(path, false),
      StatusIs(absl::StatusCode::kUnimplemented,
               AllOf(HasSubstr("found format 6"), HasSubstr("reads formats 4 to 5"), HasSubstr("update tranche"))));
}

TEST_F(DirectoryTest, RefusesTheFormatOfAnOlderVersionAndSaysHowToBringItOver) {
  const std::string path = MadeLedger();
  for (const int format : {1, 2, 3}) {
    SetFormat(path, absl::StrCat("tranche ledger format ", format, "\n"));
    for (const bool to_write : {false, true})
      EXPECT_THAT(CheckDirectory(path, to_write),
                  StatusIs(absl::StatusCode::kUnimplemented,
                           AllOf(HasSubstr(absl::StrCat("found format ", format)), HasSubstr("reads formats 4 to 5"),
                                 HasSubstr("`export log` of the program that made it"), HasSubstr("import log"))));
  }
}

TEST_F(DirectoryTest, ReadsTheFormatsThatThisProgramKnows) {
  const std::string path = MadeLedger();
  EXPECT_THAT(ReadFormat(path), IsOkAndHolds(LedgerFormat{5}));
  SetFormat(path, "tranche ledger format 4\n");
  EXPECT_THAT(ReadFormat(path), IsOkAndHolds(LedgerFormat{4}));
  EXPECT_THAT(CheckDirectory(path, true), IsOk());
}

TEST_F(DirectoryTest, FormatSaysWhatIsTheCopyOfASharedLog) {
  const std::string path = MadeLedger();
  for (const char* text : {"tranche ledger format 5 copy\n", "tranche ledger format 4 copy\n"}) {
    SetFormat(path, text);
    const auto format = ReadFormat(path);
    ASSERT_THAT(format, IsOk());
    EXPECT_TRUE(format->is_copy);
    EXPECT_EQ(FormatText(*format), text);
  }
  SetFormat(path, "tranche ledger format 9 copy\n");
  EXPECT_THAT(ReadFormat(path), StatusIs(absl::StatusCode::kUnimplemented, HasSubstr("found format 9")));
}

TEST_F(DirectoryTest, FindsDamageInFormat) {
  const std::string path = MadeLedger();
  for (const char* text : {"", "tranche ledger format 4", "tranche ledger format 01\n", "tranche ledger format 0\n",
                           "tranche ledger format -1\n", "tranche ledger format 4\n\n", "Tranche ledger format 1\n",
                           "tranche ledger format 5copy\n", "tranche ledger format 5 copy",
                           "tranche ledger format copy\n", "tranche ledger format 5 copy copy\n"}) {
    SetFormat(path, text);
    EXPECT_THAT(CheckDirectory(path, false), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("FORMAT is damaged")))
        << text;
  }
}

TEST_F(DirectoryTest, ADirectoryThatMayNotBeWrittenToCanOnlyBeRead) {
  if (::getuid() != 0) GTEST_SKIP() << "only root can become another user";
  const std::string path = MadeLedger();
  ASSERT_EQ(::chmod(temporary_.path().c_str(), 0755), 0);
  std::string message;
  EXPECT_EQ(AsNobody([&] { return CheckDirectory(path, true); }, &message), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(message, AllOf(HasSubstr("cannot write to"), HasSubstr(path)));
  EXPECT_EQ(AsNobody([&] { return CheckDirectory(path, false); }, &message), absl::StatusCode::kOk);
  EXPECT_EQ(AsNobody([&] { return MakeDirectory(temporary_.File("other")); }, &message),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(DirectoryTest, ADirectoryThatMayNotBeReadIsRefused) {
  if (::getuid() != 0) GTEST_SKIP() << "only root can become another user";
  const std::string path = MadeLedger();
  ASSERT_EQ(::chmod(path.c_str(), 0700), 0);
  std::string message;
  EXPECT_EQ(AsNobody([&] { return CheckDirectory(path, false); }, &message), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(message, AllOf(HasSubstr("make it readable"), Not(HasSubstr("written"))));
}

TEST_F(DirectoryTest, IsStillFreeWithTheNoteOfItsLockOnly) {
  const std::string path = temporary_.File("made");
  ASSERT_THAT(MakeDirectory(path), IsOk());
  std::ofstream(path + "/WRITER") << "1";
  EXPECT_THAT(CheckStillFree(path), IsOk());
  std::ofstream(path + "/other") << "1";
  EXPECT_THAT(CheckStillFree(path), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("is not empty")));
  WriteFormat(path);
  EXPECT_THAT(CheckStillFree(path), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("there is a ledger")));
}

TEST_F(DirectoryTest, AFullDiskIsFoundBeforeAnythingIsWritten) {
  const std::string path = temporary_.File("disk");
  fs::create_directory(path);
  if (::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=32m") != 0) GTEST_SKIP() << "mount is refused here";
  const std::string ledger = path + "/ledger";
  EXPECT_THAT(MakeDirectory(ledger), IsOk());
  WriteFormat(ledger);
  std::ofstream(path + "/filler") << std::string(20 << 20, 'x');
  EXPECT_THAT(CheckDirectory(ledger, true), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("is full")));
  EXPECT_THAT(CheckDirectory(ledger, false), IsOk());
  EXPECT_THAT(MakeDirectory(path + "/second"), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(::umount(path.c_str()), 0);
}

TEST_F(DirectoryTest, CountsTheBytesOfAllFiles) {
  EXPECT_EQ(DirectoryBytes(temporary_.File("absent")), 0u);
  std::ofstream(temporary_.File("a")) << "12345";
  fs::create_directory(temporary_.File("b"));
  std::ofstream(temporary_.File("b/c")) << "123";
  EXPECT_EQ(DirectoryBytes(temporary_.path()), 8u);
}

TEST(MakeDirectoryTest, NoLedgerIsMadeInALedger) {
  TemporaryDirectory directory;
  WriteFormat(directory.path());
  EXPECT_THAT(MakeDirectory(directory.File("in")), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_FALSE(fs::exists(directory.File("in")));
}

}  // namespace
}  // namespace tranche::storage
