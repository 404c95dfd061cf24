// What a refusal proposes is typed back, and taken; fields and columns have the names that the person typed.
#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/command_line.h"
#include "events/kinds/kinds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reports/labels.h"
#include "reports/printable.h"
#include "reports/texts/translated_text.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

// The place of the value that is wrong.
constexpr char kHere[] = "HERE";

Words With(Words words, const std::string& value) {
  for (std::string& word : words) {
    if (word == kHere) word = value;
  }
  return words;
}

// What follows `mark` in a refusal, up to the end of its clause, one by one.
std::vector<std::string> OffersIn(const std::string& refusal, const std::string& mark) {
  const size_t begin = refusal.find(mark);
  if (begin == std::string::npos) return {};
  std::string clause = refusal.substr(begin + mark.size());
  for (const char* end : {";", "\n", "?", ")", " for the unit"}) clause = clause.substr(0, clause.find(end));
  return absl::StrSplit(absl::StrReplaceAll(clause, {{" or ", ", "}, {" hoặc ", ", "}}), ", ");
}

// A wrong value, and how a refusal of it introduces what it proposes, in one language.
struct Hint {
  Words words;
  std::string wrong;
  std::string mark;
};

class HintsTest : public ::testing::Test {
 protected:
  static Words Plan(const std::string& option) {
    Words words = {"record", "plan",     "--unit", "VN34-01",   "--source",    "local",     "--year",
                   "2026",   "--amount", "1",      "--dry-run", "--effective", "2026-01-01"};
    for (size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == option) words[i + 1] = kHere;
    }
    return words;
  }

  static void ExpectTaken(CommandRunner& runner, const std::vector<Hint>& hints) {
    for (const Hint& hint : hints) {
      const CommandResult refused = runner.Run(With(hint.words, hint.wrong));
      EXPECT_EQ(refused.code, 2) << hint.wrong << ": " << refused.err;
      const std::vector<std::string> offers = OffersIn(refused.err, hint.mark);
      EXPECT_FALSE(offers.empty()) << hint.wrong << ": " << refused.err;
      for (const std::string& offer : offers) {
        const CommandResult taken = runner.Run(With(hint.words, offer));
        EXPECT_NE(taken.code, 2) << refused.err << offer << ": " << taken.err;
      }
    }
  }
};

TEST_F(HintsTest, WhatAnEnglishRefusalProposesIsTaken) {
  CommandRunner runner;
  ASSERT_EQ(runner.InitHistory("en").code, 0);
  const Words balance = {"balance", "--unit", kHere};
  ExpectTaken(runner, {{Plan("--amount"), "18,3 tỷ", "; write "},
                       {Plan("--amount"), "18,3 billion", "; write "},
                       {Plan("--amount"), "8 tỷ", "; write "},
                       {Plan("--amount"), "1.234,5 triệu đồng", "; write "},
                       {Plan("--amount"), "2.000 tỷ", "which may mean "},
                       {Plan("--amount"), "many", "for example "},
                       {Plan("--amount"), "", "for example "},
                       {Plan("--effective"), "31/12/25", "for example "},
                       {Plan("--unit"), "Tiền Giang", "; write "},
                       {Plan("--source"), "locla", "wanted one of: "},
                       {{"balance", "--known-at", kHere}, "noon", "an instant ("},
                       {{"balance", "--by", kHere}, "month", "wanted "},
                       {{"balance", "--format", kHere}, "xml", "wanted one of "},
                       {{"events", "--kind", kHere}, "gift", "wanted one of: "},
                       {{"events", "--kind", kHere}, "disbursment", "did you mean "},
                       {{"reconcile", "--verdict", kHere}, "wrong", "wanted one of: "}});
}

TEST_F(HintsTest, WhatAVietnameseRefusalProposesIsTaken) {
  CommandRunner runner;
  ASSERT_EQ(runner.InitHistory("vi").code, 0);
  ExpectTaken(runner, {{Plan("--amount"), "18.3 billion", "hãy viết "},
                       {Plan("--amount"), "18,3 billion", "hãy viết "},
                       {Plan("--amount"), "18.3 tỷ", "hãy viết "},
                       {Plan("--amount"), "1,234.5 million", "hãy viết "},
                       {Plan("--amount"), "2,000 billion", "có thể hiểu là "},
                       {Plan("--amount"), "nhiều", "ví dụ "},
                       {Plan("--effective"), "31/12/25", "ví dụ "},
                       {{"balance", "--format", kHere}, "xml", "cần một trong: "},
                       {{"events", "--kind", kHere}, "quà tặng", "cần một trong: "},
                       {{"reconcile", "--verdict", kHere}, "sai", "cần một trong: "}});
}

TEST_F(HintsTest, ADecreaseKeepsItsSign) {
  CommandRunner runner;
  ASSERT_EQ(runner.InitHistory("vi").code, 0);
  Words words = Plan("--amount");
  words[1] = "plan-adjustment";
  EXPECT_THAT(runner.Run(With(words, "-18.3 billion")).err, HasSubstr("hãy viết -18,3 tỷ"));
  EXPECT_THAT(runner.Run(With(words, "-2,000 tỷ")).err, HasSubstr("có thể hiểu là -2 tỷ hoặc -2.000 tỷ"));
}

// The commands in back quotes of a text, without what stands for a value.
std::vector<Words> CommandsIn(const std::string& text) {
  constexpr absl::string_view kProgram = "tranche ";
  std::vector<Words> commands;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '`');
  for (size_t i = 1; i + 1 < parts.size(); i += 2) {  // those between two back quotes
    if (!absl::StartsWith(parts[i], kProgram)) continue;
    const absl::string_view command = parts[i].substr(kProgram.size());
    if (const absl::string_view said = command.substr(0, command.find('{')); !said.empty())
      commands.push_back(absl::StrSplit(said, ' ', absl::SkipEmpty()));
  }
  return commands;
}

TEST_F(HintsTest, CommandsInTextsAreThoseOfTheProgram) {
  size_t checked = 0;
  for (const TranslatedText& text : VietnameseTexts()) {
    for (const absl::string_view said : {text.english, text.translated}) {
      for (Words words : CommandsIn(std::string(said))) {
        if (words.front() == "help" || words.front() == "--ledger" || words.front() == "...") continue;
        const auto options = std::stable_partition(
            words.begin(), words.end(), [](const std::string& word) { return !absl::StartsWith(word, "--"); });
        Words command(words.begin(), options);
        command.emplace_back("--help");
        const CommandLine line = ReadCommandLine(command, 100);
        EXPECT_TRUE(line.finished && line.exit_code == 0) << said;
        for (auto option = options; option != words.end(); ++option) EXPECT_THAT(line.text, HasSubstr(*option)) << said;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 20U);
}

TEST_F(HintsTest, KindsOfEventsAreTypedAsTheyAreShown) {
  CommandRunner runner;
  ASSERT_EQ(runner.InitHistory("vi").code, 0);
  for (const EventKind* kind : AllKinds()) {
    const std::string named = runner.Run({"events", "--kind", std::string(kind->name), "--format", "csv"}).out;
    for (const Locale locale : {Locale::kVietnamese, Locale::kEnglish}) {
      const std::string label = KindLabel(kind->name, locale);
      const CommandResult shown = runner.Run({"events", "--kind", label, "--format", "csv"});
      EXPECT_EQ(shown.code, 0) << label << ": " << shown.err;
      EXPECT_EQ(shown.out, named) << label;
    }
  }
  EXPECT_THAT(runner.Run({"events", "--kind", "quà"}).err,
              AllOf(HasSubstr("giải ngân"), Not(HasSubstr("Disbursement"))));
}

TEST_F(HintsTest, EveryCommandReadsAKindInTheSameWay) {
  CommandRunner runner;
  ASSERT_EQ(runner.InitHistory("vi").code, 0);
  const auto record = [&](const std::string& kind) {
    Words words = Plan("--amount");
    words[1] = kind;
    return runner.Run(With(words, "5 tỷ")).err;
  };
  for (const char* near : {"gải ngân", "disbursment"}) {
    EXPECT_THAT(record(near), HasSubstr("có phải là disbursement?")) << near;
    EXPECT_THAT(runner.Run({"events", "--kind", near}).err, HasSubstr("có phải là disbursement?")) << near;
  }
  for (const char* kind : {"disbursement", "giải ngân", "giai ngan", "DisbursementMade"})
    EXPECT_EQ(runner.Run({"help", "record", kind}).out, runner.Run({"record", "disbursement", "--help"}).out) << kind;
  // Kinds with commands of their own.
  for (const char* kind : {"lập đơn vị", "UnitEstablished", "reverse"}) {
    EXPECT_THAT(record(kind),
                HasSubstr(absl::StrCat("gặp \"", kind, "\", cần một trong: indicator, plan, plan-adjustment")))
        << kind;
    EXPECT_EQ(runner.Run({"help", "record", kind}).code, 2) << kind;
    EXPECT_EQ(runner.Run({"events", "--kind", kind}).code, 0) << kind;
  }
}

TEST_F(HintsTest, VerdictsAreTypedAsTheyAreShown) {
  CommandRunner runner;
  ASSERT_EQ(runner.InitHistory("vi").code, 0);
  const auto rows = [&runner](const std::string& verdict) {
    return runner.Run({"reconcile", "--verdict", verdict, "--format", "csv"}).out;
  };
  EXPECT_EQ(rows("mâu thuẫn"), rows("contradicts"));
  EXPECT_EQ(rows("khop"), rows("agrees"));
  EXPECT_THAT(rows("khop"), HasSubstr("agrees"));
}

class RefusedCommandTest : public ::testing::Test {
 protected:
  RefusedCommandTest() { EXPECT_EQ(runner_.InitVietnam("en").code, 0); }

  static Words Money(const std::string& kind, const std::string& amount, const Words& more) {
    Words words = {"record", kind,   "--unit",   "region:north", "--source",    "national",
                   "--year", "2026", "--amount", amount,         "--effective", "2026-02-01"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  void Done(const Words& words) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, 0) << result.err;
  }

  std::string Refused(const Words& words) {
    const CommandResult result = runner_.Run(words);
    EXPECT_NE(result.code, 0) << result.out;
    return result.err;
  }

  CommandRunner runner_;
};

TEST_F(RefusedCommandTest, RefusalsNameOptionsInBothLanguages) {
  struct Case {
    Words words;
    std::string option;
  };
  Done(Money("plan", "9 billion", {}));
  Done(Money("tranche", "600 million", {"--tranche", "1"}));
  const std::vector<Case> cases = {{Money("transfer", "1 million", {}), "--to-unit or --to-area"},
                                   {Money("transfer", "1 million", {"--to-unit", "region:north"}), "--to-unit: "},
                                   {Money("tranche", "1 million", {}), "--tranche: "},
                                   {Money("tranche", "1 million", {"--tranche", "1"}), "--tranche: "},
                                   {Money("disbursement", "1 million", {"--tranche", "7"}), "--tranche: "},
                                   {Money("disbursement", "1 million", {"--to-unit", "VN"}), "--to-unit "},
                                   {Money("disbursement", "1 million", {"--to-area", "fairs"}), "--to-area "},
                                   {Money("plan", "1 million", {"--tranche", "1"}), "--tranche "},
                                   {Money("plan", "1 million", {"--area-limits", "fairs"}), "--area-limits "},
                                   {Money("plan", "1 million", {"--without-plan"}), "--without-plan "},
                                   {Money("plan", "0", {}), "--amount: "},
                                   {Money("plan", "1 million", {"--project", "a|b"}), "--project: "},
                                   {Money("plan", "1 million", {"--document", "\xff"}), "--document: "},
                                   {Money("plan", "1 million", {"--key", " "}), "--key: "},
                                   {Money("plan", "1 million", {"--actor", " "}), "--actor: "},
                                   {Money("estimate", "1 million", {"--measure", "paid"}), "--measure: "}};
  for (const Case& refused : cases) {
    for (const char* lang : {"en", "vi"}) {
      Words words = refused.words;
      words.insert(words.end(), {"--lang", lang});
      if (std::string(lang) == "vi")
        std::replace(words.begin(), words.end(), std::string("1 million"), std::string("1 triệu"));
      std::string option = refused.option;
      if (std::string(lang) == "vi") option = absl::StrReplaceAll(option, {{" or ", " hoặc "}});
      const std::string text = Refused(words);
      EXPECT_THAT(text, HasSubstr(option));
      EXPECT_THAT(text, Not(::testing::ContainsRegex("[a-z]_(id|number|area|limits|year)")));
    }
  }
}

TEST_F(RefusedCommandTest, WhatAKindDoesNotHaveIsSaidInOneWay) {
  EXPECT_THAT(Refused(Money("estimate", "1 million", {"--tranche", "1"})),
              HasSubstr("--tranche is not for the kind \"estimate\""));
  EXPECT_THAT(Refused(Money("plan", "1 million", {"--area-limits", "fairs"})),
              HasSubstr("--area-limits is not for the kind \"plan approved\""));
  EXPECT_THAT(Refused(Money("plan", "1 million", {"--measure", "plan"})), HasSubstr("--measure is not for the kind"));
}

TEST_F(RefusedCommandTest, ATextIsSaidToBeNoUtf8Once) {
  const std::string text = Refused(Money("plan", "1 million", {"--document", "\xff"}));
  EXPECT_EQ(text.find("wanted UTF-8"), text.rfind("wanted UTF-8")) << text;
}

TEST_F(RefusedCommandTest, ATransferWithoutAPlanSaysOnceWhatIsMissing) {
  Done(Money("plan", "1 billion", {}));
  for (const char* number : {"1", "2"}) Done(Money("tranche", "500 million", {"--tranche", number}));
  const std::string text = Refused(Money("transfer", "100 million", {"--to-unit", "region:south", "--without-plan"}));
  EXPECT_THAT(text, HasSubstr("allocated would exceed plan"));
  EXPECT_THAT(text, Not(HasSubstr("none of the tranches")));
  EXPECT_EQ(text.find("allocated would exceed"), text.rfind("allocated would exceed")) << text;
}

TEST_F(RefusedCommandTest, AnotherContentUnderAKeyIsSaidInTheReadersWords) {
  Done(Money("plan", "1 billion", {"--key", "k"}));
  EXPECT_THAT(Refused(Money("plan", "2 tỷ", {"--key", "k", "--lang", "vi"})),
              HasSubstr("số tiền: 1.000.000.000 -> 2.000.000.000 (đã ghi -> bây giờ)"));
  EXPECT_THAT(Refused(Money("plan-adjustment", "1 tỷ", {"--key", "k", "--lang", "vi"})),
              HasSubstr("thuộc loại khác (duyệt kế hoạch)"));
}

TEST_F(RefusedCommandTest, AKindMayBeSaidInVietnamese) {
  Done(Money("duyệt kế hoạch", "1 billion", {}));
  Done(Money("ước thực hiện", "1 billion", {}));
  Done(Money("estimate", "1 billion", {"--measure", "Đã giải ngân"}));
  EXPECT_THAT(runner_.Run({"events", "--kind", "plan", "--lang", "vi"}).out, HasSubstr("duyệt kế hoạch"));
}

TEST_F(RefusedCommandTest, LongRefusalsAreFoldedOnATerminalOnly) {
  const Words words = {"--ledger", runner_.ledger(), "balance", "--unit", "Tiền Giang"};
  const auto printed = [&](int err_width) {
    std::ostringstream out, err;
    const Console console{out, err, false, err_width != 0, runner_.clock(), 1000, err_width};
    EXPECT_EQ(RunCommand(ReadCommandLine(words, 1000).arguments, console), 2);
    return err.str();
  };
  const std::string whole = printed(0);
  EXPECT_EQ(std::count(whole.begin(), whole.end(), '\n'), 1);
  std::string folded = printed(40);
  for (const absl::string_view line : absl::StrSplit(folded, '\n')) EXPECT_LE(Printable(line).width, 40) << line;
  std::replace(folded.begin(), folded.end() - 1, '\n', ' ');
  EXPECT_EQ(folded, whole);
}

TEST_F(RefusedCommandTest, WrongUsageIsFoldedOnATerminalOnly) {
  const Words words = {"--lang", "en", "balance", "--format", "xml"};
  const auto printed = [&](int err_width) {
    std::ostringstream out, err;
    EXPECT_EQ(PrintFinished(ReadCommandLine(words, 100), words, out, err, err_width), 2);
    return err.str();
  };
  EXPECT_THAT(printed(0), HasSubstr("wanted one of table, json, csv\n"));
  EXPECT_THAT(printed(30), Not(HasSubstr("wanted one of table, json, csv\n")));
}

}  // namespace
}  // namespace tranche
