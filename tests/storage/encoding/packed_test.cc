#include "storage/encoding/packed.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace tranche::storage {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

TEST(PackedTest, NumbersComeBackAsTheyWere) {
  std::string value;
  for (uint64_t number : {uint64_t{0}, uint64_t{127}, uint64_t{128}, std::numeric_limits<uint64_t>::max()})
    AppendVarint(number, &value);
  for (int64_t number : {int64_t{0}, int64_t{-1}, int64_t{1}, kMost, kLeast}) AppendSignedVarint(number, &value);
  AppendBytes("abc", &value);
  PackedReader reader(value);
  uint64_t number = 0;
  for (uint64_t wanted : {uint64_t{0}, uint64_t{127}, uint64_t{128}, std::numeric_limits<uint64_t>::max()}) {
    ASSERT_TRUE(reader.ReadVarint(&number));
    EXPECT_EQ(number, wanted);
  }
  int64_t with_sign = 0;
  for (int64_t wanted : {int64_t{0}, int64_t{-1}, int64_t{1}, kMost, kLeast}) {
    ASSERT_TRUE(reader.ReadSignedVarint(&with_sign));
    EXPECT_EQ(with_sign, wanted);
  }
  absl::string_view bytes;
  ASSERT_TRUE(reader.ReadBytes(&bytes));
  EXPECT_EQ(bytes, "abc");
  EXPECT_TRUE(reader.AtEnd());
}

void ExpectColumn(const std::vector<absl::int128>& numbers, size_t width) {
  std::string value;
  AppendColumn(numbers, &value);
  EXPECT_EQ(value.size(), 1 + width * numbers.size());
  PackedColumn column;
  PackedReader reader(value);
  ASSERT_TRUE(reader.ReadColumn(numbers.size(), &column));
  EXPECT_TRUE(reader.AtEnd());
  for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(column.At(i), numbers[i]) << "width " << width << ", " << i;
}

TEST(PackedTest, AColumnIsAsWideAsItsWidestNumber) {
  ExpectColumn({}, 0);
  ExpectColumn({0, 0}, 0);
  ExpectColumn({0, -1}, 1);
  ExpectColumn({127, -128}, 1);
  ExpectColumn({128}, 2);
  ExpectColumn({-129, 5}, 2);
  ExpectColumn({kMost, kLeast, 0}, 8);
  ExpectColumn({absl::int128(kMost) + 1, absl::int128(kLeast) - 1, -1, 0}, 9);
  ExpectColumn({absl::Int128Max(), absl::Int128Min(), 1}, 16);
}

TEST(PackedTest, NumbersWithoutBytesCannotDiffer) {
  EXPECT_TRUE(PackedColumn().MayDiffer());
  EXPECT_TRUE(PackedColumn("", 0, 1).MayDiffer());
  EXPECT_FALSE(PackedColumn("", 0, 2).MayDiffer());
  EXPECT_TRUE(PackedColumn("ab", 1, 2).MayDiffer());
}

TEST(PackedTest, WhatIsCutOffOrMalformedIsNotRead) {
  std::string value;
  AppendColumn({1, 2, 300}, &value);
  PackedColumn column;
  for (size_t size = 0; size < value.size(); ++size)
    EXPECT_FALSE(PackedReader(absl::string_view(value).substr(0, size)).ReadColumn(3, &column)) << size;
  EXPECT_FALSE(PackedReader("\x11").ReadColumn(0, &column)) << "17 bytes are too wide";
  EXPECT_FALSE(PackedReader(absl::string_view("\0", 1)).ReadColumn(size_t{1} << 60, &column));
  uint64_t number = 7;
  EXPECT_FALSE(PackedReader("\xff\xff\xff").ReadVarint(&number));
  EXPECT_EQ(number, 7u);
  absl::string_view bytes;
  EXPECT_FALSE(PackedReader("\x05"
                            "abc")
                   .ReadBytes(&bytes));
  PackedReader failed("");
  EXPECT_FALSE(failed.ReadVarint(&number));
  EXPECT_FALSE(failed.AtEnd());
}

TEST(PackedTest, ANumberHasOneForm) {
  uint64_t number = 0;
  for (const absl::string_view longer : {absl::string_view("\x80\0", 2), absl::string_view("\x85\x80\0", 3),
                                         absl::string_view("\x81\x80\x80\x80\x80\x80\x80\x80\x80\0", 10)}) {
    PackedReader reader(longer);
    EXPECT_FALSE(reader.ReadVarint(&number));
    EXPECT_EQ(reader.rest(), longer);
  }
  std::string most;
  AppendVarint(std::numeric_limits<uint64_t>::max(), &most);
  EXPECT_TRUE(PackedReader(most).ReadVarint(&number));
  most.back() = '\2';
  EXPECT_FALSE(PackedReader(most).ReadVarint(&number)) << "65 bits";
  absl::string_view bytes;
  PackedReader cut("\x05x");
  EXPECT_FALSE(cut.ReadBytes(&bytes));
  EXPECT_EQ(cut.rest(), "\x05x");
}

}  // namespace
}  // namespace tranche::storage
