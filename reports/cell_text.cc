#include "reports/cell_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "events/check.h"
#include "reports/texts.h"

namespace tranche {
namespace {

constexpr absl::string_view kAbsent = "-";
constexpr absl::string_view kNoRecord = "…";

std::string PercentText(absl::string_view decimal, Locale locale) {
  if (decimal.empty()) return std::string(kNoRecord);
  const absl::string_view mark = locale == Locale::kVietnamese ? "," : ".";
  return absl::StrCat(absl::StrReplaceAll(decimal, {{".", mark}}), " %");
}

std::string AmountText(const Cell& cell, int decimals, const TableStyle& style) {
  if (!cell.amount) return std::string(kAbsent);
  const auto text = [&](AmountSum amount) {
    return FormatAmountIn(amount, style.unit, decimals, style.locale, style.currency);
  };
  if (!cell.high) return text(*cell.amount);
  return Say(style.locale, "{first} to {last}", {{"first", text(*cell.amount)}, {"last", text(*cell.high)}});
}

std::string TextFor(const Cell& cell, int decimals, const TableStyle& style) {
  switch (cell.kind) {
    case Cell::Kind::kText:
      return cell.shown ? *cell.shown : cell.text;
    case Cell::Kind::kAmount:
      return AmountText(cell, decimals, style);
    case Cell::Kind::kCount:
      return ToGroupedDigits(cell.count, style.locale == Locale::kVietnamese ? '.' : ',');
    case Cell::Kind::kPercent:
      return PercentText(cell.text, style.locale);
  }
  TRANCHE_CHECK(false, "Cell of kind ", static_cast<int>(cell.kind));
}

}  // namespace

PrintableText ShownCell(const Cell& cell, int decimals, const TableStyle& style) {
  return Printable(TextFor(cell, decimals, style));
}

int DecimalsOf(const Cell& cell, const TableStyle& style) {
  if (cell.kind != Cell::Kind::kAmount || !cell.amount) return 0;
  // Cents are always shown: 1.00, not 1.
  if (style.unit == MoneyUnit::kMinor) return style.currency.minor_digits;
  const int decimals = DecimalsNeeded(*cell.amount, style.unit, style.currency);
  return cell.high ? std::max(decimals, DecimalsNeeded(*cell.high, style.unit, style.currency)) : decimals;
}

std::string ExactText(const Cell& cell) {
  if (cell.kind == Cell::Kind::kCount) return absl::StrCat(cell.count);
  if (cell.kind == Cell::Kind::kAmount) return cell.amount ? ToDigits(*cell.amount) : "";
  return cell.text;
}

bool IsNegative(const Cell& cell) { return cell.kind == Cell::Kind::kAmount && cell.amount && *cell.amount < 0; }

}  // namespace tranche
