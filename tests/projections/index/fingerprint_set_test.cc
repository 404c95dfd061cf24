#include "projections/index/fingerprint_set.h"

#include <functional>
#include <random>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using Random = std::mt19937_64;

void ExpectSame(const FingerprintSet& set, const std::set<uint32_t>& wanted, Random* random) {
  EXPECT_EQ(set.size(), wanted.size());
  for (const uint32_t fingerprint : wanted) {
    ASSERT_TRUE(set.Contains(fingerprint)) << fingerprint;
    for (const uint32_t near : {fingerprint - 1, fingerprint + 1})
      ASSERT_EQ(set.Contains(near), wanted.contains(near)) << near;
  }
  for (int i = 0; i < 1000; ++i) {
    const auto any = static_cast<uint32_t>((*random)());
    ASSERT_EQ(set.Contains(any), wanted.contains(any)) << any;
  }
}

// Adds numbers that `next` makes, some of them twice, one by one and many at once.
void CheckSet(int count, uint64_t seed, const std::function<uint32_t(Random*)>& next) {
  SCOPED_TRACE(absl::StrCat(count, " fingerprints, seed ", seed));
  Random random(seed);
  FingerprintSet set;
  std::set<uint32_t> wanted;
  while (static_cast<int>(wanted.size()) < count) {
    std::vector<uint32_t> many;
    for (uint64_t i = random() % 300; i > 0; --i) many.push_back(next(&random));
    wanted.insert(many.begin(), many.end());
    set.AddAll(many);
    for (int i = 0; i < 200; ++i) {
      const uint32_t one = i % 10 == 9 ? *wanted.begin() : next(&random);
      wanted.insert(one);
      set.Add(one);
    }
  }
  ExpectSame(set, wanted, &random);
}

TEST(FingerprintSetTest, HoldsWhatWasAddedAndNothingElse) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    for (const int count : {1, 1000, 20'000})
      CheckSet(count, seed, [](Random* random) { return static_cast<uint32_t>((*random)()); });
  }
}

TEST(FingerprintSetTest, FingerprintsNeedNotBeSpreadEvenly) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    CheckSet(5000, seed, [](Random* random) { return static_cast<uint32_t>((*random)() % 10'000); });
    CheckSet(5000, seed, [](Random* random) { return ~static_cast<uint32_t>((*random)() % 10'000); });
  }
}

TEST(FingerprintSetTest, AnEmptyOneHoldsNothing) {
  FingerprintSet set;
  for (const uint32_t fingerprint : {0u, 1u, 0x80000000u, 0xffffffffu}) EXPECT_FALSE(set.Contains(fingerprint));
  EXPECT_EQ(set.size(), 0u);
  set.AddAll({});
  EXPECT_FALSE(set.Contains(0));
  set.AddAll({0xffffffff, 0});
  EXPECT_TRUE(set.Contains(0));
  EXPECT_TRUE(set.Contains(0xffffffff));
  EXPECT_FALSE(set.Contains(1));
}

}  // namespace
}  // namespace tranche
