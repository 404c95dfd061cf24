#include "replay/replay.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "events/kinds/kinds.h"
#include "events/money.h"
#include "events/mutex.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "projections/posting_rows.h"
#include "replay/line_balances.h"

namespace tranche {
namespace {

constexpr Sequence kEventsPerProgress = 4096;

// The state folded by one thread.
struct Fold {
  LineBalances balances;
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
    row.set_balance_after(ToDigits(fold->balances.Add(posting)));
    if (absl::Status taken = watch(row); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

absl::Status Take(const EventView& event, absl::Span<const PostingView> postings, const StepWatcher& watch,
                  Fold* fold) {
  ++fold->events;
  fold->postings += postings.size();
  if (watch) return Show(event, postings, watch, fold);
  for (const PostingView& posting : postings) fold->balances.Add(posting);
  return absl::OkStatus();
}

// Reports the combined progress of several threads.
class SharedProgress {
 public:
  SharedProgress(const ProgressCallback& progress, Sequence total) : progress_(progress), total_(total) {}

  void Add(uint64_t events) {
    if (!progress_) return;
    const MutexLock lock(mutex_);
    done_ += events;
    progress_(done_, total_);
  }

 private:
  const ProgressCallback& progress_;
  const Sequence total_;
  Mutex mutex_;
  uint64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
};

PostingsVisitor FoldInto(const StepWatcher& watch, SharedProgress* progress, Fold* fold) {
  return [&watch, progress, fold](const EventView& event, absl::Span<const PostingView> postings) {
    absl::Status taken = Take(event, postings, watch, fold);
    if (fold->events % kEventsPerProgress == 0) progress->Add(kEventsPerProgress);
    return taken;
  };
}

// Sorts each part in a thread of its own.
void Sort(absl::Span<LineBalances> parts) {
  std::vector<std::thread> threads;
  for (size_t i = 1; i < parts.size(); ++i) threads.emplace_back([&parts, i] { parts[i].Sort(); });
  parts.front().Sort();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

absl::StatusOr<v1::ReplayReport> Replay(const ReadView& view, Sequence to, const StepWatcher& watch,
                                        const ProgressCallback& progress, size_t threads) {
  const Sequence head = view.head();
  if (to > head)
    return Refuse(absl::StatusCode::kOutOfRange, "replay.past-head",
                  "cannot replay to sequence {to}: the log ends at {head}",
                  {NumberField("to", to), NumberField("head", head)});
  std::vector<Fold> folds(watch ? 1 : std::max<size_t>(threads, 1));
  SharedProgress shared(progress, to);
  std::vector<PostingsVisitor> visitors;
  for (Fold& fold : folds) visitors.push_back(FoldInto(watch, &shared, &fold));
  const absl::Status visited = VisitInAnyOrder(view.log(), 1, to, visitors);
  if (!visited.ok()) return visited;
  v1::ReplayReport report;
  std::vector<LineBalances> parts;
  for (Fold& fold : folds) {
    shared.Add(fold.events % kEventsPerProgress);
    report.set_events(report.events() + fold.events);
    report.set_postings(report.postings() + fold.postings);
    parts.push_back(std::move(fold.balances));
  }
  Sort(absl::MakeSpan(parts));
  report.set_replayed_to(to);
  LineBalances::Report(parts, &report);
  return report;
}

}  // namespace tranche
