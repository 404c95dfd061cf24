#include "postgres/connection.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/postgres/private_server.h"
#include "tests/support/status_matchers.h"

namespace tranche::postgres {
namespace {

using ::testing::HasSubstr;

std::unique_ptr<Connection> Open() {
  const std::vector<Server> servers = *ServersOf(PrivateServer::Shared().url("postgres"));
  auto connection = Connection::Open(servers.front(), In(absl::Seconds(10)));
  EXPECT_THAT(connection, IsOk());
  return *std::move(connection);
}

TEST(ConnectionTest, AnswersWithTheTypesThatWereAskedFor) {
  const auto connection = Open();
  EXPECT_TRUE(connection->is_primary());
  const absl::StatusOr<Result> result = connection->Run(
      {"SELECT $1 - 1, $2 + 1, $3 || '!', $4, NULL::text, true",
       "lityt"
       "b"},
      {Argument::Int64(-5), Argument::Int32(-7), Argument::Text("đồng"), Argument::Bytes(std::string("\0\xff'", 3))},
      In(absl::Seconds(10)));
  ASSERT_THAT(result, IsOk());
  ASSERT_EQ(result->rows(), 1);
  EXPECT_EQ(result->Int64(0, 0), -6);
  EXPECT_EQ(result->Int32(0, 1), -6);
  EXPECT_EQ(result->Bytes(0, 2), "đồng!");
  EXPECT_EQ(result->Bytes(0, 3), absl::string_view("\0\xff'", 3));
  EXPECT_TRUE(result->IsNull(0, 4));
  EXPECT_TRUE(result->Bool(0, 5));
}

TEST(ConnectionTest, ARefusalLeavesTheSessionAsItWas) {
  const auto connection = Open();
  const Statement divide{"SELECT 1 / $1", "i"};
  EXPECT_THAT(connection->Run(divide, {Argument::Int32(0)}, In(absl::Seconds(10))),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("division by zero (SQLSTATE 22012)")));
  EXPECT_THAT(connection->Run({"SELECT nonsense", "i"}, {}, In(absl::Seconds(10))),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_FALSE(connection->is_lost());
  const absl::StatusOr<Result> result = connection->Run(divide, {Argument::Int32(1)}, In(absl::Seconds(10)));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->Int32(0, 0), 1);
}

TEST(ConnectionTest, EndsByItsDeadlineWithoutAnAnswer) {
  const auto connection = Open();
  const absl::Time begin = absl::Now();
  EXPECT_THAT(connection->Run({"SELECT true FROM (SELECT pg_sleep(30)) s", "b"}, {}, In(absl::Milliseconds(200))),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no answer in time")));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
  EXPECT_TRUE(connection->is_lost());
}

TEST(ConnectionTest, DoesNotKnowWhatBecameOfAStatementWhoseSessionEnds) {
  const auto connection = Open();
  EXPECT_THAT(connection->Run({"SELECT pg_terminate_backend(pg_backend_pid())", "b"}, {}, In(absl::Seconds(10))),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(connection->is_lost());
}

TEST(ConnectionTest, DoesNotTakeAnAnswerWithAWarning) {
  const auto connection = Open();
  PrivateServer::Shared().Run(
      "CREATE OR REPLACE FUNCTION warns() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'careful'; RETURN "
      "true; "
      "END $$");
  EXPECT_THAT(connection->Run({"SELECT public.warns()", "b"}, {}, In(absl::Seconds(10))),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("careful")));
}

TEST(ConnectionTest, DoesNotTakeAnAnswerOfAnotherShape) {
  EXPECT_THAT(Open()->Run({"SELECT 1, 2", "i"}, {}, In(absl::Seconds(10))), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Open()->Run({"SELECT 1", "l"}, {}, In(absl::Seconds(10))), StatusIs(absl::StatusCode::kUnavailable));
}

// Whatever the database has as its defaults.
TEST(ConnectionTest, WaitsForTheDiskAtEachCommit) {
  PrivateServer::Shared().Run("ALTER ROLE postgres SET synchronous_commit = off");
  PrivateServer::Shared().Run("ALTER ROLE postgres SET statement_timeout = '7s'");
  const auto connection = Open();
  PrivateServer::Shared().Run("ALTER ROLE postgres RESET ALL");
  const absl::StatusOr<Result> result =
      connection->Run({"SELECT current_setting('synchronous_commit') || current_setting('statement_timeout')", "t"}, {},
                      In(absl::Seconds(10)));
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->Bytes(0, 0), "on0");
}

TEST(ConnectionTest, SaysWhichServerIsNotThere) {
  const std::vector<Server> servers = *ServersOf("host=/nowhere port=9 user=node");
  EXPECT_THAT(Connection::Open(servers.front(), In(absl::Seconds(5))),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/nowhere:9")));
}

}  // namespace
}  // namespace tranche::postgres
