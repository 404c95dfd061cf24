#include "ledger/rules/tranche_pool.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include "events/refusal.h"

namespace tranche {
namespace {

constexpr size_t kDescribedMax = 10;

// From the last to the first, each with those after it.
template <typename Pools>
v1::RefusalField MakeField(absl::string_view name, const Pools& pools) {
  const size_t described = std::min(pools.size(), kDescribedMax);
  std::optional<v1::RefusalField> others;
  if (described < pools.size())
    others = PhraseField("others", "... (+{more})", {NumberField("more", pools.size() - described)});
  for (auto pool = std::next(pools.begin(), static_cast<ptrdiff_t>(described)); pool != pools.begin();) {
    --pool;
    const bool is_limited = !pool->areas.empty();
    RefusalFields fields = {NumberField("tranche", pool->number)};
    if (is_limited) fields.push_back(TextField("area", pool->areas));
    if (others) {
      fields.push_back(*std::move(others));
      others = PhraseField("others", is_limited ? "{tranche} ({area}), {others}" : "{tranche}, {others}", fields);
    } else {
      others = PhraseField("others", is_limited ? "{tranche} ({area})" : "{tranche}", fields);
    }
  }
  if (!others) return TextField(name, "");
  others->set_name(std::string(name));
  return *std::move(others);
}

}  // namespace

bool IsOlderPool::operator()(const TranchePool& a, const TranchePool& b) const {
  return std::tie(a.since, a.sequence, a.number) < std::tie(b.since, b.sequence, b.number);
}

v1::RefusalField PoolsField(absl::string_view name, const TranchePools& pools) { return MakeField(name, pools); }

v1::RefusalField PoolsField(absl::string_view name, const std::vector<TranchePool>& pools) {
  return MakeField(name, pools);
}

}  // namespace tranche
