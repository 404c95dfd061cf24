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

// "S07" is 6; units that are no province are beyond the last.
int32_t PeerUnit(absl::string_view unit);
int32_t PeerSource(absl::string_view source);
int32_t PeerArea(const std::string& area);

class PeerEvents {
 public:
  // `ledger` must outlive this; its history is the synthetic one.
  explicit PeerEvents(const Ledger* ledger) : ledger_(*ledger) {}

  // The rows of the next `events` events; fewer at the end of the log.
  std::vector<PeerEvent> Next(uint64_t events);

  // Loads all that is left, up to `last`, into each peer and finishes it.
  void LoadInto(const std::vector<std::unique_ptr<Peer>>& peers, Sequence last = std::numeric_limits<Sequence>::max());

  // The number of the last row of an event that Next gave, which is what peers know it by.
  uint64_t RowOf(Sequence sequence) const { return last_row_[sequence]; }

 private:
  void Add(const EventView& event, absl::Span<const PostingView> postings, std::vector<PeerEvent>* rows);

  const Ledger& ledger_;
  Sequence next_ = 1;
  std::vector<uint64_t> last_row_ = {0};
};

}  // namespace tranche
