// A ledger in its own directory with a synthetic history (import/synthetic/history.h),
// for the benchmarks. The directory is under $TRANCHE_BENCH_DIR, or the system's
// temporary directory, and is removed with the ledger.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "import/synthetic/clock.h"
#include "import/synthetic/history.h"
#include "ledger/ledger.h"
#include "proto/event.pb.h"

namespace tranche {

// A directory that is removed at the end.
class BenchDirectory {
 public:
  BenchDirectory();
  ~BenchDirectory();
  BenchDirectory(const BenchDirectory&) = delete;
  BenchDirectory& operator=(const BenchDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class SyntheticLedger {
 public:
  // Records only the ledger's first event.
  explicit SyntheticLedger(const SyntheticOptions& options);

  Ledger& ledger() { return *ledger_; }
  const std::string& directory() const { return path_; }

  // The next commands of the history, at most `count`; the clock is set to their instant.
  std::vector<v1::Event> Next(size_t count) { return history_.Next(count); }

  // Records until the head is `head`.
  void RecordTo(Sequence head);

  // Closes the ledger and opens it again.
  void Reopen();
  void Close() { ledger_.reset(); }

 private:
  BenchDirectory directory_;
  std::string path_;
  SyntheticHistory history_;
  SyntheticClock clock_;
  std::unique_ptr<Ledger> ledger_;
};

// The complete ledger for these options, created on first use and cached until another
// one is requested: the benchmarks of one history are consecutive.
SyntheticLedger& RecordedLedger(const SyntheticOptions& options);

// Closes the cached ledger and removes its files.
void ForgetRecordedLedger();

}  // namespace tranche
