#include "server/plain_paths.h"

#include "server/event_source.h"
#include "server/log_paths.h"
#include "server/metrics_door.h"
#include "server/openapi.h"
#include "server/session_door.h"

namespace tranche {
namespace {

constexpr PlainPathRow kRows[] = {
    {PlainPath::kPage, kPagePath, "page", true},         {PlainPath::kSession, kSessionPath, "session", true},
    {PlainPath::kEvents, kEventsPath, "events", false},  {PlainPath::kCheckpoint, kCheckpointPath, "checkpoint", false},
    {PlainPath::kTile, kTilesPath, "tile", false},       {PlainPath::kMetrics, kMetricsPath, "metrics", false},
    {PlainPath::kHealth, kHealthPath, "health", true},   {PlainPath::kReady, kReadyPath, "health", true},
    {PlainPath::kOpenApi, kOpenApiPath, "openapi", true}};

}  // namespace

absl::Span<const PlainPathRow> PlainPaths() { return kRows; }

const PlainPathRow* FindPlainPath(absl::string_view path) {
  for (const PlainPathRow& row : kRows) {
    if (row.which == PlainPath::kTile ? ReadTilePath(path).has_value() : path == row.path) return &row;
  }
  return nullptr;
}

}  // namespace tranche
