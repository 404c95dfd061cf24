#include "tests/support/memory_shared_log.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "events/refusal.h"

namespace tranche {
namespace {

using storage::Lease;
using storage::SharedLogHead;
using storage::SharedLogRow;

absl::Status NoAnswer() { return absl::UnavailableError("no answer"); }

absl::Status Deposed() { return absl::AbortedError("another term"); }

absl::Status Held(const storage::NodeName& holder) {
  return Refuse(absl::StatusCode::kFailedPrecondition, storage::kLeaseHeld, "{holder} at {address} holds the lease",
                {TextField("holder", holder.name), TextField("address", holder.address)});
}

}  // namespace

void MemorySharedLog::Script(std::vector<Outcome> next) {
  const MutexLock lock(mutex_);
  script_.insert(script_.end(), next.begin(), next.end());
}

void MemorySharedLog::Expire() {
  const MutexLock lock(mutex_);
  holder_.reset();
}

void MemorySharedLog::SetClock(absl::Duration behind) {
  const MutexLock lock(mutex_);
  behind_ = behind;
}

void MemorySharedLog::LoseStates(int count) {
  const MutexLock lock(mutex_);
  lost_states_ = count;
}

void MemorySharedLog::BeforeNextTake(std::function<void()> then) {
  const MutexLock lock(mutex_);
  before_take_ = std::move(then);
}

std::function<void()> MemorySharedLog::TakeBeforeTake() {
  const MutexLock lock(mutex_);
  return std::exchange(before_take_, nullptr);
}

void MemorySharedLog::SetBack(uint64_t last) {
  const MutexLock lock(mutex_);
  while (!rows_.empty() && rows_.back().last > last) rows_.pop_back();
}

std::vector<SharedLogRow> MemorySharedLog::rows() const {
  const MutexLock lock(mutex_);
  return rows_;
}

MemorySharedLog::Outcome MemorySharedLog::NextOutcome() {
  if (script_.empty()) return Outcome::kAnswered;
  const Outcome next = script_.front();
  script_.pop_front();
  return next;
}

SharedLogHead MemorySharedLog::End() const {
  return rows_.empty() ? SharedLogHead{} : SharedLogHead{rows_.back().first, rows_.back().last, rows_.back().root};
}

absl::Status MemorySharedLog::Add(const Lease& lease, const SharedLogHead& before, SharedLogRow row) {
  if (lease.term != term_ || !(before == End()) || row.first != before.last + 1) return Deposed();
  row.term = lease.term;
  rows_.push_back(std::move(row));
  return absl::OkStatus();
}

// Waits for the appends in flight: each of them is there then, or never will be.
absl::StatusOr<Lease> MemorySharedLog::Take(const storage::NodeName& node, absl::Time) {
  if (const std::function<void()> before = TakeBeforeTake()) before();
  const MutexLock lock(mutex_);
  const Outcome outcome = NextOutcome();
  if (outcome == Outcome::kLost) return NoAnswer();
  if (holder_.has_value() && holder_->name != node.name) {
    if (wish_.has_value() && !IsForAnother(node.name)) wish_->is_ready = true;
    return Held(*holder_);
  }
  if (!holder_.has_value() && wish_.has_value() && wish_->is_ready && IsForAnother(node.name))
    return Held({wish_->node, ""});
  if (!IsForAnother(node.name)) wish_.reset();
  for (LateAppend& late : std::exchange(late_, {})) (void)Add(late.lease, late.before, std::move(late.row));
  holder_ = node;
  ++term_;
  if (outcome == Outcome::kUnanswered) return NoAnswer();
  return Lease{term_, absl::ToUnixMicros(absl::Now())};
}

absl::Status MemorySharedLog::Renew(const Lease& lease, uint64_t, absl::Time) {
  const MutexLock lock(mutex_);
  if (NextOutcome() != Outcome::kAnswered) return NoAnswer();
  return lease.term == term_ && holder_.has_value() ? absl::OkStatus() : Deposed();
}

absl::Status MemorySharedLog::Release(const Lease& lease, absl::Time) {
  const MutexLock lock(mutex_);
  const Outcome outcome = NextOutcome();
  if (outcome != Outcome::kLost && lease.term == term_) holder_.reset();
  return outcome == Outcome::kAnswered ? absl::OkStatus() : NoAnswer();
}

absl::Status MemorySharedLog::Append(const Lease& lease, const SharedLogHead& before, const SharedLogRow& row,
                                     absl::Time) {
  const MutexLock lock(mutex_);
  switch (NextOutcome()) {
    case Outcome::kAnswered:
      return Add(lease, before, row);
    case Outcome::kLost:
      return NoAnswer();
    case Outcome::kUnanswered:
      (void)Add(lease, before, row);
      return NoAnswer();
    case Outcome::kLate:
      late_.push_back({lease, before, row});
      return NoAnswer();
    case Outcome::kFull:
      return absl::ResourceExhaustedError("no room");
  }
  return absl::InternalError("no outcome");
}

bool MemorySharedLog::IsForAnother(const std::string& node) const {
  return wish_.has_value() && wish_->until > absl::Now() && wish_->node != node;
}

absl::Status MemorySharedLog::HandOver(const std::string& node, absl::Duration within, absl::Time) {
  const MutexLock lock(mutex_);
  wish_ = Wish{node, absl::Now() + within};
  return absl::OkStatus();
}

absl::Status MemorySharedLog::KeepCheckpoint(uint64_t size, const std::string& note, absl::Time) {
  const MutexLock lock(mutex_);
  const auto [begin, end] = checkpoints_.equal_range(size);
  if (std::none_of(begin, end, [&](const auto& kept) { return kept.second == note; })) checkpoints_.emplace(size, note);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> MemorySharedLog::Checkpoints(absl::Time) {
  const MutexLock lock(mutex_);
  std::vector<std::string> notes;
  for (const auto& [size, note] : checkpoints_) notes.push_back(note);
  return notes;
}

absl::StatusOr<storage::SharedLogState> MemorySharedLog::State(absl::Time) {
  const MutexLock lock(mutex_);
  if (lost_states_ > 0) {
    --lost_states_;
    return NoAnswer();
  }
  const bool is_wished = wish_.has_value() && wish_->is_ready && wish_->until > absl::Now();
  return storage::SharedLogState{ledger_id_,
                                 format_,
                                 false,
                                 holder_.value_or(storage::NodeName()),
                                 term_,
                                 absl::ToUnixMicros(absl::Now() - behind_),
                                 is_wished ? wish_->node : std::string()};
}

absl::StatusOr<SharedLogHead> MemorySharedLog::Head(absl::Time) {
  const MutexLock lock(mutex_);
  return End();
}

absl::StatusOr<std::vector<SharedLogRow>> MemorySharedLog::Read(uint64_t after_first, size_t bytes_max, absl::Time) {
  constexpr size_t kRowsMax = 16;
  const MutexLock lock(mutex_);
  std::vector<SharedLogRow> found;
  size_t bytes = 0;
  for (const SharedLogRow& row : rows_) {
    if (row.first <= after_first) continue;
    bytes += row.events.size();
    if (!found.empty() && (bytes > bytes_max || found.size() == kRowsMax)) break;
    found.push_back(row);
  }
  return found;
}

absl::StatusOr<bool> MemorySharedLog::WaitBeyond(uint64_t last, absl::Time deadline) {
  for (; absl::Now() < deadline; absl::SleepFor(absl::Milliseconds(1))) {
    if (Head(deadline)->last > last) return true;
  }
  return false;
}

}  // namespace tranche
