#include "storage/excerpt.h"

#include <initializer_list>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tranche::storage {
namespace {

// Enough to show a number or a word in full.
constexpr size_t kBytesShown = 48;

}  // namespace

bool LooksLikePrivateKey(absl::string_view text) {
  // PEM; what every Ed25519 key in PKCS#8 begins with, in base64; the form of Go's signed notes.
  for (const absl::string_view mark : {"PRIVATE KEY", "MC4CAQAwBQYDK2Vw", "PRIVATE+KEY"}) {
    if (absl::StrContains(text, mark)) return true;
  }
  return false;
}

std::string Excerpt(absl::string_view text) {
  if (LooksLikePrivateKey(text)) return "a private key (not shown)";
  const std::string shown = absl::CHexEscape(text.substr(0, kBytesShown));
  if (text.size() <= kBytesShown) return absl::StrCat("\"", shown, "\"");
  return absl::StrCat("\"", shown, "...\" (", text.size(), " bytes)");
}

}  // namespace tranche::storage
