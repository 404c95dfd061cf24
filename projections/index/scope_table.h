// What memory holds of every scope: the epochs in which the index has a row of it, and its postings after the last
// epoch that the index holds (the tail).
//
// Memory: four bytes per row of the index, about 50 per posting of the tail (at most an epoch and what is in flight),
// plus the accounts of the tail.
//
// Thread safety: not synchronized; balance_index.h guards it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "projections/index/scope_row.h"
#include "projections/index/tail_row.h"

namespace tranche {

// The prefix of `postings`, ascending by sequence, that is at or before `last`.
absl::Span<const ScopePosting> UpTo(absl::Span<const ScopePosting> postings, Sequence last);

class ScopeTable {
 public:
  // The position of a posting among those of all events.
  struct PostingPlace {
    Sequence sequence = 0;
    uint16_t ordinal = 0;
    bool operator==(const PostingPlace&) const = default;
  };
  struct Entry {
    Scope scope;
    std::optional<uint32_t> id;              // in the keys of the index; assigned by the first row
    std::vector<uint32_t> epochs;            // those with a row, ascending
    std::vector<Account> accounts;           // of the tail
    std::vector<std::string> account_bytes;  // of each of them
    std::vector<PostingPlace> first_uses;    // of each of them, in the tail
    AccountMap<uint32_t> places;
    uint64_t dropped = 1;  // how often accounts were dropped, from 1: what Place knows of them holds until then
    std::vector<ScopePosting> tail;  // by sequence
    // The postings of the row of the tail that was loaded, all before those above; null if there are none.
    std::shared_ptr<const TailPart> part;
  };

  // Where the postings of one account of a scope go, as Add found it: for who adds to the same one again, and need not
  // look it up while nothing was dropped in between. A value; at first it knows nothing.
  class Place {
   private:
    friend class ScopeTable;
    Entry* entry_ = nullptr;
    uint64_t removed_ = 0;
    uint64_t dropped_ = 0;
    uint32_t account_ = 0;
  };

  // The entry of `scope`, created if there is none. Its address is stable until Undo removes it.
  Entry& At(const ScopeView& scope);

  // Null when there is none.
  Entry* Find(const ScopeView& scope) const;

  // By scope, ascending.
  const std::map<Scope, std::unique_ptr<Entry>>& entries() const { return entries_; }

  // Adds a posting to the tail of `entry`.
  static void Add(const AccountView& account, ScopePosting posting, Entry* entry);

  // At and Add. `*place` is of this scope and account of this table, or knows nothing.
  void Add(const ScopeView& scope, const AccountView& account, const ScopePosting& posting, Place* place);

  // Drops the first `count` postings of the tail; its accounts are dropped once the tail is empty.
  static void DropFirst(size_t count, Entry* entry);

  // Removes the last posting from the tail of `entry`; also its account if no other posting of the tail uses it, and
  // the entry if nothing else is known of its scope.
  void Undo(Entry* entry);

  // Assigns the next id to `entry`, which has none yet.
  void GiveId(Entry* entry);

  // The entry with the id; null if no scope has it.
  Entry* WithId(uint64_t id) const { return id < by_id_.size() ? by_id_[id] : nullptr; }

 private:
  static void ForgetUnusedAccounts(Entry* entry);

  std::map<Scope, std::unique_ptr<Entry>> entries_;
  ScopeMap<Entry*> by_scope_;
  std::vector<Entry*> by_id_;
  uint64_t removed_ = 1;  // how often an entry was removed, from 1
};

}  // namespace tranche
