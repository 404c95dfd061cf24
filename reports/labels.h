// The words of the tables in Vietnamese and English, as in docs/glossary.md, and the formats shared by all tables:
// dates, instants, amounts.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/measure.h"
#include "events/money.h"
#include "google/protobuf/timestamp.pb.h"
#include "import/amount_text.h"
#include "proto/view.pb.h"
#include "reports/table.h"
#include "reports/texts.h"

namespace tranche {

class Catalogue;

// The language and UTC offset for one reader.
struct Reader {
  Locale locale = Locale::kVietnamese;
  int utc_offset_minutes = 420;          // the ledger's, minutes east of UTC
  const Catalogue* catalogue = nullptr;  // names of units, sources and areas; null: ids. Must outlive table creation
};

// The label of a column or line.
struct Label {
  absl::string_view key;  // in CSV: English snake_case; stable
  absl::string_view english;

  constexpr explicit Label(absl::string_view csv_key, absl::string_view text = "") : key(csv_key), english(text) {}
};

namespace labels {
inline constexpr Label kAmount("amount_minor_units", "amount");
inline constexpr Label kMeasure("measure", "measure");
inline constexpr Label kSequence("sequence", "sequence");
inline constexpr Label kRecordedAt("recorded_at", "recorded at");
inline constexpr Label kEffectiveDate("effective_date", "effective");
inline constexpr Label kKind("kind", "kind");
inline constexpr Label kLine("line", "budget line");
inline constexpr Label kUnit("unit_id", "unit");
inline constexpr Label kUnitName("unit_name", "unit name");
inline constexpr Label kSource("source_id", "source");
inline constexpr Label kArea("area_id", "area");
inline constexpr Label kYear("fiscal_year", "year");  // where there are many columns
inline constexpr Label kFiscalYear("fiscal_year", "budget year");
inline constexpr Label kProject("project_id", "project");
inline constexpr Label kTranche("tranche_number", "tranche");
inline constexpr Label kActor("actor", "actor");
inline constexpr Label kLateFor("late_for", "late for closing");
inline constexpr Label kBecause("because", "because");
inline constexpr Label kEvents("events", "events");
inline constexpr Label kRowsBuilt("rows", "index rows");
}  // namespace labels

// The label of a column with amounts of `measure`.
const Label& MeasureColumn(Measure measure);

// "plan", "disbursement-rate" ... in the language of `locale`; an unknown measure is returned unchanged.
std::string MeasureLabel(absl::string_view measure, Locale locale);

// "PlanApproved" is "plan approved"; an unknown kind is returned unchanged.
std::string KindLabel(absl::string_view kind, Locale locale);

// Whom a rule of spending asks for (RuleDefined.role): "minister" is "bộ trưởng"; one that tranche does not know is
// returned unchanged.
std::string AuthorityLabel(absl::string_view authority, Locale locale);

// The reasons of an event as the answer has them (projections/posting_rows.h), with a type of document that tranche
// knows in the language of `locale`: "voucher 318" is "chứng từ 318".
std::string BecauseText(absl::string_view because, Locale locale);

// "agrees", "agrees within rounding" ... in the language of `locale` (projections/verdict.h).
std::string VerdictLabel(v1::Verdict verdict, Locale locale);

// A check of `verify` (Finding.check) in the language of `locale`: "event" is "sự kiện"; an unknown one is returned
// unchanged.
std::string CheckLabel(absl::string_view check, Locale locale);

// 20240630 is "2024-06-30"; 0 is empty.
std::string DateText(int32_t yyyymmdd);

// "2024-05-16 17:00:00 +07:00" in the reader's UTC offset; fractions of a second are not shown.
std::string InstantText(const google::protobuf::Timestamp& instant, const Reader& reader);

// When something was recorded: the same, or "from the beginning" at the instant 0, that of what is known at any other:
// a ledger's first event and the geography that it was made with.
std::string RecordedText(const google::protobuf::Timestamp& instant, const Reader& reader);

// Such an instant: RecordedText for people, "2024-05-16T10:00:00Z" in CSV with all digits; "-" or empty when unset.
Cell InstantCell(bool is_set, const google::protobuf::Timestamp& instant, const Reader& reader);

// The same in a column whose header names the zone (ZoneText): "2024-05-16 17:00:00" for people.
Cell InstantInColumn(bool is_set, const google::protobuf::Timestamp& instant, const Reader& reader);

// The reader's UTC offset: "+07:00".
std::string ZoneText(const Reader& reader);

// A number used as a name, and therefore not grouped; "-" or empty when it is 0.
Cell NumberCell(uint64_t number);

// The number of a tranche, 0 for none: "2024/1" for people, "2024001" in CSV (events/tranche_number.h).
Cell TrancheCell(uint32_t number);

// Who recorded something and, for people, who approved it: "an, approved by binh"; `approver` is empty if nobody did.
Cell ActorCell(const std::string& actor, const std::string& approver, Locale locale);

// "yes" or "có"; "true" in CSV.
Cell YesNoCell(bool value, Locale locale);

// Parses an amount of a view message: decimal digits with an optional minus; anything else is our own bug.
AmountSum ParseDigits(absl::string_view digits);

// The cell for an amount of a view message; the empty text means no amount.
Cell AmountCell(absl::string_view digits);

// The first five of `parts`, and how many more there are: "a, b, c, d, e and 3 more".
std::string JoinFirst(const std::vector<std::string>& parts, Locale locale);
// The same of `count` parts, of which `first` has at least the first five.
std::string JoinFirstOf(const std::vector<std::string>& first, uint64_t count, Locale locale);

// The number in the notation of `locale`: "1.234" or "1,234".
std::string CountText(uint64_t count, Locale locale);

}  // namespace tranche
