// A ledger written by processes that may die: its batches are identified by their
// keys, "b<batch>-<position>".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/ledger.h"
#include "proto/event.pb.h"

namespace tranche {

// Creates the ledger in `directory`, with the catalogue of
// tests/support/test_ledger.h.
void CreateCrashLedger(const std::string& directory);

absl::StatusOr<std::unique_ptr<Ledger>> OpenCrashLedger(const std::string& directory, Ledger::Access access);

// The commands of batch `number` (0 or more): 1 + number % 5 plans.
std::vector<v1::Event> CrashBatch(uint64_t number);

// The number of the first batch with nothing recorded, or an error if one is recorded
// in part.
absl::StatusOr<uint64_t> CountWholeBatches(const Ledger& ledger);

// The answers to many questions about the money in the ledger, as text.
absl::StatusOr<std::string> AllAnswers(const Ledger& ledger);

}  // namespace tranche
