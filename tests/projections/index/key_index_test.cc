#include "projections/index/key_index.h"

#include <atomic>
#include <map>
#include <random>
#include <thread>
#include <vector>

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
      keys->Add(FingerprintOf(events_.ids[sequence]), sequence);
    }
  }
  absl::StatusOr<std::optional<Sequence>> Find(KeyIndex* keys, const std::string& event_id) {
    return keys->Find(event_id, FingerprintOf(event_id), events_);
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
      ASSERT_THAT(Find(index, absl::StrCat("key-", sequence)), IsOkAndHolds(Optional(sequence)));
  };
  expect_all(&keys, 250);
  for (uint32_t epoch : {0, 1}) {
    WriteEpoch(&keys, epoch);
    expect_all(&keys, 250);
  }
  KeyIndex fresh(database_.get(), Family::kIndex, kEpoch);
  fresh.MarkWritten(2);
  expect_all(&fresh, 200);
}

TEST_F(KeyIndexTest, ANewKeyIsNewWithoutAnEventBeingRead) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, 150);
  WriteEpoch(&keys, 0);
  events_.reads = 0;
  for (int i = 0; i < 1000; ++i) ASSERT_THAT(Find(&keys, absl::StrCat("other-", i)), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_EQ(events_.reads, 0);
}

TEST_F(KeyIndexTest, ARetractedKeyIsNewAgain) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, 10);
  for (Sequence sequence = 10; sequence >= 6; --sequence)
    keys.Retract(FingerprintOf(absl::StrCat("key-", sequence)), sequence);
  EXPECT_THAT(Find(&keys, "key-5"), IsOkAndHolds(Optional(5)));
  EXPECT_THAT(Find(&keys, "key-6"), IsOkAndHolds(Eq(std::nullopt)));
  Add(&keys, 6, 6);
  EXPECT_THAT(Find(&keys, "key-6"), IsOkAndHolds(Optional(6)));
}

TEST_F(KeyIndexTest, TwoKeysOfOneFingerprintAreToldApartByTheirEvents) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  keys.Add(7, 1);
  keys.Add(7, 2);
  events_.ids = {{1, "another"}, {2, "key-1"}};
  EXPECT_THAT(keys.Find("key-1", 7, events_), IsOkAndHolds(Optional(2)));
  events_.ids[2] = "a third";
  EXPECT_THAT(keys.Find("key-1", 7, events_), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(KeyIndexTest, AWrittenKeyIsFoundAfterANewOneOfTheSameFingerprintWasTakenBack) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, kEpoch);
  WriteEpoch(&keys, 0);
  const uint64_t fingerprint = FingerprintOf("key-40");
  EXPECT_THAT(keys.Find("of the same fingerprint", fingerprint, events_), IsOkAndHolds(Eq(std::nullopt)));
  keys.Add(fingerprint, kEpoch + 1);
  keys.Retract(fingerprint, kEpoch + 1);
  EXPECT_THAT(Find(&keys, "key-40"), IsOkAndHolds(Optional(40)));
}

// Small fingerprints collide all the time, in all bits that are stored; each must be found, and nothing else.
TEST_F(KeyIndexTest, AgreesWithAMapWhateverIsAddedTakenBackWrittenAndEvicted) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    const auto database =
        *storage::Database::Open(directory_.File(absl::StrCat(seed)), storage::Database::Mode::kCreate);
    KeyIndex keys(database.get(), Family::kIndex, kEpoch, /*bytes_max=*/seed % 2 == 0 ? 4000 : kKeyMemoryBytes);
    const uint64_t rests = seed % 4 < 2 ? 50 : 1'000'000;
    const auto fingerprint_of = [&](const std::string& id) {
      const uint64_t hash = FingerprintOf(id);
      return (hash >> 32) % rests << 32 | hash % 3;
    };
    events_.ids.clear();
    std::map<std::string, Sequence> wanted;
    Sequence last = 0;
    uint32_t epochs = 0;
    for (int step = 0; step < 3000; ++step) {
      const std::string id = absl::StrCat("k", random() % 4000);
      const auto known = wanted.find(id);
      const auto found = keys.Find(id, fingerprint_of(id), events_);
      ASSERT_THAT(found, IsOkAndHolds(known == wanted.end() ? std::nullopt : std::optional<Sequence>(known->second)));
      if (known == wanted.end()) {
        wanted[id] = ++last;
        events_.ids[last] = id;
        keys.Add(fingerprint_of(id), last);
      }
      for (uint64_t undone = random() % 20 == 0 ? random() % 30 : 0; undone > 0 && last > epochs * kEpoch; --undone) {
        const std::string taken_back = events_.ids.at(last);
        keys.Retract(fingerprint_of(taken_back), last--);
        wanted.erase(taken_back);
      }
      if (last < (epochs + 1) * kEpoch || random() % 50 != 0) continue;
      storage::Batch batch = database->NewBatch();
      keys.StageEpoch(epochs, &batch);
      ASSERT_THAT(database->Write(batch), IsOk());
      keys.MarkWritten(++epochs);
    }
    EXPECT_GT(epochs, 3u);
  }
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
  for (const Sequence sequence : {7, 240}) {
    const std::string id = absl::StrCat("key-", sequence);
    EXPECT_THAT(keys.Find(id, FingerprintOf(id), SlowEvents(&keys, events_)), IsOkAndHolds(Optional(sequence)));
  }
}

TEST_F(KeyIndexTest, KeysAreFoundWhileTheirEpochsAreWritten) {
  constexpr Sequence kEvents = 2000;
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, kEvents);
  std::thread writer([&] {
    for (uint32_t epoch = 0; epoch < kEvents / kEpoch; ++epoch) WriteEpoch(&keys, epoch);
  });
  for (Sequence sequence = 1; sequence <= kEvents; ++sequence)
    EXPECT_THAT(Find(&keys, absl::StrCat("key-", sequence)), IsOkAndHolds(Optional(sequence)));
  writer.join();
}

TEST_F(KeyIndexTest, APartIsLoadedWhileKeysAreAddedAndWritten) {
  constexpr Sequence kOld = 1000;
  constexpr Sequence kEvents = 3000;
  {
    KeyIndex before(database_.get(), Family::kIndex, kEpoch);
    Add(&before, 1, kOld);
    for (uint32_t epoch = 0; epoch < kOld / kEpoch; ++epoch) WriteEpoch(&before, epoch);
  }
  for (Sequence sequence = kOld + 1; sequence <= kEvents; ++sequence)
    events_.ids[sequence] = absl::StrCat("key-", sequence);
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  keys.MarkWritten(kOld / kEpoch);
  std::atomic<Sequence> added = kOld;
  std::thread decider([&] {
    for (Sequence sequence = kOld + 1; sequence <= kEvents; ++sequence) {
      keys.Add(FingerprintOf(events_.ids.at(sequence)), sequence);
      added = sequence;
    }
  });
  std::thread writer([&] {
    for (uint32_t epoch = kOld / kEpoch; epoch < kEvents / kEpoch; ++epoch) {
      while (added < Sequence{epoch + 1} * kEpoch) std::this_thread::yield();
      WriteEpoch(&keys, epoch);
    }
  });
  std::mt19937_64 random(1);
  while (added < kEvents) {
    const Sequence sequence = 1 + random() % added;
    ASSERT_THAT(Find(&keys, absl::StrCat("key-", sequence)), IsOkAndHolds(Optional(sequence)));
  }
  decider.join();
  writer.join();
  for (Sequence sequence = 1; sequence <= kEvents; ++sequence)
    ASSERT_THAT(Find(&keys, absl::StrCat("key-", sequence)), IsOkAndHolds(Optional(sequence)));
}

TEST_F(KeyIndexTest, ADamagedRowIsNamed) {
  KeyIndex keys(database_.get(), Family::kIndex, kEpoch);
  Add(&keys, 1, 100);
  WriteEpoch(&keys, 0);
  storage::Batch batch = database_->NewBatch();
  for (int part = 0; part < 256; ++part) batch.Put(Family::kIndex, KeysRowKey(static_cast<uint8_t>(part), 0), "\xff");
  ASSERT_THAT(database_->Write(batch), IsOk());
  KeyIndex fresh(database_.get(), Family::kIndex, kEpoch);
  fresh.MarkWritten(1);
  EXPECT_THAT(Find(&fresh, "key-1"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("idempotency keys of epoch 0")));
}

}  // namespace
}  // namespace tranche
