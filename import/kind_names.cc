#include "import/kind_names.h"

#include <string>
#include <vector>

#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "projections/catalogue/name_index.h"
#include "projections/catalogue/name_matching.h"
#include "reports/texts/translated_text.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// From every name to the word of its kind.
const NameIndex& Names() {
  static const auto* const kNames = [] {
    auto* const names = new NameIndex();
    for (const EventKind* kind : AllKinds()) {
      if (kind->word.empty()) continue;
      for (const absl::string_view name : {kind->word, kind->name, kind->english, VietnameseOf(kind->english)})
        names->Add(kind->word, name);
    }
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
