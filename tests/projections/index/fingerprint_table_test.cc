#include "projections/index/fingerprint_table.h"

#include <functional>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using Random = std::mt19937_64;
using Fingerprints = std::multiset<uint32_t>;
using Next = std::function<uint32_t(Random*)>;

uint32_t AnyOf(Random* random) { return static_cast<uint32_t>((*random)()); }

void ExpectSame(const FingerprintTable& table, const Fingerprints& wanted, Random* random) {
  EXPECT_EQ(table.size(), wanted.size());
  for (const uint32_t fingerprint : wanted) {
    ASSERT_TRUE(table.MayContain(fingerprint)) << fingerprint;
    for (const uint32_t near : {fingerprint - 1, fingerprint + 1})
      ASSERT_EQ(table.MayContain(near), wanted.contains(near)) << near;
  }
  for (int i = 0; i < 1000; ++i) {
    const uint32_t any = AnyOf(random);
    ASSERT_EQ(table.MayContain(any), wanted.contains(any)) << any;
  }
}

// Begins with some fingerprints made by `next`, then adds and removes others, some several times.
void CheckTable(size_t count, uint64_t seed, const Next& next) {
  SCOPED_TRACE(absl::StrCat(count, " fingerprints, seed ", seed));
  Random random(seed);
  std::vector<uint32_t> first;
  for (uint64_t i = random() % 300; i > 0; --i) first.push_back(next(&random));
  FingerprintTable table(first);
  Fingerprints wanted(first.begin(), first.end());
  std::vector<uint32_t> added = first;
  while (wanted.size() < count) {
    for (int i = 0; i < 200; ++i) {
      added.push_back(i % 10 == 9 ? added[random() % added.size()] : next(&random));
      table.Add(added.back());
      wanted.insert(added.back());
    }
    for (int i = 0; i < 60; ++i) {
      std::swap(added[random() % added.size()], added.back());
      table.Remove(added.back());
      wanted.erase(wanted.find(added.back()));
      added.pop_back();
    }
  }
  ExpectSame(table, wanted, &random);
}

TEST(FingerprintTableTest, HoldsWhatWasAddedAndNothingElse) {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    for (const size_t count : {1, 1000, 20'000})
      CheckTable(count, seed, [](Random* random) { return AnyOf(random) | 2; });  // 0 and 1 are not told apart
  }
}

TEST(FingerprintTableTest, FingerprintsNeedNotBeSpreadEvenly) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    CheckTable(2000, seed, [](Random* random) { return 2 + AnyOf(random) % 10'000; });
    CheckTable(2000, seed, [](Random* random) { return ~(1 + AnyOf(random) % 10'000); });
  }
}

TEST(FingerprintTableTest, OneOfTwoEqualOnesRemainsWhenTheOtherIsRemoved) {
  FingerprintTable table({7, 0xffffffff, 7});
  table.Add(0xffffffff);
  table.Add(0xffffffff);
  for (int i = 0; i < 2; ++i) {
    table.Remove(0xffffffff);
    EXPECT_TRUE(table.MayContain(0xffffffff));
  }
  table.Remove(0xffffffff);
  EXPECT_FALSE(table.MayContain(0xffffffff));
  table.Remove(7);
  EXPECT_TRUE(table.MayContain(7));
  EXPECT_EQ(table.size(), 1u);
}

TEST(FingerprintTableTest, NoneOfThoseAddedIsEverMissedWhateverItsValue) {
  FingerprintTable table;
  EXPECT_FALSE(table.MayContain(0));
  EXPECT_FALSE(table.MayContain(0xffffffff));
  for (const uint32_t fingerprint : {0u, 1u, 0x80000000u, 0xffffffffu}) {
    table.Prefetch(fingerprint);
    table.Add(fingerprint);
    EXPECT_TRUE(table.MayContain(fingerprint)) << fingerprint;
  }
  table.Remove(1);
  EXPECT_TRUE(table.MayContain(0));
  table.Remove(0);
  EXPECT_FALSE(table.MayContain(0));
}

TEST(FingerprintTableTest, ManyNeedFiveToSixBytesEach) {
  Random random(1);
  FingerprintTable table;
  while (table.size() < 100'000) {
    table.Add(AnyOf(&random));
    if (table.size() < 10'000) continue;
    ASSERT_LE(table.bytes(), table.size() * 13 / 2) << table.size();
    ASSERT_GE(table.bytes(), table.size() * 5) << table.size();
  }
}

}  // namespace
}  // namespace tranche
