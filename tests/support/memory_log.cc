#include "tests/support/memory_log.h"

#include "events/check.h"
#include "events/refusal.h"

namespace tranche {

class MemoryLog::Writer final : public LogWriter {
 public:
  Writer(MemoryLog* log, storage::Database* database) : log_(*log), database_(database) {}
  absl::Status Append(const LogGroup& group) override { return log_.Append(group, database_); }

 private:
  MemoryLog& log_;
  storage::Database* database_;
};

OpenOptions MemoryLog::options() {
  OpenOptions options;
  options.open_log = [this](storage::OwnerLock*, storage::Database* database,
                            Sequence head) -> absl::StatusOr<std::unique_ptr<LogWriter>> {
    TRANCHE_CHECK(head == last(), "the ledger ends at ", head, ", the log at ", last());
    return std::make_unique<Writer>(this, database);
  };
  return options;
}

void MemoryLog::Script(Outcome next) {
  const MutexLock lock(mutex_);
  script_.push_back(next);
}

void MemoryLog::HoldNext() {
  const MutexLock lock(mutex_);
  holds_next_ = true;
}

void MemoryLog::WaitUntilHeld() {
  const MutexLock lock(mutex_);
  while (!is_held_) changed_.Wait(mutex_);
}

void MemoryLog::Release() {
  const MutexLock lock(mutex_);
  is_held_ = false;
  changed_.WakeAll();
}

Sequence MemoryLog::last() const {
  const MutexLock lock(mutex_);
  return last_;
}

int MemoryLog::appends() const {
  const MutexLock lock(mutex_);
  return appends_;
}

MemoryLog::Outcome MemoryLog::TakeOutcome(const LogGroup& group) {
  const MutexLock lock(mutex_);
  ++appends_;
  is_held_ = holds_next_;
  holds_next_ = false;
  changed_.WakeAll();
  while (is_held_) changed_.Wait(mutex_);
  TRANCHE_CHECK(group.first == last_ + 1 && group.last >= group.first, "events ", group.first, " to ", group.last,
                " were appended after ", last_);
  Outcome outcome = Outcome::kDurable;
  if (!script_.empty()) {
    outcome = script_.front();
    script_.pop_front();
  }
  if (outcome == Outcome::kDurable || outcome == Outcome::kUnknownThere) last_ = group.last;
  return outcome;
}

absl::Status MemoryLog::Append(const LogGroup& group, storage::Database* database) {
  switch (TakeOutcome(group)) {
    case Outcome::kDurable:
      return database->WriteUnsynced(group.rows);
    case Outcome::kNotWritten:
      return Refuse(absl::StatusCode::kResourceExhausted, "test.full", "the log is full");
    case Outcome::kUnknownNotThere:
      return absl::UnavailableError("no answer");
    case Outcome::kUnknownThere:
      TRANCHE_CHECK(database->WriteUnsynced(group.rows).ok(), "the test's database cannot be written to");
      return absl::UnavailableError("no answer");
  }
  return absl::InternalError("no outcome");
}

}  // namespace tranche
