// Texts as they are meant, whichever way they were typed.
//
// Thread safety: pure functions on values.
#pragma once

#include "google/protobuf/message.h"

namespace tranche {

// Takes the white space from the ends of every text of `*request`, at any depth, and composes its letters (Unicode
// normal form C), as a CSV file is read: "HĐ 01" and "HĐ 01 " are one contract, however the keyboard sends the letters.
// Capital letters stay: a number may be told from another by them.
void TidyTexts(google::protobuf::Message* request);

// A copy of `request` with tidy texts.
template <typename Request>
Request WithTidyTexts(const Request& request) {
  Request tidy = request;
  TidyTexts(&tidy);
  return tidy;
}

}  // namespace tranche
