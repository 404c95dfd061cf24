// What a year, or a unit that has ended, still has, carried over by two persons: proposed in one step and approved in
// another, on a directory and on a server whose callers show tokens. VN63-22 became VN34-22 on 2025-07-01.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "access/access_control.h"
#include "access/credentials.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/grpc_server.h"
#include "service/calls_of_actor.h"
#include "service/ledger_service.h"
#include "tests/cli/command_runner.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

Words Joined(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// A plan and a tranche of 1000 for fairs; contract HD-9 of 300, an advance of 100 on it, 200 paid beside it.
std::vector<Words> Money(const std::string& unit, const std::string& year, const std::string& day) {
  const Words line = {"--unit", unit, "--source", "local", "--year", year, "--effective", day};
  const Words fairs = Joined(line, {"--area", "fairs"});
  return {Joined({"plan", "--amount", "1000"}, line),
          Joined({"tranche", "--tranche", "1", "--amount", "1000", "--area-limits", "fairs"}, line),
          Joined({"commitment", "--number", "HD-9", "--amount", "300"}, fairs),
          Joined({"advance", "--commitment", "HD-9", "--amount", "100"}, fairs),
          Joined({"disbursement", "--amount", "200"}, fairs)};
}

// The rows of an answer as CSV without the moment at which it was asked, which two ledgers do not share.
std::vector<Words> Rows(const std::string& csv) {
  std::vector<Words> rows;
  size_t known_at = 0;
  for (const absl::string_view line : absl::StrSplit(absl::StripAsciiWhitespace(csv), '\n')) {
    Words& cells = rows.emplace_back(absl::StrSplit(line, ','));
    if (rows.size() == 1)
      known_at = static_cast<size_t>(std::find(cells.begin(), cells.end(), "known_at_sequence") - cells.begin());
    cells.at(known_at).clear();
  }
  return rows;
}

// The parameter says whether the ledger is served.
class ProposedYearsTest : public ::testing::TestWithParam<bool> {
 protected:
  ProposedYearsTest() {
    Begin("", {"--administrator", "minh", "--administrator", "hoa", "--four-eyes"});
    Begin(runner_.File("direct.ledger"), {});
    if (GetParam()) Serve();
    for (const char* actor : {"lan", "phong"})
      Approved("hoa", "minh", {"actor", "register", actor, "--person", actor, "--login", actor});
    Approved("hoa", "minh", {"role", "grant", "lan", "--role", "officer"});
    Approved("hoa", "minh", {"role", "grant", "phong", "--role", "approver"});
  }

  // In the directory, or in that of the runner.
  void Begin(const std::string& ledger, const Words& more) {
    const Words words = Joined({"--lang", "en", "init", "--geography", TRANCHE_SOURCE_DIR "/data"}, more);
    EXPECT_EQ(ledger.empty() ? runner_.Run(words).code : runner_.RunIn(ledger, words).code, 0);
  }

  void Serve() {
    service_ = LedgerService::Open(runner_.ledger(), Ledger::Access::kWrite, &runner_.clock()).value();
    const auto calls_of = [this](const Caller& caller) {
      return std::make_shared<CallsOfActor>(service_.get(), caller);
    };
    server_ = GrpcServer::Start(service_.get(), "127.0.0.1:0", {}, {&access_, calls_of, std::nullopt, nullptr, nullptr})
                  .value();
  }

  std::string TokenFileOf(const std::string& actor) {
    const std::string file = runner_.File(actor + ".token");
    if (std::ifstream(file).good()) return file;
    const absl::Time until = runner_.clock().Now() + absl::Hours(1);
    std::ofstream(file) << IssueToken(tokens_, {actor, "", until}, runner_.clock().Now(), SystemRandomBytes)->text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    return file;
  }

  CommandResult As(const std::string& actor, Words words) {
    words.insert(words.begin(), {"--lang", "en"});
    if (GetParam())
      return runner_.Run(Joined(words, {"--server", server_->address(), "--token-file", TokenFileOf(actor)}));
    runner_.set_login(actor);
    return runner_.Run(words);
  }
  std::string Done(const std::string& actor, const Words& words) {
    const CommandResult result = As(actor, words);
    EXPECT_EQ(result.code, 0) << result.out << result.err;
    return result.out;
  }
  std::string Refused(const std::string& actor, const Words& words, int code = 1) {
    const CommandResult result = As(actor, words);
    EXPECT_EQ(result.code, code) << result.out << result.err;
    return result.err;
  }

  // The newest proposal, as `approve` takes it.
  Words Newest() {
    const std::string csv = Done("minh", {"proposals", "--format", "csv"});
    const std::vector<std::string> lines = absl::StrSplit(absl::StripAsciiWhitespace(csv), '\n');
    const std::vector<std::string> names = absl::StrSplit(lines.front(), ',');
    const std::vector<std::string> cells = absl::StrSplit(lines.back(), ',');
    Words words = {"approve", "", "--digest", ""};
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] == "proposal") words[1] = cells[i];
      if (names[i] == "digest") words[3] = cells[i];
    }
    return words;
  }

  std::string Approved(const std::string& approver, const std::string& proposer, const Words& what) {
    const std::string out = Done(proposer, Joined({"propose"}, what));
    Done(approver, Newest());
    return out;
  }

  // Proposes and approves each command here, and records it in the other ledger.
  void InBoth(const std::vector<Words>& commands) {
    for (const Words& words : commands) {
      Approved("phong", "lan", words);
      Directly(Joined({"record"}, words));
    }
  }
  void Directly(const Words& words) {
    const CommandResult result = runner_.RunIn(runner_.File("direct.ledger"), words);
    EXPECT_EQ(result.code, 0) << result.err;
  }

  // The balances of each year and unit that the money is in, here and in the other ledger.
  void ExpectTheSameBalances() {
    for (const char* year : {"2025", "2026"}) {
      for (const char* unit : {"VN63-22", "VN34-22"}) {
        for (const char* boundaries : {"2025-06-30", "2025-07-01"}) {
          const Words question = {"balance", "--unit",       unit,       "--year",   year, "--by",
                                  "area",    "--boundaries", boundaries, "--format", "csv"};
          const CommandResult direct = runner_.RunIn(runner_.File("direct.ledger"), question);
          EXPECT_EQ(direct.code, 0) << direct.err;
          EXPECT_EQ(Rows(Done("lan", question)), Rows(direct.out)) << unit << " " << year << " " << boundaries;
        }
      }
    }
  }

  CommandRunner runner_;
  std::string tokens_ = runner_.File("access");
  AccessControl access_{tokens_, &runner_.clock(), SystemRandomBytes, [](const std::string&) {}};
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<GrpcServer> server_;
};

INSTANTIATE_TEST_SUITE_P(Ways, ProposedYearsTest, ::testing::Bool(),
                         [](const auto& way) { return std::string(way.param ? "Served" : "InADirectory"); });

const Words kYear = {"carry-over", "--year", "2025", "--unit", "VN34-22", "--effective", "2026-01-31"};

TEST_P(ProposedYearsTest, AWholeYearIsProposedInOneStepAndCountsOnceItIsApproved) {
  InBoth(Money("VN34-22", "2025", "2025-08-01"));
  const Words next_year = {"balance", "--unit", "VN34-22", "--year", "2026", "--format", "csv"};
  const std::vector<Words> before = Rows(Done("lan", next_year));
  const Words propose = Joined({"propose"}, Joined(kYear, {"--key", "year"}));
  const std::string rehearsed = Done("lan", Joined(propose, {"--dry-run"}));
  EXPECT_THAT(rehearsed,
              AllOf(HasSubstr("rehearsal, not recorded"), HasSubstr("200"), HasSubstr("100"), HasSubstr("500")));
  const std::string proposed = Done("lan", propose);
  EXPECT_THAT(proposed, AllOf(HasSubstr("proposed, not recorded"), HasSubstr("of commitment"), HasSubstr("of advance"),
                              HasSubstr("can be approved until")));
  EXPECT_EQ(Rows(Done("lan", next_year)), before);
  EXPECT_THAT(Done("phong", {"proposals", Newest()[1]}), HasSubstr("carry-over"));
  EXPECT_THAT(Done("lan", propose), HasSubstr("proposed before"));
  EXPECT_THAT(Refused("lan", Newest()), HasSubstr("same person"));
  Done("phong", Newest());
  Directly(kYear);
  ExpectTheSameBalances();
  EXPECT_THAT(Done("lan", {"balance", "--unit", "VN34-22", "--year", "2026"}), ContainsRegex("carried over: +800\n"));
  EXPECT_THAT(Done("lan", {"verify"}), HasSubstr("healthy"));
}

TEST_P(ProposedYearsTest, WhatIsFreeIsProposedToLapse) {
  InBoth(Money("VN34-22", "2025", "2025-08-01"));
  Approved("phong", "lan", Joined(kYear, {"--lapse-rest"}));
  Directly(Joined(kYear, {"--lapse-rest"}));
  ExpectTheSameBalances();
  EXPECT_THAT(Done("lan", {"balance", "--unit", "VN34-22", "--year", "2025"}), ContainsRegex("lapsed: +500\n"));
}

TEST_P(ProposedYearsTest, AHandoverIsProposedInOneStep) {
  InBoth(Money("VN63-22", "2025", "2025-05-01"));
  Approved("phong", "lan", {"handover", "--unit", "VN63-22"});
  Directly({"handover", "--unit", "VN63-22"});
  ExpectTheSameBalances();
}

TEST_P(ProposedYearsTest, OneCarryOverIsStillProposedByItsAmount) {
  InBoth(Money("VN34-22", "2025", "2025-08-01"));
  const Words line = {"carry-over", "--unit", "VN34-22",     "--source",  "local",
                      "--year",     "2025",   "--effective", "2026-01-31"};
  const Words one = Joined(line, {"--tranche", "1", "--amount", "70"});
  InBoth({one});
  ExpectTheSameBalances();
  EXPECT_THAT(Refused("lan", Joined(Joined({"propose"}, line), {"--tranche", "1"}), 2),
              HasSubstr("--amount is required"));
  EXPECT_THAT(Refused("lan", Joined({"propose"}, Joined(line, {"--amount=501"}))),
              AllOf(HasSubstr("available 430 VND"), HasSubstr("asked 501 VND")));
}

TEST_P(ProposedYearsTest, WhatCannotBeCarriedOverIsRefused) {
  EXPECT_THAT(Refused("lan", Joined({"propose"}, kYear)), HasSubstr("nothing is left on 2026-01-31"));
  EXPECT_THAT(Refused("lan", {"propose", "carry-over", "--year", "2025"}, 2), HasSubstr("--effective is required"));
  EXPECT_THAT(Refused("lan", {"propose", "carry-over"}, 2), HasSubstr("is required"));
  EXPECT_THAT(Refused("lan", {"propose", "handover", "--unit", "VN34-01"}), HasSubstr("has not ended"));
  EXPECT_THAT(Refused("lan", {"propose", "handover"}, 2), HasSubstr("--unit is required"));
}

TEST_P(ProposedYearsTest, OnePersonAloneIsRefused) {
  InBoth(Money("VN34-22", "2025", "2025-08-01"));
  EXPECT_THAT(Refused("lan", kYear), HasSubstr("four eyes is on: propose it"));
  EXPECT_THAT(Refused("phong", Joined({"propose"}, kYear)), HasSubstr("has no role that records carry-over"));
  EXPECT_THAT(Refused("minh", Joined({"propose"}, kYear)), HasSubstr("has no role that records carry-over"));
}

TEST_P(ProposedYearsTest, WhatWasSpentMeanwhileIsNotCarriedOver) {
  InBoth(Money("VN34-22", "2025", "2025-08-01"));
  Done("lan", Joined({"propose"}, kYear));
  const Words approve = Newest();
  Approved("phong", "lan",
           {"disbursement", "--unit", "VN34-22", "--source", "local", "--year", "2025", "--area", "fairs", "--amount",
            "1", "--effective", "2025-12-20"});
  EXPECT_THAT(Refused("phong", approve), AllOf(HasSubstr("of the proposal"), HasSubstr("available 499 VND")));
  EXPECT_THAT(Done("lan", {"proposals", "--state", "open"}), HasSubstr(approve[1]));
}

}  // namespace
}  // namespace tranche
