#include "log/log_readers.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "events/check.h"
#include "events/mutex.h"
#include "log/merkle_tree.h"

namespace tranche {
namespace {

// In order: few enough to stay in the CPU cache between the reading and the visiting
// thread.
constexpr Sequence kPartEvents = 256;
// In any order: enough to amortize the seek to the first of them.
constexpr Sequence kLongPartEvents = 4096;
// How many parts are prefetched ahead of the one being visited.
constexpr size_t kPartsAhead = kSlots / kPartEvents;

// An event passed from the thread that read it to the one that visits it.
struct ReadEvent {
  KeptEvent event;
  PostingList postings;
};

// A range of the log that has been read.
struct Part {
  size_t first_slot = 0;
  std::vector<ReadEvent> events = std::vector<ReadEvent>(kPartEvents);
  size_t size = 0;
  absl::Status status;  // why reading stopped after `size` events
};

// Reading starts one event before the part, so the order across the boundary is
// checked too.
Sequence BeginOf(Sequence first) { return std::max<Sequence>(first - 1, 1); }

absl::Status VisitPart(const EventLog& log, Sequence first, Sequence last, const PostingsVisitor& visitor) {
  return VisitWithPostings(log, BeginOf(first), last,
                           [&](const EventView& event, absl::Span<const PostingView> postings) {
                             return event.sequence < first ? absl::OkStatus() : visitor(event, postings);
                           });
}

void ReadPart(const EventLog& log, Sequence first, Sequence last, const SlotVisitor& prepare, Part* part) {
  part->size = 0;
  const auto place = [part] { return &part->events[part->size].event; };
  part->status = log.VisitKept(BeginOf(first), last, place, [&](const EventView& event) {
    if (event.sequence < first) return absl::OkStatus();
    PostingList& postings = part->events[part->size].postings;
    absl::Status status = StoredPostings(event, log, &postings);
    if (status.ok() && prepare) status = prepare(part->first_slot + part->size, event, postings.view());
    if (status.ok()) ++part->size;
    return status;
  });
}

// Hashes the events of a part side by side (LeafHashes).
void HashPart(const Part& part, absl::Span<Digest> leaves) {
  std::array<absl::string_view, kPartEvents> bytes;
  for (size_t i = 0; i < part.size; ++i) bytes[i] = part.events[i].event.bytes;
  LeafHashes(absl::MakeConstSpan(bytes.data(), part.size), leaves.subspan(part.first_slot, part.size));
}

// Parts of the log passed from the reading threads to the visiting thread.
class Parts {
 public:
  Parts(const EventLog& log, Sequence first, Sequence last, const SlotVisitor& prepare, std::vector<Digest>* leaves)
      : log_(log),
        first_(first),
        last_(last),
        count_((last - first + kPartEvents) / kPartEvents),
        prepare_(prepare),
        leaves_(leaves) {
    for (size_t i = 0; i < kPartsAhead; ++i) slots_[i].first_slot = i * kPartEvents;
  }

  Sequence count() const { return count_; }

  // The loop of a reading thread, until nothing is left to read.
  void Read() {
    while (const std::optional<Sequence> number = TakeNext()) {
      const Sequence from = first_ + *number * kPartEvents;
      Part& part = slots_[*number % kPartsAhead];
      ReadPart(log_, from, std::min(last_, from + kPartEvents - 1), prepare_, &part);
      if (leaves_ != nullptr) HashPart(part, absl::MakeSpan(*leaves_));
      const MutexLock lock(mutex_);
      is_ready_[*number % kPartsAhead] = true;
      changed_.WakeAll();
    }
  }

  Part& Wait(Sequence number) {
    const MutexLock lock(mutex_);
    while (!is_ready_[number % kPartsAhead]) changed_.Wait(mutex_);
    return slots_[number % kPartsAhead];
  }

  void Visited(Sequence number) {
    const MutexLock lock(mutex_);
    is_ready_[number % kPartsAhead] = false;
    visited_ = number + 1;
    changed_.WakeAll();
  }

  void Close() {
    const MutexLock lock(mutex_);
    is_closed_ = true;
    changed_.WakeAll();
  }

 private:
  // The next part to read; blocks until a slot is free. Nothing at the end.
  std::optional<Sequence> TakeNext() {
    const MutexLock lock(mutex_);
    while (!is_closed_ && next_ != count_ && next_ >= visited_ + kPartsAhead) changed_.Wait(mutex_);
    if (is_closed_ || next_ == count_) return std::nullopt;
    return next_++;
  }

  const EventLog& log_;
  const Sequence first_;
  const Sequence last_;
  const Sequence count_;
  const SlotVisitor& prepare_;
  std::vector<Digest>* const leaves_;
  std::array<Part, kPartsAhead> slots_;  // each used by one thread at a time, as is_ready_ says

  Mutex mutex_;
  Signal changed_;
  std::array<bool, kPartsAhead> is_ready_ ABSL_GUARDED_BY(mutex_) = {};
  Sequence next_ ABSL_GUARDED_BY(mutex_) = 0;
  Sequence visited_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_closed_ ABSL_GUARDED_BY(mutex_) = false;
};

absl::Status VisitAll(Parts* parts, const SlotVisitor& visit) {
  for (Sequence number = 0; number < parts->count(); ++number) {
    const Part& part = parts->Wait(number);
    for (size_t i = 0; i < part.size; ++i) {
      const ReadEvent& event = part.events[i];
      absl::Status visited = visit(part.first_slot + i, event.event.view, event.postings.view());
      if (!visited.ok()) return visited;
    }
    if (!part.status.ok()) return part.status;
    parts->Visited(number);
  }
  return absl::OkStatus();
}

// Of the failures of several threads, the one of the earliest part.
class FirstFailure {
 public:
  void Take(Sequence part, absl::Status failure) {
    const MutexLock lock(mutex_);
    if (part < part_) failure_ = std::move(failure);
    part_ = std::min(part_, part);
  }

  absl::Status Get() {
    const MutexLock lock(mutex_);
    return failure_;
  }

 private:
  Mutex mutex_;
  Sequence part_ ABSL_GUARDED_BY(mutex_) = std::numeric_limits<Sequence>::max();
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

size_t ReaderThreads() { return std::max(1U, std::thread::hardware_concurrency()); }

absl::Status VisitInOrder(const EventLog& log, Sequence first, Sequence last, const SlotVisitor& prepare,
                          const SlotVisitor& visit, std::vector<Digest>* leaves) {
  if (last < first) return absl::OkStatus();
  TRANCHE_CHECK(leaves == nullptr || leaves->size() == kSlots, "leaf hashes without a slot each");
  Parts parts(log, first, last, prepare, leaves);
  std::vector<std::thread> readers;
  for (size_t i = 1; i < std::max<size_t>(2, ReaderThreads()); ++i) readers.emplace_back([&parts] { parts.Read(); });
  const absl::Status visited = VisitAll(&parts, visit);
  parts.Close();
  for (std::thread& reader : readers) reader.join();
  return visited;
}

absl::Status VisitInAnyOrder(const EventLog& log, Sequence first, Sequence last,
                             const std::vector<PostingsVisitor>& visitors) {
  if (last < first) return absl::OkStatus();
  std::atomic<Sequence> next = first;
  FirstFailure failure;
  const auto read = [&](const PostingsVisitor& visitor) {
    for (Sequence from = next.fetch_add(kLongPartEvents); from <= last; from = next.fetch_add(kLongPartEvents)) {
      absl::Status visited = VisitPart(log, from, std::min(last, from + kLongPartEvents - 1), visitor);
      if (visited.ok()) continue;
      failure.Take(from, std::move(visited));
      next = last + 1;
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < visitors.size(); ++i) threads.emplace_back(read, std::cref(visitors[i]));
  read(visitors.front());
  for (std::thread& thread : threads) thread.join();
  return failure.Get();
}

}  // namespace tranche
