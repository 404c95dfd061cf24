#include "reports/balance_notes.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/basis_lines.h"

namespace tranche {
namespace {

using Row = v1::BalanceRow;

constexpr size_t kRowsNamedMax = 5;

std::string Together(const std::string& id, const std::string& name) {
  if (id.empty() || name.empty()) return id + name;
  return absl::StrCat(id, " ", name);
}

std::string ValueOf(const Row& row, absl::string_view dimension) {
  if (dimension == "unit") return UnitText(row);
  if (dimension == "region") return Together(row.region_id(), row.region_name());
  if (dimension == "source") return row.source_id();
  if (dimension == "area") return row.area_id();
  if (dimension == "year") return absl::StrCat(row.fiscal_year());
  return row.project_id();
}

// The row by its dimensions: "VN34-79 Hồ Chí Minh, 2024".
std::string RowText(const Row& row, const v1::BalanceReport& report) {
  std::vector<std::string> parts;
  for (const std::string& dimension : report.by()) {
    const std::string value = ValueOf(row, dimension);
    if (!value.empty()) parts.push_back(value);
  }
  return report.by_size() == 0 ? UnitText(row) : absl::StrJoin(parts, ", ");
}

std::string IncompleteText(const Row& row, const std::string& name, Locale locale) {
  const std::string prefix = absl::StrCat(name, name.empty() ? "" : ": ", In(locale, "chưa đủ, ", "incomplete, "));
  const int missing = row.members_without_record_size();
  if (missing == 0) {
    return absl::StrCat(prefix, In(locale, "vì có thành viên chưa đủ", "because a member of it is"));
  }
  const std::vector<std::string> members(row.members_without_record().begin(), row.members_without_record().end());
  if (locale == Locale::kVietnamese) {
    return absl::StrCat(prefix, missing, " trong ", row.member_count(),
                        " thành viên chưa có số liệu: ", JoinFirst(members, locale));
  }
  return absl::StrCat(prefix, missing, " of ", row.member_count(), " members ", missing == 1 ? "has" : "have",
                      " no record: ", JoinFirst(members, locale));
}

// One note for each row that is incomplete, then how many more there are.
void AddIncomplete(const v1::BalanceReport& report, Locale locale, std::vector<std::string>* notes) {
  size_t incomplete = 0;
  for (const Row& row : report.rows()) {
    if (!row.incomplete()) continue;
    ++incomplete;
    if (incomplete <= kRowsNamedMax) notes->push_back(IncompleteText(row, RowText(row, report), locale));
  }
  if (incomplete > kRowsNamedMax) {
    const size_t more = incomplete - kRowsNamedMax;
    notes->push_back(locale == Locale::kVietnamese ? absl::StrCat("và ", more, " dòng nữa chưa đủ")
                                                   : absl::StrCat("and ", more, " more rows are incomplete"));
  }
  if (report.by_size() > 0 && report.total().incomplete()) {
    notes->push_back(IncompleteText(report.total(), std::string(In(locale, "tổng cộng", "total")), locale));
  }
}

void AddUnattributed(const v1::BalanceReport& report, Locale locale, std::vector<std::string>* notes) {
  std::vector<std::string> rows;
  for (const Row& row : report.rows()) {
    if (row.cannot_be_attributed()) rows.push_back(RowText(row, report));
  }
  if (rows.empty()) return;
  notes->push_back(absl::StrCat(In(locale,
                                   "không thể quy cho đơn vị nào của địa giới này, vì là tiền của đơn vị gộp từ nhiều "
                                   "đơn vị: ",
                                   "cannot be attributed to a unit of these boundaries, because it is money of a unit "
                                   "that follows several of them: "),
                                JoinFirst(rows, locale)));
}

void AddCountsIn(const v1::BalanceReport& report, Locale locale, std::vector<std::string>* notes) {
  const Row& total = report.total();
  if (total.counts_in().empty()) return;
  notes->push_back(absl::StrCat(
      UnitText(total), In(locale, " đã kết thúc; được tính vào ", " has ended; it counts in "), total.counts_in()));
}

}  // namespace

std::string UnitText(const v1::BalanceRow& row) { return Together(row.unit_id(), row.unit_name()); }

std::string IncompleteMark(const v1::BalanceRow& row, Locale locale) {
  if (!row.incomplete()) return "";
  if (row.members_without_record_size() == 0) return std::string(In(locale, "có", "yes"));
  return absl::StrCat(row.members_without_record_size(), "/", row.member_count());
}

std::vector<std::string> BalanceNotes(const v1::BalanceReport& report, Locale locale) {
  std::vector<std::string> notes;
  AddIncomplete(report, locale, &notes);
  AddUnattributed(report, locale, &notes);
  AddCountsIn(report, locale, &notes);
  for (const std::string& note : GroupingNotes(report.basis(), locale)) notes.push_back(note);
  return notes;
}

std::string AvailableNote(Locale locale) {
  return std::string(In(locale,
                        "không có số còn được phân bổ và còn được giải ngân theo nội dung hay đề án, vì giới hạn chỉ "
                        "đặt cho đơn vị, nguồn và năm ngân sách",
                        "nothing is shown as available by area or project, because the limits hold for a unit, a "
                        "source and a fiscal year only"));
}

}  // namespace tranche
