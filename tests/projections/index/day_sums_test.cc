#include "projections/index/day_sums.h"

#include "gtest/gtest.h"

namespace tranche {
namespace {

TEST(DaySumsTest, AnswersForEveryDay) {
  std::string value;
  AppendDaySums(std::vector<DayAmount>{{-3, 5}, {10, -7}, {40000, 0}}, &value);
  DaySums sums;
  storage::PackedReader reader(value);
  ASSERT_TRUE(DaySums::Read(&reader, &sums));
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_EQ(sums.At(-4), std::nullopt) << "no posting is not a sum of zero";
  EXPECT_EQ(sums.At(-3), AmountSum(5));
  EXPECT_EQ(sums.At(9), AmountSum(5));
  EXPECT_EQ(sums.At(10), AmountSum(-2));
  EXPECT_EQ(sums.At(50000), AmountSum(-2));
  ASSERT_EQ(sums.size(), 3u);
  EXPECT_EQ(sums.DayAt(2), 40000);
  EXPECT_EQ(sums.AmountAt(0), 5);
  EXPECT_EQ(sums.AmountAt(1), -7);
}

TEST(DaySumsTest, NoDaysAreOneByte) {
  std::string value;
  AppendDaySums({}, &value);
  EXPECT_EQ(value.size(), 1u);
  DaySums sums;
  storage::PackedReader reader(value);
  ASSERT_TRUE(DaySums::Read(&reader, &sums));
  EXPECT_EQ(sums.At(0), std::nullopt);
}

// Their difference may need more than 128 bits.
TEST(DaySumsTest, SumsThatNoAmountsAddUpToAreNotRead) {
  std::string value;
  storage::AppendVarint(2, &value);
  storage::AppendSignedVarint(1, &value);
  storage::AppendColumn({0, 1}, &value);
  storage::AppendColumn({absl::Int128Max(), absl::Int128Min()}, &value);
  DaySums sums;
  storage::PackedReader reader(value);
  EXPECT_FALSE(DaySums::Read(&reader, &sums));
}

// They would take no bytes, however many the count says that there are.
TEST(DaySumsTest, DaysThatAreAllTheSameAreNotRead) {
  for (const uint64_t count : {uint64_t{2}, uint64_t{1} << 28}) {
    std::string value;
    storage::AppendVarint(count, &value);
    storage::AppendSignedVarint(1, &value);
    storage::AppendColumn({0, 0}, &value);
    storage::AppendColumn({0, 0}, &value);
    DaySums sums;
    storage::PackedReader reader(value);
    EXPECT_FALSE(DaySums::Read(&reader, &sums)) << count;
  }
}

TEST(DaySumsTest, CutOffBytesAreNotRead) {
  std::string value;
  AppendDaySums(std::vector<DayAmount>{{1, 5}, {2, 7}}, &value);
  for (size_t size = 0; size < value.size(); ++size) {
    DaySums sums;
    storage::PackedReader reader(absl::string_view(value).substr(0, size));
    EXPECT_FALSE(DaySums::Read(&reader, &sums)) << size;
  }
}

}  // namespace
}  // namespace tranche
