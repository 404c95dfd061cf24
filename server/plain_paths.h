// The paths of a ledger's server that are no calls: one table. The doors follow it (server/ledger_doors.h), and the
// description of the server is made from it (server/openapi.h), so that neither has a path that the other has not.
//
// Thread safety: pure functions.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tranche {

enum class PlainPath { kPage, kSession, kEvents, kCheckpoint, kTile, kMetrics, kHealth, kReady, kOpenApi };

struct PlainPathRow {
  PlainPath which;
  absl::string_view path;  // whole; of kTile what all begin with
  absl::string_view call;  // under which name it is counted and logged
  bool is_for_all;         // also for who does not say who calls
};

inline constexpr absl::string_view kPagePath = "/";
inline constexpr absl::string_view kHealthPath = "/healthz";
inline constexpr absl::string_view kReadyPath = "/readyz";

// All of them. The files of the page but "/" are not among them (page/page_files.h).
absl::Span<const PlainPathRow> PlainPaths();

// The row that `path`, without a query, belongs to; of a tile only if it is spelled as the specification has it
// (server/log_paths.h). Null: there is none.
const PlainPathRow* FindPlainPath(absl::string_view path);

}  // namespace tranche
