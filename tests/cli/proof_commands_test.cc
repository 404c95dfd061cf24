// key, checkpoint, prove and check-proof, as a finance office and its auditor use them.
#include <filesystem>
#include <fstream>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ProofCommandsTest : public ::testing::Test {
 protected:
  ProofCommandsTest() {
    const CommandResult made = runner_.InitHistory("en");
    EXPECT_EQ(made.code, 0) << made.err;
  }

  // Runs a command that must succeed, and saves its output to a file.
  std::string Keep(const std::string& name, const std::vector<std::string>& words) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, 0) << result.err;
    std::ofstream(runner_.File(name)) << result.out;
    return runner_.File(name);
  }
  CommandResult Check(const std::string& file, std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {"--lang", "en", "check-proof", file});
    return auditor_.Run(flags);
  }
  std::string Contents(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  CommandRunner runner_;
  CommandRunner auditor_;  // has no ledger
};

TEST_F(ProofCommandsTest, InitMakesAKeyForItsOwnerAlone) {
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(runner_.ledger() + "/checkpoint.key").permissions(),
            perms::owner_read | perms::owner_write);
  const CommandResult shown = runner_.Run({"key", "show"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, StartsWith("test/"));
}

TEST_F(ProofCommandsTest, ABalanceOnPaperIsCheckedWithoutTheLedger) {
  const std::string key = Keep("log.pub", {"key", "show"});
  const std::string checkpoint = Keep("checkpoint", {"checkpoint"});
  const std::string proof =
      Keep("north.proof", {"prove", "balance", "--unit", "region:north", "--year", "2024", "--as-of", "2024-06-30"});
  const CommandResult checked = Check(proof, {"--key", key, "--checkpoint", checkpoint});
  EXPECT_EQ(checked.code, 0) << checked.err;
  EXPECT_THAT(checked.out, AllOf(HasSubstr("The proof holds"), HasSubstr("170,700,000,000"),
                                 HasSubstr("18,300,000,000"), HasSubstr("complete:                  yes")));
  EXPECT_THAT(checked.out, Not(HasSubstr("NOT CHECKED")));
  EXPECT_THAT(checked.out, HasSubstr("your checkpoint:           yes"));
  EXPECT_THAT(Check(proof, {"--key", key}).out, Not(HasSubstr("your checkpoint")));
  const CommandResult json = Check(proof, {"--key", key, "--format", "json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"isComplete\": true"), HasSubstr("\"plan\": \"170700000000\"")));
}

TEST_F(ProofCommandsTest, ACompressedProofIsCheckedAsItIs) {
  Keep("checkpoint", {"checkpoint"});
  for (const std::vector<std::string>& what : std::vector<std::vector<std::string>>{
           {"balance", "--unit", "region:north", "--year", "2024"}, {"event", "180"}, {"consistency", "281"}}) {
    std::vector<std::string> words = {"prove"};
    words.insert(words.end(), what.begin(), what.end());
    const std::string plain = Keep("plain.proof", words);
    words.emplace_back("--gzip");
    const std::string packed = Keep("packed.proof", words);
    EXPECT_LT(Contents(packed).size(), Contents(plain).size());
    const CommandResult checked = Check(packed);
    EXPECT_EQ(checked.code, 0) << checked.err;
    EXPECT_EQ(checked.out, Check(plain).out);
  }
  const std::string packed = Contents(runner_.File("packed.proof"));
  std::ofstream(runner_.File("cut.proof")) << packed.substr(0, packed.size() - 1);
  const CommandResult cut = Check(runner_.File("cut.proof"));
  EXPECT_EQ(cut.code, 2);
  EXPECT_THAT(cut.err, HasSubstr("damaged or cut off"));
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

TEST_F(ProofCommandsTest, AProofOfSumsOnlySaysFirstWhatItDoesNotShow) {
  Keep("checkpoint", {"checkpoint"});
  const std::vector<std::string> question = {"prove",  "balance", "--unit",  "region:north",
                                             "--year", "2024",    "--as-of", "2024-06-30"};
  std::vector<std::string> short_question = question;
  short_question.emplace_back("--sums-only");
  const std::string sums = Keep("sums.proof", short_question);
  EXPECT_LT(Contents(sums).size(), Contents(Keep("full.proof", question)).size());
  const CommandResult checked = Check(sums);
  EXPECT_EQ(checked.code, 0) << checked.err;
  EXPECT_EQ(
      FirstLine(checked.out),
      "The proof holds for the sums under the published balance root; that its events add up to them is NOT shown");
  EXPECT_THAT(checked.out,
              AllOf(HasSubstr("170,700,000,000"), HasSubstr("nobody can be shown others"),
                    HasSubstr("without --sums-only, or replay a copy of the log"), Not(HasSubstr("complete"))));
  EXPECT_EQ(FirstLine(auditor_.Run({"--lang", "vi", "check-proof", sums}).out),
            "Chứng minh đúng với các tổng theo gốc số dư đã công bố; CHƯA chứng minh chúng là tổng của các sự kiện");
  EXPECT_THAT(
      Check(sums, {"--format", "json"}).out,
      AllOf(HasSubstr("\"claim\": \"sums\""), HasSubstr("\"sumsOnly\": true"), HasSubstr("\"isComplete\": false")));
  const std::string csv = Check(sums, {"--format", "csv"}).out;
  EXPECT_THAT(csv, AllOf(HasSubstr("\nsums,"), HasSubstr("170700000000")));
  // Taking the mark away makes it no full proof.
  std::ofstream(runner_.File("full.proof"))
      << absl::StrReplaceAll(Contents(sums), {{"\"sumsOnly\": true", "\"sumsOnly\": false"}});
  EXPECT_EQ(Check(runner_.File("full.proof")).code, 1);
}

TEST_F(ProofCommandsTest, SumsWithoutABalanceRootAreRefusedWithTheWayOut) {
  const std::vector<std::string> asked = {"prove", "balance", "--year", "2024", "--sums-only"};
  EXPECT_THAT(runner_.Run(asked).err, HasSubstr("publish one with `tranche checkpoint`"));
  Keep("checkpoint", {"checkpoint"});
  const CommandResult between = runner_.Run({"prove", "balance", "--year", "2024", "--sums-only", "--known-at", "180"});
  EXPECT_EQ(between.code, 1);
  EXPECT_THAT(between.err, AllOf(HasSubstr("no checkpoint has the root of the balances known at 180"),
                                 HasSubstr("`tranche checkpoint`"), HasSubstr("with its events")));
  EXPECT_EQ(runner_.Run(asked).code, 0);
}

TEST_F(ProofCommandsTest, AnEventAndTheGrowthOfTheLogAreChecked) {
  const std::string key = Keep("log.pub", {"key", "show"});
  const std::string old_checkpoint = Keep("old", {"checkpoint"});
  runner_.Run({"record", "plan", "--unit", "Hà Nội", "--source", "local", "--year", "2026", "--amount", "1 billion",
               "--effective", "2026-01-01"});
  const std::string new_checkpoint = Keep("new", {"checkpoint"});
  const std::string event = Keep("event.proof", {"prove", "event", "180"});
  EXPECT_THAT(Check(event, {"--key", key}).out, HasSubstr("event 180 is in the log"));
  const std::string grown = Keep("grown.proof", {"prove", "consistency", "282"});
  const CommandResult checked = Check(grown, {"--key", key, "--checkpoint", old_checkpoint});
  EXPECT_EQ(checked.code, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("has only grown since it had 282 events"));
  const CommandResult other = Check(event, {"--key", key, "--checkpoint", old_checkpoint});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("prove consistency"));
  EXPECT_EQ(Check(event, {"--checkpoint", new_checkpoint}).code, 0);
}

TEST_F(ProofCommandsTest, GrowthWithoutACheckpointIsToldToPublishOne) {
  EXPECT_THAT(runner_.Run({"prove", "consistency", "5"}).err, HasSubstr("publish one with `tranche checkpoint`"));
  EXPECT_THAT(runner_.Run({"prove", "consistency", "999"}).err,
              HasSubstr("FROM: found 999, wanted 1 to 281, the number of events that TO has"));
}

TEST_F(ProofCommandsTest, AChangedProofEndsWithOneAndAFileThatIsNoneWithTwo) {
  Keep("checkpoint", {"checkpoint"});
  const std::string proof = Keep("a.proof", {"prove", "balance", "--year", "2024"});
  const std::string text = Contents(proof);
  const std::string amount = "273800000000";
  ASSERT_THAT(text, HasSubstr(amount));
  std::ofstream(runner_.File("b.proof")) << absl::StrReplaceAll(text, {{amount, "273800000001"}});
  const CommandResult changed = Check(runner_.File("b.proof"));
  EXPECT_EQ(changed.code, 1);
  EXPECT_THAT(changed.err, AllOf(HasSubstr("b.proof"), HasSubstr("does not hold")));
  std::ofstream(runner_.File("c.proof")) << "no proof";
  EXPECT_EQ(Check(runner_.File("c.proof")).code, 2);
  EXPECT_EQ(Check(runner_.File("none")).code, 4);
}

TEST_F(ProofCommandsTest, WithoutAKeyThePaperSaysSo) {
  Keep("checkpoint", {"checkpoint"});
  const CommandResult checked = Check(Keep("a.proof", {"prove", "event", "1"}));
  EXPECT_EQ(checked.code, 0);
  EXPECT_THAT(checked.out, AllOf(HasSubstr("NOT CHECKED"), HasSubstr("nobody vouches")));
}

TEST_F(ProofCommandsTest, TheKeyOfAnotherLogIsFound) {
  Keep("checkpoint", {"checkpoint"});
  const std::string proof = Keep("a.proof", {"prove", "event", "1"});
  CommandRunner other;
  other.InitVietnam("en");
  const CommandResult checked = Check(proof, {"--key", other.Run({"key", "show"}).out});
  EXPECT_EQ(checked.code, 1);
  EXPECT_THAT(checked.err, HasSubstr("no signature of test/"));
}

TEST_F(ProofCommandsTest, BeforeTheFirstCheckpointThereIsNothingToProveAgainst) {
  const CommandResult proof = runner_.Run({"prove", "event", "1"});
  EXPECT_EQ(proof.code, 1);
  EXPECT_THAT(proof.err, HasSubstr("tranche checkpoint"));
  EXPECT_THAT(runner_.Run({"checkpoint", "--list"}).out, HasSubstr("No checkpoint was published yet"));
  EXPECT_EQ(runner_.Run({"checkpoint", "--size", "5"}).code, 1);
}

TEST_F(ProofCommandsTest, ACheckpointIsPrintedAgainAndListed) {
  const std::string first = runner_.Run({"checkpoint"}).out;
  EXPECT_EQ(runner_.Run({"checkpoint"}).out, first);
  EXPECT_EQ(runner_.Run({"checkpoint", "--size", "282"}).out, first);
  EXPECT_THAT(runner_.Run({"checkpoint", "--list", "--format", "csv"}).out, HasSubstr("282,"));
}

TEST_F(ProofCommandsTest, AGivenKeyIsTakenAndAnOpenOneRefused) {
  CommandRunner other;
  const std::string file = runner_.File("given.key");
  EXPECT_EQ(other.Run({"key", "generate", "--file", file}).code, 0);
  EXPECT_EQ(other.Run({"key", "generate", "--file", file}).code, 1);
  EXPECT_EQ(other.Run({"init", "--key", file}).code, 0);
  EXPECT_EQ(Contents(other.ledger() + "/checkpoint.key"), Contents(file));
  std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  CommandRunner third;
  const CommandResult refused = third.Run({"init", "--key", file});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("cần 0600"));
  EXPECT_FALSE(std::filesystem::exists(third.ledger()));
}

TEST_F(ProofCommandsTest, WithoutItsKeyALedgerSaysWhereItShouldBe) {
  std::filesystem::remove(runner_.ledger() + "/checkpoint.key");
  const CommandResult refused = runner_.Run({"checkpoint"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("checkpoint.key"), HasSubstr("key generate")));
}

TEST_F(ProofCommandsTest, AKeyThatCannotBeReadIsNamedByItsFile) {
  const auto refused = [this](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"--lang", "en", "check-proof", runner_.File("proof")};
    words.insert(words.end(), more.begin(), more.end());
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, 2);
    return result.err;
  };
  std::ofstream(runner_.File("proof")) << "{}";
  const std::string good = Keep("good.pub", {"key", "show"});
  const std::string bad = runner_.File("bad.pub");
  std::ofstream(bad) << "not a key\n";
  EXPECT_THAT(refused({"--key", bad}), HasSubstr("--key: " + bad + ": this is no public key"));
  EXPECT_THAT(refused({"--key", "a+b"}), HasSubstr("--key: this is no public key"));
  EXPECT_THAT(refused({"--key", good, "--checkpoint", bad}), HasSubstr("--checkpoint: " + bad + ": "));
  const std::string witness_key = runner_.File("witness.key");
  ASSERT_EQ(runner_.Run({"key", "generate", "--file", witness_key}).code, 0);
  const std::string witness = Keep("witness.pub", {"key", "show", "--file", witness_key, "--name", "w"});
  EXPECT_THAT(refused({"--key", witness}), HasSubstr("found the key of a witness"));
  EXPECT_THAT(refused({"--key", good, "--witness", good}), HasSubstr("a log is no witness of itself"));
  const std::string own_key = runner_.ledger() + "/checkpoint.key";
  const std::string own = Keep("own.pub", {"key", "show", "--file", own_key, "--name", "w"});
  EXPECT_THAT(refused({"--key", good, "--witness", own}), HasSubstr("a log is no witness of itself"));
  EXPECT_THAT(refused({"--key", good, "--witness", witness, "--witness", bad}),
              HasSubstr("--witness: " + bad + ": this is no public key"));
  EXPECT_THAT(refused({"--key", good, "--witness", witness, "--witness", "a+b"}),
              HasSubstr("--witness: key 2: this is no public key"));
}

TEST_F(ProofCommandsTest, AKeyOfTheLedgerThatIsGarbledIsDamagedData) {
  std::ofstream(runner_.ledger() + "/checkpoint.key") << "garbled\n";
  for (const std::vector<std::string>& words : {std::vector<std::string>{"checkpoint"}, {"key", "show"}}) {
    const CommandResult refused = runner_.Run(words);
    EXPECT_EQ(refused.code, 3) << words.front();
    EXPECT_THAT(refused.err, AllOf(HasSubstr("checkpoint.key: "), HasSubstr("put it back from where it is kept")));
  }
  // A file that a person names is input.
  const std::string file = runner_.File("garbled.key");
  std::ofstream(file) << "garbled\n";
  EXPECT_EQ(runner_.Run({"key", "show", "--file", file, "--name", "w"}).code, 2);
}

TEST_F(ProofCommandsTest, ReportsCanBeAskedAgainByTheirBasis) {
  for (const char* format : {"json", "table", "csv"}) {
    SCOPED_TRACE(format);
    const std::vector<std::string> ask = {"balance", "--unit", "region:north", "--by", "source", "--year", "2024"};
    std::vector<std::string> json = ask;
    json.insert(json.end(), {"--format", "json"});
    const std::string basis = Keep("basis.json", json);
    std::vector<std::string> first = ask;
    first.insert(first.end(), {"--format", format});
    const std::string printed = runner_.Run(first).out;
    runner_.clock().Advance(absl::Hours(24 * 400));
    ASSERT_EQ(runner_
                  .Run({"record", "plan", "--unit", "region:north", "--source", "national", "--year", "2024",
                        "--amount", "3 billion", "--effective", "2024-01-01"})
                  .code,
              0);
    EXPECT_NE(runner_.Run(first).out, printed);
    const CommandResult again =
        runner_.Run({"balance", "--unit", "region:north", "--by", "source", "--basis", basis, "--format", format});
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(again.out, printed);
    first.insert(first.end(), {"--basis", basis});
    const CommandResult same_flags = runner_.Run(first);
    EXPECT_EQ(same_flags.out, printed) << same_flags.err;
  }
}

TEST_F(ProofCommandsTest, ExplanationsAndReconciliationsCanBeAskedAgainToo) {
  const std::string explained = Keep("e.json", {"explain", "--year", "2018", "--format", "json"});
  const CommandResult reconciled = runner_.Run({"reconcile", "--format", "json"});
  std::ofstream(runner_.File("r.json")) << reconciled.out;
  runner_.Run({"record", "plan", "--unit", "region:north", "--source", "national", "--year", "2018", "--amount",
               "3 billion", "--effective", "2018-01-01"});
  EXPECT_EQ(runner_.Run({"explain", "--basis", explained, "--format", "json"}).out, Contents(explained));
  EXPECT_EQ(runner_.Run({"reconcile", "--basis", runner_.File("r.json"), "--format", "json"}).out, reconciled.out);
}

TEST_F(ProofCommandsTest, AQuestionMayOnlySayTheSameAsItsBasis) {
  const std::string basis = Keep(
      "basis.json", {"balance", "--source", "national", "--year", "2018", "--as-of", "2018-12-31", "--format", "json"});
  const auto code = [&](const std::string& option, const std::string& value) {
    return runner_.Run({"balance", "--basis", basis, option, value}).code;
  };
  EXPECT_EQ(code("--year", "2018"), 0);
  EXPECT_EQ(code("--year", "2019"), 2);
  EXPECT_EQ(code("--source", "trung ương"), 0);
  EXPECT_EQ(code("--source", "local"), 2);
  EXPECT_EQ(code("--as-of", "2018-12-31"), 0);
  EXPECT_EQ(code("--as-of", "2018-12-30"), 2);
  EXPECT_EQ(code("--boundaries", "2018-12-31"), 0);
  EXPECT_EQ(code("--boundaries", "2025-07-01"), 2);
  EXPECT_EQ(code("--known-at", "1"), 2);
  EXPECT_THAT(runner_.Run({"balance", "--basis", basis, "--year", "2019"}).err,
              HasSubstr("--year: found \"2019\", the basis says \"2018\""));
}

TEST_F(ProofCommandsTest, ABasisOfAnotherLedgerOrHistoryIsRefused) {
  const std::string basis = Keep("basis.json", {"balance", "--format", "json"});
  const std::string text = Contents(basis);
  const CommandResult twice = runner_.Run({"balance", "--basis", basis, "--as-of", "2024-01-01"});
  EXPECT_EQ(twice.code, 2);
  EXPECT_THAT(twice.err, HasSubstr("--as-of"));
  const size_t root = text.find("\"root\": \"") + 9;
  std::string forged = text;
  forged[root] = forged[root] == 'A' ? 'B' : 'A';
  std::ofstream(runner_.File("forged.json")) << forged;
  const CommandResult altered = runner_.Run({"balance", "--basis", runner_.File("forged.json")});
  EXPECT_EQ(altered.code, 3);
  EXPECT_THAT(altered.err, HasSubstr("was altered since"));
  CommandRunner other;
  other.InitHistory("en");
  EXPECT_EQ(other.Run({"balance", "--basis", basis}).code, 1);
  std::ofstream(runner_.File("none.json")) << "{}";
  EXPECT_EQ(runner_.Run({"balance", "--basis", runner_.File("none.json")}).code, 2);
}

TEST_F(ProofCommandsTest, VerifyFindsACheckpointThatTheEventsContradict) {
  ASSERT_EQ(runner_.Run({"checkpoint"}).code, 0);
  const CommandResult healthy = runner_.Run({"verify"});
  EXPECT_EQ(healthy.code, 0) << healthy.out;
}

}  // namespace
}  // namespace tranche
