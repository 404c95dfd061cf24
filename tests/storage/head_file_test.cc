#include "storage/head_file.h"

#include <filesystem>
#include <fstream>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

class HeadFileTest : public ::testing::Test {
 protected:
  void WriteHead(uint64_t head) {
    auto file = HeadFile::OpenToWrite(directory_.path());
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT(file->Write(head), IsOk());
  }
  std::string Bytes() {
    std::ifstream in(directory_.File("HEAD"), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void SetBytes(const std::string& bytes) { std::ofstream(directory_.File("HEAD"), std::ios::binary) << bytes; }

  TemporaryDirectory directory_;
};

TEST_F(HeadFileTest, AnAbsentFileIsNoHead) {
  EXPECT_THAT(HeadFile::Read(directory_.path()), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(HeadFileTest, ReadsTheLastNumberThatWasWritten) {
  for (uint64_t head :
       {uint64_t{1}, uint64_t{999}, uint64_t{1000}, std::numeric_limits<uint64_t>::max(), uint64_t{7}}) {
    WriteHead(head);
    EXPECT_THAT(HeadFile::Read(directory_.path()), IsOkAndHolds(Optional(head)));
  }
}

TEST_F(HeadFileTest, AChangeOfAnyByteIsFound) {
  WriteHead(1234567);
  const std::string good = Bytes();
  for (size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      SetBytes(bad);
      ASSERT_THAT(HeadFile::Read(directory_.path()),
                  StatusIs(absl::StatusCode::kDataLoss, HasSubstr("HEAD is damaged")))
          << "byte " << i << ", bit " << bit;
    }
  }
}

TEST_F(HeadFileTest, AFileThatIsTooShortOrTooLongIsFound) {
  WriteHead(42);
  const std::string good = Bytes();
  for (size_t length = 0; length < good.size(); ++length) {
    SetBytes(good.substr(0, length));
    ASSERT_THAT(HeadFile::Read(directory_.path()), StatusIs(absl::StatusCode::kDataLoss)) << length << " bytes";
  }
  SetBytes(good + "\n");
  EXPECT_THAT(HeadFile::Read(directory_.path()), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(HeadFileTest, SaysWhereItCouldNotBeOpened) {
  EXPECT_THAT(HeadFile::OpenToWrite(directory_.File("absent")),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("absent/HEAD")));
}

}  // namespace
}  // namespace tranche::storage
