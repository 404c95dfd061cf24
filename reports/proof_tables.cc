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
    return Say(locale, "event {sequence} is in the log", {{"sequence", absl::StrCat(report.event().sequence())}});
  if (report.claim() == "consistency")
    return Say(locale, "the log has only grown since it had {count} event{count:s}",
               {{"count", CountText(report.from_size(), locale)}});
  if (report.claim() == "sums")
    return Say(locale,
               "these sums follow from the published balance root: nobody can be shown others under this checkpoint");
  return Say(locale, "a balance is what its events add up to");
}

std::string WitnessText(const Report& report, const Reader& reader) {
  return absl::StrJoin(report.witnesses(), "; ", [&](std::string* out, const Report::Witness& witness) {
    absl::StrAppend(out, witness.name());
    if (witness.has_signed_at()) absl::StrAppend(out, ", ", InstantText(witness.signed_at(), reader));
  });
}

void AddCheckpointFields(const Reader& reader, ReportFields<Report>* fields) {
  const Locale locale = reader.locale;
  fields->Add(Label("claim", "proved"), Column::kLeft,
              [locale](const Report& report) { return Cell::TextShownAs(report.claim(), ClaimText(report, locale)); });
  fields->Text(Label("origin", "log"), &Report::origin);
  fields->Name(Label("size", "events of the checkpoint"), &Report::size);
  fields->Add(Label("root", "root"), Column::kLeft,
              [](const Report& report) { return Cell::Text(InBase64(report.root())); });
  fields->Add(Label("is_trusted_checkpoint", "your checkpoint"), Column::kLeft, [locale](const Report& report) {
    return report.is_trusted_checkpoint() ? YesNoCell(true, locale) : Cell::Text("");
  });
  fields->Add(Label("signed_by", "signed by"), Column::kLeft, [locale](const Report& report) {
    const auto nobody = Say(locale, "NOT CHECKED: no --key was given");
    return Cell::TextShownAs(report.signed_by(), report.signed_by().empty() ? nobody : report.signed_by());
  });
  fields->Add(Label("witnesses", "witnesses"), Column::kLeft,
              [reader](const Report& report) { return Cell::Text(WitnessText(report, reader)); });
}

void AddEventFields(const Reader& reader, ReportFields<Report>* fields) {
  const Locale locale = reader.locale;
  fields->Add(labels::kKind, Column::kLeft, [locale](const Report& report) {
    const std::string kind = report.has_event() ? KindName(report.event()) : "";
    return Cell::TextShownAs(kind, KindLabel(kind, locale));
  });
  fields->Add(Label("event_id", "key"), Column::kLeft,
              [](const Report& report) { return Cell::Text(report.event().event_id()); });
  fields->Add(labels::kEffectiveDate, Column::kLeft,
              [](const Report& report) { return Cell::Text(DateText(report.event().effective_date())); });
  fields->Add(labels::kRecordedAt, Column::kLeft, [reader](const Report& report) {
    return InstantCell(report.event().has_recorded_at(), report.event().recorded_at(), reader);
  });
}

// True for a balance that is not of sums only.
bool ShowsEvents(const Report& report) { return report.has_balance() && !report.balance().sums_only(); }

// What holds, and for sums only what is believed.
std::string TitleText(const Report& report, Locale locale) {
  if (!report.balance().sums_only()) return Say(locale, "The proof holds");
  return Say(
      locale,
      "The proof holds for the sums under the published balance root; that its events add up to them is NOT shown");
}

std::string LinesText(const v1::BalanceClaim& claim, Locale locale) {
  std::vector<std::string> parts = {claim.unit_id().empty() ? Say(locale, "everything") : claim.unit_id()};
  if (claim.has_source_id()) parts.push_back(claim.source_id());
  if (claim.has_area_id()) parts.push_back(claim.area_id());
  if (claim.has_fiscal_year()) parts.push_back(absl::StrCat(claim.fiscal_year()));
  if (claim.has_project_id()) parts.push_back(claim.project_id());
  return absl::StrJoin(parts, ", ");
}

void AddBalanceFields(Locale locale, ReportFields<Report>* fields) {
  fields->Add(Label("lines", "lines"), Column::kLeft, [locale](const Report& report) {
    return Cell::Text(report.has_balance() ? LinesText(report.balance(), locale) : "");
  });
  fields->Add(Label("unit_ids", "units counted"), Column::kLeft, [locale](const Report& report) {
    const auto& units = report.balance().unit_ids();
    return Cell::TextShownAs(absl::StrJoin(units, "|"), JoinFirst({units.begin(), units.end()}, locale));
  });
  fields->Add(Label("as_of", "as of"), Column::kLeft,
              [](const Report& report) { return Cell::Text(report.balance().as_of()); });
  fields->Add(Label("known_at", "known at"), Column::kLeft,
              [](const Report& report) { return NumberCell(report.balance().known_at()); });
  for (const Measure measure : kMeasures) {
    fields->Add(MeasureColumn(measure), Column::kLeft, [measure](const Report& report) {
      const std::string& digits = MeasureField(report.balance(), measure);
      return digits.empty() ? Cell::Text("") : AmountCell(digits);
    });
  }
  fields->Add(labels::kEvents, Column::kLeft, [](const Report& report) {
    return ShowsEvents(report) ? Cell::Count(static_cast<int64_t>(report.events())) : Cell::Text("");
  });
  fields->Add(Label("complete", "complete"), Column::kLeft, [locale](const Report& report) {
    return ShowsEvents(report) ? YesNoCell(report.is_complete(), locale) : Cell::Text("");
  });
}

std::vector<std::string> NotesOn(const Report& report, Locale locale) {
  std::vector<std::string> notes;
  if (report.signed_by().empty())
    notes.push_back(Say(locale,
                        "Without the public key nobody vouches for this checkpoint: get the key from where you trust, "
                        "then give --key."));
  if (report.balance().sums_only())
    notes.push_back(
        Say(locale,
            "It shows no event: for that ask for the full proof, without --sums-only, or replay a copy of the "
            "log with `tranche verify`."));
  if (ShowsEvents(report) && !report.is_complete())
    notes.push_back(Say(
        locale,
        "It does not show that no further event counts: no checkpoint has the root of the balances at this moment."));
  if (report.has_balance() && report.balance().known_at() < report.size())
    notes.push_back(
        Say(locale, "Not counted are the events from {first} to {last}.",
            {{"first", absl::StrCat(report.balance().known_at() + 1)}, {"last", absl::StrCat(report.size())}}));
  if (ShowsEvents(report) && !report.is_complete() && !report.balance().unit_ids().empty())
    notes.push_back(Say(
        locale,
        "Which units count in the one asked for is what the maker of the proof says: compare it with the boundaries."));
  return notes;
}

}  // namespace

Table ProofTable(const v1::ProofReport& report, const Reader& reader) {
  ReportFields<Report> fields;
  AddCheckpointFields(reader, &fields);
  if (report.has_event()) AddEventFields(reader, &fields);
  if (report.has_balance()) AddBalanceFields(reader.locale, &fields);
  Table table = VerticalTableOf(fields.fields(), report, reader.locale);
  table.title = TitleText(report, reader.locale);
  table.notes = NotesOn(report, reader.locale);
  HideBlankColumns(table);
  return table;
}

Table CheckpointsTable(const v1::CheckpointList& list, const Reader& reader) {
  using Row = v1::PublishedCheckpoint;
  const std::vector<Field<Row>> fields = {
      {Label("size", "events"), Column::kRight, [](const Row& row) { return NumberCell(row.size()); }},
      {Label("root", "root"), Column::kLeft, [](const Row& row) { return Cell::Text(InBase64(row.root())); }, false,
       true},
      {Label("signed_by", "signed by"), Column::kLeft,
       [](const Row& row) { return Cell::Text(absl::StrJoin(row.signed_by(), ", ")); }},
      ForCsv<Row>(Label("origin", "log"), [](const Row& row) { return Cell::Text(row.origin()); })};
  Table table = TableOf(fields, list.checkpoints(), reader.locale);
  table.when_empty = Say(reader.locale, "No checkpoint was published yet: tranche checkpoint.");
  return table;
}

Table WitnessTable(const v1::WitnessReport& report, const Reader& reader) {
  using Row = v1::WatchedLog;
  const std::vector<Field<Row>> fields = {
      {Label("origin", "log"), Column::kLeft, [](const Row& row) { return Cell::Text(row.origin()); }},
      {Label("size", "events"), Column::kRight, [](const Row& row) { return NumberCell(row.size()); }},
      {Label("cosigned_at", "cosigned"), Column::kLeft,
       [&reader](const Row& row) {
         return Cell::Text(row.has_cosigned_at() ? InstantText(row.cosigned_at(), reader) : "");
       }},
      {Label("root", "root"), Column::kLeft, [](const Row& row) { return Cell::Text(InBase64(row.root())); }, false,
       true},
      ForCsv<Row>(Label("log_key"), [](const Row& row) { return Cell::Text(row.log_key()); })};
  Table table = TableOf(fields, report.logs(), reader.locale);
  table.title = Say(reader.locale, "The witness {key}", {{"key", report.public_key()}});
  table.when_empty = Say(reader.locale, "It watches no log yet: tranche witness watch.");
  return table;
}

Table KeyTable(const v1::KeyReport& report) {
  const std::vector<Field<v1::KeyReport>> fields = {
      ForCsv<v1::KeyReport>(Label("file"), [](const v1::KeyReport& key) { return Cell::Text(key.file()); }),
      ForCsv<v1::KeyReport>(Label("public_key"),
                            [](const v1::KeyReport& key) { return Cell::Text(key.public_key()); })};
  return TableOf(fields, std::vector<v1::KeyReport>{report}, Locale::kEnglish);
}

}  // namespace tranche
