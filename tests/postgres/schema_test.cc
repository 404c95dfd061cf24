#include "postgres/schema.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche::postgres {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(SchemaTest, FillsInEveryName) {
  const absl::StatusOr<std::string> sql = SchemaSql("8f3a", 5);
  ASSERT_THAT(sql, IsOk());
  EXPECT_THAT(*sql, HasSubstr("CREATE SCHEMA ledger_8f3a "));
  EXPECT_THAT(*sql, HasSubstr("VALUES ('8f3a', 5)"));
  for (const char* name : {"{schema}", "{ledger_id}", "{format}"}) EXPECT_THAT(*sql, Not(HasSubstr(name)));
}

TEST(SchemaTest, RefusesWhatIsNoIdOfALedger) {
  for (const char* id : {"", "8F3A", "a b", "a;DROP", "a'", "x", "00000000000000000000000000000000000000000"}) {
    EXPECT_THAT(SchemaSql(id, 5), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is no id of a ledger")))
        << id;
  }
}

}  // namespace
}  // namespace tranche::postgres
