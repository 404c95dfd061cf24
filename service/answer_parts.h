// Rows on their way into the parts of a stream: a part is handed on when it has enough rows.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "service/sink.h"

namespace tranche {

// Thread safety: one thread at a time.
template <typename Response>
class AnswerParts {
 public:
  // The first rows come one by one, so that whoever waits sees them at once; a later part has at most kRowsMax.
  static constexpr int kRowsMax = 256;
  // After so many events that filled no part, a part is handed on as it is.
  static constexpr int kEventsMax = 4096;

  explicit AnswerParts(const Sink<Response>& sink) : sink_(sink) {}

  // The part that is being filled; the caller adds a row to it and then calls RowAdded.
  auto& part() { return *response_.mutable_part(); }
  // The message that it is in.
  Response& response() { return response_; }

  absl::Status RowAdded() {
    if (++rows_ < rows_wanted_) return absl::OkStatus();
    rows_wanted_ = rows_wanted_ < kRowsMax ? rows_wanted_ * 2 : kRowsMax;
    return Flush();
  }

  // Counts an event that was read, whether it gives a row or not.
  absl::Status EventRead() { return ++events_ < kEventsMax ? absl::OkStatus() : Flush(); }

  // Hands on what is there, even if it is empty: the sink can then end the answer.
  absl::Status Flush() {
    const absl::Status taken = sink_(response_);
    response_.Clear();
    rows_ = 0;
    events_ = 0;
    return taken;
  }

  // Hands on the last part.
  absl::Status Finish(std::string next_page_token) {
    response_.set_next_page_token(std::move(next_page_token));
    return rows_ > 0 || !response_.next_page_token().empty() ? Flush() : absl::OkStatus();
  }

 private:
  const Sink<Response>& sink_;
  Response response_;
  int rows_ = 0;
  int rows_wanted_ = 1;
  int events_ = 0;
};

}  // namespace tranche
