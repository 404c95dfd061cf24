#include "service/event_filter.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "events/area_limits.h"
#include "events/kinds/id_list.h"
#include "events/kinds/kinds.h"
#include "events/kinds/wire.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "import/area_list.h"
#include "import/kind_names.h"
#include "projections/catalogue/name_matching.h"
#include "projections/catalogue/name_resolution.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// The lines that an event names, whether it posts to them or not; of a unit that ends only the unit.
std::vector<LineView> LinesNamed(const v1::Event& event) {
  std::vector<LineView> lines;
  for (const std::string& ended : event.units_merged().predecessor_unit_ids()) lines.push_back({ended, "", 0, "", ""});
  const EventKind* kind = FindKind(event.kind_case());
  if (kind == nullptr) return lines;
  for (const EventLine& line : kind->lines(event)) lines.push_back(line.line);
  return lines;
}

// What MayPass looks at.
struct Outline {
  Sequence sequence = 0;
  const EventKind* kind = nullptr;
  int32_t effective_date = 0;
  absl::string_view document_number;
};

bool ReadDocumentNumber(const WireField& document, absl::string_view* number) {
  return document.is_bytes() && ForEachField(document.bytes, [number](const WireField& field) {
           return field.number != v1::Document::kNumberFieldNumber || field.To(number);
         });
}

// Nothing for bytes that are not of one event of a known kind, with one document at most: their message says more.
std::optional<Outline> OutlineOf(absl::string_view stored_bytes) {
  Outline outline;
  bool has_document = false;
  const bool is_read = ForEachField(stored_bytes, [&](const WireField& field) {
    if (field.number == v1::Event::kSequenceFieldNumber) return field.To(&outline.sequence);
    if (field.number == v1::Event::kEffectiveDateFieldNumber) return field.To(&outline.effective_date);
    if (field.number == v1::Event::kDocumentFieldNumber)
      return !std::exchange(has_document, true) && ReadDocumentNumber(field, &outline.document_number);
    const EventKind* const kind = FindKind(field.number);
    if (kind == nullptr) return true;
    return std::exchange(outline.kind, kind) == nullptr;
  });
  if (!is_read || outline.kind == nullptr) return std::nullopt;
  return outline;
}

// The events after `after` and before `before`, 0 for no limit, that are known at `known_at`.
SequenceSpan SpanOf(Sequence after, Sequence before, Sequence known_at) {
  const Sequence last = before == 0 ? known_at : std::min(known_at, before - 1);
  return {std::min(after, last), last};
}

}  // namespace

absl::StatusOr<EventFilter> EventFilter::Read(const v1::ListEventsRequest& request, const Moment& moment) {
  const absl::StatusOr<CivilDate> from = ReadDate("from", Given(request.has_from(), request.from()), CivilDate());
  if (!from.ok()) return from.status();
  const absl::StatusOr<CivilDate> to = ReadDate("to", Given(request.has_to(), request.to()), CivilDate::Max());
  if (!to.ok()) return to.status();
  const absl::StatusOr<Sequence> known_at =
      moment.ReadKnownAt("known_at", Given(request.has_known_at(), request.known_at()), moment.head());
  if (!known_at.ok()) return known_at.status();
  const CivilDate boundaries = request.has_to() ? *to : moment.today();
  const NameDate when = {boundaries, request.has_to(), /*is_about_past=*/true};
  absl::StatusOr<std::string> unit = moment.ReadUnit("unit", Given(request.has_unit(), request.unit()), when);
  if (!unit.ok()) return unit.status();
  const absl::StatusOr<const EventKind*> kind =
      request.has_kind() ? ReadKind(request.kind(), KindsTaken::kAll) : nullptr;
  if (!kind.ok()) return AtField("kind", kind.status());
  EventFilter filter(moment, boundaries);
  filter.from_ = *from;
  filter.to_ = *to;
  filter.known_at_ = *known_at;
  filter.span_ = SpanOf(request.after(), request.before(), *known_at);
  filter.unit_ = *std::move(unit);
  filter.kind_ = *kind;
  if (absl::Status read = filter.ReadDocumentNumber(request); !read.ok()) return read;
  if (absl::Status read = filter.ReadMoney(request); !read.ok()) return read;
  return filter;
}

absl::Status EventFilter::ReadDocumentNumber(const v1::ListEventsRequest& request) {
  if (!request.has_document_number()) return absl::OkStatus();
  document_ = FoldName(request.document_number());
  if (!document_.empty()) return absl::OkStatus();
  return AtField("document_number",
                 Refuse(absl::StatusCode::kInvalidArgument, "document.no-number",
                        "found \"{found}\", wanted at least one letter or digit of the number of a document",
                        {TextField("found", request.document_number())}));
}

absl::Status EventFilter::ReadMoney(const v1::ListEventsRequest& request) {
  if (request.has_fiscal_year()) fiscal_year_ = request.fiscal_year();
  if (request.has_source()) {
    absl::StatusOr<std::string> source = ResolveSource(moment_->catalogue(), request.source());
    if (!source.ok()) return AtField("source", source.status());
    source_ = *std::move(source);
  }
  if (!request.has_area()) return absl::OkStatus();
  absl::StatusOr<std::vector<std::string>> areas = ReadAreas(moment_->catalogue(), request.area());
  if (!areas.ok()) return AtField("area", areas.status());
  area_ = JoinAreas(*std::move(areas));
  return absl::OkStatus();
}

bool EventFilter::Takes(const LineView& line) const {
  return (!source_ || *source_ == line.source) && (!area_ || *area_ == line.area) &&
         (!fiscal_year_ || *fiscal_year_ == line.fiscal_year) &&
         (unit_.empty() || geography_.CountsIn(std::string(line.unit), unit_));
}

// It is about every area.
bool EventFilter::TakesClosing(const v1::PeriodClosed& closed) const {
  const auto& units = closed.unit_ids();
  const bool has_unit = unit_.empty() || units.empty() ||
                        std::any_of(units.begin(), units.end(),
                                    [this](const std::string& unit) { return geography_.CountsIn(unit, unit_); });
  return has_unit && (!source_ || kinds::AllowsId(closed.source_ids(), *source_)) &&
         (!fiscal_year_ || *fiscal_year_ == closed.fiscal_year());
}

absl::StatusOr<bool> EventFilter::HasLine(const v1::Event& event) const {
  if (event.has_period_closed()) return TakesClosing(event.period_closed());
  if (event.has_period_reopened()) {
    const absl::StatusOr<v1::Event> closed = moment_->view().log().Read(event.period_reopened().closed_sequence());
    if (!closed.ok()) return closed.status();
    return TakesClosing(closed->period_closed());
  }
  v1::Event reversed;
  if (event.has_event_reversed()) {
    absl::StatusOr<v1::Event> read = moment_->view().log().Read(event.event_reversed().reversed_sequence());
    if (!read.ok()) return read.status();
    reversed = *std::move(read);
  }
  const absl::StatusOr<std::vector<Posting>> postings =
      PostingsOf(event, event.has_event_reversed() ? &reversed : nullptr);
  if (!postings.ok()) return postings.status();
  const std::vector<LineView> named = LinesNamed(event);
  return std::any_of(named.begin(), named.end(), [this](const LineView& line) { return Takes(line); }) ||
         std::any_of(postings->begin(), postings->end(), [this](const Posting& one) { return Takes(one.line); });
}

bool EventFilter::TakesDate(int32_t effective_date) const {
  const CivilDate date = CivilDate::FromNumber(effective_date).value_or(CivilDate());
  return from_ <= date && date <= to_;
}

bool EventFilter::TakesDocument(absl::string_view number) const {
  return document_.empty() || ContainsFolded(number, document_);
}

bool EventFilter::MayPass(absl::string_view stored_bytes, Sequence sequence) const {
  const std::optional<Outline> outline = OutlineOf(stored_bytes);
  if (!outline || outline->sequence != sequence) return true;
  return (kind_ == nullptr || outline->kind == kind_) && TakesDate(outline->effective_date) &&
         TakesDocument(outline->document_number);
}

absl::StatusOr<bool> EventFilter::Passes(const v1::Event& event) const {
  if (!TakesDate(event.effective_date())) return false;
  if (kind_ != nullptr && event.kind_case() != kind_->number) return false;
  if (!TakesDocument(event.document().number())) return false;
  if (unit_.empty() && !IsAboutMoney()) return true;
  return HasLine(event);
}

}  // namespace tranche
