#include "events/tranche_number.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace tranche {
namespace {

TEST(TrancheNumberTest, CarriedMoneyIsNamedByTheYearItIsOf) {
  EXPECT_EQ(TrancheText(2024001), "2024/1");
  EXPECT_EQ(TrancheText(2025012), "2025/12");
  EXPECT_EQ(TrancheText(1900001), "1900/1");
  EXPECT_EQ(TrancheText(9999999), "9999/999");
}

TEST(TrancheNumberTest, AnyOtherNumberStaysWhatItIs) {
  for (const uint32_t number : {1u, 12u, 999u, 1000u, 1899001u, 2024000u, 10'000'001u, 4'294'967'295u})
    EXPECT_EQ(TrancheText(number), std::to_string(number));
}

TEST(TrancheNumberTest, WhatIsPrintedIsReadBack) {
  for (const uint32_t number : {1u, 999u, 2024000u, 2024001u, 2024999u, 9999999u, 4'294'967'295u}) {
    EXPECT_EQ(ReadTrancheText(TrancheText(number)), number);
    EXPECT_EQ(ReadTrancheText(std::to_string(number)), number) << "by its digits";
  }
}

TEST(TrancheNumberTest, WhatIsNoNumberIsNotRead) {
  for (const char* text : {"", "0", "/", "2024/", "/1", "2024/0", "2024/1000", "1899/1", "24/1", "2024/1/1", "2024/ 1",
                           " 1", "+1", "-1", "2024/x", "1.5", "4294967296", "2024-1"})
    EXPECT_EQ(ReadTrancheText(text), std::nullopt) << text;
}

TEST(TrancheNumberTest, FieldsOfRefusalsAreNamedForIt) {
  EXPECT_EQ(FieldNumberText("tranche", 2024001), "2024/1");
  EXPECT_EQ(FieldNumberText("found_tranche", 2024001), "2024/1");
  EXPECT_EQ(FieldNumberText("event", 2024001), "2024001");
  EXPECT_EQ(FieldNumberText("tranche", uint64_t{1} << 40), "1099511627776");
}

}  // namespace
}  // namespace tranche
