#include "import/kind_names.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "import/nearest.h"
#include "projections/catalogue/name_index.h"
#include "projections/catalogue/name_matching.h"
#include "reports/texts/translated_text.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// The word of its command: that of `tranche record`, or a command of its own; empty if it has neither.
absl::string_view CommandWord(const EventKind& kind) {
  if (kind.number == v1::Event::kPeriodClosed) return "close";
  if (kind.number == v1::Event::kPeriodReopened) return "reopen";
  return kind.word;
}

// From every name to the message of its kind.
const NameIndex& Names() {
  static const auto* const kNames = [] {
    auto* const names = new NameIndex();
    for (const EventKind* kind : AllKinds()) {
      for (const absl::string_view name : {CommandWord(*kind), kind->name, kind->english, VietnameseOf(kind->english)})
        names->Add(kind->name, name);
    }
    return names;
  }();
  return *kNames;
}

bool IsTaken(const EventKind& kind, KindsTaken taken) {
  if (taken == KindsTaken::kAll) return true;
  if (kind.word.empty()) return false;
  return kind.effect == Effect::kMoney || (taken == KindsTaken::kRecorded && kind.effect != Effect::kReversal);
}

std::string Near(absl::string_view text, KindsTaken taken) {
  std::vector<std::string> words;
  std::vector<NamedWord> labels;
  for (const EventKind* kind : AllKinds()) {
    if (!IsTaken(*kind, taken)) continue;
    if (!CommandWord(*kind).empty()) words.emplace_back(CommandWord(*kind));
    if (taken == KindsTaken::kAll) words.emplace_back(kind->name);
    for (const absl::string_view label : {VietnameseOf(kind->english), kind->english})
      labels.push_back({std::string(label), std::string(CommandWord(*kind).empty() ? label : CommandWord(*kind))});
  }
  const std::string nearest = Nearest(text, words);
  return nearest.empty() ? NearestByName(text, labels) : nearest;
}

// How readers of each language may say the kinds that are taken. Commands take words, the same in all languages.
v1::RefusalField KnownKinds(KindsTaken taken) {
  std::vector<std::string> known, english;
  for (const EventKind* kind : AllKinds()) {
    if (!IsTaken(*kind, taken) || CommandWord(*kind).empty()) continue;
    known.emplace_back(taken == KindsTaken::kRecorded ? kind->word : VietnameseOf(kind->english));
    english.emplace_back(CommandWord(*kind));
  }
  return TextsField("known", known, english);
}

absl::Status Unknown(absl::string_view text, KindsTaken taken) {
  const absl::Status unknown = Refuse(kInvalid, "kind.unknown", "found \"{found}\", wanted one of: {known}",
                                      {TextField("found", text), KnownKinds(taken)});
  const std::string near = Near(text, taken);
  return near.empty() ? unknown : Adding(unknown, "did you mean {nearest}?", {TextField("nearest", near)});
}

absl::Status NotByRow(absl::string_view text, const EventKind& kind) {
  const std::string command = absl::StrCat(kind.effect == Effect::kReversal ? "" : "record ", kind.word);
  return Refuse(kInvalid, "kind.not-by-row", "found \"{found}\", which no row records: `tranche {command}` does",
                {TextField("found", text), TextField("command", command)});
}

}  // namespace

absl::StatusOr<const EventKind*> ReadKind(absl::string_view text, KindsTaken taken) {
  const absl::Span<const NameIndex::Spelling> named = Names().Find(FoldName(text));
  const EventKind* const kind = named.empty() ? nullptr : FindKindByName(named.front().id);
  if (kind != nullptr && IsTaken(*kind, taken)) return kind;
  if (kind != nullptr && taken == KindsTaken::kRows && !kind->word.empty()) return NotByRow(text, *kind);
  return Unknown(text, taken);
}

}  // namespace tranche
