#include "cluster/node.h"

#include <optional>
#include <utility>

#include "absl/time/clock.h"

namespace tranche::cluster {

Node::Node(Ledger* copy, storage::SharedLog* log, NodeOptions options)
    : copy_(*copy), log_(*log), options_(std::move(options)), thread_([this] { Run(); }) {}

Node::~Node() { Stop(); }

void Node::Stop() {
  {
    const MutexLock lock(mutex_);
    is_stopped_ = true;
  }
  if (!thread_.joinable()) return;
  thread_.join();
  const std::optional<storage::Lease> lease = copy_.lease();
  if (lease.has_value()) (void)log_.Release(*lease, absl::Now() + options_.call_max);
}

absl::Status Node::status() const {
  const MutexLock lock(mutex_);
  return status_;
}

bool Node::IsStopped() const {
  const MutexLock lock(mutex_);
  return is_stopped_;
}

void Node::Run() {
  while (!IsStopped()) {
    const absl::Status step = Step();
    // The log cannot be asked just now: questions are answered meanwhile.
    if (absl::IsUnavailable(step) && copy_.CheckUsable().ok()) {
      absl::SleepFor(options_.pause);
      continue;
    }
    if (step.ok()) continue;
    {
      const MutexLock lock(mutex_);
      status_ = step;
    }
    if (options_.ended) options_.ended();
    return;
  }
}

absl::Status Node::Step() {
  if (absl::Status usable = copy_.CheckUsable(); !usable.ok()) return usable;
  return copy_.lease().has_value() ? HoldOn() : Follow();
}

absl::Status Node::Follow() {
  const absl::StatusOr<size_t> rows = copy_.CatchUp(absl::Now() + options_.call_max);
  if (!rows.ok()) return rows.status();
  if (*rows > 0) return absl::OkStatus();
  if (options_.may_decide && absl::Now() >= next_try_) return TryToDecide();
  return log_.WaitBeyond(copy_.head(), absl::Now() + options_.pause).status();
}

// The lease is asked for now and then, by which the log says who has it. What it refuses is no fault of this node.
absl::Status Node::TryToDecide() {
  next_try_ = absl::Now() + options_.renew;
  const absl::StatusOr<storage::Lease> lease = log_.Take(options_.name, absl::Now() + options_.call_max);
  if (absl::IsFailedPrecondition(lease.status())) return absl::OkStatus();
  if (!lease.ok()) return lease.status();
  for (;;) {
    const absl::StatusOr<size_t> rows = copy_.CatchUp(absl::Now() + options_.call_max);
    if (!rows.ok()) return rows.status();
    if (*rows == 0) break;
  }
  const absl::Status decides =
      copy_.Decide(*lease, {options_.name, options_.call_max, options_.settle_max, options_.pause});
  return absl::IsAborted(decides) ? absl::OkStatus() : decides;
}

// Renews the lease now and then, and a moment after something was appended, so that replicas show it.
absl::Status Node::HoldOn() {
  absl::SleepFor(options_.pause);
  const uint64_t head = copy_.head();
  if (head == acknowledged_ && absl::Now() < next_try_) return absl::OkStatus();
  next_try_ = absl::Now() + options_.renew;
  const storage::Lease lease = *copy_.lease();
  const absl::Status renewed = log_.Renew(lease, head, absl::Now() + options_.call_max);
  if (renewed.ok()) acknowledged_ = head;
  const bool was_taken_again = copy_.lease()->term != lease.term;  // to settle an append
  return absl::IsAborted(renewed) && was_taken_again ? absl::OkStatus() : renewed;
}

}  // namespace tranche::cluster
