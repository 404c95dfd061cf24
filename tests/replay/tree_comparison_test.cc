#include "replay/tree_comparison.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/tree_rows.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Digest LeafOf(Sequence sequence) { return LeafHash(absl::StrCat("event ", sequence)); }

// A stored tree, and the tree of events some of which may have been altered.
class TreeComparisonTest : public ::testing::Test {
 protected:
  static constexpr Sequence kSize = 66'000;  // a full tile of level 1, and more

  void SetUp() override { Fill(&stored_, 0); }

  struct Tree {
    explicit Tree(const std::string& path)
        : database(*Database::Open(path, Database::Mode::kCreate)), tree(database.get(), Family::kIndex) {}
    std::unique_ptr<Database> database;
    EventTree tree;
  };

  static void Fill(Tree* tree, Sequence altered) {
    storage::Batch batch = tree->database->NewBatch();
    for (Sequence sequence = 1; sequence <= kSize; ++sequence)
      tree->tree.Add(sequence == altered ? LeafHash("altered") : LeafOf(sequence));
    tree->tree.Stage(&batch);
    ASSERT_THAT(tree->database->WriteUnsynced(batch), IsOk());
    tree->tree.MarkWritten(kSize);
  }

  // The differences, as "event 17" or "tree 17", from events of which the one at `altered` was
  // changed; 0: none.
  std::vector<std::string> Differences(Sequence altered) {
    Tree events(directory_.File(absl::StrCat("events", ++count_)));
    Fill(&events, altered);
    std::vector<std::string> found;
    const absl::Status compared = CompareTrees(*stored_.database, events.tree, [&](const TreeDifference& difference) {
      found.push_back(absl::StrCat(difference.is_altered_event ? "event " : "tree ", difference.sequence));
    });
    EXPECT_THAT(compared, IsOk());
    return found;
  }

  void FlipBit(int level, uint64_t place, size_t at) {
    auto hashes = ReadTreeTile(*stored_.database, Family::kIndex, level, place);
    ASSERT_THAT(hashes, IsOk());
    (*hashes)[at][3] ^= 4;
    storage::Batch batch = stored_.database->NewBatch();
    StageTreeTile(Family::kIndex, level, place, *hashes, &batch);
    ASSERT_THAT(stored_.database->Write(batch), IsOk());
  }

  TemporaryDirectory directory_;
  Tree stored_{directory_.File("stored")};
  int count_ = 0;
};

TEST_F(TreeComparisonTest, TheSameEventsHaveTheSameTree) { EXPECT_THAT(Differences(0), IsEmpty()); }

TEST_F(TreeComparisonTest, AnAlteredEventIsNamedWhereverItIs) {
  EXPECT_THAT(Differences(1), ElementsAre("event 1"));
  EXPECT_THAT(Differences(40'000), ElementsAre("event 40000"));
  EXPECT_THAT(Differences(65'700), ElementsAre("event 65700"));
  // Outside any full tile: the altered event is one from here on.
  EXPECT_THAT(Differences(66'000), ElementsAre("event 65793"));
}

TEST_F(TreeComparisonTest, ADamagedTileIsNotBlamedOnAnEvent) {
  FlipBit(0, 3, 17);
  EXPECT_THAT(Differences(0), ElementsAre("tree 786"));
  FlipBit(0, 3, 17);
  FlipBit(1, 0, 200);
  EXPECT_THAT(Differences(0), ElementsAre("tree 1"));
}

TEST_F(TreeComparisonTest, ADamagedTileDoesNotHideAnAlteredEventElsewhere) {
  FlipBit(0, 3, 17);
  EXPECT_THAT(Differences(40'000), ElementsAre("tree 786", "event 40000"));
}

TEST_F(TreeComparisonTest, AMissingHeadIsARowToBeRebuilt) {
  storage::Batch batch = stored_.database->NewBatch();
  batch.Put(Family::kIndex, TreeHeadKey(), "");
  ASSERT_THAT(stored_.database->Write(batch), IsOk());
  EXPECT_THAT(Differences(0), ElementsAre("tree 1"));
}

}  // namespace
}  // namespace tranche
