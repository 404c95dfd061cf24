// How a row is made. The rows that it covers have their accounts and days in order already: so they are merged, and an
// account of only one of them is copied as it is stored. Only what the row's own epoch adds is sorted.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/check.h"
#include "projections/index/index_rows.h"
#include "projections/index/scope_row.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

bool IsEarlier(const DayAmount& a, const DayAmount& b) { return a.day < b.day; }

// Adds up what several sources add on each day.
class DayMerger {
 public:
  void Clear() { days_.clear(); }

  // False if the days of `sums` do not ascend.
  bool Add(const DaySums& sums) {
    added_.clear();
    AmountSum before = 0;
    for (size_t i = 0; i < sums.size(); ++i) {
      const int32_t day = sums.DayAt(i);
      const AmountSum sum = sums.SumAt(i);
      if (!added_.empty() && day <= added_.back().day) return false;
      added_.push_back({day, sum - before});
      before = sum;
    }
    Merge();
    return true;
  }

  // `amounts` are in order of their days, of which each may have several.
  void Add(absl::Span<const DayAmount> amounts) {
    added_.clear();
    for (const DayAmount& each : amounts) {
      if (added_.empty() || added_.back().day != each.day) added_.push_back({each.day, 0});
      added_.back().amount += each.amount;
    }
    Merge();
  }

  // One amount a day, ascending.
  absl::Span<const DayAmount> days() const { return days_; }

 private:
  void Merge() {
    if (days_.empty()) return days_.swap(added_);
    merged_.clear();
    auto a = days_.begin();
    auto b = added_.begin();
    while (a != days_.end() && b != added_.end()) {
      if (a->day == b->day) {
        merged_.push_back({a->day, a->amount + b->amount});
        ++a, ++b;
      } else {
        merged_.push_back(a->day < b->day ? *a++ : *b++);
      }
    }
    merged_.insert(merged_.end(), a, days_.end());
    merged_.insert(merged_.end(), b, added_.end());
    days_.swap(merged_);
  }

  std::vector<DayAmount> days_;
  std::vector<DayAmount> added_;
  std::vector<DayAmount> merged_;
};

// What the postings of the row's own epoch add, by account.
class OwnAmounts {
 public:
  OwnAmounts(size_t accounts, absl::Span<const ScopePosting> postings)
      : begins_(accounts + 1), amounts_(postings.size()) {
    for (const ScopePosting& each : postings) ++begins_[each.account + 1];
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    std::vector<size_t> next = begins_;
    for (const ScopePosting& each : postings) amounts_[next[each.account]++] = {each.day, each.amount};
    for (size_t account = 0; account < accounts; ++account) {
      const auto begin = amounts_.begin();
      std::sort(begin + static_cast<ptrdiff_t>(begins_[account]), begin + static_cast<ptrdiff_t>(begins_[account + 1]),
                IsEarlier);
    }
  }

  // In order of their days.
  absl::Span<const DayAmount> Of(uint32_t account) const {
    return absl::MakeConstSpan(amounts_).subspan(begins_[account], begins_[account + 1] - begins_[account]);
  }

 private:
  std::vector<size_t> begins_;
  std::vector<DayAmount> amounts_;
};

// Its inputs must outlive it.
class Summary {
 public:
  Summary(absl::Span<const ScopeRow> covered, absl::Span<const Account> accounts,
          absl::Span<const std::string> account_bytes, absl::Span<const ScopePosting> postings)
      : covered_(covered),
        accounts_(accounts),
        account_bytes_(account_bytes),
        own_(accounts.size(), postings),
        ranks_(accounts.size()) {}

  // Appends the sums by measure, then the sums by account. Returns false if a covered row is malformed.
  bool Append(std::string* value) { return AppendMeasures(value) && Collect() && AppendAccounts(value); }

  // After Append: the indexes in the row of those accounts that have postings in its epoch.
  absl::Span<const uint32_t> ranks() const { return ranks_; }

 private:
  // An account in one of the sources: a covered row, or the postings of the epoch.
  struct Part {
    absl::string_view account;
    DaySums sums;                 // of a covered row
    std::optional<uint32_t> own;  // of the postings: its index
  };

  static bool IsBefore(const Part& a, const Part& b) { return a.account < b.account; }

  bool AppendMeasures(std::string* value) {
    std::array<std::vector<DayAmount>, kMeasureCount> own;
    for (uint32_t account = 0; account < accounts_.size(); ++account) {
      const absl::Span<const DayAmount> amounts = own_.Of(account);
      std::vector<DayAmount>& of_measure = own[IndexOf(accounts_[account].measure)];
      of_measure.insert(of_measure.end(), amounts.begin(), amounts.end());
    }
    uint64_t measures = 0;
    std::string packed;
    for (const Measure measure : kMeasures) {
      std::vector<DayAmount>& amounts = own[IndexOf(measure)];
      std::sort(amounts.begin(), amounts.end(), IsEarlier);
      merger_.Clear();
      merger_.Add(absl::MakeConstSpan(amounts));
      for (const ScopeRow& row : covered_) {
        if (!merger_.Add(row.DaysOf(measure))) return false;
      }
      if (merger_.days().empty()) continue;
      ++measures;
      storage::AppendVarint(static_cast<uint64_t>(measure), &packed);
      AppendDaySums(merger_.days(), &packed);
    }
    storage::AppendVarint(measures, value);
    *value += packed;
    return true;
  }

  // Collects the accounts of all sources, in order.
  bool Collect() {
    for (uint32_t account = 0; account < accounts_.size(); ++account) {
      if (!own_.Of(account).empty()) parts_.push_back({account_bytes_[account], DaySums(), account});
    }
    std::sort(parts_.begin(), parts_.end(), IsBefore);
    for (const ScopeRow& row : covered_) {
      const size_t before = parts_.size();
      bool ascend = true;
      const bool is_read = row.VisitEntries(row.accounts(), [&](absl::string_view account, const DaySums& sums) {
        ascend = ascend && (parts_.size() == before || parts_.back().account < account);
        parts_.push_back({account, sums, std::nullopt});
      });
      if (!is_read || !ascend) return false;
      std::inplace_merge(parts_.begin(), parts_.begin() + static_cast<ptrdiff_t>(before), parts_.end(), IsBefore);
    }
    return true;
  }

  bool AppendAccounts(std::string* value) {
    std::vector<absl::int128> offsets;
    std::string packed;
    for (size_t begin = 0, end = 0; begin < parts_.size(); begin = end) {
      for (; end < parts_.size() && parts_[end].account == parts_[begin].account; ++end) {
        if (parts_[end].own) ranks_[*parts_[end].own] = static_cast<uint32_t>(offsets.size());
      }
      offsets.push_back(packed.size());
      storage::AppendBytes(parts_[begin].account, &packed);
      if (!AppendSums(absl::MakeConstSpan(parts_).subspan(begin, end - begin), &packed)) return false;
    }
    storage::AppendVarint(offsets.size(), value);
    storage::AppendColumn(offsets, value);
    storage::AppendBytes(packed, value);
    return true;
  }

  // `parts` are of one account.
  bool AppendSums(absl::Span<const Part> parts, std::string* packed) {
    if (parts.size() == 1 && !parts.front().own) {
      absl::StrAppend(packed, parts.front().sums.stored());
      return true;
    }
    merger_.Clear();
    for (const Part& part : parts) {
      if (part.own) {
        merger_.Add(own_.Of(*part.own));
      } else if (!merger_.Add(part.sums)) {
        return false;
      }
    }
    AppendDaySums(merger_.days(), packed);
    return true;
  }

  absl::Span<const ScopeRow> covered_;
  absl::Span<const Account> accounts_;
  absl::Span<const std::string> account_bytes_;
  OwnAmounts own_;
  std::vector<Part> parts_;
  std::vector<uint32_t> ranks_;
  DayMerger merger_;
};

void AppendAllocations(absl::Span<const Allocation> allocations, std::string* value) {
  std::string packed;
  storage::AppendVarint(allocations.size(), &packed);
  for (const Allocation& each : allocations) {
    storage::AppendVarint(each.sequence, &packed);
    storage::AppendVarint(each.reverses, &packed);
    if (each.reverses != 0) continue;
    storage::AppendSignedVarint(each.day, &packed);
    storage::AppendVarint(each.tranche_number | (each.is_carried ? kCarriedMark : 0), &packed);
    storage::AppendBytes(each.areas, &packed);
  }
  storage::AppendBytes(packed, value);
}

void AppendPostings(absl::Span<const ScopePosting> postings, Sequence first, absl::Span<const uint32_t> ranks,
                    std::string* value) {
  std::array<std::vector<absl::int128>, 5> columns;
  for (const ScopePosting& each : postings) {
    columns[0].push_back(absl::int128(each.sequence - first) - kPlaceZero);
    columns[1].push_back(each.ordinal);
    columns[2].push_back(each.day - postings.front().day);
    columns[3].push_back(ranks[each.account]);
    columns[4].push_back(each.amount);
  }
  std::string packed;
  storage::AppendVarint(postings.size(), &packed);
  storage::AppendSignedVarint(postings.front().day, &packed);
  for (const std::vector<absl::int128>& column : columns) storage::AppendColumn(column, &packed);
  storage::AppendBytes(packed, value);
}

}  // namespace

bool BuildScopeRow(absl::Span<const ScopeRow> covered, absl::Span<const Account> accounts,
                   absl::Span<const std::string> account_bytes, absl::Span<const ScopePosting> postings, Sequence first,
                   std::string* value) {
  TRANCHE_CHECK(!postings.empty(), "a row of the balance index without postings");
  Summary summary(covered, accounts, account_bytes, postings);
  if (!summary.Append(value)) return false;
  std::vector<Allocation> allocations;
  for (const ScopeRow& row : covered) {
    if (!row.AppendAllocations(&allocations)) return false;
  }
  AppendAllocations(accounts, postings, &allocations);
  AppendAllocations(allocations, value);
  AppendPostings(postings, first, summary.ranks(), value);
  return true;
}

void AppendAllocations(absl::Span<const Account> accounts, absl::Span<const ScopePosting> postings,
                       std::vector<Allocation>* allocations) {
  for (const ScopePosting& posting : postings) {
    const Account& account = accounts[posting.account];
    if (!BringsTranche(account.measure)) continue;
    if (posting.reverses != 0) {
      allocations->push_back({posting.sequence, 0, 0, "", posting.reverses});
    } else if (posting.amount > 0) {
      const bool is_carried = account.measure == Measure::kCarried;
      allocations->push_back({posting.sequence, posting.day, account.tranche_number, account.area, 0, is_carried});
    }
  }
}

}  // namespace tranche
