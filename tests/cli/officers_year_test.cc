// The year of docs/officers_year.md, as it is told there: each command by the person and on the day of its prompt, with
// what it prints.
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"
#include "tests/cli/command_words.h"

namespace tranche {
namespace {

constexpr char kPage[] = TRANCHE_SOURCE_DIR "/docs/officers_year.md";
constexpr int kUtcOffsetSeconds = 7 * 60 * 60;
constexpr int kHour = 9;  // of each command

// One command of the page: `2025-01-02 mai$ tranche ...`, and the lines below it.
struct Step {
  int line = 0;  // in the page
  std::string day;
  std::string login;
  std::vector<std::string> words;  // without `tranche`
  std::vector<std::string> printed;
};

// One blank for any number of them: columns are as wide as what stands in them.
std::string Squeezed(absl::string_view text) {
  std::string squeezed(text);
  absl::RemoveExtraAsciiWhitespace(&squeezed);
  return squeezed;
}

bool ReadPrompt(const std::string& line, Step* step) {
  const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits("$ tranche ", 1));
  if (parts.size() != 2) return false;
  const std::vector<std::string> who = absl::StrSplit(parts[0], ' ');
  if (who.size() != 2) return false;
  step->day = who[0];
  step->login = who[1];
  step->words = WordsOfCommand(parts[1]);
  return true;
}

// What stands in blocks marked `console`.
std::vector<Step> StepsOf(std::istream& page) {
  std::vector<Step> steps;
  bool is_inside = false;
  int number = 0;
  for (std::string line; std::getline(page, line);) {
    ++number;
    if (absl::StartsWith(line, "```")) {
      is_inside = line == "```console";
      continue;
    }
    if (!is_inside || Squeezed(line).empty()) continue;
    while (absl::EndsWith(line, " \\")) {
      std::string more;
      std::getline(page, more);
      ++number;
      line = absl::StrCat(absl::StripSuffix(line, "\\"), absl::StripLeadingAsciiWhitespace(more));
    }
    Step step;
    step.line = number;
    if (ReadPrompt(line, &step)) {
      steps.push_back(step);
    } else if (!steps.empty()) {
      steps.back().printed.push_back(Squeezed(line));
    }
  }
  return steps;
}

// The lines of `wanted` are lines of `text`, in their order; "..." stands for any that are left out, at the end of a
// line for its rest.
bool HasLines(const std::string& text, const std::vector<std::string>& wanted) {
  size_t next = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    while (next < wanted.size() && wanted[next] == "...") ++next;
    if (next == wanted.size()) return true;
    absl::string_view start = wanted[next];
    const std::string found = Squeezed(line);
    if (absl::ConsumeSuffix(&start, "...") ? absl::StartsWith(found, start) : found == start) ++next;
  }
  while (next < wanted.size() && wanted[next] == "...") ++next;
  return next == wanted.size();
}

TEST(OfficersYearTest, EveryCommandOfThePageDoesWhatThePageSays) {
  std::ifstream page(kPage);
  const std::vector<Step> steps = StepsOf(page);
  ASSERT_GE(steps.size(), 20u) << kPage;
  CommandRunner runner;
  runner.set_answer("yes\n");
  for (const Step& step : steps) {
    SCOPED_TRACE(absl::StrCat(kPage, ":", step.line, ": ", absl::StrJoin(step.words, " ")));
    absl::Time midnight;
    std::string error;
    ASSERT_TRUE(absl::ParseTime("%Y-%m-%d", step.day, &midnight, &error)) << error;
    runner.clock().Set(midnight + absl::Hours(kHour) - absl::Seconds(kUtcOffsetSeconds));
    runner.set_login(step.login);
    const CommandResult result = runner.Run(step.words);
    const bool is_refused = !step.printed.empty() && absl::StartsWith(step.printed.front(), "tranche: ");
    EXPECT_EQ(result.code, is_refused ? 1 : 0) << result.out << result.err;
    EXPECT_TRUE(HasLines(is_refused ? result.err : result.out, step.printed))
        << "wanted:\n"
        << absl::StrJoin(step.printed, "\n") << "\nfound:\n"
        << result.out << result.err;
  }
}

// So that the test above can fail.
TEST(OfficersYearTest, ALineThatIsNotPrintedIsMissed) {
  EXPECT_TRUE(HasLines("a  b\nc\nd 17 e\n", {"a b", "...", "d 17..."}));
  EXPECT_FALSE(HasLines("a b\nc\n", {"c", "a b"}));
  EXPECT_FALSE(HasLines("a b\n", {"a"}));
}

}  // namespace
}  // namespace tranche
