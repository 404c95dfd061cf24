#include "projections/catalogue/catalogue.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "projections/catalogue/catalogue_id.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

absl::Status Unknown(absl::string_view field, absl::string_view id) {
  return Adding(
      InField(field, Refuse(kInvalid, "catalogue.unit-unknown", "unknown unit \"{id}\"", {TextField("id", id)})),
      "establish it first");
}

NamedTerm& TermOf(NamedTerm& term) { return term; }
NamedTerm& TermOf(Indicator& indicator) { return indicator.term; }

absl::Status UnknownSource(absl::string_view field, absl::string_view id) {
  return InField(field, Refuse(kInvalid, "source.unknown", "unknown source \"{source}\"", {TextField("source", id)}));
}

template <typename Message, typename Value>
absl::Status Define(const Message& message, absl::string_view field, const std::string& id, CivilDate day,
                    ById<Value>* terms, NameIndex* names) {
  if (absl::Status status = CheckCatalogueId(field, id); !status.ok()) return status;
  if (terms->Find(id) != nullptr) return CatalogueIdTaken(field, id);
  if (IsBlank(message.name()))
    return Refuse(kInvalid, "catalogue.name-missing", "{field} \"{id}\": the name is missing",
                  {TextField("field", field), TextField("id", id)});
  TermOf((*terms)[id]) = {
      id, message.name(), message.name_en(), {message.aliases().begin(), message.aliases().end()}, day};
  for (const std::string* text : {&id, &message.name(), &message.name_en()}) names->Add(id, *text);
  for (const v1::Alias& alias : message.aliases()) names->Add(id, alias.text(), alias.ambiguous());
  return absl::OkStatus();
}

absl::Status CheckTerms(const v1::LedgerCreated& terms, bool first) {
  if (!first)
    return Refuse(kRefused, "ledger.created-once", "ledger_created: a ledger is created once, by its first event");
  if (terms.currency_code().size() != 3)
    return InField("currency_code",
                   Refuse(kInvalid, "terms.currency", "found \"{found}\", wanted a code of three bytes",
                          {TextField("found", terms.currency_code())}));
  if (terms.minor_digits() < 0 || terms.minor_digits() > 4)
    return InField("minor_digits", Refuse(kInvalid, "terms.minor-digits", "found {found}, wanted 0 to 4",
                                          {TextField("found", absl::StrCat(terms.minor_digits()))}));
  if (terms.locale() != "vi" && terms.locale() != "en")
    return InField("locale", Refuse(kInvalid, "terms.locale", "found \"{found}\", wanted vi or en",
                                    {TextField("found", terms.locale())}));
  if (terms.utc_offset_minutes() < -840 || terms.utc_offset_minutes() > 840)
    return InField("utc_offset_minutes", Refuse(kInvalid, "terms.utc-offset", "found {found}, wanted -840 to 840",
                                                {TextField("found", absl::StrCat(terms.utc_offset_minutes()))}));
  return InField("created_at", CheckTimestamp(terms.created_at()));
}

CivilDate DayOfRecording(const v1::Event& event, const v1::LedgerCreated& terms) {
  return CivilDateAt(RecordedAt(event), terms.utc_offset_minutes());
}

}  // namespace

const UnitName& Unit::NameOn(CivilDate day) const {
  const auto later =
      std::find_if(names.begin() + 1, names.end(), [&](const UnitName& name) { return name.from > day; });
  return *(later - 1);
}

absl::Status Catalogue::Apply(const v1::Event& event) {
  const absl::StatusOr<CivilDate> day = CivilDate::FromNumber(event.effective_date());
  if (!day.ok()) return InField("effective_date", day.status());
  switch (event.kind_case()) {
    case v1::Event::kLedgerCreated: {
      const absl::Status status = CheckTerms(event.ledger_created(), terms_.ledger_id().empty());
      if (!status.ok()) return status;
      terms_ = event.ledger_created();
      rules_version_ = std::max(terms_.rules_version(), 1u);
      rules_known_since_ = terms_.rules_known_since();
      return status;
    }
    case v1::Event::kRulesAdopted:
      return Adopt(event.rules_adopted());
    case v1::Event::kUnitEstablished:
      return Establish(event.unit_established(), *day);
    case v1::Event::kUnitRenamed:
      return Rename(event.unit_renamed(), *day);
    case v1::Event::kUnitsMerged:
      return Merge(event.units_merged(), *day);
    case v1::Event::kRegionGroupingDefined:
      return Group(event.region_grouping_defined(), *day);
    case v1::Event::kSourceDefined:
      return Define(event.source_defined(), "source_id", event.source_defined().source_id(), *day, &sources_,
                    &source_names_);
    case v1::Event::kAreaDefined:
      return Define(event.area_defined(), "area_id", event.area_defined().area_id(), *day, &areas_, &area_names_);
    case v1::Event::kIndicatorDefined:
      return DefineIndicator(event.indicator_defined(), *day);
    case v1::Event::kProjectRegistered:
      return RegisterProject(event);
    case v1::Event::kProjectAmended:
      return AmendProject(event.project_amended());
    case v1::Event::kProjectStopped:
      return projects_.Stop(event.sequence(), event.project_stopped(), *day);
    case v1::Event::kEventReversed:
      return projects_.TakeBackStop(event.event_reversed().reversed_sequence());
    case v1::Event::kActorRegistered:
      return actors_.Register(event.actor_registered(), *day);
    case v1::Event::kRoleGranted:
      return GrantRole(event, {DayOfRecording(event, terms_), *day});
    case v1::Event::kRoleRevoked:
      return actors_.RevokeRole(event.sequence(), event.role_revoked(), {DayOfRecording(event, terms_), *day});
    case v1::Event::kFourEyesSet:
      return SetFourEyes(event);
    case v1::Event::kPeriodClosed:
      return ClosePeriod(event);
    case v1::Event::kPeriodReopened:
      return closings_.Reopen(event.sequence(), event.period_reopened());
    case v1::Event::kRuleDefined:
      return DefineRule(event, *day);
    default:
      return absl::OkStatus();
  }
}

bool Catalogue::IsChangedBy(const v1::Event& event) const {
  return IsOfCatalogue(event.kind_case()) || projects_.IsStop(event.event_reversed().reversed_sequence());
}

absl::Status Catalogue::SetFourEyes(const v1::Event& event) {
  const v1::FourEyesSet& set = event.four_eyes_set();
  FourEyes next = {set.on(), event.sequence(), {}};
  for (const EventKind* kind : AllKinds()) {
    if (std::find(set.exempt_kinds().begin(), set.exempt_kinds().end(), kind->name) != set.exempt_kinds().end())
      next.exempt.insert(kind->number);
  }
  if (next.on == four_eyes_.on && next.exempt == four_eyes_.exempt)
    return set.on() ? Refuse(kRefused, "four-eyes.as-it-is", "four eyes is on already, with these exempt kinds")
                    : Refuse(kRefused, "four-eyes.as-it-is", "four eyes is off already");
  if (set.on() && actors_.PersonsOn(DayOfRecording(event, terms_), v1::ROLE_ADMINISTRATOR).size() < 2)
    return Adding(Refuse(kRefused, "four-eyes.two-administrators",
                         "four eyes needs two persons as administrators, since one alone could change nothing"),
                  "grant the role to another person first");
  four_eyes_ = std::move(next);
  return absl::OkStatus();
}

template <typename Message>
absl::Status Catalogue::CheckUnitsAndSources(const Message& message) const {
  for (const std::string& unit : message.unit_ids()) {
    if (FindUnit(unit) == nullptr) return Unknown("unit_ids", unit);
  }
  for (const std::string& source : message.source_ids()) {
    if (FindSource(source) == nullptr) return UnknownSource("source_ids", source);
  }
  return absl::OkStatus();
}

absl::Status Catalogue::GrantRole(const v1::Event& event, const RoleDays& days) {
  const absl::Status known = CheckUnitsAndSources(event.role_granted());
  return known.ok() ? actors_.GrantRole(event.sequence(), event.role_granted(), days) : known;
}

absl::Status Catalogue::ClosePeriod(const v1::Event& event) {
  absl::Status known = CheckUnitsAndSources(event.period_closed());
  for (const auto& confirmed : event.period_closed().confirmed()) {
    if (known.ok() && FindUnit(confirmed.unit_id()) == nullptr) known = Unknown("confirmed", confirmed.unit_id());
    if (known.ok() && FindSource(confirmed.source_id()) == nullptr)
      known = UnknownSource("confirmed", confirmed.source_id());
  }
  return known.ok() ? closings_.Close(event.sequence(), event.period_closed(), DayOfRecording(event, terms_)) : known;
}

absl::Status Catalogue::DefineIndicator(const v1::IndicatorDefined& defined, CivilDate day) {
  const std::string& id = defined.indicator_id();
  const absl::Status status = Define(defined, "indicator_id", id, day, &indicators_, &indicator_names_);
  if (status.ok()) indicators_[id].unit = defined.unit();
  return status;
}

// Of an amendment what is empty stays as it is.
template <typename Message>
absl::Status Catalogue::CheckPlaceAndSources(const Message& project) const {
  if (!project.unit_id().empty() && FindUnit(project.unit_id()) == nullptr)
    return Unknown("unit_id", project.unit_id());
  if (!project.area_id().empty() && FindArea(project.area_id()) == nullptr)
    return InField("area_id",
                   Refuse(kInvalid, "area.unknown", "unknown area \"{area}\"", {TextField("area", project.area_id())}));
  for (const v1::ProjectSupport& support : project.support()) {
    if (FindSource(support.source_id()) == nullptr) return UnknownSource("support", support.source_id());
  }
  return absl::OkStatus();
}

absl::Status Catalogue::RegisterProject(const v1::Event& event) {
  const v1::ProjectRegistered& project = event.project_registered();
  if (project.unit_id().empty()) return Unknown("unit_id", project.unit_id());
  const absl::Status known = CheckPlaceAndSources(project);
  return known.ok() ? projects_.Register(event.sequence(), project) : known;
}

absl::Status Catalogue::AmendProject(const v1::ProjectAmended& amended) {
  const absl::Status known = CheckPlaceAndSources(amended);
  return known.ok() ? projects_.Amend(amended) : known;
}

absl::Status Catalogue::DefineRule(const v1::Event& event, CivilDate day) {
  const v1::RuleDefined& rule = event.rule_defined();
  if (absl::Status named = CheckCatalogueId("rule_id", rule.rule_id()); !named.ok()) return named;
  for (const std::string& area : rule.area_ids()) {
    if (FindArea(area) == nullptr)
      return InField("area_ids",
                     Refuse(kInvalid, "area.unknown", "unknown area \"{area}\"", {TextField("area", area)}));
  }
  for (const std::string& source : rule.source_ids()) {
    if (FindSource(source) == nullptr) return UnknownSource("source_ids", source);
  }
  spending_rules_.Define(event.sequence(), rule, day);
  return absl::OkStatus();
}

absl::Status Catalogue::Adopt(const v1::RulesAdopted& adopted) {
  if (adopted.rules_version() <= rules_version_)
    return InField("rules_version",
                   Refuse(absl::StatusCode::kFailedPrecondition, "rules.not-raised",
                          "found {found}, version {in_force} is in force; a version is never lowered or adopted "
                          "twice",
                          {NumberField("found", adopted.rules_version()), NumberField("in_force", rules_version_)}));
  rules_version_ = adopted.rules_version();
  rules_known_since_ = adopted.known_since();
  return absl::OkStatus();
}

absl::Status Catalogue::Establish(const v1::UnitEstablished& unit, CivilDate day) {
  if (absl::Status status = CheckCatalogueId("unit_id", unit.unit_id()); !status.ok()) return status;
  if (FindUnit(unit.unit_id()) != nullptr) return CatalogueIdTaken("unit_id", unit.unit_id());
  if (IsBlank(unit.name()))
    return Refuse(kInvalid, "catalogue.name-missing", "unit \"{id}\": the name is missing",
                  {TextField("id", unit.unit_id())});
  if (!v1::UnitType_IsValid(unit.type()) || unit.type() == v1::UNIT_TYPE_UNSPECIFIED)
    return Refuse(kInvalid, "catalogue.type-missing", "unit \"{id}\": the type is missing",
                  {TextField("id", unit.unit_id())});
  if (unit.type() == v1::UNIT_TYPE_NATION && !nation_.empty())
    return Refuse(kRefused, "catalogue.nation-taken", "unit \"{id}\": \"{nation}\" is the nation already",
                  {TextField("id", unit.unit_id()), TextField("nation", nation_)});
  Unit& made = units_[unit.unit_id()];
  made.id = unit.unit_id();
  made.name_en = unit.name_en();
  made.names = {{day, unit.name(), unit.full_name(), unit.type()}};
  made.codes = {unit.codes().begin(), unit.codes().end()};
  made.aliases = {unit.aliases().begin(), unit.aliases().end()};
  made.first_day = day;
  for (const std::string* text : {&unit.unit_id(), &unit.name_en(), &unit.name(), &unit.full_name()})
    unit_names_.Add(unit.unit_id(), *text);
  for (const v1::Alias& alias : unit.aliases()) unit_names_.Add(unit.unit_id(), alias.text(), alias.ambiguous());
  for (const std::string& code : unit.codes()) unit_codes_.Add(unit.unit_id(), code);
  if (unit.type() == v1::UNIT_TYPE_NATION) nation_ = unit.unit_id();
  return absl::OkStatus();
}

absl::Status Catalogue::Rename(const v1::UnitRenamed& renamed, CivilDate day) {
  Unit* const unit = units_.Edit(renamed.unit_id());
  if (unit == nullptr) return Unknown("unit_id", renamed.unit_id());
  std::vector<UnitName>& names = unit->names;
  if (IsBlank(renamed.name()) || day <= names.back().from) {
    return Refuse(kInvalid, "catalogue.rename-too-early",
                  "unit \"{id}\": found the name \"{found}\" from {from}, wanted a name from a date after {after}",
                  {TextField("id", renamed.unit_id()), TextField("found", renamed.name()), DayField("from", day),
                   DayField("after", names.back().from)});
  }
  const bool keeps_type = renamed.type() == v1::UNIT_TYPE_UNSPECIFIED;
  names.push_back({day, renamed.name(), renamed.full_name(), keeps_type ? names.back().type : renamed.type()});
  unit_names_.Add(renamed.unit_id(), renamed.name());
  unit_names_.Add(renamed.unit_id(), renamed.full_name());
  return absl::OkStatus();
}

absl::Status Catalogue::Merge(const v1::UnitsMerged& merged, CivilDate day) {
  Unit* const successor = units_.Edit(merged.successor_unit_id());
  if (successor == nullptr) return Unknown("successor_unit_id", merged.successor_unit_id());
  if (!successor->ExistsOn(day))
    return InField("successor_unit_id", Refuse(kRefused, "merger.no-successor", "\"{id}\" does not exist on {day}",
                                               {TextField("id", merged.successor_unit_id()), DayField("day", day)}));
  if (merged.predecessor_unit_ids().empty())

    return InField("predecessor_unit_ids",
                   Refuse(kInvalid, "merger.no-predecessors", "found none, wanted at least one unit"));
  std::set<std::string> seen;
  for (const std::string& id : merged.predecessor_unit_ids()) {
    if (!seen.insert(id).second)
      return InField("predecessor_unit_ids",
                     Refuse(kInvalid, "merger.named-twice", "\"{id}\" is named twice", {TextField("id", id)}));
    const Unit* unit = FindUnit(id);
    if (unit == nullptr) return Unknown("predecessor_unit_ids", id);
    if (!unit->successor.empty() || id == merged.successor_unit_id() || unit->first_day >= day)
      return InField("predecessor_unit_ids",
                     Refuse(kRefused, "merger.cannot-end",
                            "\"{id}\" cannot end on {day}: it has ended already, begins later or is the "
                            "successor itself",
                            {TextField("id", id), DayField("day", day)}));
    const bool is_joined_later =
        std::any_of(unit->predecessors.begin(), unit->predecessors.end(),
                    [&](const std::string& joined) { return FindUnit(joined)->last_day.PlusDays(1) >= day; });
    if (is_joined_later)
      return InField("predecessor_unit_ids",
                     Refuse(kRefused, "merger.joined-later", "\"{id}\" cannot end on {day}: others join it later",
                            {TextField("id", id), DayField("day", day)}));
  }
  for (const std::string& id : merged.predecessor_unit_ids()) {
    Unit& predecessor = units_[id];
    predecessor.successor = merged.successor_unit_id();
    predecessor.last_day = day.PlusDays(-1);
    successor->predecessors.push_back(id);
  }
  return absl::OkStatus();
}

absl::Status Catalogue::Group(const v1::RegionGroupingDefined& defined, CivilDate day) {
  RegionGrouping grouping;
  grouping.id = defined.grouping_id();
  grouping.name = defined.name();
  grouping.name_en = defined.name_en();
  grouping.official = defined.official();
  grouping.basis = defined.basis();
  grouping.first_day = day;
  if (absl::Status status = CheckCatalogueId("grouping_id", grouping.id); !status.ok()) return status;
  if (groupings_.Find(day) != nullptr)
    return Refuse(absl::StatusCode::kAlreadyExists, "grouping.day-taken", "a region grouping begins on {day} already",
                  {DayField("day", day)});
  for (const auto& region : defined.regions()) {
    if (FindUnit(region.region_unit_id()) == nullptr) return Unknown("region_unit_id", region.region_unit_id());
    std::vector<std::string>& members = grouping.members[region.region_unit_id()];
    for (const std::string& member : region.member_unit_ids()) {
      if (FindUnit(member) == nullptr) return Unknown("member_unit_ids", member);
      if (!grouping.region_of.emplace(member, region.region_unit_id()).second)
        return InField("member_unit_ids", Refuse(kInvalid, "grouping.in-two-regions", "\"{id}\" is in two regions",
                                                 {TextField("id", member)}));
      members.push_back(member);
    }
    std::sort(members.begin(), members.end());
  }
  grouping.mixed_units = {defined.mixed_unit_ids().begin(), defined.mixed_unit_ids().end()};
  groupings_[day] = std::move(grouping);
  return absl::OkStatus();
}

const RegionGrouping* Catalogue::GroupingOn(CivilDate day) const {
  const auto after = groupings_.After(day);
  return after == groupings_.begin() ? nullptr : &std::prev(after)->second;
}

bool IsAboutLine(const Catalogue& catalogue, const SpendingRule& rule, const LineView& line) {
  const Project* const project = catalogue.projects().Find(line.project);
  const std::optional<std::string> kind = project == nullptr ? std::nullopt : std::optional(project->kind());
  return rule.HasSource(line.source) && rule.HasArea(line.area) && rule.HasProjectKind(kind);
}

}  // namespace tranche
