#include "reports/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projections/catalogue/catalogue.h"
#include "reports/basis_lines.h"
#include "reports/check_tables.h"
#include "reports/event_tables.h"
#include "tests/reports/tables_of.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Event Grouping(const std::string& id, const std::string& day, const std::string& name, const std::string& name_en) {
  v1::Event event = EventBuilder::Source("replaced below").On(day);
  v1::RegionGroupingDefined& grouping = *event.mutable_region_grouping_defined();
  grouping.set_grouping_id(id);
  grouping.set_name(name);
  grouping.set_name_en(name_en);
  grouping.set_official(true);
  return event;
}

class GroupingNamesTest : public ::testing::Test {
 protected:
  GroupingNamesTest() {
    EXPECT_THAT(catalogue_.Apply(Grouping("R63", "2008-08-01", "Ba vùng", "Three regions")), IsOk());
    EXPECT_THAT(catalogue_.Apply(Grouping("R34", "2025-07-01", "Sáu vùng", "")), IsOk());
  }

  Reader In(Reader reader) const {
    reader.catalogue = &catalogue_;
    return reader;
  }

  Catalogue catalogue_;
};

TEST_F(GroupingNamesTest, AreThoseOfTheLedgerOrInEnglishThoseThatWereGiven) {
  EXPECT_EQ(GroupingText(In(kVietnameseReader), Day("2024-06-30"), "Ba vùng"), "Ba vùng");
  EXPECT_EQ(GroupingText(In(kEnglishReader), Day("2024-06-30"), "Ba vùng"), "Three regions");
  EXPECT_EQ(GroupingText(In(kEnglishReader), Day("2025-07-01"), "Sáu vùng"), "Sáu vùng");
  EXPECT_EQ(GroupingText(In(kEnglishReader), Day("2024-06-30"), "of another ledger"), "of another ledger");
  EXPECT_EQ(GroupingText(kEnglishReader, Day("2024-06-30"), "Ba vùng"), "Ba vùng");
}

TEST_F(GroupingNamesTest, AreInTheHeadingOfAnAnswer) {
  const auto basis = FromText<v1::Basis>("boundaries: '2024-06-30' grouping_id: 'R63' grouping_name: 'Ba vùng'");
  EXPECT_THAT(BasisLines(basis, In(kEnglishReader)),
              Contains("boundaries of 2024-06-30; region grouping: Three regions R63"));
  EXPECT_THAT(BasisLines(basis, In(kVietnameseReader)), Contains(HasSubstr("Ba vùng R63")));
}

TEST_F(GroupingNamesTest, AreInTheListOfEventsAndWhereMembersAreCounted) {
  v1::EventList events;
  *events.add_events() = Grouping("R63", "2008-08-01", "Ba vùng", "Three regions");
  const Table table = EventsTable(events, In(kEnglishReader));
  EXPECT_THAT(Rendered(table, kEnglishReader), AllOf(HasSubstr("Three regions R63"), Not(HasSubstr("vùng"))));
  EXPECT_THAT(RenderCsv(table), Not(HasSubstr("Three regions")));
  const auto counted = FromText<v1::Reconciliation>(
      "figures { figure { figure_id: 'F1' kind: FIGURE_KIND_COUNT about_date: 20240630 } "
      "verdict: VERDICT_AGREES compared_with: 'grouping Ba vùng' }");
  EXPECT_THAT(Rendered(ReconciliationTable(counted, In(kEnglishReader)), kEnglishReader),
              HasSubstr("region grouping: Three regions"));
}

}  // namespace
}  // namespace tranche
