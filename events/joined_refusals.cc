#include "events/joined_refusals.h"

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

absl::Status JoinRefusals(absl::StatusCode code, const std::vector<absl::Status>& refused, size_t left_out) {
  TRANCHE_CHECK(!refused.empty() && refused.size() <= kRefusalsShownMax, "JoinRefusals: ", refused.size(), " refusals");
  v1::Refusal all = DataOf(refused.front());
  for (size_t i = 1; i < refused.size(); ++i) *all.add_others() = DataOf(refused[i]);
  all.set_left_out(left_out);
  return StatusOf(code, all);
}

absl::Status MarkedAsFollowing(const absl::Status& refusal) {
  if (refusal.ok()) return refusal;
  v1::Refusal marked = DataOf(Adding(refusal, "this may follow from an earlier refusal"));
  marked.set_may_follow(true);
  return StatusOf(refusal.code(), marked);
}

}  // namespace tranche
