#include "server/status_details.h"

#include <string>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/status.pb.h"
#include "server/localized.h"
#include "server/server_refusals.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

std::string BytesWith(const v1::Refusal& refusal) {
  v1::StatusDetails details;
  details.set_code(static_cast<int>(absl::StatusCode::kNotFound));
  details.add_details()->PackFrom(refusal);
  return details.SerializeAsString();
}

TEST(StatusDetailsTest, ARefusalComesBackWithItsCodeItsTextAndItsData) {
  const absl::Status status =
      Adding(Within("line {line}", {NumberField("line", 12)},
                    Refuse(absl::StatusCode::kFailedPrecondition, "test.no", "found {amount} on {day}: {why}",
                           {AmountField("amount", -7), DayField("day", CivilDate::FromNumber(20240229).value()),
                            PhraseField("why", "not enough of {unit}", {TextField("unit", "Hà Nội \xff")})})),
             "ask again");
  const absl::Status back = StatusOfDetails(StatusDetailsOf(status));
  EXPECT_EQ(back, status);
  EXPECT_EQ(RefusalOf(back)->SerializeAsString(), RefusalOf(status)->SerializeAsString());
}

TEST(StatusDetailsTest, ATextInALanguageStandsAfterTheRefusalAndDoesNotComeBack) {
  const absl::Status told = WithText(Busy(), "vi");
  v1::StatusDetails details;
  ASSERT_TRUE(details.ParseFromString(StatusDetailsOf(told)));
  ASSERT_EQ(details.details_size(), 2);
  EXPECT_TRUE(details.details(0).Is<v1::Refusal>());
  EXPECT_EQ(details.details(1).type_url(), "type.googleapis.com/google.rpc.LocalizedMessage");
  EXPECT_EQ(details.details(1).value(), TextOf(told)->SerializeAsString());
  EXPECT_EQ(StatusOfDetails(StatusDetailsOf(told)), Busy());
}

TEST(StatusDetailsTest, AStatusWithoutDataComesBackWithItsMessage) {
  EXPECT_EQ(StatusOfDetails(StatusDetailsOf(absl::AbortedError("twice"))), absl::AbortedError("twice"));
  EXPECT_EQ(StatusOfDetails(StatusDetailsOf(absl::AbortedError("bytes \xff"))), absl::AbortedError("bytes \\xff"));
}

TEST(StatusDetailsTest, BytesOfNoStatusAreRefusedAndNeverTrusted) {
  v1::StatusDetails done;
  v1::StatusDetails unknown;
  unknown.set_code(99);
  v1::Refusal amount;
  v1::RefusalField& field = *amount.mutable_what()->add_fields();
  field.set_name("amount");
  field.set_amount("many");
  v1::Refusal nested;
  *nested.add_then()->add_fields()->mutable_phrase() = amount.what();
  v1::StatusDetails broken;
  broken.set_code(5);
  broken.add_details()->set_type_url("type.googleapis.com/tranche.v1.Refusal");
  broken.mutable_details(0)->set_value("\xff");
  for (const std::string& bytes : {std::string("\xff"), done.SerializeAsString(), unknown.SerializeAsString(),
                                   BytesWith(amount), BytesWith(nested), broken.SerializeAsString()}) {
    EXPECT_THAT(StatusOfDetails(bytes), StatusIs(absl::StatusCode::kInternal, HasSubstr("cannot be read")));
  }
}

TEST(StatusDetailsTest, DetailsOfOthersAreNoRefusal) {
  v1::StatusDetails details;
  details.set_code(5);
  details.set_message("not here");
  details.add_details()->set_type_url("type.googleapis.com/google.rpc.RetryInfo");
  EXPECT_EQ(StatusOfDetails(details.SerializeAsString()), absl::NotFoundError("not here"));
}

}  // namespace
}  // namespace tranche
