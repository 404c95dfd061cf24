#include "proof/strict_json.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/proof.pb.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

absl::Status Read(const std::string& json) {
  v1::Proof proof;
  return ReadStrictJson(json, &proof);
}

TEST(StrictJsonTest, ReadsWhatIsWrittenAndWhatMeansTheSame) {
  v1::Proof proof;
  ASSERT_THAT(ReadStrictJson(R"( {"checkpoint": "n\u00f3te", "balance": {"unitIds": ["a", "b"], "fiscalYear": -5,
                               "knownAt": "18446744073709551615", "events": [{"sequence": 7, "path": ["AAE="]}]}} )",
                             &proof),
              IsOk());
  EXPECT_EQ(proof.checkpoint(), "n\u00f3te");
  EXPECT_EQ(proof.balance().unit_ids_size(), 2);
  EXPECT_EQ(proof.balance().fiscal_year(), -5);
  EXPECT_EQ(proof.balance().known_at(), UINT64_MAX);
  EXPECT_EQ(proof.balance().events(0).sequence(), 7u);
  EXPECT_EQ(proof.balance().events(0).path(0), std::string("\0\1", 2));
  EXPECT_FALSE(proof.balance().has_source_id());
  ASSERT_THAT(ReadStrictJson(R"({"balance": {"sumsOnly": true}})", &proof), IsOk());
  EXPECT_TRUE(proof.balance().sums_only());
  ASSERT_THAT(ReadStrictJson(R"({"balance": {"sumsOnly": false}})", &proof), IsOk());
  EXPECT_FALSE(proof.balance().sums_only());
}

TEST(StrictJsonTest, RefusesWhatCouldBeReadInTwoWays) {
  for (const char* json : {"",
                           "{",
                           "{} {}",
                           "[]",
                           "7",
                           "\"a\"",
                           "null",
                           R"({"checkpoint": "a", "checkpoint": "a"})",
                           R"({"balance": {"plan": "1", "asOf": "x", "plan": "1"}})",
                           R"({"event": {}, "grown": {}})",
                           R"({"event": {}, "event": {}})",
                           R"({'checkpoint': "a"})",
                           R"({"checkpoint": "a",})",
                           R"({"checkpoint": null})",
                           R"({"checkpoint": 1})",
                           R"({"checkpoint": ["a"]})",
                           R"({"balance": {"unitIds": "a"}})",
                           R"({"balance": {"unitIds": [["a"]]}})",
                           R"({"balance": {"unit_ids": ["a"]}})",
                           R"({"unknown": 1})",
                           R"({"event": {"sequence": 1.0}})",
                           R"({"event": {"sequence": 1e0}})",
                           R"({"event": {"sequence": -1}})",
                           R"({"event": {"sequence": "01"}})",
                           R"({"event": {"sequence": " 1"}})",
                           R"({"event": {"sequence": true}})",
                           R"({"event": {"sequence": 18446744073709551616}})",
                           R"({"balance": {"fiscalYear": 2147483648}})",
                           R"({"balance": {"sumsOnly": "true"}})",
                           R"({"balance": {"sumsOnly": 1}})",
                           R"({"balance": {"sumsOnly": [true]}})",
                           R"({"balance": {"unitIds": [true]}})",
                           R"({"balance": {"sumsOnly": true, "sumsOnly": true}})",
                           R"({"event": {"storedBytes": "AAE"}})",
                           R"({"event": {"storedBytes": "AA-_"}})",
                           R"({"event": {"storedBytes": "AAF="}})",
                           R"({"checkpoint": "\ud800"})",
                           "{\"checkpoint\": \"\xff\"}",
                           "{\"checkpoint\": \"a\tb\"}",
                           "\xEF\xBB\xBF{}",
                           R"({"checkpoint": "a" /* b */})"})
    EXPECT_THAT(Read(json), StatusIs(absl::StatusCode::kInvalidArgument)) << json;
}

// The parser would end there as if the text did.
TEST(StrictJsonTest, AZeroByteEndsNoText) {
  EXPECT_THAT(Read("{}"), IsOk());
  EXPECT_THAT(Read(std::string("{}\0", 3)), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Read(std::string("{}\0{", 4)), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(StrictJsonTest, SaysWhereAndQuotesNothing) {
  EXPECT_THAT(Read(R"({"balance": {"plan": "1", "plan": "secret"}})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("plan: the name occurs twice")));
  EXPECT_THAT(std::string(Read("secret").message()), testing::Not(HasSubstr("secret")));
  EXPECT_THAT(std::string(Read(R"({"secret": 1})").message()), testing::Not(HasSubstr("secret")));
}

// The parser does not recurse, so no nesting is too deep.
TEST(StrictJsonTest, ADeepListIsRefusedToo) {
  EXPECT_THAT(Read(std::string(1 << 20, '[')), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace tranche
