// The postings of one event, and the texts that they need beyond those of the event. One list
// is reused for many events, so that each does not allocate again.
//
// Thread safety: not synchronized.
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
  // In the order of the message's fields; valid until Clear, and while the event lives.
  absl::Span<const PostingView> view() const { return postings_; }

  void Clear() {
    postings_.clear();
    kept_.clear();
  }

  void Add(const PostingView& posting) { postings_.push_back(posting); }

  // Negates every amount. Returns false, with only some of them negated, if one cannot be
  // negated.
  bool Negate();

  // Takes ownership of `text` until Clear, and returns a view of it.
  absl::string_view Keep(std::string text) {
    kept_.push_back(std::make_unique<const std::string>(std::move(text)));
    return *kept_.back();
  }

 private:
  std::vector<PostingView> postings_;
  std::vector<std::unique_ptr<const std::string>> kept_;
};

}  // namespace tranche
