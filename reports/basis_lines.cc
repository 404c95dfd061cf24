#include "reports/basis_lines.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tranche {
namespace {

std::string GroupingText(const v1::Basis& basis, Locale locale) {
  if (basis.grouping_id().empty()) return std::string(In(locale, "chưa chia khu vực", "no region grouping"));
  const std::string name = basis.grouping_name().empty()
                               ? basis.grouping_id()
                               : absl::StrCat(basis.grouping_name(), " (", basis.grouping_id(), ")");
  return absl::StrCat(In(locale, "chia khu vực: ", "region grouping: "), name);
}

// What the question picked out; empty when it asked for all.
std::string FilterText(const v1::Basis& basis, Locale locale) {
  std::vector<std::string> filters;
  if (basis.has_fiscal_year())
    filters.push_back(absl::StrCat(In(locale, "năm ngân sách ", "fiscal year "), basis.fiscal_year()));
  if (basis.has_source_id()) filters.push_back(absl::StrCat(In(locale, "nguồn ", "source "), basis.source_id()));
  if (basis.has_area_id()) filters.push_back(absl::StrCat(In(locale, "nội dung ", "area "), basis.area_id()));
  if (basis.has_project_id()) filters.push_back(absl::StrCat(In(locale, "đề án ", "project "), basis.project_id()));
  return absl::StrJoin(filters, "; ");
}

}  // namespace

std::string KnownAtText(const v1::Basis& basis, const Reader& reader) {
  if (!basis.has_known_at()) return absl::StrCat(basis.known_at_sequence());
  return absl::StrCat(basis.known_at_sequence(), " (", InstantText(basis.known_at(), reader), ")");
}

std::vector<std::string> BasisLines(const v1::Basis& basis, const Reader& reader) {
  const Locale locale = reader.locale;
  std::string time;
  if (!basis.as_of().empty()) absl::StrAppend(&time, In(locale, "tính đến ", "as of "), basis.as_of(), "; ");
  absl::StrAppend(&time, In(locale, "theo sổ đến số thứ tự ", "known at sequence "), KnownAtText(basis, reader));
  std::vector<std::string> lines;
  if (std::string filters = FilterText(basis, locale); !filters.empty()) lines.push_back(std::move(filters));
  lines.push_back(std::move(time));
  if (!basis.root().empty()) {
    lines.push_back(absl::StrCat(In(locale, "số thứ tự cuối ", "head "), basis.head(), In(locale, "; gốc ", "; root "),
                                 absl::Base64Escape(basis.root())));
  }
  if (!basis.boundaries().empty()) {
    lines.push_back(absl::StrCat(In(locale, "địa giới ngày ", "boundaries of "), basis.boundaries(), "; ",
                                 GroupingText(basis, locale)));
  }
  return lines;
}

std::vector<std::string> GroupingNotes(const v1::Basis& basis, Locale locale) {
  if (basis.grouping_id().empty() || basis.grouping_official()) return {};
  std::vector<std::string> notes = {
      absl::StrCat(In(locale, "cách chia khu vực ", "the region grouping "), basis.grouping_id(),
                   In(locale, " là suy ra, không phải chính thức", " is derived, not official"),
                   basis.grouping_basis().empty() ? "" : ": ", basis.grouping_basis())};
  if (basis.mixed_unit_ids_size() > 0) {
    const std::vector<std::string> units(basis.mixed_unit_ids().begin(), basis.mixed_unit_ids().end());
    notes.push_back(absl::StrCat(
        In(locale, "đơn vị gộp từ nhiều khu vực: ", "units whose predecessors belonged to several regions: "),
        JoinFirst(units, locale)));
  }
  return notes;
}

}  // namespace tranche
