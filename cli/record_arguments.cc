#include "cli/record_arguments.h"

#include <pwd.h>
#include <sys/random.h>
#include <unistd.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "import/money_entry.h"
#include "ledger/adoption.h"
#include "projections/catalogue/name_matching.h"
#include "projections/catalogue/name_resolution.h"

namespace tranche {
namespace {

absl::Status Missing(absl::string_view option, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat("--", option, " is missing: wanted ", wanted));
}

absl::Status ReadDocument(const Arguments& arguments, v1::Event* event) {
  const absl::StatusOr<CivilDate> date = Session::ReadDate("document-date", arguments.document_date, CivilDate());
  if (!date.ok()) return date.status();
  v1::Document document;
  document.set_type(arguments.document_type);
  document.set_number(arguments.document);
  document.set_issuer(arguments.document_issuer);
  document.set_date(date->number());
  if (document.ByteSizeLong() > 0) *event->mutable_document() = document;
  if (!arguments.note.empty()) event->mutable_evidence()->set_note(arguments.note);
  event->set_reason(arguments.reason);
  return absl::OkStatus();
}

void FillEnvelope(const Arguments& arguments, v1::Event* event) {
  event->set_event_id(arguments.key.value_or(absl::StrCat("cli:", RandomHex(16))));
  event->set_actor(ActorOf(arguments));
  event->set_provenance(v1::PROVENANCE_RECORDED);
}

absl::StatusOr<int64_t> ReadAmount(const Arguments& arguments, const Session& session) {
  const absl::StatusOr<int64_t> amount = ParseAmount(*arguments.amount, session.locale(), session.currency());
  if (!amount.ok()) return AtOption("amount", amount.status());
  return amount;
}

absl::Status ReadUnitOption(const Session& session, absl::string_view option, const std::optional<std::string>& text,
                            CivilDate date, std::string* unit) {
  if (!text) return absl::OkStatus();
  absl::StatusOr<std::string> resolved = ResolveUnit(session.catalogue(), *text, {date, true});
  if (!resolved.ok()) return AtOption(option, resolved.status());
  *unit = *std::move(resolved);
  return absl::OkStatus();
}

absl::Status ReadAreaOption(const Session& session, absl::string_view option, const std::optional<std::string>& text,
                            std::string* area) {
  if (!text) return absl::OkStatus();
  absl::StatusOr<std::string> resolved = ResolveArea(session.catalogue(), *text);
  if (!resolved.ok()) return AtOption(option, resolved.status());
  *area = *std::move(resolved);
  return absl::OkStatus();
}

absl::Status ReadSource(const Arguments& arguments, const Session& session, std::string* source) {
  if (!arguments.source) return Missing("source", "where the money comes from");
  absl::StatusOr<std::string> resolved = ResolveSource(session.catalogue(), *arguments.source);
  if (!resolved.ok()) return AtOption("source", resolved.status());
  *source = *std::move(resolved);
  return absl::OkStatus();
}

absl::Status ReadAreaLimits(const Arguments& arguments, const Session& session, MoneyEntry* entry) {
  for (const std::string& text : arguments.area_limits) {
    std::string area;
    if (absl::Status read = ReadAreaOption(session, "area-limits", text, &area); !read.ok()) return read;
    entry->area_limits.push_back(std::move(area));
  }
  return absl::OkStatus();
}

// A column of CSV is an option with hyphens.
absl::Status CheckOptions(const MoneyEntry& entry) {
  for (const EntryProblem& problem : CheckEntry(entry)) {
    std::string option(problem.column);
    for (char& c : option) c = c == '_' ? '-' : c;
    if (option == "tranche-number") option = "tranche";
    if (option == "to-tranche-number") option = "to-tranche";
    if (option == "unit-id" || option == "to-unit-id") option = option.substr(0, option.size() - 3);
    return absl::InvalidArgumentError(absl::StrCat("--", option, ": wanted ", problem.wanted));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Event> ReadMoney(const Arguments& arguments, const Session& session, CivilDate effective) {
  const absl::StatusOr<v1::Event::KindCase> kind = ParseKind(arguments.kind);
  if (!kind.ok()) return kind.status();
  const absl::StatusOr<int64_t> amount = ReadAmount(arguments, session);
  if (!amount.ok()) return amount.status();
  MoneyEntry entry;
  entry.kind = *kind;
  entry.amount = *amount;
  entry.fiscal_year = arguments.year.value_or(0);
  entry.effective_date = effective;
  entry.project = arguments.project.value_or("");
  entry.tranche_number = arguments.tranche;
  entry.to_tranche_number = arguments.to_tranche;
  entry.without_plan = arguments.without_plan;
  absl::Status read = ReadUnitOption(session, "unit", arguments.unit, effective, &entry.unit);
  if (read.ok()) read = ReadUnitOption(session, "to-unit", arguments.to_unit, effective, &entry.to_unit);
  if (read.ok()) read = ReadSource(arguments, session, &entry.source);
  if (read.ok()) read = ReadAreaOption(session, "area", arguments.area, &entry.area);
  if (read.ok()) read = ReadAreaOption(session, "to-area", arguments.to_area, &entry.to_area);
  if (read.ok()) read = ReadAreaLimits(arguments, session, &entry);
  if (read.ok()) read = CheckOptions(entry);
  if (!read.ok()) return read;
  return BuildMoneyEvent(entry);
}

absl::StatusOr<v1::Event> ReadEstimate(const Arguments& arguments, const Session& session, CivilDate effective) {
  const absl::StatusOr<int64_t> amount = ReadAmount(arguments, session);
  if (!amount.ok()) return amount.status();
  const absl::StatusOr<CivilDate> stated_on = Session::ReadDate("stated-on", arguments.stated_on, session.today());
  if (!stated_on.ok()) return stated_on.status();
  std::string unit, source, area;
  absl::Status read = ReadUnitOption(session, "unit", arguments.unit, effective, &unit);
  if (read.ok() && arguments.source) read = ReadSource(arguments, session, &source);
  if (read.ok()) read = ReadAreaOption(session, "area", arguments.area, &area);
  if (!read.ok()) return read;
  v1::Event event;
  v1::EstimateStated& estimate = *event.mutable_estimate_stated();
  estimate.mutable_line()->set_unit_id(unit);
  estimate.mutable_line()->set_source_id(source);
  estimate.mutable_line()->set_area_id(area);
  estimate.mutable_line()->set_fiscal_year(arguments.year.value_or(0));
  estimate.mutable_line()->set_project_id(arguments.project.value_or(""));
  estimate.set_measure(arguments.measure);
  estimate.set_amount(*amount);
  estimate.set_stated_on(stated_on->number());
  return event;
}

}  // namespace

absl::StatusOr<v1::Event> ReadRecord(const Arguments& arguments, const Session& session) {
  const absl::StatusOr<CivilDate> effective = Session::ReadDate("effective", arguments.effective, CivilDate());
  if (!effective.ok()) return effective.status();
  if (!effective->has_value()) return Missing("effective", "the date from which it counts");
  absl::StatusOr<v1::Event> event = FoldName(arguments.kind) == "estimate"
                                        ? ReadEstimate(arguments, session, *effective)
                                        : ReadMoney(arguments, session, *effective);
  if (!event.ok()) return event;
  event->set_effective_date(effective->number());
  FillEnvelope(arguments, &*event);
  if (absl::Status document = ReadDocument(arguments, &*event); !document.ok()) return document;
  return event;
}

absl::StatusOr<v1::Event> ReadReversal(const Arguments& arguments) {
  const absl::StatusOr<CivilDate> effective = Session::ReadDate("effective", arguments.effective, CivilDate());
  if (!effective.ok()) return effective.status();
  if (IsBlank(arguments.reason)) return Missing("reason", "why the event is reversed");
  v1::Event event;
  event.mutable_event_reversed()->set_reversed_sequence(arguments.reversed_sequence);
  event.set_effective_date(effective->number());
  FillEnvelope(arguments, &event);
  if (absl::Status document = ReadDocument(arguments, &event); !document.ok()) return document;
  return event;
}

absl::StatusOr<v1::Event> ReadAdoption(const Arguments& arguments, const Session& session) {
  if (arguments.reason.empty()) return Missing("reason", "why the rules are adopted");
  absl::StatusOr<v1::RulesAdopted> adopted = AdoptionOf(arguments.rules_version);
  if (!adopted.ok()) return adopted.status();
  v1::Event event;
  *event.mutable_rules_adopted() = *std::move(adopted);
  event.set_effective_date(session.today().number());
  FillEnvelope(arguments, &event);
  if (absl::Status document = ReadDocument(arguments, &event); !document.ok()) return document;
  return event;
}

std::string ActorOf(const Arguments& arguments) {
  if (arguments.actor) return *arguments.actor;
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_name : absl::StrCat("uid ", ::getuid());
}

std::string RandomHex(size_t bytes) {
  std::string random(bytes, '\0');
  const ssize_t got = ::getrandom(random.data(), random.size(), 0);
  TRANCHE_CHECK(got == static_cast<ssize_t>(bytes), "getrandom gave ", got, " of ", bytes, " bytes");
  return absl::BytesToHexString(random);
}

}  // namespace tranche
