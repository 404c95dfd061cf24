#include "projections/catalogue/persistent_map.h"

#include <cstdint>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Model = std::map<std::string, int>;

Model ContentOf(const ById<int>& map) {
  Model content;
  for (const auto& [id, value] : map) content.emplace_hint(content.end(), id, value);
  return content;
}

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

// So many that they fill many blocks: id-2000, id-2002 and so on.
constexpr int kMany = 500;
std::string IdOf(int i) { return "id-" + std::to_string(2000 + 2 * i); }

ById<int> Many() {
  ById<int> many;
  for (int i = 0; i < kMany; ++i) many[IdOf(i)] = i;
  return many;
}

TEST(PersistentMapTest, IsReadInTheOrderOfTheKeys) {
  EXPECT_THAT(IdsOf(Numbers()), ElementsAre("one", "three", "two"));
}

TEST(PersistentMapTest, FindsWhatItHasAndNothingElse) {
  const ById<int> numbers = Numbers();
  ASSERT_NE(numbers.Find("three"), nullptr);
  EXPECT_EQ(*numbers.Find("three"), 5);
  EXPECT_EQ(numbers.Find("thre"), nullptr);
  EXPECT_EQ(numbers.Find("a"), nullptr);
  EXPECT_EQ(numbers.Find("z"), nullptr);
  EXPECT_EQ(numbers.size(), 3u);
}

TEST(PersistentMapTest, AnEmptyOneHasNothing) {
  ById<int> none;
  EXPECT_EQ(none.Find("one"), nullptr);
  EXPECT_EQ(none.Edit("one"), nullptr);
  EXPECT_EQ(none.From("one"), none.end());
  EXPECT_EQ(none.After("one"), none.end());
  none.Erase("one");
  EXPECT_TRUE(none.empty());
  EXPECT_THAT(IdsOf(none), IsEmpty());
  none["one"] = 1;
  none.Erase("one");
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.begin(), none.end());
}

TEST(PersistentMapTest, ACopyHasValuesOfItsOwn) {
  ById<int> numbers = Numbers();
  const ById<int> copy = numbers;
  ById<int> assigned;
  assigned["other"] = 1;
  assigned = numbers;
  numbers["three"] = 3;
  numbers["four"] = 4;
  *numbers.Edit("one") = 1;
  numbers.Erase("two");
  EXPECT_THAT(copy, ElementsAre(Pair("one", 3), Pair("three", 5), Pair("two", 3)));
  EXPECT_THAT(assigned, ElementsAre(Pair("one", 3), Pair("three", 5), Pair("two", 3)));
  EXPECT_THAT(numbers, ElementsAre(Pair("four", 4), Pair("one", 1), Pair("three", 3)));
}

TEST(PersistentMapTest, AMoveTakesTheValuesAlong) {
  ById<int> numbers = Numbers();
  ById<int> moved = std::move(numbers);
  moved["three"] = 3;
  EXPECT_EQ(*std::as_const(moved).Find("three"), 3);
  EXPECT_THAT(IdsOf(moved), ElementsAre("one", "three", "two"));
}

TEST(PersistentMapTest, ACopyThatIsChangedSharesAllOtherValues) {
  const ById<int> before = Many();
  ById<int> after = before;
  after[IdOf(7)] = -1;
  for (int i = 0; i < kMany; ++i) EXPECT_EQ(after.Find(IdOf(i)) == before.Find(IdOf(i)), i != 7) << i;
}

TEST(PersistentMapTest, WhatNobodySharesIsChangedWhereItIs) {
  ById<int> many = Many();
  const int* const found = many.Find(IdOf(7));
  many[IdOf(7)] = -1;
  EXPECT_EQ(many.Find(IdOf(7)), found);
  { const ById<int> gone = many; }
  *many.Edit(IdOf(7)) = -2;
  EXPECT_EQ(many.Find(IdOf(7)), found);
}

TEST(PersistentMapTest, IsReadOnFromAnyKeyAndBackwards) {
  const ById<int> many = Many();
  for (int i = 0; i < kMany; ++i) {
    const std::string between = "id-" + std::to_string(2000 + 2 * i - 1);
    EXPECT_EQ(many.From(IdOf(i))->second, i);
    EXPECT_EQ(many.From(between)->second, i);
    EXPECT_EQ(many.After(between)->second, i);
    EXPECT_EQ(std::prev(many.After(IdOf(i)))->second, i);
  }
  EXPECT_EQ(many.After(IdOf(kMany - 1)), many.end());
  EXPECT_EQ(many.From("id-9"), many.end());
  int i = kMany;
  for (auto at = many.end(); at != many.begin();) EXPECT_EQ((--at)->second, --i);
  EXPECT_EQ(i, 0);
}

// Each version of a random history stays what it was, whatever becomes of those after it.
TEST(PersistentMapTest, EveryVersionOfARandomHistoryStaysAsItWas) {
  for (uint32_t seed = 1; seed <= 5; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::pair<ById<int>, Model>> versions(1);
    ById<int> map;
    Model model;
    for (int step = 0; step < 3000; ++step) {
      const std::string id = IdOf(static_cast<int>(random() % kMany));
      if (random() % 3 == 0) {
        map.Erase(id);
        model.erase(id);
      } else {
        map[id] = model[id] = step;
      }
      ASSERT_EQ(map.size(), model.size());
      if (random() % 20 == 0) versions.emplace_back(map, model);
      if (random() % 100 == 0) std::tie(map, model) = versions[random() % versions.size()];
    }
    for (const auto& [kept, expected] : versions) ASSERT_EQ(ContentOf(kept), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tranche
