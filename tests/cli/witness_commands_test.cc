// A log and its witness, as their operators use them.
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class WitnessCommandsTest : public ::testing::Test {
 protected:
  WitnessCommandsTest() {
    EXPECT_EQ(log_.InitVietnam("en").code, 0);
    Keep("log.pub", log_.Run({"key", "show"}));
    Keep("first", log_.Run({"checkpoint"}));
    Keep("witness.pub", Witness({"init", directory_, "--name", "witness.example/w1"}));
  }

  CommandResult Witness(std::vector<std::string> words) {
    words.insert(words.begin(), {"--lang", "en", "witness"});
    return witness_.Run(words);
  }
  // Saves the output of a command that must have succeeded to a file.
  std::string Keep(const std::string& name, const CommandResult& result) {
    EXPECT_EQ(result.code, 0) << result.err;
    std::ofstream(log_.File(name)) << result.out;
    return log_.File(name);
  }

  CommandRunner log_;
  CommandRunner witness_;  // has no ledger
  const std::string directory_ = witness_.File("w1");
};

TEST_F(WitnessCommandsTest, ACheckpointIsCosignedKeptAndRequiredInAProof) {
  EXPECT_EQ(Witness({"watch", directory_, "--key", log_.File("log.pub")}).code, 0);
  const std::string cosigned = Keep("cosigned", Witness({"cosign", directory_, log_.File("first")}));
  const CommandResult kept =
      log_.Run({"--lang", "en", "checkpoint", "--cosigned", cosigned, "--witness", log_.File("witness.pub")});
  EXPECT_EQ(kept.code, 0) << kept.err;
  const std::string proof = Keep("proof", log_.Run({"prove", "event", "1"}));
  const CommandResult checked = witness_.Run(
      {"--lang", "en", "check-proof", proof, "--key", log_.File("log.pub"), "--witness", log_.File("witness.pub")});
  EXPECT_EQ(checked.code, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("witness.example/w1"));
}

TEST_F(WitnessCommandsTest, ALaterCheckpointNeedsAProofFromTheLast) {
  EXPECT_EQ(Witness({"watch", directory_, "--key", log_.File("log.pub")}).code, 0);
  EXPECT_EQ(Witness({"cosign", directory_, log_.File("first")}).code, 0);
  EXPECT_EQ(log_.Run({"record", "plan", "--unit", "region:north", "--source", "national", "--year", "2024", "--amount",
                      "1", "--effective", "2024-01-01"})
                .code,
            0);
  const std::string second = Keep("second", log_.Run({"checkpoint"}));
  const CommandResult refused = Witness({"cosign", directory_, second});
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, AllOf(HasSubstr("second: "), HasSubstr("only with a proof")));
  const CommandResult status = Witness({"status", directory_, "--format", "json"});
  const size_t at = status.out.find("\"size\":");
  ASSERT_NE(at, std::string::npos) << status.out;
  const std::string size = status.out.substr(at + 9, status.out.find('"', at + 9) - at - 9);
  const std::string grown = Keep("grown", log_.Run({"prove", "consistency", size}));
  const CommandResult cosigned = Witness({"cosign", directory_, second, "--proof", grown});
  EXPECT_EQ(cosigned.code, 0) << cosigned.err;
  EXPECT_THAT(cosigned.out, HasSubstr("— witness.example/w1 "));
}

TEST_F(WitnessCommandsTest, WhatAWitnessIsAskedOverHttpIsWrittenByTheLog) {
  const CommandResult first = log_.Run({"prove", "consistency", "0", "--for-witness"});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, StartsWith("old 0\n\ntest/"));
  const CommandResult grown = log_.Run({"prove", "consistency", "2", "--for-witness"});
  EXPECT_EQ(grown.code, 0) << grown.err;
  EXPECT_THAT(grown.out, AllOf(StartsWith("old 2\n"), HasSubstr("=\n\ntest/"), HasSubstr("\n— test/")));
  EXPECT_EQ(log_.Run({"prove", "consistency", "0"}).code, 2);
  EXPECT_EQ(log_.Run({"prove", "consistency", "2", "--for-witness", "--gzip"}).code, 2);
  EXPECT_EQ(log_.Run({"prove", "consistency", "0", "1000000", "--for-witness"}).code, 1);
}

TEST_F(WitnessCommandsTest, StatusShowsWhatIsWatched) {
  EXPECT_THAT(Witness({"status", directory_}).out, HasSubstr("It watches no log yet"));
  EXPECT_EQ(Witness({"watch", directory_, "--key", log_.File("log.pub")}).code, 0);
  EXPECT_EQ(Witness({"cosign", directory_, log_.File("first")}).code, 0);
  EXPECT_THAT(Witness({"status", directory_}).out, AllOf(HasSubstr("witness.example/w1+"), HasSubstr("test/")));
  EXPECT_THAT(Witness({"status", directory_, "--format", "csv"}).out,
              StartsWith("origin,size,cosigned_at,root,log_key"));
}

TEST_F(WitnessCommandsTest, WhatIsWrongIsSaidWithItsFile) {
  EXPECT_THAT(Witness({"watch", directory_, "--key", log_.File("witness.pub")}).err,
              AllOf(HasSubstr("--key: "), HasSubstr("witness.pub"), HasSubstr("found the key of a witness")));
  EXPECT_EQ(Witness({"watch", directory_, "--key", log_.File("log.pub")}).code, 0);
  EXPECT_THAT(Witness({"cosign", directory_, log_.File("log.pub")}).err, HasSubstr("log.pub: "));
  EXPECT_THAT(Witness({"cosign", directory_, log_.File("first"), "--proof", log_.File("log.pub")}).err,
              AllOf(HasSubstr("--proof: "), HasSubstr("log.pub")));
  EXPECT_EQ(Witness({"cosign", directory_, log_.File("nothing")}).code, 4);
  EXPECT_EQ(Witness({"status", log_.File("nothing")}).code, 4);
  EXPECT_EQ(Witness({"init", witness_.File("w2"), "--name", "two words"}).code, 2);
}

}  // namespace
}  // namespace tranche
