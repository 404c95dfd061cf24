#include "bench/peer_events.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "log/stored_postings.h"

namespace tranche {

int32_t PeerUnit(absl::string_view unit) {
  int32_t number = 0;
  TRANCHE_CHECK(absl::SimpleAtoi(unit.substr(1), &number), "unit ", unit, " is no province");
  return number - 1;
}

int32_t PeerSource(absl::string_view source) { return source == "national" ? 0 : 1; }

// Peers distinguish ten areas; the numbering is arbitrary, as long as each name has one number.
int32_t PeerArea(absl::string_view area) {
  static std::vector<std::string> names = {""};
  const auto found = std::find(names.begin(), names.end(), area);
  if (found != names.end()) return static_cast<int32_t>((found - names.begin()) % kPeerAreas);
  names.emplace_back(area);
  return static_cast<int32_t>((names.size() - 1) % kPeerAreas);
}

void PeerEvents::Add(const EventView& event, absl::Span<const PostingView> postings, std::vector<PeerEvent>* rows) {
  uint64_t row = last_row_.back();
  const int64_t recorded_at = absl::ToUnixMicros(event.recorded_at);
  for (size_t i = 0; i < postings.size(); ++i) {
    const PostingView& posting = postings[i];
    rows->push_back({++row, i == 0 ? std::string(event.event_id) : absl::StrCat(event.event_id, "/", i),
                     PeerUnit(posting.line.unit), PeerSource(posting.line.source), posting.line.fiscal_year,
                     PeerArea(posting.line.area), static_cast<int32_t>(posting.measure), event.effective_date,
                     recorded_at, posting.amount, std::string(event.stored_bytes)});
  }
  last_row_.push_back(row);
}

std::vector<PeerEvent> PeerEvents::Next(uint64_t events) {
  std::vector<PeerEvent> rows;
  const Sequence last = std::min(ledger_.head(), next_ + events - 1);
  const absl::Status visited = VisitWithPostings(ledger_.log(), next_, last,
                                                 [&](const EventView& event, absl::Span<const PostingView> postings) {
                                                   Add(event, postings, &rows);
                                                   return absl::OkStatus();
                                                 });
  TRANCHE_CHECK(visited.ok(), visited.ToString());
  next_ = last + 1;
  return rows;
}

void PeerEvents::LoadInto(const std::vector<std::unique_ptr<Peer>>& peers, Sequence last) {
  constexpr uint64_t kEventsAtOnce = 50'000;
  last = std::min(last, ledger_.head());
  while (next_ <= last) {
    const std::vector<PeerEvent> rows = Next(std::min(kEventsAtOnce, last - next_ + 1));
    for (const auto& peer : peers) TRANCHE_CHECK(peer->Load(rows).ok(), peer->name(), " does not load");
  }
  for (const auto& peer : peers) TRANCHE_CHECK(peer->Finish().ok(), peer->name(), " does not finish");
}

}  // namespace tranche
