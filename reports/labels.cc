#include "reports/labels.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "events/check.h"
#include "events/civil_date.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/tranche_number.h"
#include "projections/verdict.h"

namespace tranche {
namespace {

constexpr size_t kListedMax = 5;

struct MeasureWords {
  Measure measure;
  Label column;
};

constexpr MeasureWords kMeasureWords[] = {
    {Measure::kPlan, Label("plan_minor_units", "plan")},
    {Measure::kAllocated, Label("allocated_minor_units", "allocated")},
    {Measure::kCommitted, Label("committed_minor_units", "committed")},
    {Measure::kDisbursed, Label("disbursed_minor_units", "disbursed")},
    {Measure::kExecuted, Label("executed_minor_units", "executed")},
    {Measure::kSettled, Label("settled_minor_units", "settled")},
    {Measure::kAdvances, Label("advances_minor_units", "advances")},
    {Measure::kCarried, Label("carried_minor_units", "carried over")},
    {Measure::kLapsed, Label("lapsed_minor_units", "lapsed")},
    {Measure::kCorrected, Label("corrected_minor_units", "corrected after settlement")},
};

// Further measures of published figures; the keys are those in the log.
constexpr Label kStatedMeasures[] = {
    Label("count", "count"),         Label("growth", "growth"),
    Label("share", "share"),         Label("disbursement-rate", "disbursement rate"),
    Label("estimated", "estimated"), Label("adjusted-amount", "adjusted amount"),
};

bool AreDigits(absl::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char byte) { return std::isdigit(byte) != 0; });
}

// Types of documents that the program suggests or makes.
constexpr absl::string_view kDocumentTypes[] = {Marked("decision"), Marked("voucher"), Marked("contract"),
                                                Marked("receipt"),  Marked("report"),  Marked("circular")};

// One of the reasons. It is a document if its number follows the type, or nothing of the same title.
std::string DocumentText(absl::string_view part, Locale locale) {
  if (absl::string_view date = part; absl::ConsumePrefix(&date, "document of ") && CivilDate::Parse(date).ok())
    return Say(locale, "document of {date}", {{"date", std::string(date)}});
  for (const absl::string_view type : kDocumentTypes) {
    if (!absl::StartsWith(part, type)) continue;
    const absl::string_view rest = part.substr(type.size());
    const absl::string_view number = rest.substr(0, rest.find(' ', 1));
    const bool is_numbered =
        absl::StartsWith(rest, " ") && number.find_first_of("0123456789") != absl::string_view::npos;
    if (rest.empty() || absl::StartsWith(rest, ",") || is_numbered) return absl::StrCat(Say(locale, type), rest);
  }
  return std::string(part);
}

// What `verify` looks at, by the codes of its findings.
constexpr std::pair<absl::string_view, absl::string_view> kChecks[] = {{"event", Marked("event")},
                                                                       {"sequence", Marked("sequence")},
                                                                       {"key", Marked("key")},
                                                                       {"posting", Marked("posting")},
                                                                       {"guard", Marked("guard")},
                                                                       {"rules", Marked("rules")},
                                                                       {"index", Marked("index")},
                                                                       {"tree", Marked("tree")},
                                                                       {"checkpoint", Marked("checkpoint")},
                                                                       {"head", Marked("head")},
                                                                       {"balance-root", Marked("balance-root")},
                                                                       {"storage", Marked("storage")}};

absl::TimeZone ZoneOf(const Reader& reader) { return absl::FixedTimeZone(reader.utc_offset_minutes * 60); }

// The instant at which the first event of a ledger and its geography are recorded, so that they are known at any other.
bool IsTheBeginning(const google::protobuf::Timestamp& instant) { return instant.seconds() == 0; }

Cell ExactInstant(const google::protobuf::Timestamp& instant, const std::string& shown) {
  return Cell::TextShownAs(absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", FromTimestamp(instant), absl::UTCTimeZone()),
                           shown);
}

}  // namespace

const Label& MeasureColumn(Measure measure) {
  const auto found = std::find_if(std::begin(kMeasureWords), std::end(kMeasureWords),
                                  [measure](const MeasureWords& words) { return words.measure == measure; });
  TRANCHE_CHECK(found != std::end(kMeasureWords), "the measure ", MeasureName(measure), " has no words");
  return found->column;
}

std::string MeasureLabel(absl::string_view measure, Locale locale) {
  const std::optional<Measure> known = MeasureNamed(measure);
  if (known) return Say(locale, MeasureColumn(*known).english);
  const auto stated = std::find_if(std::begin(kStatedMeasures), std::end(kStatedMeasures),
                                   [measure](const Label& label) { return label.key == measure; });
  return stated == std::end(kStatedMeasures) ? std::string(measure) : Say(locale, stated->english);
}

std::string KindLabel(absl::string_view kind, Locale locale) {
  const EventKind* found = FindKindByName(kind);
  return found == nullptr ? std::string(kind) : Say(locale, found->english);
}

std::string AuthorityLabel(absl::string_view authority, Locale locale) {
  for (const absl::string_view known : {Marked("minister")}) {
    if (authority == known) return Say(locale, known);
  }
  return std::string(authority);
}

std::string BecauseText(absl::string_view because, Locale locale) {
  std::vector<std::string> parts;
  for (const absl::string_view part : absl::StrSplit(because, "; ")) parts.push_back(DocumentText(part, locale));
  return absl::StrJoin(parts, "; ");
}

std::string VerdictLabel(v1::Verdict verdict, Locale locale) { return Say(locale, VerdictText(verdict)); }

std::string CheckLabel(absl::string_view check, Locale locale) {
  const auto* const found =
      std::find_if(std::begin(kChecks), std::end(kChecks), [check](const auto& each) { return each.first == check; });
  return found == std::end(kChecks) ? std::string(check) : Say(locale, found->second);
}

std::string DateText(int32_t yyyymmdd) {
  if (yyyymmdd == 0) return "";
  return absl::StrFormat("%04d-%02d-%02d", yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

std::string InstantText(const google::protobuf::Timestamp& instant, const Reader& reader) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S %Ez", FromTimestamp(instant), ZoneOf(reader));
}

std::string RecordedText(const google::protobuf::Timestamp& instant, const Reader& reader) {
  return IsTheBeginning(instant) ? Say(reader.locale, "from the beginning") : InstantText(instant, reader);
}

Cell InstantCell(bool is_set, const google::protobuf::Timestamp& instant, const Reader& reader) {
  return is_set ? ExactInstant(instant, RecordedText(instant, reader)) : Cell::TextShownAs("", "-");
}

Cell InstantInColumn(bool is_set, const google::protobuf::Timestamp& instant, const Reader& reader) {
  if (!is_set || IsTheBeginning(instant)) return InstantCell(is_set, instant, reader);
  return ExactInstant(instant, absl::FormatTime("%Y-%m-%d %H:%M:%S", FromTimestamp(instant), ZoneOf(reader)));
}

std::string ZoneText(const Reader& reader) { return absl::FormatTime("%Ez", absl::UnixEpoch(), ZoneOf(reader)); }

Cell NumberCell(uint64_t number) { return number == 0 ? Cell::TextShownAs("", "-") : Cell::Text(absl::StrCat(number)); }

Cell TrancheCell(uint32_t number) {
  return number == 0 ? NumberCell(0) : Cell::TextShownAs(absl::StrCat(number), TrancheText(number));
}

Cell ActorCell(const std::string& actor, const std::string& approver, Locale locale) {
  if (approver.empty()) return Cell::Text(actor);
  return Cell::TextShownAs(actor,
                           Say(locale, "{actor}, approved by {approver}", {{"actor", actor}, {"approver", approver}}));
}

Cell YesNoCell(bool value, Locale locale) {
  return value ? Cell::TextShownAs("true", Say(locale, "yes")) : Cell::TextShownAs("false", Say(locale, "no"));
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
  return JoinFirstOf(parts, parts.size(), locale);
}

std::string JoinFirstOf(const std::vector<std::string>& first, uint64_t count, Locale locale) {
  if (count <= kListedMax) return absl::StrJoin(first, ", ");
  const std::string list = absl::StrJoin(first.begin(), first.begin() + kListedMax, ", ");
  return Say(locale, "{list} and {count} more", {{"list", list}, {"count", absl::StrCat(count - kListedMax)}});
}

std::string CountText(uint64_t count, Locale locale) {
  return ToGroupedDigits(AmountSum(count), locale == Locale::kVietnamese ? '.' : ',');
}

}  // namespace tranche
