#include "cluster/node.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "proof/published_checkpoints.h"

namespace tranche::cluster {
namespace {

absl::Status ClockOff(absl::Duration ahead) {
  const std::string seconds = absl::StrFormat("%.1f", absl::ToDoubleSeconds(absl::AbsDuration(ahead)));
  const RefusalFields fields = {TextField("seconds", seconds)};
  const absl::Status off =
      ahead > absl::ZeroDuration()
          ? Refuse(absl::StatusCode::kFailedPrecondition, "cluster.clock-off",
                   "the clock of this machine is {seconds} s ahead of that of the shared log; no node begins to "
                   "decide with that",
                   fields)
          : Refuse(absl::StatusCode::kFailedPrecondition, "cluster.clock-off",
                   "the clock of this machine is {seconds} s behind that of the shared log; no node begins to "
                   "decide with that",
                   fields);
  return Adding(off, "set it right (NTP): what is recorded has its instant by the clock of the node that decides");
}

}  // namespace

absl::Duration ClockAhead(absl::Time before, absl::Time there, absl::Time after) {
  if (there < before) return before - there;
  return there > after ? after - there : absl::ZeroDuration();
}

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

NodeView Node::view() const {
  const MutexLock lock(mutex_);
  return view_;
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
  if (absl::Status looked = LookAround(); !looked.ok()) return looked;
  return copy_.lease().has_value() ? HoldOn() : Follow();
}

absl::Status Node::Follow() {
  const absl::StatusOr<size_t> rows = copy_.CatchUp(absl::Now() + options_.call_max);
  if (!rows.ok()) return rows.status();
  if (*rows > 0) return absl::OkStatus();
  if (options_.may_decide && is_clock_right_.value_or(false) && absl::Now() >= next_try_) return TryToDecide();
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
  // Another node has taken the lease meanwhile, and may have appended.
  const std::optional<v1::Refusal> refusal = RefusalOf(decides);
  if (absl::IsAborted(decides) || (refusal && refusal->code() == "copy.behind")) return absl::OkStatus();
  if (!decides.ok()) return decides;
  const MutexLock lock(mutex_);
  view_.decides = true;
  ++view_.takeovers;
  return absl::OkStatus();
}

// Asks the log what it says of itself, the time there too.
absl::StatusOr<storage::SharedLogState> Node::AskState() {
  const absl::Time before = options_.now();
  absl::StatusOr<storage::SharedLogState> state = log_.State(absl::Now() + options_.call_max);
  if (state.ok()) SeeClock(ClockAhead(before, absl::FromUnixMicros(state->now_us), options_.now()));
  return state;
}

// That the clock is off is told once, and that it is right again.
void Node::SeeClock(absl::Duration ahead) {
  {
    const MutexLock lock(mutex_);
    view_.clock_ahead = ahead;
  }
  const bool is_right = absl::AbsDuration(ahead) <= kClockOffMost;
  const bool was_right = std::exchange(is_clock_right_, is_right).value_or(true);
  if (is_right != was_right && options_.clock_seen) options_.clock_seen(is_right ? absl::OkStatus() : ClockOff(ahead));
}

// Asks the log how far it is.
absl::Status Node::Look() {
  const absl::Time asked = copy_.Now();
  const absl::StatusOr<storage::SharedLogHead> end = log_.Head(absl::Now() + options_.call_max);
  if (end.ok()) copy_.Heard(asked, end->last);
  return end.status();
}

// Renews the lease now and then, and a moment after something was appended, so that replicas show it.
absl::Status Node::HoldOn() {
  absl::SleepFor(options_.pause);
  const uint64_t head = copy_.head();
  if (head == acknowledged_ && absl::Now() < next_try_) return absl::OkStatus();
  next_try_ = absl::Now() + options_.renew;
  const storage::Lease lease = *copy_.lease();
  const absl::Time asked = copy_.Now();
  const absl::Status renewed = log_.Renew(lease, head, absl::Now() + options_.call_max);
  if (renewed.ok()) {
    acknowledged_ = head;
    copy_.Heard(asked, head);
  }
  const bool was_taken_again = copy_.lease()->term != lease.term;  // to settle an append
  return absl::IsAborted(renewed) && was_taken_again ? absl::OkStatus() : renewed;
}

// What the log cannot be told or asked just now is for the next time.
absl::Status Node::LookAround() {
  if (absl::Now() < next_look_) return absl::OkStatus();
  next_look_ = absl::Now() + options_.renew;
  (void)ShareCheckpoints();
  const absl::StatusOr<storage::SharedLogState> state = AskState();
  if (copy_.lease().has_value()) return state.ok() ? GiveWay(*state) : absl::OkStatus();
  return state.ok() ? Look() : state.status();
}

// The lease is given back when what is in flight has ended (Stop).
absl::Status Node::GiveWay(const storage::SharedLogState& state) const {
  if (state.next.empty() || state.next == options_.name.name) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, "lease.handed-over",
                "node {next} was asked to decide, and is ready to: this one gives the lease back",
                {TextField("next", state.next)});
}

// All of them once, then the newest when it is another one, or has more signatures.
absl::Status Node::ShareCheckpoints() {
  std::vector<PublishedCheckpoint> unshared;
  if (!has_shared_all_) {
    absl::StatusOr<std::vector<PublishedCheckpoint>> all = ListCheckpoints(copy_.database());
    if (!all.ok()) return all.status();
    unshared = *std::move(all);
  } else {
    absl::StatusOr<std::optional<PublishedCheckpoint>> newest = NewestCheckpoint(copy_.database());
    if (!newest.ok()) return newest.status();
    if (newest->has_value() && (*newest)->note.ToString() != shared_) unshared.push_back(**newest);
  }
  for (const PublishedCheckpoint& each : unshared) {
    const std::string note = each.note.ToString();
    const absl::Status kept = log_.KeepCheckpoint(each.checkpoint.size, note, absl::Now() + options_.call_max);
    if (!kept.ok()) return kept;
    shared_ = note;
  }
  has_shared_all_ = true;
  return absl::OkStatus();
}

}  // namespace tranche::cluster
