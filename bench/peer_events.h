// The events of a ledger in the form in which its peers store them: a row for each posting.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "bench/peers/peer.h"
#include "events/posting.h"
#include "events/sequence.h"
#include "ledger/ledger.h"
#include "proto/event.pb.h"

namespace tranche {

// "S07" is 6; units that are not provinces come after the last one.
int32_t PeerUnit(absl::string_view unit);
int32_t PeerSource(absl::string_view source);
int32_t PeerArea(const std::string& area);

class PeerEvents {
 public:
  // `ledger` must outlive this; its history is the synthetic one.
  explicit PeerEvents(const Ledger* ledger) : ledger_(*ledger) {}

  // The rows of the next `events` events; fewer at the end of the log.
  std::vector<PeerEvent> Next(uint64_t events);

  // Loads all remaining events up to `last` (inclusive) into each peer, and calls Finish.
  void LoadInto(const std::vector<std::unique_ptr<Peer>>& peers, Sequence last = std::numeric_limits<Sequence>::max());

  // The number of the last row of an event returned by Next; peers use it as the event's
  // sequence.
  uint64_t RowOf(Sequence sequence) const { return last_row_[sequence]; }

 private:
  void Add(const EventView& event, absl::Span<const PostingView> postings, std::vector<PeerEvent>* rows);

  const Ledger& ledger_;
  Sequence next_ = 1;
  std::vector<uint64_t> last_row_ = {0};
};

}  // namespace tranche
