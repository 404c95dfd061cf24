#include "proof/kept_balance_map.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proof/balance_root.h"
#include "proof/boundary_events.h"
#include "proof/note_key.h"
#include "proof/publish_checkpoint.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"
#include "tests/support/workload.h"

namespace tranche {
namespace {

using storage::Family;

std::vector<std::string> Texts(const LineNodes& nodes) {
  std::vector<std::string> texts;
  for (const v1::LineNode& node : nodes) texts.push_back(node.ShortDebugString());
  return texts;
}

v1::Event BalanceRootOf(const BalanceMap& map, Sequence known_at) {
  v1::Event balance_root;
  balance_root.set_sequence(known_at + 1);
  balance_root.mutable_balances_committed()->set_lines(map.lines());
  balance_root.mutable_balances_committed()->set_root(std::string(ToBytes(map.root())));
  balance_root.mutable_balances_committed()->set_binds_order(true);
  return balance_root;
}

// Of units with and without lines, of their years, of the events on units, and of everything.
std::vector<LinePrefixes> Questions() {
  std::vector<LinePrefixes> questions = {LinePrefixes({""}), LinePrefixes({std::string(kBoundaryPrefix)})};
  const std::string national = "national";
  for (const char* unit : {"P1", "P2", "P3", "P4", "P", "P9", "a"}) {
    questions.emplace_back(std::vector<std::string>{LeafPrefix(unit, nullptr, nullptr)});
    for (const int32_t year : {1950, 2024, 2040}) {
      questions.emplace_back(std::vector<std::string>{LeafPrefix(unit, &year, nullptr)});
      questions.emplace_back(std::vector<std::string>{LeafPrefix(unit, &year, &national)});
    }
  }
  const int32_t year = 2024;
  questions.emplace_back(std::vector<std::string>{std::string(kBoundaryPrefix), LeafPrefix("P1", &year, nullptr),
                                                  LeafPrefix("P3", &year, nullptr)});
  return questions;
}

class KeptBalanceMapTest : public ::testing::Test {
 protected:
  BalanceMap MapNow() { return BalanceMap::Make(ledger_->View(), ledger_->head()).value(); }

  void Keep(const BalanceMap& map) { ASSERT_THAT(KeepBalanceMap(map, ledger_->head(), &ledger_->database()), IsOk()); }

  bool Prove(const v1::Event& balance_root, const LinePrefixes& prefixes, LineNodes* nodes) {
    return ProveFromKeptMap(ledger_->View(), ledger_->database(), balance_root, prefixes, nodes);
  }

  // How many questions what is kept does not answer; the others it answers as the map does.
  int CountRefused(const BalanceMap& map) {
    int refused = 0;
    for (const LinePrefixes& prefixes : Questions()) {
      LineNodes wanted;
      LineNodes found;
      map.Prove(prefixes, &wanted);
      if (Prove(BalanceRootOf(map, ledger_->head()), prefixes, &found)) {
        EXPECT_EQ(Texts(found), Texts(wanted)) << map.size() << " leaves";
      } else {
        EXPECT_TRUE(found.empty());
        ++refused;
      }
    }
    return refused;
  }

  void Overwrite(absl::string_view key, absl::string_view value) {
    storage::Batch batch = ledger_->database().NewBatch();
    batch.Put(Family::kMeta, key, value);
    ASSERT_THAT(ledger_->database().Write(batch), IsOk());
  }

  TestLedger ledger_;
};

// Tiles have 256 leaves: fewer, exactly as many, and more than one or two tiles.
TEST_F(KeptBalanceMapTest, ProvesWhatTheMapProvesWhateverItsSize) {
  std::vector<v1::Event> plans;
  for (int year = 1900; year < 2100; ++year) {
    for (const char* unit : {"P1", "P2", "P4"}) plans.push_back(EventBuilder::Plan(unit, "national", year, year));
  }
  const BalanceMap empty = MapNow();
  ASSERT_LT(empty.size(), 200u);
  const std::vector<uint64_t> sizes = {empty.size(), empty.size() + 1, 255, 256, 257, 511, 512, 513, 600};
  size_t recorded = 0;
  for (const uint64_t size : sizes) {
    while (empty.size() + recorded < size) ledger_.Record(plans[recorded++]);
    const BalanceMap map = MapNow();
    ASSERT_EQ(map.size(), size);
    Keep(map);
    EXPECT_EQ(CountRefused(map), 0);
  }
}

TEST_F(KeptBalanceMapTest, ProvesWhatTheMapProvesAsTheLedgerGrows) {
  for (const uint64_t seed : {11u, 12u}) {
    Workload workload(seed);
    for (int round = 0; round < 8; ++round) {
      for (int i = 0; i < 10; ++i) (void)ledger_.Append(workload.NextBatch(ledger_->head()));
      const BalanceMap map = MapNow();
      Keep(map);
      EXPECT_EQ(CountRefused(map), 0);
    }
  }
}

TEST_F(KeptBalanceMapTest, IsOfOneBalanceRootOnly) {
  ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  const BalanceMap before = MapNow();
  const v1::Event earlier = BalanceRootOf(before, ledger_->head());
  LineNodes nodes;
  EXPECT_FALSE(Prove(earlier, LinePrefixes({""}), &nodes)) << "nothing is kept yet";
  Keep(before);
  v1::Event other = earlier;
  other.mutable_balances_committed()->set_root(std::string(32, 'x'));
  EXPECT_FALSE(Prove(other, LinePrefixes({""}), &nodes));
  EXPECT_TRUE(nodes.empty());
  EXPECT_TRUE(Prove(earlier, LinePrefixes({""}), &nodes));
  nodes.Clear();
  ledger_.Record(EventBuilder::Plan("P1", "national", 2025, 100));
  Keep(MapNow());
  EXPECT_FALSE(Prove(earlier, LinePrefixes({""}), &nodes));
}

TEST_F(KeptBalanceMapTest, WhatIsDamagedOrHalfWrittenIsNotUsed) {
  for (int year = 2000; year < 2300; ++year) ledger_.Record(EventBuilder::Plan("P1", "national", year, year));
  const BalanceMap map = MapNow();
  Keep(map);
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto scan = ledger_->database().ScanAll(Family::kMeta, "balance map"); scan->Valid(); scan->Next())
    rows.emplace_back(scan->key(), scan->value());
  ASSERT_EQ(rows.size(), 4u) << "its size, two tiles of leaves and one above them";
  for (const auto& [key, value] : rows) {
    std::vector<std::string> damages = {"", value.substr(0, value.size() / 2), value + "x", "0 18446744073709551615"};
    for (const size_t at : {size_t{0}, value.size() / 2, value.size() - 1}) {
      damages.push_back(value);
      damages.back()[at] ^= 0x41;
    }
    for (const std::string& damaged : damages) {
      Overwrite(key, damaged);
      EXPECT_GT(CountRefused(map), 0) << key << ": " << damaged.size();
    }
    Overwrite(key, value);
    EXPECT_EQ(CountRefused(map), 0);
  }
}

TEST_F(KeptBalanceMapTest, ACheckpointKeepsTheTreeOfItsBalanceRoot) {
  ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  const SigningKey key = SigningKey::Generate();
  const auto publish = [&] { return PublishCheckpoint(key, "operator", Day("2026-01-01"), &*ledger_); };
  const auto published = publish();
  ASSERT_THAT(published, IsOk());
  const v1::Event balance_root = ledger_->log().Read(published->checkpoint.size).value();
  LineNodes nodes;
  EXPECT_TRUE(Prove(balance_root, LinePrefixes({""}), &nodes));
  // As after a kill between the balance root and the signature, with another key that has not signed yet.
  Overwrite("balance map", "");
  nodes.Clear();
  EXPECT_FALSE(Prove(balance_root, LinePrefixes({""}), &nodes));
  ASSERT_THAT(PublishCheckpoint(SigningKey::Generate(), "operator", Day("2026-01-01"), &*ledger_), IsOk());
  EXPECT_TRUE(Prove(balance_root, LinePrefixes({""}), &nodes));
}

}  // namespace
}  // namespace tranche
