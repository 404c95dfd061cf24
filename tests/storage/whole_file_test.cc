#include "storage/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

TEST(WholeFileTest, ReadsAFileThatIsNotTooLarge) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("letter.txt");
  std::ofstream(path) << "dear";
  EXPECT_THAT(*ReadWholeFile(path, 4), Optional(std::string("dear")));
  EXPECT_THAT(ReadWholeFile(path, 3), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("more than 3 bytes")));
  EXPECT_EQ(*ReadWholeFile(directory.File("none")), std::nullopt);
  EXPECT_THAT(ReadExistingFile(directory.File("none")), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReadWholeFile(directory.path()), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(WholeFileTest, StopsReadingAPipeThatHasTooMuch) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(path) << "dear sir"; });
  EXPECT_THAT(ReadWholeFile(path, 4), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("more than 4 bytes")));
  writer.join();
}

TEST(WholeFileTest, LeavesInAPipeAllButOneByteOfWhatIsTooMuch) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const int pipe = ::open(path.c_str(), O_RDWR | O_NONBLOCK);
  ASSERT_EQ(::write(pipe, "dear sir", 8), 8);
  EXPECT_THAT(ReadWholeFile(path, 4), StatusIs(absl::StatusCode::kInvalidArgument));
  std::array<char, 8> left;
  EXPECT_EQ(::read(pipe, left.data(), left.size()), 3);
  ::close(pipe);
}

TEST(WholeFileTest, ADeviceIsNoFile) {
  EXPECT_THAT(ReadWholeFile("/dev/zero"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a device")));
}

}  // namespace
}  // namespace tranche::storage
