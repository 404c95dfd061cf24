#include "projections/catalogue/name_resolution.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/catalogue/name_matching.h"

namespace tranche {
namespace {

// How well a written text fits an entry of the catalogue; better ones first.
enum class Fit { kExact, kFolded, kAmbiguousAlias, kNone };

struct Spelling {
  std::string text;
  bool ambiguous = false;
};

struct Written {
  explicit Written(absl::string_view text) : exact(ExactName(text)), folded(FoldName(text)) {}
  std::string exact;
  std::string folded;
};

Fit FitOf(const Written& written, const std::vector<Spelling>& spellings) {
  Fit best = Fit::kNone;
  for (const Spelling& spelling : spellings) {
    if (FoldName(spelling.text) != written.folded) continue;
    const Fit fit = spelling.ambiguous                          ? Fit::kAmbiguousAlias
                    : ExactName(spelling.text) == written.exact ? Fit::kExact
                                                                : Fit::kFolded;
    best = std::min(best, fit);
  }
  return best;
}

void AddAliases(const std::vector<v1::Alias>& aliases, std::vector<Spelling>* spellings) {
  for (const v1::Alias& alias : aliases) spellings->push_back({alias.text(), alias.ambiguous()});
}

std::vector<Spelling> SpellingsOf(const Unit& unit) {
  std::vector<Spelling> spellings = {{unit.id}, {unit.name_en}};
  for (const UnitName& name : unit.names) {
    spellings.push_back({name.name});
    spellings.push_back({name.full_name});
  }
  AddAliases(unit.aliases, &spellings);
  return spellings;
}

std::vector<Spelling> SpellingsOf(const NamedTerm& term) {
  std::vector<Spelling> spellings = {{term.id}, {term.name}, {term.name_en}};
  AddAliases(term.aliases, &spellings);
  return spellings;
}

std::string Describe(const Unit& unit) {
  std::string dates = absl::StrCat("from ", unit.first_day.ToString());
  if (unit.last_day != CivilDate::Max()) absl::StrAppend(&dates, " to ", unit.last_day.ToString());
  if (!unit.successor.empty()) absl::StrAppend(&dates, ", then ", unit.successor);
  return absl::StrCat(unit.id, " ", unit.names.back().name, " (", dates, ")");
}

using Units = std::vector<const Unit*>;

std::string DescribeAll(const Units& units) {
  return absl::StrJoin(units, "; ", [](std::string* out, const Unit* unit) { absl::StrAppend(out, Describe(*unit)); });
}

absl::Status Refuse(absl::string_view text, absl::string_view why, const Units& candidates) {
  return absl::InvalidArgumentError(
      absl::StrCat("unit \"", text, "\" ", why, ": ", DescribeAll(candidates), "; write the id instead"));
}

Units UnitsOn(const Units& units, CivilDate date) {
  Units existing;
  std::copy_if(units.begin(), units.end(), std::back_inserter(existing),
               [&](const Unit* unit) { return unit->ExistsOn(date); });
  return existing;
}

Units UnitsWithCode(const Catalogue& catalogue, absl::string_view text) {
  Units found;
  for (const auto& [id, unit] : catalogue.units()) {
    const bool has_code = std::any_of(unit.codes.begin(), unit.codes.end(),
                                      [&](const std::string& code) { return FoldName(code) == FoldName(text); });
    if (has_code) found.push_back(&unit);
  }
  return found;
}

// The units that `text` fits best, and how well.
Units UnitsNamed(const Catalogue& catalogue, absl::string_view text, Fit* fit) {
  const Written written(text);
  Units best;
  *fit = Fit::kNone;
  for (const auto& [id, unit] : catalogue.units()) {
    const Fit found = FitOf(written, SpellingsOf(unit));
    if (found == Fit::kNone || found > *fit) continue;
    if (found < *fit) best.clear();
    *fit = found;
    best.push_back(&unit);
  }
  return best;
}

absl::StatusOr<std::string> TheOneOn(absl::string_view text, const Units& candidates, CivilDate date) {
  const Units existing = UnitsOn(candidates, date);
  if (existing.size() == 1) return existing.front()->id;
  if (existing.empty())
    return Refuse(text, absl::StrCat("means no unit that exists on ", date.ToString(), ", only"), candidates);
  return Refuse(text, absl::StrCat("means several units on ", date.ToString()), existing);
}

// Units of the date whose names begin alike, for somebody who mistyped one.
std::string Suggestion(const Catalogue& catalogue, absl::string_view text, CivilDate date) {
  const std::string folded = FoldName(text);
  Units alike;
  for (const auto& [id, unit] : catalogue.units()) {
    const std::string name = FoldName(unit.names.back().name);
    const bool begins_alike = folded.size() >= 3 && name.substr(0, 3) == folded.substr(0, 3);
    if (begins_alike && unit.ExistsOn(date) && alike.size() < 5) alike.push_back(&unit);
  }
  if (alike.empty()) return "`tranche events --kind UnitEstablished` lists the units";
  return absl::StrCat("did you mean ", DescribeAll(alike), "?");
}

absl::StatusOr<std::string> ResolveTerm(const std::map<std::string, NamedTerm, std::less<>>& terms,
                                        absl::string_view what, absl::string_view text) {
  const Written written(text);
  std::vector<std::string> best;
  Fit fit = Fit::kNone;
  for (const auto& [id, term] : terms) {
    const Fit found = FitOf(written, SpellingsOf(term));
    if (found == Fit::kNone || found > fit) continue;
    if (found < fit) best.clear();
    fit = found;
    best.push_back(id);
  }
  if (best.size() == 1 && fit != Fit::kAmbiguousAlias) return best.front();
  if (!best.empty())
    return absl::InvalidArgumentError(
        absl::StrCat(what, " \"", text, "\" may mean ", absl::StrJoin(best, ", "), "; write the id instead"));
  std::vector<std::string> known;
  for (const auto& [id, term] : terms) known.push_back(id);
  return absl::InvalidArgumentError(
      absl::StrCat("unknown ", what, " \"", text, "\"; wanted one of: ", absl::StrJoin(known, ", ")));
}

}  // namespace

absl::StatusOr<std::string> ResolveUnit(const Catalogue& catalogue, absl::string_view text, NameDate when) {
  if (const Unit* unit = catalogue.FindUnit(text); unit != nullptr) return unit->id;
  if (const Units coded = UnitsWithCode(catalogue, text); !coded.empty() && !FoldName(text).empty()) {
    if (when.said) return TheOneOn(text, coded, when.date);
    return Refuse(text, "is a bare code, which may mean another unit on another date; wanted a date with it, or one of",
                  coded);
  }
  Fit fit = Fit::kNone;
  const Units named = FoldName(text).empty() ? Units() : UnitsNamed(catalogue, text, &fit);
  if (named.empty())
    return absl::InvalidArgumentError(
        absl::StrCat("unknown unit \"", text, "\"; ", Suggestion(catalogue, text, when.date)));
  if (fit == Fit::kAmbiguousAlias) return Refuse(text, "is ambiguous, it may mean", named);
  return TheOneOn(text, named, when.date);
}

absl::StatusOr<std::string> ResolveSource(const Catalogue& catalogue, absl::string_view text) {
  return ResolveTerm(catalogue.sources(), "source", text);
}

absl::StatusOr<std::string> ResolveArea(const Catalogue& catalogue, absl::string_view text) {
  return ResolveTerm(catalogue.areas(), "area", text);
}

}  // namespace tranche
