// A log that several machines share. What is in it is the truth; the directory of each of them is a copy, from which
// that machine answers. These are bytes: what an event is, and which one may come next, is decided above.
//
// One machine decides at a time. It holds the lease, and each of its rows names the term of its holding. Safety does
// not rest on clocks: a row of an older term than the lease's is refused by the log itself, in the transaction that
// would write it.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tranche::storage {

// The root of a Merkle tree (log/merkle_tree.h).
using SharedRoot = std::array<uint8_t, 32>;

// What one append wrote: events that follow each other and became durable together.
struct SharedLogRow {
  uint64_t first = 0;          // the sequence of the first event, from 1
  uint64_t last = 0;           // of the last one, included
  int64_t term = 0;            // in which it was written; an append takes that of the lease
  SharedRoot root = {};        // of the tree of events 1 to `last`
  int64_t recorded_at_us = 0;  // of event `last`, microseconds since 1970 in UTC
  std::string events;          // {varint n, n bytes}*: the stored bytes of each event
};

// The most bytes that the events of a row may have.
inline constexpr size_t kSharedRowBytesMax = size_t{16} << 20;

// The end of the log; of an empty one all is zero.
struct SharedLogHead {
  uint64_t first = 0;  // of the last row
  uint64_t last = 0;
  SharedRoot root = {};

  friend bool operator==(const SharedLogHead& a, const SharedLogHead& b) {
    return a.first == b.first && a.last == b.last && a.root == b.root;
  }
};

// Who would hold the lease. Two machines that share a name take the lease from each other again and again: nothing is
// lost by that, and nothing gets done.
struct NodeName {
  std::string name;     // "hanoi-1"
  std::string address;  // where the others send commands to: "hanoi-1.example:8080"
};

// The right to append, until somebody takes it.
struct Lease {
  int64_t term = 0;      // greater than that of every lease before
  int64_t taken_us = 0;  // when, by the clock of the log, microseconds since 1970 in UTC
};

// What the log says about itself.
struct SharedLogState {
  std::string ledger_id;   // of the ledger whose events it has
  uint32_t format = 0;     // of these (storage/format_file.h)
  bool is_closed = false;  // nothing is appended any more
  NodeName holder;         // of the lease; empty if nobody holds it. It may have expired.
  int64_t term = 0;        // the newest one; 0 before there was one
  int64_t now_us = 0;      // the clock of the log, microseconds since 1970 in UTC
  std::string next;        // the node that was asked to decide next, and is ready to (HandOver); empty if there is none
};

// The code of the refusal of a lease that another node holds.
inline constexpr absl::string_view kLeaseHeld = "lease.held";

// Every call ends by its deadline, whatever the network does. UNAVAILABLE of a call that writes means that its outcome
// is unknown; of one that reads, that the log could not be asked. Any call may return, besides its own errors:
//
//   PERMISSION_DENIED    the log knows us and does not allow this.
//   FAILED_PRECONDITION  the log is not one, is closed, or is set up in a way that could lose what it acknowledges.
class SharedLog {
 public:
  virtual ~SharedLog() = default;

  // Takes the lease if it is free, was ours, has expired by the log's clock, or if the session that held it is gone.
  // When it returns, each append of an older term is durable or will never be there.
  //
  // Errors:
  //   FAILED_PRECONDITION  another node holds it: the code of the refusal is kLeaseHeld, and its fields `holder` and
  //                        `address` are that node's.
  //   UNAVAILABLE          unknown: it may be ours now. Take it again.
  virtual absl::StatusOr<Lease> Take(const NodeName& node, absl::Time deadline) = 0;

  // Holds the lease on, and tells readers that every event up to `acknowledged` (inclusive) is durable.
  // Errors: ABORTED  a newer term was taken, or the lease was released. UNAVAILABLE  unknown; it may be renewed again.
  virtual absl::Status Renew(const Lease& lease, uint64_t acknowledged, absl::Time deadline) = 0;

  // Gives the lease back, so that another node need not wait for it to expire; one of an older term is not there any
  // more, which is OK too. Errors: UNAVAILABLE  unknown; it will expire.
  virtual absl::Status Release(const Lease& lease, absl::Time deadline) = 0;

  // Appends `row`, whose `term` is not looked at, after `before`, the end of the log. Its events have at most
  // kSharedRowBytesMax bytes.
  //
  // OK: the row is durable, on as many machines as the log is set up for.
  //
  // Errors, after all of which but UNAVAILABLE the row is not there and never will be:
  //   ABORTED             a newer term was taken, the lease was released, or the log does not end with `before`.
  //   RESOURCE_EXHAUSTED  there is no room; the lease is still ours, and the row may be appended later.
  //   UNAVAILABLE         unknown. Take the lease again and look at the end of the log: then it is known.
  virtual absl::Status Append(const Lease& lease, const SharedLogHead& before, const SharedLogRow& row,
                              absl::Time deadline) = 0;

  // Asks that the node of this name decides next. When that one asks for the lease it is refused, and is ready by that;
  // then State says so, whoever holds the lease gives it back, and nobody else gets it. What is not done in the time
  // `within`, or is asked for another node, is forgotten. Errors: UNAVAILABLE  unknown; it may be asked again.
  virtual absl::Status HandOver(const std::string& node, absl::Duration within, absl::Time deadline) = 0;

  // Keeps a published checkpoint, a signed note of events 1 to `size`; nothing if it is there. The note is not looked
  // at. Errors: UNAVAILABLE  unknown; it may be kept again.
  virtual absl::Status KeepCheckpoint(uint64_t size, const std::string& note, absl::Time deadline) = 0;

  // The checkpoints that were kept, by size, and each as it was when it was kept; so there may be several of a size.
  virtual absl::StatusOr<std::vector<std::string>> Checkpoints(absl::Time deadline) = 0;

  // What the log is, and who holds the lease.
  virtual absl::StatusOr<SharedLogState> State(absl::Time deadline) = 0;

  // The end of the log, as Read.
  virtual absl::StatusOr<SharedLogHead> Head(absl::Time deadline) = 0;

  // The next rows whose `first` is greater than `after_first`, in order, only those that are known to be durable; none
  // if there are no more. At least one if there is one, then as many as have at most `bytes_max` bytes as they are
  // stored, and at most 16.
  //
  // Errors: DATA_LOSS  a row is not as it was written; the message has its first event.
  virtual absl::StatusOr<std::vector<SharedLogRow>> Read(uint64_t after_first, size_t bytes_max,
                                                         absl::Time deadline) = 0;

  // Waits until the log has a durable event after `last`, and returns true; or false at the deadline.
  // Errors: those of Head; none for an answer that does not come, if one came before it.
  virtual absl::StatusOr<bool> WaitBeyond(uint64_t last, absl::Time deadline) = 0;
};

}  // namespace tranche::storage
