#include "import/refused_rows.h"

#include <optional>

#include "events/check.h"
#include "events/refusal.h"

namespace tranche {
namespace {

v1::Refusal DataOf(const absl::Status& status) {
  const std::optional<v1::Refusal> data = RefusalOf(status);
  if (data) return *data;
  return RefusalOf(Refuse(status.code(), "row.refused", "{found}", {TextField("found", status.message())})).value();
}

}  // namespace

absl::Status RefusedRows(absl::StatusCode code, const std::vector<absl::Status>& refused, size_t more) {
  TRANCHE_CHECK(!refused.empty(), "RefusedRows: no row is refused");
  v1::Refusal all = DataOf(refused.front());
  for (size_t i = 1; i < refused.size(); ++i) AppendRefusal(kNewLinePart, DataOf(refused[i]), &all);
  if (more == 0) return StatusOf(code, all);
  return Adding(Adding(StatusOf(code, all), kNewLinePart), "and {more} more", {NumberField("more", more)});
}

}  // namespace tranche
