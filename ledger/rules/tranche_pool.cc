#include "ledger/rules/tranche_pool.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tranche {
namespace {

constexpr size_t kDescribedMax = 10;

template <typename Pools>
std::string Describe(const Pools& pools) {
  const size_t described = std::min(pools.size(), kDescribedMax);
  std::string text = absl::StrJoin(pools.begin(), std::next(pools.begin(), static_cast<ptrdiff_t>(described)), ", ",
                                   [](std::string* out, const TranchePool& pool) {
                                     absl::StrAppend(out, pool.number);
                                     if (!pool.areas.empty()) absl::StrAppend(out, " (", pool.areas, ")");
                                   });
  if (described < pools.size()) absl::StrAppend(&text, ", ... (+", pools.size() - described, ")");
  return text;
}

}  // namespace

bool IsOlderPool::operator()(const TranchePool& a, const TranchePool& b) const {
  return std::tie(a.since, a.sequence, a.number) < std::tie(b.since, b.sequence, b.number);
}

std::string DescribePools(const TranchePools& pools) { return Describe(pools); }

std::string DescribePools(const std::vector<TranchePool>& pools) { return Describe(pools); }

}  // namespace tranche
