#include "reports/balance_notes.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/money.h"
#include "reports/basis_lines.h"
#include "reports/labels.h"

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

// "executed: incomplete, 2 of 3 members ..." for a measure that more members have no record of than of any.
void AddGaps(const Row& row, const std::string& name, Locale locale, std::vector<std::string>* notes) {
  for (const v1::MeasureGap& gap : row.gaps()) {
    if (gap.members_without_record_size() == row.members_without_record_size() && row.members_without_record_size() > 0)
      continue;
    Row of_measure = row;
    *of_measure.mutable_members_without_record() = gap.members_without_record();
    const std::string subject = absl::StrCat(name, name.empty() ? "" : ", ", MeasureLabel(gap.measure(), locale));
    notes->push_back(IncompleteText(of_measure, subject, locale));
  }
}

void AddRate(const Row& row, const std::string& name, Locale locale, std::vector<std::string>* notes) {
  const std::string prefix = absl::StrCat(name, name.empty() ? "" : ": ");
  const v1::Rate& rate = row.executed_of_plan();
  if (rate.not_comparable()) {
    notes->push_back(
        absl::StrCat(prefix, In(locale, "không tính thực hiện / kế hoạch, vì có thực hiện của đơn vị không có kế hoạch",
                                "executed / plan is not shown, because units without a plan have executed")));
  } else if (rate.incomplete() && ParseDigits(row.executed()) != 0) {
    notes->push_back(absl::StrCat(
        prefix, In(locale, "thực hiện / kế hoạch chưa đủ, vì có đơn vị có kế hoạch mà chưa báo cáo thực hiện",
                   "executed / plan is incomplete, because units with a plan have not reported")));
  }
}

std::string LessText(absl::string_view difference, const std::string& plain, Locale locale) {
  const std::string amount = ToGroupedDigits(ParseDigits(plain), In(locale, ".", ",").front());
  return absl::StrCat(difference, amount,
                      In(locale, " vào ngày này; một ngày sau đó còn ít hơn, nên chỉ còn được dùng ngần ấy",
                         " on the as-of date; a later day leaves less, and only that is available"));
}

// Where a later day leaves less than the as-of date alone.
void AddLeft(const v1::BalanceReport& report, Locale locale, std::vector<std::string>* notes) {
  const Row& total = report.total();
  if (total.has_unallocated())
    notes->push_back(
        LessText(In(locale, "kế hoạch trừ phân bổ là ", "plan less allocated is "), total.unallocated(), locale));
  if (total.has_undisbursed())
    notes->push_back(
        LessText(In(locale, "phân bổ trừ giải ngân là ", "allocated less disbursed is "), total.undisbursed(), locale));
}

void AddIncomplete(const Row& row, const std::string& name, Locale locale, std::vector<std::string>* notes) {
  if (row.members_without_record_size() > 0 || row.gaps_size() == 0)
    notes->push_back(IncompleteText(row, name, locale));
  AddGaps(row, name, locale, notes);
}

// One note for each row that is incomplete, then how many more there are.
void AddIncomplete(const v1::BalanceReport& report, Locale locale, std::vector<std::string>* notes) {
  size_t incomplete = 0;
  for (const Row& row : report.rows()) {
    if (!row.incomplete()) continue;
    ++incomplete;
    if (incomplete <= kRowsNamedMax) AddIncomplete(row, RowText(row, report), locale, notes);
  }
  if (incomplete > kRowsNamedMax) {
    const size_t more = incomplete - kRowsNamedMax;
    notes->push_back(locale == Locale::kVietnamese ? absl::StrCat("và ", more, " dòng nữa chưa đủ")
                                                   : absl::StrCat("and ", more, " more rows are incomplete"));
  }
  if (report.by_size() > 0 && report.total().incomplete()) {
    AddIncomplete(report.total(), std::string(In(locale, "tổng cộng", "total")), locale, notes);
  }
}

// One note for each rate that is not what it seems.
void AddRates(const v1::BalanceReport& report, Locale locale, std::vector<std::string>* notes) {
  int named = 0;
  for (const Row& row : report.rows()) {
    const v1::Rate& rate = row.executed_of_plan();
    if ((rate.incomplete() || rate.not_comparable()) && ++named <= static_cast<int>(kRowsNamedMax))
      AddRate(row, RowText(row, report), locale, notes);
  }
  if (report.by_size() > 0) AddRate(report.total(), std::string(In(locale, "tổng cộng", "total")), locale, notes);
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
  AddRates(report, locale, &notes);
  AddLeft(report, locale, &notes);
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
