#include "projections/counted_postings.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "events/refusal.h"
#include "log/stored_postings.h"
#include "projections/measure_fields.h"
#include "projections/posting_rows.h"

namespace tranche {
namespace {

// effective_date  as stored, YYYYMMDD; in a damaged event it may be no day.
v1::RefusalField PostingField(absl::string_view name, const Posting& posting, int32_t effective_date) {
  v1::RefusalField day;
  day.set_name("day");
  day.set_day(effective_date);
  const BudgetLine& line = posting.line;
  return PhraseField(name,
                     "{amount} {measure} of {unit}, {source}, {year}, area \"{area}\", project \"{project}\", tranche "
                     "{tranche}, effective {day}",
                     {AmountField("amount", posting.amount), WordField("measure", MeasureName(posting.measure)),
                      TextField("unit", line.unit), TextField("source", line.source),
                      TextField("year", absl::StrCat(line.fiscal_year)), TextField("area", line.area),
                      TextField("project", line.project), NumberField("tranche", posting.tranche_number), day});
}

absl::Status CheckSame(const IndexedPosting& booked, const v1::Event& event, absl::Span<const PostingView> postings) {
  const int32_t booked_on = booked.effective_date.number();
  const bool is_in_log = booked.ordinal < postings.size();
  if (is_in_log && booked_on == event.effective_date() && PostingView(booked.posting) == postings[booked.ordinal])
    return absl::OkStatus();
  const v1::RefusalField in_log =
      is_in_log ? PostingField("in_log", ToPosting(postings[booked.ordinal]), event.effective_date())
                : PhraseField("in_log", "no posting {ordinal}", {NumberField("ordinal", booked.ordinal)});
  return Adding(
      Refuse(absl::StatusCode::kDataLoss, "index.other-posting",
             "index: sequence {sequence}: the log says {in_log}; the index says {in_index}",
             {NumberField("sequence", booked.sequence), in_log, PostingField("in_index", booked.posting, booked_on)}),
      "run `tranche rebuild`");
}

PostingPlace PlaceOf(const IndexedPosting& booked) { return {booked.sequence, booked.ordinal}; }

// Reading so many events in a row costs about as much as a search for one, where each has a row of its own.
constexpr Sequence kNear = 16;

// How many of `booked`, ascending and not empty, are near each other from the first on.
size_t NeighboursIn(absl::Span<const IndexedPosting> booked) {
  size_t count = 1;
  while (count < booked.size() && booked[count].sequence - booked[count - 1].sequence <= kNear) ++count;
  return count;
}

// Visits what one epoch has, in order.
class EpochVisit {
 public:
  EpochVisit(const ReadView& view, const PostingRowVisitor& visitor) : log_(view.log()), visitor_(visitor) {}

  absl::Status Take(std::vector<IndexedPosting> booked) {
    std::sort(booked.begin(), booked.end(),
              [](const IndexedPosting& a, const IndexedPosting& b) { return PlaceOf(a) < PlaceOf(b); });
    for (absl::Span<const IndexedPosting> rest = booked; !rest.empty();) {
      const size_t count = NeighboursIn(rest);
      if (absl::Status taken = TakeNeighbours(rest.first(count)); !taken.ok()) return taken;
      rest.remove_prefix(count);
    }
    return absl::OkStatus();
  }
  const MeasureSums& sum() const { return sum_; }

 private:
  absl::Status TakeNeighbours(absl::Span<const IndexedPosting> booked) {
    Sequence sequence = booked.front().sequence;
    const Sequence last = booked.back().sequence;
    size_t next = 0;
    absl::Status taken;
    const absl::Status read = log_.VisitBytes(sequence, last, [&](absl::string_view bytes) {
      for (; taken.ok() && next < booked.size() && booked[next].sequence == sequence; ++next)
        taken = Take(booked[next], bytes);
      ++sequence;
      return taken;
    });
    if (!taken.ok() || read.ok()) return taken;
    // One that cannot be read need not be one of these.
    for (; next < booked.size(); ++next) {
      const absl::StatusOr<std::string> bytes = log_.ReadBytes(booked[next].sequence);
      taken = bytes.ok() ? Take(booked[next], *bytes) : OfEvent(booked[next].sequence, bytes.status());
      if (!taken.ok()) return taken;
    }
    return absl::OkStatus();
  }

  static absl::Status OfEvent(Sequence sequence, const absl::Status& found) {
    return Within("the index has a posting of event {sequence}", {NumberField("sequence", sequence)},
                  WithCode(absl::StatusCode::kDataLoss, found));
  }

  // An event is parsed once for all of its postings.
  absl::Status MoveTo(Sequence sequence, absl::string_view stored_bytes) {
    if (event_.sequence() == sequence) return absl::OkStatus();
    if (absl::Status parsed = EventLog::Parse(stored_bytes, sequence, &event_); !parsed.ok())
      return OfEvent(sequence, parsed);
    return StoredPostings(ViewOf(event_), log_, &postings_);
  }

  absl::Status Take(const IndexedPosting& one, absl::string_view stored_bytes) {
    absl::Status same = MoveTo(one.sequence, stored_bytes);
    if (same.ok()) same = CheckSame(one, event_, postings_.view());
    if (!same.ok()) return same;
    const Posting posting = ToPosting(postings_.view()[one.ordinal]);
    sum_.Add(posting.measure, posting.amount);
    v1::PostingRow row = MakePostingRow(event_, posting);
    if (absl::Status named = NameApprover(&row); !named.ok()) return named;
    return visitor_(PlaceOf(one), row);
  }

  // The events of one approval follow each other.
  absl::Status NameApprover(v1::PostingRow* row) {
    if (row->approval() == 0) return absl::OkStatus();
    if (approval_.sequence() != row->approval()) {
      absl::StatusOr<v1::Event> approval = log_.Read(row->approval());
      if (!approval.ok()) return OfEvent(row->sequence(), approval.status());
      approval_ = *std::move(approval);
    }
    row->set_approved_by(approval_.actor());
    return absl::OkStatus();
  }

  const EventLog& log_;
  const PostingRowVisitor& visitor_;
  v1::Event event_;
  v1::Event approval_;    // that was read last
  PostingList postings_;  // views of it
  MeasureSums sum_;
};

}  // namespace

absl::StatusOr<MeasureSums> VisitCountedPostings(const ReadView& view, const Geography& geography,
                                                 const Question& question, const PostingRange& range,
                                                 const PostingRowVisitor& visitor, const EpochVisitor& epoch_read) {
  const std::vector<Scope> scopes = ScopesOf(view, geography, question);
  const Sequence epoch = view.index().epoch_events();
  EpochVisit visit(view, visitor);
  // The posting that was given last may have others of its event after it.
  Sequence after = std::max(range.known_before, std::max<Sequence>(range.given.sequence, 1) - 1);
  while (after < question.known_at) {
    const Sequence last = std::min(question.known_at, (after / epoch + 1) * epoch);
    std::vector<IndexedPosting> booked;
    absl::Status visited = VisitPostings(view, scopes, question, {after, last}, [&](const IndexedPosting& posting) {
      if (PlaceOf(posting) > range.given || range.given == PostingPlace()) booked.push_back(posting);
    });
    if (visited.ok()) visited = visit.Take(std::move(booked));
    if (visited.ok() && epoch_read) visited = epoch_read();
    if (!visited.ok()) return visited;
    after = last;
  }
  return visit.sum();
}

absl::Status CheckAddsUp(const MeasureSums& postings, const v1::BalanceRow& total) {
  for (const Measure measure : kMeasures) {
    const std::string in_log = ToDigits(postings[measure]);
    const std::string& in_index = MeasureField(total, measure);
    if (in_log == (in_index.empty() ? "0" : in_index)) continue;
    return Adding(Refuse(absl::StatusCode::kDataLoss, "index.other-total",
                         "index: {measure}: the events of the log add up to {in_log}, the index says {in_index}",
                         {WordField("measure", MeasureName(measure)), AmountField("in_log", postings[measure]),
                          TextField("in_index", in_index)}),
                  "run `tranche rebuild`");
  }
  return absl::OkStatus();
}

}  // namespace tranche
