#include "projections/index/scope_table.h"

#include <algorithm>

namespace tranche {

absl::Span<const ScopePosting> UpTo(absl::Span<const ScopePosting> postings, Sequence last) {
  if (!postings.empty() && last < postings.front().sequence) return {};  // most questions about the past
  const auto end =
      std::upper_bound(postings.begin(), postings.end(), last,
                       [](Sequence sequence, const ScopePosting& posting) { return sequence < posting.sequence; });
  return postings.subspan(0, static_cast<size_t>(end - postings.begin()));
}

ScopeTable::Entry& ScopeTable::At(const ScopeView& scope) {
  const auto found = by_scope_.find(scope);
  if (found != by_scope_.end()) return *found->second;
  const Scope own = ToScope(scope);
  std::unique_ptr<Entry>& entry = entries_[own];
  entry = std::make_unique<Entry>();
  entry->scope = own;
  by_scope_.emplace(own, entry.get());
  return *entry;
}

ScopeTable::Entry* ScopeTable::Find(const ScopeView& scope) const {
  const auto found = by_scope_.find(scope);
  return found == by_scope_.end() ? nullptr : found->second;
}

void ScopeTable::Add(const AccountView& account, ScopePosting posting, Entry* entry) {
  auto place = entry->places.find(account);
  if (place == entry->places.end()) {
    place = entry->places.emplace(ToAccount(account), static_cast<uint32_t>(entry->accounts.size())).first;
    entry->accounts.push_back(place->first);
    entry->account_bytes.push_back(EncodeAccount(account));
    entry->first_uses.push_back({posting.sequence, posting.ordinal});
  }
  posting.account = place->second;
  entry->tail.push_back(posting);
}

void ScopeTable::Add(const ScopeView& scope, const AccountView& account, const ScopePosting& posting, Place* place) {
  if (place->removed_ != removed_) {
    place->entry_ = &At(scope);
    place->removed_ = removed_;
    place->dropped_ = 0;
  }
  Entry& entry = *place->entry_;
  if (place->dropped_ == entry.dropped) {
    entry.tail.push_back(posting);
    entry.tail.back().account = place->account_;
    return;
  }
  Add(account, posting, &entry);
  place->account_ = entry.tail.back().account;
  place->dropped_ = entry.dropped;
}

void ScopeTable::ForgetUnusedAccounts(Entry* entry) {
  if (!entry->tail.empty()) return;
  ++entry->dropped;
  entry->accounts.clear();
  entry->account_bytes.clear();
  entry->first_uses.clear();
  entry->places.clear();
}

void ScopeTable::DropFirst(size_t count, Entry* entry) {
  entry->tail.erase(entry->tail.begin(), entry->tail.begin() + static_cast<ptrdiff_t>(count));
  ForgetUnusedAccounts(entry);
}

// Accounts are in order of first use, so an account used only by the last posting is the last one.
void ScopeTable::Undo(Entry* entry) {
  const ScopePosting last = entry->tail.back();
  entry->tail.pop_back();
  if (entry->first_uses[last.account] == PostingPlace{last.sequence, last.ordinal}) {
    ++entry->dropped;
    entry->places.erase(entry->accounts.back());
    entry->accounts.pop_back();
    entry->account_bytes.pop_back();
    entry->first_uses.pop_back();
  }
  ForgetUnusedAccounts(entry);
  if (!entry->tail.empty() || entry->id.has_value() || entry->part != nullptr) return;
  const Scope scope = entry->scope;
  ++removed_;
  by_scope_.erase(scope);
  entries_.erase(scope);
}

void ScopeTable::GiveId(Entry* entry) {
  entry->id = static_cast<uint32_t>(by_id_.size());
  by_id_.push_back(entry);
}

}  // namespace tranche
