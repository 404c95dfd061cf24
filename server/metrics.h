// What is measured of a server, for Prometheus: docs/server.md lists it. Labels have few values, all of our own: names
// of calls, codes of refusals, doors, kinds of work; nothing of what callers say.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/exchange.h"

namespace tranche {

// The content type of its text (https://prometheus.io/docs/instrumenting/exposition_formats).
inline constexpr absl::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

class ServerMetrics {
 public:
  ServerMetrics();
  ServerMetrics(const ServerMetrics&) = delete;
  ServerMetrics& operator=(const ServerMetrics&) = delete;
  ~ServerMetrics();

  // Work of that kind was begun at that door; Done ends it.
  void Begun(Door door, WorkKind work);
  void Done(const Exchange& exchange);

  // A connection of HTTP was opened, or closed.
  void Connected();
  void Disconnected();

  // `events` became durable after `duration`, or, if not `is_durable`, an append failed.
  void Appended(uint64_t events, absl::Duration duration, bool is_durable);

  // Who tried to come in and was turned away, since the server began.
  struct FailedEntries {
    uint64_t unknown = 0;   // with nothing that counts
    uint64_t too_many = 0;  // likewise, and too often
  };

  // What the node says that keeps a copy of a shared log up to date (cluster/node.h).
  struct CopyFacts {
    uint64_t log_head = 0;               // when it was last heard from
    std::optional<absl::Time> heard_at;  // when it had no more than the copy; nothing if that is not known
    bool decides = false;
    uint64_t takeovers = 0;      // how often it began to decide
    absl::Duration clock_ahead;  // of the clock of the log
    // How many appends to the log ended so (cluster/counted_log.h).
    uint64_t appended = 0;
    uint64_t refused = 0;
    uint64_t unknown = 0;
  };

  // From now on `copy` is asked for the text; it may be asked by any thread for as long as this is there.
  void ObserveCopy(std::function<CopyFacts()> copy);

  // What the ledger and who guards it say when they are asked.
  struct Facts {
    uint64_t head = 0;
    // Of the newest published checkpoint, if there is one: how many events it covers, and when the last was recorded.
    std::optional<uint64_t> checkpoint_size;
    std::optional<absl::Time> checkpoint_recorded_at;
    std::optional<FailedEntries> failed_entries;  // nothing where nobody is asked who calls
  };

  // Everything measured so far, in the text format 0.0.4.
  std::string Text(const Facts& facts) const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace tranche
