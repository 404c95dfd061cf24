#include <sys/stat.h>

#include <fstream>
#include <string>

#include "access/secrets.h"
#include "gmock/gmock.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class TokenCommandsTest : public ::testing::Test {
 protected:
  TokenCommandsTest() { runner_.InitVietnam("en"); }

  // The last id of the list.
  std::string LastId() {
    const std::string csv = runner_.Run({"token", "list", "--format", "csv"}).out;
    const size_t line = csv.rfind('\n', csv.size() - 2) + 1;
    return csv.substr(line, csv.find(',', line) - line);
  }

  CommandRunner runner_;
};

TEST_F(TokenCommandsTest, ATokenIsShownOnceListedAndRevoked) {
  const CommandResult issued =
      runner_.Run({"token", "issue", "--actor", "lan", "--until", "2027-12-31", "--name", "pc"});
  EXPECT_EQ(issued.code, 0);
  ASSERT_THAT(issued.out, MatchesRegex("tranche_[A-Za-z0-9_-]*\n"));
  const std::string token = issued.out.substr(0, issued.out.size() - 1);
  EXPECT_TRUE(IsTokenText(token));
  EXPECT_THAT(issued.err, AllOf(HasSubstr("of lan counts until 2028-01-01 00:00:00"), Not(HasSubstr(token))));
  for (const char* const format : {"table", "csv", "json"})
    EXPECT_THAT(runner_.Run({"token", "list", "--format", format}).out,
                AllOf(HasSubstr("lan"), HasSubstr("pc"), Not(HasSubstr(token.substr(8)))))
        << format;
  EXPECT_THAT(runner_.Run({"token", "list", "--format", "csv"}).out, HasSubstr("counts"));
  EXPECT_EQ(runner_.Run({"token", "revoke", LastId()}).out, LastId() + " of lan counts no more\n");
  EXPECT_THAT(runner_.Run({"token", "list"}).out, HasSubstr("revoked"));
  EXPECT_THAT(runner_.Run({"--lang", "vi", "token", "list"}).out, HasSubstr("đã thu hồi"));
  EXPECT_EQ(runner_.Run({"token", "revoke", "nothing"}).code, 2);
}

TEST_F(TokenCommandsTest, WhatHasNoActorOrNoEndIsNotIssued) {
  EXPECT_EQ(runner_.Run({"token", "issue", "--until", "2027-12-31"}).code, 2);
  EXPECT_EQ(runner_.Run({"token", "issue", "--actor", "lan"}).code, 2);
  EXPECT_THAT(runner_.Run({"token", "issue", "--actor", "", "--until", "2027-12-31"}).err, StartsWith("tranche: "));
  const CommandResult past = runner_.Run({"token", "issue", "--actor", "lan", "--until", "2026-11-21"});
  EXPECT_EQ(past.code, 2);
  EXPECT_THAT(past.out, IsEmpty());
  EXPECT_THAT(past.err, HasSubstr("found an end at 2026-11-22 00:00:00 +07:00")) << "as the ledger's users read";
  EXPECT_EQ(runner_.Run({"token", "issue", "--actor", "lan", "--until", "soon"}).code, 2);
  const CommandResult two_lines = runner_.Run({"token", "issue", "--actor", "lan\nmai", "--until", "2027-12-31"});
  EXPECT_EQ(two_lines.code, 2);
  EXPECT_THAT(two_lines.out, IsEmpty());
  EXPECT_EQ(two_lines.err, "tranche: actor: found \"lan\\nmai\", wanted one line without control characters\n");
  EXPECT_NE(runner_.Run({"token", "list"}).code, 0);  // nothing was made
  EXPECT_NE(
      runner_
          .Run({"token", "issue", "--actor", "lan", "--until", "2027-12-31", "--access", runner_.ledger() + "/access"})
          .code,
      0);  // not in a ledger
}

TEST_F(TokenCommandsTest, ACertificateIsBoundByItsFile) {
  const std::string path = runner_.ledger() + "-pem";
  std::ofstream(path) << "nothing";
  const CommandResult none =
      runner_.Run({"token", "bind-certificate", "--actor", "erp", "--until", "2027-12-31", "--certificate", path});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("BEGIN CERTIFICATE"));
}

TEST_F(TokenCommandsTest, AServerThatAsksNeedsATokenThatWasIssued) {
  const CommandResult none =
      runner_.Run({"serve", "--listen", "127.0.0.1:0", "--access", runner_.ledger() + "-access"});
  EXPECT_NE(none.code, 0);
  EXPECT_THAT(none.err, HasSubstr("tranche token issue"));
  EXPECT_EQ(runner_.Run({"serve", "--tls-certificate", "x"}).code, 2);
  EXPECT_EQ(runner_.Run({"balance", "--tls-ca"}).code, 2);
}

}  // namespace
}  // namespace tranche
