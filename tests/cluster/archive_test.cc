// Old events leave a real PostgreSQL for files, and are still part of the log.
#include "cluster/archive.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "cluster/log_address.h"
#include "cluster/moves.h"
#include "cluster/verify_log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "postgres/schema.h"
#include "replay/copies/backup.h"
#include "storage/format_file.h"
#include "tests/postgres/private_server.h"
#include "tests/support/event_builder.h"
#include "tests/support/shared_node.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche::cluster {
namespace {

namespace fs = std::filesystem;
using postgres::PrivateServer;
using ::testing::AllOf;
using ::testing::HasSubstr;

// The partitions of the log have eight events each.
class ArchiveTest : public ::testing::Test {
 protected:
  ArchiveTest() {
    server_.NewLedger();  // which makes the roles, too
    server_.Run(absl::StrReplaceAll(*postgres::SchemaSql(id_, storage::kFormatVersion),
                                    {{"<< 26", "<< 3"}, {">> 26", ">> 3"}}));
    for (int i = 2; i < 12; ++i) server_.Run(absl::StrCat("SELECT ", schema_, ".add_partition(", i, ")"));
    EXPECT_THAT(MoveInto(log_.get(), *made_), IsOk());
    begin_ = made_->head();
    made_.Close();
    EXPECT_THAT(node_.Open(), IsOk());
    EXPECT_THAT(node_.Decide(), IsOk());
    for (int i = 0; i < 30; ++i) Record();
  }
  ~ArchiveTest() override { server_.Run(absl::StrCat("DROP SCHEMA ", schema_, " CASCADE")); }

  // A row of one event.
  void Record() {
    EXPECT_THAT(node_->Append({EventBuilder::Plan("P1", "national", 2024, 1).Key(absl::StrCat("plan ", ++plans_))}),
                IsOk());
  }

  LogAddress AddressOf(const std::string& user) const { return {server_.url(user), id_}; }
  absl::StatusOr<v1::ClusterReport> ArchiveBefore(uint64_t before, const std::string& user = "postgres") {
    return Archive(AddressOf(user), archive_, before, &made_.clock(), nullptr);
  }
  absl::StatusOr<v1::ClusterReport> Verify(const std::string& archive) {
    return VerifyLog(AddressOf("auditor"), {}, archive, &made_.clock(), nullptr);
  }
  // The first event that is in the database.
  uint64_t FirstInDatabase() { return log_->Read(0, 1, postgres::In(absl::Seconds(20)))->front().first; }
  std::string RootOfNode() const { return std::string(ToBytes(*node_->tree().Root(node_->head()))); }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(archive_)) names.push_back(entry.path().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  const PrivateServer& server_ = PrivateServer::Shared();
  TemporaryDirectory directory_;
  TestLedger made_;
  const std::string id_ = made_->terms().ledger_id();
  const std::string schema_ = "ledger_" + id_;
  const std::unique_ptr<postgres::PostgresLog> log_ = server_.Log(id_);
  SharedNode node_{log_.get(), "hanoi", directory_.File("hanoi"), &made_.clock()};
  const std::string archive_ = directory_.File("archive");
  uint64_t begin_ = 0;  // the last event of the row that moved in
  int plans_ = 0;
};

TEST_F(ArchiveTest, TakesSealedPartitionsIntoFilesAndTheLogGoesOn) {
  const uint64_t head = node_->head();
  const absl::StatusOr<v1::ClusterReport> archived = ArchiveBefore(begin_ + 20);
  ASSERT_THAT(archived, IsOk());
  EXPECT_GE(archived->head(), begin_ + 10);
  EXPECT_LT(archived->head(), begin_ + 20);
  EXPECT_EQ(archived->head() % 8, 7) << "the end of a partition";
  EXPECT_EQ(archived->root(), ToBytes(*node_->tree().Root(archived->head())));
  EXPECT_EQ(FirstInDatabase(), archived->head() + 1);
  Record();
  EXPECT_EQ(node_->head(), head + 1);
  EXPECT_THAT(Verify(""), StatusIs(absl::StatusCode::kDataLoss,
                                   AllOf(HasSubstr(absl::StrCat("first row is of events ", archived->head() + 1)),
                                         HasSubstr("--archive"))));
  const absl::StatusOr<v1::ClusterReport> whole = Verify(archive_);
  ASSERT_THAT(whole, IsOk());
  EXPECT_EQ(whole->head(), node_->head());
  EXPECT_EQ(whole->root(), RootOfNode());
  EXPECT_EQ(whole->rows(), node_->head() - begin_ + 1);
}

TEST_F(ArchiveTest, IsDoneAgainBesideTheFilesOfTheFirstTime) {
  const absl::StatusOr<v1::ClusterReport> first = ArchiveBefore(begin_ + 12);
  ASSERT_THAT(first, IsOk());
  const absl::StatusOr<v1::ClusterReport> elsewhere =
      Archive(AddressOf("postgres"), directory_.File("elsewhere"), begin_ + 28, &made_.clock(), nullptr);
  EXPECT_THAT(elsewhere, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("first row is of events")));
  EXPECT_EQ(FirstInDatabase(), first->head() + 1) << "nothing was dropped";
  const absl::StatusOr<v1::ClusterReport> second = ArchiveBefore(begin_ + 28);
  ASSERT_THAT(second, IsOk());
  EXPECT_GT(second->head(), first->head());
  EXPECT_EQ(FirstInDatabase(), second->head() + 1);
  EXPECT_THAT(Verify(archive_), IsOk());
}

TEST_F(ArchiveTest, NeverTakesThePartitionThatIsAppendedTo) {
  const absl::StatusOr<v1::ClusterReport> archived = ArchiveBefore(1'000'000);
  ASSERT_THAT(archived, IsOk());
  EXPECT_LE(archived->head(), node_->head() - node_->head() % 8);
  EXPECT_THAT(ArchiveBefore(1'000'000),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no partition of the log ends before")));
  Record();
  EXPECT_THAT(Verify(archive_), IsOk());
}

TEST_F(ArchiveTest, OnlyTheOwnerOfTheLogDropsAnything) {
  for (const char* user : {"node", "auditor"})
    EXPECT_THAT(ArchiveBefore(begin_ + 20, user), StatusIs(absl::StatusCode::kPermissionDenied)) << user;
  EXPECT_EQ(FirstInDatabase(), 1u);
  EXPECT_EQ(server_.StateOf("node", absl::StrCat("SELECT ", schema_, ".drop_partition(0, 1, 1, '')")), "42501");
}

TEST_F(ArchiveTest, DropsNothingThatIsNotAsItWasWritten) {
  server_.Run(absl::StrCat("ALTER TABLE ", schema_, ".log DISABLE TRIGGER never"));
  for (int i = 0; i < 12; ++i)
    server_.Run(absl::StrCat("ALTER TABLE ", schema_, ".log_", absl::StrFormat("%04d", i), " DISABLE TRIGGER never"));
  server_.Run(absl::StrCat("UPDATE ", schema_, ".log SET root = sha256('x') WHERE first = ", begin_ + 3));
  EXPECT_THAT(ArchiveBefore(begin_ + 20), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("has the root")));
  EXPECT_EQ(FirstInDatabase(), 1u);
}

TEST_F(ArchiveTest, ADamagedFileIsNamed) {
  ASSERT_THAT(ArchiveBefore(begin_ + 28), IsOk());
  const std::string file = Files().at(1);
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(-20, std::ios::end);
  bytes.put('\x7f');
  bytes.close();
  EXPECT_THAT(Verify(archive_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(file)));
  fs::resize_file(file, fs::file_size(file) - 30);
  EXPECT_THAT(Verify(archive_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(file)));
  fs::remove(file);
  EXPECT_THAT(Verify(archive_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("follows one that ends with")));
  EXPECT_THAT(Verify(directory_.File("none")), StatusIs(absl::StatusCode::kNotFound, HasSubstr("cluster archive")));
}

TEST_F(ArchiveTest, ANewCopyBeginsWithABackupThatHasWhatWasArchived) {
  const std::string backups = directory_.File("backups");
  const std::string old = directory_.File("old");
  ASSERT_THAT(Join(directory_.File("early"), AddressOf("node"), "", &made_.clock(), nullptr), IsOk());
  ASSERT_THAT(Backup(directory_.File("early"), backups, {}, &made_.clock()), IsOk());
  for (int i = 0; i < 10; ++i) Record();
  const absl::StatusOr<v1::ClusterReport> archived = ArchiveBefore(node_->head());
  ASSERT_THAT(archived, IsOk());
  const auto needed = StatusIs(absl::StatusCode::kFailedPrecondition,
                               AllOf(HasSubstr(absl::StrCat("begins with event ", archived->head() + 1)),
                                     HasSubstr(absl::StrCat("a backup of event ", archived->head(), " or later"))));
  EXPECT_THAT(Join(old, AddressOf("node"), "", &made_.clock(), nullptr), needed);
  EXPECT_FALSE(fs::exists(old + "/FORMAT"));
  EXPECT_THAT(Join(directory_.File("too old"), AddressOf("node"), backups, &made_.clock(), nullptr), needed);
  ASSERT_THAT(node_.Release(), IsOk());
  node_.Close();
  ASSERT_THAT(WriteAddress(directory_.File("hanoi"), server_.url()), IsOk());
  ASSERT_THAT(Backup(directory_.File("hanoi"), backups, {}, &made_.clock()), IsOk());
  const absl::StatusOr<v1::ClusterReport> joined =
      Join(directory_.File("new"), AddressOf("node"), backups, &made_.clock(), nullptr);
  ASSERT_THAT(joined, IsOk());
  EXPECT_GT(joined->head(), archived->head());
}

TEST_F(ArchiveTest, ALedgerMovesOutWithWhatWasArchived) {
  ASSERT_THAT(ArchiveBefore(begin_ + 20), IsOk());
  const std::string root = RootOfNode();
  const std::string out = directory_.File("out");
  EXPECT_THAT(MoveOut(AddressOf("postgres"), "", out, &made_.clock(), nullptr),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("--archive")));
  const absl::StatusOr<v1::ClusterReport> moved =
      MoveOut(AddressOf("postgres"), archive_, out, &made_.clock(), nullptr);
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->root(), root);
}

}  // namespace
}  // namespace tranche::cluster
