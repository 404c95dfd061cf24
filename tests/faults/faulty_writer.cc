#include "tests/faults/faulty_writer.h"

#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/append_stream.h"
#include "tests/faults/agreement.h"
#include "tests/support/event_builder.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

constexpr uint32_t kEpochEventsOfTest = 8;

// According to Ledger::Append, all other errors are decided by a rule.
bool IsByTheDisk(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> CreateFaultLedger(const std::string& directory, Clock* clock) {
  return Ledger::Create(directory, TestTerms(), absl::UnixEpoch(), clock, kEpochEventsOfTest);
}

FaultyWriter::FaultyWriter(const std::string& directory, uint64_t seed, const ReferenceLedger& reference,
                           const InjectedFault* injected, int out)
    : directory_(directory),
      clock_(Instant("2026-01-01T00:00:00Z")),
      reference_(reference),
      workload_(seed),
      injected_(injected),
      out_(out) {}

void FaultyWriter::Run() {
  for (uint64_t sessions = 1 + workload_.Pick(3); sessions > 0; --sessions) {
    if (!Open()) return;
    Session();
    ledger_.reset();
    if (has_failed_ && workload_.Pick(2) == 0) return;
    has_failed_ = false;
  }
}

bool FaultyWriter::Open() {
  const bool is_new = reference_.head() == 0;
  auto ledger =
      is_new ? CreateFaultLedger(directory_, &clock_) : Ledger::Open(directory_, Ledger::Access::kWrite, &clock_);
  if (!ledger.ok()) return Tell(out_, {Told::What::kFailed, 0, {ledger.status().ToString()}}), false;
  ledger_ = *std::move(ledger);
  is_fault_past_ = injected_->happened;
  if (!is_new) return TakeWhatSurvived(), true;
  Tell(out_, {Told::What::kCreated, 0, {}});
  reference_ = NewReference();
  const Batch catalogue = CatalogueCommands();
  const uint64_t number = Ask(catalogue);
  const auto receipts = ledger_->Append(catalogue);
  receipts.ok() ? Acknowledge(number, catalogue, *receipts) : Refuse(number, catalogue, receipts.status());
  return receipts.ok();
}

// Of the batches that failed before the ledger was reopened, a prefix may have survived.
void FaultyWriter::TakeWhatSurvived() {
  for (const auto& [number, batch] : std::exchange(failed_, {})) {
    if (reference_.head() < ledger_->head() && !reference_.Append(batch))
      SayWrong(absl::StrCat("the log goes on without the failed batch ", number));
  }
}

void FaultyWriter::Session() {
  for (uint64_t rounds = 2 + workload_.Pick(3); rounds > 0 && !has_failed_; --rounds) {
    const uint64_t way = workload_.Pick(3);
    if (way == 0) RecordOneByOne();
    if (way == 1) RecordTogether();
    if (way == 2) RecordByStream();
  }
  if (has_failed_) KeepTrying();
  CheckAnswers();
}

void FaultyWriter::RecordOneByOne() {
  for (uint64_t i = 2 + workload_.Pick(6); i > 0 && !has_failed_; --i) {
    const Batch batch = NextBatch();
    const uint64_t number = Ask(batch);
    const auto receipts = ledger_->Append(batch);
    receipts.ok() ? Acknowledge(number, batch, *receipts) : Refuse(number, batch, receipts.status());
  }
}

// One sync for several batches, each of which has a thread that waits for it and reports at once.
void FaultyWriter::RecordTogether() {
  struct Asked {
    uint64_t number;
    Batch batch;
    std::unique_ptr<Ledger::Submitted> submitted;
    std::optional<absl::StatusOr<std::vector<Receipt>>> outcome;
  };
  std::vector<Asked> all;
  for (uint64_t i = 2 + workload_.Pick(3); i > 0; --i) {
    Batch batch = NextBatch();
    const uint64_t number = Ask(batch);
    auto submitted = ledger_->Submit(batch);
    if (submitted.ok()) all.push_back({number, std::move(batch), *std::move(submitted), std::nullopt});
    if (!submitted.ok()) Refuse(number, batch, submitted.status());
  }
  std::mutex telling;
  std::vector<std::thread> waiting;
  for (Asked& asked : all) {
    waiting.emplace_back([&] {
      asked.outcome = ledger_->Await(std::move(asked.submitted));
      const std::lock_guard<std::mutex> lock(telling);
      if (asked.outcome->ok()) TellAcknowledged(asked.number, **asked.outcome);
    });
  }
  for (std::thread& each : waiting) each.join();
  for (const Asked& asked : all)
    asked.outcome->ok() ? Take(asked.number, asked.batch) : Refuse(asked.number, asked.batch, asked.outcome->status());
}

void FaultyWriter::RecordByStream() {
  std::vector<std::pair<uint64_t, Batch>> taken;
  AppendStream stream(ledger_.get());
  for (uint64_t i = 2 + workload_.Pick(4); i > 0; --i) {
    Batch batch = NextBatch();
    const uint64_t number = Ask(batch);
    const absl::Status appended = stream.Append(batch);
    if (appended.ok()) taken.emplace_back(number, std::move(batch));
    if (!appended.ok()) Refuse(number, batch, appended);
  }
  const absl::Status finished = stream.Finish();
  for (const auto& [number, batch] : taken) {
    // One error for all of them, although the first few may have been written and be
    // visible.
    const bool is_seen = !finished.ok() && reference_.head() < ledger_->head() && reference_.Append(batch);
    if (is_seen) Tell(out_, {Told::What::kFailed, number, {"written before the stream failed"}});
    if (is_seen) continue;
    finished.ok() ? Acknowledge(number, batch, {}) : Refuse(number, batch, finished);
  }
}

// Occasionally a batch larger than a page, a sector or a block of RocksDB's log.
FaultyWriter::Batch FaultyWriter::NextBatch() {
  Batch batch = workload_.NextBatch(reference_.head());
  if (workload_.Pick(6) == 0) {
    for (v1::Event& command : batch) command.set_reason(std::string(1 + workload_.Pick(20'000), 'r'));
  }
  return batch;
}

// Only since the ledger was opened: a later open starts from what can be read then.
bool FaultyWriter::HasSyncFailed() const {
  return injected_->happened && !is_fault_past_ && absl::string_view(injected_->operation) == "sync";
}

// What failed may then have been a read, after which rules are asked, and commands answered that need no write.
bool FaultyWriter::IsPowerOff() const { return injected_->happened && injected_->operation == kPowerOff; }

uint64_t FaultyWriter::Ask(const Batch& batch) {
  Tell(out_, {Told::What::kAsked, ++batches_, ToTexts(batch)});
  if (!HasSyncFailed()) last_before_failed_sync_ = batches_;
  return batches_;
}

void FaultyWriter::Acknowledge(uint64_t number, const Batch& batch, const std::vector<Receipt>& receipts) {
  TellAcknowledged(number, receipts);
  Take(number, batch);
}

void FaultyWriter::TellAcknowledged(uint64_t number, const std::vector<Receipt>& receipts) {
  Told told{Told::What::kAcknowledged, number, {}};
  for (const Receipt& receipt : receipts) told.texts.push_back(receipt.event.SerializeAsString());
  Tell(out_, told);
}

void FaultyWriter::Take(uint64_t number, const Batch& batch) {
  if (has_failed_ && !IsPowerOff()) SayWrong(absl::StrCat("batch ", number, " was acknowledged after a failed write"));
  if (number > last_before_failed_sync_)
    SayWrong(absl::StrCat("batch ", number, " was acknowledged after a failed sync"));
  if (!reference_.Append(batch)) SayWrong(absl::StrCat("batch ", number, " was taken against the rules"));
}

void FaultyWriter::Refuse(uint64_t number, const Batch& batch, const absl::Status& status) {
  if (!IsByTheDisk(status)) return Tell(out_, {Told::What::kRefused, number, {}});
  Tell(out_, {Told::What::kFailed, number, {status.ToString()}});
  failed_[number] = batch;
  has_failed_ = true;
}

// Nothing is accepted any more, not even commands that need no write.
void FaultyWriter::KeepTrying() {
  for (int i = 0; i < 3; ++i) {
    const Batch batch = NextBatch();
    const uint64_t number = Ask(batch);
    const auto receipts = ledger_->Append(batch);
    receipts.ok() ? Acknowledge(number, batch, *receipts) : Refuse(number, batch, receipts.status());
    const bool is_by_a_rule = !receipts.ok() && !IsByTheDisk(receipts.status());
    if (is_by_a_rule && !IsPowerOff()) SayWrong("a rule was asked after a failed write");
  }
}

void FaultyWriter::CheckAnswers() {
  const std::string wrong = Disagreement(*ledger_, reference_);
  if (IsPowerOff() && absl::StartsWith(wrong, "refused: ")) return;
  if (!wrong.empty()) SayWrong(absl::StrCat("in the process that writes: ", wrong));
}

}  // namespace tranche
