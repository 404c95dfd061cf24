// A program outside the project: creates a ledger, records a plan and queries
// it.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "events/clock.h"
#include "import/importer.h"
#include "ledger/ledger.h"
#include "projections/balances.h"

namespace {

absl::Status RecordAndAsk(const std::string& directory) {
  tranche::SystemClock clock;
  tranche::v1::LedgerCreated terms;
  terms.set_name("consumer");
  terms.set_ledger_id("0123456789abcdef0123456789abcdef");
  terms.set_currency_code("VND");
  terms.set_locale("en");
  auto ledger = tranche::Ledger::Create(directory, terms, absl::UnixEpoch(), &clock);
  if (!ledger.ok()) return ledger.status();
  absl::Status loaded = tranche::ImportGeography(TRANCHE_DATA_DIR, absl::UnixEpoch(), "consumer", ledger->get());
  if (!loaded.ok()) return loaded;

  tranche::v1::Event plan;
  plan.set_event_id("plan-1");
  plan.set_actor("consumer");
  plan.set_provenance(tranche::v1::PROVENANCE_RECORDED);
  plan.set_effective_date(20240101);
  plan.mutable_plan_approved()->mutable_line()->set_unit_id("VN63-22");
  plan.mutable_plan_approved()->mutable_line()->set_source_id("national");
  plan.mutable_plan_approved()->mutable_line()->set_fiscal_year(2024);
  plan.mutable_plan_approved()->set_amount(18'300'000'000);
  const auto receipts = (*ledger)->Append({plan});
  if (!receipts.ok()) return receipts.status();

  tranche::Question question;
  question.unit = "region:north";
  question.as_of = tranche::CivilDate::Parse("2024-06-30").value();
  question.boundaries = question.as_of;
  question.known_at = (*ledger)->head();
  const auto report = tranche::Balance((*ledger)->View(), question, {});
  if (!report.ok()) return report.status();
  std::cout << "plan of " << report->total().unit_name() << ": " << report->total().plan() << "\n";
  return report->total().plan() == "18300000000" ? absl::OkStatus() : absl::InternalError("wanted 18300000000");
}

}  // namespace

int main() {
  std::string directory = (std::filesystem::temp_directory_path() / "tranche_consumer.XXXXXX").string();
  if (::mkdtemp(directory.data()) == nullptr) return 1;
  const absl::Status done = RecordAndAsk(directory + "/ledger");
  std::filesystem::remove_all(directory);
  if (!done.ok()) std::cerr << done << "\n";
  return done.ok() ? 0 : 1;
}
