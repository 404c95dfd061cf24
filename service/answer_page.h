// One page of a long answer: where it begins, when it is full, and the token with which the next one goes on.
//
// A token is text that nobody but this file reads: the moment of the first page (head and day), the place of the last
// row that was given, and a hash of the request, so that it cannot go on with another one.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "google/protobuf/message.h"
#include "projections/counted_postings.h"
#include "service/served_ledger.h"

namespace tranche {

class AnswerPage {
 public:
  // request  has the fields page_size and page_token.
  // Errors:
  //   INVALID_ARGUMENT  the token is none, or that of another request.
  //   OUT_OF_RANGE      it is of a ledger that has more events.
  static absl::StatusOr<AnswerPage> Of(const google::protobuf::Message& request, const ServedLedger& open);

  // The moment in which the request is read: the same for all pages of an answer.
  const Moment& moment() const { return moment_; }

  // True when nothing was given before.
  bool is_first() const { return last_ == PostingPlace(); }

  // The place of the last row that was given; {0, 0} at the beginning.
  const PostingPlace& last() const { return last_; }

  // Counts a row of this page. CANCELLED when the page is full, so that the row belongs to the next one; whoever made
  // the rows is stopped by it.
  absl::Status Count(const PostingPlace& place);

  // OK when the page was full, otherwise `status`.
  absl::Status Ended(const absl::Status& status) const { return is_full_ ? absl::OkStatus() : status; }

  // Empty unless the page is full.
  std::string next_page_token() const;

 private:
  AnswerPage(Moment moment, uint32_t size, uint64_t request_hash)
      : moment_(std::move(moment)), size_(size), request_hash_(request_hash) {}

  Moment moment_;
  uint32_t size_;
  uint64_t request_hash_;
  PostingPlace last_;
  uint32_t rows_ = 0;
  bool is_full_ = false;
};

}  // namespace tranche
