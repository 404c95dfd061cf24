// Four eyes at the command line: two persons at one machine, each under an own login.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

class ProposalCommandsTest : public ::testing::Test {
 protected:
  ProposalCommandsTest() {
    Done("minh", {"--lang", "en", "init", "--geography", TRANCHE_SOURCE_DIR "/data", "--administrator", "minh",
                  "--administrator", "hoa", "--four-eyes"});
    for (const char* actor : {"lan", "phong"})
      Approved({"propose", "actor", "register", actor, "--person", actor, "--login", actor});
    Approved({"propose", "role", "grant", "lan", "--role", "officer"});
    Approved({"propose", "role", "grant", "phong", "--role", "approver"});
  }

  CommandResult As(const std::string& login, const Words& words) {
    runner_.set_login(login);
    return runner_.Run(words);
  }
  std::string Done(const std::string& login, const Words& words) {
    const CommandResult result = As(login, words);
    EXPECT_EQ(result.code, 0) << result.out << result.err;
    return result.out;
  }
  std::string Refused(const std::string& login, const Words& words) {
    const CommandResult result = As(login, words);
    EXPECT_EQ(result.code, 1) << result.out << result.err;
    return result.err;
  }

  // The newest proposal, and the start of its digest.
  std::string Newest(const std::string& field) {
    const std::string csv = Done("minh", {"proposals", "--format", "csv"});
    std::vector<std::string> lines;
    std::istringstream in(csv);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    const auto cells = [](const std::string& line) {
      std::vector<std::string> found;
      std::istringstream row(line);
      for (std::string cell; std::getline(row, cell, ',');) found.push_back(cell);
      return found;
    };
    const std::vector<std::string> names = cells(lines.front());
    const std::vector<std::string> values = cells(lines.back());
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] == field) return values.at(i);
    }
    ADD_FAILURE() << field << " is in none of the columns: " << lines.front();
    return "";
  }

  // An administrator proposes, the other approves.
  void Approved(const Words& words) {
    Done("minh", words);
    Done("hoa", {"approve", Newest("proposal"), "--digest", Newest("digest")});
  }

  static Words Plan(const std::string& first, const std::string& amount) {
    return {first,    "plan", "--unit",   "VN34-01", "--source",    "national",
            "--year", "2026", "--amount", amount,    "--effective", "2026-01-01"};
  }

  CommandRunner runner_;
};

TEST_F(ProposalCommandsTest, OnePersonProposesAndAnotherApproves) {
  EXPECT_THAT(Refused("lan", Plan("record", "5 billion")), HasSubstr("four eyes is on: propose it"));
  EXPECT_THAT(Done("lan", Plan("propose", "5 billion")),
              AllOf(HasSubstr("proposed, not recorded"), HasSubstr("2026-12-22"), HasSubstr("tranche approve")));
  EXPECT_THAT(Done("phong", {"proposals", "--state", "open"}), HasSubstr("lan"));
  const std::string proposal = Newest("proposal");
  EXPECT_THAT(Done("phong", {"proposals", proposal}), HasSubstr("5,000,000,000"));
  EXPECT_THAT(Refused("lan", {"approve", proposal, "--digest", Newest("digest")}), HasSubstr("same person"));
  EXPECT_THAT(Refused("phong", {"approve", proposal, "--digest", "0123456789"}), HasSubstr("--digest"));
  EXPECT_THAT(Done("phong", {"approve", proposal, "--digest", Newest("digest").substr(0, 8)}), HasSubstr("approved"));
  EXPECT_THAT(Done("lan", {"events", "--kind", "plan"}), HasSubstr("lan, approved by phong"));
  EXPECT_THAT(Done("lan", {"explain", "--unit", "VN34-01", "--year", "2026"}), HasSubstr("lan, approved by phong"));
  EXPECT_THAT(Done("lan", {"verify"}), HasSubstr("healthy"));
}

TEST_F(ProposalCommandsTest, AWrongDigestIsNotAnsweredWithTheRightOne) {
  Done("lan", Plan("propose", "5 billion"));
  const std::string digest = Newest("digest");
  EXPECT_THAT(Refused("phong", {"approve", Newest("proposal"), "--digest", "0123456789"}),
              AllOf(HasSubstr("look at the proposal again"), Not(HasSubstr(digest.substr(0, 8)))));
}

// Case 36.
TEST_F(ProposalCommandsTest, WhatIsTypedTwiceIsOneProposalAndThenItsEvent) {
  Done("lan", Plan("propose", "5 billion"));
  const std::string proposal = Newest("proposal");
  EXPECT_THAT(Done("lan", Plan("propose", "5 billion")),
              AllOf(HasSubstr("proposed before"), HasSubstr("tranche approve " + proposal + " ")));
  EXPECT_EQ(Newest("proposal"), proposal);
  Done("phong", {"approve", proposal, "--digest", Newest("digest")});
  const std::string event = std::to_string(std::stoi(Newest("decision")) + 1);
  EXPECT_THAT(Done("lan", Plan("propose", "5 billion")),
              AllOf(HasSubstr("proposed before"), Not(HasSubstr("can be approved")),
                    HasSubstr("proposal " + proposal + " was approved by phong, and is event " + event)));
  Words other = Plan("propose", "5 billion");
  other.insert(other.end(), {"--key", "V-2"});
  const std::string twice = "event " + event + " has the same kind, line, amount and date";
  EXPECT_THAT(Done("lan", other), HasSubstr(twice));
  EXPECT_THAT(Done("phong", {"proposals", Newest("proposal")}), HasSubstr(twice));
  EXPECT_THAT(Done("phong", {"--lang", "vi", "approve", Newest("proposal"), "--digest", Newest("digest")}),
              HasSubstr("tính hai lần"));
}

TEST_F(ProposalCommandsTest, AProposalShowsItsEffectOnEachLineAndTheirSum) {
  std::ofstream(runner_.File("plans.csv")) << "kind,unit_id,source,fiscal_year,amount_vnd,effective_date\n"
                                              "plan,VN34-01,national,2026,1000,2026-01-01\n"
                                              "plan,VN34-01,national,2026,500,2026-02-01\n"
                                              "plan,VN34-04,national,2026,300,2026-01-01\n";
  EXPECT_THAT(Done("lan", {"propose", runner_.File("plans.csv")}),
              AllOf(HasSubstr("proposed, not recorded"), Not(HasSubstr("recorded before"))));
  const std::string shown = Done("phong", {"proposals", Newest("proposal")});
  EXPECT_THAT(shown, AllOf(HasSubstr("effect on each line"), HasSubstr("1,500"), HasSubstr("1,800")));
  Done("phong", {"approve", Newest("proposal"), "--digest", Newest("digest")});
  const std::string plan = Done("lan", {"events", "--kind", "plan", "--format", "csv"});
  const std::string first = plan.substr(plan.find('\n') + 1, plan.find(',', plan.find('\n')) - plan.find('\n') - 1);
  Done("lan", {"propose", "reverse", first, "--reason", "typed twice"});
  EXPECT_THAT(Done("phong", {"proposals", Newest("proposal")}), HasSubstr("-1,000"));
}

TEST_F(ProposalCommandsTest, AnApproverMakesAKeyRegistersItAndSigns) {
  const std::string file = runner_.File("chi.key");
  const std::string made = Done("chi", {"key", "generate", "--file", file});
  const std::string shown = Done("chi", {"key", "show", "--file", file});
  EXPECT_EQ(made, file + "\n" + shown);
  Approved({"propose", "actor", "register", "chi", "--person", "chi", "--login", "chi", "--public-key",
            shown.substr(0, shown.size() - 1)});
  Approved({"propose", "role", "grant", "chi", "--role", "approver"});
  Done("lan", Plan("propose", "5 billion"));
  const Words approve = {"approve", Newest("proposal"), "--digest", Newest("digest")};
  EXPECT_THAT(Refused("chi", approve), HasSubstr("public key"));
  Words signed_approval = approve;
  signed_approval.insert(signed_approval.end(), {"--sign-with", file});
  EXPECT_THAT(Done("chi", signed_approval), HasSubstr("approved"));
  EXPECT_THAT(Done("lan", {"verify"}), HasSubstr("healthy"));
}

TEST_F(ProposalCommandsTest, WhoApprovesIsShownTheProposalAndAsked) {
  Done("lan", Plan("propose", "5 billion"));
  const std::string proposal = Newest("proposal");
  const CommandResult shown = As("phong", {"approve", proposal});
  EXPECT_EQ(shown.code, 1) << "nobody was there to say yes";
  EXPECT_THAT(shown.out, HasSubstr("5,000,000,000"));
  EXPECT_THAT(shown.err, HasSubstr("--digest"));
  runner_.set_answer("no\n");
  EXPECT_EQ(As("phong", {"approve", proposal}).code, 1);
  EXPECT_EQ(Newest("state"), "open");
  runner_.set_answer("yes\n");
  EXPECT_EQ(As("phong", {"approve", proposal}).code, 0);
  EXPECT_EQ(Newest("state"), "approved");
}

TEST_F(ProposalCommandsTest, WhatCannotBeApprovedIsRefusedBeforeAnybodySaysYes) {
  Done("lan", Plan("propose", "5 billion"));
  runner_.set_answer("yes\n");
  EXPECT_THAT(Refused("minh", {"approve", Newest("proposal")}), Not(HasSubstr("approve this")));
}

TEST_F(ProposalCommandsTest, WhatIsNoProposalIsNamedByItsSequenceAlone) {
  const char kNone[] = "tranche: event 3 is no proposal; `tranche proposals` lists them\n";
  EXPECT_EQ(As("lan", {"proposals", "3"}).err, kNone);
  EXPECT_EQ(As("phong", {"approve", "3", "--digest", "0123456789"}).err, kNone);
}

TEST_F(ProposalCommandsTest, WhoSpeaksIsTheUserOfTheMachine) {
  EXPECT_THAT(Refused("eve", Plan("propose", "5 billion")), HasSubstr("eve"));
  Words words = Plan("propose", "5 billion");
  words.insert(words.end(), {"--actor", "lan"});
  const CommandResult result = As("phong", words);
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("--actor"));
}

TEST_F(ProposalCommandsTest, AFileAndAReversalAreProposed) {
  const std::string file = runner_.File("plans.csv");
  std::ofstream(file) << "kind,unit_id,source,fiscal_year,amount_vnd,effective_date\n"
                         "plan,VN34-01,national,2026,30,2026-01-01\n"
                         "plan,VN34-04,national,2026,20,2026-01-01\n";
  EXPECT_THAT(Done("lan", {"propose", file, "--expires", "2026-11-30"}), HasSubstr("2026-11-30"));
  Done("phong", {"approve", Newest("proposal"), "--digest", Newest("digest")});
  EXPECT_THAT(Done("lan", {"propose", file}), HasSubstr("recorded before"));
  const std::string last = std::to_string(std::stoi(Newest("decision")) + 2);
  EXPECT_THAT(Done("lan", {"propose", "reverse", last, "--reason", "twice"}), HasSubstr("proposed"));
  Done("phong", {"reject", Newest("proposal"), "--reason", "it was right"});
  EXPECT_EQ(Newest("state"), "rejected");
  EXPECT_EQ(Newest("decision_reason"), "it was right");
}

TEST_F(ProposalCommandsTest, TheSwitchIsShownAndProposed) {
  EXPECT_THAT(Done("lan", {"four-eyes", "status"}), HasSubstr("on"));
  EXPECT_THAT(Refused("minh", {"four-eyes", "off", "--reason", "decision 18"}), HasSubstr("propose it"));
  Approved({"propose", "four-eyes", "off", "--reason", "decision 18"});
  EXPECT_THAT(Done("lan", {"four-eyes", "status", "--format", "csv"}), HasSubstr("off"));
  EXPECT_EQ(As("lan", Plan("record", "1 billion")).code, 0);
  EXPECT_EQ(As("minh", {"four-eyes", "on", "--reason", "decision 19"}).code, 0);
}

TEST_F(ProposalCommandsTest, WhatRecordsNothingIsNotProposed) {
  const CommandResult result = As("lan", {"propose", "balance", "--unit", "N"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("nothing that could be proposed"));
  EXPECT_EQ(As("lan", {"propose"}).code, 2);
  EXPECT_EQ(As("lan", {"record", "plan", "--expires", "2026-12-01", "--unit", "N", "--year", "2026", "--amount", "1",
                       "--effective", "2026-01-01"})
                .code,
            2);
}

}  // namespace
}  // namespace tranche
