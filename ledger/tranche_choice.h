// Which tranche a command may draw on: the one that it names, or, when it names
// none, those that allow its area, the oldest first.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/book.h"
#include "proto/event.pb.h"

namespace tranche {

// The command with its tranche and area limits filled in, once for each tranche
// that may serve it, in the order in which they are to be tried; at least one.
struct TrancheChoices {
  std::vector<v1::Event> candidates;
};

// True for a kind that draws on a tranche: disbursement, refund, allocation
// adjustment, transfer.
bool NamesTranche(const v1::Event& command);

// The choices for a command for which NamesTranche holds. Whether enough is left is
// for the guards to say.
//
// Errors:
//   FAILED_PRECONDITION  there is no tranche, not the one that is named, or none that
//                        allows the area; the message lists those that there are.
//   DATA_LOSS            the book is damaged.
absl::StatusOr<TrancheChoices> TrancheChoicesFor(const v1::Event& command, const Book& book);

// Checks that the number of a new tranche is free for each receiver.
//
// Errors:
//   FAILED_PRECONDITION  a receiver holds a tranche of this number already.
//   DATA_LOSS            the book is damaged.
absl::Status CheckNewTranche(const v1::TrancheAllocated& tranche, const Book& book);

}  // namespace tranche
