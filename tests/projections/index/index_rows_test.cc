#include "projections/index/index_rows.h"

#include <string>

#include "events/refusal.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

TEST(IndexRowsTest, EveryKindOfRowHasANameOfItsOwn) {
  EXPECT_EQ(DescribeRow(ScopeRowKey(17, 3)), "balance row of scope 17, epoch 3");
  EXPECT_EQ(DescribeRow(EpochRowKey(3)), "epoch 3");
  EXPECT_EQ(DescribeRow(SequenceRowKey(RowTable::kCatalogue, 5)), "catalogue event 5");
  EXPECT_EQ(DescribeRow(SequenceRowKey(RowTable::kStatement, 5)), "statement 5");
  EXPECT_EQ(DescribeRow(SequenceRowKey(RowTable::kReversal, 5)), "reversal of event 5");
  EXPECT_EQ(DescribeRow(KeysRowKey(2, 3)), "idempotency keys of epoch 3, part 2");
  EXPECT_EQ(DescribeRow(TailRowKey(3)), "tail of epoch 3");
  EXPECT_EQ(DescribeRow(NamingRowKey(5, 9)), "event 9, which names event 5");
  EXPECT_EQ(DescribeRow(NumberRowKey(77, 9)), "number of event 9");
  EXPECT_EQ(DescribeRow(TreeTileKey(1, 4)), "tile 4 of level 1 of the tree");
  EXPECT_EQ(DescribeRow(TreeHeadKey()), "size and root of the tree");
}

TEST(IndexRowsTest, ADamagedKeyIsSaidToBeOne) {
  EXPECT_EQ(DescribeRow(""), "a row of no known kind");
  EXPECT_EQ(DescribeRow("~"), "a row of no known kind");
  EXPECT_EQ(DescribeRow(TablePrefix(RowTable::kScope)), "a balance row with a damaged key");
  EXPECT_EQ(DescribeRow(TablePrefix(RowTable::kStatement)), "a damaged key");
  EXPECT_EQ(DescribeRow(TablePrefix(RowTable::kTail)), "a tail with a damaged key");
  EXPECT_EQ(DescribeRow(NamingRowPrefix(5)), "a damaged key");
}

TEST(IndexRowsTest, TheNameOfARowIsData) {
  const v1::RefusalField row = RowField("row", ScopeRowKey(17, 3));
  EXPECT_EQ(row.name(), "row");
  EXPECT_EQ(row.phrase().text(), "balance row of scope {scope}, epoch {epoch}");
  EXPECT_EQ(row.phrase().fields(0).number(), 17u);
  EXPECT_EQ(RefusalOf(DamagedRow(TreeHeadKey()))->what().fields(1).word(), "size and root of the tree");
}

}  // namespace
}  // namespace tranche
