#include "ledger/equal_events.h"

#include <algorithm>

#include "events/kinds/filled_in.h"
#include "events/meaning.h"
#include "events/postings_of.h"
#include "log/event_log.h"

namespace tranche {
namespace {

std::optional<Sequence> TakeFirst(std::deque<Sequence>* sequences) {
  if (sequences->empty()) return std::nullopt;
  const Sequence first = sequences->front();
  sequences->pop_front();
  return first;
}

// The queue with the earliest event; null if all are empty.
std::deque<Sequence>* EarliestOf(std::map<uint32_t, std::deque<Sequence>>* by_tranche) {
  std::deque<Sequence>* earliest = nullptr;
  for (auto& [tranche, sequences] : *by_tranche) {
    if (sequences.empty()) continue;
    if (earliest == nullptr || sequences.front() < earliest->front()) earliest = &sequences;
  }
  return earliest;
}

// Excludes events decided but not yet durable: they move the head, so a decision based on this view is then refused.
class DurableEvents final : public EventReader {
 public:
  explicit DurableEvents(const ReadView& view) : view_(view) {}

  absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
    return sequence <= view_.head() ? view_.log().Read(sequence) : v1::Event();
  }

 private:
  const ReadView& view_;
};

// What an event says in figures.
std::string FiguresOf(v1::Event event) {
  event.clear_reason();
  event.clear_document();
  event.clear_evidence();
  return MeaningOf(event);
}

// Vouchers with two numbers are two.
bool IsSameMoney(const v1::Event& event, const v1::Event& earlier) {
  const FilledIn filled_in = FilledInOf(event);
  if (!filled_in.chosen && filled_in.number != FilledInOf(earlier).number) return false;
  const std::string& number = event.document().number();
  const std::string& earlier_number = earlier.document().number();
  if (!number.empty() && !earlier_number.empty() && number != earlier_number) return false;
  return FiguresOf(event) == FiguresOf(earlier);
}

}  // namespace

absl::StatusOr<std::optional<Sequence>> FindEqualBefore(const ReadView& view, const v1::Event& event) {
  const absl::StatusOr<std::vector<Posting>> postings = PostingsOf(event, nullptr);
  if (event.has_event_reversed() || !postings.ok() || postings->empty()) return std::optional<Sequence>();
  const Posting& first = postings->front();
  const CivilDate date = CivilDate::FromNumber(event.effective_date()).value_or(CivilDate());
  const absl::StatusOr<std::vector<Sequence>> alike = view.index().FindAlike(
      ToScope(ScopeOf(first.line)), date, first.measure, first.amount, std::min(event.sequence() - 1, view.head()));
  if (!alike.ok()) return alike.status();
  for (const Sequence sequence : *alike) {
    const absl::StatusOr<std::optional<Sequence>> reversal = view.index().ReversalOf(sequence);
    if (!reversal.ok()) return reversal.status();
    if (reversal->has_value()) continue;
    const absl::StatusOr<v1::Event> earlier = view.log().Read(sequence);
    if (!earlier.ok()) return earlier.status();
    if (IsSameMoney(event, *earlier)) return std::optional<Sequence>(sequence);
  }
  return std::optional<Sequence>();
}

absl::StatusOr<std::optional<Sequence>> EqualEvents::FindKey(absl::string_view event_id) {
  auto found = view_.index().FindKey(event_id, DurableEvents(view_));
  if (found.ok() && found->has_value()) known_.insert(**found);
  return found;
}

absl::StatusOr<const std::map<EqualEvents::Likeness, EqualEvents::Sequences>*> EqualEvents::PostingsOfScope(
    const Scope& scope) {
  const auto [found, is_new] = scopes_.try_emplace(scope);
  if (!is_new) return &found->second;
  std::map<Likeness, Sequences>& postings = found->second;
  const absl::Status visited = view_.index().Visit(
      {scope.unit, scope.source, scope.fiscal_year}, view_.head(), [&postings](const IndexedPosting& indexed) {
        Sequences& sequences = postings[{indexed.effective_date, indexed.posting.measure, indexed.posting.amount}];
        if (sequences.empty() || sequences.back() != indexed.sequence) sequences.push_back(indexed.sequence);
      });
  if (!visited.ok()) return visited;
  return &postings;
}

absl::StatusOr<EqualEvents::ByMeaning*> EqualEvents::CandidatesLike(const Scope& scope, const Likeness& likeness) {
  const auto [found, is_new] = candidates_.try_emplace({scope, likeness});
  if (!is_new) return &found->second;
  const auto postings = PostingsOfScope(scope);
  if (!postings.ok()) return postings.status();
  const auto alike = (*postings)->find(likeness);
  if (alike == (*postings)->end()) return &found->second;
  for (const Sequence sequence : alike->second) {
    if (known_.contains(sequence)) continue;
    const auto reversal = view_.index().ReversalOf(sequence);
    if (!reversal.ok()) return reversal.status();
    if (reversal->has_value()) continue;
    const absl::StatusOr<v1::Event> event = view_.log().Read(sequence);
    if (!event.ok()) return event.status();
    found->second[MeaningOf(*event)][DrawnTrancheOf(*event).from].push_back(sequence);
  }
  return &found->second;
}

absl::StatusOr<std::optional<Sequence>> EqualEvents::Take(const v1::Event& command) {
  const absl::StatusOr<std::vector<Posting>> postings = PostingsOf(command, nullptr);
  if (!postings.ok() || postings->empty()) return std::optional<Sequence>();
  const Posting& first = postings->front();
  const CivilDate date = CivilDate::FromNumber(command.effective_date()).value_or(CivilDate());
  const absl::StatusOr<ByMeaning*> candidates =
      CandidatesLike(ToScope(ScopeOf(first.line)), {date, first.measure, first.amount});
  if (!candidates.ok()) return candidates.status();
  const auto equal = (*candidates)->find(MeaningOf(command));
  if (equal == (*candidates)->end()) return std::optional<Sequence>();
  const uint32_t tranche = DrawnTrancheOf(command).from;
  std::deque<Sequence>* const queue = tranche == 0 ? EarliestOf(&equal->second) : &equal->second[tranche];
  return queue == nullptr ? std::nullopt : TakeFirst(queue);
}

}  // namespace tranche
