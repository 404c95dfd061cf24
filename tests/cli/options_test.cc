// Options that count, options that do not, and what is read from files and pipes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/owner_lock.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

class OptionsTest : public ::testing::Test {
 protected:
  CommandResult English(Words words) {
    words.insert(words.begin(), {"--lang", "en"});
    return runner_.Run(words);
  }

  void ExpectRefused(const Words& words, const std::string& said) {
    const CommandResult result = English(words);
    EXPECT_EQ(result.code, 2) << result.out;
    EXPECT_THAT(result.err, HasSubstr(said));
  }

  CommandRunner runner_;
};

TEST_F(OptionsTest, AnOptionThatDoesNothingIsRefusedWithThoseThatTheCommandTakes) {
  ExpectRefused({"--ledger", "x", "demo"}, "--ledger is not for demo, which takes --data, --serve, --listen, --lang");
  ExpectRefused({"demo", "--format", "json"}, "--format is not for demo");
  ExpectRefused({"--ledger=x", "check-proof", "p"}, "--ledger is not for check-proof, which takes --checkpoint, --key");
  ExpectRefused({"key", "generate", "--file", "k", "--ledger", "x"}, "--ledger is not for key generate");
  ExpectRefused({"key", "show", "--file", "k", "--name", "w", "--ledger", "x"}, "--ledger is not for key show");
  ExpectRefused({"balance", "--wait", "3"}, "--wait is not for balance, which takes --unit");
  ExpectRefused({"verify", "--unit-of-money", "million"}, "--unit-of-money is not for verify");
  ExpectRefused({"prove", "event", "1", "--format", "csv"}, "prove event writes a proof, which is JSON");
  ExpectRefused({"checkpoint", "--list", "--actor", "me"}, "--list and --actor do not go together");
  ExpectRefused({"checkpoint", "--size", "1", "--actor", "me"}, "--size and --actor do not go together");
}

TEST_F(OptionsTest, OnlyWhatWritesToTheLedgerWaitsForAnotherWriter) {
  for (const char* command :
       {"init", "record", "reverse", "import", "rules adopt", "checkpoint", "rebuild", "generate"})
    EXPECT_EQ(WhatIsWritten(command), Writes::kTheLedger) << command;
  for (const char* command : {"backup", "restore", "import log", "key generate"})
    EXPECT_EQ(WhatIsWritten(command), Writes::kElsewhere) << command;
  for (const char* command : {"balance", "verify", "status", "rules", "key show", "export log"})
    EXPECT_EQ(WhatIsWritten(command), Writes::kNothing) << command;
  EXPECT_THAT(English({"rebuild", "--wait", "0"}).err, HasSubstr("no ledger at"));
  ExpectRefused({"key", "generate", "--file", "k", "--wait", "1"}, "--wait is not for key generate");
  ExpectRefused({"import", "log", "k", "--wait", "1"}, "--wait is not for import log");
  ExpectRefused({"status", "--wait", "1"}, "--wait is not for status");
}

TEST_F(OptionsTest, OnlyOptionsThatTheCommandTakesAreSuggested) {
  const CommandResult units = English({"units", "--unit", "VN"});
  EXPECT_EQ(units.code, 2);
  EXPECT_THAT(units.err, AllOf(HasSubstr("no option --unit"), Not(HasSubstr("--unit-of-money"))));
  EXPECT_THAT(English({"balance", "--unit-of-mony", "million"}).err, HasSubstr("did you mean --unit-of-money?"));
}

TEST_F(OptionsTest, TheHelpOfABasisNamesOnlyOptionsOfTheCommand) {
  EXPECT_THAT(English({"help", "balance"}).out, HasSubstr("--unit and --by stay yours"));
  EXPECT_THAT(English({"help", "explain"}).out, AllOf(HasSubstr("--unit stays yours"), Not(HasSubstr("--by"))));
  EXPECT_THAT(English({"help", "reconcile"}).out, Not(HasSubstr("--unit and")));
}

TEST_F(OptionsTest, AnEmptyPathIsNoLedger) {
  ExpectRefused({"--ledger", "", "status"}, "--ledger: found an empty path");
}

TEST_F(OptionsTest, AFileThatIsNotThereIsSaidWithItsReason) {
  const CommandResult result = English({"import", "log", runner_.File("none.jsonl")});
  EXPECT_THAT(result.err, AllOf(HasSubstr("cannot open"), HasSubstr("none.jsonl"), HasSubstr("no such file")));
}

TEST_F(OptionsTest, TheLedgerOfTheEnvironmentIsNoOptionOfTheCommand) {
  EXPECT_EQ(runner_.Run({"key", "generate", "--file", runner_.File("k")}).code, 0);
}

TEST_F(OptionsTest, HelpTakesTheWordsOfACommand) {
  EXPECT_EQ(English({"help", "record", "plan"}).code, 0);
  ExpectRefused({"help", "record", "xx"}, "no command \"record xx\"");
  ExpectRefused({"help", "balance", "xx"}, "no command \"balance xx\"");
}

TEST_F(OptionsTest, AKeyIsPrintedInTheFormatThatWasAskedFor) {
  ASSERT_EQ(English({"init"}).code, 0);
  const std::string line = English({"key", "show"}).out;
  EXPECT_THAT(line, HasSubstr("test/"));
  EXPECT_THAT(English({"key", "show", "--format", "json"}).out, HasSubstr("\"publicKey\": \"test/"));
  EXPECT_THAT(English({"key", "show", "--format", "csv"}).out, AllOf(HasSubstr("file,public_key\n"), HasSubstr(line)));
  EXPECT_THAT(English({"key", "generate", "--file", runner_.File("w.key"), "--format", "json"}).out,
              HasSubstr("\"file\": "));
  EXPECT_THAT(English({"key", "show", "--file", runner_.File("w.key"), "--name", "w", "--format", "json"}).out,
              HasSubstr("\"publicKey\": \"w+"));
}

TEST_F(OptionsTest, ACurrencyHasItsOwnDecimalsOrThoseThatAreGiven) {
  const auto init = [&](const Words& flags) {
    std::filesystem::remove_all(runner_.ledger());
    Words words = {"init"};
    words.insert(words.end(), flags.begin(), flags.end());
    return English(words);
  };
  EXPECT_THAT(init({"--currency", "usd"}).err, AllOf(HasSubstr("--currency"), HasSubstr("did you mean USD?")));
  EXPECT_EQ(init({"--currency", "usd"}).code, 2);
  EXPECT_EQ(init({"--currency", "dollar"}).code, 2);
  const CommandResult unknown = init({"--currency", "XTS"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("--minor-digits: missing: wanted the decimals of XTS"));
  EXPECT_EQ(init({"--currency", "XTS", "--minor-digits", "0"}).code, 0);
  const auto shown = [&](const Words& flags) {
    EXPECT_EQ(init(flags).code, 0);
    return English({"record", "plan", "--unit", "VN", "--source", "s", "--year", "2026", "--amount", "1.005",
                    "--effective", "2026-01-01", "--dry-run"})
        .err;
  };
  EXPECT_THAT(shown({"--currency", "USD"}), HasSubstr("USD has 2 decimals"));
  EXPECT_THAT(shown({"--currency", "VND"}), HasSubstr("VND has 0 decimals"));
  EXPECT_THAT(shown({"--currency", "USD", "--minor-digits", "0"}), HasSubstr("USD has 0 decimals"));
  EXPECT_EQ(init({"--currency", "USD", "--minor-digits", "9"}).code, 2);
}

TEST_F(OptionsTest, ANewLedgerSaysThatNothingIsRecordedYet) {
  const CommandResult made = runner_.InitVietnam("en");
  EXPECT_THAT(made.out, AllOf(HasSubstr("nothing recorded yet"), Not(HasSubstr("1970"))));
  EXPECT_THAT(English({"status", "--format", "json"}).out, Not(HasSubstr("1970")));
  ASSERT_EQ(English({"record", "plan", "--unit", "region:north", "--source", "national", "--year", "2026", "--amount",
                     "7", "--effective", "2026-01-01"})
                .code,
            0);
  EXPECT_THAT(English({"status"}).out, AllOf(HasSubstr("2026-11-22"), Not(HasSubstr("nothing recorded"))));
}

TEST_F(OptionsTest, AKindIsRecognisedByItsNameInEitherLanguage) {
  const auto hint = [&](const std::string& kind) { return English({"record", kind}).err; };
  for (const char* name : {"giải ngân", "giai ngan", "Giải  ngan", "hoàn trả"})
    EXPECT_THAT(hint(name), HasSubstr("--amount is required")) << name;
  EXPECT_THAT(hint("gải ngân"), HasSubstr("did you mean disbursement?"));
  EXPECT_THAT(hint("kế hoạch"), HasSubstr("did you mean plan?"));
  EXPECT_THAT(hint("phân bổ"), HasSubstr("did you mean tranche?"));
  EXPECT_THAT(hint("disbursment"), HasSubstr("did you mean disbursement?"));
  EXPECT_THAT(hint("xyz"), Not(HasSubstr("did you mean")));
}

TEST_F(OptionsTest, WhatIsReadHasAnEnd) {
  ASSERT_EQ(runner_.InitVietnam("en").code, 0);
  for (const char* device : {"/dev/zero", "/dev/full", "/dev/null"}) {
    ExpectRefused({"import", device}, absl::StrCat(device, " is a device, wanted a file or a pipe"));
    ExpectRefused({"check-proof", device}, "is a device");
  }
  EXPECT_EQ(English({"import", runner_.File("")}).code, 4);
  EXPECT_NE(English({"import", "log", "/dev/zero"}).code, 0);
  const std::string pipe = runner_.File("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer(
      [&] { std::ofstream(pipe) << std::ifstream(TRANCHE_SOURCE_DIR "/data/khuyen_cong_events.csv").rdbuf(); });
  const CommandResult imported = English({"import", pipe});
  writer.join();
  EXPECT_EQ(imported.code, 0) << imported.err;
}

TEST_F(OptionsTest, InitWaitsForAnotherOneAsLongAsItIsTold) {
  std::filesystem::create_directory(runner_.ledger());
  storage::OwnerLock::Holder holder;
  const auto lock = storage::OwnerLock::Take(runner_.ledger(), absl::ZeroDuration(), &holder);
  for (const Words& words : {Words{"init", "--wait", "1"}, {"generate", "--events", "10", "--wait", "1"}}) {
    const CommandResult result = English(words);
    EXPECT_EQ(result.code, 4);
    EXPECT_THAT(result.err, AllOf(HasSubstr("by process "), HasSubstr("waited 1 s"), Not(HasSubstr("remove"))));
  }
}

}  // namespace
}  // namespace tranche
