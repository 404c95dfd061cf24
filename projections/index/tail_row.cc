#include "projections/index/tail_row.h"

#include "absl/numeric/int128.h"
#include "projections/index/index_rows.h"

namespace tranche {
namespace {

// Subtracted from the number of a part, so that it fits into a byte.
constexpr int kPartZero = 128;

}  // namespace

std::string BuildTailRow(absl::Span<const uint64_t> fingerprints, absl::Span<const ScopeInTail> scopes) {
  std::vector<absl::int128> rests;
  std::vector<absl::int128> parts;
  for (const uint64_t fingerprint : fingerprints) {
    rests.push_back(static_cast<int32_t>(fingerprint >> 32));
    parts.push_back(static_cast<int>(fingerprint & 0xff) - kPartZero);
  }
  std::string value;
  storage::AppendVarint(fingerprints.size(), &value);
  storage::AppendColumn(rests, &value);
  storage::AppendColumn(parts, &value);
  storage::AppendVarint(scopes.size(), &value);
  for (const auto& [scope, row] : scopes) {
    AppendScope(scope, &value);
    storage::AppendBytes(row, &value);
  }
  return value;
}

bool TailRow::Parse(absl::string_view value) {
  storage::PackedReader reader(value);
  uint64_t events = 0;
  uint64_t scopes = 0;
  if (!reader.ReadVarint(&events) || !reader.ReadColumn(events, &rests_) || !reader.ReadColumn(events, &parts_) ||
      !reader.ReadVarint(&scopes))
    return false;
  for (uint64_t i = 0; i < scopes; ++i) {
    ScopeInTail each;
    if (!ReadScope(&reader, &each.first) || !reader.ReadBytes(&each.second)) return false;
    if (!scopes_.empty() && !(scopes_.back().first < each.first)) return false;
    scopes_.push_back(std::move(each));
  }
  return events > 0 && reader.AtEnd();
}

uint64_t TailRow::FingerprintAt(size_t index) const {
  const auto rest = static_cast<uint32_t>(static_cast<int64_t>(rests_.At(index)));
  const auto part = static_cast<uint64_t>(static_cast<int64_t>(parts_.At(index)) + kPartZero);
  return uint64_t{rest} << 32 | (part & 0xff);
}

const SharedRow& TailPart::Row() const {
  absl::call_once(asked_for_, [this] { row_ = CachedRow::Parse(std::string(value_), first_); });
  return row_;
}

}  // namespace tranche
