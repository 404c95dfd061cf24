#include "cli/progress.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace tranche {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

// A file that stands in for the terminal, and what was written to it.
class Terminal {
 public:
  ~Terminal() { std::fclose(file_); }
  std::FILE* file() { return file_; }
  std::string Written() {
    std::string text(static_cast<size_t>(std::ftell(file_)), '\0');
    std::rewind(file_);
    const size_t read = std::fread(text.data(), 1, text.size(), file_);
    EXPECT_EQ(read, text.size());
    std::fseek(file_, 0, SEEK_END);
    return text;
  }

 private:
  std::FILE* file_ = std::tmpfile();
};

TEST(ProgressLineTest, StatesEventsPercentRateAndTimeLeft) {
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "rebuild", 1500, 6000, absl::Seconds(2)),
            "rebuild: 1,500 of 6,000 events, 25 %, 750/s, 6 s left");
}

TEST(ProgressLineTest, ClaimsNoRateBeforeAnythingIsKnown) {
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "rebuild", 0, 6000, absl::Seconds(2)), "rebuild: 0 of 6,000 events, 0 %");
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "rebuild", 60, 6000, absl::ZeroDuration()),
            "rebuild: 60 of 6,000 events, 1 %");
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "rebuild", 60, 6000, absl::Seconds(-1)), "rebuild: 60 of 6,000 events, 1 %");
}

TEST(ProgressLineTest, ClaimsNoPercentWithoutATotal) {
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "import", 1500, 0, absl::Seconds(2)), "import: 1,500 events, 750/s");
}

TEST(ProgressLineTest, ReachesOneHundredPercentOnlyAtTheEnd) {
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "verify", 9999, 10000, absl::Seconds(1)),
            "verify: 9,999 of 10,000 events, 99 %, 9,999/s, 1 s left");
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "verify", 10000, 10000, absl::Seconds(1)),
            "verify: 10,000 of 10,000 events, 100 %, 10,000/s");
}

TEST(ProgressLineTest, StaysAtOneHundredPercentWhenTheTotalIsPassed) {
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "verify", 12, 10, absl::Seconds(1)), "verify: 12 of 10 events, 100 %, 12/s");
}

TEST(ProgressLineTest, SaysLongTimesInMinutesAndHours) {
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "w", 1, 61, absl::Seconds(1)),
            "w: 1 of 61 events, 1 %, 1/s, 1 min 00 s left");
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "w", 1, 7501, absl::Seconds(1)),
            "w: 1 of 7,501 events, 0 %, 1/s, 2 h 05 min left");
}

TEST(ProgressLineTest, SurvivesTheLargestNumbers) {
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "w", 1, UINT64_MAX, absl::InfiniteDuration()),
            "w: 1 of 18,446,744,073,709,551,615 events, 0 %, 0/s, 277777 h 46 min left");
  EXPECT_EQ(ProgressLine(Locale::kEnglish, "w", UINT64_MAX - 1, UINT64_MAX, absl::Microseconds(1)),
            "w: 18,446,744,073,709,551,614 of 18,446,744,073,709,551,615 events, 99 %, "
            "18,446,744,073,709,551,614,000,000/s, 1 s left");
}

TEST(ProgressTest, PrintsNothingWhenNotEnabled) {
  Terminal terminal;
  {
    Progress progress(Locale::kEnglish, "rebuild", false, terminal.file());
    progress.Update(1, 10, kStart);
    progress.Update(2, 10, kStart + absl::Seconds(1));
    progress.Finish();
  }
  EXPECT_EQ(terminal.Written(), "");
}

TEST(ProgressTest, RewritesItsLineAtMostTenTimesASecond) {
  Terminal terminal;
  Progress progress(Locale::kEnglish, "rebuild", true, terminal.file());
  progress.Update(0, 10, kStart);
  progress.Update(1, 10, kStart + absl::Milliseconds(99));
  EXPECT_EQ(terminal.Written(), "\r\x1b[Krebuild: 0 of 10 events, 0 %");
  progress.Update(2, 10, kStart + absl::Milliseconds(100));
  EXPECT_EQ(terminal.Written(),
            "\r\x1b[Krebuild: 0 of 10 events, 0 %"
            "\r\x1b[Krebuild: 2 of 10 events, 20 %, 20/s, 1 s left");
}

TEST(ProgressTest, ClearsItsLineOnceAtTheEnd) {
  Terminal terminal;
  {
    Progress progress(Locale::kEnglish, "rebuild", true, terminal.file());
    progress.Update(0, 10, kStart);
    progress.Finish();
    progress.Finish();
  }
  EXPECT_EQ(terminal.Written(), "\r\x1b[Krebuild: 0 of 10 events, 0 %\r\x1b[K");
}

TEST(ProgressTest, LeavesNothingBehindWithoutAFinish) {
  Terminal terminal;
  {
    Progress progress(Locale::kEnglish, "rebuild", true, terminal.file());
    progress.Update(0, 10, kStart);
  }
  EXPECT_EQ(terminal.Written(), "\r\x1b[Krebuild: 0 of 10 events, 0 %\r\x1b[K");
}

}  // namespace
}  // namespace tranche
