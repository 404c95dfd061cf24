#include "proof/add_checkpoint.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/proof/forking_log.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The example of the standard.
constexpr char kExample[] =
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+"
    "xeMcTOAYQ8=\n"
    "— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv+"
    "+qbSzm9Q=\n";

TEST(AddCheckpointTest, ReadsTheExampleOfTheStandard) {
  const auto request = AddCheckpointRequest::Parse(kExample);
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(request->grown.size, 20852014u);
  ASSERT_EQ(request->grown.path.size(), 4u);
  EXPECT_EQ(request->grown.path[0][0], 0x3e);
  EXPECT_EQ(request->note.signatures.size(), 2u);
  EXPECT_EQ(Checkpoint::Parse(request->note.text)->size, 20852163u);
}

TEST(AddCheckpointTest, ReadsWhatItWrites) {
  const ForkingLog log;
  const v1::Proof proof = log.Grown(5, 9);
  const auto request = AddCheckpointRequest::Parse(AddCheckpointBody(proof));
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(request->grown.size, 5u);
  EXPECT_EQ(request->grown.path, log.Path(5, 9));
  EXPECT_EQ(request->note.ToString(), proof.checkpoint());
  const auto first = AddCheckpointRequest::Parse(AddFirstCheckpointBody(proof.checkpoint()));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->grown.size, 0u);
  EXPECT_THAT(first->grown.path, IsEmpty());
}

TEST(AddCheckpointTest, RefusesWhatTheStandardDoesNotAllow) {
  const std::string note = ForkingLog().CheckpointOf(9).ToString();
  const auto refused = [](const std::string& body, const std::string& what) {
    EXPECT_THAT(AddCheckpointRequest::Parse(body), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)))
        << body;
  };
  for (const std::string& line :
       std::vector<std::string>{"", "old", "old ", "old x", "old 05", "old -1", "old +1", "old  5", "old 5 ", " old 5",
                                "Old 5", "old 5\r", "old 18446744073709551616"})
    refused(absl::StrCat(line, "\n\n", note), "line 1: found ");
  refused(note, "line 1: ");
  refused("", "wanted a line with the old size");
  refused(absl::StrCat("old 5\n", note), "line 2: ");
  refused(absl::StrCat("old 5\nAAAA\n\n", note), "line 2: found 3 bytes");
  refused(absl::StrCat("old 5\n", std::string(43, 'A'), "\n\n", note), "wanted standard base64");
  refused("old 5\n\nno note\n", "no signed note");
  std::string many = "old 5\n";
  for (int i = 0; i < 63; ++i) absl::StrAppend(&many, std::string(43, 'A'), "=\n");
  EXPECT_THAT(AddCheckpointRequest::Parse(absl::StrCat(many, "\n", note)), IsOk());
  refused(absl::StrCat(many, std::string(43, 'A'), "=\n\n", note), "found 64 hashes, wanted 63 at most");
}

}  // namespace
}  // namespace tranche
