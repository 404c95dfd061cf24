#include "reports/proposal_tables.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/field.h"
#include "reports/proposal_remarks.h"

namespace tranche {
namespace {

using Row = v1::ProposalRow;

std::string StateText(const std::string& state, Locale locale) {
  for (const absl::string_view known :
       {Marked("open"), Marked("approved"), Marked("rejected"), Marked("withdrawn"), Marked("expired")}) {
    if (state == known) return Say(locale, known);
  }
  return state;
}

std::vector<Field<Row>> FieldsOf(const Reader& reader) {
  const Locale locale = reader.locale;
  std::vector<Field<Row>> fields;
  fields.push_back(
      {Label("proposal", "proposal"), Column::kRight, [](const Row& row) { return NumberCell(row.proposal()); }});
  fields.push_back({Label("state", "state"), Column::kLeft, [locale](const Row& row) {
                      return Cell::TextShownAs(row.state(), StateText(row.state(), locale));
                    }});
  fields.push_back(
      {Label("proposer", "proposed by"), Column::kLeft, [](const Row& row) { return Cell::Text(row.proposer()); }});
  fields.push_back({Label("proposed_at", "proposed at"), Column::kLeft, [reader](const Row& row) {
                      return InstantCell(row.has_proposed_at(), row.proposed_at(), reader);
                    }});
  fields.push_back(
      {Label("expires_on", "expires on"), Column::kLeft, [](const Row& row) { return Cell::Text(row.expires_on()); }});
  fields.push_back(
      {Label("commands", "commands"), Column::kRight, [](const Row& row) { return NumberCell(row.commands()); }});
  fields.push_back({Label("reason", "reason"), Column::kLeft, [](const Row& row) { return Cell::Text(row.reason()); }});
  fields.push_back(
      {Label("decision", "decision"), Column::kRight, [](const Row& row) { return NumberCell(row.decision()); }});
  fields.push_back(
      {Label("decided_by", "decided by"), Column::kLeft, [](const Row& row) { return Cell::Text(row.decided_by()); }});
  fields.push_back({Label("decided_at", "decided at"), Column::kLeft,
                    [reader](const Row& row) { return InstantCell(row.has_decided_at(), row.decided_at(), reader); }});
  fields.push_back({Label("decision_reason", "why"), Column::kLeft,
                    [](const Row& row) { return Cell::Text(row.decision_reason()); }});
  fields.push_back({Label("digest", "digest"), Column::kLeft, [](const Row& row) { return Cell::Text(row.digest()); }});
  return fields;
}

}  // namespace

Table ProposalsTable(const v1::ListProposalsResponse& part, const Reader& reader) {
  std::vector<Field<Row>> fields = FieldsOf(reader);
  for (Field<Row>& field : fields) {
    field.csv_only = field.label.key == "digest";
  }
  Table table = TableOf(fields, part.rows(), reader.locale);
  table.when_empty = Say(reader.locale, "(no proposals)");
  return table;
}

Table ProposalTable(const v1::ProposalRow& proposal, const Reader& reader) {
  Table table = VerticalTableOf(FieldsOf(reader), proposal, reader.locale);
  HideBlankColumns(table);
  AddRemarkNotes(proposal, reader.locale, &table);
  return table;
}

Table ApprovalTable(const v1::ApproveProposalResponse& approved, const Reader& reader) {
  using Answer = v1::ApproveProposalResponse;
  const Locale locale = reader.locale;
  const std::vector<Field<Answer>> fields = {
      {Label("proposal", "proposal"), Column::kLeft,
       [](const Answer& row) { return NumberCell(row.proposal().proposal()); }},
      {Label("outcome", "outcome"), Column::kLeft,
       [locale](const Answer& row) {
         if (row.receipt().dry_run()) return Cell::TextShownAs("dry_run", Say(locale, "rehearsal, not recorded"));
         return row.receipt().already_recorded() ? Cell::TextShownAs("already_recorded", Say(locale, "recorded before"))
                                                 : Cell::TextShownAs("approved", Say(locale, "approved"));
       }},
      {Label("approval", "approval"), Column::kLeft,
       [](const Answer& row) { return NumberCell(row.receipt().sequence()); }},
      {Label("first_sequence", "first event"), Column::kLeft,
       [](const Answer& row) { return NumberCell(row.first_sequence()); }},
      {Label("last_sequence", "last event"), Column::kLeft,
       [](const Answer& row) { return NumberCell(row.last_sequence()); }},
      {labels::kRecordedAt, Column::kLeft,
       [reader](const Answer& row) {
         return InstantCell(row.receipt().has_recorded_at(), row.receipt().recorded_at(), reader);
       }},
      {Label("event_id", "key"), Column::kLeft,
       [](const Answer& row) { return Cell::Text(row.receipt().event_id()); }}};
  Table table = VerticalTableOf(fields, approved, locale);
  HideBlankColumns(table);
  AddRemarkNotes(approved.proposal(), locale, &table);
  return table;
}

Table FourEyesTable(const v1::FourEyesReport& report, const Reader& reader) {
  using Report = v1::FourEyesReport;
  const Locale locale = reader.locale;
  const std::vector<Field<Report>> fields = {
      {Label("on", "four eyes"), Column::kLeft,
       [locale](const Report& row) {
         return row.on() ? Cell::TextShownAs("on", Say(locale, "on")) : Cell::TextShownAs("off", Say(locale, "off"));
       }},
      {Label("since", "since event"), Column::kLeft, [](const Report& row) { return NumberCell(row.since()); }},
      {Label("exempt_kinds", "exempt kinds"), Column::kLeft,
       [locale](const Report& row) {
         std::vector<std::string> names;
         for (const std::string& kind : row.exempt_kinds()) names.push_back(KindLabel(kind, locale));
         return Cell::TextShownAs(absl::StrJoin(row.exempt_kinds(), "; "), absl::StrJoin(names, "; "));
       }},
      {Label("administrators", "administrators (persons)"), Column::kLeft,
       [](const Report& row) { return Cell::Count(row.administrators()); }},
      {Label("officers", "officers (persons)"), Column::kLeft,
       [](const Report& row) { return Cell::Count(row.officers()); }},
      {Label("approvers", "approvers (persons)"), Column::kLeft,
       [](const Report& row) { return Cell::Count(row.approvers()); }}};
  return VerticalTableOf(fields, report, locale);
}

}  // namespace tranche
