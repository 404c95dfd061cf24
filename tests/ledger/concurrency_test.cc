// One writer process with many threads: concurrent appends and reads.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

constexpr int kWriters = 4;
constexpr int kBatchesEach = 25;

v1::Event Execution(const std::string& key) { return EventBuilder::Execution("P1", "national", 2024, 1).Key(key); }

TEST(ConcurrencyTest, AppendsOfSeveralThreadsAreAllThereAndNoReaderSeesHalfABatch) {
  TestLedger ledger;
  const Sequence first = ledger->head();
  std::atomic<bool> writing = true;
  std::atomic<int> halves = 0;
  std::thread reader([&] {
    while (writing) {
      const Sequence head = ledger->head();
      int counted = 0;
      const absl::Status visited = ledger->index().Visit({"P1"}, head, [&](const IndexedPosting&) { ++counted; });
      const auto sums = ledger->index().Measures({"P1", "national", 2024}, {CivilDate::Max(), head});
      if (!visited.ok() || counted % 2 != 0 || counted != static_cast<int>(head - first)) ++halves;
      if (!sums.ok() || (*sums)[Measure::kExecuted] != counted) ++halves;
    }
  });
  std::vector<std::thread> writers;
  std::atomic<int> failed = 0;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int batch = 0; batch < kBatchesEach; ++batch) {
        const std::string key = absl::StrCat(writer, "/", batch);
        if (!ledger->Append({Execution(key + "a"), Execution(key + "b")}).ok()) ++failed;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  writing = false;
  reader.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(halves, 0);
  EXPECT_EQ(ledger->head(), first + 2 * kWriters * kBatchesEach);
  EXPECT_EQ(ledger.Sum("P1", Measure::kExecuted), 2 * kWriters * kBatchesEach);
}

}  // namespace
}  // namespace tranche
