#include "reports/labels.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "events/check.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"

namespace tranche {
namespace {

constexpr size_t kListedMax = 5;

struct MeasureWords {
  Measure measure;
  Label column;
};

constexpr MeasureWords kMeasureWords[] = {
    {Measure::kPlan, {"plan_minor_units", "kế hoạch", "plan"}},
    {Measure::kAllocated, {"allocated_minor_units", "đã phân bổ", "allocated"}},
    {Measure::kDisbursed, {"disbursed_minor_units", "đã giải ngân", "disbursed"}},
    {Measure::kExecuted, {"executed_minor_units", "thực hiện", "executed"}},
};

bool BeginsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

bool AreDigits(absl::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char byte) { return std::isdigit(byte) != 0; });
}

}  // namespace

absl::string_view In(Locale locale, absl::string_view vietnamese, absl::string_view english) {
  return locale == Locale::kVietnamese ? vietnamese : english;
}

const Label& MeasureColumn(Measure measure) {
  const auto found = std::find_if(std::begin(kMeasureWords), std::end(kMeasureWords),
                                  [measure](const MeasureWords& words) { return words.measure == measure; });
  TRANCHE_CHECK(found != std::end(kMeasureWords), "the measure ", MeasureName(measure), " has no words");
  return found->column;
}

std::string MeasureLabel(absl::string_view measure, Locale locale) {
  const std::optional<Measure> known = MeasureNamed(measure);
  if (!known) return std::string(measure);
  return std::string(In(locale, MeasureColumn(*known).vietnamese, MeasureColumn(*known).english));
}

std::string KindLabel(absl::string_view kind, Locale locale) {
  const EventKind* found = FindKindByName(kind);
  return std::string(found == nullptr ? kind : In(locale, found->vietnamese, found->english));
}

std::string VerdictLabel(v1::Verdict verdict, Locale locale) {
  switch (verdict) {
    case v1::VERDICT_AGREES:
      return std::string(In(locale, "khớp", "agrees"));
    case v1::VERDICT_AGREES_WITHIN_ROUNDING:
      return std::string(In(locale, "khớp trong sai số làm tròn", "agrees within rounding"));
    case v1::VERDICT_CONTRADICTS:
      return std::string(In(locale, "mâu thuẫn", "contradicts"));
    case v1::VERDICT_RESTATED_SINCE:
      return std::string(In(locale, "khớp khi công bố, sổ sửa sau đó", "agreed when stated, restated since"));
    case v1::VERDICT_STATED_ONLY:
      return std::string(In(locale, "chỉ công bố", "stated only"));
    default:
      return std::string(In(locale, "chưa xét", "not judged"));
  }
}

std::string DateText(int32_t yyyymmdd) {
  if (yyyymmdd == 0) return "";
  return absl::StrFormat("%04d-%02d-%02d", yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

std::string InstantText(const google::protobuf::Timestamp& instant, const Reader& reader) {
  const absl::TimeZone zone = absl::FixedTimeZone(reader.utc_offset_minutes * 60);
  return absl::FormatTime("%Y-%m-%d %H:%M:%S %Ez", FromTimestamp(instant), zone);
}

Cell InstantCell(bool is_set, const google::protobuf::Timestamp& instant, const Reader& reader) {
  if (!is_set) return Cell::TextShownAs("", "-");
  return Cell::TextShownAs(absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", FromTimestamp(instant), absl::UTCTimeZone()),
                           InstantText(instant, reader));
}

Cell NumberCell(uint64_t number) { return number == 0 ? Cell::TextShownAs("", "-") : Cell::Text(absl::StrCat(number)); }

Cell YesNoCell(bool value, Locale locale) {
  return value ? Cell::TextShownAs("true", In(locale, "có", "yes"))
               : Cell::TextShownAs("false", In(locale, "không", "no"));
}

std::string ShownShort(absl::string_view text, int characters_max) {
  int characters = 0;
  size_t cut_at = 0;  // where the last character that may be shown begins
  for (size_t i = 0; i < text.size(); ++i) {
    if (!BeginsCharacter(text[i])) continue;
    ++characters;
    if (characters == characters_max) cut_at = i;
    if (characters > characters_max) return absl::StrCat(text.substr(0, cut_at), "…");
  }
  return std::string(text);
}

Cell ShortenedCell(absl::string_view text, int characters_max) {
  return Cell::TextShownAs(text, ShownShort(text, characters_max));
}

AmountSum ParseDigits(absl::string_view digits) {
  const absl::string_view magnitude = digits.substr(!digits.empty() && digits[0] == '-' ? 1 : 0);
  AmountSum amount = 0;
  TRANCHE_CHECK(AreDigits(magnitude) && absl::SimpleAtoi(digits, &amount), "an amount of a view message is '", digits,
                "', must be the decimal digits of a 128-bit integer");
  return amount;
}

Cell AmountCell(absl::string_view digits) {
  return digits.empty() ? Cell::NoAmount() : Cell::Amount(ParseDigits(digits));
}

std::string JoinFirst(const std::vector<std::string>& parts, Locale locale) {
  if (parts.size() <= kListedMax) return absl::StrJoin(parts, ", ");
  const size_t more = parts.size() - kListedMax;
  const std::string first = absl::StrJoin(parts.begin(), parts.begin() + kListedMax, ", ");
  return locale == Locale::kVietnamese ? absl::StrCat(first, " và ", more, " mục nữa")
                                       : absl::StrCat(first, " and ", more, " more");
}

std::string CountText(uint64_t count, Locale locale) {
  return ToGroupedDigits(AmountSum(count), locale == Locale::kVietnamese ? '.' : ',');
}

}  // namespace tranche
