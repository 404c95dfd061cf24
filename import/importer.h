// Imports files into the ledger, for `tranche import` and `tranche init --geography`. A file is recorded atomically.
//
// Thread safety: as Ledger::Append.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/sequence.h"
#include "import/amount_text.h"
#include "import/repeated_rows.h"
#include "ledger/ledger.h"
#include "proto/view.pb.h"

namespace tranche {

struct ImportOptions {
  // Who imports; not empty.
  std::string actor;
  // The notation of amounts in the file; unset: the ledger's.
  std::optional<Locale> locale;
  // Check everything and report, but write nothing.
  bool dry_run = false;
  // The head on which the caller's decision was based; if the log has moved, the file is refused.
  std::optional<Sequence> expected_head;
  // As in AppendOptions.
  bool is_clock_right = false;
  // Refuse what the roles of `actor` do not allow.
  bool within_grants = false;
  // Why the file is late for closed periods; of the rows that do not say so themselves. Empty: nothing is said.
  std::string late_reason;
  // How to treat rows that say the same as an event with another key.
  Repeated repeated = Repeated::kAsk;
  // Propose the rows instead of recording them (Ledger::Propose); rows that are recorded already are left out.
  std::optional<ProposalTerms> propose;
  // Where to put the receipt of the proposal; unchanged if nothing was left to propose. May be null.
  std::optional<Receipt>* proposed = nullptr;
};

// Reads the CSV file at `path`, detects by its header what it holds (movements of money, published figures, units,
// groupings, sources, areas, spending rules), and records its rows in order, all or none. A row already recorded is not
// written again: the report says which event it is.
//
// A row is already recorded if its key is, which for a row without event_id means that this file was imported before
// (import/row_keys.h); or if it says the same as an event with another key, and `repeated` is kSame.
//
// On OK everything is durable (Ledger::Append) or, in a dry run, would have been accepted; the report counts what was,
// or would be, written.
//
// Errors (nothing was written, except possibly on UNAVAILABLE); messages have the file and the line:
//   INVALID_ARGUMENT  the file is not CSV in UTF-8, its header is not known, it has more than kBatchEventsMax rows, or
//                     rows are wrong: each is reported, up to 50.
//   NOT_FOUND, PERMISSION_DENIED  the file cannot be read.
//   FAILED_PRECONDITION  a row without recorded_at, among rows of history, would be the first event stamped with the
//                        current time, after which no history can be imported.
//   ALREADY_EXISTS    rows say the same as events with other keys, and `repeated` is kAsk.
//   Those of Ledger::Append. Every refused row is told, up to 50, with the code of the first.
absl::StatusOr<v1::ImportReport> ImportFile(const std::string& path, const ImportOptions& options, Ledger* ledger);

// The same for the bytes of a file; `path` is what messages and the report call it.
absl::StatusOr<v1::ImportReport> ImportText(const std::string& path, absl::string_view bytes,
                                            const ImportOptions& options, Ledger* ledger);

// Records the files kGeographyFiles of `directory` in a new ledger, all or none, as
// history that was known at `recorded_at`.
//
// recorded_at  not before the ledger's first event, not in the future.
//
// Errors: as ImportFile; all of the files must exist.
absl::Status ImportGeography(const std::string& directory, absl::Time recorded_at, const std::string& actor,
                             Ledger* ledger);

}  // namespace tranche
