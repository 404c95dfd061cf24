// A ledger that is open, with the clock that says what day it is: what requests are asked of.
//
// Thread safety: as Ledger and the clock.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/civil_date.h"
#include "events/clock.h"
#include "events/sequence.h"
#include "ledger/ledger.h"
#include "service/moment.h"

namespace tranche {

class ServedLedger {
 public:
  // Opens the ledger in `directory`. The clock must outlive it.
  // Errors: those of Ledger::Open.
  static absl::StatusOr<ServedLedger> Open(const std::string& directory, Ledger::Access access, Clock* clock,
                                           const OpenOptions& options = {});

  Ledger& ledger() const { return *ledger_; }
  const v1::LedgerCreated& terms() const { return ledger_->terms(); }

  // The civil date of now, by the ledger's UTC offset.
  CivilDate Today() const { return ledger_->View().DateOf(clock_->Now()); }

  absl::Time now() const { return clock_->Now(); }

  // As LedgerService::CheckClock.
  absl::Status CheckClock() const;

  // What is acknowledged now, for a request that is read and answered in it.
  // Errors: DATA_LOSS  the catalogue cannot be read.
  absl::StatusOr<Moment> Now() const;

  // The moment at which the head was `head`, and it was `today`.
  // Errors: OUT_OF_RANGE  `head` is past the head; and as above.
  absl::StatusOr<Moment> Then(Sequence head, CivilDate today) const;

 private:
  ServedLedger(std::unique_ptr<Ledger> ledger, Clock* clock) : ledger_(std::move(ledger)), clock_(clock) {}

  std::unique_ptr<Ledger> ledger_;
  Clock* clock_;
};

// The terms of the ledger in `directory`, read from its first event alone.
// Errors: those of storage::CheckDirectory and storage::Database::Open; DATA_LOSS  the event cannot be read.
absl::StatusOr<v1::LedgerCreated> ReadTerms(const std::string& directory);

}  // namespace tranche
