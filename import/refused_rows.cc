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

// Punctuation is a part of its own: "\n" and ": " take the place of the "; " before a part (TextOf).
void AddPunctuation(const char* mark, v1::Refusal* all) { all->add_then()->set_text(mark); }

void AddLine(const v1::Refusal& refusal, v1::Refusal* all) {
  AddPunctuation("\n", all);
  for (const v1::RefusalPart& where : refusal.within()) {
    *all->add_then() = where;
    AddPunctuation(": ", all);
  }
  *all->add_then() = refusal.what();
  all->mutable_then()->MergeFrom(refusal.then());
}

}  // namespace

absl::Status RefusedRows(absl::StatusCode code, const std::vector<absl::Status>& refused, size_t more) {
  TRANCHE_CHECK(!refused.empty(), "RefusedRows: no row is refused");
  v1::Refusal all = DataOf(refused.front());
  for (size_t i = 1; i < refused.size(); ++i) AddLine(DataOf(refused[i]), &all);
  if (more == 0) return StatusOf(code, all);
  AddPunctuation("\n", &all);
  return Adding(StatusOf(code, all), "and {more} more", {NumberField("more", more)});
}

}  // namespace tranche
