// Command lines that are mistyped, and the help.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/command_line.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reports/printable.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

class UsageTest : public ::testing::Test {
 protected:
  std::string Said(Words words) {
    words.insert(words.begin(), {"--lang", "en"});
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, 2) << result.out;
    return result.err;
  }

  std::string Help(Words words) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, 0) << result.err;
    return result.out;
  }

  CommandRunner runner_;
};

TEST_F(UsageTest, AMistypedCommandBelowAnotherGetsTheNearest) {
  EXPECT_THAT(Said({"rules", "adpt", "2"}), HasSubstr("no command \"rules adpt\"; did you mean rules adopt?"));
  EXPECT_THAT(Said({"prove", "blance"}), HasSubstr("did you mean prove balance?"));
  EXPECT_THAT(Said({"export", "lgo", "history.pb"}), HasSubstr("did you mean export log?"));
  EXPECT_THAT(Said({"help", "prove", "blance"}), HasSubstr("did you mean prove balance?"));
  EXPECT_THAT(Said({"prove"}), HasSubstr("prove is followed by one of event, consistency, balance"));
}

TEST_F(UsageTest, TheHelpOfAKindShowsItsOptionsAlone) {
  EXPECT_THAT(Said({"record"}), HasSubstr("kind is required"));
  // Without the examples, which are of all kinds.
  const auto options = [&](const std::string& kind) {
    const std::string help = Help({"help", "record", kind});
    return help.substr(0, help.find("  tranche record plan --unit"));
  };
  EXPECT_THAT(Help({"help", "record"}),
              AllOf(HasSubstr("--legal-case"), HasSubstr("--quantity"), HasSubstr("--amount")));
  EXPECT_THAT(options("plan"),
              AllOf(HasSubstr("--amount "), HasSubstr("--unit "), HasSubstr("--document "), HasSubstr("--key "),
                    Not(HasSubstr("--legal-case")), Not(HasSubstr("--quantity")), Not(HasSubstr("--commitment "))));
  EXPECT_THAT(options("disbursement"), AllOf(HasSubstr("--commitment "), HasSubstr("--split")));
  EXPECT_THAT(options("output"),
              AllOf(HasSubstr("--quantity"), Not(HasSubstr("--amount ")), Not(HasSubstr("--source "))));
  EXPECT_THAT(options("estimate"), AllOf(HasSubstr("--stated-on"), Not(HasSubstr("--tranche "))));
  EXPECT_THAT(options("indicator"), AllOf(HasSubstr("--counted"), HasSubstr("--name ")));
  EXPECT_THAT(options("project"), AllOf(HasSubstr("--support"), Not(HasSubstr("--counted"))));
}

TEST_F(UsageTest, AMistypedKindIsNamedBeforeTheOptionsThatAreMissing) {
  EXPECT_THAT(Said({"record", "paln"}), AllOf(HasSubstr("did you mean plan?"), Not(HasSubstr("--unit"))));
  EXPECT_THAT(Said({"record", "PlanApproved"}), HasSubstr("--amount is required"));
  EXPECT_THAT(Said({"record", "estimate"}), HasSubstr("--amount is required"));
}

TEST_F(UsageTest, AnArgumentIsNamedAsTheHelpNamesIt) {
  EXPECT_THAT(runner_.Run({"--lang", "vi", "record", "paln"}).err, HasSubstr("loại: gặp \"paln\""));
}

TEST_F(UsageTest, WhatWasTypedNeverReachesTheTerminalAsAControlSequence) {
  for (const Words& words : {Words{"x\x1b[2J"}, Words{"balance", "--year", "2\x1b[2J"},
                             Words{"events", "--format", "x\x1b[2J"}, Words{"balance", "extra\x1b[2J"}})
    EXPECT_THAT(Said(words), AllOf(HasSubstr("\\x1B[2J"), Not(HasSubstr("\x1b"))));
}

TEST_F(UsageTest, OptionsThatDoNotGoTogetherAreRefused) {
  EXPECT_THAT(Said({"checkpoint", "--list", "--size", "3"}), HasSubstr("do not go together"));
  EXPECT_THAT(Said({"checkpoint", "--list", "--cosigned", "f", "--witness", "w"}), HasSubstr("do not go together"));
  EXPECT_THAT(Said({"checkpoint", "--size", "3", "--cosigned", "f", "--witness", "w"}),
              HasSubstr("do not go together"));
  EXPECT_THAT(Said({"checkpoint", "--witness", "w"}), HasSubstr("--witness needs --cosigned"));
}

TEST_F(UsageTest, DimensionsAreNamedOnceAndTheNearestIsOffered) {
  ASSERT_EQ(runner_.InitVietnam("en").code, 0);
  EXPECT_THAT(Said({"balance", "--by", "regoin"}), HasSubstr("did you mean region?"));
  EXPECT_THAT(Said({"balance", "--by", "provnce"}), HasSubstr("did you mean unit?"));
  EXPECT_THAT(Said({"balance", "--by", "unit,source,unit"}), HasSubstr("found unit twice"));
}

TEST_F(UsageTest, AnUnknownNameSaysWhatListsThem) {
  ASSERT_EQ(runner_.InitVietnam("en").code, 0);
  EXPECT_THAT(Said({"balance", "--unit", "nowhere at all"}), HasSubstr("`tranche units`"));
  EXPECT_THAT(Said({"balance", "--source", "zzzzzzzz"}), HasSubstr("`tranche sources`"));
  EXPECT_THAT(Said({"balance", "--area", "zzzzzzzz"}), HasSubstr("`tranche areas`"));
}

TEST_F(UsageTest, HelpIsAskedForAsTheCommandIsTyped) {
  EXPECT_EQ(Help({"help", "record", "plan"}), Help({"record", "plan", "--help"}));
  const std::string balance = Help({"help", "prove", "balance"});
  EXPECT_THAT(balance, AllOf(HasSubstr("tranche prove balance ["), Not(HasSubstr("tranche prove event ["))));
  EXPECT_EQ(Help({"prove", "balance", "--help"}), balance);
}

TEST_F(UsageTest, AnEnvironmentVariableIsSetOffFromItsWord) {
  EXPECT_THAT(Help({"--lang", "en", "help"}), HasSubstr("(environment: TRANCHE_LEDGER)"));
  EXPECT_THAT(Help({"--lang", "vi", "help"}), HasSubstr("(biến môi trường: TRANCHE_LEDGER)"));
}

TEST_F(UsageTest, NoLineOfTheHelpExceedsTheWidth) {
  const std::string commands[] = {"", "record", "import", "balance", "prove", "checkpoint", "rules", "key"};
  for (const int width : {50, 80, 120}) {
    runner_.set_width(width);
    for (const std::string& command : commands) {
      for (const char* lang : {"vi", "en"}) {
        const std::string help =
            Help(command.empty() ? Words{"--lang", lang, "help"} : Words{"--lang", lang, "help", command});
        for (const absl::string_view line : absl::StrSplit(help, '\n')) EXPECT_LE(Printable(line).width, width) << line;
      }
    }
  }
}

TEST_F(UsageTest, TheDemoFitsTheWidthToo) {
  runner_.set_width(80);
  const std::string demo = Help({"demo", "--data", TRANCHE_SOURCE_DIR "/data", "--lang", "en"});
  EXPECT_THAT(demo, HasSubstr("\n== First question: "));
  for (const absl::string_view line : absl::StrSplit(demo, '\n')) {
    const bool is_refusal = absl::StartsWith(line, "tranche: ");
    if (is_refusal || absl::StrContains(line, TRANCHE_SOURCE_DIR)) continue;
    EXPECT_LE(Printable(line).width, 80) << line;
  }
}

TEST_F(UsageTest, ExamplesAreInTheNotationOfTheReader) {
  runner_.set_width(80);
  EXPECT_THAT(Help({"--lang", "en", "help", "record"}),
              AllOf(HasSubstr("--amount \"71.5 billion\""), HasSubstr(" \\\n      --"), Not(HasSubstr("\"71,5 tỷ\""))));
  EXPECT_THAT(Help({"--lang", "vi", "help", "record"}), HasSubstr("--amount \"71,5 tỷ\""));
}

// The language of what is wrong may be that of a ledger, which is opened, or asked for, only to say it.
TEST(UsageLanguageTest, ACommandLineInWhichNothingIsWrongAsksNoServerForItsLanguage) {
  const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  socklen_t size = sizeof(address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(listening, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listening, 1), 0);
  ASSERT_EQ(::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string server = absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
  EXPECT_FALSE(ReadCommandLine({"--server", server, "balance"}, 0).finished);
  pollfd connection = {listening, POLLIN, 0};
  EXPECT_EQ(::poll(&connection, 1, 0), 0) << "somebody has connected";
  ::close(listening);
}

}  // namespace
}  // namespace tranche
