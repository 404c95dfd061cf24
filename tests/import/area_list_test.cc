#include "import/area_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(AreaListTest, AreasAreListedAsPeopleAndTablesListThem) {
  Catalogue catalogue;
  ASSERT_THAT(catalogue.Apply(EventBuilder::Area("fairs", "Hội chợ, triển lãm")), IsOk());
  ASSERT_THAT(catalogue.Apply(EventBuilder::Area("conferences", "Hội nghị; hội thảo")), IsOk());
  for (const char* text : {"fairs|conferences", "fairs,conferences", " fairs ; conferences ",
                           "Hội chợ, triển lãm; conferences", "Hội chợ, triển lãm|Hội nghị; hội thảo"})
    EXPECT_THAT(ReadAreas(catalogue, text), IsOkAndHolds(ElementsAre("fairs", "conferences"))) << text;
  EXPECT_THAT(ReadAreas(catalogue, "Hội chợ, triển lãm"), IsOkAndHolds(ElementsAre("fairs")));
  EXPECT_THAT(ReadAreas(catalogue, " "), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(ReadAreas(catalogue, "fairs, roads"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("unknown area \"roads\"")));
}

}  // namespace
}  // namespace tranche
