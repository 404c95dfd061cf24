#include "tests/replay/crash_ledger.h"

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "projections/balances.h"
#include "tests/support/event_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

FakeClock& TheClock() {
  static FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  return clock;
}

std::string KeyOf(uint64_t batch, size_t position) { return absl::StrCat("b", batch, "-", position); }

}  // namespace

void CreateCrashLedger(const std::string& directory) {
  const auto ledger = Ledger::Create(directory, TestTerms(), absl::UnixEpoch(), &TheClock(), 16);
  TRANCHE_CHECK(ledger.ok(), ledger.status().ToString());
  const auto receipts = (*ledger)->Append(CatalogueCommands());
  TRANCHE_CHECK(receipts.ok(), receipts.status().ToString());
}

absl::StatusOr<std::unique_ptr<Ledger>> OpenCrashLedger(const std::string& directory, Ledger::Access access) {
  return Ledger::Open(directory, access, &TheClock());
}

std::vector<v1::Event> CrashBatch(uint64_t number) {
  static const char* const kUnits[] = {"P1", "P2", "P3", "P4", "P5", "P6"};
  std::vector<v1::Event> batch;
  for (size_t i = 0; i < 1 + number % 5; ++i) {
    const int year = 2009 + static_cast<int>(number % 16);
    batch.push_back(EventBuilder::Plan(kUnits[(number + i) % 6], i % 2 ? "local" : "national", year,
                                       1 + static_cast<int64_t>(number) * 7 + static_cast<int64_t>(i))
                        .Key(KeyOf(number, i))
                        .On(absl::StrCat(year, "-0", 1 + i, "-1", number % 10)));
  }
  return batch;
}

absl::StatusOr<uint64_t> CountWholeBatches(const Ledger& ledger) {
  for (uint64_t number = 0;; ++number) {
    const size_t size = CrashBatch(number).size();
    size_t found = 0;
    for (size_t i = 0; i < size; ++i) {
      const auto sequence = ledger.index().FindKey(KeyOf(number, i), ledger.log());
      if (!sequence.ok()) return sequence.status();
      found += sequence->has_value() ? 1 : 0;
    }
    if (found == 0) return number;
    if (found != size) return absl::InternalError(absl::StrCat("batch ", number, " has ", found, " of ", size));
  }
}

absl::StatusOr<std::string> AllAnswers(const Ledger& ledger) {
  std::string answers = absl::StrCat("head ", ledger.head(), "\n");
  for (const char* day : {"2015-06-30", "2026-01-01"}) {
    for (Sequence known_at : {ledger.head() / 2, ledger.head()}) {
      Question question;
      question.as_of = Day(day);
      question.boundaries = Day(day);
      question.known_at = known_at;
      const auto report = Balance(ledger.View(), question, {Dimension::kUnit, Dimension::kSource, Dimension::kYear});
      if (!report.ok()) return report.status();
      absl::StrAppend(&answers, report->DebugString());
    }
  }
  return answers;
}

}  // namespace tranche
