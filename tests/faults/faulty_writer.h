// The process that writes to a ledger on a failing disk. It creates or opens the ledger,
// records random batches one by one, several together and by AppendStream, closes and
// reopens, and reports each step (told.h) before it continues. Once a write has failed it
// keeps trying: everything must then be refused, and answers must still be right.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/ledger.h"
#include "tests/faults/fault_plan.h"
#include "tests/faults/told.h"
#include "tests/support/fake_clock.h"
#include "tests/support/reference_ledger.h"
#include "tests/support/workload.h"

namespace tranche {

// Creates an empty ledger with short epochs, so that a few batches produce packed rows.
absl::StatusOr<std::unique_ptr<Ledger>> CreateFaultLedger(const std::string& directory, Clock* clock);

class FaultyWriter {
 public:
  // `reference` is the oracle of the ledger's content, with head 0 if there is no ledger
  // yet. `injected` says when the fault happens.
  FaultyWriter(const std::string& directory, uint64_t seed, const ReferenceLedger& reference,
               const InjectedFault* injected, int out);

  // Returns when it has written enough, or nothing more can be written.
  void Run();

 private:
  using Batch = std::vector<v1::Event>;

  bool Open();
  void TakeWhatSurvived();
  void Session();
  void RecordOneByOne();
  void RecordTogether();
  void RecordByStream();
  Batch NextBatch();
  bool HasSyncFailed() const;
  bool IsPowerOff() const;
  uint64_t Ask(const Batch& batch);
  void Acknowledge(uint64_t number, const Batch& batch, const std::vector<Receipt>& receipts);
  void TellAcknowledged(uint64_t number, const std::vector<Receipt>& receipts);
  void Take(uint64_t number, const Batch& batch);
  void Refuse(uint64_t number, const Batch& batch, const absl::Status& status);
  void KeepTrying();
  void CheckAnswers();
  void SayWrong(const std::string& what) { Tell(out_, {Told::What::kWrong, 0, {what}}); }

  const std::string directory_;
  FakeClock clock_;
  ReferenceLedger reference_;
  Workload workload_;
  const InjectedFault* const injected_;
  const int out_;
  uint64_t batches_ = 0;
  std::unique_ptr<Ledger> ledger_;
  bool has_failed_ = false;
  bool is_fault_past_ = false;            // it happened before the ledger was opened
  uint64_t last_before_failed_sync_ = 0;  // the last batch requested before any sync failed
  std::map<uint64_t, Batch> failed_;      // since the ledger was opened, by number
};

}  // namespace tranche
