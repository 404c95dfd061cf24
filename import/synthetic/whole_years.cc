#include "import/synthetic/whole_years.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "import/synthetic/catalogue.h"
#include "import/synthetic/lines.h"
#include "import/synthetic/money.h"

namespace tranche {
namespace {

constexpr int kProjectArea = 0;
constexpr int kOtherArea = 1;
constexpr uint32_t kTranche = 1;          // the only one of a year
constexpr uint32_t kOfYearBefore = 1000;  // the tranche of carried-over money: the year x 1000 + the number
constexpr int kStoppedProjects = 4;       // one in so many
constexpr int64_t kPart = 10'000'000;     // of the first unit; further ones have a little more
constexpr int64_t kPartMore = 100'000;

// In parts.
constexpr int64_t kPlan = 1000;
constexpr int64_t kSupport = 600;
constexpr int64_t kSupportRaised = 650;
constexpr int64_t kCost = 1500;
constexpr int64_t kContract = 400;
constexpr int64_t kPaidOfContract = 200;
constexpr int64_t kPaid = 100;
constexpr int64_t kCarriedFree = 300;
constexpr int64_t kLapsed = kPlan - kContract - kPaid - kCarriedFree;
constexpr int64_t kDisallowed = 10;
constexpr int64_t kCorrected = 5;

int64_t Amount(int unit, int64_t parts) { return parts * (kPart + kPartMore * unit); }

void SetLine(int unit, int year, v1::BudgetLine* line) {
  SetSyntheticLine(unit, kSyntheticWholeYearSource, kSyntheticFirstYear + year, line);
}

std::string ProjectId(int unit, int year) {
  return absl::StrCat(SyntheticProvinceId(unit), "-", kSyntheticFirstYear + year, "-registered");
}

void SetProject(int unit, int year, v1::BudgetLine* line) {
  line->set_area_id(SyntheticAreaId(kProjectArea));
  line->set_project_id(ProjectId(unit, year));
}

uint32_t CarriedTranche(int year) {
  return static_cast<uint32_t>(kSyntheticFirstYear + year) * kOfYearBefore + kTranche;
}

// Without an area and a project.
v1::DisbursementMade* SetPayment(int unit, int year, uint32_t tranche, int64_t parts, v1::Event* event) {
  v1::DisbursementMade& paid = *event->mutable_disbursement_made();
  SetLine(unit, year, paid.mutable_line());
  paid.set_tranche_number(tranche);
  paid.set_amount(Amount(unit, parts));
  return &paid;
}

}  // namespace

const std::vector<SyntheticWholeYears::Step>& SyntheticWholeYears::Running() {
  using Self = SyntheticWholeYears;
  static const std::vector<Step> steps = {&Self::ApprovePlan, &Self::Allocate, &Self::Register,     &Self::Commit,
                                          &Self::PayContract, &Self::Amend,    &Self::ReportOutput, &Self::Pay};
  return steps;
}

const std::vector<SyntheticWholeYears::Step>& SyntheticWholeYears::AfterClosing() {
  using Self = SyntheticWholeYears;
  static const std::vector<Step> steps = {&Self::CarryContract,  &Self::CarryFree,   &Self::PayCarriedContract,
                                          &Self::PayCarriedFree, &Self::Lapse,       &Self::Settle,
                                          &Self::Correct,        &Self::StopOrReport};
  return steps;
}

bool SyntheticWholeYears::Fill(Sequence sequence, int64_t today, int year, int closed_years, v1::Event* event) {
  if (year != year_) TurnTo(year);
  const bool winds_up = closed_years >= year && !over_.empty();
  if (!winds_up && running_.unit == kSyntheticProvinces) return false;
  event->set_effective_date(SyntheticDate(today));
  Life* const life = winds_up ? &over_.front() : &running_;
  Take(winds_up ? AfterClosing() : Running(), {sequence, today, life, event});
  return true;
}

// What is left of the year before stays open, and so does what it carried to this one without paying it.
void SyntheticWholeYears::TurnTo(int year) {
  const bool is_half = !over_.empty() && over_.front().step > 0;
  std::vector<Life> finished;
  for (Life& life : finished_) {
    life.has_received = received_.contains(life.unit);
    const bool is_open = is_half && life.unit == over_.front().unit && !life.has_received;
    if (year == year_ + 1 && !is_open) finished.push_back(life);
  }
  over_ = std::move(finished);
  finished_.clear();
  received_.clear();
  year_ = year;
  running_ = {};
  running_.year = year;
}

void SyntheticWholeYears::Take(const std::vector<Step>& steps, const Scene& scene) {
  Life& life = *scene.life;
  (this->*steps[life.step])(scene);
  const SyntheticPaper& paper = life.step == 0 ? kSyntheticDecision : kSyntheticVoucher;
  if (!scene.event->has_document()) SetSyntheticDocument(paper, life.unit, scene.sequence, scene.event);
  if (++life.step < steps.size()) return;
  const int unit = life.unit;
  life.step = 0;
  if (&life != &running_) {
    over_.erase(over_.begin());
    return;
  }
  finished_.push_back(life);
  running_ = {};
  running_.unit = unit + 1;
  running_.year = year_;
}

void SyntheticWholeYears::ApprovePlan(const Scene& scene) {
  v1::PlanApproved& plan = *scene.event->mutable_plan_approved();
  SetLine(scene.life->unit, scene.life->year, plan.mutable_line());
  plan.set_amount(Amount(scene.life->unit, kPlan));
}

void SyntheticWholeYears::Allocate(const Scene& scene) {
  v1::TrancheAllocated& allocated = *scene.event->mutable_tranche_allocated();
  allocated.set_number(kTranche);
  auto& share = *allocated.add_shares();
  SetLine(scene.life->unit, scene.life->year, share.mutable_line());
  share.set_amount(Amount(scene.life->unit, kPlan));
}

void SyntheticWholeYears::Register(const Scene& scene) {
  const Life& life = *scene.life;
  v1::ProjectRegistered& project = *scene.event->mutable_project_registered();
  project.set_project_id(ProjectId(life.unit, life.year));
  project.set_name(absl::StrCat("Đề án giả lập ", project.project_id()));
  project.set_unit_id(SyntheticProvinceId(life.unit));
  project.set_area_id(SyntheticAreaId(kProjectArea));
  auto& support = *project.add_support();
  support.set_source_id(SyntheticSourceId(kSyntheticWholeYearSource));
  support.set_amount(Amount(life.unit, kSupport));
  project.set_begin(SyntheticDate(scene.today));
  project.set_beneficiary(absl::StrCat("Synthetic enterprise of ", project.unit_id()));
  project.set_total_cost(Amount(life.unit, kCost));
}

void SyntheticWholeYears::Commit(const Scene& scene) {
  Life& life = *scene.life;
  life.contract = scene.sequence;
  v1::CommitmentMade& made = *scene.event->mutable_commitment_made();
  SetLine(life.unit, life.year, made.mutable_line());
  SetProject(life.unit, life.year, made.mutable_line());
  made.set_tranche_number(kTranche);
  made.set_amount(Amount(life.unit, kContract));
  made.set_number(absl::StrCat("HD-", scene.sequence));
  made.set_counterparty(absl::StrCat("Synthetic contractor ", SyntheticProvinceId(life.unit), "-1"));
}

void SyntheticWholeYears::PayContract(const Scene& scene) {
  const Life& life = *scene.life;
  v1::DisbursementMade* const paid = SetPayment(life.unit, life.year, kTranche, kPaidOfContract, scene.event);
  SetProject(life.unit, life.year, paid->mutable_line());
  paid->set_commitment(life.contract);
}

void SyntheticWholeYears::Amend(const Scene& scene) {
  v1::ProjectAmended& amended = *scene.event->mutable_project_amended();
  amended.set_project_id(ProjectId(scene.life->unit, scene.life->year));
  auto& support = *amended.add_support();
  support.set_source_id(SyntheticSourceId(kSyntheticWholeYearSource));
  support.set_amount(Amount(scene.life->unit, kSupportRaised));
}

void SyntheticWholeYears::ReportOutput(const Scene& scene) {
  const Life& life = *scene.life;
  v1::OutputReported& output = *scene.event->mutable_output_reported();
  v1::BudgetLine& line = *output.mutable_line();
  SetLine(life.unit, life.year, &line);
  SetProject(life.unit, life.year, &line);
  line.clear_source_id();
  output.set_indicator_id(kSyntheticIndicator);
  output.set_quantity(1 + life.unit);
  output.set_period_begin((kSyntheticFirstYear + life.year) * 10'000 + 101);
  output.set_period_end(SyntheticDate(scene.today));
}

void SyntheticWholeYears::Pay(const Scene& scene) {
  const Life& life = *scene.life;
  v1::DisbursementMade* const paid = SetPayment(life.unit, life.year, kTranche, kPaid, scene.event);
  paid->mutable_line()->set_area_id(SyntheticAreaId(kOtherArea));
}

void SyntheticWholeYears::CarryContract(const Scene& scene) {
  Life& life = *scene.life;
  life.carried_contract = scene.sequence;
  v1::BalanceCarriedOver& carried = *scene.event->mutable_balance_carried_over();
  SetLine(life.unit, life.year, carried.mutable_from());
  SetProject(life.unit, life.year, carried.mutable_from());
  *carried.mutable_to() = carried.from();
  carried.mutable_to()->set_fiscal_year(carried.from().fiscal_year() + 1);
  carried.set_from_tranche_number(kTranche);
  carried.set_amount(Amount(life.unit, kContract - kPaidOfContract));
  carried.set_commitment(life.contract);
}

void SyntheticWholeYears::CarryFree(const Scene& scene) {
  const Life& life = *scene.life;
  v1::BalanceCarriedOver& carried = *scene.event->mutable_balance_carried_over();
  SetLine(life.unit, life.year, carried.mutable_from());
  SetLine(life.unit, life.year + 1, carried.mutable_to());
  carried.set_from_tranche_number(kTranche);
  carried.set_amount(Amount(life.unit, kCarriedFree));
}

void SyntheticWholeYears::PayCarriedContract(const Scene& scene) {
  const Life& life = *scene.life;
  v1::DisbursementMade* const paid =
      SetPayment(life.unit, life.year + 1, CarriedTranche(life.year), kContract - kPaidOfContract, scene.event);
  SetProject(life.unit, life.year, paid->mutable_line());
  paid->set_commitment(life.carried_contract);
}

void SyntheticWholeYears::PayCarriedFree(const Scene& scene) {
  const Life& life = *scene.life;
  v1::DisbursementMade* const paid =
      SetPayment(life.unit, life.year + 1, CarriedTranche(life.year), kCarriedFree, scene.event);
  paid->mutable_line()->set_area_id(SyntheticAreaId(kOtherArea));
  received_.insert(life.unit);
}

void SyntheticWholeYears::Lapse(const Scene& scene) {
  v1::BalanceLapsed& lapsed = *scene.event->mutable_balance_lapsed();
  SetLine(scene.life->unit, scene.life->year, lapsed.mutable_line());
  lapsed.set_tranche_number(kTranche);
  lapsed.set_amount(Amount(scene.life->unit, kLapsed));
}

void SyntheticWholeYears::Settle(const Scene& scene) {
  const Life& life = *scene.life;
  const int64_t own = kPaidOfContract + kPaid;
  const int64_t received = life.has_received ? kContract - kPaidOfContract + kCarriedFree : 0;
  v1::SettlementApproved& settled = *scene.event->mutable_settlement_approved();
  SetLine(life.unit, life.year, settled.mutable_line());
  settled.set_amount(Amount(life.unit, own + received - kDisallowed));
  settled.set_disallowed(Amount(life.unit, kDisallowed));
  settled.set_is_final(true);
}

void SyntheticWholeYears::Correct(const Scene& scene) {
  const Life& life = *scene.life;
  v1::PriorPeriodCorrection& corrected = *scene.event->mutable_prior_period_correction();
  SetLine(life.unit, life.year, corrected.mutable_line());
  corrected.set_amount(-Amount(life.unit, kCorrected));
  corrected.set_finding(absl::StrCat("KTNN-SYNTHETIC-", scene.sequence));
  scene.event->set_reason("found by a synthetic audit");
}

// Most of the projects go on without an end: those report what they did once more.
void SyntheticWholeYears::StopOrReport(const Scene& scene) {
  const Life& life = *scene.life;
  if (life.unit % kStoppedProjects != 0) {
    ReportOutput(scene);
    scene.event->mutable_output_reported()->set_period_end((kSyntheticFirstYear + life.year) * 10'000 + 1231);
    return;
  }
  v1::ProjectStopped& stopped = *scene.event->mutable_project_stopped();
  stopped.set_project_id(ProjectId(life.unit, life.year));
  stopped.set_decision(absl::StrCat(scene.sequence % 1'000'000, "/QD-SYNTHETIC-MINISTRY"));
}

}  // namespace tranche
