// A ledger in a directory of its own with a made-up history (import/synthetic/history.h),
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

// A directory of its own, removed at the end.
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
  // The ledger's first event is recorded; nothing else.
  explicit SyntheticLedger(const SyntheticOptions& options);

  Ledger& ledger() { return *ledger_; }
  const std::string& directory() const { return path_; }

  // The next commands of the history, at most `count`; the clock stands at their instant.
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

// The ledger of these options with all of its events, made when it is first asked for and
// kept until another is: the benchmarks of one history follow each other.
SyntheticLedger& RecordedLedger(const SyntheticOptions& options);

// Closes it and removes its files.
void ForgetRecordedLedger();

}  // namespace tranche
