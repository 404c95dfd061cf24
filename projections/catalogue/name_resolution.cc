#include "projections/catalogue/name_resolution.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "projections/catalogue/name_matching.h"
#include "projections/catalogue/successions.h"

namespace tranche {
namespace {

constexpr size_t kSuggestionsMax = 5;

// How well a text matches an entry of the catalogue; best first.
enum class Fit { kExact, kFolded, kAmbiguousAlias, kNone };

struct Best {
  Fit fit = Fit::kNone;
  std::set<std::string> ids;
};

// The best matches of `text`.
Best BestFitOf(absl::string_view text, const NameIndex& names) {
  const std::string exact = ExactName(text);
  Best best;
  for (const NameIndex::Spelling& spelling : names.Find(FoldName(text))) {
    const Fit fit = spelling.is_ambiguous ? Fit::kAmbiguousAlias : spelling.exact == exact ? Fit::kExact : Fit::kFolded;
    if (fit > best.fit) continue;
    if (fit < best.fit) best.ids.clear();
    best.fit = fit;
    best.ids.insert(spelling.id);
  }
  return best;
}

using Units = std::vector<const Unit*>;

// "VN63-82 Tiền Giang 2008-08-01..2025-06-30 -> VN34-82".
std::string Describe(const Unit& unit, const std::string& name) {
  std::string text = absl::StrCat(unit.id, " ", name, " ", unit.first_day.ToString(), "..");
  if (unit.last_day != CivilDate::Max()) absl::StrAppend(&text, unit.last_day.ToString());
  if (!unit.successor.empty()) absl::StrAppend(&text, " -> ", unit.successor);
  return text;
}

v1::RefusalField Candidates(const Units& units) {
  std::vector<std::string> texts, english;
  for (const Unit* unit : units) {
    const std::string& name = unit->names.back().name;
    texts.push_back(Describe(*unit, name));
    english.push_back(Describe(*unit, unit->name_en.empty() ? name : unit->name_en));
  }
  return TextsField("candidates", texts, english);
}

v1::RefusalField IdsOf(const Units& units) {
  std::vector<std::string> ids;
  for (const Unit* unit : units) ids.push_back(unit->id);
  return TextsField("ids", ids);
}

absl::Status Ambiguous(absl::string_view text, const Units& candidates) {
  return Refuse(absl::StatusCode::kInvalidArgument, "name.ambiguous",
                "unit \"{text}\" is ambiguous, it may mean: {candidates}; write the id instead",
                {TextField("text", text), Candidates(candidates), IdsOf(candidates)});
}

Units UnitsOn(const Units& units, CivilDate date) {
  Units existing;
  std::copy_if(units.begin(), units.end(), std::back_inserter(existing),
               [&](const Unit* unit) { return unit->ExistsOn(date); });
  return existing;
}

template <typename Ids>
Units UnitsOf(const Catalogue& catalogue, const Ids& ids) {
  Units units;
  for (const std::string& id : ids) units.push_back(catalogue.FindUnit(id));
  return units;
}

Units UnitsWithCode(const Catalogue& catalogue, absl::string_view text) {
  std::set<std::string> ids;
  for (const NameIndex::Spelling& spelling : catalogue.unit_codes().Find(FoldName(text))) ids.insert(spelling.id);
  return UnitsOf(catalogue, ids);
}

// True if the unit's last name is also that of its heir: the heir then inherits its other names too.
bool NameGoesOn(const Unit& unit, const Unit& heir, CivilDate date) {
  return FoldName(unit.names.back().name) == FoldName(heir.NameOn(date).name);
}

struct Heirs {
  Units all;  // each once
  Units of_the_name;
};

Heirs HeirsOn(const Catalogue& catalogue, const Units& ended, CivilDate date) {
  Heirs heirs;
  const auto add = [](const Unit* heir, Units* to) {
    if (std::find(to->begin(), to->end(), heir) == to->end()) to->push_back(heir);
  };
  for (const Unit* unit : ended) {
    const Unit* const heir = HeirOn(catalogue, *unit, date);
    if (heir == nullptr) continue;
    add(heir, &heirs.all);
    if (NameGoesOn(*unit, *heir, date)) add(heir, &heirs.of_the_name);
  }
  return heirs;
}

absl::Status NotOnDate(absl::string_view text, const Units& candidates, const Units& heirs, CivilDate date) {
  const absl::Status refused =
      Refuse(absl::StatusCode::kInvalidArgument, "name.not-on-date",
             "unit \"{text}\" means no unit that exists on {day}, only: {candidates}",
             {TextField("text", text), DayField("day", date), Candidates(candidates), IdsOf(heirs)});
  if (heirs.empty()) return Adding(refused, "say a date on which it exists");
  return Adding(refused, "write {ids} for the unit that follows it on that day, or say a date on which it existed",
                {IdsOf(heirs)});
}

absl::StatusOr<std::string> TheOneOn(absl::string_view text, const Units& candidates, CivilDate date) {
  const Units existing = UnitsOn(candidates, date);
  if (existing.size() == 1) return existing.front()->id;
  if (existing.empty()) return NotOnDate(text, candidates, {}, date);
  return Refuse(absl::StatusCode::kInvalidArgument, "name.ambiguous",
                "unit \"{text}\" means several units on {day}: {candidates}; write the id instead",
                {TextField("text", text), DayField("day", date), Candidates(existing), IdsOf(existing)});
}

absl::StatusOr<std::string> UnitNamedOn(const Catalogue& catalogue, absl::string_view text, const Units& named,
                                        NameDate when) {
  if (!UnitsOn(named, when.date).empty()) return TheOneOn(text, named, when.date);
  const Heirs heirs = HeirsOn(catalogue, named, when.date);
  if (heirs.of_the_name.size() == 1) return heirs.of_the_name.front()->id;
  if (heirs.of_the_name.size() > 1) return Ambiguous(text, heirs.of_the_name);
  if (when.is_about_past && named.size() == 1) return named.front()->id;
  return NotOnDate(text, named, heirs.all, when.date);
}

// The unit that `text` means as tables print one, its name and its id: "Hà Nội VN34-01". Null if it is none.
const Unit* UnitAsPrinted(const Catalogue& catalogue, absl::string_view text) {
  const size_t space = text.rfind(' ');
  if (space == absl::string_view::npos) return nullptr;
  const Unit* unit = catalogue.FindUnit(text.substr(space + 1));
  if (unit == nullptr) return nullptr;
  const auto spellings = catalogue.unit_names().Find(FoldName(text.substr(0, space)));
  const bool is_its_name = std::any_of(spellings.begin(), spellings.end(),
                                       [unit](const NameIndex::Spelling& spelling) { return spelling.id == unit->id; });
  return is_its_name ? unit : nullptr;
}

// A ledger that has none of what was named has nothing to suggest either.
absl::Status NoneYet(absl::string_view what, absl::string_view text) {
  return Refuse(absl::StatusCode::kInvalidArgument, "name.unknown",
                "unknown {what} \"{text}\": this ledger has none yet; `tranche import` reads them from a CSV file",
                {WordField("what", what), TextField("text", text)});
}

// Suggests units with similar names, in case one was mistyped.
absl::Status UnknownUnit(const Catalogue& catalogue, absl::string_view text) {
  if (catalogue.units().size() == 0) return NoneYet("unit", text);
  const Units near = UnitsOf(catalogue, catalogue.unit_names().Near(FoldName(text), kSuggestionsMax));
  const absl::Status refused = Refuse(absl::StatusCode::kInvalidArgument, "name.unknown", "unknown unit \"{text}\"",
                                      {TextField("text", text), IdsOf(near)});
  if (near.empty()) return Adding(refused, "`tranche units` lists them");
  return Adding(refused, "did you mean {candidates}?", {Candidates(near)});
}

template <typename Value>
absl::StatusOr<std::string> ResolveTerm(const ById<Value>& terms, const NameIndex& names, absl::string_view what,
                                        absl::string_view text) {
  const Best best = BestFitOf(text, names);
  if (best.ids.size() == 1 && best.fit != Fit::kAmbiguousAlias) return *best.ids.begin();
  if (!best.ids.empty())
    return Refuse(absl::StatusCode::kInvalidArgument, "name.ambiguous",
                  "{what} \"{text}\" may mean {ids}; write the id instead",
                  {WordField("what", what), TextField("text", text),
                   TextsField("ids", std::vector<std::string>(best.ids.begin(), best.ids.end()))});
  if (terms.size() == 0) return NoneYet(what, text);
  std::vector<std::string> known;
  for (const auto& [id, term] : terms) known.push_back(id);
  const absl::Status refused =
      Refuse(absl::StatusCode::kInvalidArgument, "name.unknown", "unknown {what} \"{text}\"; wanted one of: {known}",
             {WordField("what", what), TextField("text", text), TextsField("known", known)});
  const std::vector<std::string> near = names.Near(FoldName(text), kSuggestionsMax);
  const std::string list = what == "indicator" ? "events --kind indicator" : absl::StrCat(what, "s");
  if (near.empty()) return Adding(refused, "`tranche {list}` lists them", {TextField("list", list)});
  return Adding(refused, "did you mean {ids}?", {TextsField("ids", near)});
}

}  // namespace

absl::StatusOr<std::string> ResolveUnit(const Catalogue& catalogue, absl::string_view text, NameDate when) {
  if (const Unit* unit = catalogue.FindUnit(text); unit != nullptr) return unit->id;
  if (const Unit* unit = UnitAsPrinted(catalogue, text); unit != nullptr) return unit->id;
  if (const Units coded = UnitsWithCode(catalogue, text); !coded.empty()) {
    if (when.said) return TheOneOn(text, coded, when.date);
    return Refuse(absl::StatusCode::kInvalidArgument, "name.bare-code",
                  "unit \"{text}\" is a bare code, which may mean another unit on another date; wanted a date with it, "
                  "or the id of one of: {candidates}",
                  {TextField("text", text), Candidates(coded), IdsOf(coded)});
  }
  const Best best = BestFitOf(text, catalogue.unit_names());
  if (best.ids.empty()) return UnknownUnit(catalogue, text);
  const Units named = UnitsOf(catalogue, best.ids);
  if (best.fit == Fit::kAmbiguousAlias) return Ambiguous(text, named);
  return UnitNamedOn(catalogue, text, named, when);
}

absl::StatusOr<std::string> ResolveSource(const Catalogue& catalogue, absl::string_view text) {
  return ResolveTerm(catalogue.sources(), catalogue.source_names(), "source", text);
}

absl::StatusOr<std::string> ResolveArea(const Catalogue& catalogue, absl::string_view text) {
  return ResolveTerm(catalogue.areas(), catalogue.area_names(), "area", text);
}

absl::StatusOr<std::string> ResolveIndicator(const Catalogue& catalogue, absl::string_view text) {
  return ResolveTerm(catalogue.indicators(), catalogue.indicator_names(), "indicator", text);
}

}  // namespace tranche
