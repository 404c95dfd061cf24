#include "projections/index/key_index.h"

#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/index/index_rows.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using storage::Family;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

constexpr uint32_t kEpoch = 100;

// Fake events, of which only the keys matter; counts the reads.
class Events final : public EventReader {
 public:
  absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
    ++reads;
    v1::Event event;
    event.set_sequence(sequence);
    event.set_event_id(ids.at(sequence));
    return event;
  }
  std::map<Sequence, std::string> ids;
  mutable int reads = 0;
};

class KeyIndexTest : public ::testing::Test {
 protected:
  KeyIndexTest() : database_(*storage::Database::Open(directory_.File("db"), storage::Database::Mode::kCreate)) {}

  void Add(KeyIndex* keys, Sequence first, Sequence last) {
    for (Sequence sequence = first; sequence <= last; ++sequence) {
      events_.ids[sequence] = absl::StrCat("key-", sequence);
      keys->Add(events_.ids[sequence], sequence);
    }
  }
  void WriteEpoch(KeyIndex* keys, uint32_t epoch) {
    storage::Batch batch = database_->NewBatch();
    keys->StageEpoch(epoch, &batch);
    ASSERT_THAT(database_->Write(batch), IsOk());
    keys->MarkWritten(epoch + 1);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<storage::Database> database_;
  Events events_;
};

TEST_F(KeyIndexTest, FindsEveryKeyBeforeAndAfterItsEpochIsWrittenAndInANewProcess) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, 250);
  const auto expect_all = [&](KeyIndex* index, Sequence last) {
    for (Sequence sequence = 1; sequence <= last; ++sequence)
      ASSERT_THAT(index->Find(absl::StrCat("key-", sequence), events_), IsOkAndHolds(Optional(sequence)));
  };
  expect_all(&keys, 250);
  for (uint32_t epoch : {0, 1}) {
    WriteEpoch(&keys, epoch);
    expect_all(&keys, 250);
  }
  KeyIndex fresh(database_.get(), Family::kIndex, kEpoch);
  expect_all(&fresh, 200);
}

TEST_F(KeyIndexTest, ANewKeyIsNewWithoutAnEventBeingRead) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, 150);
  WriteEpoch(&keys, 0);
  events_.reads = 0;
  for (int i = 0; i < 1000; ++i)
    ASSERT_THAT(keys.Find(absl::StrCat("other-", i), events_), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_EQ(events_.reads, 0);
}

TEST_F(KeyIndexTest, ARetractedKeyIsNewAgain) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, 10);
  keys.Retract(6);
  EXPECT_THAT(keys.Find("key-5", events_), IsOkAndHolds(Optional(5)));
  EXPECT_THAT(keys.Find("key-6", events_), IsOkAndHolds(Eq(std::nullopt)));
  Add(&keys, 6, 6);
  EXPECT_THAT(keys.Find("key-6", events_), IsOkAndHolds(Optional(6)));
}

TEST_F(KeyIndexTest, TwoKeysOfOneFingerprintAreToldApartByTheirEvents) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  keys.Add("key-1", 1);
  keys.Add("key-1", 2);  // stands for another key with the same fingerprint
  events_.ids = {{1, "another"}, {2, "key-1"}};
  EXPECT_THAT(keys.Find("key-1", events_), IsOkAndHolds(Optional(2)));
  events_.ids[2] = "a third";
  EXPECT_THAT(keys.Find("key-1", events_), IsOkAndHolds(Eq(std::nullopt)));
}

// The writing thread does not wait for a thread that reads an event, however slow the disk
// is.
TEST_F(KeyIndexTest, NoLockIsHeldWhileAnEventIsRead) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, 250);
  WriteEpoch(&keys, 0);
  class SlowEvents final : public EventReader {
   public:
    SlowEvents(KeyIndex* keys, const Events& events) : keys_(keys), events_(events) {}
    absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
      std::thread([this] { keys_->MarkWritten(1); }).join();
      return events_.Read(sequence);
    }

   private:
    KeyIndex* keys_;
    const Events& events_;
  };
  EXPECT_THAT(keys.Find("key-7", SlowEvents(&keys, events_)), IsOkAndHolds(Optional(7)));
  EXPECT_THAT(keys.Find("key-240", SlowEvents(&keys, events_)), IsOkAndHolds(Optional(240)));
}

TEST_F(KeyIndexTest, KeysAreFoundWhileTheirEpochsAreWritten) {
  constexpr Sequence kEvents = 2000;
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, kEvents);
  std::thread writer([&] {
    for (uint32_t epoch = 0; epoch < kEvents / kEpoch; ++epoch) WriteEpoch(&keys, epoch);
  });
  for (Sequence sequence = 1; sequence <= kEvents; ++sequence)
    EXPECT_THAT(keys.Find(absl::StrCat("key-", sequence), events_), IsOkAndHolds(Optional(sequence)));
  writer.join();
}

TEST_F(KeyIndexTest, ADamagedRowIsNamed) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, 100);
  WriteEpoch(&keys, 0);
  storage::Batch batch = database_->NewBatch();
  for (int part = 0; part < 256; ++part) batch.Put(Family::kIndex, KeysRowKey(static_cast<uint8_t>(part), 0), "\xff");
  ASSERT_THAT(database_->Write(batch), IsOk());
  KeyIndex fresh(database_.get(), Family::kIndex, kEpoch);
  EXPECT_THAT(fresh.Find("key-1", events_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("idempotency keys of epoch 0")));
}

}  // namespace
}  // namespace tranche
