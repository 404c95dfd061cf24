#include "log/event_log.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/log_row.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

class EventLogTest : public ::testing::Test {
 protected:
  EventLogTest()
      : database_(*storage::Database::Open(directory_.File("db"), storage::Database::Mode::kCreate)),
        log_(database_.get()) {}

  static v1::Event At(Sequence sequence, const std::string& instant = "2024-01-01T00:00:00Z") {
    v1::Event event = EventBuilder::Plan("P1", "national", 2024, 1).RecordedAt(Instant(instant));
    event.set_sequence(sequence);
    return event;
  }
  void Stage(const v1::Event& event) {
    storage::Batch batch = database_->NewBatch();
    std::string bytes;
    EventLog::Serialize(event, &bytes);
    RowPacker packer(RowForm::kPacked);
    packer.Add(event.sequence(), bytes, &batch);
    packer.Finish(&batch);
    ASSERT_THAT(database_->Write(batch), IsOk());
  }
  void PutRaw(Sequence sequence, const std::string& bytes) {
    storage::Batch batch = database_->NewBatch();
    batch.Put(storage::Family::kEvents, LogRowKey(sequence), bytes);
    ASSERT_THAT(database_->Write(batch), IsOk());
  }
  // By messages and by views, which must agree.
  absl::Status VisitAll(Sequence last, std::vector<Sequence>* seen) {
    std::vector<Sequence> viewed;
    const absl::Status by_views = log_.VisitViews(1, last, [&viewed](const EventView& event) {
      viewed.push_back(event.sequence);
      return absl::OkStatus();
    });
    seen->clear();
    const absl::Status by_messages = log_.Visit(1, last, [seen](const v1::Event& event, absl::string_view) {
      seen->push_back(event.sequence());
      return absl::OkStatus();
    });
    EXPECT_EQ(by_views, by_messages);
    EXPECT_EQ(viewed, *seen);
    return by_messages;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<storage::Database> database_;
  EventLog log_;
};

TEST_F(EventLogTest, AnEmptyLogHasHeadZero) {
  EXPECT_THAT(EventLog::Head(*database_), IsOkAndHolds(0));
  EXPECT_THAT(log_.Read(1), StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("no event 1")));
}

TEST_F(EventLogTest, ReadsBackWhatWasStaged) {
  for (Sequence sequence : {1, 2, 3}) Stage(At(sequence));
  EXPECT_THAT(EventLog::Head(*database_), IsOkAndHolds(3));
  EXPECT_EQ(log_.Read(2)->SerializeAsString().size(), At(2).SerializeAsString().size());
  std::vector<Sequence> seen;
  EXPECT_THAT(VisitAll(3, &seen), IsOk());
  EXPECT_THAT(seen, ElementsAre(1, 2, 3));
}

TEST_F(EventLogTest, AGapIsNamedAfterAllBeforeItWereVisited) {
  for (Sequence sequence : {1, 2, 4}) Stage(At(sequence));
  std::vector<Sequence> seen;
  EXPECT_THAT(VisitAll(4, &seen), StatusIs(kDataLoss, AllOf(HasSubstr("sequence 3"), HasSubstr("missing"))));
  EXPECT_THAT(seen, ElementsAre(1, 2));
  EXPECT_THAT(VisitAll(2, &seen), IsOk());
}

TEST_F(EventLogTest, AnEndBeforeTheLastIsAGapToo) {
  Stage(At(1));
  std::vector<Sequence> seen;
  EXPECT_THAT(VisitAll(2, &seen), StatusIs(kDataLoss, HasSubstr("sequence 2")));
}

TEST_F(EventLogTest, AnUnknownKindStopsTheReaderWithItsSequence) {
  Stage(At(1));
  v1::Event event = At(2);
  event.clear_kind();
  PutRaw(2, event.SerializeAsString() + "\xfa\x3e\x01x");  // field 1007
  std::vector<Sequence> seen;
  EXPECT_THAT(VisitAll(2, &seen),
              StatusIs(kDataLoss, AllOf(HasSubstr("events: sequence 2"), HasSubstr("kind is unknown"))));
  EXPECT_THAT(log_.Read(2), StatusIs(kDataLoss));
  EXPECT_THAT(seen, ElementsAre(1));
}

TEST_F(EventLogTest, BytesThatAreNoEventAreDamage) {
  PutRaw(1, "\xff\xff\xff");
  EXPECT_THAT(log_.Read(1), StatusIs(kDataLoss, HasSubstr("no event")));
  std::vector<Sequence> seen;
  EXPECT_THAT(VisitAll(1, &seen), StatusIs(kDataLoss, HasSubstr("no event")));
}

TEST_F(EventLogTest, AnEventAtAnothersKeyIsDamage) {
  PutRaw(1, At(2).SerializeAsString());
  EXPECT_THAT(log_.Read(1), StatusIs(kDataLoss, HasSubstr("says sequence 2")));
  std::vector<Sequence> seen;
  EXPECT_THAT(VisitAll(1, &seen), StatusIs(kDataLoss, HasSubstr("says sequence 2")));
}

TEST_F(EventLogTest, RecordedAtThatGoesBackIsDamage) {
  Stage(At(1, "2024-01-02T00:00:00Z"));
  Stage(At(2, "2024-01-01T00:00:00Z"));
  std::vector<Sequence> seen;
  EXPECT_THAT(VisitAll(2, &seen), StatusIs(kDataLoss, AllOf(HasSubstr("sequence 2"), HasSubstr("recorded_at"))));
}

TEST_F(EventLogTest, AKeyThatIsNoSequenceIsDamage) {
  storage::Batch batch = database_->NewBatch();
  batch.Put(storage::Family::kEvents, "\xff", "");
  ASSERT_THAT(database_->Write(batch), IsOk());
  EXPECT_THAT(EventLog::Head(*database_), StatusIs(kDataLoss, HasSubstr("no sequence")));
  EXPECT_THAT(log_.Read(1), StatusIs(kDataLoss, HasSubstr("sequence 1: the event is missing, found key ff")));
}

TEST_F(EventLogTest, TheVisitorEndsAVisit) {
  for (Sequence sequence : {1, 2}) Stage(At(sequence));
  EXPECT_THAT(log_.Visit(1, 2, [](const v1::Event&, absl::string_view) { return absl::CancelledError("enough"); }),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(EventLogTest, BytesAreVisitedWhateverTheyAre) {
  for (const Sequence sequence : {1, 2, 4}) PutRaw(sequence, absl::StrCat("no event ", sequence));
  std::vector<std::string> seen;
  const auto visit = [&seen](absl::string_view stored_bytes) {
    seen.emplace_back(stored_bytes);
    return absl::OkStatus();
  };
  EXPECT_THAT(log_.VisitBytes(2, 2, visit), IsOk());
  EXPECT_THAT(seen, ElementsAre("no event 2"));
  EXPECT_THAT(log_.VisitBytes(1, 4, visit), StatusIs(kDataLoss, HasSubstr("sequence 3")));
  EXPECT_THAT(seen, ElementsAre("no event 2", "no event 1", "no event 2"));
}

TEST_F(EventLogTest, FieldsThatTheReaderDoesNotKnowAreKept) {
  const std::string bytes = At(1).SerializeAsString() + "\xfa\x3e\x01x";
  PutRaw(1, bytes);
  EXPECT_EQ(log_.Read(1)->SerializeAsString(), bytes);
}

TEST_F(EventLogTest, InstantOfIsThatOfTheEventAtTheSequence) {
  Stage(At(1, "2024-01-01T00:00:00Z"));
  Stage(At(2, "2024-01-03T00:00:00Z"));
  EXPECT_THAT(log_.InstantOf(2), IsOkAndHolds(Instant("2024-01-03T00:00:00Z")));
  EXPECT_THAT(log_.InstantOf(3), StatusIs(absl::StatusCode::kOutOfRange));
}

TEST_F(EventLogTest, LastRecordedAtTakesTheLastOfSeveralAtOneInstant) {
  const std::vector<std::string> instants = {"2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z", "2024-01-03T00:00:00Z",
                                             "2024-01-03T00:00:00Z", "2024-01-05T00:00:00Z"};
  for (size_t i = 0; i < instants.size(); ++i) Stage(At(i + 1, instants[i]));
  EXPECT_THAT(log_.LastRecordedAt(Instant("2023-12-31T00:00:00Z"), 5), IsOkAndHolds(0));
  EXPECT_THAT(log_.LastRecordedAt(Instant("2024-01-01T00:00:00Z"), 5), IsOkAndHolds(2));
  EXPECT_THAT(log_.LastRecordedAt(Instant("2024-01-04T00:00:00Z"), 5), IsOkAndHolds(4));
  EXPECT_THAT(log_.LastRecordedAt(absl::InfiniteFuture(), 5), IsOkAndHolds(5));
  EXPECT_THAT(log_.LastRecordedAt(absl::InfiniteFuture(), 3), IsOkAndHolds(3));
}

TEST(RecordedAtTest, KeepsWholeMicrosecondsAlsoBefore1970) {
  v1::Event event;
  for (int64_t micros : {int64_t{-1}, int64_t{0}, int64_t{1}, int64_t{-1'500'000}, int64_t{1'700'000'000'123'456}}) {
    SetRecordedAt(absl::FromUnixMicros(micros), &event);
    EXPECT_EQ(RecordedAt(event), absl::FromUnixMicros(micros));
    EXPECT_GE(event.recorded_at().nanos(), 0);
  }
}

TEST(RecordedAtTest, AnInstantBeyondThoseOfATimestampIsTheNearest) {
  for (const absl::Time far : {LastInstant() + absl::Hours(1), absl::InfiniteFuture()}) {
    EXPECT_EQ(FromTimestamp(ToTimestamp(far)), LastInstant());
    EXPECT_THAT(CheckTimestamp(ToTimestamp(far)), IsOk());
  }
  for (const absl::Time far : {FirstInstant() - absl::Hours(1), absl::InfinitePast()}) {
    EXPECT_EQ(FromTimestamp(ToTimestamp(far)), FirstInstant());
    EXPECT_THAT(CheckTimestamp(ToTimestamp(far)), IsOk());
  }
}

}  // namespace
}  // namespace tranche
