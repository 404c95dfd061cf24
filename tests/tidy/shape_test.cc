#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tidy/cpp_code.h"
#include "tests/tidy/source_rules.h"

namespace tranche::tidy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<SourceFile>& Tree() {
  static const auto* const kTree = new std::vector<SourceFile>(ReadSourceTree(TRANCHE_SOURCE_DIR));
  return *kTree;
}

std::vector<int> LongFunctions(const std::string& text) {
  return LinesOf(CheckFunctionLength({"ledger/ledger.cc", text}));
}

// A block whose `}` is `lines` lines below its `{`.
std::string Block(int lines) {
  std::string block = "{\n";
  for (int i = 1; i < lines; ++i) block += "  Step();\n";
  return block + "}";
}

TEST(ShapeTest, SourcesAreInCMake) {
  const Findings findings = CheckSourcesAreInCMake(Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(ShapeTest, HeadersHavePragmaOnce) {
  const Findings findings = CheckEach(CheckPragmaOnce, Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(ShapeTest, FunctionsAreShort) {
  const Findings findings = CheckEach(CheckFunctionLength, Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(ShapeTest, LaterWorkNamesAnIssue) {
  const Findings findings = CheckEach(CheckLaterWorkNamesAnIssue, Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(ShapeTest, LibrariesHaveNoFloatingPoint) {
  const Findings findings = CheckEach(CheckNoFloatingPoint, Tree());
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(ShapeTest, TopLevelHoldsWhatItShould) {
  const Findings findings = CheckTopLevel(ReadTopLevel(TRANCHE_SOURCE_DIR));
  EXPECT_TRUE(findings.empty()) << Report(findings);
}

TEST(ReportTest, HasPlaceFoundAndWanted) {
  EXPECT_EQ(Report({{"events/money.h", 3, "float", "an integer"}, {"notes", 0, "a name", "no name"}}),
            "events/money.h:3: found float, wanted an integer\nnotes: found a name, wanted no name\n");
}

TEST(CodeOnlyTest, BlanksCommentsAndLiteralsAndKeepsPlaces) {
  EXPECT_EQ(CodeOnly("a /* b\nc */ d // e\nf"), "a     \n     d     \nf");
  EXPECT_EQ(CodeOnly("f(\"//\\\"{\", '\"', '\\'') + g"), "f(       ,    ,     ) + g");
  EXPECT_EQ(CodeOnly("1'000'000 + 0xFF'FF; // x"), "1'000'000 + 0xFF'FF;     ");
  EXPECT_EQ(CodeOnly("R\"x(\n)\" {)x\" + h"), "R   \n        + h");
}

TEST(SourcesAreInCMakeTest, RefusesASourceThatNoListNames) {
  const std::vector<SourceFile> tree = {
      {"ledger/CMakeLists.txt", "tranche_library(ledger SOURCES event_log.cc # log.cc\n  HEADERS event_log.h)\n"},
      {"ledger/event_log.cc", ""},
      {"ledger/event_log.h", ""},
      {"ledger/log.cc", ""},
      {"proto/CMakeLists.txt", "tranche_proto_library(proto PROTOS event.proto)\n"},
      {"proto/event.proto", ""},
      {"proto/view.proto", ""}};
  EXPECT_THAT(PathsOf(CheckSourcesAreInCMake(tree)), ElementsAre("ledger/log.cc", "proto/view.proto"));
}

TEST(SourcesAreInCMakeTest, KnowsAFolderWhoseFilesAreGlobbed) {
  const std::vector<SourceFile> tree = {{"events/CMakeLists.txt", "file(GLOB kinds CONFIGURE_DEPENDS kinds/*.cc)\n"},
                                        {"events/kinds/plan_approved.cc", ""},
                                        {"events/kinds/kind.h", ""},
                                        {"events/money.cc", ""}};
  EXPECT_THAT(PathsOf(CheckSourcesAreInCMake(tree)), ElementsAre("events/kinds/kind.h", "events/money.cc"));
}

TEST(SourcesAreInCMakeTest, RefusesATestThatNoListNames) {
  const std::vector<SourceFile> tree = {
      {"tests/CMakeLists.txt", "tranche_test(money_test SOURCES ledger/money_test.cc)"},
      {"tests/ledger/ledger_test.cc", ""},
      {"tests/ledger/money_test.cc", ""},
      {"tests/support/workload.h", ""},
      {"tests/tidy/CMakeLists.txt", "tranche_test(a_test SOURCES a_test.cc)"},
      {"tests/tidy/a_test.cc", ""}};
  EXPECT_THAT(PathsOf(CheckSourcesAreInCMake(tree)), ElementsAre("tests/ledger/ledger_test.cc"));
}

TEST(PragmaOnceTest, RefusesAHeaderWithoutIt) {
  EXPECT_THAT(LinesOf(CheckPragmaOnce({"ledger/a.h", "// Why.\n\n#include <map>\n#pragma once\n"})), ElementsAre(3));
  EXPECT_THAT(LinesOf(CheckPragmaOnce({"ledger/a.h", "// #pragma once\nint a;\n"})), ElementsAre(2));
  EXPECT_THAT(LinesOf(CheckPragmaOnce({"ledger/a.h", "// Why.\n#pragma once\n#include <map>\n"})), IsEmpty());
}

TEST(FunctionLengthTest, RefusesSixtyOneLines) {
  EXPECT_THAT(LongFunctions("int F(int a) " + Block(61)), ElementsAre(1));
  EXPECT_THAT(LongFunctions("int F(int a) " + Block(60)), IsEmpty());
}

TEST(FunctionLengthTest, FindsFunctionsOfEveryShape) {
  const std::string block = Block(61) + "\n";
  EXPECT_THAT(LongFunctions("namespace tranche {\nnamespace {\n\nvoid F() " + block + "\n}  // namespace\n}"),
              ElementsAre(4));
  EXPECT_THAT(LongFunctions("template <class T, typename U>\nvoid F(T t,\n       U u) " + block), ElementsAre(3));
  EXPECT_THAT(LongFunctions("Ledger::Ledger(int a) : a_{a}, b_(a), c_{1, {2}} " + block), ElementsAre(1));
  EXPECT_THAT(
      LongFunctions("class A final : public B {\n public:\n  A() = default;\n  int F() const override " + block + "};"),
      ElementsAre(4));
  EXPECT_THAT(LongFunctions("struct A {\n  int a = {};\n  int b{0};\n  bool operator()(int x) const " + block + "};"),
              ElementsAre(4));
  EXPECT_THAT(LongFunctions("TEST(LedgerTest, Opens) " + block), ElementsAre(1));
  EXPECT_THAT(LongFunctions("const auto kF = [](int a) " + block), ElementsAre(1));
  EXPECT_THAT(LongFunctions("#define F(a) \\\n  G(a) {\nvoid H() " + block), ElementsAre(3));
  EXPECT_THAT(LongFunctions("void F() {\n  const char* s = \"}\";\n  // }\n  if (true) " + Block(58) + "\n}"),
              ElementsAre(1));
}

TEST(FunctionLengthTest, AllowsLongScopesAndTables) {
  std::string functions;
  for (int i = 0; i < 10; ++i) functions += "void F() " + Block(20) + "\n";
  EXPECT_THAT(LongFunctions("namespace tranche {\n" + functions + "}"), IsEmpty());
  EXPECT_THAT(LongFunctions("class A : public B<int()> {\n" + functions + "};"), IsEmpty());
  EXPECT_THAT(LongFunctions("template <typename T>\nstruct A {\n public:\n  struct C {\n" + functions + "};\n};"),
              IsEmpty());
  EXPECT_THAT(LongFunctions("extern \"C\" {\n" + functions + "}"), IsEmpty());
  std::string rows;
  for (int i = 0; i < 80; ++i) rows += "  kA,\n";
  EXPECT_THAT(LongFunctions("enum class A : uint8_t {\n" + rows + "};"), IsEmpty());
  EXPECT_THAT(LongFunctions("constexpr int kTable[] = {\n" + rows + "};"), IsEmpty());
  EXPECT_THAT(LongFunctions("const std::map<int, int> kTable{{\n" + rows + "}};\n" + functions), IsEmpty());
}

TEST(LaterWorkTest, RefusesAMarkWithoutAnIssue) {
  const std::string mark = std::string("TO") + "DO";
  const auto refused = [](const std::string& text) {
    return LinesOf(CheckLaterWorkNamesAnIssue({"ledger/ledger.cc", text}));
  };
  EXPECT_THAT(refused("int a;\n// " + mark + ": later\n"), ElementsAre(2));
  EXPECT_THAT(refused("// " + mark + "(someone): later\n"), ElementsAre(1));
  EXPECT_THAT(refused("// " + mark + "(#)\n"), ElementsAre(1));
  EXPECT_THAT(refused(std::string("// FIX") + "ME now"), ElementsAre(1));
  EXPECT_THAT(refused("// " + mark + "(#12): later\n// " + mark + "S\n"), IsEmpty());
}

TEST(FloatingPointTest, IsRefusedInLibraries) {
  const std::string text =
      "// a double entry\nfloat a;\nconst char* s = \"float\";\nlong double doubled(int floats);\n";
  EXPECT_THAT(LinesOf(CheckNoFloatingPoint({"events/money.cc", text})), ElementsAre(2, 4));
  EXPECT_THAT(LinesOf(CheckNoFloatingPoint({"proto/view.proto", "  double rate = 1;\n"})), ElementsAre(1));
  EXPECT_THAT(LinesOf(CheckNoFloatingPoint({"bench/append_bench.cc", text})), IsEmpty());
}

TEST(TopLevelTest, RefusesANewName) {
  EXPECT_THAT(PathsOf(CheckTopLevel({"ledger", "README.md", "utils", "demo.ledger", "notes.txt"})),
              ElementsAre("utils", "notes.txt"));
  EXPECT_THAT(Report(CheckTopLevel({"utils"})), HasSubstr("source_rules.cc"));
}

}  // namespace
}  // namespace tranche::tidy
