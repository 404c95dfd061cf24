#include "proof/checkpoint.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proof/signed_note.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

// The example of the specification.
constexpr char kPublished[] = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

TEST(CheckpointTest, ReadsThePublishedExampleAndWritesItBack) {
  const auto checkpoint = Checkpoint::Parse(kPublished);
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20852163u);
  EXPECT_EQ(absl::Base64Escape(ToBytes(checkpoint->root)), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  EXPECT_EQ(checkpoint->ToText(), kPublished);
}

TEST(CheckpointTest, LinesThatOthersAddAreNotRead) {
  EXPECT_THAT(Checkpoint::Parse(absl::StrCat(kPublished, "extension\n")),
              IsOkAndHolds(Checkpoint::Parse(kPublished).value()));
}

TEST(CheckpointTest, RefusesWhatIsNoCheckpoint) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
  for (const std::string& bad :
       {std::string(), std::string("a\n1\n"), "a\n1\n" + root, "\n1\n" + root + "\n", "a\n01\n" + root + "\n",
        "a\n-1\n" + root + "\n", "a\n1 \n" + root + "\n", "a\n99999999999999999999\n" + root + "\n",
        std::string("a\n1\nAQI=\n"), "a\n1\n" + root.substr(1) + "\n", "a\n1\n" + root + "\n\nb\n"})
    EXPECT_THAT(Checkpoint::Parse(bad), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no checkpoint")))
        << bad;
}

TEST(CheckpointTest, TheOriginIsAKeyName) {
  v1::LedgerCreated terms;
  terms.set_ledger_id("00112233445566778899aabbccddeeff");
  terms.set_name("Khuyến công + 2025\u00a0(thử)");
  EXPECT_EQ(OriginOf(terms), "Khuyến-công---2025-(thử)/00112233445566778899aabbccddeeff");
  EXPECT_TRUE(IsKeyName(OriginOf(terms)));
}

}  // namespace
}  // namespace tranche
