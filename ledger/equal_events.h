// Finds events that say the same as a command, whatever their keys: a payment that was typed in and then arrives in a
// file too, or two vouchers that look alike. The ledger cannot tell these apart, so the caller must ask.
//
// Thread safety: not thread-safe; several may search one ledger at the same time.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/posting.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "projections/read_view.h"
#include "proto/event.pb.h"

namespace tranche {

// The first event before `event` that records the same money (kind, lines, amounts and date, and the tranche that
// `event` names, if it names one), is not reversed and does not name another document; nothing if there is none, and
// for an event that is no movement of money of its own. Reasons and notes may differ.
//
// event  as recorded, or as it would be.
//
// Cost: BalanceIndex::FindAlike for its first line; the events that it finds are read.
// Errors: DATA_LOSS  a row or an event is damaged.
absl::StatusOr<std::optional<Sequence>> FindEqualBefore(const ReadView& view, const v1::Event& event);

class EqualEvents {
 public:
  // Searches the events visible in `view`; its ledger must outlive this.
  explicit EqualEvents(const ReadView& view) : view_(view) {}

  // The event with this key, or nothing. It is identified by its key, so Take skips it; must be called before the first
  // Take.
  // Cost and errors: those of KeyIndex::Find.
  absl::StatusOr<std::optional<Sequence>> FindKey(absl::string_view event_id);

  // The first event that says the same as `command` and that no earlier call has returned, or nothing. An event says
  // the same when it has the same meaning (events/meaning.h) and its tranche is the one that the command names, if it
  // names one. Reversed events are skipped.
  //
  // command  must move money and have passed CheckLines; for any other the result is nothing.
  //
  // Cost: the first command of a scope reads the scope's postings; the events of those with the same day, measure and
  // amount are read, each once.
  // Errors: DATA_LOSS  a row or an event is damaged.
  absl::StatusOr<std::optional<Sequence>> Take(const v1::Event& command);

 private:
  // What postings of one scope must have in common for their events to say the same.
  using Likeness = std::tuple<CivilDate, Measure, int64_t>;
  using Sequences = std::vector<Sequence>;
  // Events not returned yet, ascending, by meaning and by the tranche that they draw on.
  using ByMeaning = absl::flat_hash_map<std::string, std::map<uint32_t, std::deque<Sequence>>>;

  absl::StatusOr<const std::map<Likeness, Sequences>*> PostingsOfScope(const Scope& scope);
  absl::StatusOr<ByMeaning*> CandidatesLike(const Scope& scope, const Likeness& likeness);

  ReadView view_;
  std::set<Sequence> known_;
  std::map<Scope, std::map<Likeness, Sequences>> scopes_;
  std::map<std::pair<Scope, Likeness>, ByMeaning> candidates_;
};

}  // namespace tranche
