#include "projections/catalogue/by_id.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> IdsOf(const ById<int>& map) {
  std::vector<std::string> ids;
  for (const auto& [id, value] : map) ids.push_back(id);
  return ids;
}

ById<int> Numbers() {
  ById<int> numbers;
  for (const char* id : {"three", "one", "two"}) numbers[id] = static_cast<int>(std::string(id).size());
  return numbers;
}

TEST(ByIdTest, IsReadInTheOrderOfTheIds) { EXPECT_THAT(IdsOf(Numbers()), ElementsAre("one", "three", "two")); }

TEST(ByIdTest, FindsWhatItHasAndNothingElse) {
  const ById<int> numbers = Numbers();
  ASSERT_NE(numbers.Find("three"), nullptr);
  EXPECT_EQ(*numbers.Find("three"), 5);
  EXPECT_EQ(numbers.Find("thre"), nullptr);
  EXPECT_EQ(numbers.size(), 3u);
}

TEST(ByIdTest, ACopyHasValuesOfItsOwn) {
  ById<int> numbers = Numbers();
  const ById<int> copy = numbers;
  ById<int> assigned;
  assigned["other"] = 1;
  assigned = numbers;
  numbers["three"] = 3;
  numbers["four"] = 4;
  EXPECT_EQ(*copy.Find("three"), 5);
  EXPECT_EQ(copy.Find("four"), nullptr);
  EXPECT_EQ(*assigned.Find("three"), 5);
  EXPECT_EQ(assigned.Find("other"), nullptr);
  EXPECT_THAT(IdsOf(assigned), ElementsAre("one", "three", "two"));
}

TEST(ByIdTest, AMoveTakesTheValuesAlong) {
  ById<int> numbers = Numbers();
  ById<int> moved = std::move(numbers);
  moved["three"] = 3;
  EXPECT_EQ(*std::as_const(moved).Find("three"), 3);
  EXPECT_THAT(IdsOf(moved), ElementsAre("one", "three", "two"));
}

}  // namespace
}  // namespace tranche
