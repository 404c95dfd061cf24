#include "server/request_id.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace tranche {
namespace {

constexpr size_t kRequestIdBytesMax = 128;

bool IsOfRequestId(char letter) {
  return absl::ascii_isalnum(static_cast<unsigned char>(letter)) || letter == '.' || letter == '_' || letter == '-';
}

}  // namespace

bool IsRequestId(absl::string_view text) {
  return !text.empty() && text.size() <= kRequestIdBytesMax && std::all_of(text.begin(), text.end(), IsOfRequestId);
}

std::string RequestIds::For(absl::string_view given) {
  if (IsRequestId(given)) return {given.data(), given.size()};
  return absl::StrCat(absl::Hex(server_, absl::kZeroPad16), "-", ++made_);
}

}  // namespace tranche
