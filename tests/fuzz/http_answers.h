// Reads what a server sent as strictly as RFC 9112 writes it: whole answers, one after another, and nothing else.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tranche {

struct AnswersRead {
  std::vector<int> statuses;   // of the answers, without the interim ones (100)
  bool is_unfinished = false;  // the last one has not come to its end
  std::string wrong;           // what is no HTTP; empty: all of it is
};

// are_heads  whether the n-th request is a HEAD, whose answer has no body; those beyond its end are none.
AnswersRead ReadAnswers(absl::string_view bytes, const std::vector<bool>& are_heads);

}  // namespace tranche
