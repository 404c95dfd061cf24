#include "projections/timeline.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

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

// Reads the effective dates of the events of a question, an epoch of the index after the other.
class EffectiveDays {
 public:
  EffectiveDays(const ReadView& view, const Question& question, std::vector<Scope> scopes)
      : view_(view), question_(question), scopes_(std::move(scopes)) {}

  // The effective days of the events of `span`, one for each, in their order; kNoDay for one that has no posting here.
  absl::StatusOr<std::vector<int32_t>> Read(SequenceSpan span) const {
    std::vector<int32_t> days(span.last - span.after, kNoDay);
    for (const Scope& scope : scopes_) {
      const absl::Status visited = view_.index().VisitStored(
          scope, span, [&](absl::Span<const Account> accounts, absl::Span<const ScopePosting> postings) {
            const std::vector<bool> counts = Counting(accounts);
            for (const ScopePosting& posting : postings) {
              if (counts[posting.account]) days[posting.sequence - span.after - 1] = posting.day;
            }
          });
      if (!visited.ok()) return visited;
    }
    return days;
  }

 private:
  // Which accounts are of the question's area and project.
  std::vector<bool> Counting(absl::Span<const Account> accounts) const {
    std::vector<bool> counts;
    counts.reserve(accounts.size());
    for (const Account& account : accounts) {
      counts.push_back((!question_.area || *question_.area == account.area) &&
                       (!question_.project || *question_.project == account.project));
    }
    return counts;
  }

  const ReadView& view_;
  const Question& question_;
  const std::vector<Scope> scopes_;
};

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
  for (const auto& [pair, count] : grid.pairs()) {
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
  // grid  null: without pairs.
  Counting(const ReadView& view, const Question& question, std::vector<Sequence> reversals, TimelineGrid* grid)
      : question_(question), reversals_(std::move(reversals)), grid_(grid), recorded_(view, grid) {}

  absl::Status Add(Sequence sequence, int32_t day) {
    summary_.Add(sequence, day, DayOf(question_.as_of), question_.known_at);
    if (grid_ == nullptr) return absl::OkStatus();
    const absl::StatusOr<int32_t> recorded = recorded_.BinDayOf(sequence);
    if (!recorded.ok()) return recorded.status();
    grid_->Add(day, *recorded, std::binary_search(reversals_.begin(), reversals_.end(), sequence));
    return absl::OkStatus();
  }
  const Summary& summary() const { return summary_; }

 private:
  const Question& question_;
  const std::vector<Sequence> reversals_;
  TimelineGrid* const grid_;
  RecordedDays recorded_;
  Summary summary_;
};

absl::Status CountAll(const ReadView& view, const EffectiveDays& effective, Counting* counting) {
  const Sequence epoch = view.index().epoch_events();
  for (Sequence after = 0; after < view.head();) {
    const Sequence last = std::min(view.head(), after + epoch);
    const absl::StatusOr<std::vector<int32_t>> days = effective.Read({after, last});
    if (!days.ok()) return days.status();
    for (Sequence sequence = after + 1; sequence <= last; ++sequence) {
      const int32_t day = (*days)[sequence - after - 1];
      if (day == kNoDay) continue;
      if (absl::Status counted = counting->Add(sequence, day); !counted.ok()) return counted;
    }
    after = last;
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
  std::vector<Sequence> reversals;
  if (pairs_max > 0) {
    absl::StatusOr<std::vector<Sequence>> found = view.index().Reversals(view.head());
    if (!found.ok()) return found.status();
    reversals = *std::move(found);
  }
  TimelineGrid grid(kPairsKept);
  Counting counting(view, question, std::move(reversals), pairs_max > 0 ? &grid : nullptr);
  const EffectiveDays effective(view, question, ScopesOf(view, geography, question));
  if (absl::Status counted = CountAll(view, effective, &counting); !counted.ok()) return counted;
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
