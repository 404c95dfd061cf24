#include "cli/typed_kinds.h"

#include "reports/labels.h"
#include "service/nearest.h"

namespace tranche {
namespace {

bool IsTaken(const EventKind& kind, KindsTaken taken) {
  return taken == KindsTaken::kAll || kind.number == v1::Event::kEstimateStated || ParseKind(kind.name).ok();
}

std::vector<const EventKind*> KindsOf(KindsTaken taken) {
  std::vector<const EventKind*> kinds;
  for (const EventKind* kind : AllKinds()) {
    if (IsTaken(*kind, taken)) kinds.push_back(kind);
  }
  return kinds;
}

}  // namespace

const EventKind* FindTypedKind(const std::string& text, KindsTaken taken) {
  const EventKind* kind = FindKindByName(text);
  if (kind == nullptr) kind = FindKindByName(KindNamed(text));
  return kind != nullptr && IsTaken(*kind, taken) ? kind : nullptr;
}

std::vector<std::string> TypedKinds(KindsTaken taken, Locale locale) {
  std::vector<std::string> typed;
  for (const EventKind* kind : KindsOf(taken)) {
    const bool has_word = taken == KindsTaken::kRecorded;
    typed.push_back(has_word ? std::string(kind->word) : KindLabel(kind->name, locale));
  }
  return typed;
}

std::string NearestTypedKind(const std::string& text, KindsTaken taken) {
  std::vector<std::string> words;
  std::vector<NamedWord> labels;
  for (const EventKind* kind : KindsOf(taken)) {
    if (!kind->word.empty()) words.emplace_back(kind->word);
    if (taken == KindsTaken::kAll) words.emplace_back(kind->name);
    for (const Locale locale : {Locale::kVietnamese, Locale::kEnglish}) {
      const std::string label = KindLabel(kind->name, locale);
      labels.push_back({label, kind->word.empty() ? label : std::string(kind->word)});
    }
  }
  const std::string nearest = Nearest(text, words);
  return nearest.empty() ? NearestByName(text, labels) : nearest;
}

}  // namespace tranche
