#include "service/served_ledger.h"

#include "events/refusal.h"
#include "ledger/clock_check.h"
#include "ledger/damage.h"
#include "log/event_log.h"
#include "storage/database.h"
#include "storage/directory.h"

namespace tranche {

absl::StatusOr<ServedLedger> ServedLedger::Open(const std::string& directory, Ledger::Access access, Clock* clock,
                                                const OpenOptions& options) {
  auto ledger = Ledger::Open(directory, access, clock, options);
  if (!ledger.ok()) return AdvisingOnDamage(ledger.status());
  return ServedLedger(*std::move(ledger), clock);
}

absl::Status ServedLedger::CheckClock() const {
  const absl::StatusOr<absl::Time> head = ledger_->log().InstantOf(ledger_->head());
  return head.ok() ? CheckClockBehind(clock_->Now(), *head) : head.status();
}

absl::StatusOr<Moment> ServedLedger::Now() const { return Moment::Of(ledger_->View(), Today()); }

absl::StatusOr<Moment> ServedLedger::Then(Sequence head, CivilDate today) const {
  const ReadView now = ledger_->View();
  if (head > now.head())
    return Refuse(absl::StatusCode::kOutOfRange, "sequence.past-the-head",
                  "found sequence {sequence}, the head is {head}",
                  {NumberField("sequence", head), NumberField("head", now.head())});
  return Moment::Of(now.At(head), today);
}

absl::StatusOr<v1::LedgerCreated> ReadTerms(const std::string& directory) {
  if (absl::Status found = storage::CheckDirectory(directory, false); !found.ok()) return found;
  const auto database = storage::Database::Open(directory + "/rocksdb", storage::Database::Mode::kReadOnly);
  if (!database.ok()) return database.status();
  const absl::StatusOr<v1::Event> first = EventLog(database->get()).Read(1);
  if (!first.ok()) return first.status();
  return first->ledger_created();
}

}  // namespace tranche
