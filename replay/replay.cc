#include "replay/replay.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "events/kinds/kinds.h"
#include "events/money.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "projections/posting_rows.h"

namespace tranche {
namespace {

constexpr Sequence kEventsPerProgress = 4096;

// What one thread folds.
struct Fold {
  LineBalances* balances;  // of all threads
  uint64_t events = 0;
  uint64_t postings = 0;
};

// An event that moves nothing is shown with the units, sources and areas that it is about.
absl::Status ShowWithoutPostings(const v1::Event& event, const StepWatcher& watch) {
  v1::PostingRow row = MakeEventRow(event);
  const EventKind* kind = FindKind(event.kind_case());
  const auto lines = kind == nullptr ? EventLines() : kind->lines(event);
  if (lines.empty()) return watch(row);
  for (const EventLine& line : lines) {
    *row.mutable_line() = LineToProto(ToBudgetLine(line.line));
    if (absl::Status taken = watch(row); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

// Shows what each posting does to its balance.
absl::Status Show(const EventView& view, absl::Span<const PostingView> postings, const StepWatcher& watch, Fold* fold) {
  v1::Event event;
  if (absl::Status parsed = EventLog::Parse(view.stored_bytes, view.sequence, &event); !parsed.ok()) return parsed;
  if (postings.empty()) return ShowWithoutPostings(event, watch);
  for (const PostingView& posting : postings) {
    v1::PostingRow row = MakePostingRow(event, ToPosting(posting));
    row.set_balance_after(ToDigits(fold->balances->Add(posting)));
    if (absl::Status taken = watch(row); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

absl::Status Take(const EventView& event, absl::Span<const PostingView> postings, const StepWatcher& watch,
                  Fold* fold) {
  ++fold->events;
  fold->postings += postings.size();
  if (watch) return Show(event, postings, watch, fold);
  for (const PostingView& posting : postings) fold->balances->Add(posting);
  return absl::OkStatus();
}

// The combined progress of several threads.
class SharedProgress {
 public:
  SharedProgress(const EndableProgress& progress, Sequence total) : progress_(progress), total_(total) {}

  void Add(uint64_t events) { done_ += events; }
  absl::Status Tell() const { return progress_ ? progress_(done_, total_) : absl::OkStatus(); }

 private:
  const EndableProgress& progress_;
  const Sequence total_;
  std::atomic<uint64_t> done_ = 0;
};

// tells  whether the thread tells the progress: only the caller's does.
PostingsVisitor FoldInto(const StepWatcher& watch, bool tells, SharedProgress* progress, Fold* fold) {
  return [&watch, tells, progress, fold](const EventView& event, absl::Span<const PostingView> postings) {
    absl::Status taken = Take(event, postings, watch, fold);
    if (!taken.ok() || fold->events % kEventsPerProgress != 0) return taken;
    progress->Add(kEventsPerProgress);
    return tells ? progress->Tell() : absl::OkStatus();
  };
}

}  // namespace

absl::StatusOr<Replayed> Replay(const ReadView& view, Sequence to, const StepWatcher& watch,
                                const EndableProgress& progress, size_t threads) {
  const Sequence head = view.head();
  if (to > head)
    return Refuse(absl::StatusCode::kOutOfRange, "replay.past-head",
                  "cannot replay to sequence {to}: the log ends at {head}",
                  {NumberField("to", to), NumberField("head", head)});
  auto balances = std::make_unique<LineBalances>();
  std::vector<Fold> folds(watch ? 1 : std::max<size_t>(threads, 1), Fold{balances.get()});
  SharedProgress shared(progress, to);
  std::vector<PostingsVisitor> visitors;
  for (Fold& fold : folds) visitors.push_back(FoldInto(watch, visitors.empty(), &shared, &fold));
  if (absl::Status visited = VisitInAnyOrder(view.log(), 1, to, visitors); !visited.ok()) return visited;
  Replayed replayed;
  replayed.counts.set_replayed_to(to);
  for (const Fold& fold : folds) {
    shared.Add(fold.events % kEventsPerProgress);
    replayed.counts.set_events(replayed.counts.events() + fold.events);
    replayed.counts.set_postings(replayed.counts.postings() + fold.postings);
  }
  if (absl::Status told = shared.Tell(); !told.ok()) return told;
  replayed.balances = std::move(balances);
  return replayed;
}

}  // namespace tranche
