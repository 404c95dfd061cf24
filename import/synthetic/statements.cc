// What a synthetic history says without moving money: estimates, published figures, and the closing of each year.
#include <string>

#include "absl/strings/str_cat.h"
#include "import/synthetic/catalogue.h"
#include "import/synthetic/lines.h"
#include "import/synthetic/money.h"

namespace tranche {
namespace {

constexpr int64_t kDaysUntilClosing = 60;  // after the end of the year
constexpr int64_t kEstimateMax = 100'000'000'000;
constexpr int32_t kEndOfYear = 1231;
constexpr int kReopenedYears = 3;  // one in so many

}  // namespace

// A forecast of what will have been executed, of all areas.
bool SyntheticMoney::Estimate(const Scene& scene) {
  scene.event->clear_late_reason();
  v1::EstimateStated& estimate = *scene.event->mutable_estimate_stated();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, estimate.mutable_line());
  estimate.set_measure("executed");
  estimate.set_amount(1 + random_.PickInt64(kEstimateMax));
  estimate.set_stated_on(SyntheticDate(scene.day));
  SetSyntheticDocument(kSyntheticReport, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::Publish(const Scene& scene) {
  scene.event->clear_late_reason();
  v1::FigurePublished& figure = *scene.event->mutable_figure_published();
  figure.set_figure_id(absl::StrCat("SYNTHETIC-", scene.sequence));
  figure.set_publication("Synthetic review of industrial promotion");
  figure.set_stated_on(SyntheticDate(scene.day));
  figure.set_about_date(SyntheticDate(scene.day));
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, figure.mutable_line());
  figure.set_measure("disbursed");
  figure.set_kind(v1::FIGURE_KIND_AMOUNT);
  const int64_t millions = 1 + random_.PickInt64(kEstimateMax / 1'000'000);
  figure.set_printed(absl::StrCat(millions, " million dong"));
  figure.mutable_number()->set_digits(millions);
  figure.mutable_number()->set_scale(1'000'000);
  figure.set_qualifier(v1::QUALIFIER_EXACT);
  SetSyntheticDocument(kSyntheticReport, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::IsClosingDue(int64_t today) const {
  const auto next = static_cast<size_t>(closed_years_) + 1;
  return next < first_days_.size() && today >= first_days_[next] + kDaysUntilClosing;
}

// The first year that is not closed, of all units and sources, with its end. Some closings are opened again at once,
// and the year is closed once more.
void SyntheticMoney::Close(const Scene& scene) {
  if (to_reopen_ != 0) return Reopen(scene);
  const int year = kSyntheticFirstYear + closed_years_;
  if (closed_years_ % kReopenedYears == 1 && !was_reopened_) {
    to_reopen_ = scene.sequence;
  } else {
    ++closed_years_;
    was_reopened_ = false;
  }
  scene.event->set_effective_date(SyntheticDate(scene.today));
  v1::PeriodClosed& closed = *scene.event->mutable_period_closed();
  closed.set_fiscal_year(year);
  closed.set_through(year * 10'000 + kEndOfYear);
  closed.set_year_end(true);
  v1::Document& document = *scene.event->mutable_document();
  document.set_type(std::string(kSyntheticDecision.type));
  document.set_number(absl::StrCat(year, "/QD-SYNTHETIC-MINISTRY"));
  document.set_date(scene.event->effective_date());
}

void SyntheticMoney::Reopen(const Scene& scene) {
  scene.event->set_effective_date(SyntheticDate(scene.today));
  scene.event->mutable_period_reopened()->set_closed_sequence(to_reopen_);
  scene.event->set_reason("a statement of the treasury was missing");
  to_reopen_ = 0;
  was_reopened_ = true;
}

}  // namespace tranche
