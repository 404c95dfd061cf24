#include "import/synthetic/money.h"

#include <algorithm>
#include <iterator>

#include "events/civil_date.h"
#include "import/synthetic/catalogue.h"
#include "import/synthetic/lines.h"

namespace tranche {
namespace {

constexpr int64_t kPlanMin = 40'000'000'000;
constexpr int64_t kAllocatedAbout = 40'000'000'000;  // to a unit, of a source and year
constexpr int64_t kPaymentsInAReport = 3;            // so that about as much is executed as paid
constexpr int64_t kTrancheMin = 1'000;               // a smaller rest of a plan is not worth a tranche
constexpr int kTranchesMax = 4;                      // of a unit, source and year
constexpr int64_t kDaysBetweenTranches = 80;
constexpr int kProjects = 36;      // of a unit and year
constexpr int kOfWholeYears = 30;  // of a thousand movements
constexpr uint64_t kReversibleMax = 4'096;
constexpr uint64_t kScopesOfAYear = kSyntheticProvinces * kSyntheticSources;
constexpr const char* kReasons[] = {"wrong amount", "wrong unit", "entered twice", "wrong voucher"};
constexpr const char* kLateReasons[] = {"voucher arrived after the closing", "statement of the treasury corrected"};

// The maximum of one movement, such that the payments of a unit, source and year are about a third of what is
// allocated.
int64_t AmountMax(uint64_t events) {
  const uint64_t of_one_scope = events / (kScopesOfAYear * kSyntheticYears) + 1;
  return std::max<int64_t>(kAllocatedAbout / static_cast<int64_t>(of_one_scope), 1);
}

}  // namespace

SyntheticMoney::SyntheticMoney(const Options& options)
    : options_(options),
      random_(options.seed),
      amount_max_(AmountMax(options.events)),
      books_(kScopesOfAYear * kSyntheticYears) {
  for (int year = kSyntheticFirstYear; year < kSyntheticFirstYear + kSyntheticYears; ++year)
    first_days_.push_back(CivilDate::FromNumber(year * 10000 + 101)->DaysSinceEpoch());
  reversible_.reserve(kReversibleMax);
}

void SyntheticMoney::Fill(Sequence sequence, int64_t today, v1::Event* event) {
  struct Kind {
    uint64_t below;  // in a thousand
    Make make;
  };
  static constexpr Kind kKinds[] = {
      {540, &SyntheticMoney::Pay},        {580, &SyntheticMoney::PayContract},      {820, &SyntheticMoney::Report},
      {845, &SyntheticMoney::AdjustPlan}, {870, &SyntheticMoney::AdjustAllocation}, {890, &SyntheticMoney::Transfer},
      {915, &SyntheticMoney::Refund},     {935, &SyntheticMoney::Reverse},          {960, &SyntheticMoney::Commit},
      {966, &SyntheticMoney::Release},    {980, &SyntheticMoney::PayInAdvance},     {990, &SyntheticMoney::Clear},
      {994, &SyntheticMoney::Recover},    {998, &SyntheticMoney::Estimate},         {1000, &SyntheticMoney::Publish}};
  const Scene scene = PickScene(sequence, today, event);
  if (IsClosingDue(today)) return Close(scene);
  if (random_.Chance(kOfWholeYears) && whole_years_.Fill(sequence, today, YearOf(today), closed_years_, event)) return;
  event->set_effective_date(SyntheticDate(scene.day));
  SetLateReason(scene.day, event);
  if (!scene.books->has_plan()) {
    ApprovePlan(scene);
    return;
  }
  if (IsTrancheDue(scene) && Allocate(scene)) return;
  const uint64_t drawn = random_.Pick(1000);
  const Kind* kind = std::find_if(std::begin(kKinds), std::end(kKinds), [=](const Kind& k) { return drawn < k.below; });
  // A movement not allowed on that day becomes an execution report, which always is.
  if (!(this->*kind->make)(scene)) Report(scene);
}

SyntheticMoney::Scene SyntheticMoney::PickScene(Sequence sequence, int64_t today, v1::Event* event) {
  Scene scene{sequence, today, PickDay(today), 0, 0, 0, nullptr, event};
  scene.unit = random_.PickInt(kSyntheticProvinces);
  scene.source = random_.PickInt(kSyntheticSources);
  scene.year = YearOf(scene.day);
  scene.books = BooksOf(scene, scene.unit);
  return scene;
}

// From 0.
int SyntheticMoney::YearOf(int64_t day) const {
  return static_cast<int>(std::upper_bound(first_days_.begin(), first_days_.end(), day) - first_days_.begin() - 1);
}

// What takes effect on `day`, of that year, says why it is late for a closing.
void SyntheticMoney::SetLateReason(int64_t day, v1::Event* event) {
  if (YearOf(day) < closed_years_) {
    event->set_late_reason(kLateReasons[random_.Pick(std::size(kLateReasons))]);
  } else {
    event->clear_late_reason();
  }
}

int64_t SyntheticMoney::PickDay(int64_t today) {
  const bool is_late = random_.Chance(options_.late_permille);
  const int64_t earliest = std::max(first_days_.front(), today - options_.late_days);
  if (!is_late || earliest == today) return today;
  return earliest + random_.PickInt64(today - earliest);
}

// `left` must be kSyntheticPart or more.
int64_t SyntheticMoney::PickAmount(int64_t left) {
  return 1 + random_.PickInt64(std::min(amount_max_, left / kSyntheticPart));
}

int SyntheticMoney::PickArea(const SyntheticTranche& tranche) {
  if (tranche.first_area > 0) return tranche.first_area + random_.PickInt(tranche.last_area - tranche.first_area + 1);
  return random_.Chance(120) ? 0 : 1 + random_.PickInt(kSyntheticAreas);
}

int SyntheticMoney::PickProject() { return random_.Chance(650) ? 0 : 1 + random_.PickInt(kProjects); }

// A tranche with money left for the scene's day; null if there is none.
SyntheticTranche* SyntheticMoney::PickTranche(const Scene& scene) {
  const absl::Span<SyntheticTranche> tranches = scene.books->tranches();
  if (tranches.empty()) return nullptr;
  const size_t first = random_.Pick(tranches.size());
  for (size_t i = 0; i < tranches.size(); ++i) {
    SyntheticTranche& tranche = tranches[(first + i) % tranches.size()];
    if (tranche.Left(scene.day) >= kSyntheticPart) return &tranche;
  }
  return nullptr;
}

SyntheticBooks* SyntheticMoney::BooksOf(const Scene& scene, int unit) {
  const int index = (scene.year * kSyntheticProvinces + unit) * kSyntheticSources + scene.source;
  return &books_[static_cast<size_t>(index)];
}

bool SyntheticMoney::IsTrancheDue(const Scene& scene) const {
  const int given = static_cast<int>(scene.books->tranche_count());
  const int wanted = 1 + (scene.unit + scene.source + scene.year) % kTranchesMax;
  const int64_t due = first_days_[static_cast<size_t>(scene.year)] + kDaysBetweenTranches * given;
  return given < wanted && scene.day >= due && scene.books->PlanLeft(scene.day) >= kTrancheMin;
}

void SyntheticMoney::Remember(const Reversible& reversible) {
  if (reversible_.size() < kReversibleMax) {
    reversible_.push_back(reversible);
  } else {
    reversible_[random_.Pick(kReversibleMax)] = reversible;
  }
}

bool SyntheticMoney::ApprovePlan(const Scene& scene) {
  const int64_t amount = kPlanMin + random_.PickInt64(kPlanMin);
  v1::PlanApproved& plan = *scene.event->mutable_plan_approved();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, plan.mutable_line());
  plan.set_amount(amount);
  scene.books->ApprovePlan(scene.day, amount);
  SetSyntheticDocument(kSyntheticDecision, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::AdjustPlan(const Scene& scene) {
  const int64_t left = scene.books->PlanLeft(scene.day);
  if (left < kSyntheticPart) return false;
  const int64_t amount = PickAmount(left);
  const bool is_increase = random_.Chance(600);
  v1::PlanAdjusted& adjusted = *scene.event->mutable_plan_adjusted();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, adjusted.mutable_line());
  adjusted.set_amount(is_increase ? amount : -amount);
  if (!is_increase) scene.books->TakeFromPlan(amount);
  SetSyntheticDocument(kSyntheticDecision, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::Allocate(const Scene& scene) {
  const int64_t plan_left = scene.books->PlanLeft(scene.day);
  SyntheticTranche tranche;
  tranche.since = scene.day;
  tranche.left = plan_left / 100 * (40 + random_.PickInt(20));
  // The first one is for any area, so a transfer always has one to use.
  if (scene.books->tranche_count() > 0 && random_.Chance(350)) {
    tranche.first_area = 1 + random_.PickInt(kSyntheticAreas);
    tranche.last_area = std::min(tranche.first_area + 1, kSyntheticAreas);
  }
  v1::TrancheAllocated& allocated = *scene.event->mutable_tranche_allocated();
  allocated.set_number(scene.books->AddTranche(tranche));
  for (int area = tranche.first_area; area > 0 && area <= tranche.last_area; ++area)
    allocated.add_area_limits(SyntheticAreaId(area - 1));
  auto& share = *allocated.add_shares();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, share.mutable_line());
  share.set_amount(tranche.left);
  SetSyntheticDocument(kSyntheticDecision, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::AdjustAllocation(const Scene& scene) {
  SyntheticTranche* tranche = PickTranche(scene);
  if (tranche == nullptr) return false;
  const bool is_increase = random_.Chance(600);
  const int64_t left = is_increase ? scene.books->PlanLeft(scene.day) : tranche->left;
  if (left < kSyntheticPart) return false;
  const int64_t amount = PickAmount(left);
  v1::AllocationAdjusted& adjusted = *scene.event->mutable_allocation_adjusted();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, adjusted.mutable_line());
  adjusted.set_tranche_number(tranche->number);
  adjusted.set_amount(is_increase ? amount : -amount);
  if (is_increase) {
    scene.books->TakeFromPlan(amount);
  } else {
    tranche->left -= amount;
  }
  SetSyntheticDocument(kSyntheticDecision, scene.unit, scene.sequence, scene.event);
  return true;
}

// From the first tranche of one province to that of another; both are for any area.
bool SyntheticMoney::Transfer(const Scene& scene) {
  const int to_unit = (scene.unit + 1 + random_.PickInt(kSyntheticProvinces - 1)) % kSyntheticProvinces;
  SyntheticBooks* to = BooksOf(scene, to_unit);
  const bool without_plan = random_.Chance(250);
  if (scene.books->tranche_count() == 0 || to->tranche_count() == 0) return false;
  SyntheticTranche& from_tranche = scene.books->tranches().front();
  if (scene.day < to->tranches().front().since) return false;
  int64_t left = from_tranche.Left(scene.day);
  if (without_plan) left = std::min(left, to->PlanLeft(scene.day));
  if (left < kSyntheticPart) return false;
  v1::AllocationTransferred& transferred = *scene.event->mutable_allocation_transferred();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, transferred.mutable_from());
  SetSyntheticLine(to_unit, scene.source, kSyntheticFirstYear + scene.year, transferred.mutable_to());
  transferred.set_from_tranche_number(from_tranche.number);
  transferred.set_amount(PickAmount(left));
  transferred.set_without_plan(without_plan);
  from_tranche.left -= transferred.amount();
  if (without_plan) to->TakeFromPlan(transferred.amount());
  SetSyntheticDocument(kSyntheticDecision, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::Pay(const Scene& scene) {
  SyntheticTranche* tranche = PickTranche(scene);
  if (tranche == nullptr) return false;
  const SyntheticPayment payment{scene.day, PickAmount(tranche->left), PickArea(*tranche), PickProject()};
  const bool is_named = random_.Chance(850) || !scene.books->IsFirstChoice(*tranche, payment.area);
  tranche->left -= payment.amount;
  v1::DisbursementMade& paid = *scene.event->mutable_disbursement_made();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, paid.mutable_line());
  SetSyntheticPurpose(payment.area, payment.project, paid.mutable_line());
  if (is_named) paid.set_tranche_number(tranche->number);
  paid.set_amount(payment.amount);
  // A payment is either reversed or refunded, never both: each on its own keeps disbursed at or above zero.
  if (random_.Chance(60)) {
    Remember({scene.sequence, scene.day});
  } else if (tranche->refundable.amount == 0 || random_.Chance(200)) {
    tranche->refundable = payment;
  }
  SetSyntheticDocument(kSyntheticVoucher, scene.unit, scene.sequence, scene.event);
  return true;
}

bool SyntheticMoney::Refund(const Scene& scene) {
  for (SyntheticTranche& tranche : scene.books->tranches()) {
    SyntheticPayment& payment = tranche.refundable;
    if (payment.amount == 0 || payment.day > scene.day) continue;
    v1::RefundReceived& refund = *scene.event->mutable_refund_received();
    SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, refund.mutable_line());
    SetSyntheticPurpose(payment.area, payment.project, refund.mutable_line());
    refund.set_tranche_number(tranche.number);
    refund.set_amount(1 + random_.PickInt64(payment.amount));
    payment = {};
    SetSyntheticDocument(kSyntheticReceipt, scene.unit, scene.sequence, scene.event);
    return true;
  }
  return false;
}

bool SyntheticMoney::Report(const Scene& scene) {
  // In separate statements: the evaluation order of arguments is unspecified.
  const int area = PickArea({});
  const int project = PickProject();
  v1::ExecutionReported& reported = *scene.event->mutable_execution_reported();
  SetSyntheticLine(scene.unit, scene.source, kSyntheticFirstYear + scene.year, reported.mutable_line());
  SetSyntheticPurpose(area, project, reported.mutable_line());
  reported.set_amount(kPaymentsInAReport * PickAmount(kAllocatedAbout));
  if (random_.Chance(60)) Remember({scene.sequence, scene.day});
  SetSyntheticDocument(kSyntheticReport, scene.unit, scene.sequence, scene.event);
  return true;
}

// A late reversal is effective from the day of the event that it reverses, which the ledger fills in.
bool SyntheticMoney::Reverse(const Scene& scene) {
  if (reversible_.empty()) return false;
  Reversible& chosen = reversible_[random_.Pick(reversible_.size())];
  const bool is_late = scene.day < scene.today;
  const int64_t days_back = scene.today - chosen.day;
  if (is_late && (days_back == 0 || days_back > options_.late_days)) return false;
  if (is_late) {
    scene.event->clear_effective_date();
    SetLateReason(chosen.day, scene.event);
  }
  scene.event->mutable_event_reversed()->set_reversed_sequence(chosen.sequence);
  scene.event->set_reason(kReasons[random_.Pick(std::size(kReasons))]);
  chosen = reversible_.back();
  reversible_.pop_back();
  return true;
}

}  // namespace tranche
