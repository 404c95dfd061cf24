#include "service/closings.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "events/plain_text.h"
#include "events/refusal.h"
#include "events/year_days.h"
#include "import/amount_text.h"
#include "import/money_entry.h"
#include "projections/catalogue/closings.h"
#include "projections/catalogue/geography.h"
#include "projections/catalogue/name_resolution.h"
#include "service/envelope_text.h"
#include "service/known_catalogue.h"
#include "service/request_field.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Reads the fields of one request to close a period.
class ClosingReader {
 public:
  ClosingReader(const v1::ClosePeriodRequest& request, const Moment& moment, CivilDate through)
      : request_(request), moment_(moment), through_(through) {}

  absl::StatusOr<v1::PeriodClosed> Read() const {
    v1::PeriodClosed closed;
    closed.set_fiscal_year(request_.fiscal_year());
    closed.set_through(through_.number());
    closed.set_year_end(request_.year_end());
    absl::Status read = Units(&closed);
    if (read.ok()) read = Sources(&closed);
    if (read.ok()) read = Confirmed(&closed);
    if (!read.ok()) return read;
    return closed;
  }

 private:
  absl::StatusOr<std::string> Unit(const std::string& text) const {
    return moment_.ReadUnit("units", text, {through_, request_.has_through()});
  }

  // Each with all that counts in it; of the nation that is everything.
  absl::Status Units(v1::PeriodClosed* closed) const {
    const Geography geography(moment_.catalogue(), through_);
    std::set<std::string> units;
    for (const std::string& text : request_.units()) {
      const absl::StatusOr<std::string> unit = Unit(text);
      if (!unit.ok()) return unit.status();
      if (*unit == geography.nation()) return absl::OkStatus();
      for (std::string& member : geography.UnitsIn(*unit)) {
        if (geography.CountsIn(member, *unit)) units.insert(std::move(member));
      }
    }
    closed->mutable_unit_ids()->Assign(units.begin(), units.end());
    return absl::OkStatus();
  }

  absl::Status Sources(v1::PeriodClosed* closed) const {
    std::set<std::string> sources;
    for (const std::string& text : request_.sources()) {
      absl::StatusOr<std::string> source = ResolveSource(moment_.catalogue(), text);
      if (!source.ok()) return AtField("sources", source.status());
      sources.insert(*std::move(source));
    }
    closed->mutable_source_ids()->Assign(sources.begin(), sources.end());
    return absl::OkStatus();
  }

  absl::Status Confirmed(v1::PeriodClosed* closed) const {
    if (request_.confirmed().empty()) return absl::OkStatus();
    const v1::LedgerCreated& terms = moment_.view().terms();
    const absl::StatusOr<Locale> locale =
        ParseLocale(request_.notation().empty() ? terms.locale() : request_.notation());
    if (!locale.ok()) return AtField("notation", locale.status());
    for (const v1::ConfirmedText& text : request_.confirmed()) {
      const absl::StatusOr<std::string> unit = Unit(text.unit());
      const absl::StatusOr<std::string> source = ResolveSource(moment_.catalogue(), text.source());
      const absl::StatusOr<int64_t> amount =
          ParseAmount(text.amount(), *locale, {terms.currency_code(), terms.minor_digits()});
      for (const absl::Status& read : {unit.status(), source.status(), amount.status()}) {
        if (!read.ok()) return AtField("confirmed", read);
      }
      v1::PeriodClosed::Confirmed& confirmed = *closed->add_confirmed();
      confirmed.set_unit_id(*unit);
      confirmed.set_source_id(*source);
      confirmed.set_disbursed(*amount);
    }
    return absl::OkStatus();
  }

  const v1::ClosePeriodRequest& request_;
  const Moment& moment_;
  CivilDate through_;
};

absl::StatusOr<v1::ClosingRow> RowOf(const Closing& closing, const ReadView& view) {
  const absl::StatusOr<v1::Event> event = view.log().Read(closing.sequence);
  if (!event.ok()) return event.status();
  v1::ClosingRow row;
  row.set_closing(closing.sequence);
  row.set_fiscal_year(closing.terms.fiscal_year());
  row.set_through(closing.through.ToString());
  row.set_year_end(closing.terms.year_end());
  *row.mutable_unit_ids() = closing.terms.unit_ids();
  *row.mutable_source_ids() = closing.terms.source_ids();
  row.set_actor(event->actor());
  *row.mutable_closed_at() = event->recorded_at();
  row.set_reason(event->reason());
  row.set_reopening(closing.reopening);
  return row;
}

}  // namespace

absl::StatusOr<v1::Event> ReadClosing(const v1::ClosePeriodRequest& request, const Moment& moment) {
  if (request.fiscal_year() == 0) return MissingField("fiscal_year", "the budget year");
  const absl::StatusOr<CivilDate> last_day = LastDayOfYear(request.fiscal_year());
  if (!last_day.ok()) return AtField("fiscal_year", last_day.status());
  const absl::StatusOr<CivilDate> through =
      ReadDate("through", Given(request.has_through(), request.through()), *last_day);
  if (!through.ok()) return through.status();
  const absl::Status possible = CheckBudgetYear(moment.catalogue(), request.fiscal_year(), *through);
  if (!possible.ok()) return AtField("fiscal_year", possible);
  if (request.year_end() && *through < *last_day)
    return AtField("through", Refuse(absl::StatusCode::kFailedPrecondition, "closing.year-not-over",
                                     "the end of a year is closed through its last day: found {found}, wanted {last}",
                                     {DayField("found", *through), DayField("last", *last_day)}));
  absl::StatusOr<v1::PeriodClosed> closed = ClosingReader(request, moment, *through).Read();
  if (!closed.ok()) return closed.status();
  v1::Event event;
  *event.mutable_period_closed() = *std::move(closed);
  if (absl::Status filled = FillEnvelope(request, moment.today(), &event); !filled.ok()) return filled;
  return event;
}

absl::StatusOr<v1::Event> ReadReopening(const v1::ReopenPeriodRequest& request, const Moment& moment) {
  if (IsBlank(request.reason())) return MissingField("reason", "why the period is opened again");
  v1::Event event;
  event.mutable_period_reopened()->set_closed_sequence(request.closing());
  if (absl::Status filled = FillEnvelope(request, moment.today(), &event); !filled.ok()) return filled;
  return event;
}

absl::StatusOr<v1::ClosingList> ListClosings(const v1::ListClosingsRequest& request, const ServedLedger& open) {
  const absl::StatusOr<KnownCatalogue> known = CatalogueFor(request, open);
  if (!known.ok()) return known.status();
  v1::ClosingList list;
  for (const auto& [sequence, closing] : known->catalogue->closings().all()) {
    if (request.has_fiscal_year() && closing.terms.fiscal_year() != request.fiscal_year()) continue;
    if (request.in_force_only() && closing.reopening != 0) continue;
    absl::StatusOr<v1::ClosingRow> row = RowOf(closing, known->moment.view());
    if (!row.ok()) return row.status();
    *list.add_closings() = *std::move(row);
  }
  return list;
}

}  // namespace tranche
