// `tranche generate`: what it produces, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

Words Generate(const std::string& events, const std::string& seed, const std::string& late = "5%") {
  return {"generate", "--events", events, "--seed", seed, "--late", late, "--format", "json"};
}

TEST(GenerateTest, ReportsWhatItMade) {
  CommandRunner runner;
  const CommandResult made = runner.Run(Generate("500", "42", "0.5%"));
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out,
              AllOf(HasSubstr("\"ledgerName\": \"SYNTHETIC 500 events, seed 42\""), HasSubstr("\"events\": \"500\""),
                    HasSubstr("\"seed\": \"42\""), HasSubstr("\"latePermille\": 5"), HasSubstr("\"head\": \"500\""),
                    HasSubstr("\"headRecordedAt\": \"2024-12-")));
  EXPECT_THAT(runner.Run({"status"}).out, HasSubstr("SYNTHETIC"));
}

TEST(GenerateTest, TellsPeopleAndProgramsTheSame) {
  CommandRunner english;
  EXPECT_THAT(english.Run({"--lang", "en", "generate", "--events", "100"}).out,
              AllOf(HasSubstr("SYNTHETIC 100 events, seed 0"), HasSubstr("5.0 %")));
  CommandRunner csv;
  EXPECT_THAT(csv.Run({"generate", "--events", "100", "--format", "csv"}).out,
              AllOf(HasSubstr("late_percent"), HasSubstr(",100,0,5.0,100,")));
}

TEST(GenerateTest, TheSameSeedGivesTheSameEventsAndTheyAreLawful) {
  CommandRunner first;
  CommandRunner second;
  CommandRunner other;
  ASSERT_EQ(first.Run(Generate("2000", "7")).code, 0);
  ASSERT_EQ(second.Run(Generate("2000", "7")).code, 0);
  ASSERT_EQ(other.Run(Generate("2000", "8")).code, 0);
  const Words events = {"events", "--format", "json"};
  EXPECT_EQ(first.Run(events).out, second.Run(events).out);
  EXPECT_NE(first.Run(events).out, other.Run(events).out);
  const CommandResult verified = first.Run({"verify"});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

TEST(GenerateTest, CanBeAskedLikeAnyLedger) {
  CommandRunner runner;
  ASSERT_EQ(runner.Run(Generate("2000", "7")).code, 0);
  const CommandResult balance =
      runner.Run({"balance", "--unit", "region:north", "--year", "2020", "--as-of", "2020-12-31", "--format", "csv"});
  EXPECT_EQ(balance.code, 0) << balance.err;
  EXPECT_THAT(balance.out, HasSubstr("Phía Bắc (giả lập)"));
}

TEST(GenerateTest, ItsNamesAreInTheLanguageOfTheReader) {
  CommandRunner runner;
  ASSERT_EQ(runner.Run(Generate("2000", "7")).code, 0);
  const Words balance = {"balance", "--unit",     "region:north", "--year", "2020",
                         "--as-of", "2020-12-31", "--by",         "source"};
  EXPECT_THAT(runner.Run(balance).out, AllOf(HasSubstr("Phía Bắc (giả lập)"), HasSubstr("Kinh phí quốc gia (giả lập)"),
                                             HasSubstr("Các vùng giả lập"), HasSubstr("do `tranche generate` dựng lên"),
                                             Not(HasSubstr("ynthetic "))));
  Words english = balance;
  english.insert(english.end(), {"--lang", "en"});
  EXPECT_THAT(runner.Run(english).out, AllOf(HasSubstr("Synthetic north"), HasSubstr("Synthetic national budget"),
                                             HasSubstr("Synthetic regions"), HasSubstr("made up by `tranche generate`"),
                                             Not(HasSubstr("giả lập"))));
}

TEST(GenerateTest, RefusesALedgerThatIsThere) {
  CommandRunner runner;
  ASSERT_EQ(runner.Run(Generate("90", "1")).code, 0);
  const CommandResult again = runner.Run(Generate("100", "1"));
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, AllOf(StartsWith("tranche: "), HasSubstr("đã có sổ ở")));
  EXPECT_THAT(runner.Run({"status"}).out, HasSubstr("SYNTHETIC 90 events"));
}

TEST(GenerateTest, WrongUsageEndsWithTwoAndMakesNothing) {
  CommandRunner runner;
  for (const char* late : {"5", "101%", "0.55%", "-1%", "%", ".5%", "5.%", "1000%", "5%%", "x%", ""}) {
    const CommandResult refused = runner.Run(Generate("100", "1", late));
    EXPECT_EQ(refused.code, 2) << late;
    EXPECT_THAT(refused.err, AllOf(HasSubstr("--late"), HasSubstr("0.5%"))) << late;
  }
  for (const char* events : {"0", "10000000001", "-5", "ten", "1.5"}) {
    const CommandResult refused = runner.Run(Generate(events, "1"));
    EXPECT_EQ(refused.code, 2) << events;
    EXPECT_THAT(refused.err, HasSubstr("--events")) << events;
  }
  EXPECT_THAT(runner.Run(Generate("100", "-1")).err, HasSubstr("--seed"));
  EXPECT_EQ(runner.Run({"generate"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(runner.ledger()));
}

TEST(GenerateTest, SharesAreReadWithAPointOrAComma) {
  for (const auto& [late, permille] : {std::pair{"0", 0}, {"0%", 0}, {"12,5%", 125}, {"12.5%", 125}, {"100%", 1000}}) {
    CommandRunner runner;
    EXPECT_THAT(runner.Run(Generate("1", "1", late)).out,
                HasSubstr("\"latePermille\": " + std::to_string(permille) + ","))
        << late;
  }
}

}  // namespace
}  // namespace tranche
