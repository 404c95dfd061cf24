// A reader beside a writer that changes the list of files each time the reader looks. This test replaces functions of
// libc and Abseil, so it has a program of its own.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/database.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace {

// The MANIFEST that grows whenever somebody looks which one counts; empty: none does.
std::string growing;
// Called instead of waiting. May be null.
std::function<void()> at_pause;

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (!growing.empty() && absl::EndsWith(path, "/CURRENT")) std::ofstream(growing, std::ios::app) << '\0';
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

void ABSL_INTERNAL_C_SYMBOL(AbslInternalSleepFor)(absl::Duration) {
  if (at_pause) at_pause();
}

}  // extern "C"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;

std::string ManifestOf(const std::string& path) {
  std::string name;
  std::ifstream(path + "/CURRENT") >> name;
  return path + "/" + name;
}

TEST(ChangingDatabaseTest, AFileThatIsMissingOnceIsNoDamageHoweverOftenTheListChangedBefore) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("rocksdb");
  ASSERT_THAT(Database::Open(path, Database::Mode::kCreate), IsOk());
  const std::string manifest = ManifestOf(path);
  const uintmax_t bytes = fs::file_size(manifest);
  int pauses = 0;
  at_pause = [&] {
    ++pauses;
    if (pauses == 7) {
      growing.clear();
      fs::resize_file(manifest, bytes);
      fs::rename(path + "/CURRENT", path + "/aside");
    }
    if (pauses == 8) fs::rename(path + "/aside", path + "/CURRENT");
  };
  growing = manifest;
  EXPECT_THAT(Database::Open(path, Database::Mode::kReadOnly), IsOk());
  EXPECT_EQ(pauses, 8);
  at_pause = nullptr;
}

TEST(ChangingDatabaseTest, AFileThatStaysMissingIsDamage) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("rocksdb");
  ASSERT_THAT(Database::Open(path, Database::Mode::kCreate), IsOk());
  fs::remove(path + "/CURRENT");
  int pauses = 0;
  at_pause = [&] { ++pauses; };
  EXPECT_THAT(Database::Open(path, Database::Mode::kReadOnly), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(pauses, 5);
  at_pause = nullptr;
}

}  // namespace
}  // namespace tranche::storage
