// What people see of every command on the real figures: in one language, and within the width of the terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "reports/printable.h"
#include "reports/texts/translated_text.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using Words = std::vector<std::string>;

// The letters between anything else; bytes of UTF-8 are letters.
std::vector<std::string> WordsOf(absl::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : absl::StrCat(text, " ")) {
    if (absl::ascii_isalpha(c) || (static_cast<unsigned char>(c) & 0x80) != 0) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(absl::AsciiStrToLower(word));
      word.clear();
    }
  }
  return words;
}

bool IsAscii(absl::string_view word) {
  return std::all_of(word.begin(), word.end(), [](unsigned char c) { return c < 0x80; });
}

class AnswersTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const CommandResult loaded = runner_.InitHistory(GetParam());
    ASSERT_EQ(loaded.code, 0) << loaded.err;
  }

  // What the commands print for people, in the language of the ledger.
  std::vector<std::pair<std::string, std::string>> Answers() {
    const std::string amount = GetParam() == "vi" ? "8,5 tỷ" : "8.5 billion";
    const Words pay = {
        "record",      "disbursement", "--unit", "region:north", "--source", "national", "--year",  "2024",
        "--effective", "2024-06-15",   "--area", "fairs",        "--key",    "key-1",    "--actor", "an"};
    std::vector<Words> commands = {
        {"status"},
        {"balance", "--year", "2024"},
        {"balance", "--unit", "region:north", "--year", "2024", "--as-of", "2024-06-30", "--by", "source"},
        {"balance", "--unit", "region:north", "--year", "2024", "--as-of", "2024-06-30"},
        {"balance", "--year", "2017", "--boundaries", "2025-07-01", "--by", "unit"},
        {"balance", "--by", "region,year,source"},
        {"balance", "--by", "area,project"},
        {"balance", "--by", "unit,source,year,area,project"},
        {"explain", "--unit", "region:north"},
        {"explain"},
        {"restate", "--unit", "region:north", "--year", "2018", "--as-of", "2018-06-30", "--from", "2018-07-31"},
        {"events"},
        {"events", "--kind", "tranche"},
        {"reconcile"},
        {"replay", "--watch"},
        {"verify"},
        {"rebuild"}};
    for (const Words& more : {Words{amount, "--dry-run"}, Words{amount}}) {
      commands.push_back(pay);
      commands.back().push_back("--amount");
      commands.back().insert(commands.back().end(), more.begin(), more.end());
    }
    commands.push_back({"reverse", "281", "--reason", "x", "--key", "key-2", "--actor", "an"});
    std::vector<std::pair<std::string, std::string>> answers;
    for (const Words& words : commands) {
      answers.emplace_back(absl::StrJoin(words, " "), runner_.Run(words).out);
    }
    return answers;
  }

  CommandRunner runner_;
};

TEST_P(AnswersTest, FitTheTerminal) {
  for (const int width : {120, 80}) {
    runner_.set_width(width);
    for (const auto& [command, answer] : Answers()) {
      for (const absl::string_view line : absl::StrSplit(answer, '\n')) {
        EXPECT_LE(Printable(line).width, width) << command << "\n" << line;
      }
    }
  }
}

TEST_P(AnswersTest, HaveTheirColumnsBesideEachOtherIn120) {
  const bool vietnamese = GetParam() == "vi";
  runner_.set_width(120);
  const std::string explained = runner_.Run({"explain"}).out;
  EXPECT_THAT(explained, ::testing::HasSubstr(vietnamese ? "\nsố thứ tự  " : "\nsequence  "));
  EXPECT_THAT(explained, ::testing::Not(::testing::HasSubstr(vietnamese ? "\nsố thứ tự: " : "\nsequence: ")));
  const std::string by_all = runner_.Run({"balance", "--by", "unit,source,year,area,project"}).out;
  EXPECT_THAT(by_all, ::testing::HasSubstr(vietnamese ? "\nđơn vị  " : "\nunit  "));
  EXPECT_THAT(by_all, ::testing::Not(::testing::HasSubstr(vietnamese ? "\nđơn vị: " : "\nunit: ")));
}

std::vector<std::string> FieldsOf(absl::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) fields.emplace_back();
    if (c != '"' && (c != ',' || quoted)) fields.back() += c;
  }
  return fields;
}

// The words of one column of a file of data/.
void AddColumn(const std::string& file, const std::string& column, std::set<std::string>* words) {
  std::ifstream in(absl::StrCat(TRANCHE_SOURCE_DIR "/data/", file));
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> header = FieldsOf(line);
  const auto at = static_cast<size_t>(std::find(header.begin(), header.end(), column) - header.begin());
  ASSERT_LT(at, header.size()) << file << " has no column " << column;
  while (std::getline(in, line)) {
    for (const std::string& word : WordsOf(FieldsOf(line).at(at))) words->insert(word);
  }
}

// The words that an answer quotes from the data: names in the reader's language, figures as printed, notes.
std::set<std::string> WordsOfTheData(const std::string& language) {
  std::set<std::string> words = {"vnd", "tranche", "test", "ledger", "vn", "init"};  // ids
  for (const char* file : {"areas.csv", "regions.csv", "sources.csv", "provinces_2008.csv", "provinces_2025.csv"}) {
    AddColumn(file, absl::StrCat("name_", language), &words);
  }
  AddColumn("groupings.csv", language == "en" ? "name_en" : "name", &words);
  AddColumn("published_figures.csv", "printed", &words);
  AddColumn("khuyen_cong_events.csv", "note", &words);
  return words;
}

std::set<std::string> WordsOfTexts(bool translated) {
  std::set<std::string> words;
  for (const TranslatedText& text : VietnameseTexts()) {
    for (const std::string& word : WordsOf(translated ? text.translated : text.english)) words.insert(word);
  }
  return words;
}

// Roots, paths, unit ids and anything with a digit are not words of a language.
bool IsAName(absl::string_view word) {
  return absl::StrContains(word, "/") || absl::StrContains(word, "=") || absl::StartsWith(word, "region:") ||
         std::any_of(word.begin(), word.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

std::string WithoutNames(absl::string_view answer) {
  std::vector<std::string> kept;
  for (const absl::string_view word : absl::StrSplit(answer, absl::ByAnyChar(" \n(;,|"))) {
    if (!IsAName(word)) kept.emplace_back(word);
  }
  return absl::StrJoin(kept, " ");
}

TEST_P(AnswersTest, SpeakOneLanguage) {
  const bool vietnamese = GetParam() == "vi";
  const std::set<std::string> texts = WordsOfTexts(vietnamese);
  const std::set<std::string> data = WordsOfTheData(GetParam());
  runner_.set_width(1000);
  for (const auto& [command, answer] : Answers()) {
    std::set<std::string> strange;
    for (const std::string& word :
         WordsOf(absl::StrReplaceAll(WithoutNames(answer), {{"─", " "}, {"≈", " "}, {"≲", " "}, {"…", " "}}))) {
      const bool known = texts.contains(word) || data.contains(word) || (!vietnamese && IsAscii(word));
      if (!known && word.size() > 1) strange.insert(word);
    }
    EXPECT_TRUE(strange.empty()) << command << " says: " << absl::StrJoin(strange, ", ") << "\n" << answer;
  }
}

TEST_P(AnswersTest, ShowTextOfOthersWithoutObeyingIt) {
  const Words record = {"record", "execution", "--unit",   "region:north", "--source",    "unspecified",
                        "--year", "2018",      "--amount", "318",          "--effective", "2018-06-28"};
  Words noted = record;
  noted.insert(noted.end(), {"--note", "paid \u202E000.1\u2066 \x1b[31m"});
  ASSERT_EQ(runner_.Run(noted).code, 0);
  const std::string events = runner_.Run({"events", "--kind", "execution"}).out;
  EXPECT_THAT(events, ::testing::HasSubstr("paid \\u202E000.1\\u2066 \\x1B[31m"));
  EXPECT_THAT(events, ::testing::Not(::testing::HasSubstr("\u202E")));
  Words unknown = record;
  unknown[3] = "no\x07 \u202Esuch";
  const CommandResult refused = runner_.Run(unknown);
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, ::testing::HasSubstr("no\\x07 \\u202Esuch"));
  EXPECT_THAT(refused.err, ::testing::Not(::testing::HasSubstr("\x07")));
}

INSTANTIATE_TEST_SUITE_P(Languages, AnswersTest, ::testing::Values("vi", "en"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace tranche
