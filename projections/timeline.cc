#include "projections/timeline.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/bits.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "projections/catalogue/geography.h"
#include "projections/index/balance_index.h"
#include "projections/timeline_grid.h"

namespace tranche {
namespace {

constexpr int32_t kNoDay = std::numeric_limits<int32_t>::min();
constexpr int32_t kEndOfDays = std::numeric_limits<int32_t>::max();
// While events are counted: more than what is told, so that bins are not wider than they must be.
constexpr size_t kPairsKept = size_t{1} << 14;
// Each bin in which something was recorded costs some point reads.
constexpr size_t kRecordedBinsMax = 512;

std::string DateOfDay(int32_t day) { return CivilDate::FromDaysSinceEpoch(day).ToString(); }

// The days on which events were recorded, as the first days of bins of a grid. Asked in the order of sequences.
class RecordedDays {
 public:
  RecordedDays(const ReadView& view, TimelineGrid* grid) : view_(view), grid_(grid) {}

  // The first day of the bin in which the event was recorded.
  absl::StatusOr<int32_t> BinDayOf(Sequence sequence) {
    if (sequence <= last_) return day_;
    const absl::StatusOr<absl::Time> recorded = view_.log().InstantOf(sequence);
    if (!recorded.ok()) return recorded.status();
    if (++bins_ > kRecordedBinsMax) {
      grid_->Coarsen();
      bins_ /= 2;
    }
    const auto day = static_cast<int32_t>(view_.DateOf(*recorded).DaysSinceEpoch());
    day_ = grid_->FirstDayOf(grid_->BinOf(day));
    const CivilDate last_day = CivilDate::FromDaysSinceEpoch(day_ + grid_->bin_days() - 1);
    const absl::StatusOr<Sequence> last = view_.KnownAt(view_.EndOfDay(last_day));
    if (!last.ok()) return last.status();
    last_ = std::max(*last, sequence);
    return day_;
  }

 private:
  const ReadView& view_;
  TimelineGrid* grid_;
  size_t bins_ = 0;
  int32_t day_ = 0;
  Sequence last_ = 0;  // of the bin that begins on day_
};

// The effective days of the events of one epoch of the index that are of the question.
class DaysOfEpoch {
 public:
  // For epochs of at most `events` events.
  explicit DaysOfEpoch(size_t events) : days_(events), has_day_((events + kWordBits - 1) / kWordBits) {}

  void Set(size_t place, int32_t day) {
    days_[place] = day;
    has_day_[place / kWordBits] |= uint64_t{1} << (place % kWordBits);
  }

  // Visits those that were set, by place, and forgets them. Ends with the first status that is not OK.
  template <typename Visit>
  absl::Status Take(const Visit& visit) {
    for (size_t word = 0; word < has_day_.size(); ++word) {
      for (uint64_t rest = std::exchange(has_day_[word], 0); rest != 0; rest &= rest - 1) {
        const size_t place = word * kWordBits + static_cast<size_t>(absl::countr_zero(rest));
        if (absl::Status visited = visit(place, days_[place]); !visited.ok()) return visited;
      }
    }
    return absl::OkStatus();
  }

 private:
  static constexpr size_t kWordBits = 64;

  std::vector<int32_t> days_;
  std::vector<uint64_t> has_day_;  // a bit for each
};

// A scope of the question, and where its postings are.
struct ScopeInLog {
  Scope scope;
  SequenceSpan span;
};

std::vector<ScopeInLog> ScopesInLog(const ReadView& view, std::vector<Scope> scopes) {
  std::vector<ScopeInLog> placed;
  for (Scope& scope : scopes) {
    const SequenceSpan span = view.index().SpanOf(scope);
    if (span.after < span.last) placed.push_back({std::move(scope), span});
  }
  return placed;
}

// The events that may be of the question: from the first to the last event of any of the scopes.
SequenceSpan WholeSpan(const std::vector<ScopeInLog>& scopes, Sequence head) {
  SequenceSpan whole = {head, 0};
  for (const ScopeInLog& each : scopes)
    whole = {std::min(whole.after, each.span.after), std::min(head, std::max(whole.last, each.span.last))};
  return whole;
}

// Null if the question is of all areas and projects.
BalanceIndex::AccountFilter AccountsOf(const Question& question) {
  if (!question.area && !question.project) return nullptr;
  return [&question](const Account& account) {
    return (!question.area || *question.area == account.area) &&
           (!question.project || *question.project == account.project);
  };
}

// What a timeline tells beside its pairs.
struct Summary {
  uint64_t events = 0;
  uint64_t recorded_later = 0;
  Sequence first = 0;
  Sequence last = 0;
  // Days that no event has where there is none.
  int32_t first_day = kEndOfDays;
  int32_t last_day = kNoDay;
  int32_t previous_day = kNoDay;
  int32_t next_day = kEndOfDays;

  void Add(Sequence sequence, int32_t day, int32_t as_of, Sequence known_at) {
    ++events;
    if (first == 0) first = sequence;
    last = sequence;
    first_day = std::min(first_day, day);
    last_day = std::max(last_day, day);
    if (sequence > known_at) {
      if (day <= as_of) ++recorded_later;
    } else if (day < as_of) {
      previous_day = std::max(previous_day, day);
    } else if (day > as_of) {
      next_day = std::min(next_day, day);
    }
  }
};

absl::Status FillSummary(const ReadView& view, const Summary& summary, v1::Timeline* timeline) {
  timeline->set_events(summary.events);
  timeline->set_recorded_later(summary.recorded_later);
  if (summary.previous_day != kNoDay) timeline->set_previous_day(DateOfDay(summary.previous_day));
  if (summary.next_day != kEndOfDays) timeline->set_next_day(DateOfDay(summary.next_day));
  if (summary.events == 0) return absl::OkStatus();
  timeline->set_first_effective(DateOfDay(summary.first_day));
  timeline->set_last_effective(DateOfDay(summary.last_day));
  const absl::StatusOr<absl::Time> first = view.log().InstantOf(summary.first);
  if (!first.ok()) return first.status();
  const absl::StatusOr<absl::Time> last = view.log().InstantOf(summary.last);
  if (!last.ok()) return last.status();
  timeline->set_first_recorded(view.DateOf(*first).ToString());
  timeline->set_last_recorded(view.DateOf(*last).ToString());
  return absl::OkStatus();
}

void FillPairs(const TimelineGrid& grid, v1::Timeline* timeline) {
  timeline->set_bin_days(static_cast<uint32_t>(grid.bin_days()));
  for (const auto& [pair, count] : grid.Pairs()) {
    v1::TimelinePair& told = *timeline->add_pairs();
    told.set_effective_from(DateOfDay(grid.FirstDayOf(pair.first)));
    told.set_recorded_from(DateOfDay(grid.FirstDayOf(pair.second)));
    told.set_events(count.events);
    told.set_reversals(count.reversals);
  }
}

// Counts the events of a timeline in the order of their sequences.
class Counting {
 public:
  // reversals  ascending.
  // grid       null: without pairs.
  Counting(const ReadView& view, const Question& question, std::vector<Sequence> reversals, TimelineGrid* grid)
      : as_of_(DayOf(question.as_of)),
        known_at_(question.known_at),
        reversals_(std::move(reversals)),
        grid_(grid),
        recorded_(view, grid) {}

  absl::Status Add(Sequence sequence, int32_t day) {
    summary_.Add(sequence, day, as_of_, known_at_);
    if (grid_ == nullptr) return absl::OkStatus();
    const absl::StatusOr<int32_t> recorded = recorded_.BinDayOf(sequence);
    if (!recorded.ok()) return recorded.status();
    while (next_reversal_ < reversals_.size() && reversals_[next_reversal_] < sequence) ++next_reversal_;
    const bool is_reversal = next_reversal_ < reversals_.size() && reversals_[next_reversal_] == sequence;
    grid_->Add(day, *recorded, is_reversal);
    return absl::OkStatus();
  }
  const Summary& summary() const { return summary_; }

 private:
  const int32_t as_of_;
  const Sequence known_at_;
  const std::vector<Sequence> reversals_;
  size_t next_reversal_ = 0;
  TimelineGrid* const grid_;
  RecordedDays recorded_;
  Summary summary_;
};

// Counts an epoch of the index after the other.
absl::Status CountAll(const ReadView& view, const Question& question, const std::vector<ScopeInLog>& scopes,
                      Counting* counting) {
  const BalanceIndex& index = view.index();
  const BalanceIndex::AccountFilter counts = AccountsOf(question);
  const Sequence epoch = index.epoch_events();
  const SequenceSpan whole = WholeSpan(scopes, view.head());
  DaysOfEpoch days(epoch);
  for (Sequence after = whole.after; after < whole.last;) {
    const SequenceSpan span = {after, std::min(whole.last, (after / epoch + 1) * epoch)};
    for (const ScopeInLog& each : scopes) {
      if (each.span.last <= span.after || span.last <= each.span.after) continue;
      const absl::Status visited = index.VisitEventDays(
          each.scope, span, counts, [&](Sequence sequence, int32_t day) { days.Set(sequence - after - 1, day); });
      if (!visited.ok()) return visited;
    }
    const absl::Status counted =
        days.Take([&](size_t place, int32_t day) { return counting->Add(after + 1 + place, day); });
    if (!counted.ok()) return counted;
    after = span.last;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Timeline> MakeTimeline(const ReadView& view, const Question& question, uint32_t pairs_max) {
  const auto catalogue = view.CatalogueAt(view.head());
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, question.boundaries);
  absl::StatusOr<v1::Basis> basis = BasisOf(view, geography, question);
  if (!basis.ok()) return basis.status();
  const std::vector<ScopeInLog> scopes = ScopesInLog(view, ScopesOf(view, geography, question));
  std::vector<Sequence> reversals;
  if (pairs_max > 0) {
    // What a reversal takes back is of the scopes of what it reverses.
    absl::StatusOr<std::vector<Sequence>> found = view.index().ReversalsIn(WholeSpan(scopes, view.head()));
    if (!found.ok()) return found.status();
    reversals = *std::move(found);
  }
  TimelineGrid grid(kPairsKept);
  Counting counting(view, question, std::move(reversals), pairs_max > 0 ? &grid : nullptr);
  if (absl::Status counted = CountAll(view, question, scopes, &counting); !counted.ok()) return counted;
  v1::Timeline timeline;
  *timeline.mutable_basis() = *std::move(basis);
  if (pairs_max > 0) {
    grid.Fit(std::min(pairs_max, kTimelinePairsMax));
    FillPairs(grid, &timeline);
  }
  if (absl::Status filled = FillSummary(view, counting.summary(), &timeline); !filled.ok()) return filled;
  return timeline;
}

}  // namespace tranche
