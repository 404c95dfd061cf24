// The row of the tail: what an open needs of the first events of an epoch that is not complete, so that it does not
// read them from the log. It has the fingerprints of their keys, and their postings by scope, each as a row that covers
// nothing but these (scope_row.h). docs/storage_format.md has the bytes.
//
// Thread safety: values; const members may run concurrently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/call_once.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "projections/index/cached_row.h"
#include "storage/encoding/packed.h"

namespace tranche {

// The scope's own row in a tail; `row` is the value of it.
using ScopeInTail = std::pair<Scope, absl::string_view>;

// Builds the value of the row. `fingerprints` are those of the keys of the events, in order; `scopes` ascend.
std::string BuildTailRow(absl::Span<const uint64_t> fingerprints, absl::Span<const ScopeInTail> scopes);

class TailRow {
 public:
  // `value` must outlive the row. False if it is malformed; the rows of the scopes are not looked into.
  bool Parse(absl::string_view value);

  // How many events it is of: the first ones of the epoch.
  size_t events() const { return rests_.size(); }

  // Of the key of the event at `index`, below events(): those bits of it that are stored, all others 0.
  uint64_t FingerprintAt(size_t index) const;

  // Ascending.
  const std::vector<ScopeInTail>& scopes() const { return scopes_; }

 private:
  storage::PackedColumn rests_;
  storage::PackedColumn parts_;
  std::vector<ScopeInTail> scopes_;
};

// The row of one scope in a tail that is in memory, parsed when it is first asked for.
//
// Thread safety: all members may be called by several threads.
class TailPart {
 public:
  // `row` is a part of `*tail`; `first` is the first sequence of the epoch.
  TailPart(std::shared_ptr<const std::string> tail, absl::string_view row, Sequence first)
      : tail_(std::move(tail)), value_(row), first_(first) {}
  TailPart(const TailPart&) = delete;
  TailPart& operator=(const TailPart&) = delete;

  absl::string_view value() const { return value_; }

  // Null if the value is malformed.
  const SharedRow& Row() const;

 private:
  const std::shared_ptr<const std::string> tail_;
  const absl::string_view value_;
  const Sequence first_;
  mutable absl::once_flag asked_for_;  // guards:
  mutable SharedRow row_;
};

}  // namespace tranche
