// actor and role on the command line, and the first administrators.
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/exit_code.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

class RoleCommandsTest : public ::testing::Test {
 protected:
  CommandResult Init(const Words& more = {}) {
    Words words = {"--lang", "en", "init", "--geography", TRANCHE_SOURCE_DIR "/data"};
    words.insert(words.end(), more.begin(), more.end());
    return runner_.Run(words);
  }
  std::string Done(const Words& words) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, 0) << result.err;
    return result.out;
  }
  std::string Refused(const Words& words, int code) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, code) << result.out << result.err;
    return result.err;
  }

  CommandRunner runner_;
};

TEST_F(RoleCommandsTest, InitAppointsTwoAdministrators) {
  ASSERT_EQ(Init({"--administrator", "minh", "--administrator", "hoa"}).code, 0);
  EXPECT_THAT(Done({"role", "list", "--format", "csv"}),
              AllOf(HasSubstr("minh,administrator"), HasSubstr("hoa,administrator")));
  EXPECT_THAT(Done({"role", "list", "--on", "2026-11-22", "--format", "csv"}), HasSubstr("minh,administrator"));
  EXPECT_THAT(Done({"actor", "list", "--format", "csv"}), HasSubstr("minh,minh"));
  EXPECT_THAT(Done({"verify"}), HasSubstr("healthy"));
}

TEST_F(RoleCommandsTest, InitWithOneAdministratorLeavesNoLedger) {
  EXPECT_THAT(Init({"--administrator", "minh"}).err, HasSubstr("--administrator"));
  EXPECT_EQ(Init().code, 0) << "nothing is in its place";
}

TEST_F(RoleCommandsTest, ARoleIsGrantedListedAndRevoked) {
  ASSERT_EQ(Init().code, 0);
  Done({"actor", "register", "lan", "--person", "1021", "--name", "Nguyễn Lan", "--login", "nguyen.lan"});
  EXPECT_THAT(Done({"actor", "list"}), AllOf(HasSubstr("Nguyễn Lan"), HasSubstr("1021"), HasSubstr("nguyen.lan")));
  EXPECT_THAT(Done({"role", "grant", "lan", "--role", "officer", "--unit", "Hà Nội", "--source", "national", "--kind",
                    "disbursement", "--amount-max", "5 billion", "--until", "2026-12-31", "--lang", "en"}),
              HasSubstr("officer"));
  const std::string listed = Done({"role", "list", "--lang", "en"});
  EXPECT_THAT(listed, AllOf(HasSubstr("officer"), HasSubstr("VN34-01"), HasSubstr("national"),
                            HasSubstr("5,000,000,000"), HasSubstr("2026-12-31"), HasSubstr("disbursement")));
  const std::string sequence = listed.substr(listed.find_first_of("0123456789"), 3);
  EXPECT_THAT(Refused({"role", "revoke", sequence}, 2), HasSubstr("--reason"));
  Done({"role", "revoke", sequence, "--reason", "moved"});
  EXPECT_THAT(Done({"role", "list", "--on", "2026-11-22", "--format", "csv"}), Not(HasSubstr("lan,")));
  EXPECT_THAT(Done({"role", "list", "--of", "lan", "--format", "csv"}), HasSubstr("2026-11-21"));
  EXPECT_THAT(Done({"role", "list", "--known-at", "2026-11-21", "--format", "csv"}), Not(HasSubstr("lan,")));
}

TEST_F(RoleCommandsTest, AWrongOptionIsNamed) {
  ASSERT_EQ(Init().code, 0);
  EXPECT_THAT(Refused({"actor", "register", "lan"}, 2), HasSubstr("--person"));
  Done({"actor", "register", "lan", "--person", "1021"});
  EXPECT_THAT(Refused({"role", "grant", "lan", "--role", "boss"}, 2), HasSubstr("--role"));
  EXPECT_THAT(Refused({"role", "grant", "lan", "--role", "officer", "--unit", "nowhere"}, 2), HasSubstr("--unit"));
  EXPECT_THAT(Refused({"role", "grant", "lan", "--role", "officer", "--amount-max", "0"}, 2),
              HasSubstr("--amount-max"));
  EXPECT_THAT(Refused({"role", "grant", "lan", "--role", "officer", "--effective", "2026-11-21"}, 1),
              HasSubstr("2026-11-22"));
}

TEST_F(RoleCommandsTest, ADryRunRecordsNothing) {
  ASSERT_EQ(Init().code, 0);
  Done({"actor", "register", "lan", "--person", "1021", "--dry-run"});
  EXPECT_THAT(Done({"actor", "list", "--format", "csv"}), Not(HasSubstr("lan")));
}

TEST(ExitCodeTest, WhatARoleDoesNotAllowIsRefused) {
  EXPECT_EQ(ExitCodeOf(Refuse(absl::StatusCode::kPermissionDenied, "authority.unit", "no")), kExitRefused);
  EXPECT_EQ(ExitCodeOf(Refuse(absl::StatusCode::kPermissionDenied, "file.unreadable", "no")), kExitInputOutput);
}

}  // namespace
}  // namespace tranche
