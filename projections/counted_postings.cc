#include "projections/counted_postings.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "log/stored_postings.h"
#include "projections/measure_fields.h"
#include "projections/posting_rows.h"

namespace tranche {
namespace {

std::string Describe(const Posting& posting, int32_t effective_date) {
  const BudgetLine& line = posting.line;
  return absl::StrCat(ToDigits(posting.amount), " ", MeasureName(posting.measure), " of ", line.unit, ", ", line.source,
                      ", ", line.fiscal_year, ", area \"", line.area, "\", project \"", line.project, "\", tranche ",
                      posting.tranche_number, ", effective ", effective_date);
}

absl::Status CheckSame(const IndexedPosting& booked, const v1::Event& event, absl::Span<const PostingView> postings) {
  const std::string in_book = Describe(booked.posting, booked.effective_date.number());
  const std::string in_log = booked.ordinal < postings.size()
                                 ? Describe(ToPosting(postings[booked.ordinal]), event.effective_date())
                                 : absl::StrCat("no posting ", booked.ordinal);
  if (in_book == in_log) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("index: sequence ", booked.sequence, ": the log says ", in_log,
                                          "; the index says ", in_book, "; run `tranche rebuild`"));
}

// The events of the postings, each read once as long as they come in order.
class EventCursor {
 public:
  explicit EventCursor(const EventLog& log) : log_(log) {}

  absl::Status MoveTo(Sequence sequence) {
    if (event_.sequence() == sequence) return absl::OkStatus();
    absl::StatusOr<v1::Event> event = log_.Read(sequence);
    if (!event.ok())
      return absl::DataLossError(
          absl::StrCat("the index has a posting of event ", sequence, ": ", event.status().message()));
    event_ = *std::move(event);
    return StoredPostings(ViewOf(event_), log_, &postings_);
  }
  const v1::Event& event() const { return event_; }
  absl::Span<const PostingView> postings() const { return postings_.view(); }

 private:
  const EventLog& log_;
  v1::Event event_;
  PostingList postings_;  // views of it
};

}  // namespace

absl::StatusOr<CountedPostings> ReadCountedPostings(const ReadView& view, const Geography& geography,
                                                    const Question& question, Sequence after) {
  std::vector<IndexedPosting> booked;
  const absl::Status visited = VisitPostings(view, geography, question, [&](const IndexedPosting& posting) {
    if (posting.sequence > after) booked.push_back(posting);
  });
  if (!visited.ok()) return visited;
  std::sort(booked.begin(), booked.end(), [](const IndexedPosting& a, const IndexedPosting& b) {
    return std::tie(a.sequence, a.ordinal) < std::tie(b.sequence, b.ordinal);
  });
  CountedPostings counted;
  EventCursor reader(view.log());
  for (const IndexedPosting& one : booked) {
    absl::Status same = reader.MoveTo(one.sequence);
    if (same.ok()) same = CheckSame(one, reader.event(), reader.postings());
    if (!same.ok()) return same;
    const Posting posting = ToPosting(reader.postings()[one.ordinal]);
    counted.sum.Add(posting.measure, posting.amount);
    counted.rows.push_back(MakePostingRow(reader.event(), posting));
  }
  return counted;
}

absl::Status CheckAddsUp(const MeasureSums& postings, const v1::BalanceRow& total) {
  for (const Measure measure : kMeasures) {
    const std::string in_log = ToDigits(postings[measure]);
    const std::string& in_index = MeasureField(total, measure);
    if (in_log == in_index) continue;
    return absl::DataLossError(absl::StrCat("index: ", MeasureName(measure), ": the events of the log add up to ",
                                            in_log, ", the index says ", in_index, "; run `tranche rebuild`"));
  }
  return absl::OkStatus();
}

}  // namespace tranche
