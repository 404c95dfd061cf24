#include "postgres/servers.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche::postgres {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

std::vector<std::string> NamesOf(const std::string& url) {
  std::vector<std::string> names;
  const absl::StatusOr<std::vector<Server>> servers = ServersOf(url);
  EXPECT_THAT(servers, IsOk());
  for (const Server& server : *servers) names.push_back(server.name);
  return names;
}

TEST(ServersTest, HasEachHostWithItsPortInOrder) {
  EXPECT_EQ(NamesOf("postgresql://db-1,db-2:5433,db-3/tranche"),
            (std::vector<std::string>{"db-1", "db-2:5433", "db-3"}));
  EXPECT_EQ(NamesOf("postgresql://db-1:6000,db-2:6000/tranche"), (std::vector<std::string>{"db-1:6000", "db-2:6000"}));
  EXPECT_EQ(NamesOf("host=a,b port=6000 dbname=tranche"), (std::vector<std::string>{"a:6000", "b:6000"}));
  EXPECT_EQ(NamesOf("hostaddr=10.0.0.1,10.0.0.2"), (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
}

TEST(ServersTest, GivesWhatIsForAllToEach) {
  const absl::StatusOr<std::vector<Server>> servers = ServersOf("postgresql://node@a,b:7/tranche?sslmode=verify-full");
  ASSERT_THAT(servers, IsOk());
  for (const Server& server : *servers) {
    EXPECT_THAT(server.parameters, AllOf(Contains(Pair("user", "node")), Contains(Pair("dbname", "tranche")),
                                         Contains(Pair("sslmode", "verify-full"))));
  }
  EXPECT_THAT(servers->back().parameters, AllOf(Contains(Pair("host", "b")), Contains(Pair("port", "7"))));
}

TEST(ServersTest, NeverRepeatsAPassword) {
  for (const char* url : {"postgresql://node:s3cret@a/tranche?nonsense=1", "password=s3cret x",
                          "postgresql://node:s3cret@a:1,b:2,c:x%"}) {
    const absl::Status status = ServersOf(url).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("s3cret")))) << url;
  }
  for (const std::string& name : NamesOf("postgresql://node:s3cret@a,b/tranche"))
    EXPECT_THAT(name, Not(HasSubstr("s3cret")));
}

TEST(ServersTest, RefusesAnotherNumberOfPortsThanHosts) {
  EXPECT_THAT(ServersOf("host=a,b,c port=1,2"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("port")));
  EXPECT_THAT(ServersOf("host=a,b hostaddr=10.0.0.1,10.0.0.2,10.0.0.3"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace tranche::postgres
