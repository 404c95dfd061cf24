#include "reports/refusal_text.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "events/refusal.h"
#include "events/scope.h"
#include "events/system_reason.h"
#include "projections/catalogue/catalogue.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

constexpr Reader kVietnamese = {Locale::kVietnamese, 420};
constexpr Reader kEnglish = {Locale::kEnglish, 420};

absl::Status SomeRefusal() {
  const absl::Status refused = Refuse(absl::StatusCode::kFailedPrecondition, "test.refused", "as of {date}",
                                      {DayField("date", CivilDate::FromNumber(20240630).value())});
  const absl::Status found = Adding(refused, "{measure}, stated on {date}",
                                    {WordField("measure", "disbursed"), AmountField("date", 18300000000)});
  return Within("known at sequence {sequence}", {InstantField("sequence", absl::FromUnixSeconds(0))}, found);
}

TEST(RefusalTextTest, IsMadeOfTheDataInTheReadersLanguageNotationAndZone) {
  EXPECT_EQ(RefusalText(SomeRefusal(), kVietnamese, {"VND", 0}),
            "biết đến số thứ tự 1970-01-01 07:00:00 +07:00: tính đến ngày 2024-06-30; đã giải ngân, nêu ngày "
            "18.300.000.000");
  EXPECT_EQ(RefusalText(SomeRefusal(), kEnglish, {"USD", 2}),
            "known at sequence 1970-01-01 07:00:00 +07:00: as of 2024-06-30; disbursed, stated on 183,000,000.00");
}

TEST(RefusalTextTest, UnitsSourcesAndAreasHaveTheirNamesWhereTheyAreKnown) {
  v1::Event source = EventBuilder::Source("local");
  source.mutable_source_defined()->set_name("Kinh phí địa phương");
  Catalogue catalogue;
  ASSERT_TRUE(catalogue.Apply(EventBuilder::Unit("VN34-01", v1::UNIT_TYPE_MUNICIPALITY, "Hà Nội")).ok());
  ASSERT_TRUE(catalogue.Apply(source).ok());
  const absl::Status refusal =
      Refuse(absl::StatusCode::kFailedPrecondition, "test.scope", "index: a row of {scope} cannot be read",
             {ScopeField("scope", {"VN34-01", "local", 2024})});
  Reader reader = kVietnamese;
  EXPECT_EQ(RefusalText(refusal, reader, {}), "chỉ mục: không đọc được một dòng của VN34-01, local, 2024");
  reader.catalogue = &catalogue;
  EXPECT_EQ(RefusalText(refusal, reader, {}),
            "chỉ mục: không đọc được một dòng của Hà Nội VN34-01, Kinh phí địa phương, 2024");
  const absl::Status unknown = InField("unit_id", Refuse(absl::StatusCode::kInvalidArgument, "test.unit",
                                                         "unknown unit \"{unit}\"", {TextField("unit", "nowhere")}));
  EXPECT_EQ(RefusalText(unknown, reader, {}), "đơn vị: không có đơn vị \"nowhere\"");
}

TEST(RefusalTextTest, ListsOfIdsAndAuthoritiesAreReadAsWords) {
  v1::Event source = EventBuilder::Source("local");
  source.mutable_source_defined()->set_name("Kinh phí địa phương");
  Catalogue catalogue;
  ASSERT_TRUE(catalogue.Apply(source).ok());
  Reader reader = kVietnamese;
  reader.catalogue = &catalogue;
  const absl::Status refused =
      Adding(Refuse(absl::StatusCode::kPermissionDenied, "test.grant",
                    "grant {grant} is: {role}; {units}; {sources}; {kinds}; {amount}",
                    {NumberField("grant", 7), WordField("role", "officer"), PhraseField("units", "every unit"),
                     PhraseField("sources", "sources {sources}", {TextsField("sources", {"local", "other"})}),
                     PhraseField("kinds", "kinds {kinds}", {TextsField("kinds", {"DisbursementMade", "PlanApproved"})}),
                     PhraseField("amount", "any amount")}),
             "{rule}: {kind} takes the authority of the {authority}, which the role of actor \"{actor}\" does not name",
             {TextField("rule", "r"), WordField("kind", "plan approved"), TextField("authority", "minister"),
              TextField("actor", "lan")});
  EXPECT_EQ(RefusalText(refused, reader, {}),
            "quyền 7 gồm: chuyên viên; mọi đơn vị; các nguồn Kinh phí địa phương, other; các loại giải ngân, duyệt "
            "kế hoạch; mọi số tiền; r: duyệt kế hoạch phải do người có thẩm quyền (bộ trưởng) duyệt; quyền của "
            "\"lan\" không nêu thẩm quyền đó");
}

TEST(RefusalTextTest, FieldsAreNamedInVietnameseAndAsTheyAreInEnglish) {
  const absl::Status found = Refuse(absl::StatusCode::kInvalidArgument, "test.missing", "found the row, wanted none");
  const auto at = [&](absl::string_view field) { return InField(field, found); };
  EXPECT_EQ(RefusalText(at("effective_date"), kVietnamese, {}), "ngày hiệu lực: có dòng này, lẽ ra không có");
  EXPECT_EQ(RefusalText(at("event_id"), kVietnamese, {}), "khóa: có dòng này, lẽ ra không có");
  EXPECT_EQ(RefusalText(at("event_id"), kEnglish, {}), "event_id: found the row, wanted none");
  EXPECT_EQ(RefusalText(at("of_another_program"), kVietnamese, {}), "of_another_program: có dòng này, lẽ ra không có");
}

TEST(RefusalTextTest, TextsOfTwoLanguagesAreShownInTheReaders) {
  const absl::Status refused =
      Refuse(absl::StatusCode::kInvalidArgument, "test.known", "found \"{found}\", wanted one of: {known}",
             {TextField("found", "x"),
              TextsField("known", {"giải ngân", "sáp nhập đơn vị"}, {"disbursement", "units merged"})});
  EXPECT_EQ(RefusalText(refused, kVietnamese, {}), "gặp \"x\", cần một trong: giải ngân, sáp nhập đơn vị");
  EXPECT_EQ(RefusalText(refused, kEnglish, {}), "found \"x\", wanted one of: disbursement, units merged");
}

TEST(RefusalTextTest, WhatTheSystemRefusedIsSaidInTheReadersLanguage) {
  const auto refused = [](int error) {
    return Refuse(absl::StatusCode::kUnavailable, "test.system",
                  "the batch is on disk, but HEAD could not be written: "
                  "{reason}; retry with the same keys",
                  {SystemReason("reason", error)});
  };
  EXPECT_EQ(RefusalText(refused(ENOSPC), kVietnamese, {}),
            "lô sự kiện đã ở trên đĩa nhưng không ghi được HEAD: đĩa đã hết chỗ; hãy thử lại với cùng khóa");
  EXPECT_EQ(RefusalText(refused(ESTALE), kVietnamese, {}),
            "lô sự kiện đã ở trên đĩa nhưng không ghi được HEAD: hệ thống báo \"Stale file handle\"; hãy thử lại với "
            "cùng khóa");
}

TEST(RefusalTextTest, AnotherStatusSaysItsMessage) {
  EXPECT_EQ(RefusalText(absl::NotFoundError("no such file\nat all"), kVietnamese, {}), "no such file\nat all");
}

TEST(RefusalTextTest, TextOfOthersCannotSteerTheTerminal) {
  EXPECT_EQ(RefusalText(absl::NotFoundError("no \x1b]0;title\x07"), kVietnamese, {}), "no \\x1B]0;title\\x07");
  const absl::Status named =
      Refuse(absl::StatusCode::kNotFound, "test.named", "project {project}", {TextField("project", "a\u202Eb")});
  EXPECT_EQ(RefusalText(named, kVietnamese, {}), "đề án a\\u202Eb");
}

}  // namespace
}  // namespace tranche
