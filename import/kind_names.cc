#include "import/kind_names.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "projections/catalogue/name_index.h"
#include "projections/catalogue/name_matching.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Words of kinds with their names in Vietnamese, which tables take from reports/texts/vi.po; labels_test compares them.
constexpr std::pair<absl::string_view, absl::string_view> kVietnamese[] = {
    {"plan", "duyệt kế hoạch"},      {"plan-adjustment", "điều chỉnh kế hoạch"},
    {"tranche", "phân bổ theo đợt"}, {"allocation-adjustment", "điều chỉnh phân bổ"},
    {"transfer", "chuyển phân bổ"},  {"disbursement", "giải ngân"},
    {"refund", "hoàn trả"},          {"execution", "báo cáo thực hiện"},
    {"estimate", "ước thực hiện"},   {"reverse", "bút toán đảo"}};

// From every name to the word of its kind.
const NameIndex& Names() {
  static const auto* const kNames = [] {
    auto* const names = new NameIndex();
    for (const EventKind* kind : AllKinds()) {
      if (kind->word.empty()) continue;
      for (const absl::string_view name : {kind->word, kind->name, kind->english}) names->Add(kind->word, name);
    }
    for (const auto& [word, name] : kVietnamese) names->Add(word, name);
    return names;
  }();
  return *kNames;
}

absl::Status NotByRow(absl::string_view text, const EventKind& kind) {
  const std::string command = std::string(kind.number == v1::Event::kEstimateStated ? "record estimate" : kind.word);
  return Refuse(kInvalid, "kind.not-by-row", "found \"{found}\", which no row records: `tranche {command}` does",
                {TextField("found", text), TextField("command", command)});
}

absl::Status Unknown(absl::string_view text, const absl::Status& refused) {
  const std::vector<std::string> near = Names().Near(FoldName(text), 1);
  return near.empty() ? refused : Adding(refused, "did you mean {nearest}?", {TextField("nearest", near.front())});
}

}  // namespace

absl::StatusOr<v1::Event::KindCase> ReadKind(absl::string_view text) {
  const absl::Span<const NameIndex::Spelling> named = Names().Find(FoldName(text));
  const EventKind* const kind = named.empty() ? FindKindByName(text) : FindKindByName(named.front().id);
  if (kind == nullptr) return Unknown(text, ParseKind(text).status());
  if (kind->number == v1::Event::kEstimateStated || kind->number == v1::Event::kEventReversed)
    return NotByRow(text, *kind);
  return ParseKind(kind->name);
}

}  // namespace tranche
