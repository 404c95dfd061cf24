// Every command that makes calls prints the same bytes and ends with the same code, whether the ledger is in a
// directory
// (--ledger) or served (--server).
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/view.pb.h"
#include "server/grpc_server.h"
#include "service/ledger_service.h"
#include "tests/cli/command_runner.h"
#include "tests/cli/command_words.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

Words With(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// A ledger, and a server that has a copy of it.
class BothWays {
 public:
  CommandRunner& runner() { return runner_; }
  GrpcServer& server() { return *server_; }
  const std::string& address() const { return server_->address(); }

  // Serves the ledger as it is now.
  void Serve() {
    std::filesystem::copy(runner_.ledger(), runner_.File("served.ledger"), std::filesystem::copy_options::recursive);
    service_ = LedgerService::Open(runner_.File("served.ledger"), Ledger::Access::kWrite, &runner_.clock()).value();
    server_ = GrpcServer::Start(service_.get(), "127.0.0.1:0").value();
  }

  CommandResult Served(const Words& words) { return runner_.Run(With(words, {"--server", address()})); }

  // Runs `words` both ways, and expects the same of both.
  CommandResult Both(const Words& words) {
    const CommandResult direct = runner_.Run(words);
    CommandResult served = Served(words);
    EXPECT_EQ(served.code, direct.code) << served.err;
    EXPECT_EQ(served.out, direct.out);
    EXPECT_EQ(served.err, direct.err);
    return served;
  }

 private:
  CommandRunner runner_;
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<GrpcServer> server_;
};

// The commands of the first ledger in README.md, without the name of the program.
std::vector<Words> FirstLedger() {
  std::ifstream readme(TRANCHE_SOURCE_DIR "/README.md");
  std::string line;
  while (std::getline(readme, line) && line.rfind("<!-- first-ledger", 0) != 0) {
  }
  std::getline(readme, line);
  std::vector<Words> commands;
  while (std::getline(readme, line) && line != "```") {
    Words words = WordsOfCommand(line);
    words.erase(words.begin());
    commands.push_back(words);
  }
  return commands;
}

TEST(ServedReadmeTest, TheFirstLedgerIsTheSameBothWays) {
  BothWays ways;
  const std::vector<Words> commands = FirstLedger();
  ASSERT_EQ(commands.size(), 5u);
  EXPECT_EQ(ways.runner().Run(commands.front()).code, 0);
  ways.Serve();
  for (size_t i = 1; i < commands.size(); ++i) {
    const bool records = commands[i].front() == "record";
    const CommandResult result = ways.Both(With(commands[i], records ? Words{"--key", absl::StrCat(i)} : Words()));
    EXPECT_EQ(result.code, 0) << result.err;
    if (!records) {
      EXPECT_THAT(result.out, AllOf(HasSubstr("53,200,000,000"), HasSubstr("9,800,000,000")));
    }
  }
}

// The parameter is the language of the ledger.
class ServedCommandsTest : public ::testing::TestWithParam<const char*> {
 protected:
  ServedCommandsTest() {
    EXPECT_EQ(runner_.InitHistory(GetParam()).code, 0);
    ways_.Serve();
  }

  const std::string& address() const { return ways_.address(); }
  CommandResult Served(const Words& words) { return ways_.Served(words); }
  CommandResult Both(const Words& words) { return ways_.Both(words); }

  // As Both, for each form of output.
  void InEveryForm(const Words& words) {
    for (const char* format : {"table", "json", "csv"}) {
      SCOPED_TRACE(absl::StrCat(words.front(), " --format ", format));
      const CommandResult result = Both(With(words, {"--format", format}));
      EXPECT_THAT(result.out, Not(IsEmpty())) << result.err;
    }
  }

  BothWays ways_;
  CommandRunner& runner_ = ways_.runner();
};

INSTANTIATE_TEST_SUITE_P(Languages, ServedCommandsTest, ::testing::Values("vi", "en"),
                         [](const auto& language) { return std::string(language.param); });

Words Plan(const std::string& unit, const std::string& key) {
  return {"record", "plan",     "--unit", unit,          "--source",   "national", "--year",
          "2027",   "--amount", "715",    "--effective", "2027-01-01", "--key",    key};
}

TEST_P(ServedCommandsTest, QuestionsAreAnsweredAlike) {
  InEveryForm({"balance", "--unit", "region:north", "--year", "2024", "--by", "source"});
  InEveryForm({"balance", "--by", "unit", "--by", "area", "--lang", "en", "--unit-of-money", "billion"});
  InEveryForm({"balance", "--year", "2017", "--boundaries", "2025-07-01", "--known-at", "2018-08-01"});
  InEveryForm({"explain", "--unit", "region:north", "--year", "2024"});
  InEveryForm({"restate", "--unit", "region:north", "--year", "2018", "--as-of", "2018-06-30", "--from", "2018-08-01"});
  InEveryForm({"events"});
  InEveryForm({"events", "--kind", "disbursement", "--from", "2024-01-01"});
  InEveryForm({"reconcile"});
  InEveryForm({"units", "--on", "2025-07-01"});
  InEveryForm({"sources"});
  InEveryForm({"areas", "--lang", "en"});
  InEveryForm({"rules"});
  InEveryForm({"replay"});
  InEveryForm({"replay", "--to", "2018-08-01", "--watch"});
  InEveryForm({"key", "show"});
}

TEST_P(ServedCommandsTest, StatusIsThatOfTheServedDirectory) {
  const auto status_of = [](const CommandResult& result) {
    v1::StatusReport report;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(result.out, &report).ok()) << result.err;
    report.clear_directory();
    report.clear_size_bytes();
    return report.DebugString();
  };
  const Words status = {"status", "--format", "json"};
  EXPECT_EQ(status_of(Served(status)), status_of(runner_.Run(status)));
  EXPECT_THAT(Served({"status"}).out, HasSubstr("served.ledger"));
}

TEST_P(ServedCommandsTest, RecordingsAreAnsweredAlike) {
  Both(With(Plan("region:north", "plan 1"), {"--dry-run"}));
  EXPECT_EQ(Both(Plan("region:north", "plan 1")).code, 0);
  EXPECT_EQ(Both(Plan("region:north", "plan 1")).code, 0);
  v1::Receipt receipt;
  const CommandResult planned = Both(With(Plan("region:south", "plan 2"), {"--format", "json"}));
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(planned.out, &receipt).ok()) << planned.err;
  EXPECT_EQ(Both({"reverse", absl::StrCat(receipt.sequence()), "--reason", "typed twice", "--key", "reversal 1"}).code,
            0);
  EXPECT_THAT(Both({"events", "--format", "csv"}).out, HasSubstr("reversal 1"));
  const std::string file = runner_.File("rows.csv");
  std::ofstream(file) << "event_id,kind,unit,source,fiscal_year,amount,effective_date\n"
                         "row 1,plan,region:central,national,2027,900,2027-01-01\n";
  Both({"import", file, "--dry-run"});
  Both({"import", file});
  Both({"rules", "adopt", "3", "--reason", "decision 17", "--key", "rules 3"});
  Both({"balance", "--year", "2027", "--by", "unit", "--format", "json"});
}

// What is recorded has a key, which is printed; without one each way would have its own.
TEST_P(ServedCommandsTest, ContractsAdvancesAndClosingsAreAnsweredAlike) {
  int key = 0;
  const auto recorded = [&](const Words& words) {
    const CommandResult result = Both(With(words, {"--key", absl::StrCat("key ", ++key), "--format", "json"}));
    EXPECT_EQ(result.code, 0) << result.err;
    v1::Receipt receipt;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(result.out, &receipt).ok()) << result.out;
    return absl::StrCat(receipt.sequence());
  };
  const auto money = [](const std::string& kind, const std::string& amount, const Words& more) {
    return With({"record", kind, "--unit", "VN63-22", "--source", "local", "--year", "2024", "--amount", amount}, more);
  };
  recorded(money("plan", "900", {"--effective", "2024-01-02"}));
  recorded(money("tranche", "800", {"--tranche", "1", "--effective", "2024-01-02"}));
  const Words contract = {"--number", "HD-01", "--counterparty", "A", "--until", "2024-12-31"};
  recorded(money("commitment", "300", With({"--effective", "2024-02-01"}, contract)));
  const std::string advance = recorded(money("advance", "90", {"--commitment", "HD-01", "--effective", "2024-02-02"}));
  recorded({"record", "advance-clearing", "--advance", advance, "--amount", "60", "--effective", "2024-03-01"});
  recorded({"record", "advance-recovery", "--advance", advance, "--amount", "10", "--effective", "2024-03-02"});
  recorded(money("disbursement", "100", {"--commitment", "HD-01", "--effective", "2024-03-03"}));
  EXPECT_EQ(Both(money("disbursement", "999", {"--effective", "2024-03-03", "--key", "none"})).code, 1);
  InEveryForm({"commitments", "--open"});
  InEveryForm({"advances", "--unit", "VN63-22", "--year", "2024"});
  const std::string closing = recorded({"close", "--year", "2024", "--unit", "VN63-22", "--source", "local"});
  EXPECT_EQ(Both(money("disbursement", "5", {"--effective", "2024-04-01", "--key", "late"})).code, 1);
  recorded(money("disbursement", "5", {"--effective", "2024-04-01", "--late-reason", "it came late"}));
  InEveryForm({"closings"});
  InEveryForm({"balance", "--unit", "VN63-22", "--year", "2024", "--source", "local", "--as-of", "2024-12-31",
               "--known-at", "close:2024"});
  recorded({"reopen", closing, "--reason", "the treasury corrected its statement"});
  InEveryForm({"closings", "--in-force"});
}

TEST_P(ServedCommandsTest, PersonsRolesAndProposalsAreAnsweredAlike) {
  EXPECT_EQ(Both({"actor", "register", "lan", "--person", "lan", "--login", "lan", "--key", "actor"}).code, 0);
  EXPECT_EQ(Both({"role", "grant", "lan", "--role", "officer", "--unit", "VN63-22", "--key", "grant"}).code, 0);
  InEveryForm({"actor", "list"});
  InEveryForm({"role", "list"});
  InEveryForm({"proposals"});
  InEveryForm({"four-eyes", "status"});
  EXPECT_EQ(Both({"propose", "plan", "--unit", "VN63-22", "--source", "local", "--year", "2024", "--amount", "1",
                  "--effective", "2024-01-02"})
                .code,
            1);
  EXPECT_EQ(Both({"approve", "9", "--digest", "0123456789"}).code, 2);
  EXPECT_EQ(Both({"reject", "9", "--reason", "wrong"}).code, 1);
  EXPECT_EQ(Both({"four-eyes", "on", "--reason", "decision 17", "--key", "on"}).code, 1);
}

TEST_P(ServedCommandsTest, ProofsAndCheckpointsAreAlike) {
  const std::string checkpoint = Both({"checkpoint"}).out;
  EXPECT_THAT(checkpoint, HasSubstr("\u2014 "));
  Both({"checkpoint", "--list"});
  Both({"checkpoint", "--size", "1"});
  Both({"prove", "event", "9"});
  Both({"prove", "consistency", "9", "--gzip"});
  Both({"prove", "balance", "--unit", "region:north", "--year", "2024"});
  Both({"prove", "balance", "--unit", "region:north", "--sums-only"});
  Both({"checkpoint", "--cosigned", runner_.File("nothing"), "--witness", "none"});
}

TEST_P(ServedCommandsTest, AHistoryIsExportedAlike) {
  EXPECT_THAT(Both({"export", "log", "-", "--as", "jsonl"}).out, Not(IsEmpty()));
  EXPECT_EQ(Served({"export", "log", runner_.File("served.pb")}).code, 0);
  EXPECT_EQ(runner_.Run({"export", "log", runner_.File("direct.pb")}).code, 0);
  const auto contents = [&](const char* name) {
    std::ifstream in(runner_.File(name));
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  EXPECT_EQ(contents("served.pb"), contents("direct.pb"));
}

TEST_P(ServedCommandsTest, RefusalsAreAlike) {
  EXPECT_EQ(Both({"balance", "--unit", "Hà Nộj"}).code, 2);
  EXPECT_EQ(Both({"balance", "--as-of", "2024-02-30", "--lang", "en"}).code, 2);
  EXPECT_EQ(Both({"explain", "--known-at", "9999"}).code, 2);
  EXPECT_EQ(Both({"record", "disbursement", "--unit", "region:north", "--source", "national", "--year", "2027",
                  "--amount", "9", "--effective", "2027-02-01", "--key", "too much"})
                .code,
            1);
  EXPECT_EQ(Both(With(Plan("region:north", ""), {"--expected-head", "3"})).code, 2);
  EXPECT_EQ(Both({"reverse", "99999", "--reason", "no such event", "--key", "none"}).code, 2);
  EXPECT_NE(Both({"balance", "--basis", runner_.File("nothing.json")}).code, 0);
  std::string rows = "event_id,kind,unit,source,fiscal_year,amount,effective_date\n";
  for (int row = 0; row < 60; ++row)
    absl::StrAppend(&rows, "row ", row, ",plan,Tỉnh không có thật số ", row, ",national,2027,1,2027-01-01\n");
  std::ofstream(runner_.File("wrong.csv")) << rows;
  EXPECT_EQ(Both({"import", runner_.File("wrong.csv")}).code, 2);
  EXPECT_EQ(Both({"balance", "--by", "nothing"}).code, 2);
  EXPECT_EQ(Both({"help", "balance"}).code, 0);
}

TEST_P(ServedCommandsTest, WhatWorksOnADirectoryIsNotForAServer) {
  for (const Words& words : {Words{"rebuild"},
                             {"init"},
                             {"backup", "DIR"},
                             {"restore", "DIR"},
                             {"import", "log", "FILE"},
                             {"generate", "--events", "9"}}) {
    const CommandResult result = Served(With(words, {"--lang", "en"}));
    EXPECT_EQ(result.code, 2);
    EXPECT_THAT(result.err, AllOf(HasSubstr(words.front()), HasSubstr("--ledger names it"))) << result.out;
  }
  EXPECT_THAT(Served({"demo", "--lang", "en"}).err, HasSubstr("--server is not for demo"));
  EXPECT_THAT(Served(With(Plan("region:north", "k"), {"--wait", "3", "--lang", "en"})).err,
              HasSubstr("--wait is not for record"));
}

TEST_P(ServedCommandsTest, AServerVerifiesItsOwnLedgerAndTheCommandSaysSo) {
  const CommandResult served = Served({"verify", "--format", "json", "--lang", "en"});
  EXPECT_EQ(served.code, 0) << served.err;
  EXPECT_THAT(served.err, AllOf(HasSubstr("has verified its own ledger"), HasSubstr("tranche import log")));
  const CommandResult direct = runner_.Run({"verify", "--format", "json", "--lang", "en"});
  EXPECT_EQ(served.out, direct.out);
  EXPECT_EQ(direct.err, "");
  EXPECT_THAT(served.out, HasSubstr("\"root\""));
}

TEST_P(ServedCommandsTest, OneOfBothSaysWhereTheLedgerIs) {
  EXPECT_THAT(Served({"status", "--ledger", "x", "--lang", "en"}).err, HasSubstr("--server and --ledger: found both"));
  EXPECT_THAT(runner_.Run({"status", "--server", "", "--lang", "en"}).err,
              HasSubstr("--server: found an empty address"));
  ::setenv("TRANCHE_SERVER", address().c_str(), 1);
  const std::string both = runner_.Run({"status", "--lang", "en"}).err;
  const CommandResult typed = runner_.Run({"status", "--ledger", runner_.ledger()});
  const CommandResult served = Served({"status"});
  const CommandResult checked = runner_.Run({"check-proof", "nothing", "--lang", "en"});
  ::unsetenv("TRANCHE_SERVER");
  EXPECT_THAT(both, HasSubstr("$TRANCHE_SERVER and $TRANCHE_LEDGER: found both"));
  EXPECT_THAT(typed.out, Not(HasSubstr("served.ledger"))) << typed.err;
  EXPECT_THAT(served.out, HasSubstr("served.ledger")) << served.err;
  EXPECT_THAT(checked.err, HasSubstr("nothing"));
}

TEST_P(ServedCommandsTest, WhereNoServerIsTheRefusalSaysWhatToLookAt) {
  ways_.server().Stop(absl::ZeroDuration());
  const CommandResult result = Served({"status", "--lang", "en"});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("no server of a ledger answers there"), HasSubstr("is this its port for gRPC?")));
  EXPECT_THAT(Served({"status"}).err, HasSubstr("không có máy chủ"));
  EXPECT_THAT(runner_.Run({"status", "--server", "example", "--lang", "en"}).err,
              HasSubstr("--server: found \"example\""));
}

}  // namespace
}  // namespace tranche
