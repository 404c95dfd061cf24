// A log in which plain and packed rows are mixed answers as if each event had a row of its own, and damage of a row is
// damage of its events.
//
// TRANCHE_SEED chooses the batches.
#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/event_log.h"
#include "log/log_row.h"
#include "tests/support/environment_number.h"
#include "tests/support/event_builder.h"
#include "tests/support/packed_rows.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

class PackedLogTest : public ::testing::Test {
 protected:
  PackedLogTest() : database_(*Database::Open(directory_.File("db"), Database::Mode::kCreate)), log_(database_.get()) {}

  // The next event of the log, `seconds` after the one before it, with a reason of that many bytes.
  std::string NextEvent(int seconds, size_t reason) {
    now_ += absl::Seconds(seconds);
    v1::Event event = EventBuilder::Plan("P1", "national", 2024, 1).Reason(std::string(reason, 'r')).RecordedAt(now_);
    event.set_sequence(events_.size() + 1);
    instants_.push_back(now_);
    events_.push_back(event.SerializeAsString());
    return events_.back();
  }

  // Appends `count` events in one batch.
  void Append(size_t count, RowForm form, const std::function<std::string()>& next) {
    storage::Batch batch = database_->NewBatch();
    RowPacker packer(form);
    for (size_t i = 0; i < count; ++i) {
      const std::string bytes = next();
      packer.Add(events_.size(), bytes, &batch);
    }
    packer.Finish(&batch);
    ASSERT_THAT(database_->WriteUnsynced(batch), IsOk());
  }
  void Append(size_t count, RowForm form = RowForm::kPacked) {
    Append(count, form, [this] { return NextEvent(1, 0); });
  }

  void PutRow(Sequence last, const std::string& value) {
    storage::Batch batch = database_->NewBatch();
    batch.Put(Family::kEvents, LogRowKey(last), value);
    ASSERT_THAT(database_->WriteUnsynced(batch), IsOk());
  }
  std::string Row(Sequence last) { return database_->Get(Family::kEvents, LogRowKey(last)).value().value(); }

  absl::StatusOr<std::vector<std::string>> BytesFrom(Sequence first, Sequence last) {
    std::vector<std::string> bytes;
    const absl::Status visited = log_.VisitBytes(first, last, [&](absl::string_view stored_bytes) {
      bytes.emplace_back(stored_bytes);
      return absl::OkStatus();
    });
    if (!visited.ok()) return visited;
    return bytes;
  }

  // The end of a visit of the whole log, which all ways to visit must agree on; `seen` events come before it.
  absl::Status VisitAll(Sequence last, uint64_t* seen) {
    *seen = 0;
    absl::Status by_messages = log_.Visit(1, last, [&](const v1::Event& event, absl::string_view stored_bytes) {
      EXPECT_EQ(event.sequence(), ++*seen);
      EXPECT_EQ(stored_bytes, events_[*seen - 1]);
      return absl::OkStatus();
    });
    uint64_t viewed = 0;
    const absl::Status by_views = log_.VisitViews(1, last, [&](const EventView& event) {
      EXPECT_EQ(event.sequence, ++viewed);
      return absl::OkStatus();
    });
    uint64_t kept_events = 0;
    KeptEvent kept;
    const absl::Status by_kept = log_.VisitKept(
        1, last, [&] { return &kept; },
        [&](const EventView& event) {
          EXPECT_EQ(event.sequence, ++kept_events);
          return absl::OkStatus();
        });
    EXPECT_EQ(by_views, by_messages);
    EXPECT_EQ(by_kept, by_messages);
    EXPECT_EQ(viewed, *seen);
    EXPECT_EQ(kept_events, *seen);
    return by_messages;
  }

  // The log cannot be read from event `first` on, which is in a row up to `last`; what is before it can.
  void ExpectDamage(Sequence first, Sequence last, const std::string& text) {
    uint64_t seen = 0;
    EXPECT_THAT(VisitAll(events_.size(), &seen),
                StatusIs(kDataLoss, AllOf(HasSubstr(absl::StrCat("events: sequence ", first, ": ")), HasSubstr(text),
                                          HasSubstr("restore the ledger from a backup"))));
    EXPECT_EQ(seen, first - 1);
    for (Sequence sequence = first; sequence <= last; ++sequence)
      EXPECT_THAT(log_.Read(sequence), StatusIs(kDataLoss, HasSubstr(absl::StrCat("events: sequence ", sequence))));
    if (first > 1) {
      EXPECT_THAT(log_.ReadBytes(first - 1), IsOkAndHolds(events_[first - 2]));
    }
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
  EventLog log_;
  absl::Time now_ = Instant("2024-01-01T00:00:00Z");
  std::vector<std::string> events_;
  std::vector<absl::Time> instants_;
};

TEST_F(PackedLogTest, ReadsBackEveryEventWhereverItsBatchEnded) {
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20240516);
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const auto next = [&] {
    return NextEvent(static_cast<int>(random() % 2), random() % 16 == 0 ? random() % 9000 : random() % 60);
  };
  while (events_.size() < 400) {
    const size_t size = random() % 3 == 0 ? 1 + random() % 150 : 1 + random() % 4;
    Append(size, random() % 4 == 0 ? RowForm::kPlain : RowForm::kPacked, next);
  }
  EXPECT_GT(CountPackedRows(*database_), 0u);
  const Sequence head = events_.size();
  EXPECT_THAT(EventLog::Head(*database_), IsOkAndHolds(head));
  uint64_t seen = 0;
  EXPECT_THAT(VisitAll(head, &seen), IsOk());
  EXPECT_EQ(seen, head);
  for (Sequence sequence = 1; sequence <= head; ++sequence) {
    EXPECT_THAT(log_.ReadBytes(sequence), IsOkAndHolds(events_[sequence - 1]));
    EXPECT_THAT(log_.InstantOf(sequence), IsOkAndHolds(instants_[sequence - 1]));
    const Sequence last = sequence + random() % (head - sequence + 1);
    const std::vector<std::string> wanted(events_.begin() + static_cast<int64_t>(sequence - 1),
                                          events_.begin() + static_cast<int64_t>(last));
    EXPECT_THAT(BytesFrom(sequence, last), IsOkAndHolds(wanted));
    for (const int seconds : {-1, 0, 1}) {
      const absl::Time instant = instants_[sequence - 1] + absl::Seconds(seconds);
      const auto after = std::upper_bound(instants_.begin(), instants_.end(), instant);
      EXPECT_THAT(log_.LastRecordedAt(instant, head), IsOkAndHolds(static_cast<Sequence>(after - instants_.begin())));
    }
  }
  EXPECT_THAT(log_.Read(head + 1), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(log_.Read(0), StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("no event 0")));
}

TEST_F(PackedLogTest, TheLastInstantUpToAnEarlierHeadIsFoundInTheMiddleOfARow) {
  Append(60);
  for (const Sequence head : {1, 2, 30, 59, 60}) {
    EXPECT_THAT(log_.LastRecordedAt(absl::InfiniteFuture(), head), IsOkAndHolds(head));
    EXPECT_THAT(log_.LastRecordedAt(absl::InfinitePast(), head), IsOkAndHolds(0));
  }
  EXPECT_THAT(log_.LastRecordedAt(absl::InfiniteFuture(), 0), IsOkAndHolds(0));
}

TEST_F(PackedLogTest, ARowThatIsCutIsDamage) {
  for (const size_t size : {3, 5, 1}) Append(size);
  const std::string row = Row(8);
  for (const size_t length : {size_t{1}, size_t{2}, size_t{11}, row.size() - 1}) {
    PutRow(8, row.substr(0, length));
    ExpectDamage(4, 8, absl::StrCat("row 0000000000000008: byte ", length, " of the packed row: it ends there"));
  }
}

TEST_F(PackedLogTest, AWrongCountIsDamage) {
  for (const size_t size : {3, 5, 1}) Append(size);
  std::string row = Row(8);
  for (const char count : {'\0', '\1', '\4', '\6', '\x41', '\xff'}) {
    row[1] = count;
    PutRow(8, row);
    ExpectDamage(4, 8, "row 0000000000000008: byte ");
  }
}

TEST_F(PackedLogTest, EndsOutOfOrderAreDamage) {
  for (const size_t size : {3, 5, 1}) Append(size);
  std::string row = Row(8);
  std::swap(row[3], row[5]);
  PutRow(8, row);
  ExpectDamage(4, 8, "found an event that ends at");
}

TEST_F(PackedLogTest, ARowThatIsMissingIsDamage) {
  for (const size_t size : {3, 5, 4}) Append(size);
  const std::string row = Row(12);
  PutRow(12, PackedRowOf({events_[9], events_[10], events_[11]}));
  uint64_t seen = 0;
  EXPECT_THAT(VisitAll(12, &seen), StatusIs(kDataLoss, AllOf(HasSubstr("sequence 9: the event is missing"),
                                                             HasSubstr("the next one is 10"))));
  EXPECT_EQ(seen, 8u);
  EXPECT_THAT(log_.Read(9), StatusIs(kDataLoss, HasSubstr("sequence 9")));
  EXPECT_THAT(log_.ReadBytes(10), IsOkAndHolds(events_[9]));
  PutRow(12, row);
  EXPECT_THAT(VisitAll(12, &seen), IsOk());
  EXPECT_THAT(VisitAll(13, &seen), StatusIs(kDataLoss, HasSubstr("sequence 13: the event is missing")));
  EXPECT_EQ(seen, 12u);
}

TEST_F(PackedLogTest, RowsThatOverlapAreDamage) {
  for (const size_t size : {3, 5}) Append(size);
  PutRow(8, PackedRowOf({events_[2], events_[3], events_[4], events_[5], events_[6], events_[7]}));
  uint64_t seen = 0;
  EXPECT_THAT(VisitAll(8, &seen), StatusIs(kDataLoss, AllOf(HasSubstr("sequence 4: row 0000000000000008"),
                                                            HasSubstr("begins with event 3, which another row has"))));
  EXPECT_EQ(seen, 3u);
  PutRow(6, events_[5]);  // a row inside another one
  PutRow(8, PackedRowOf({events_[3], events_[4], events_[5], events_[6], events_[7]}));
  EXPECT_THAT(VisitAll(8, &seen), StatusIs(kDataLoss, HasSubstr("sequence 4: the event is missing")));
  EXPECT_EQ(seen, 3u);
}

TEST_F(PackedLogTest, EventsOutOfOrderInARowAreDamage) {
  for (const size_t size : {3, 5}) Append(size);
  PutRow(8, PackedRowOf({events_[3], events_[5], events_[4], events_[6], events_[7]}));
  uint64_t seen = 0;
  EXPECT_THAT(VisitAll(8, &seen),
              StatusIs(kDataLoss, AllOf(HasSubstr("sequence 5"), HasSubstr("the event says sequence 6"))));
  EXPECT_EQ(seen, 4u);
  EXPECT_THAT(log_.Read(5), StatusIs(kDataLoss, HasSubstr("says sequence 6")));
}

TEST_F(PackedLogTest, TheVisitorEndsAVisitInTheMiddleOfARow) {
  Append(60);
  uint64_t seen = 0;
  EXPECT_THAT(
      log_.VisitBytes(
          7, 50, [&](absl::string_view) { return ++seen == 20 ? absl::CancelledError("enough") : absl::OkStatus(); }),
      StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(seen, 20u);
}

}  // namespace
}  // namespace tranche
