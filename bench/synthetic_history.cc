#include "bench/synthetic_history.h"

#include <stdlib.h>

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"

namespace tranche {
namespace {

constexpr uint64_t kProvinces = 60;

std::string Province(uint64_t number) { return absl::StrCat("P", number % kProvinces); }

v1::Event Envelope(const std::string& id) {
  v1::Event event;
  event.set_event_id(id);
  event.set_actor("bench");
  event.set_provenance(v1::PROVENANCE_RECORDED);
  event.set_effective_date(20200101);
  return event;
}

std::vector<v1::Event> CatalogueCommands() {
  std::vector<v1::Event> events;
  for (uint64_t i = 0; i <= kProvinces; ++i) {
    v1::Event event = Envelope(absl::StrCat("unit:", i));
    v1::UnitEstablished& unit = *event.mutable_unit_established();
    unit.set_unit_id(i == kProvinces ? "N" : Province(i));
    unit.set_name(unit.unit_id());
    unit.set_type(i == kProvinces ? v1::UNIT_TYPE_NATION : v1::UNIT_TYPE_PROVINCE);
    events.push_back(event);
  }
  v1::Event source = Envelope("source:national");
  source.mutable_source_defined()->set_source_id("national");
  source.mutable_source_defined()->set_name("national");
  events.push_back(source);
  return events;
}

v1::LedgerCreated Terms() {
  v1::LedgerCreated terms;
  terms.set_name("synthetic");
  terms.set_ledger_id("00000000000000000000000000000000");
  terms.set_currency_code("VND");
  terms.set_locale("en");
  return terms;
}

}  // namespace

SyntheticLedger::SyntheticLedger()
    : directory_((std::filesystem::temp_directory_path() / "tranche_bench.XXXXXX").string()) {
  TRANCHE_CHECK(::mkdtemp(directory_.data()) != nullptr, "cannot make ", directory_);
  auto ledger = Ledger::Create(directory_ + "/ledger", Terms(), absl::UnixEpoch(), &clock_);
  TRANCHE_CHECK(ledger.ok(), ledger.status().ToString());
  ledger_ = *std::move(ledger);
  const auto receipts = ledger_->Append(CatalogueCommands());
  TRANCHE_CHECK(receipts.ok(), receipts.status().ToString());
}

SyntheticLedger::~SyntheticLedger() {
  ledger_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::vector<v1::Event> SyntheticLedger::NextCommands(size_t count) {
  std::vector<v1::Event> commands;
  for (size_t i = 0; i < count; ++i, ++next_) {
    v1::Event event = Envelope(absl::StrCat("event:", next_));
    v1::ExecutionReported& execution = *event.mutable_execution_reported();
    execution.mutable_line()->set_unit_id(Province(next_));
    execution.mutable_line()->set_source_id("national");
    execution.mutable_line()->set_fiscal_year(2020 + static_cast<int32_t>(next_ / 7 % 7));
    execution.set_amount(static_cast<int64_t>(1'000'000 + next_ * 7919 % 1'000'000));
    commands.push_back(event);
  }
  return commands;
}

}  // namespace tranche
