#include "projections/posting_rows.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "events/postings_of.h"

namespace tranche {
namespace {

void AddUnlessEmpty(const std::string& text, std::vector<std::string>* parts) {
  if (!text.empty()) parts->push_back(text);
}

std::string DateText(int32_t number) {
  const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(number);
  return date.ok() ? date->ToString() : "";
}

std::string DocumentText(const v1::Document& document) {
  std::vector<std::string> title;
  AddUnlessEmpty(document.type(), &title);
  AddUnlessEmpty(document.number(), &title);
  std::vector<std::string> parts;
  AddUnlessEmpty(absl::StrJoin(title, " "), &parts);
  AddUnlessEmpty(document.issuer(), &parts);
  const std::string date = DateText(document.date());
  if (parts.empty() && !date.empty()) return absl::StrCat("document of ", date);
  AddUnlessEmpty(date, &parts);
  return absl::StrJoin(parts, ", ");
}

// Uses symbols, which are the same in every language.
std::string QualifierSign(v1::Qualifier qualifier) {
  switch (qualifier) {
    case v1::QUALIFIER_ALMOST:
      return "≲ ";
    case v1::QUALIFIER_ABOUT:
      return "≈ ";
    case v1::QUALIFIER_OVER:
      return "> ";
    case v1::QUALIFIER_AT_MOST:
      return "≤ ";
    default:
      return "";
  }
}

std::string FiguresText(const v1::Evidence& evidence) {
  if (evidence.figures().empty()) return "";
  return absl::StrCat(QualifierSign(evidence.qualifier()), evidence.figures());
}

std::string Because(const v1::Event& event) {
  std::vector<std::string> parts;
  AddUnlessEmpty(event.reason(), &parts);
  if (event.late_for() != 0) AddUnlessEmpty(event.late_reason(), &parts);
  AddUnlessEmpty(DocumentText(event.document()), &parts);
  AddUnlessEmpty(absl::StrJoin(event.deviations(), ", "), &parts);
  AddUnlessEmpty(FiguresText(event.evidence()), &parts);
  AddUnlessEmpty(event.evidence().note(), &parts);
  return absl::StrJoin(parts, "; ");
}

}  // namespace

v1::PostingRow MakeEventRow(const v1::Event& event) {
  v1::PostingRow row;
  row.set_sequence(event.sequence());
  row.set_kind(KindName(event));
  row.set_effective_date(DateText(event.effective_date()));
  *row.mutable_recorded_at() = event.recorded_at();
  row.set_actor(event.actor());
  row.set_because(Because(event));
  row.set_approval(event.approval());
  row.set_late_for(event.late_for());
  return row;
}

v1::PostingRow MakePostingRow(const v1::Event& event, const Posting& posting) {
  v1::PostingRow row = MakeEventRow(event);
  *row.mutable_line() = LineToProto(posting.line);
  row.set_measure(std::string(MeasureName(posting.measure)));
  row.set_tranche_number(posting.tranche_number);
  row.set_amount(ToDigits(posting.amount));
  return row;
}

}  // namespace tranche
