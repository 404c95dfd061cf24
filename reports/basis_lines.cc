#include "reports/basis_lines.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/names.h"

namespace tranche {
namespace {

std::string GroupingLine(const v1::Basis& basis, const Reader& reader) {
  if (basis.grouping_id().empty()) return Say(reader.locale, "no region grouping");
  const absl::StatusOr<CivilDate> day = CivilDate::Parse(basis.boundaries());
  const std::string name =
      day.ok() ? GroupingText(reader, *day, basis.grouping_name()) : std::string(basis.grouping_name());
  return Say(reader.locale, "region grouping: {name}",
             {{"name", absl::StrCat(name, name.empty() ? "" : " ", basis.grouping_id())}});
}

std::string AreaOrNone(const Reader& reader, const std::string& area) {
  return area.empty() ? Say(reader.locale, "(no one area)") : AreaText(reader, area);
}

std::string ProjectOrNone(Locale locale, const std::string& project) {
  return project.empty() ? Say(locale, "(none)") : project;
}

// The filters of the question; empty if there are none.
std::string FilterText(const v1::Basis& basis, const Reader& reader) {
  const Locale locale = reader.locale;
  std::vector<std::string> filters;
  if (basis.has_fiscal_year())
    filters.push_back(Say(locale, "budget year {year}", {{"year", absl::StrCat(basis.fiscal_year())}}));
  if (basis.has_source_id())
    filters.push_back(Say(locale, "source: {source}", {{"source", SourceText(reader, basis.source_id())}}));
  if (basis.has_area_id())
    filters.push_back(Say(locale, "area: {area}", {{"area", AreaOrNone(reader, basis.area_id())}}));
  if (basis.has_project_id())
    filters.push_back(Say(locale, "project {project}", {{"project", ProjectOrNone(locale, basis.project_id())}}));
  return absl::StrJoin(filters, "; ");
}

std::string AsOfText(const v1::Basis& basis, Locale locale) {
  return basis.as_of().empty() ? "" : Say(locale, "as of {date}", {{"date", basis.as_of()}});
}

std::string BoundariesText(const v1::Basis& basis, const Reader& reader) {
  if (basis.boundaries().empty()) return "";
  return Say(reader.locale, "boundaries of {date}; {grouping}",
             {{"date", basis.boundaries()}, {"grouping", GroupingLine(basis, reader)}});
}

// Below ten seconds with one decimal.
std::string SecondsText(uint64_t milliseconds, Locale locale) {
  const uint64_t tenths = milliseconds / 100;
  const std::string whole = CountText(tenths / 10, locale);
  if (tenths >= 100) return whole;
  return absl::StrCat(whole, locale == Locale::kVietnamese ? "," : ".", tenths % 10);
}

std::string ContactLine(const v1::Basis& basis, Locale locale) {
  if (!basis.has_contact()) return "";
  if (!basis.contact().has_heard_at())
    return Say(locale, "it is not known since when this copy has what the shared log has");
  return Say(locale, "this copy has what the shared log had {when}", {{"when", ContactText(basis.contact(), locale)}});
}

std::vector<std::string> WithoutEmpty(std::vector<std::string> lines) {
  lines.erase(std::remove(lines.begin(), lines.end(), ""), lines.end());
  return lines;
}

}  // namespace

std::string KnownAtText(const v1::Basis& basis, const Reader& reader) {
  if (!basis.has_known_at()) return absl::StrCat(basis.known_at_sequence());
  return absl::StrCat(basis.known_at_sequence(), " (", RecordedText(basis.known_at(), reader), ")");
}

std::string ContactText(const v1::LogContact& contact, Locale locale) {
  if (!contact.has_heard_at()) return Say(locale, "not yet");
  return Say(locale, "{seconds} s ago, when it had events up to {head}",
             {{"seconds", SecondsText(contact.age_ms(), locale)}, {"head", CountText(contact.log_head(), locale)}});
}

std::vector<std::string> BasisLines(const v1::Basis& basis, const Reader& reader) {
  const Locale locale = reader.locale;
  std::string time;
  if (!basis.as_of().empty()) absl::StrAppend(&time, AsOfText(basis, locale), "; ");
  absl::StrAppend(&time, Say(locale, "known at sequence {sequence}", {{"sequence", KnownAtText(basis, reader)}}));
  std::vector<std::string> lines = {FilterText(basis, reader), std::move(time), ContactLine(basis, locale)};
  if (!basis.root().empty()) {
    lines.push_back(Say(locale, "head {sequence}; root {root}",
                        {{"sequence", absl::StrCat(basis.head())}, {"root", absl::Base64Escape(basis.root())}}));
  }
  lines.push_back(BoundariesText(basis, reader));
  return WithoutEmpty(std::move(lines));
}

std::vector<std::string> QuestionLines(const v1::Basis& basis, const Reader& reader) {
  return WithoutEmpty({FilterText(basis, reader), AsOfText(basis, reader.locale), BoundariesText(basis, reader)});
}

std::vector<std::string> GroupingNotes(const v1::Basis& basis, const Reader& reader) {
  const Locale locale = reader.locale;
  if (basis.grouping_id().empty() || basis.grouping_official()) return {};
  // The basis of the groupings shipped with tranche is translated in vi.po; that of another ledger is shown as it is.
  std::vector<std::string> notes = {
      basis.grouping_basis().empty()
          ? Say(locale, "the region grouping {grouping} is derived, not official", {{"grouping", basis.grouping_id()}})
          : Say(locale, "the region grouping {grouping} is not official: {why}",
                {{"grouping", basis.grouping_id()}, {"why", Say(locale, basis.grouping_basis())}})};
  if (basis.mixed_unit_ids_size() > 0) {
    std::vector<std::string> units;
    for (const std::string& unit : basis.mixed_unit_ids()) units.push_back(UnitText(reader, unit));
    notes.push_back(Say(locale, "units whose predecessors belonged to several regions: {units}",
                        {{"units", JoinFirst(units, locale)}}));
  }
  return notes;
}

}  // namespace tranche
