// Keeps a copy up to date while its ledger is served, and has it decide when it may.
//
// A node follows until it gets the lease, and then decides until it loses it, or another one is to decide. Checkpoints
// that its copy has go into the log. It ends when the copy must be opened again: it was deposed, an append or a row
// failed, or the copy and the log have different events. Its process ends then, and is started again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "events/mutex.h"
#include "ledger/ledger.h"
#include "storage/shared_log.h"

namespace tranche::cluster {

// A node whose clock is further off that of the log does not begin to decide, nor one that does not know: recorded_at
// is by the clock of who decides. One that decides goes on.
inline constexpr absl::Duration kClockOffMost = absl::Seconds(2);

struct NodeOptions {
  storage::NodeName name;
  bool may_decide = true;
  absl::Duration renew = absl::Seconds(1);        // how often the lease is renewed, or asked for
  absl::Duration call_max = absl::Seconds(3);     // how long a call of the log may last
  absl::Duration pause = absl::Milliseconds(50);  // between two looks at what is new
  absl::Duration settle_max = absl::Seconds(60);  // as of SharedWriter::Options
  std::function<absl::Time()> now = absl::Now;    // the clock by which the copy records
  std::function<void()> ended;                    // called once, by the thread of the node, when it ends by itself
  // Called by the thread of the node when its clock turns out to be off (cluster.clock-off), and with OK when it is
  // right again. May be null.
  std::function<void(const absl::Status& clock)> clock_seen;
};

// What a node has seen and done.
struct NodeView {
  bool decides = false;
  uint64_t takeovers = 0;  // how often it began to decide
  // How far its clock is ahead of that of the log, when it asked last.
  absl::Duration clock_ahead;
};

// How far a clock that showed `before` and `after` around a call is ahead of one that showed `there` in it: 0 as long
// as `there` may have been between them.
absl::Duration ClockAhead(absl::Time before, absl::Time there, absl::Time after);

class Node {
 public:
  // Begins. `copy` is open as a copy of `log`; both must outlive the node, and only the node calls Apply, CatchUp and
  // Decide of the copy.
  Node(Ledger* copy, storage::SharedLog* log, NodeOptions options);

  // As Stop.
  ~Node();

  // Ends it, and gives the lease back. Nothing is recorded meanwhile. Does nothing the second time.
  void Stop();

  // Why it has ended by itself; OK if it has not.
  //   ABORTED  another node has taken the lease, or was asked to decide and is ready to. Others: those of
  //   Ledger::CatchUp, Decide and CheckUsable.
  absl::Status status() const;

  NodeView view() const;

 private:
  void Run();
  absl::Status Step();
  absl::Status Follow();
  absl::Status TryToDecide();
  absl::Status HoldOn();
  absl::StatusOr<storage::SharedLogState> AskState();
  void SeeClock(absl::Duration ahead);
  absl::Status Look();
  absl::Status LookAround();
  absl::Status GiveWay(const storage::SharedLogState& state) const;
  absl::Status ShareCheckpoints();
  bool IsStopped() const;

  Ledger& copy_;
  storage::SharedLog& log_;
  const NodeOptions options_;
  absl::Time next_try_ = absl::InfinitePast();   // of the thread: when the lease is asked for, or renewed
  uint64_t acknowledged_ = 0;                    // of the thread: what the lease says is durable
  std::optional<bool> is_clock_right_;           // of the thread; nothing until the log has said its own
  absl::Time next_look_ = absl::InfinitePast();  // of the thread: when it looks around
  bool has_shared_all_ = false;                  // of the thread: the log has the checkpoints that the copy began with
  std::string shared_;                           // of the thread: the newest checkpoint that the log has
  mutable Mutex mutex_;
  bool is_stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  NodeView view_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace tranche::cluster
