// What the database lets a node, an auditor and a superuser do to the log.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/postgres/private_server.h"
#include "tests/support/status_matchers.h"

namespace tranche::postgres {
namespace {

constexpr char kDenied[] = "42501";

class RightsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<storage::Lease> lease = log_->Take({"hanoi", ""}, In(absl::Seconds(20)));
    ASSERT_THAT(lease, IsOk());
    term_ = lease->term;
    ASSERT_THAT(log_->Append(*lease, {}, RowAfter({}), In(absl::Seconds(20))), IsOk());
  }

  // The SQLSTATE of a statement about the tables of the ledger; of the term, of a root.
  std::string State(const std::string& user, const std::string& sql) const {
    return server_.StateOf(user, absl::StrCat("SET search_path = ledger_", id_, "; ",
                                              absl::StrReplaceAll(sql, {{"{term}", absl::StrCat(term_)}})));
  }

  const PrivateServer& server_ = PrivateServer::Shared();
  const std::string id_ = server_.NewLedger();
  const std::unique_ptr<PostgresLog> log_ = server_.Log(id_);
  int64_t term_ = 0;
};

constexpr const char* kChanges[] = {
    "INSERT INTO log SELECT first + 1, last + 1, term, root, recorded_at, codec, plain_bytes, crc32c, writer, "
    "written_at, "
    "payload FROM log",
    "INSERT INTO log_0000 SELECT first + 1, last + 1, term, root, recorded_at, codec, plain_bytes, crc32c, writer, "
    "written_at, payload FROM log",
    "UPDATE log SET payload = ''",
    "UPDATE log_0000 SET payload = ''",
    "DELETE FROM log",
    "DELETE FROM log_0000",
    "TRUNCATE log",
    "TRUNCATE log_0000",
    "INSERT INTO checkpoint (size, note) VALUES (1, '')",
    "UPDATE checkpoint SET note = ''",
    "DELETE FROM checkpoint",
    "TRUNCATE checkpoint",
    "UPDATE lease SET term = 1",
    "DELETE FROM lease",
    "SELECT add_partition(9)",
    "SELECT close_log()",
    "DROP TABLE log",
    "ALTER TABLE log DISABLE TRIGGER never",
    "SELECT * FROM lease FOR UPDATE",
};

TEST_F(RightsTest, ANodeReadsAndCallsAndNothingElse) {
  EXPECT_EQ(State("node", "SELECT * FROM log"), "");
  EXPECT_EQ(State("node", "SELECT * FROM lease"), "");
  EXPECT_EQ(State("node", "SELECT renew({term}, 1000, 1)"), "");
  EXPECT_EQ(State("node", "SELECT hand_over('hue', 1)"), "");
  EXPECT_EQ(State("node", "SELECT keep_checkpoint(1, 'note'); SELECT * FROM checkpoint"), "");
  for (const char* change : kChanges) EXPECT_EQ(State("node", change), kDenied) << change;
}

TEST_F(RightsTest, AnAuditorOnlyReads) {
  EXPECT_EQ(State("auditor", "SELECT * FROM log"), "");
  EXPECT_EQ(State("auditor", "SELECT * FROM lease"), "");
  EXPECT_EQ(State("auditor", "SELECT * FROM checkpoint"), "");
  EXPECT_EQ(State("auditor", "SELECT barrier()"), "") << "it writes nothing that is kept";
  for (const char* change : kChanges) EXPECT_EQ(State("auditor", change), kDenied) << change;
  for (const char* call : {"SELECT take('me', '', 1000)", "SELECT renew({term}, 1000, 1)", "SELECT release({term})",
                           "SELECT hand_over('hue', 1)", "SELECT keep_checkpoint(1, '')", "SELECT close_log()",
                           "SELECT append({term}, 1, '', 2, 2, '', 0, 0, 0, 0, '')"}) {
    EXPECT_EQ(State("auditor", call), kDenied) << call;
  }
}

// Not even as a replica applies changes, which passes by ordinary triggers.
TEST_F(RightsTest, AnAdministratorWhoErrsChangesNoRow) {
  ASSERT_THAT(log_->KeepCheckpoint(1, "note", In(absl::Seconds(20))), IsOk());
  for (const char* role : {"origin", "replica"}) {
    for (const char* change : {"UPDATE log SET payload = ''", "UPDATE log_0000 SET payload = ''", "DELETE FROM log",
                               "DELETE FROM log_0000", "TRUNCATE log", "TRUNCATE log_0000",
                               "UPDATE checkpoint SET note = ''", "DELETE FROM checkpoint", "TRUNCATE checkpoint"}) {
      EXPECT_EQ(State("postgres", absl::StrCat("SET session_replication_role = ", role, "; ", change)), kDenied)
          << change;
    }
  }
  EXPECT_THAT(log_->Read(0, 1000, In(absl::Seconds(20))), IsOkAndHolds(::testing::SizeIs(1)));
}

TEST_F(RightsTest, AnAppendThatWouldNotWaitForTheDiskIsRefused) {
  for (const char* setting : {"off", "local", "remote_write"}) {
    EXPECT_EQ(State("node", absl::StrCat("SET synchronous_commit = ", setting,
                                         "; SELECT append({term}, 1, '', 2, 2, '', 0, 0, 0, 0, '')")),
              "55000")
        << setting;
  }
}

// A table of the session's own must not be taken for the log's.
TEST_F(RightsTest, AFunctionIsNotMisledByTheCallersNames) {
  EXPECT_EQ(State("node",
                  "CREATE TEMP TABLE lease (term bigint, holder text, closed_at timestamptz);"
                  "INSERT INTO pg_temp.lease VALUES (7, 'me', NULL);"
                  "SET search_path = pg_temp;"
                  "DO $$ BEGIN IF ledger_" +
                      id_ +
                      ".append(7, 1, '', 2, 2, '', 0, 0, 0, 0, '') THEN "
                      "RAISE EXCEPTION 'misled' USING ERRCODE = 'P0002'; END IF; END $$"),
            "");
}

}  // namespace
}  // namespace tranche::postgres
