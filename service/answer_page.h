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
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "google/protobuf/message.h"
#include "projections/counted_postings.h"
#include "service/served_ledger.h"

namespace tranche {

// A page of any answer, whose rows have places that are texts.
class AnswerPage {
 public:
  // request  has the fields page_size and page_token.
  // Errors:
  //   INVALID_ARGUMENT  the token is none, or that of another request.
  //   OUT_OF_RANGE      it is of a ledger that has more events.
  static absl::StatusOr<AnswerPage> Of(const google::protobuf::Message& request, const ServedLedger& open);

  // The moment in which the request is read: the same for all pages of an answer.
  const Moment& moment() const { return moment_; }

  // How many rows are asked for; 0 for no limit.
  uint32_t size() const { return size_; }

  // The place of the last row that was given, as TokenAfter got it; empty at the beginning.
  const std::string& last() const { return last_; }

  // What goes on after the row at `place`.
  std::string TokenAfter(absl::string_view place) const;

  // The error for a token whose place is none.
  static absl::Status NoToken();

 private:
  AnswerPage(Moment moment, uint32_t size, uint64_t request_hash)
      : moment_(std::move(moment)), size_(size), request_hash_(request_hash) {}

  Moment moment_;
  uint32_t size_;
  uint64_t request_hash_;
  std::string last_;
};

// A page of an answer whose rows are, or are placed like, postings.
class PostingPage {
 public:
  // As AnswerPage::Of.
  static absl::StatusOr<PostingPage> Of(const google::protobuf::Message& request, const ServedLedger& open);

  const Moment& moment() const { return page_.moment(); }

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
  explicit PostingPage(AnswerPage page) : page_(std::move(page)) {}

  AnswerPage page_;
  PostingPlace last_;
  uint32_t rows_ = 0;
  bool is_full_ = false;
};

}  // namespace tranche
