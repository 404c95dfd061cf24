#include "log/event_tree.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/tree_rows.h"
#include "storage/encoding/key_codec.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Entry(Sequence sequence) { return absl::StrCat("the bytes of event ", sequence); }

// A tree on disk, and the hashes of all of its leaves for comparison.
class EventTreeTest : public ::testing::Test {
 protected:
  EventTreeTest()
      : database_(*Database::Open(directory_.File("db"), Database::Mode::kCreate)),
        log_(database_.get()),
        tree_(std::make_unique<EventTree>(database_.get(), Family::kIndex)) {}

  void Grow(uint64_t count) {
    storage::Batch batch = database_->NewBatch();
    for (uint64_t i = 0; i < count; ++i) {
      const Sequence sequence = leaves_.size() + 1;
      std::string key;
      storage::AppendU64(sequence, &key);
      batch.Put(Family::kEvents, key, Entry(sequence));
      leaves_.push_back(LeafHash(Entry(sequence)));
      tree_->Add(leaves_.back());
    }
    tree_->Stage(&batch);
    ASSERT_THAT(database_->WriteUnsynced(batch), IsOk());
    tree_->MarkWritten(leaves_.size());
  }

  absl::Status Reload() {
    tree_ = std::make_unique<EventTree>(database_.get(), Family::kIndex);
    return tree_->Load(log_, leaves_.size());
  }

  // By the definition, over the list of all leaves.
  Digest RootOfLeaves(uint64_t first, uint64_t size) const {
    if (size == 1) return leaves_[first];
    uint64_t left = 1;
    while (2 * left < size) left *= 2;
    return NodeHash(RootOfLeaves(first, left), RootOfLeaves(first + left, size - left));
  }

  void Put(const std::string& key, const std::string& value) {
    storage::Batch batch = database_->NewBatch();
    batch.Put(Family::kIndex, key, value);
    ASSERT_THAT(database_->Write(batch), IsOk());
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
  EventLog log_;
  std::unique_ptr<EventTree> tree_;
  std::vector<Digest> leaves_;
};

TEST_F(EventTreeTest, HasTheRootOfTheLeavesAtEverySize) {
  for (uint64_t size = 1; size <= 600; ++size) {
    Grow(1);
    ASSERT_THAT(tree_->Root(size), IsOkAndHolds(RootOfLeaves(0, size))) << size;
  }
  for (uint64_t size = 1; size <= 600; ++size)
    ASSERT_THAT(tree_->Root(size), IsOkAndHolds(RootOfLeaves(0, size))) << size;
}

TEST_F(EventTreeTest, AnEdgeAloneHasTheRootAtEverySizeAndNamesEachNodeOnce) {
  Grow(300);
  TreeEdge edge;
  EXPECT_EQ(edge.Root(), Sha256(""));
  for (uint64_t size = 1; size <= 300; ++size) {
    edge.Add(leaves_[size - 1], [&](int level, const Digest& hash) {
      const uint64_t leaves = uint64_t{1} << level;
      EXPECT_EQ(size % leaves, 0u);
      EXPECT_EQ(hash, RootOfLeaves(size - leaves, leaves)) << "level " << level << " of " << size;
    });
    ASSERT_EQ(edge.size(), size);
    ASSERT_EQ(edge.Root(), RootOfLeaves(0, size)) << size;
  }
}

TEST_F(EventTreeTest, AnEdgeThatTakesManyAtOnceNamesTheSameNodesAtTheSamePlaces) {
  Grow(1500);
  TreeEdge edge;
  std::mt19937_64 random(20261127);
  std::vector<uint64_t> named(12);  // by level
  while (edge.size() < leaves_.size()) {
    const uint64_t count = std::min(random() % 5 * (random() % 100), leaves_.size() - edge.size());
    edge.AddAll(absl::MakeConstSpan(leaves_).subspan(edge.size(), count),
                [&](int level, uint64_t first, absl::Span<const Digest> hashes) {
                  EXPECT_EQ(first, named[level]) << "level " << level;
                  for (const Digest& hash : hashes)
                    EXPECT_EQ(hash, RootOfLeaves(named[level]++ << level, uint64_t{1} << level)) << "level " << level;
                });
    ASSERT_EQ(edge.Root(), edge.size() == 0 ? Sha256("") : RootOfLeaves(0, edge.size())) << edge.size();
  }
  for (size_t level = 0; level < named.size(); ++level) EXPECT_EQ(named[level], leaves_.size() >> level);
}

TEST_F(EventTreeTest, ManyEventsAtOnceMakeTheTreeOfOneAfterTheOther) {
  for (const size_t count : {1, 2, 253, 1, 600, 0, 66'000, 255}) {
    storage::Batch batch = database_->NewBatch();
    std::vector<std::string> entries;
    for (size_t i = 0; i < count; ++i) {
      entries.push_back(Entry(leaves_.size() + 1));
      leaves_.push_back(LeafHash(entries.back()));
      std::string key;
      storage::AppendU64(leaves_.size(), &key);
      batch.Put(Family::kEvents, key, entries.back());
    }
    tree_->AddEvents(std::vector<absl::string_view>(entries.begin(), entries.end()));
    EXPECT_EQ(tree_->Stage(&batch), RootOfLeaves(0, leaves_.size()));
    ASSERT_THAT(database_->WriteUnsynced(batch), IsOk());
    tree_->MarkWritten(leaves_.size());
    EXPECT_THAT(tree_->Leaf(leaves_.size()), IsOkAndHolds(leaves_.back()));
    ASSERT_THAT(Reload(), IsOk());
  }
}

TEST_F(EventTreeTest, ProvesEveryEventAtManySizesWithTilesOfThreeLevels) {
  const uint64_t seed = 20261123;
  std::mt19937_64 random(seed);
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  for (const uint64_t step : {1, 255, 1, 4000, 61'279, 256, 700}) {
    Grow(step);
    if (random() % 2 == 0) {
      ASSERT_THAT(Reload(), IsOk());
    }
    for (int i = 0; i < 20; ++i) {
      const Sequence size = 1 + random() % leaves_.size();
      const Sequence sequence = 1 + random() % size;
      const Digest root = RootOfLeaves(0, size);
      ASSERT_THAT(tree_->Root(size), IsOkAndHolds(root));
      const auto path = tree_->ProveInclusion(sequence, size);
      ASSERT_THAT(path, IsOk());
      EXPECT_THAT(CheckInclusion(leaves_[sequence - 1], sequence - 1, size, *path, root), IsOk());
      const auto grown = tree_->ProveConsistency(sequence, size);
      ASSERT_THAT(grown, IsOk());
      EXPECT_THAT(CheckConsistency(sequence, RootOfLeaves(0, sequence), size, root, *grown), IsOk());
    }
  }
}

TEST_F(EventTreeTest, ReadsATileOnceForNodesInOrder) {
  Grow(66'000);
  ASSERT_THAT(Reload(), IsOk());
  const NodeReader nodes = tree_->NodesInOrder();
  for (const int level : {0, 3, 8, 9, 16}) {
    for (uint64_t index = 0; (index + 1) << level <= leaves_.size(); index += 1 + index / 3)
      ASSERT_THAT(nodes(level, index), IsOkAndHolds(RootOfLeaves(index << level, uint64_t{1} << level))) << index;
  }
  const NodeReader again = tree_->NodesInOrder();
  ASSERT_THAT(again(0, 0), IsOk());
  Put(TreeTileKey(0, 0), "damaged");
  EXPECT_THAT(again(0, 255), IsOkAndHolds(leaves_[255])) << "the tile was kept";
  EXPECT_THAT(tree_->NodesInOrder()(0, 255), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(EventTreeTest, GoesOnAfterItWasLoadedAtAnySize) {
  for (const uint64_t step : {1, 3, 251, 1, 1, 255, 256, 300}) {
    Grow(step);
    ASSERT_THAT(Reload(), IsOk());
    EXPECT_EQ(tree_->size(), leaves_.size());
    EXPECT_THAT(tree_->Root(leaves_.size()), IsOkAndHolds(RootOfLeaves(0, leaves_.size())));
  }
}

TEST_F(EventTreeTest, IsAskedAndToldWhatIsWrittenWhileItGrows) {
  constexpr uint64_t kSize = 3000;
  std::vector<Digest> roots = {Sha256("")};
  TreeEdge edge;
  for (Sequence sequence = 1; sequence <= kSize; ++sequence) {
    edge.Add(LeafHash(Entry(sequence)));
    roots.push_back(edge.Root());
  }
  std::atomic<Sequence> durable = 0;
  std::thread asking([&] {
    for (Sequence size = 0; size < kSize; size = durable) {
      if (size == 0) continue;
      tree_->MarkWritten(size);
      EXPECT_THAT(tree_->Root(size), IsOkAndHolds(roots[size]));
    }
  });
  for (Sequence size = 1; size <= kSize; ++size) {
    storage::Batch batch = database_->NewBatch();
    tree_->Add(LeafHash(Entry(size)));
    EXPECT_EQ(tree_->Stage(&batch), roots[size]);
    ASSERT_THAT(database_->WriteUnsynced(batch), IsOk());
    durable = size;
  }
  asking.join();
}

TEST_F(EventTreeTest, AnAlteredEventThatIsInNoFullTileIsFoundWhenItIsLoaded) {
  Grow(300);
  std::string key;
  storage::AppendU64(280, &key);
  storage::Batch batch = database_->NewBatch();
  batch.Put(Family::kEvents, key, "other bytes");
  ASSERT_THAT(database_->Write(batch), IsOk());
  EXPECT_THAT(Reload(),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("sequence 257"), HasSubstr("tranche verify"))));
}

TEST_F(EventTreeTest, AMissingTileOrHeadIsFoundWhenItIsLoaded) {
  Grow(300);
  const std::string head_key = TreeHeadKey();
  const std::string head = **database_->Get(Family::kIndex, head_key);
  Put(head_key, head.substr(0, 7));
  EXPECT_THAT(Reload(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("size and root of the tree")));
  Put(head_key, head);
  EXPECT_THAT(Reload(), IsOk());
  Put(TreeTileKey(0, 0), "short");
  EXPECT_THAT(Reload(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("tile 0 of level 0 of the tree")));
}

TEST_F(EventTreeTest, TilesAreVisitedUpToTheFirstThatIsMissing) {
  storage::Batch batch = database_->NewBatch();
  for (const uint64_t place : {0, 1, 3})
    StageTreeTile(Family::kIndex, 0, place, std::vector<Digest>(kTreeTileHashes, LeafHash(Entry(place))), &batch);
  ASSERT_THAT(database_->Write(batch), IsOk());
  std::vector<Digest> seen;
  const auto visit = [&seen](absl::Span<const Digest> hashes) { seen.push_back(hashes.back()); };
  EXPECT_THAT(VisitTreeTiles(*database_, Family::kIndex, 0, 1, 2, visit), IsOk());
  EXPECT_THAT(seen, ElementsAre(LeafHash(Entry(1))));
  EXPECT_THAT(VisitTreeTiles(*database_, Family::kIndex, 0, 0, 4, visit),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("tile 2 of level 0 of the tree")));
  EXPECT_THAT(seen, ElementsAre(LeafHash(Entry(1)), LeafHash(Entry(0)), LeafHash(Entry(1))));
}

TEST_F(EventTreeTest, ATreeOfOtherEventsIsRefused) {
  Grow(20);
  leaves_.pop_back();
  EXPECT_THAT(Reload(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("of 20 events")));
}

TEST(LedgerTreeTest, TheLeavesAreTheStoredBytesOfTheEvents) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  std::vector<Digest> leaves;
  for (Sequence sequence = 1; sequence <= ledger->head(); ++sequence) {
    leaves.push_back(LeafHash(*ledger->log().ReadBytes(sequence)));
    EXPECT_THAT(ledger->tree().Leaf(sequence), IsOkAndHolds(leaves.back()));
  }
  const NodeReader of_leaves = [&](int level, uint64_t index) -> absl::StatusOr<Digest> {
    return FoldHashes(absl::MakeSpan(leaves).subspan(index << level, size_t{1} << level));
  };
  const auto root = RootOf(leaves.size(), of_leaves);
  ASSERT_THAT(root, IsOk());
  EXPECT_THAT(ledger->tree().Root(ledger->head()), IsOkAndHolds(*root));
  ASSERT_THAT(ledger.Reopen(Ledger::Access::kReadOnly), IsOk());
  EXPECT_THAT(ledger->tree().Root(ledger->head()), IsOkAndHolds(*root));
}

TEST(LedgerTreeTest, ARefusedOrTriedCommandLeavesTheTreeAsItWas) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  EXPECT_FALSE(ledger.Append({EventBuilder::Plan("P1", "national", 2024, -1)}).ok());
  AppendOptions options;
  options.dry_run = true;
  EXPECT_THAT(ledger.Append({EventBuilder::Plan("P1", "national", 2024, 1)}, options), IsOk());
  EXPECT_EQ(ledger->tree().size(), head);
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 1));
  EXPECT_EQ(ledger->tree().size(), head + 1);
}

}  // namespace
}  // namespace tranche
