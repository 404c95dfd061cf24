// The peers of the ledger: other databases doing the same job, each in the best form that we
// found for it, with the same durability. The benchmarks compare them with ours.
//
// A peer stores each event once under its sequence, each idempotency key once, the total
// allocated and disbursed of every fund, and an index that answers bitemporal questions. It has
// no Merkle tree, and guards only totals, not every date: it does less than ours.
//
// Thread safety: none; one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tranche {

// The dimensions: 2 sources, and 10 areas, of which 0 is none.
inline constexpr int32_t kPeerSources = 2;
inline constexpr int32_t kPeerAreas = 10;

// The measures by which the fund of (unit, source, year) is guarded.
inline constexpr int32_t kPeerAllocated = 2;
inline constexpr int32_t kPeerDisbursed = 4;

// One event as every peer stores it: the columns needed to answer questions, and the serialized
// event.
struct PeerEvent {
  uint64_t sequence = 0;       // from 1; never decreases
  std::string key;             // idempotency key
  int32_t unit = 0;            // number of the province, 0 to 62
  int32_t source = 0;          // 0 to kPeerSources - 1
  int32_t year = 0;            // fiscal year
  int32_t area = 0;            // 0 to kPeerAreas - 1
  int32_t measure = 0;         // as the ledger numbers them (events/measure.h), 1 to 15
  int32_t effective_date = 0;  // any number that grows with the day
  int64_t recorded_at = 0;     // microseconds since the epoch
  int64_t amount = 0;
  std::string bytes;
};

struct PeerLine {
  int32_t unit = 0;
  int32_t source = 0;
  int32_t year = 0;
  int32_t area = 0;
  int32_t measure = 0;
};

// Every source and area of a province.
struct PeerProvince {
  int32_t unit = 0;
  int32_t year = 0;
  int32_t measure = 0;
};

// The two coordinates of a question, both inclusive.
struct PeerAsOf {
  int32_t as_of = 0;
  uint64_t known_at = 0;
};

struct PeerBalance {
  int32_t unit = 0;
  int32_t measure = 0;
  int64_t amount = 0;

  friend bool operator==(const PeerBalance&, const PeerBalance&) = default;
};

class Peer {
 public:
  virtual ~Peer() = default;

  // "sqlite" or "postgres".
  virtual std::string name() const = 0;

  // Records `events`, all or none. On OK they are fsynced.
  //
  // Errors, with nothing written:
  //   ALREADY_EXISTS       a key or a sequence is taken.
  //   FAILED_PRECONDITION  the batch would leave a fund with more disbursed than allocated.
  virtual absl::Status Append(absl::Span<const PeerEvent> events) = 0;

  // Bulk-loads `events`: not durable, not guarded, and without an index until Finish has built
  // it. No question and no Append are allowed before that.
  virtual absl::Status Load(absl::Span<const PeerEvent> events) = 0;

  // Optimizes the loaded or appended rows for reading: indexes, statistics, checkpoint.
  // ALREADY_EXISTS if the loaded rows have a duplicate key.
  virtual absl::Status Finish() = 0;

  // The sum of the amounts with effective_date <= as_of and sequence <= known_at; 0 if none.
  virtual absl::StatusOr<int64_t> Line(const PeerLine& line, const PeerAsOf& at) = 0;
  virtual absl::StatusOr<int64_t> Province(const PeerProvince& province, const PeerAsOf& at) = 0;

  // The national report: the sum of every province and measure that has an event, in that order.
  virtual absl::StatusOr<std::vector<PeerBalance>> ByProvince(int32_t year, const PeerAsOf& at) = 0;

  // Drops the daily projection, (unit, source, year, area, measure, day) to a sum, and rebuilds
  // it from the events. Durable at the end.
  virtual absl::Status Rebuild() = 0;

  // Line at the head, from the projection as the last Rebuild left it.
  virtual absl::StatusOr<int64_t> ProjectedLine(const PeerLine& line, int32_t as_of) = 0;
};

}  // namespace tranche
