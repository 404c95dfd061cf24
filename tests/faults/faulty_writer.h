// The process that writes to a ledger on a disk that fails. It makes or opens the ledger,
// records random batches one by one, several together and by AppendStream, closes and
// opens again, and says all of it (told.h) before it goes on. Once a write has failed it
// keeps trying, and what it is then told must be no, and its questions still right.
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

// Makes an empty ledger with short epochs, so that a few batches make packed rows.
absl::StatusOr<std::unique_ptr<Ledger>> CreateFaultLedger(const std::string& directory, Clock* clock);

class FaultyWriter {
 public:
  // `reference` is the oracle of what is in the ledger, with a head of 0 when there is none
  // yet. `injected` tells when the fault happens.
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
  uint64_t Ask(const Batch& batch);
  void Acknowledge(uint64_t number, const Batch& batch, const std::vector<Receipt>& receipts);
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
  uint64_t last_before_failed_sync_ = 0;  // the last batch that was asked for while no sync had failed
  std::map<uint64_t, Batch> failed_;      // since the ledger was opened, by number
};

}  // namespace tranche
