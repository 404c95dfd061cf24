#include "reports/proof_tables.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/measure.h"
#include "events/postings_of.h"
#include "projections/measure_fields.h"
#include "reports/event_legs.h"
#include "reports/report_fields.h"

namespace tranche {
namespace {

using Report = v1::ProofReport;

std::string InBase64(const std::string& bytes) { return absl::Base64Escape(bytes); }

std::string ClaimText(const Report& report, Locale locale) {
  if (report.claim() == "event")
    return absl::StrCat(In(locale, "sự kiện có trong nhật ký: ", "an event is in the log: "),
                        report.event().sequence());
  if (report.claim() == "consistency")
    return absl::StrCat(In(locale, "nhật ký chỉ được nối thêm từ ", "the log has only grown since it had "),
                        report.from_size(), In(locale, " sự kiện", " events"));
  return std::string(In(locale, "số dư là tổng của các sự kiện", "a balance is what its events add up to"));
}

std::string WitnessText(const Report& report, const Reader& reader) {
  return absl::StrJoin(report.witnesses(), "; ", [&](std::string* out, const Report::Witness& witness) {
    absl::StrAppend(out, witness.name());
    if (witness.has_signed_at()) absl::StrAppend(out, ", ", InstantText(witness.signed_at(), reader));
  });
}

void AddCheckpointFields(const Reader& reader, ReportFields<Report>* fields) {
  const Locale locale = reader.locale;
  fields->Add({"claim", "đã kiểm tra", "proved"}, Column::kLeft,
              [locale](const Report& report) { return Cell::TextShownAs(report.claim(), ClaimText(report, locale)); });
  fields->Text({"origin", "nhật ký", "log"}, &Report::origin);
  fields->Name({"size", "số sự kiện của mốc kiểm tra", "events of the checkpoint"}, &Report::size);
  fields->Add({"root", "gốc cây băm", "root"}, Column::kLeft,
              [](const Report& report) { return Cell::Text(InBase64(report.root())); });
  fields->Add({"is_trusted_checkpoint", "mốc kiểm tra đã có", "your checkpoint"}, Column::kLeft,
              [locale](const Report& report) {
                return report.is_trusted_checkpoint() ? YesNoCell(true, locale) : Cell::Text("");
              });
  fields->Add({"signed_by", "chữ ký", "signed by"}, Column::kLeft, [locale](const Report& report) {
    const auto nobody = In(locale, "CHƯA KIỂM TRA: thiếu --key", "NOT CHECKED: no --key was given");
    return Cell::TextShownAs(report.signed_by(), report.signed_by().empty() ? nobody : report.signed_by());
  });
  fields->Add({"witnesses", "nhân chứng", "witnesses"}, Column::kLeft,
              [reader](const Report& report) { return Cell::Text(WitnessText(report, reader)); });
}

void AddEventFields(const Reader& reader, ReportFields<Report>* fields) {
  const Locale locale = reader.locale;
  fields->Add(labels::kKind, Column::kLeft, [locale](const Report& report) {
    const std::string kind = report.has_event() ? KindName(report.event()) : "";
    return Cell::TextShownAs(kind, KindLabel(kind, locale));
  });
  fields->Add({"event_id", "khóa", "key"}, Column::kLeft,
              [](const Report& report) { return Cell::Text(report.event().event_id()); });
  fields->Add(labels::kEffectiveDate, Column::kLeft,
              [](const Report& report) { return Cell::Text(DateText(report.event().effective_date())); });
  fields->Add(labels::kRecordedAt, Column::kLeft, [reader](const Report& report) {
    return InstantCell(report.event().has_recorded_at(), report.event().recorded_at(), reader);
  });
}

std::string LinesText(const v1::BalanceClaim& claim, Locale locale) {
  std::vector<std::string> parts = {claim.unit_id().empty() ? std::string(In(locale, "tất cả", "everything"))
                                                            : claim.unit_id()};
  if (claim.has_source_id()) parts.push_back(claim.source_id());
  if (claim.has_area_id()) parts.push_back(claim.area_id());
  if (claim.has_fiscal_year()) parts.push_back(absl::StrCat(claim.fiscal_year()));
  if (claim.has_project_id()) parts.push_back(claim.project_id());
  return absl::StrJoin(parts, ", ");
}

void AddBalanceFields(Locale locale, ReportFields<Report>* fields) {
  fields->Add({"lines", "dòng ngân sách", "lines"}, Column::kLeft, [locale](const Report& report) {
    return Cell::Text(report.has_balance() ? LinesText(report.balance(), locale) : "");
  });
  fields->Add({"unit_ids", "gồm các đơn vị", "units counted"}, Column::kLeft, [locale](const Report& report) {
    const auto& units = report.balance().unit_ids();
    return Cell::TextShownAs(absl::StrJoin(units, "|"), JoinFirst({units.begin(), units.end()}, locale));
  });
  fields->Add({"as_of", "tính đến ngày", "as of"}, Column::kLeft,
              [](const Report& report) { return Cell::Text(report.balance().as_of()); });
  fields->Add({"known_at", "biết đến số thứ tự", "known at"}, Column::kLeft,
              [](const Report& report) { return NumberCell(report.balance().known_at()); });
  for (const Measure measure : kMeasures) {
    fields->Add(MeasureColumn(measure), Column::kLeft,
                [measure](const Report& report) { return AmountCell(MeasureField(report.balance(), measure)); });
  }
  fields->Add(labels::kEvents, Column::kLeft, [](const Report& report) {
    return report.has_balance() ? Cell::Count(static_cast<int64_t>(report.events())) : Cell::Text("");
  });
  fields->Add({"complete", "đầy đủ", "complete"}, Column::kLeft, [locale](const Report& report) {
    return report.has_balance() ? YesNoCell(report.is_complete(), locale) : Cell::Text("");
  });
}

std::vector<std::string> NotesOn(const Report& report, Locale locale) {
  std::vector<std::string> notes;
  const auto add = [&](absl::string_view vietnamese, absl::string_view english) {
    notes.emplace_back(In(locale, vietnamese, english));
  };
  if (report.signed_by().empty())
    add("Không có khóa công khai thì không ai bảo đảm mốc kiểm tra này: hãy hỏi khóa từ nơi tin cậy, rồi dùng --key.",
        "Without the public key nobody vouches for this checkpoint: get the key from where you trust, then give "
        "--key.");
  if (report.has_balance() && !report.is_complete())
    add("Không loại trừ được sự kiện khác cũng được tính: mốc kiểm tra không cam kết số dư tại thời điểm này.",
        "It does not show that no further event counts: no checkpoint commits to the balances at this moment.");
  if (report.has_balance() && report.balance().known_at() < report.size())
    notes.push_back(absl::StrCat(In(locale, "Không tính các sự kiện từ ", "Not counted are the events from "),
                                 report.balance().known_at() + 1, In(locale, " đến ", " to "), report.size(), "."));
  if (report.has_balance() && !report.balance().unit_ids().empty())
    add("Các đơn vị được tính là do người lập chứng minh nêu ra: hãy đối chiếu với địa giới.",
        "Which units count in the one asked for is what the maker of the proof says: compare it with the boundaries.");
  return notes;
}

}  // namespace

Table ProofTable(const v1::ProofReport& report, const Reader& reader) {
  ReportFields<Report> fields;
  AddCheckpointFields(reader, &fields);
  if (report.has_event()) AddEventFields(reader, &fields);
  if (report.has_balance()) AddBalanceFields(reader.locale, &fields);
  Table table = VerticalTableOf(fields.fields(), report, reader.locale);
  table.title = std::string(In(reader.locale, "Chứng minh đúng", "The proof holds"));
  table.notes = NotesOn(report, reader.locale);
  HideBlankColumns(table);
  return table;
}

Table CheckpointsTable(const v1::CheckpointList& list, const Reader& reader) {
  using Row = v1::PublishedCheckpoint;
  const std::vector<Field<Row>> fields = {
      {{"size", "số sự kiện", "events"}, Column::kRight, [](const Row& row) { return NumberCell(row.size()); }},
      {{"root", "gốc cây băm", "root"}, Column::kLeft, [](const Row& row) { return Cell::Text(InBase64(row.root())); }},
      {{"signed_by", "chữ ký", "signed by"},
       Column::kLeft,
       [](const Row& row) { return Cell::Text(absl::StrJoin(row.signed_by(), ", ")); }},
      ForCsv<Row>({"origin", "nhật ký", "log"}, [](const Row& row) { return Cell::Text(row.origin()); })};
  Table table = TableOf(fields, list.checkpoints(), reader.locale);
  table.when_empty = std::string(In(reader.locale, "Chưa công bố mốc kiểm tra nào: tranche checkpoint.",
                                    "No checkpoint was published yet: tranche checkpoint."));
  return table;
}

}  // namespace tranche
