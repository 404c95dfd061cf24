#include "bench/synthetic_ledger.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <tuple>

#include "events/check.h"
#include "ledger/append_stream.h"

namespace tranche {
namespace {

std::string Root() {
  const char* asked = std::getenv("TRANCHE_BENCH_DIR");
  return asked != nullptr ? std::string(asked) : std::filesystem::temp_directory_path().string();
}

auto AsTuple(const SyntheticOptions& options) {
  return std::tie(options.events, options.seed, options.late_permille, options.late_days, options.commands_at_once);
}

std::unique_ptr<SyntheticLedger>& Kept() {
  static std::unique_ptr<SyntheticLedger> kept;
  return kept;
}

}  // namespace

BenchDirectory::BenchDirectory() : path_(Root() + "/tranche_bench.XXXXXX") {
  TRANCHE_CHECK(::mkdtemp(path_.data()) != nullptr, "cannot make ", path_);
}

BenchDirectory::~BenchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

SyntheticLedger::SyntheticLedger(const SyntheticOptions& options)
    : path_(directory_.path() + "/ledger"), history_(options), clock_(&history_) {
  auto ledger = Ledger::Create(path_, history_.terms(), history_.known_from(), &clock_);
  TRANCHE_CHECK(ledger.ok(), ledger.status().ToString());
  ledger_ = *std::move(ledger);
}

void SyntheticLedger::RecordTo(Sequence head) {
  AppendStream stream(ledger_.get());
  for (Sequence at = ledger_->head(); at < head;) {
    std::vector<v1::Event> commands = Next(head - at);
    TRANCHE_CHECK(!commands.empty(), "the history ends at ", at);
    at += commands.size();
    const absl::Status appended = stream.Append(std::move(commands));
    TRANCHE_CHECK(appended.ok(), appended.ToString());
  }
  const absl::Status finished = stream.Finish();
  TRANCHE_CHECK(finished.ok(), finished.ToString());
}

void SyntheticLedger::Reopen() {
  ledger_.reset();
  auto ledger = Ledger::Open(path_, Ledger::Access::kWrite, &clock_);
  TRANCHE_CHECK(ledger.ok(), ledger.status().ToString());
  ledger_ = *std::move(ledger);
}

SyntheticLedger& RecordedLedger(const SyntheticOptions& options) {
  std::unique_ptr<SyntheticLedger>& kept = Kept();
  static SyntheticOptions kept_options;
  if (kept != nullptr && AsTuple(options) == AsTuple(kept_options)) return *kept;
  kept.reset();
  std::cerr << "recording " << options.events << " events, " << options.late_permille << " per mille late by up to "
            << options.late_days << " days\n";
  kept = std::make_unique<SyntheticLedger>(options);
  kept->RecordTo(options.events);
  kept_options = options;
  return *kept;
}

void ForgetRecordedLedger() { Kept().reset(); }

}  // namespace tranche
