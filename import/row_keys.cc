#include "import/row_keys.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/meaning.h"
#include "events/plain_text.h"

namespace tranche {
namespace {

constexpr size_t kDigestBytesKept = 16;

std::string HexDigest(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  const int made = EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  TRANCHE_CHECK(made == 1, "RowKeys: SHA-256 is missing from OpenSSL");
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest.data()), kDigestBytesKept));
}

// Texts are length-prefixed, so that different rows cannot become equal when
// joined.
std::string SaidBy(const v1::Event& event) {
  const std::string meaning = MeaningOf(event);
  const DrawnTranche tranche = DrawnTrancheOf(event);
  return absl::StrCat(meaning.size(), ":", meaning, tranche.from, ">", tranche.to, "@", event.recorded_at().seconds(),
                      ".", event.recorded_at().nanos(), ";");
}

absl::string_view FileName(absl::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

void GiveKeys(absl::string_view path, std::vector<RowEvent>* rows) {
  std::vector<std::string> said;
  said.reserve(rows->size());
  std::string all = absl::StrCat(Composed(FileName(path)), "\n");
  for (const RowEvent& row : *rows) absl::StrAppend(&all, HexDigest(said.emplace_back(SaidBy(row.event))));
  const std::string file = HexDigest(all);
  std::map<std::string, int64_t> occurrences;  // by digest
  for (size_t i = 0; i < rows->size(); ++i) {
    const std::string digest = HexDigest(absl::StrCat(file, said[i]));
    const int64_t occurrence = ++occurrences[digest];
    v1::Event& event = (*rows)[i].event;
    if (event.event_id().empty()) event.set_event_id(absl::StrCat("row:", digest, "/", occurrence));
  }
}

}  // namespace tranche
