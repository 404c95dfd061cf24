#include "ledger/log_contact.h"

#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "ledger/contact_view.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

const absl::Time kNoon = absl::FromUnixMicros(1'700'000'000'123'456);

class LogContactTest : public ::testing::Test {
 protected:
  LogContact Read() const { return ReadContact(directory_.path()); }

  TemporaryDirectory directory_;
};

TEST_F(LogContactTest, IsReadAsItWasNoted) {
  EXPECT_EQ(Read().at, absl::InfinitePast());
  ContactNote note(directory_.path());
  EXPECT_EQ(note.last().at, absl::InfinitePast());
  note.Heard(kNoon, 17, 17);
  EXPECT_EQ(note.last().log_head, 17);
  EXPECT_EQ(Read().at, kNoon);
  EXPECT_EQ(Read().log_head, 17);
}

TEST_F(LogContactTest, IsWrittenOnceASecondAndAtTheEnd) {
  {
    ContactNote note(directory_.path());
    note.Heard(kNoon, 17, 17);
    note.Heard(kNoon + absl::Milliseconds(999), 18, 18);
    EXPECT_EQ(note.last().log_head, 18);
    EXPECT_EQ(Read().log_head, 17);
    note.Heard(kNoon + absl::Seconds(1), 19, 19);
    EXPECT_EQ(Read().log_head, 19);
    note.Heard(kNoon + absl::Milliseconds(1'500), 20, 20);
  }
  EXPECT_EQ(Read().log_head, 20);
}

TEST_F(LogContactTest, CountsOnceTheCopyHasWhatTheLogHadThen) {
  ContactNote note(directory_.path());
  const auto expect_last = [&](absl::Time at, Sequence log_head, Sequence known_head) {
    EXPECT_EQ(note.last().at, at);
    EXPECT_EQ(note.last().log_head, log_head);
    EXPECT_EQ(note.last().known_head, known_head);
  };
  note.Heard(kNoon, 20, 10);
  expect_last(absl::InfinitePast(), 0, 20);
  note.Heard(kNoon + absl::Seconds(1), 30, 15);
  note.Reached(19);
  expect_last(absl::InfinitePast(), 0, 30);
  note.Reached(20);
  expect_last(kNoon, 20, 30);
  EXPECT_EQ(Read().log_head, 20) << "what is on disk is no newer";
  note.Heard(kNoon + absl::Seconds(2), 40, 25);
  note.Reached(41);
  expect_last(kNoon + absl::Seconds(2), 40, 41);
}

TEST_F(LogContactTest, WhatALogHadBeforeItWasSetBackIsNotWaitedFor) {
  ContactNote note(directory_.path());
  note.Heard(kNoon, 20, 10);
  note.Heard(kNoon + absl::Seconds(1), 15, 12);
  note.Reached(15);
  EXPECT_EQ(note.last().at, kNoon + absl::Seconds(1));
  note.Heard(kNoon + absl::Seconds(2), 25, 15);
  note.Heard(kNoon + absl::Seconds(3), 15, 15);
  EXPECT_EQ(note.last().at, kNoon + absl::Seconds(3));
}

TEST_F(LogContactTest, AClockThatIsSetBackIsHeardByFromThenOn) {
  const absl::Time morning = kNoon - absl::Hours(4);
  ContactNote note(directory_.path());
  note.Heard(kNoon, 17, 17);
  EXPECT_EQ(AgeOf(note.last(), morning), std::nullopt);
  EXPECT_EQ(AgeOf(Read(), morning), std::nullopt);
  note.Heard(morning, 18, 18);
  EXPECT_EQ(AgeOf(note.last(), morning + absl::Seconds(1)), absl::Seconds(1));
  EXPECT_EQ(Read().at, morning);
  note.Heard(kNoon, 20, 18);
  note.Heard(morning + absl::Seconds(5), 21, 18);
  note.Reached(21);
  EXPECT_EQ(note.last().at, morning + absl::Seconds(5)) << "one that waits for its events, too";
}

TEST_F(LogContactTest, AFileFromTheFutureSaysNothing) {
  std::ofstream(directory_.File("CONTACT")) << "99999999999999999 3\n";
  EXPECT_EQ(AgeOf(Read(), kNoon), std::nullopt);
}

TEST_F(LogContactTest, ADamagedOneIsNone) {
  for (const std::string text : {"", "12", "x 3\n", "12 x\n", "12 3", "12 3\n\n", "12 3 4\n"}) {
    std::ofstream(directory_.File("CONTACT")) << text;
    EXPECT_EQ(Read().at, absl::InfinitePast()) << text;
  }
}

TEST_F(LogContactTest, AnAnswerSaysHowOldItIs) {
  const v1::LogContact view = ViewOf({kNoon, 17}, kNoon + absl::Milliseconds(1'234));
  EXPECT_EQ(view.age_ms(), 1'234);
  EXPECT_EQ(view.log_head(), 17);
  EXPECT_EQ(view.heard_at().seconds(), 1'700'000'000);
  const v1::LogContact ahead = ViewOf({kNoon, 17}, kNoon - absl::Seconds(1));
  EXPECT_TRUE(ahead.has_heard_at());
  EXPECT_EQ(ahead.age_ms(), 0);
  EXPECT_FALSE(ViewOf({kNoon, 17}, kNoon - absl::Seconds(3)).has_heard_at()) << "the clock was set back";
  EXPECT_FALSE(ViewOf({}, kNoon).has_heard_at());
}

}  // namespace
}  // namespace tranche
