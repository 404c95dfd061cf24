#include "service/command_text.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/kinds/kinds.h"
#include "events/measure.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "import/amount_text.h"
#include "import/area_list.h"
#include "import/kind_names.h"
#include "import/money_entry.h"
#include "import/stated_words.h"
#include "ledger/adoption.h"
#include "projections/catalogue/name_matching.h"
#include "projections/catalogue/name_resolution.h"
#include "projections/named_lookup.h"
#include "service/envelope_text.h"
#include "service/project_text.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// Reads the fields of one request, which say the same in all kinds.
class CommandReader {
 public:
  CommandReader(const v1::RecordRequest& request, const EventKind& kind, const Moment& moment, CivilDate effective)
      : request_(request), kind_(kind), moment_(moment), effective_(effective) {}

  absl::StatusOr<v1::Event> Money() const;
  absl::StatusOr<v1::Event> Estimate() const;

 private:
  absl::Status Until(MoneyEntry* entry) const;
  absl::Status OfYear(MoneyEntry* entry) const;
  absl::Status SaidLine(MoneyEntry* entry) const;
  absl::Status Line(MoneyEntry* entry) const;
  absl::Status Named(absl::string_view field, MoneyEntry* entry) const;
  absl::Status CheckIsEstimate() const;
  absl::Status CheckIsMoney() const;

  absl::StatusOr<int64_t> Amount() const { return Amount("amount", request_.amount()); }
  absl::StatusOr<int64_t> Amount(absl::string_view field, const std::string& text) const {
    const v1::LedgerCreated& terms = moment_.view().terms();
    const absl::StatusOr<Locale> locale =
        ParseLocale(request_.notation().empty() ? terms.locale() : request_.notation());
    if (!locale.ok()) return AtField("notation", locale.status());
    const absl::StatusOr<int64_t> amount = ParseAmount(text, *locale, {terms.currency_code(), terms.minor_digits()});
    if (!amount.ok()) return AtField(field, amount.status());
    return amount;
  }
  absl::Status Unit(absl::string_view field, bool given, const std::string& text, std::string* unit) const {
    absl::StatusOr<std::string> resolved = moment_.ReadUnit(field, Given(given, text), {effective_, true});
    if (!resolved.ok()) return resolved.status();
    *unit = *std::move(resolved);
    return absl::OkStatus();
  }
  absl::Status Area(absl::string_view field, bool given, const std::string& text, std::string* area) const {
    if (!given) return absl::OkStatus();
    absl::StatusOr<std::string> resolved = ResolveArea(moment_.catalogue(), text);
    if (!resolved.ok()) return AtField(field, resolved.status());
    *area = *std::move(resolved);
    return absl::OkStatus();
  }
  absl::Status Source(std::string* source) const {
    if (!request_.has_source()) return MissingField("source", "where the money comes from");
    absl::StatusOr<std::string> resolved = ResolveSource(moment_.catalogue(), request_.source());
    if (!resolved.ok()) return AtField("source", resolved.status());
    *source = *std::move(resolved);
    return absl::OkStatus();
  }
  absl::Status AreaLimits(std::vector<std::string>* limits) const {
    for (const std::string& text : request_.area_limits()) {
      const absl::StatusOr<std::vector<std::string>> areas = ReadAreas(moment_.catalogue(), text);
      if (!areas.ok()) return AtField("area_limits", areas.status());
      limits->insert(limits->end(), areas->begin(), areas->end());
    }
    return absl::OkStatus();
  }

  const v1::RecordRequest& request_;
  const EventKind& kind_;
  const Moment& moment_;
  CivilDate effective_;
};

// A column of CSV is a field of the request by a shorter name.
std::string FieldOfColumn(absl::string_view column) {
  if (column == "tranche_number") return "tranche";
  if (column == "to_tranche_number") return "to_tranche";
  const bool is_unit = column == "unit_id" || column == "to_unit_id";
  return std::string(column.substr(0, is_unit ? column.size() - 3 : column.size()));
}

// `field` is said of a kind that does not have it.
absl::Status NotOfKind(absl::string_view field, absl::string_view kind) {
  return Refuse(absl::StatusCode::kInvalidArgument, "request.field-not-of-kind",
                "{request_field} is not for the kind \"{kind}\"",
                {TextField("request_field", field), TextField("kind", kind)});
}

absl::Status CheckFields(const MoneyEntry& entry) {
  for (const EntryProblem& problem : CheckEntry(entry)) {
    if (problem.is_of_other_kinds) return NotOfKind(FieldOfColumn(problem.column), FindKind(entry.kind)->name);
    if (!problem.or_column.empty())
      return MissingField(FieldOfColumn(problem.column), FieldOfColumn(problem.or_column), problem.wanted);
    return AtField(FieldOfColumn(problem.column), Refuse(absl::StatusCode::kInvalidArgument, "request.field-wrong",
                                                         "wanted {wanted}", {WordField("wanted", problem.wanted)}));
  }
  return absl::OkStatus();
}

absl::Status CommandReader::Until(MoneyEntry* entry) const {
  const absl::StatusOr<CivilDate> until = ReadDate("until", request_.until(), CivilDate());
  if (!until.ok()) return until.status();
  entry->until = *until;
  return absl::OkStatus();
}

// What was said of the line.
absl::Status CommandReader::SaidLine(MoneyEntry* entry) const {
  absl::Status read;
  if (request_.has_unit()) read = Unit("unit", true, request_.unit(), &entry->unit);
  if (read.ok() && request_.has_source()) read = Source(&entry->source);
  if (read.ok()) read = Area("area", request_.has_area(), request_.area(), &entry->area);
  return read;
}

// The line, and what the event names. What was not said of the line of a command that names an event is as in that.
absl::Status CommandReader::Line(MoneyEntry* entry) const {
  if (absl::Status read = SaidLine(entry); !read.ok()) return read;
  const std::pair<absl::string_view, bool> given[] = {{"commitment", request_.has_commitment()},
                                                      {"advance", request_.has_advance()}};
  absl::string_view field;
  for (const auto& [name, is_given] : given) {
    if (!is_given) continue;
    if (!MayName(kind_.number, name)) return NotOfKind(name, kind_.name);
    if (!field.empty())
      return AtField(name, Refuse(absl::StatusCode::kInvalidArgument, "carry-over.two-named",
                                  "found a commitment and an advance, wanted one of them"));
    field = name;
  }
  if (!field.empty()) return Named(field, entry);
  if (IsOnNamedLine(kind_.number)) return absl::OkStatus();  // CheckEntry says what is missing
  if (!request_.has_unit()) return MissingField("unit", "who holds the money");
  return request_.has_source() ? absl::OkStatus() : Source(&entry->source);
}

absl::Status CommandReader::Named(absl::string_view field, MoneyEntry* entry) const {
  std::optional<Scope> scope;
  if (!entry->unit.empty() && !entry->source.empty() && entry->fiscal_year != 0)
    scope = Scope{entry->unit, entry->source, entry->fiscal_year};
  const std::string& text = field == "advance" ? request_.advance() : request_.commitment();
  const absl::StatusOr<Sequence> named = FindNamed(moment_.view(), KindNamedBy(field), text, scope);
  if (!named.ok()) return AtField(field, named.status());
  entry->named_sequence = *named;
  entry->names_advance = field == "advance";
  const absl::StatusOr<v1::Event> event = moment_.view().log().Read(*named);
  if (!event.ok()) return absl::IsOutOfRange(event.status()) ? AtField(field, event.status()) : event.status();
  const EventView view = ViewOf(*event);
  const EventLines lines = KindOf(*event).lines(*event);
  if (lines.empty()) return absl::OkStatus();  // the ledger says that it is of another kind
  const LineView line = ItemOf(view) == v1::Event::KIND_NOT_SET ? lines.front().line : LineOfItem(view);
  const auto fill = [](absl::string_view of_named, std::string* text) {
    if (text->empty()) *text = std::string(of_named);
  };
  fill(line.unit, &entry->unit);
  fill(line.source, &entry->source);
  if (!request_.has_area()) fill(line.area, &entry->area);
  fill(line.project, &entry->project);
  if (entry->fiscal_year == 0) entry->fiscal_year = line.fiscal_year;
  return absl::OkStatus();
}

// What carry-overs, settlements and corrections have.
absl::Status CommandReader::OfYear(MoneyEntry* entry) const {
  entry->to_fiscal_year = request_.to_fiscal_year();
  entry->legal_case = request_.legal_case();
  entry->is_final = request_.is_final();
  entry->finding = request_.finding();
  if (request_.disallowed().empty()) return absl::OkStatus();
  const absl::StatusOr<int64_t> disallowed = Amount("disallowed", request_.disallowed());
  entry->disallowed = disallowed.value_or(0);
  return disallowed.status();
}

absl::StatusOr<v1::Event> CommandReader::Money() const {
  if (absl::Status checked = CheckIsMoney(); !checked.ok()) return checked;
  const absl::StatusOr<int64_t> amount = Amount();
  if (!amount.ok()) return amount.status();
  MoneyEntry entry;
  entry.kind = kind_.number;
  entry.amount = *amount;
  entry.fiscal_year = request_.fiscal_year();
  entry.effective_date = effective_;
  entry.project = request_.project();
  entry.tranche_number = request_.tranche();
  entry.to_tranche_number = request_.to_tranche();
  entry.without_plan = request_.without_plan();
  entry.number = request_.number();
  entry.counterparty = request_.counterparty();
  absl::Status read = OfYear(&entry);
  if (read.ok()) read = Line(&entry);
  if (read.ok()) read = Unit("to_unit", request_.has_to_unit(), request_.to_unit(), &entry.to_unit);
  if (read.ok()) read = Area("to_area", request_.has_to_area(), request_.to_area(), &entry.to_area);
  if (read.ok()) read = AreaLimits(&entry.area_limits);
  if (read.ok() && request_.has_until()) read = Until(&entry);
  if (read.ok()) read = CheckFields(entry);
  if (read.ok()) read = AtField("effective", CheckYearIsOver(entry));
  if (!read.ok()) return read;
  return BuildMoneyEvent(entry);
}

// The fields that only movements of money have.
absl::Status CommandReader::CheckIsEstimate() const {
  const std::pair<const char*, bool> given[] = {{"tranche", request_.tranche() != 0},
                                                {"to_unit", request_.has_to_unit()},
                                                {"to_area", request_.has_to_area()},
                                                {"to_tranche", request_.to_tranche() != 0},
                                                {"without_plan", request_.without_plan()},
                                                {"area_limits", !request_.area_limits().empty()},
                                                {"number", !request_.number().empty()},
                                                {"counterparty", !request_.counterparty().empty()},
                                                {"until", request_.has_until()},
                                                {"commitment", request_.has_commitment()},
                                                {"advance", request_.has_advance()},
                                                {"to_fiscal_year", request_.to_fiscal_year() != 0},
                                                {"legal_case", !request_.legal_case().empty()},
                                                {"disallowed", !request_.disallowed().empty()},
                                                {"is_final", request_.is_final()},
                                                {"finding", !request_.finding().empty()}};
  for (const auto& [field, is_given] : given) {
    if (is_given) return NotOfKind(field, kind_.name);
  }
  return absl::OkStatus();
}

// And those that only estimates have.
absl::Status CommandReader::CheckIsMoney() const {
  if (!request_.measure().empty()) return NotOfKind("measure", kind_.name);
  return request_.has_stated_on() ? NotOfKind("stated_on", kind_.name) : absl::OkStatus();
}

absl::StatusOr<v1::Event> CommandReader::Estimate() const {
  if (absl::Status checked = CheckIsEstimate(); !checked.ok()) return checked;
  const absl::StatusOr<int64_t> amount = Amount();
  if (!amount.ok()) return amount.status();
  const absl::StatusOr<CivilDate> stated_on =
      ReadDate("stated_on", Given(request_.has_stated_on(), request_.stated_on()), moment_.today());
  if (!stated_on.ok()) return stated_on.status();
  std::string unit, source, area;
  const absl::StatusOr<Measure> measure =
      request_.measure().empty() ? Measure::kExecuted : ReadMeasure(request_.measure());
  if (!measure.ok()) return AtField("measure", measure.status());
  absl::Status read = Unit("unit", request_.has_unit(), request_.unit(), &unit);
  if (read.ok() && request_.has_source()) read = Source(&source);
  if (read.ok()) read = Area("area", request_.has_area(), request_.area(), &area);
  if (!read.ok()) return read;
  v1::Event event;
  v1::EstimateStated& estimate = *event.mutable_estimate_stated();
  estimate.mutable_line()->set_unit_id(unit);
  estimate.mutable_line()->set_source_id(source);
  estimate.mutable_line()->set_area_id(area);
  estimate.mutable_line()->set_fiscal_year(request_.fiscal_year());
  estimate.mutable_line()->set_project_id(request_.project());
  estimate.set_measure(std::string(MeasureName(*measure)));
  estimate.set_amount(*amount);
  estimate.set_stated_on(stated_on->number());
  return event;
}

absl::StatusOr<v1::Event> ReadMoney(const v1::RecordRequest& request, const EventKind& kind, const Moment& moment,
                                    CivilDate effective) {
  if (absl::Status none = CheckHasNoneOfProjects(request, kind); !none.ok()) return none;
  const CommandReader reader(request, kind, moment, effective);
  return kind.number == v1::Event::kEstimateStated ? reader.Estimate() : reader.Money();
}

}  // namespace

absl::StatusOr<v1::Event> ReadCommand(const v1::RecordRequest& request, const Moment& moment) {
  const absl::StatusOr<const EventKind*> kind = ReadKind(request.kind(), KindsTaken::kRecorded);
  if (!kind.ok()) return AtField("kind", kind.status());
  if (!request.has_effective()) return MissingField("effective", "the date from which it counts");
  const absl::StatusOr<CivilDate> effective = ReadDate("effective", request.effective(), CivilDate());
  if (!effective.ok()) return effective.status();
  const absl::Status possible = CheckBudgetYear(moment.catalogue(), request.fiscal_year(), *effective);
  if (!possible.ok()) return AtField("fiscal_year", possible);
  absl::StatusOr<v1::Event> event = IsAboutProjects(**kind) ? ReadProjectCommand(request, **kind, moment, *effective)
                                                            : ReadMoney(request, **kind, moment, *effective);
  if (!event.ok()) return event;
  if (absl::Status filled = FillEnvelope(request, *effective, &*event); !filled.ok()) return filled;
  return event;
}

absl::StatusOr<v1::Event> ReadReversal(const v1::ReverseRequest& request) {
  const absl::StatusOr<CivilDate> effective =
      ReadDate("effective", Given(request.has_effective(), request.effective()), CivilDate());
  if (!effective.ok()) return effective.status();
  if (IsBlank(request.reason())) return MissingField("reason", "why the event is reversed");
  v1::Event event;
  event.mutable_event_reversed()->set_reversed_sequence(request.sequence());
  if (absl::Status filled = FillEnvelope(request, *effective, &event); !filled.ok()) return filled;
  return event;
}

absl::StatusOr<v1::Event> ReadAdoption(const v1::AdoptRulesRequest& request, CivilDate today) {
  if (IsBlank(request.reason())) return MissingField("reason", "why the rules are adopted");
  absl::StatusOr<v1::RulesAdopted> adopted = AdoptionOf(request.version());
  if (!adopted.ok()) return adopted.status();
  v1::Event event;
  *event.mutable_rules_adopted() = *std::move(adopted);
  if (absl::Status filled = FillEnvelope(request, today, &event); !filled.ok()) return filled;
  return event;
}

}  // namespace tranche
