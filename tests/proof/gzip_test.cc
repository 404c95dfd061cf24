#include "proof/gzip.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

constexpr size_t kLarge = size_t{1} << 24;

std::string Numbers(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) absl::StrAppend(&text, int64_t{i} * 7919 % 104729, " ");
  return text;
}

std::string CodeOf(const absl::StatusOr<std::string>& refused) {
  return refused.ok() ? "" : RefusalOf(refused.status())->code();
}

TEST(GzipTest, ReadsWhatItWrites) {
  for (const std::string& content : {std::string(), std::string("x"), Numbers(10), std::string(65'536, '0'),
                                     std::string(65'537, '0'), Numbers(300'000)}) {
    const std::string file = Gzip(content);
    EXPECT_TRUE(IsGzip(file));
    EXPECT_THAT(Gunzip(file, kLarge), IsOkAndHolds(content)) << content.size();
  }
  EXPECT_LT(Gzip(Numbers(300'000)).size(), Numbers(300'000).size() / 2);
  EXPECT_EQ(Gzip("x"), Gzip("x")) << "without a time";
  EXPECT_FALSE(IsGzip("{}"));
  EXPECT_FALSE(IsGzip(""));
}

TEST(GzipTest, NoContentIsLargerThanAllowed) {
  const std::string file = Gzip(std::string(1'000'000, '0'));
  EXPECT_LT(file.size(), 2000u);
  EXPECT_THAT(Gunzip(file, 1'000'000), IsOk());
  EXPECT_EQ(CodeOf(Gunzip(file, 999'999)), "gzip.too-large");
  EXPECT_EQ(CodeOf(Gunzip(file, 0)), "gzip.too-large");
  EXPECT_THAT(Gunzip(Gzip(""), 0), IsOkAndHolds(""));
}

TEST(GzipTest, AFileThatIsCutOffAnywhereIsRefused) {
  const std::string file = Gzip(Numbers(500));
  for (size_t size = 0; size < file.size(); ++size)
    EXPECT_EQ(CodeOf(Gunzip(file.substr(0, size), kLarge)), "gzip.damaged") << size;
}

TEST(GzipTest, AnAlteredFileIsRefusedOrHasTheSameContent) {
  const std::string content = Numbers(200);
  std::string file = Gzip(content);
  for (size_t at = 0; at < file.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      file[at] = static_cast<char>(file[at] ^ (1 << bit));
      const auto read = Gunzip(file, kLarge);
      if (read.ok()) {
        EXPECT_EQ(*read, content) << at << ": nothing but the time, the system or padding";
      }
      file[at] = static_cast<char>(file[at] ^ (1 << bit));
    }
  }
}

TEST(GzipTest, NothingFollowsTheMember) {
  const std::string file = Gzip("{}");
  for (const std::string& more : {std::string("x"), std::string(1, '\0'), file, Gzip("")})
    EXPECT_EQ(CodeOf(Gunzip(absl::StrCat(file, more), kLarge)), "gzip.more");
}

}  // namespace
}  // namespace tranche
