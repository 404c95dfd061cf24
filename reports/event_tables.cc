#include "reports/event_tables.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/postings_of.h"
#include "projections/posting_rows.h"
#include "reports/balance_notes.h"
#include "reports/event_legs.h"
#include "reports/field.h"
#include "reports/line_fields.h"
#include "reports/names.h"
#include "reports/proposal_remarks.h"

namespace tranche {
namespace {

struct EventRow {
  const v1::Event* event;
  v1::PostingRow words;  // its kind, dates, actor and reason as text
  EventLeg leg;
  std::string detail_shown;  // leg.detail in the reader's language; leg has it in English, for CSV
};

using Fields = std::vector<Field<EventRow>>;

std::string ApproverOf(const v1::Event& event, const v1::EventList& list) {
  if (event.approval() == 0) return "";
  const auto approver = std::find_if(list.approvers().begin(), list.approvers().end(),
                                     [&](const v1::Approver& known) { return known.approval() == event.approval(); });
  return approver == list.approvers().end() ? "" : approver->actor();
}

std::vector<EventRow> RowsOf(const v1::EventList& list, const Reader& reader) {
  std::vector<EventRow> rows;
  for (const v1::Event& event : list.events()) {
    v1::PostingRow words = MakeEventRow(event);
    words.set_approved_by(ApproverOf(event, list));
    const std::vector<EventLeg> shown = LegsOf(event, reader);
    const std::vector<EventLeg> legs = LegsOf(event, Reader{Locale::kEnglish});
    for (size_t i = 0; i < legs.size(); ++i) rows.push_back({&event, words, legs[i], shown[i].detail});
  }
  return rows;
}

void AddEvent(const Reader& reader, Fields* fields) {
  const Locale locale = reader.locale;
  fields->push_back(
      {labels::kSequence, Column::kRight, [](const EventRow& row) { return NumberCell(row.event->sequence()); }});
  fields->push_back({labels::kRecordedAt, Column::kLeft, [reader](const EventRow& row) {
                       return InstantInColumn(row.event->has_recorded_at(), row.event->recorded_at(), reader);
                     }});
  fields->back().qualifier = ZoneText(reader);
  fields->push_back({labels::kEffectiveDate, Column::kLeft,
                     [](const EventRow& row) { return Cell::Text(DateText(row.event->effective_date())); }});
  fields->push_back({labels::kKind, Column::kLeft, [locale](const EventRow& row) {
                       return Cell::TextShownAs(row.words.kind(), KindLabel(row.words.kind(), locale));
                     }});
}

const v1::BudgetLine& LineOf(const EventRow& row) { return row.leg.line; }

uint32_t TrancheOf(const EventRow& row) { return row.leg.tranche_number; }

void AddAmount(Fields* fields) {
  fields->push_back({labels::kAmount, Column::kRight, [](const EventRow& row) {
                       return row.leg.amount ? Cell::Amount(*row.leg.amount) : Cell::NoAmount();
                     }});
}

Field<EventRow> DetailField() {
  return {Label("detail", "detail"), Column::kLeft,
          [](const EventRow& row) { return Cell::TextShownAs(row.leg.detail, row.detail_shown); }};
}

void AddWhy(const Reader& reader, Fields* fields) {
  fields->push_back({Label("detail", "detail"), Column::kLeft,
                     [](const EventRow& row) { return Cell::TextShownAs(row.leg.detail, row.detail_shown); }});
  fields->push_back({labels::kActor, Column::kLeft, [locale = reader.locale](const EventRow& row) {
                       return ActorCell(row.event->actor(), row.words.approved_by(), locale);
                     }});
  fields->push_back(
      {labels::kLateFor, Column::kRight, [](const EventRow& row) { return NumberCell(row.event->late_for()); }});
  fields->push_back({labels::kBecause, Column::kLeft, [locale = reader.locale](const EventRow& row) {
                       return Cell::TextShownAs(row.words.because(), BecauseText(row.words.because(), locale));
                     }});
}

void AddCsvOnly(Fields* fields) {
  const auto add = [fields](absl::string_view key, std::string (*text)(const v1::Event&)) {
    fields->push_back(
        ForCsv<EventRow>(Label(key), [text](const EventRow& row) { return Cell::Text(text(*row.event)); }));
  };
  add("event_id", [](const v1::Event& event) { return event.event_id(); });
  add("provenance", [](const v1::Event& event) { return v1::Provenance_Name(event.provenance()); });
  add("reason", [](const v1::Event& event) { return event.reason(); });
  add("late_reason", [](const v1::Event& event) { return event.late_reason(); });
  add("deviations", [](const v1::Event& event) { return absl::StrJoin(event.deviations(), "|"); });
  add("questions", [](const v1::Event& event) { return absl::StrJoin(event.questions(), "|"); });
  add("document_type", [](const v1::Event& event) { return event.document().type(); });
  add("document_number", [](const v1::Event& event) { return event.document().number(); });
  add("document_issuer", [](const v1::Event& event) { return event.document().issuer(); });
  add("document_date", [](const v1::Event& event) { return DateText(event.document().date()); });
  add("document_uri", [](const v1::Event& event) { return event.document().uri(); });
  add("figures", [](const v1::Event& event) { return event.evidence().figures(); });
  add("qualifier", [](const v1::Event& event) { return v1::Qualifier_Name(event.evidence().qualifier()); });
  add("note", [](const v1::Event& event) { return event.evidence().note(); });
  add("named_sequence", [](const v1::Event& event) {
    const Sequence named = ViewOf(event).named_sequence;
    return named == 0 ? "" : absl::StrCat(named);
  });
  add("number", [](const v1::Event& event) {
    return event.has_balance_carried_over() ? event.balance_carried_over().number() : event.commitment_made().number();
  });
  add("counterparty", [](const v1::Event& event) { return event.commitment_made().counterparty(); });
  add("until", [](const v1::Event& event) { return DateText(event.commitment_made().until()); });
  add("approval", [](const v1::Event& event) { return event.approval() == 0 ? "" : absl::StrCat(event.approval()); });
  add("reversed_sequence", [](const v1::Event& event) {
    return event.has_event_reversed() ? absl::StrCat(event.event_reversed().reversed_sequence()) : "";
  });
}

Cell OutcomeCell(const v1::Receipt& receipt, Locale locale) {
  if (receipt.already_recorded() && receipt.has_proposal())
    return Cell::TextShownAs("already_proposed", Say(locale, "proposed before"));
  if (receipt.already_recorded()) {
    return Cell::TextShownAs("already_recorded", Say(locale, "recorded before"));
  }
  if (receipt.dry_run()) return Cell::TextShownAs("dry_run", Say(locale, "rehearsal, not recorded"));
  if (receipt.has_proposal()) return Cell::TextShownAs("proposed", Say(locale, "proposed, not recorded"));
  return Cell::TextShownAs("recorded", Say(locale, "recorded"));
}

// "disbursement, effective 2024-06-15"; for a reversal, the event that it reverses, with its date if that is another.
std::string MovesTitle(const v1::Receipt& receipt, const v1::Event& moving, Locale locale) {
  const std::string kind = KindLabel(KindName(moving), locale);
  const std::string day = DateText(receipt.event().effective_date());
  if (!receipt.has_reversed()) return Say(locale, "{kind}, effective {date}", {{"kind", kind}, {"date", day}});
  const std::string sequence = absl::StrCat(moving.sequence());
  if (receipt.event().effective_date() == moving.effective_date())
    return Say(locale, "reversal of event {sequence} ({kind}), effective {date}",
               {{"sequence", sequence}, {"kind", kind}, {"date", day}});
  return Say(locale, "reversal of event {sequence} ({kind}, effective {its_date}), effective {date}",
             {{"sequence", sequence}, {"kind", kind}, {"its_date", DateText(moving.effective_date())}, {"date", day}});
}

// That the same money may be counted twice.
std::string EqualNote(const v1::Receipt& receipt, Locale locale) {
  const std::string equal = absl::StrCat(receipt.equal_sequence());
  if (receipt.dry_run())
    return Say(locale,
               "event {equal} has the same kind, line, amount and date; recorded as well, this counts a second time",
               {{"equal", equal}});
  return Say(locale,
             "event {equal} has the same kind, line, amount and date, and this counts a second time; if it is the same "
             "money, take it back: `tranche reverse {sequence} --reason \"recorded twice\"`",
             {{"equal", equal}, {"sequence", absl::StrCat(receipt.sequence())}});
}

// What comes next, of an open proposal.
std::string ApproveNote(const v1::ProposalRow& proposal, Locale locale) {
  return Say(locale,
             "proposal {proposal} ({state}) can be approved until {day} by another person: `tranche approve {proposal} "
             "--digest {digest}`",
             {{"proposal", absl::StrCat(proposal.proposal())},
              {"state", Say(locale, proposal.state())},
              {"day", proposal.expires_on()},
              {"digest", proposal.digest()}});
}

// What an approved proposal has become.
std::string ApprovedNote(const v1::ProposalRow& proposal, Locale locale) {
  const std::string number = absl::StrCat(proposal.proposal());
  const std::string first = absl::StrCat(proposal.decision() + 1);
  if (proposal.commands() == 1)
    return Say(locale, "proposal {proposal} was approved by {actor}, and is event {event}",
               {{"proposal", number}, {"actor", proposal.decided_by()}, {"event", first}});
  return Say(locale, "proposal {proposal} was approved by {actor}, and is events {first} to {last}",
             {{"proposal", number},
              {"actor", proposal.decided_by()},
              {"first", first},
              {"last", absl::StrCat(proposal.decision() + proposal.commands())}});
}

std::string BeforeNote(Locale locale) {
  return Say(locale,
             "the same was proposed before, and nothing was proposed again; other money of the same amount and day has "
             "the number of another document, or a key of its own (`--key`)");
}

// That others want the same money.
std::string AlongsideNote(const v1::ProposalRow& proposal, Locale locale) {
  const std::string others = absl::StrJoin(proposal.alongside(), ", ");
  if (!proposal.has_fits_alongside())
    return Say(locale, "open proposals about the same money: {others}", {{"others", others}});
  if (proposal.fits_alongside())
    return Say(locale, "open proposals about the same money: {others}; all of them fit together", {{"others", others}});
  return Say(
      locale,
      "warning: open proposals about the same money: {others}; not all of them fit together, and the last ones to "
      "be approved will be refused",
      {{"others", others}});
}

void AddProposalNotes(const v1::ProposalRow& proposal, bool is_known, Locale locale, Table* table) {
  if (is_known) table->notes.push_back(BeforeNote(locale));
  table->notes.push_back(proposal.state() == "approved" ? ApprovedNote(proposal, locale)
                                                        : ApproveNote(proposal, locale));
  AddRemarkNotes(proposal, locale, table);
  if (!proposal.alongside().empty()) table->notes.push_back(AlongsideNote(proposal, locale));
}

Cell CountCell(uint64_t count) { return Cell::Count(static_cast<int64_t>(count)); }

Cell LeftCell(bool is_known, const std::string& digits) {
  return is_known ? Cell::Amount(ParseDigits(digits)) : Cell::NoAmount();
}

}  // namespace

Table EventsTable(const v1::EventList& list, const Reader& reader) {
  Fields fields;
  AddEvent(reader, &fields);
  AddLineInOne(reader, &LineOf, &TrancheOf, &fields);
  AddAmount(&fields);
  AddWhy(reader, &fields);
  AddCsvOnly(&fields);
  Table table = TableOf(fields, RowsOf(list, reader), reader.locale);
  table.when_empty = Say(reader.locale, "(no events)");
  return table;
}

Table ReceiptTable(const v1::Receipt& receipt, const Reader& reader) {
  const Locale locale = reader.locale;
  using Receipt = v1::Receipt;
  const std::vector<Field<Receipt>> fields = {
      {labels::kSequence, Column::kLeft, [](const Receipt& row) { return NumberCell(row.sequence()); }},
      {Label("outcome", "outcome"), Column::kLeft, [locale](const Receipt& row) { return OutcomeCell(row, locale); }},
      {labels::kRecordedAt, Column::kLeft,
       [reader](const Receipt& row) { return InstantCell(row.has_recorded_at(), row.recorded_at(), reader); }},
      {Label("tranche_chosen", "tranche chosen"), Column::kLeft,
       [](const Receipt& row) { return TrancheCell(row.tranche_chosen()); }},
      {Label("available_to_allocate_minor_units", "available to allocate"), Column::kRight,
       [](const Receipt& row) { return LeftCell(row.has_available_to_allocate(), row.available_to_allocate()); }},
      {Label("available_to_disburse_minor_units", "available to disburse"), Column::kRight,
       [](const Receipt& row) { return LeftCell(row.has_available_to_disburse(), row.available_to_disburse()); }},
      {Label("free_minor_units", "free"), Column::kRight,
       [](const Receipt& row) { return row.has_free() ? LeftCell(true, row.free()) : Cell::Text(""); }},
      {Label("left_of_named_minor_units", "left of what it names"), Column::kRight,
       [](const Receipt& row) {
         return row.has_left_of_named() ? LeftCell(true, row.left_of_named()) : Cell::Text("");
       }},
      {labels::kLateFor, Column::kLeft, [](const Receipt& row) { return NumberCell(row.event().late_for()); }},
      {Label("questions", "questioned by"), Column::kLeft,
       [](const Receipt& row) { return Cell::Text(absl::StrJoin(row.event().questions(), ", ")); }},
      {labels::kBecause, Column::kLeft,
       [locale](const Receipt& row) {
         const std::string because = MakeEventRow(row.event()).because();
         return Cell::TextShownAs(because, BecauseText(because, locale));
       }},
      {Label("event_id", "key"), Column::kLeft, [](const Receipt& row) { return Cell::Text(row.event_id()); }},
      // The title of MovesTable has both for people.
      ForCsv<Receipt>(Label("effective_date"),
                      [](const Receipt& row) { return Cell::Text(DateText(row.event().effective_date())); }),
      ForCsv<Receipt>(Label("reversed_effective_date"),
                      [](const Receipt& row) { return Cell::Text(DateText(row.reversed().effective_date())); })};
  Table table = VerticalTableOf(fields, receipt, locale);
  HideBlankColumns(table);
  if (receipt.has_proposal()) AddProposalNotes(receipt.proposal(), receipt.already_recorded(), locale, &table);
  if (!receipt.event().questions().empty())
    table.notes.push_back(Say(locale,
                              "question: a spending rule is not kept, or cannot be judged; it was accepted (`tranche "
                              "rules` has the rule)"));
  if (receipt.available_in_parts()) table.notes.push_back(InPartsNote(locale));
  if (receipt.equal_sequence() != 0) table.notes.push_back(EqualNote(receipt, locale));
  if (receipt.ends_history()) {
    table.notes.push_back(
        Say(locale,
            "this is the first event that is recorded now: after it, this ledger takes no history (recorded_at) from "
            "before that moment"));
  }
  return table;
}

Table MovesTable(const v1::Receipt& receipt, const Reader& reader) {
  const bool reverses = receipt.has_reversed();
  const v1::Event& moving = reverses ? receipt.reversed() : receipt.event();
  std::vector<EventRow> rows;
  for (EventLeg& leg : LegsOf(moving, reader)) {
    if (reverses && leg.amount) leg.amount = -*leg.amount;
    rows.push_back({&moving, {}, leg, leg.detail});
  }
  Fields fields;
  AddLine(reader, &LineOf, &fields);
  AddTranche(&TrancheOf, &fields);
  AddAmount(&fields);
  fields.push_back(DetailField());
  Table table = TableOf(fields, rows, reader.locale);
  table.title = MovesTitle(receipt, moving, reader.locale);
  return table;
}

namespace {

std::string Range(uint64_t first, uint64_t last, Locale locale) {
  if (first == last) return absl::StrCat(first);
  return Say(locale, "{first} to {last}", {{"first", absl::StrCat(first)}, {"last", absl::StrCat(last)}});
}

// The note on rows that were already recorded.
std::string RecordedBeforeNote(const v1::RecordedBefore& rows, Locale locale) {
  const std::string lines = Range(rows.first_line(), rows.last_line(), locale);
  const std::string sequences = Range(rows.first_sequence(), rows.last_sequence(), locale);
  if (rows.first_line() == rows.last_line())
    return Say(locale, "line {lines} is event {sequences}, recorded before: nothing was recorded",
               {{"lines", lines}, {"sequences", sequences}});
  return Say(locale, "lines {lines} are events {sequences}, recorded before: nothing was recorded",
             {{"lines", lines}, {"sequences", sequences}});
}

// The remarks of `import` on a file.
constexpr absl::string_view kRemarks[] = {Marked("a UTF-8 byte order mark was skipped"), Marked("line ends are CRLF"),
                                          Marked("the file has a header and no rows")};

std::string RemarkText(const std::string& remark, Locale locale) {
  const bool is_known = std::count(std::begin(kRemarks), std::end(kRemarks), absl::string_view(remark)) > 0;
  return is_known ? Say(locale, remark) : remark;
}

std::string EndsHistoryNote(uint64_t line, Locale locale) {
  return Say(locale,
             "line {line} is the first that is recorded now: after it, this ledger takes no history (recorded_at) "
             "from before that moment",
             {{"line", absl::StrCat(line)}});
}

}  // namespace

namespace {

// What became of a file that was proposed; empty for one that was imported.
Cell ProposedCell(const v1::ImportReport& report, Locale locale) {
  if (!report.has_proposal()) return Cell::Text("");
  if (report.dry_run()) return Cell::TextShownAs("dry_run", Say(locale, "rehearsal, not recorded"));
  return report.already_recorded() == 0 ? Cell::TextShownAs("proposed", Say(locale, "proposed, not recorded"))
                                        : Cell::TextShownAs("already_proposed", Say(locale, "proposed before"));
}

// Nothing of a proposal is recorded: people are not shown zeros.
Cell RecordedCell(const v1::ImportReport& report, uint64_t count) {
  return report.has_proposal() ? Cell::TextShownAs(absl::StrCat(count), "") : CountCell(count);
}

}  // namespace

Table ImportTable(const v1::ImportReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  using Report = v1::ImportReport;
  const std::vector<Field<Report>> fields = {
      {Label("file", "file"), Column::kLeft, [](const Report& r) { return Cell::Text(r.file()); }},
      {Label("rows", "rows"), Column::kRight, [](const Report& r) { return CountCell(r.rows()); }},
      {Label("outcome", "outcome"), Column::kLeft, [locale](const Report& r) { return ProposedCell(r, locale); }},
      {Label("recorded", report.dry_run() ? Marked("would be recorded") : Marked("recorded")), Column::kRight,
       [](const Report& r) { return RecordedCell(r, r.recorded()); }},
      {Label("already_recorded", "recorded before"), Column::kRight,
       [](const Report& r) { return RecordedCell(r, r.already_recorded()); }},
      {Label("first_sequence", "first sequence"), Column::kRight,
       [](const Report& r) { return NumberCell(r.first_sequence()); }},
      {Label("last_sequence", "last sequence"), Column::kRight,
       [](const Report& r) { return NumberCell(r.last_sequence()); }},
      {Label("dry_run", "rehearsal, not recorded"), Column::kLeft,
       [locale](const Report& r) { return r.dry_run() ? YesNoCell(true, locale) : Cell::TextShownAs("false", ""); }}};
  Table table = VerticalTableOf(fields, report, locale);
  HideBlankColumns(table);
  for (const std::string& note : report.notes()) table.notes.push_back(RemarkText(note, locale));
  if (report.ends_history_line() != 0) table.notes.push_back(EndsHistoryNote(report.ends_history_line(), locale));
  if (report.has_proposal()) AddProposalNotes(report.proposal(), report.already_recorded() > 0, locale, &table);
  for (const v1::RecordedBefore& rows : report.recorded_before())
    table.notes.push_back(RecordedBeforeNote(rows, locale));
  return table;
}

}  // namespace tranche
