// Compares a ledger with a copy of it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "events/check.h"
#include "ledger/ledger.h"
#include "log/event_log.h"
#include "projections/balances.h"
#include "replay/verify/verify.h"
#include "storage/head_file.h"
#include "tests/replay/small_history.h"
#include "tests/support/fake_clock.h"

namespace tranche {

// Everything that a copy must have: the stored bytes of each event, the root, HEAD, and an
// answer.
struct LedgerContent {
  std::vector<std::string> events;
  Digest root = {};
  uint64_t acknowledged = 0;
  std::string balance;

  friend bool operator==(const LedgerContent&, const LedgerContent&) = default;
};

// Reads the ledger in `directory`, which must not be open for writing.
inline LedgerContent ContentOf(const std::string& directory) {
  FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  const auto ledger = Ledger::Open(directory, Ledger::Access::kReadOnly, &clock);
  TRANCHE_CHECK(ledger.ok(), ledger.status().ToString());
  LedgerContent content;
  for (Sequence sequence = 1; sequence <= (*ledger)->head(); ++sequence)
    content.events.push_back((*ledger)->log().ReadBytes(sequence).value());
  content.root = (*ledger)->tree().Root((*ledger)->head()).value();
  content.acknowledged = storage::HeadFile::Read(directory).value().value_or(0);
  content.balance = Balance((*ledger)->View(), MoneyOf("N", "2024-12-31", (*ledger)->head()), {}).value().DebugString();
  return content;
}

// The first finding of verify; empty for a healthy ledger.
inline std::string FirstFindingIn(const std::string& directory) {
  const auto report = Verify(directory, nullptr);
  if (!report.ok()) return report.status().ToString();
  return report->findings().empty() ? "" : report->findings(0).message();
}

// The names in `directory`, in order.
inline std::vector<std::string> NamesIn(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace tranche
