#include "reports/event_tables.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "projections/posting_rows.h"
#include "reports/event_legs.h"
#include "reports/field.h"

namespace tranche {
namespace {

constexpr int kTextShownMax = 40;

struct EventRow {
  const v1::Event* event;
  v1::PostingRow words;  // its kind, dates, actor and reason as text
  EventLeg leg;
  std::string detail_shown;  // leg.detail in the reader's language; leg has it in English, for CSV
};

using Fields = std::vector<Field<EventRow>>;

std::vector<EventRow> RowsOf(const v1::EventList& list, Locale locale) {
  std::vector<EventRow> rows;
  for (const v1::Event& event : list.events()) {
    const v1::PostingRow words = MakeEventRow(event);
    const std::vector<EventLeg> shown = LegsOf(event, locale);
    const std::vector<EventLeg> legs = LegsOf(event, Locale::kEnglish);
    for (size_t i = 0; i < legs.size(); ++i) rows.push_back({&event, words, legs[i], shown[i].detail});
  }
  return rows;
}

void AddEvent(const Reader& reader, Fields* fields) {
  const Locale locale = reader.locale;
  fields->push_back(
      {labels::kSequence, Column::kRight, [](const EventRow& row) { return NumberCell(row.event->sequence()); }});
  fields->push_back({labels::kRecordedAt, Column::kLeft, [reader](const EventRow& row) {
                       return InstantCell(row.event->has_recorded_at(), row.event->recorded_at(), reader);
                     }});
  fields->push_back({labels::kEffectiveDate, Column::kLeft,
                     [](const EventRow& row) { return Cell::Text(DateText(row.event->effective_date())); }});
  fields->push_back({labels::kKind, Column::kLeft, [locale](const EventRow& row) {
                       return Cell::TextShownAs(row.words.kind(), KindLabel(row.words.kind(), locale));
                     }});
}

void AddLine(Fields* fields) {
  const auto add = [fields](const Label& label, const std::string& (v1::BudgetLine::*part)() const) {
    fields->push_back(
        {label, Column::kLeft, [part](const EventRow& row) { return Cell::Text((row.leg.line.*part)()); }});
  };
  add(labels::kUnit, &v1::BudgetLine::unit_id);
  add(labels::kSource, &v1::BudgetLine::source_id);
  fields->push_back({labels::kYear, Column::kLeft, [](const EventRow& row) {
                       return NumberCell(static_cast<uint64_t>(row.leg.line.fiscal_year()));
                     }});
  add(labels::kArea, &v1::BudgetLine::area_id);
  add(labels::kProject, &v1::BudgetLine::project_id);
}

void AddMoney(Fields* fields) {
  fields->push_back(
      {labels::kTranche, Column::kRight, [](const EventRow& row) { return NumberCell(row.leg.tranche_number); }});
  fields->push_back({labels::kAmount, Column::kRight, [](const EventRow& row) {
                       return row.leg.amount ? Cell::Amount(*row.leg.amount) : Cell::NoAmount();
                     }});
}

void AddWhy(Fields* fields) {
  fields->push_back({{"detail", "chi tiết", "detail"}, Column::kLeft, [](const EventRow& row) {
                       return Cell::TextShownAs(row.leg.detail, ShownShort(row.detail_shown, kTextShownMax));
                     }});
  fields->push_back(
      {labels::kActor, Column::kLeft, [](const EventRow& row) { return Cell::Text(row.event->actor()); }});
  fields->push_back({labels::kBecause, Column::kLeft,
                     [](const EventRow& row) { return ShortenedCell(row.words.because(), kTextShownMax); }});
}

void AddCsvOnly(Fields* fields) {
  const auto add = [fields](absl::string_view key, std::string (*text)(const v1::Event&)) {
    fields->push_back(ForCsv<EventRow>({key}, [text](const EventRow& row) { return Cell::Text(text(*row.event)); }));
  };
  add("event_id", [](const v1::Event& event) { return event.event_id(); });
  add("provenance", [](const v1::Event& event) { return v1::Provenance_Name(event.provenance()); });
  add("reason", [](const v1::Event& event) { return event.reason(); });
  add("document_type", [](const v1::Event& event) { return event.document().type(); });
  add("document_number", [](const v1::Event& event) { return event.document().number(); });
  add("document_issuer", [](const v1::Event& event) { return event.document().issuer(); });
  add("document_date", [](const v1::Event& event) { return DateText(event.document().date()); });
  add("document_uri", [](const v1::Event& event) { return event.document().uri(); });
  add("figures", [](const v1::Event& event) { return event.evidence().figures(); });
  add("qualifier", [](const v1::Event& event) { return v1::Qualifier_Name(event.evidence().qualifier()); });
  add("note", [](const v1::Event& event) { return event.evidence().note(); });
  add("reversed_sequence", [](const v1::Event& event) {
    return event.has_event_reversed() ? absl::StrCat(event.event_reversed().reversed_sequence()) : "";
  });
}

Cell OutcomeCell(const v1::Receipt& receipt, Locale locale) {
  if (receipt.already_recorded()) {
    return Cell::TextShownAs("already_recorded", In(locale, "đã ghi từ trước", "recorded before"));
  }
  if (receipt.dry_run())
    return Cell::TextShownAs("dry_run", In(locale, "chạy thử, chưa ghi", "rehearsal, not recorded"));
  return Cell::TextShownAs("recorded", In(locale, "đã ghi", "recorded"));
}

Cell CountCell(uint64_t count) { return Cell::Count(static_cast<int64_t>(count)); }

Cell LeftCell(bool is_known, const std::string& digits) {
  return is_known ? Cell::Amount(ParseDigits(digits)) : Cell::NoAmount();
}

}  // namespace

Table EventsTable(const v1::EventList& list, const Reader& reader) {
  Fields fields;
  AddEvent(reader, &fields);
  AddLine(&fields);
  AddMoney(&fields);
  AddWhy(&fields);
  AddCsvOnly(&fields);
  Table table = TableOf(fields, RowsOf(list, reader.locale), reader.locale);
  table.when_empty = std::string(In(reader.locale, "(không có sự kiện nào)", "(no events)"));
  HideBlankColumns(table);
  return table;
}

Table ReceiptsTable(const std::vector<v1::Receipt>& receipts, const Reader& reader) {
  const Locale locale = reader.locale;
  using Receipt = v1::Receipt;
  const std::vector<Field<Receipt>> fields = {
      {labels::kSequence, Column::kRight, [](const Receipt& receipt) { return NumberCell(receipt.sequence()); }},
      {{"outcome", "kết quả", "outcome"},
       Column::kLeft,
       [locale](const Receipt& receipt) { return OutcomeCell(receipt, locale); }},
      {labels::kRecordedAt, Column::kLeft,
       [reader](const Receipt& receipt) {
         return InstantCell(receipt.has_recorded_at(), receipt.recorded_at(), reader);
       }},
      {{"tranche_chosen", "đợt được chọn", "tranche chosen"},
       Column::kRight,
       [](const Receipt& receipt) { return NumberCell(receipt.tranche_chosen()); }},
      {{"available_to_allocate_minor_units", "còn được phân bổ", "available to allocate"},
       Column::kRight,
       [](const Receipt& receipt) {
         return LeftCell(receipt.has_available_to_allocate(), receipt.available_to_allocate());
       }},
      {{"available_to_disburse_minor_units", "còn được giải ngân", "available to disburse"},
       Column::kRight,
       [](const Receipt& receipt) {
         return LeftCell(receipt.has_available_to_disburse(), receipt.available_to_disburse());
       }},
      {{"event_id", "khóa", "key"}, Column::kLeft, [](const Receipt& receipt) {
         return Cell::Text(receipt.event_id());
       }}};
  Table table = TableOf(fields, receipts, locale);
  HideBlankColumns(table);
  return table;
}

namespace {

std::string Range(uint64_t first, uint64_t last, absl::string_view to) {
  return first == last ? absl::StrCat(first) : absl::StrCat(first, to, last);
}

std::string RecordedBeforeNote(const v1::RecordedBefore& rows, Locale locale) {
  const bool is_one = rows.first_sequence() == rows.last_sequence();
  if (locale == Locale::kVietnamese)
    return absl::StrCat("dòng ", Range(rows.first_line(), rows.last_line(), " đến "), " là sự kiện ",
                        Range(rows.first_sequence(), rows.last_sequence(), " đến "),
                        ", đã ghi từ trước: không ghi gì thêm");
  return absl::StrCat(is_one ? "line " : "lines ", Range(rows.first_line(), rows.last_line(), " to "),
                      is_one ? " is event " : " are events ",
                      Range(rows.first_sequence(), rows.last_sequence(), " to "),
                      ", recorded before: nothing was recorded for ", is_one ? "it" : "them");
}

std::string EndsHistoryNote(uint64_t line, Locale locale) {
  if (locale == Locale::kVietnamese)
    return absl::StrCat("dòng ", line,
                        " là dòng đầu tiên được ghi ở thời điểm hiện tại: sau đó sổ này không nhận thêm ",
                        "lịch sử (recorded_at) trước thời điểm ấy");
  return absl::StrCat("line ", line, " is the first that is recorded now: after it, this ledger takes no history ",
                      "(recorded_at) from before that moment");
}

}  // namespace

Table ImportTable(const v1::ImportReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  using Report = v1::ImportReport;
  const std::vector<Field<Report>> fields = {
      {{"file", "tệp", "file"}, Column::kLeft, [](const Report& r) { return Cell::Text(r.file()); }},
      {{"rows", "dòng", "rows"}, Column::kRight, [](const Report& r) { return CountCell(r.rows()); }},
      {{"recorded", "đã ghi", "recorded"}, Column::kRight, [](const Report& r) { return CountCell(r.recorded()); }},
      {{"already_recorded", "đã ghi từ trước", "recorded before"},
       Column::kRight,
       [](const Report& r) { return CountCell(r.already_recorded()); }},
      {{"first_sequence", "số thứ tự đầu", "first sequence"},
       Column::kRight,
       [](const Report& r) { return NumberCell(r.first_sequence()); }},
      {{"last_sequence", "số thứ tự cuối", "last sequence"},
       Column::kRight,
       [](const Report& r) { return NumberCell(r.last_sequence()); }},
      {{"dry_run", "chạy thử, chưa ghi", "rehearsal, not recorded"}, Column::kLeft, [locale](const Report& r) {
         return YesNoCell(r.dry_run(), locale);
       }}};
  Table table = VerticalTableOf(fields, report, locale);
  table.notes.assign(report.notes().begin(), report.notes().end());
  if (report.ends_history_line() != 0) table.notes.push_back(EndsHistoryNote(report.ends_history_line(), locale));
  for (const v1::RecordedBefore& rows : report.recorded_before())
    table.notes.push_back(RecordedBeforeNote(rows, locale));
  return table;
}

}  // namespace tranche
