#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tidy/source_rules.h"

namespace tranche::tidy {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

const std::vector<SourceFile>& Tree() {
  static const auto* const kTree = new std::vector<SourceFile>(ReadSourceTree(TRANCHE_SOURCE_DIR));
  return *kTree;
}

TEST(LayeringTest, TheTreeIsFound) {
  EXPECT_THAT(Tree(), Contains(Field(&SourceFile::path, "proto/event.proto")));
  EXPECT_THAT(Tree(), Contains(Field(&SourceFile::path, "events/money.h")));
  EXPECT_THAT(Tree(), Contains(Field(&SourceFile::path, "tests/tidy/layering_test.cc")));
}

TEST(LayeringTest, DependenciesPointOneWay) {
  const Findings findings = CheckEach(CheckIncludeDirection, Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(LayeringTest, RoomsStandOnFloors) {
  const Findings findings = CheckRoomsHaveFloors();
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(LayeringTest, RocksDbStaysInStorage) {
  const Findings findings = CheckEach(CheckRocksDbStaysInStorage, Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(LayeringTest, LibpqStaysInPostgres) {
  const Findings findings = CheckEach(CheckLibpqStaysInPostgres, Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(LayeringTest, GrpcStaysBehindItsDoor) {
  const Findings findings = CheckEach(CheckGrpcStaysBehindItsDoor, Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(LayeringTest, IncludesStartAtRoot) {
  Findings findings;
  for (const SourceFile& file : Tree()) {
    for (Finding& finding : CheckIncludesStartAtRoot(file, Tree())) findings.push_back(std::move(finding));
  }
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(IncludeDirectionTest, RefusesAnIncludeThatPointsBack) {
  const auto refused = [](const std::string& path, const std::string& included) {
    return !CheckIncludeDirection({path, "#include \"" + included + "\"\n"}).empty();
  };
  EXPECT_TRUE(refused("storage/encoding/packed.h", "events/money.h"));
  EXPECT_TRUE(refused("events/money.h", "storage/database.h"));
  EXPECT_TRUE(refused("projections/read_view.h", "ledger/ledger.h"));
  EXPECT_TRUE(refused("events/posting.h", "log/event_log.h"));
  EXPECT_TRUE(refused("log/event_tree.h", "projections/index/balance_index.h"));
  EXPECT_TRUE(refused("ledger/rules/guards.h", "ledger/ledger.h"));
  EXPECT_TRUE(refused("projections/index/balance_index.h", "projections/question.h"));
  EXPECT_TRUE(refused("replay/replay.h", "replay/verify/verify.h"));
  EXPECT_TRUE(refused("reports/table.h", "cli/console.h"));
  EXPECT_TRUE(refused("import/csv_reader.cc", "storage/database.h"));
  EXPECT_TRUE(refused("projections/balance_index.cc", "storage/database.h"));
  EXPECT_TRUE(refused("projections/balance_index.cc", "replay/replayer.h"));
  EXPECT_TRUE(refused("replay/replayer.cc", "import/csv_reader.h"));
  EXPECT_TRUE(refused("ledger/ledger.cc", "tests/support/workload.h"));
  EXPECT_TRUE(refused("bench/append_bench.cc", "cli/commands.h"));
  EXPECT_TRUE(refused("bench/append_bench.cc", "tests/tidy/source_rules.h"));
  EXPECT_TRUE(refused("cli/main.cc", "bench/append_bench.h"));
}

TEST(IncludeDirectionTest, AllowsAnIncludeThatPointsForward) {
  const auto allowed = [](const std::string& path, const std::string& included) {
    return CheckIncludeDirection({path, "#include \"" + included + "\"\n"}).empty();
  };
  EXPECT_TRUE(allowed("storage/database.cc", "storage/database.h"));
  EXPECT_TRUE(allowed("storage/database.cc", "absl/status/status.h"));
  EXPECT_TRUE(allowed("log/event_log.cc", "storage/database.h"));
  EXPECT_TRUE(allowed("replay/verifier.cc", "storage/database.h"));
  EXPECT_TRUE(allowed("bench/append_bench.cc", "tests/support/workload.h"));
  EXPECT_TRUE(allowed("tests/cli/commands_test.cc", "cli/commands.h"));
}

TEST(IncludeDirectionTest, ReadsIncludesAndNothingElse) {
  const std::string text =
      "// #include \"cli/a.h\"\n"
      "/*\n#include \"cli/b.h\"\n*/\n"
      "#include <cli/c.h>\n"
      "const char* kText = R\"(\n#include \"cli/d.h\"\n)\";\n"
      "#include \"cli/e.h\"  // why\n";
  EXPECT_THAT(LinesOf(CheckIncludeDirection({"ledger/ledger.cc", text})), ElementsAre(5, 9));
}

TEST(IncludeDirectionTest, RefusesASchemaThatImportsAnotherFolder) {
  EXPECT_THAT(
      LinesOf(CheckIncludeDirection(
          {"proto/view.proto", "import \"google/protobuf/timestamp.proto\";\nimport \"ledger/event.proto\";\n"})),
      ElementsAre(2));
}

TEST(RocksDbTest, IsRefusedOutsideStorage) {
  const std::string text = "#pragma once\n#include <rocksdb/db.h>\n";
  EXPECT_THAT(LinesOf(CheckRocksDbStaysInStorage({"log/event_log.cc", text})), ElementsAre(2));
  EXPECT_THAT(LinesOf(CheckRocksDbStaysInStorage({"tests/storage/database_test.cc", text})), ElementsAre(2));
  EXPECT_THAT(LinesOf(CheckRocksDbStaysInStorage({"storage/database.cc", text})), IsEmpty());
}

TEST(LibpqTest, IsRefusedOutsideTheSourcesOfPostgres) {
  const std::string text = "#pragma once\n#include <libpq-fe.h>\n";
  EXPECT_THAT(LinesOf(CheckLibpqStaysInPostgres({"ledger/ledger.cc", text})), ElementsAre(2));
  EXPECT_THAT(LinesOf(CheckLibpqStaysInPostgres({"postgres/connection.h", text})), ElementsAre(2));
  EXPECT_THAT(LinesOf(CheckLibpqStaysInPostgres({"postgres/connection.cc", text})), IsEmpty());
}

TEST(GrpcTest, IsRefusedOutsideTheSourcesOfTheServer) {
  const std::string text = "#pragma once\n#include <grpcpp/grpcpp.h>\n#include \"proto/service.grpc.pb.h\"\n";
  EXPECT_THAT(LinesOf(CheckGrpcStaysBehindItsDoor({"cli/session.cc", text})), ElementsAre(2, 3));
  EXPECT_THAT(LinesOf(CheckGrpcStaysBehindItsDoor({"server/grpc_server.h", text})), ElementsAre(2, 3));
  EXPECT_THAT(LinesOf(CheckGrpcStaysBehindItsDoor({"server/grpc_server.cc", text})), IsEmpty());
}

TEST(IncludesStartAtRootTest, RefusesAPathFromTheIncluder) {
  const std::vector<SourceFile> tree = {{"ledger/money.h", ""}, {"ledger/ledger.cc", ""}};
  EXPECT_EQ(CheckIncludesStartAtRoot({"ledger/ledger.cc", "#include \"money.h\"\n"}, tree).size(), 1u);
  EXPECT_EQ(CheckIncludesStartAtRoot({"cli/main.cc", "#include \"../ledger/money.h\"\n"}, tree).size(), 1u);
  EXPECT_THAT(CheckIncludesStartAtRoot({"ledger/ledger.cc", "#include \"ledger/money.h\"\n#include <map>\n"}, tree),
              IsEmpty());
}

}  // namespace
}  // namespace tranche::tidy
