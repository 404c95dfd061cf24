// A machine that shares a log: its copy, and the ledger that is open on it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "events/clock.h"
#include "ledger/ledger.h"
#include "storage/shared_log.h"

namespace tranche {

class SharedNode {
 public:
  // directory  where the copy is, or is made by Open from the rows of `log`.
  // settle_max  how long it asks what became of an append.
  SharedNode(storage::SharedLog* log, std::string name, std::string directory, Clock* clock,
             absl::Duration settle_max = absl::ZeroDuration());

  // Opens the copy, or makes one; closes it before, if it is open.
  absl::Status Open(const OpenOptions& options = {});
  void Close() { ledger_.reset(); }

  // Catches up until there is nothing more.
  absl::Status CatchUp();
  // Takes the lease, catches up, and decides.
  absl::Status Decide();
  // Gives the lease back.
  absl::Status Release();

  bool is_open() const { return ledger_ != nullptr; }
  bool decides() const { return ledger_ != nullptr && ledger_->lease().has_value(); }
  Ledger* operator->() const { return ledger_.get(); }
  Ledger& operator*() const { return *ledger_; }
  const std::string& directory() const { return directory_; }
  const std::string& name() const { return name_; }

 private:
  storage::SharedLog& log_;
  const std::string name_;
  const std::string directory_;
  Clock& clock_;
  const absl::Duration settle_max_;
  std::unique_ptr<Ledger> ledger_;
};

// Brings the events of `ledger` into `log`, which is empty or has some of them.
absl::Status MoveInto(storage::SharedLog* log, const Ledger& ledger);

}  // namespace tranche
