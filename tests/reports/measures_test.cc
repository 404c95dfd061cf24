// A measure is complete when answers, proofs, both languages, the glossary and the second checker know it. This test
// fails, and says where to look, while one of them is missing.
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/measure.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/proof.pb.h"
#include "proto/view.pb.h"
#include "reports/labels.h"

namespace tranche {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using ::testing::HasSubstr;

std::string FileText(const std::string& path) {
  std::ifstream in(std::string(TRANCHE_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class MeasuresTest : public ::testing::TestWithParam<NamedMeasure> {
 protected:
  std::string name() const { return std::string(GetParam().name); }
};

TEST_P(MeasuresTest, HasAFieldInBalancesAndInProvedBalances) {
  for (const Descriptor* message : {v1::BalanceRow::descriptor(), v1::BalanceClaim::descriptor()}) {
    const FieldDescriptor* field = message->FindFieldByName(name());
    ASSERT_NE(field, nullptr) << message->full_name() << " needs `string " << name() << "` (proto/)";
    EXPECT_EQ(field->type(), FieldDescriptor::TYPE_STRING) << field->full_name();
    EXPECT_FALSE(field->is_repeated()) << field->full_name();
  }
}

// A missing one aborts with "the measure ... has no words".
TEST_P(MeasuresTest, HasWordsInBothLanguages) {
  const Label& column = MeasureColumn(GetParam().measure);
  EXPECT_EQ(column.key, absl::StrCat(name(), "_minor_units"));
  EXPECT_FALSE(column.english.empty());
  EXPECT_NE(MeasureLabel(name(), Locale::kVietnamese), column.english) << "reports/texts/vi.po has no such text";
}

TEST_P(MeasuresTest, StandsInTheGlossary) {
  const std::string glossary = FileText("docs/glossary.md");
  const size_t begin = glossary.find("\n| measure | ");
  ASSERT_NE(begin, std::string::npos);
  EXPECT_THAT(glossary.substr(begin, glossary.find('\n', begin + 1) - begin), HasSubstr(name()));
}

TEST_P(MeasuresTest, IsKnownToTheSecondChecker) {
  EXPECT_THAT(FileText("proof/check_proof.py"), HasSubstr(absl::StrCat("\"", name(), "\"")));
}

INSTANTIATE_TEST_SUITE_P(Table, MeasuresTest, ::testing::ValuesIn(kMeasureTable),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace tranche
