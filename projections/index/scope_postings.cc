// BalanceIndex, the postings of a scope one by one.
#include <algorithm>
#include <utility>
#include <vector>

#include "projections/index/balance_index.h"

namespace tranche {
namespace {

using Entry = ScopeTable::Entry;

absl::Span<const ScopePosting> PostingsIn(SequenceSpan span, absl::Span<const ScopePosting> postings) {
  const absl::Span<const ScopePosting> known = UpTo(postings, span.last);
  return known.subspan(UpTo(known, span.after).size());
}

void VisitEach(const Scope& scope, absl::Span<const Account> accounts, absl::Span<const ScopePosting> postings,
               const PostingVisitor& visitor) {
  for (const ScopePosting& each : postings) {
    visitor({PostingTo(scope, accounts[each.account], each.amount), CivilDate::FromDaysSinceEpoch(each.day),
             each.sequence, each.ordinal});
  }
}

// Which accounts of a row count, by their place; empty: all. False if one is malformed.
bool ReadCounts(const ScopeRow& row, const BalanceIndex::AccountFilter& counts, std::vector<bool>* by_place) {
  by_place->clear();
  return !counts || row.VisitAccounts(row.accounts(), [&](const Account& account, const DaySums&) {
    by_place->push_back(counts(account));
  });
}

}  // namespace

std::vector<BalanceIndex::RowSource> BalanceIndex::RowsIn(const Scope& scope, SequenceSpan span,
                                                          absl::FunctionRef<void(const Entry&)> tail) const {
  std::vector<RowSource> rows;
  const ReaderLock lock(mutex_);
  const Entry* entry = scopes_.Find(scope);
  if (entry == nullptr) return rows;
  const auto& epochs = entry->epochs;
  for (auto epoch = std::lower_bound(epochs.begin(), epochs.end(), span.after / epoch_events_);
       epoch != epochs.end() && FirstOf(*epoch) <= span.last; ++epoch)
    rows.push_back(SourceOf(*entry, static_cast<uint32_t>(epoch - epochs.begin()) + 1));
  if (entry->part != nullptr && span.after < kept_ && FirstOf(epochs_) <= span.last) rows.push_back(SourceOf(*entry));
  if (!entry->tail.empty() && entry->tail.front().sequence <= span.last) tail(*entry);
  return rows;
}

absl::Status BalanceIndex::VisitScope(const Scope& scope, SequenceSpan span, const PostingVisitor& visitor) const {
  std::vector<ScopePosting> tail;  // visited without the lock
  std::vector<Account> tail_accounts;
  std::vector<RowSource> rows = RowsIn(scope, span, [&](const Entry& entry) {
    const absl::Span<const ScopePosting> postings = PostingsIn(span, entry.tail);
    tail.assign(postings.begin(), postings.end());
    if (!tail.empty()) tail_accounts = entry.accounts;
  });
  std::vector<Account> accounts;
  std::vector<ScopePosting> postings;
  for (RowSource& source : rows) {
    if (absl::Status read = ReadRow(&source); !read.ok()) return read;
    accounts.clear();
    postings.clear();
    const bool read = source.row().VisitAccounts(
        source.row().accounts(), [&](const Account& account, const DaySums&) { accounts.push_back(account); });
    if (!read || !source.row().AppendPostings(&postings)) return DamagedRow(source.key());
    VisitEach(scope, accounts, PostingsIn(span, postings), visitor);
    source = RowSource();
  }
  VisitEach(scope, tail_accounts, tail, visitor);
  return absl::OkStatus();
}

absl::Status BalanceIndex::VisitEventDays(const Scope& scope, SequenceSpan span, const AccountFilter& counts,
                                          EventDayVisitor visitor) const {
  std::vector<std::pair<Sequence, int32_t>> tail;  // visited without the lock
  std::vector<RowSource> rows = RowsIn(scope, span, [&](const Entry& entry) {
    for (const ScopePosting& posting : PostingsIn(span, entry.tail)) {
      if (!counts || counts(entry.accounts[posting.account])) tail.emplace_back(posting.sequence, posting.day);
    }
  });
  std::vector<bool> by_place;
  for (RowSource& source : rows) {
    if (absl::Status read = ReadRow(&source); !read.ok()) return read;
    if (!ReadCounts(source.row(), counts, &by_place) || !source.row().VisitEventDays(span, by_place, visitor))
      return DamagedRow(source.key());
    source = RowSource();
  }
  for (const auto& [sequence, day] : tail) visitor(sequence, day);
  return absl::OkStatus();
}

SequenceSpan BalanceIndex::SpanOf(const Scope& scope) const {
  const ReaderLock lock(mutex_);
  const Entry* entry = scopes_.Find(scope);
  if (entry == nullptr) return {};
  const bool has_tail = entry->part != nullptr || !entry->tail.empty();
  if (entry->epochs.empty() && !has_tail) return {};
  const uint32_t first = entry->epochs.empty() ? epochs_ : entry->epochs.front();
  const Sequence last = has_tail ? last_ : Sequence{entry->epochs.back() + 1} * epoch_events_;
  return {FirstOf(first) - 1, last};
}

}  // namespace tranche
