#include "service/events.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/measure.h"
#include "events/money.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "projections/catalogue_events.h"
#include "replay/replay.h"
#include "service/answer_page.h"
#include "service/answer_parts.h"
#include "service/event_filter.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// The most events that are listed from the end, and how many are read at a time to find them.
constexpr uint32_t kNewestMax = 1'000;
constexpr Sequence kReadBackwards = 1'024;

// The rows of a replay, a page of them: its steps, then its balances.
class ReplayedRows {
 public:
  ReplayedRows(PostingPage* page, AnswerParts<v1::ReplayResponse>* parts)
      : page_(*page), parts_(*parts), given_(page->last()) {}

  absl::Status AddStep(const v1::PostingRow& step) {
    return Add(step.sequence(), [&] { *parts_.part().add_steps() = step; });
  }

  // The counts, as soon as they are known, and the balances. Their places are after those of the steps of the last
  // event.
  absl::Status AddBalances(const Replayed& replayed) {
    parts_.part().MergeFrom(replayed.counts);
    if (absl::Status flushed = parts_.Flush(); !flushed.ok()) return flushed;
    return replayed.balances->Visit([&](const BudgetLine& line, Measure measure, AmountSum amount) {
      return Add(replayed.counts.replayed_to(), [&] {
        v1::LineBalance& balance = *parts_.part().add_balances();
        *balance.mutable_line() = LineToProto(line);
        balance.set_measure(std::string(MeasureName(measure)));
        balance.set_amount(ToDigits(amount));
      });
    });
  }

 private:
  template <typename MakeRow>
  absl::Status Add(Sequence sequence, const MakeRow& make) {
    place_ = {sequence, place_.sequence == sequence ? place_.ordinal + 1 : 0};
    if (place_ <= given_) return absl::OkStatus();
    if (absl::Status counted = page_.Count(place_); !counted.ok()) return counted;
    make();
    return parts_.RowAdded();
  }

  PostingPage& page_;
  AnswerParts<v1::ReplayResponse>& parts_;
  const PostingPlace given_;  // by the pages before
  PostingPlace place_;
};

// The events of an answer, with those that reverse them and those that they reverse.
class ListedEvents {
 public:
  ListedEvents(const ReadView& view, const EventFilter& filter, const Sink<v1::ListEventsResponse>& sink)
      : view_(view), known_at_(filter.known_at()), parts_(sink) {}

  absl::Status Add(const v1::Event& event) {
    const absl::StatusOr<std::optional<Sequence>> reversal = view_.index().ReversalOf(event.sequence());
    if (!reversal.ok()) return reversal.status();
    if (*reversal && **reversal <= known_at_) {
      v1::ReversedEvent& reversed = *parts_.response().add_reversed();
      reversed.set_sequence(event.sequence());
      reversed.set_reversed_by(**reversal);
    }
    if (event.has_event_reversed()) {
      absl::StatusOr<v1::Event> told = view_.log().Read(event.event_reversed().reversed_sequence());
      if (!told.ok()) return told.status();
      *parts_.response().add_reversed_events() = *std::move(told);
    }
    if (absl::Status named = NameApprover(event.approval()); !named.ok()) return named;
    *parts_.part().add_events() = event;
    return parts_.RowAdded();
  }
  absl::Status EventRead() { return parts_.EventRead(); }
  absl::Status Finish(std::string next_page_token) { return parts_.Finish(std::move(next_page_token)); }

 private:
  // Who approved the event that is about to be added; the events of one approval follow each other.
  absl::Status NameApprover(Sequence approval) {
    const auto& named = parts_.part().approvers();
    if (approval == 0 || (!named.empty() && named.rbegin()->approval() == approval)) return absl::OkStatus();
    const absl::StatusOr<v1::Event> approved = view_.log().Read(approval);
    if (!approved.ok()) return approved.status();
    v1::Approver& approver = *parts_.part().add_approvers();
    approver.set_approval(approval);
    approver.set_actor(approved->actor());
    return absl::OkStatus();
  }

  const ReadView& view_;
  const Sequence known_at_;
  AnswerParts<v1::ListEventsResponse> parts_;
};

// Visits the events from `first` to `last`, both included, in order: those that pass `filter`, and for each other one
// calls `passed_over`. Only of those that may pass a message is made.
absl::Status VisitPassing(const EventLog& log, Sequence first, Sequence last, const EventFilter& filter,
                          const std::function<absl::Status()>& passed_over,
                          const std::function<absl::Status(const v1::Event& event)>& visit) {
  const auto take = [&](const v1::Event& event, absl::string_view) -> absl::Status {
    const absl::StatusOr<bool> passes = filter.Passes(event);
    if (!passes.ok()) return passes.status();
    return *passes ? visit(event) : passed_over();
  };
  if (!filter.LooksAtBytes()) return log.Visit(first, last, take);
  v1::Event event;
  Sequence next = first;
  return log.VisitBytes(first, last, [&](absl::string_view stored_bytes) -> absl::Status {
    const Sequence sequence = next++;
    if (!filter.MayPass(stored_bytes, sequence)) return passed_over();
    absl::Status parsed = EventLog::Parse(stored_bytes, sequence, &event);
    return parsed.ok() ? take(event, stored_bytes) : parsed;
  });
}

// The last events of an answer: the log is read backwards, some events at a time.
absl::Status ListNewest(const v1::ListEventsRequest& request, const Moment& moment, const EventFilter& filter,
                        ListedEvents* listed) {
  if (request.page_size() < 1 || request.page_size() > kNewestMax || !request.page_token().empty())
    return AtField("newest", Refuse(absl::StatusCode::kInvalidArgument, "events.newest",
                                    "wanted with it a page_size of 1 to {most}, and no page_token",
                                    {NumberField("most", kNewestMax)}));
  std::deque<v1::Event> newest;
  Sequence last = filter.span().last;
  while (last > filter.span().after && newest.size() < request.page_size()) {
    const Sequence after = std::max(filter.span().after, last - std::min(last, kReadBackwards));
    std::vector<v1::Event> passed;
    const auto pass_over = [&] { return listed->EventRead(); };
    const absl::Status visited =
        VisitPassing(moment.view().log(), after + 1, last, filter, pass_over, [&](const v1::Event& event) {
          passed.push_back(event);
          return listed->EventRead();
        });
    if (!visited.ok()) return visited;
    newest.insert(newest.begin(), passed.begin(), passed.end());
    last = after;
  }
  const size_t dropped = newest.size() - std::min<size_t>(newest.size(), request.page_size());
  for (size_t i = dropped; i < newest.size(); ++i) {
    if (absl::Status given = listed->Add(newest[i]); !given.ok()) return given;
  }
  return listed->Finish("");
}

}  // namespace

absl::Status ListEvents(const v1::ListEventsRequest& request, const ServedLedger& open,
                        const Sink<v1::ListEventsResponse>& sink) {
  absl::StatusOr<PostingPage> page = PostingPage::Of(request, open);
  if (!page.ok()) return page.status();
  const absl::StatusOr<EventFilter> filter = EventFilter::Read(request, page->moment());
  if (!filter.ok()) return filter.status();
  ListedEvents listed(page->moment().view(), *filter, sink);
  if (request.newest()) return ListNewest(request, page->moment(), *filter, &listed);
  const Sequence first = std::max(page->last().sequence, filter->span().after) + 1;
  const auto pass_over = [&] { return listed.EventRead(); };
  const absl::Status visited = VisitPassing(
      page->moment().view().log(), first, filter->span().last, *filter, pass_over, [&](const v1::Event& event) {
        if (absl::Status counted = page->Count({event.sequence(), 0}); !counted.ok()) return counted;
        return listed.Add(event);
      });
  const absl::Status ended = page->Ended(visited);
  return ended.ok() ? listed.Finish(page->next_page_token()) : ended;
}

absl::Status ListCatalogueEvents(const v1::ListCatalogueEventsRequest& request, const ServedLedger& open,
                                 const Sink<v1::ListCatalogueEventsResponse>& sink) {
  absl::StatusOr<PostingPage> page = PostingPage::Of(request, open);
  if (!page.ok()) return page.status();
  const Moment& moment = page->moment();
  const absl::StatusOr<Sequence> known_at =
      moment.ReadKnownAt("known_at", Given(request.has_known_at(), request.known_at()), moment.head());
  if (!known_at.ok()) return known_at.status();
  AnswerParts<v1::ListCatalogueEventsResponse> parts(sink);
  const auto give = [&](const v1::Event& event) {
    if (absl::Status counted = page->Count({event.sequence(), 0}); !counted.ok()) return counted;
    *parts.part().add_events() = event;
    return parts.RowAdded();
  };
  const absl::Status given =
      VisitCatalogueEvents(moment.view().index(), moment.view().log(), {page->last().sequence, *known_at}, give);
  const absl::Status ended = page->Ended(given);
  return ended.ok() ? parts.Finish(page->next_page_token()) : ended;
}

absl::Status ReplayHistory(const v1::ReplayRequest& request, const ServedLedger& open, const ProgressCallback& progress,
                           const Sink<v1::ReplayResponse>& sink) {
  absl::StatusOr<PostingPage> page = PostingPage::Of(request, open);
  if (!page.ok()) return page.status();
  const Moment& moment = page->moment();
  const absl::StatusOr<Sequence> to = moment.ReadKnownAt("to", Given(request.has_to(), request.to()), moment.head());
  if (!to.ok()) return to.status();
  AnswerParts<v1::ReplayResponse> parts(sink);
  ReplayedRows rows(&*page, &parts);
  const auto watch = [&](const v1::PostingRow& step) { return rows.AddStep(step); };
  const auto read = [&](uint64_t done, uint64_t total) {
    if (progress) progress(done, total);
    return parts.Flush();
  };
  const absl::StatusOr<Replayed> replayed =
      Replay(moment.view(), *to, request.watch() ? StepWatcher(watch) : nullptr, read);
  absl::Status given = replayed.status();
  if (given.ok()) given = rows.AddBalances(*replayed);
  const absl::Status ended = page->Ended(given);
  return ended.ok() ? parts.Finish(page->next_page_token()) : ended;
}

absl::StatusOr<v1::EventList> ReadEventsAfter(Sequence after, uint32_t most, const ServedLedger& open) {
  v1::EventList list;
  const Sequence head = open.ledger().head();
  if (after >= head) return list;
  const Sequence last = after + std::min<uint64_t>(most, head - after);
  const absl::Status visited =
      open.ledger().log().Visit(after + 1, last, [&](const v1::Event& event, absl::string_view) {
        *list.add_events() = event;
        return absl::OkStatus();
      });
  if (!visited.ok()) return visited;
  return list;
}

}  // namespace tranche
