// The postings of one event, and the texts that they need beside those of the event. One
// list serves many events in turn, so that memory is not asked for anew for each.
//
// Thread safety: none of its own.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/posting.h"

namespace tranche {

class PostingList {
 public:
  // In the order of the message's fields; valid until Clear, and as long as the event is.
  absl::Span<const PostingView> view() const { return postings_; }

  void Clear() {
    postings_.clear();
    kept_.clear();
  }

  void Add(const PostingView& posting) { postings_.push_back(posting); }

  // Turns every amount into its negative. False, with some of them turned, when one has none.
  bool Negate();

  // Keeps `text` until Clear; where it is then.
  absl::string_view Keep(std::string text) {
    kept_.push_back(std::make_unique<const std::string>(std::move(text)));
    return *kept_.back();
  }

 private:
  std::vector<PostingView> postings_;
  std::vector<std::unique_ptr<const std::string>> kept_;
};

}  // namespace tranche
