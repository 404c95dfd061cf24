// A random history of nodes that share a log, beside the slow oracle: they decide, follow, are deposed, closed, and
// lose the end of their copies in power cuts, and the log is set back. The same seed gives the same history, if the log
// answers alike.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/shared_log.h"
#include "tests/support/fake_clock.h"
#include "tests/support/reference_ledger.h"
#include "tests/support/shared_node.h"
#include "tests/support/temp_directory.h"
#include "tests/support/workload.h"

namespace tranche {

// The log of a history, and what may happen to it. What is null does not happen.
struct HistoryLog {
  storage::SharedLog* log = nullptr;           // of the ledger of TestTerms, empty
  std::function<void()> expire;                // ends the lease; never null
  std::function<void(uint64_t number)> upset;  // has one of the next calls end badly, by a random number
  std::function<void(uint64_t last)> set_back;
};

class SharedHistory {
 public:
  // What happened, so that a test can see that it did.
  struct Counts {
    int accepted = 0, refused = 0, deposed = 0, unknown = 0, power_cuts = 0, set_backs = 0;
  };

  SharedHistory(uint64_t seed, int nodes, HistoryLog log);

  // Does `steps` things, then compares all nodes, the log and the oracle; fails the test where they differ.
  void Run(int steps);

  const Counts& counts() const { return counts_; }

 private:
  void Seed();
  void Step();
  void Record();
  void Check(const std::vector<v1::Event>& batch, const absl::StatusOr<std::vector<Receipt>>& receipts);
  void FindOut(const std::vector<v1::Event>& batch);
  void Tell(const std::vector<uint64_t>& wanted, uint64_t before);
  void Reopen(SharedNode* node);
  void LetDecide(SharedNode* node);
  void CutPower(SharedNode* node);
  void SetBack();
  void Compare();
  void CompareLog();
  void CompareNode(SharedNode* node);
  SharedNode* Decider();
  SharedNode* AnyNode() { return nodes_[workload_.Pick(nodes_.size())].get(); }

  TemporaryDirectory directory_;
  FakeClock clock_;
  HistoryLog log_;
  Workload workload_;
  ReferenceLedger reference_;
  std::vector<std::unique_ptr<SharedNode>> nodes_;
  Counts counts_;
};

}  // namespace tranche
