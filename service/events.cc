#include "service/events.h"

#include <utility>

#include "replay/replay.h"
#include "service/answer_page.h"
#include "service/answer_parts.h"
#include "service/event_filter.h"
#include "service/request_field.h"

namespace tranche {

absl::Status ListEvents(const v1::ListEventsRequest& request, const ServedLedger& open,
                        const Sink<v1::ListEventsResponse>& sink) {
  absl::StatusOr<AnswerPage> page = AnswerPage::Of(request, open);
  if (!page.ok()) return page.status();
  const absl::StatusOr<EventFilter> filter = EventFilter::Read(request, page->moment());
  if (!filter.ok()) return filter.status();
  AnswerParts<v1::ListEventsResponse> parts(sink);
  const Sequence first = page->last().sequence + 1;
  const absl::Status visited = page->moment().view().log().Visit(
      first, filter->known_at(), [&](const v1::Event& event, absl::string_view) -> absl::Status {
        const absl::StatusOr<bool> passes = filter->Passes(event);
        if (!passes.ok() || !*passes) return passes.status();
        if (absl::Status counted = page->Count({event.sequence(), 0}); !counted.ok()) return counted;
        *parts.part().add_events() = event;
        return parts.RowAdded();
      });
  const absl::Status ended = page->Ended(visited);
  return ended.ok() ? parts.Finish(page->next_page_token()) : ended;
}

absl::Status ReplayHistory(const v1::ReplayRequest& request, const ServedLedger& open, const ProgressCallback& progress,
                           const Sink<v1::ReplayResponse>& sink) {
  absl::StatusOr<AnswerPage> page = AnswerPage::Of(request, open);
  if (!page.ok()) return page.status();
  const Moment& moment = page->moment();
  const absl::StatusOr<Sequence> to = moment.ReadKnownAt("to", Given(request.has_to(), request.to()), moment.head());
  if (!to.ok()) return to.status();
  AnswerParts<v1::ReplayResponse> parts(sink);
  StepWatcher watcher;
  PostingPlace place;
  const PostingPlace given = page->last();
  if (request.watch()) {
    watcher = [&](const v1::PostingRow& step) {
      const bool is_same = place.sequence == step.sequence();
      place = {step.sequence(), is_same ? place.ordinal + 1 : 0};
      if (place <= given) return absl::OkStatus();
      if (absl::Status counted = page->Count(place); !counted.ok()) return counted;
      *parts.part().add_steps() = step;
      return parts.RowAdded();
    };
  }
  absl::StatusOr<v1::ReplayReport> report = Replay(moment.view(), *to, watcher, progress);
  const absl::Status ended = page->Ended(report.status());
  if (!ended.ok()) return ended;
  if (!report.ok()) return parts.Finish(page->next_page_token());
  if (absl::Status flushed = parts.Finish(""); !flushed.ok()) return flushed;
  parts.part().Swap(&*report);
  return parts.Flush();
}

}  // namespace tranche
