// A shared log in memory, for several writers in one process. It keeps to the contract of storage/shared_log.h; a test
// scripts how its calls end.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "events/mutex.h"
#include "storage/format_file.h"
#include "storage/shared_log.h"

namespace tranche {

class MemorySharedLog final : public storage::SharedLog {
 public:
  // The log of the ledger with this id, whose events have this format.
  explicit MemorySharedLog(std::string ledger_id = "", uint32_t format = storage::kFormatVersion)
      : ledger_id_(std::move(ledger_id)), format_(format) {}

  enum class Outcome {
    kAnswered,    // the default
    kLost,        // no answer: the call was not heard
    kUnanswered,  // no answer: what was asked was done
    kLate,        // no answer to an append: it is done when the lease is taken for the next time, if it still can be
    kFull,        // an append is refused for want of room
  };

  // Scripts the outcomes of the next calls that write: Take, Renew, Release and Append.
  void Script(std::vector<Outcome> next);

  // Ends the lease, as when it has expired.
  void Expire();

  // Sets its clock, which is then so far behind that of the machine.
  void SetClock(absl::Duration behind);

  // The next calls of State get no answer, so many.
  void LoseStates(int count);

  // Calls `then` once, before the next Take is heard; it may call the log.
  void BeforeNextTake(std::function<void()> then);

  // Ends the log with the last row that ends at or before `last`, as after a restore to an earlier moment.
  void SetBack(uint64_t last);

  // Every row, known to be durable or not.
  std::vector<storage::SharedLogRow> rows() const;

  absl::StatusOr<storage::Lease> Take(const storage::NodeName& node, absl::Time deadline) override;
  absl::Status Renew(const storage::Lease& lease, uint64_t acknowledged, absl::Time deadline) override;
  absl::Status Release(const storage::Lease& lease, absl::Time deadline) override;
  absl::Status Append(const storage::Lease& lease, const storage::SharedLogHead& before,
                      const storage::SharedLogRow& row, absl::Time deadline) override;
  // Its times are those of this machine.
  absl::Status HandOver(const std::string& node, absl::Duration within, absl::Time deadline) override;
  absl::Status KeepCheckpoint(uint64_t size, const std::string& note, absl::Time deadline) override;
  absl::StatusOr<std::vector<std::string>> Checkpoints(absl::Time deadline) override;
  absl::StatusOr<storage::SharedLogState> State(absl::Time deadline) override;
  absl::StatusOr<storage::SharedLogHead> Head(absl::Time deadline) override;
  absl::StatusOr<std::vector<storage::SharedLogRow>> Read(uint64_t after_first, size_t bytes_max,
                                                          absl::Time deadline) override;
  absl::StatusOr<bool> WaitBeyond(uint64_t last, absl::Time deadline) override;

 private:
  struct Wish {
    std::string node;
    absl::Time until;
    bool is_ready = false;
  };
  struct LateAppend {
    storage::Lease lease;
    storage::SharedLogHead before;
    storage::SharedLogRow row;
  };

  // Whether another node than this one was asked to decide next.
  bool IsForAnother(const std::string& node) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::function<void()> TakeBeforeTake();
  Outcome NextOutcome() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  storage::SharedLogHead End() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Add(const storage::Lease& lease, const storage::SharedLogHead& before, storage::SharedLogRow row)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string ledger_id_;
  const uint32_t format_;
  mutable Mutex mutex_;
  std::deque<Outcome> script_ ABSL_GUARDED_BY(mutex_);
  std::vector<storage::SharedLogRow> rows_ ABSL_GUARDED_BY(mutex_);
  std::function<void()> before_take_ ABSL_GUARDED_BY(mutex_);
  std::vector<LateAppend> late_ ABSL_GUARDED_BY(mutex_);
  int64_t term_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Duration behind_ ABSL_GUARDED_BY(mutex_);
  int lost_states_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<Wish> wish_ ABSL_GUARDED_BY(mutex_);
  std::multimap<uint64_t, std::string> checkpoints_ ABSL_GUARDED_BY(mutex_);
  std::optional<storage::NodeName> holder_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
