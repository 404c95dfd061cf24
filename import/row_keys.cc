#include "import/row_keys.h"

#include <openssl/evp.h>

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "events/check.h"

namespace tranche {
namespace {

constexpr size_t kDigestBytesKept = 16;

std::string HexDigest(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  const int made = EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  TRANCHE_CHECK(made == 1, "RowKeys: SHA-256 is missing from OpenSSL");
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest.data()), kDigestBytesKept));
}

}  // namespace

std::string RowKeys::Next(const CsvRow& row) {
  std::map<absl::string_view, absl::string_view> cells;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const absl::string_view text = absl::StripAsciiWhitespace(row.cells[i]);
    if (!text.empty()) cells.emplace(file_.header[i], text);
  }
  // Lengths before the texts keep different cells from reading the same when joined.
  std::string content;
  for (const auto& [name, text] : cells) absl::StrAppend(&content, name.size(), ":", name, text.size(), ":", text);
  const std::string digest = HexDigest(content);
  return absl::StrCat("row:", digest, "/", ++occurrences_[digest]);
}

}  // namespace tranche
