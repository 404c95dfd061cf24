#include "reports/field_labels.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/event.pb.h"
#include "proto/proof.pb.h"

namespace tranche {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The fields of `message` and of those in it, but not the kinds of an event.
void AddFields(const Descriptor& message, std::set<std::string>* fields) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const bool is_kind = &message == v1::Event::descriptor() && field.containing_oneof() != nullptr;
    const bool is_of_document = &message == v1::Document::descriptor();
    if (!is_kind) fields->insert(absl::StrCat(is_of_document ? "document_" : "", std::string(field.name())));
    const Descriptor* const inner = field.message_type();
    if (inner != nullptr && inner->file()->package() == message.file()->package()) AddFields(*inner, fields);
  }
}

// Everything that a refusal may name: a text of an event that is not UTF-8, a difference between two events, a member
// of a proof.
TEST(FieldLabelsTest, EveryFieldOfAnEventAndOfAProofHasAVietnameseWord) {
  std::set<std::string> fields;
  AddFields(*v1::Event::descriptor(), &fields);
  AddFields(*v1::Proof::descriptor(), &fields);
  EXPECT_GT(fields.size(), 80U);
  for (const std::string& field : fields) {
    EXPECT_NE(FieldLabel(field, Locale::kVietnamese), field);
    EXPECT_EQ(FieldLabel(field, Locale::kEnglish), field);
  }
}

TEST(FieldLabelsTest, EveryFieldOfADocumentHasAWordOfItsOwn) {
  const Descriptor& document = *v1::Document::descriptor();
  for (int i = 0; i < document.field_count(); ++i) {
    const std::string name(document.field(i)->name());
    const std::string label = FieldLabel(absl::StrCat("document_", name), Locale::kVietnamese);
    EXPECT_EQ(FieldLabel(absl::StrCat("document.", name), Locale::kVietnamese), label);
    EXPECT_EQ(FieldLabel(absl::StrCat("event.document.", name), Locale::kVietnamese), label);
  }
  EXPECT_EQ(FieldLabel("document.issuer", Locale::kVietnamese), "nơi ban hành");
}

TEST(FieldLabelsTest, AFieldIsKnownByItsNameInJsonAndByThePathToIt) {
  EXPECT_EQ(FieldLabel("effectiveDate", Locale::kVietnamese), "ngày hiệu lực");
  EXPECT_EQ(FieldLabel("tranche_allocated.shares[0].line.fiscal_year", Locale::kVietnamese), "năm ngân sách");
  EXPECT_EQ(FieldLabel("of_another_program", Locale::kVietnamese), "of_another_program");
  EXPECT_EQ(FieldLabel("storedBytes", Locale::kEnglish), "storedBytes");
}

}  // namespace
}  // namespace tranche
