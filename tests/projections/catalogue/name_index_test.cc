#include "projections/catalogue/name_index.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/catalogue/name_matching.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(NameIndexTest, FindsEverySpellingThatFoldsAlike) {
  NameIndex names;
  names.Add("1", "Hà Nội");
  names.Add("2", "Hả Nỗi", true);
  names.Add("3", " - ");
  ASSERT_THAT(names.Find("hanoi"), SizeIs(2));
  EXPECT_EQ(names.Find("hanoi")[0].id, "1");
  EXPECT_EQ(names.Find("hanoi")[0].exact, ExactName("hà nội"));
  EXPECT_TRUE(names.Find("hanoi")[1].is_ambiguous);
  EXPECT_THAT(names.Find("ha"), IsEmpty());
  EXPECT_THAT(names.Find(""), IsEmpty());
}

TEST(NameIndexTest, NearNamesComeNearestFirstAndOnce) {
  NameIndex names;
  names.Add("QN", "Quảng Ninh");
  names.Add("QN", "Quang Ninh");
  names.Add("QB", "Quảng Bình");
  names.Add("TG", "Tiền Giang");
  EXPECT_THAT(names.Near("quangnimh", 5), ElementsAre("QN", "QB"));
  EXPECT_THAT(names.Near("quangnimh", 1), ElementsAre("QN"));
  EXPECT_THAT(names.Near("toengiang", 5), ElementsAre("TG"));
  EXPECT_THAT(names.Near("xyz", 5), IsEmpty());
  EXPECT_THAT(names.Near("", 5), IsEmpty());
}

}  // namespace
}  // namespace tranche
