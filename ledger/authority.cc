#include "ledger/authority.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "ledger/rules/rules_version.h"
#include "ledger/rules/spending_checks.h"

namespace tranche {
namespace {

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr size_t kGrantsShown = 3;

using Texts = google::protobuf::RepeatedPtrField<std::string>;

bool Allows(const Texts& list, absl::string_view text) {
  return list.empty() || std::find(list.begin(), list.end(), text) != list.end();
}

v1::RefusalField RoleField(v1::Role role) {
  switch (role) {
    case v1::ROLE_OFFICER:
      return WordField("role", "officer");
    case v1::ROLE_APPROVER:
      return WordField("role", "approver");
    case v1::ROLE_ADMINISTRATOR:
      return WordField("role", "administrator");
    default:
      return WordField("role", "auditor");
  }
}

// The name says to a reader what the ids are of (reports/refusal_text.cc).
v1::RefusalField ListField(absl::string_view name, const Texts& list) {
  return TextsField(name, {list.begin(), list.end()});
}

// What a grant allows, for somebody who was refused.
absl::Status Describing(const absl::Status& refusal, const Grant& grant, const std::string& currency) {
  const v1::RoleGranted& terms = grant.terms;
  return Adding(
      refusal, "grant {grant} is: {role}; {units}; {sources}; {kinds}; {amount}",
      {NumberField("grant", grant.sequence), RoleField(terms.role()),
       terms.unit_ids().empty() ? PhraseField("units", "every unit")
                                : PhraseField("units", "units {units}", {ListField("units", terms.unit_ids())}),
       terms.source_ids().empty()
           ? PhraseField("sources", "every source")
           : PhraseField("sources", "sources {sources}", {ListField("sources", terms.source_ids())}),
       terms.kinds().empty() ? PhraseField("kinds", "every kind")
                             : PhraseField("kinds", "kinds {kinds}", {ListField("kinds", terms.kinds())}),
       terms.amount_max() == 0
           ? PhraseField("amount", "any amount")
           : PhraseField("amount", "up to {most} {currency} a request, source and year",
                         {AmountField("most", terms.amount_max()), TextField("currency", currency)})});
}

// Whom to ask.
absl::Status NamingAdministrators(const absl::Status& refusal, const Actors& actors, CivilDate day) {
  const std::set<std::string> administrators = actors.AdministratorsOn(day);
  if (administrators.empty())
    return Adding(refusal, "this ledger has no administrator: ask whoever keeps its files to appoint two");
  return Adding(refusal, "ask an administrator: {administrators}",
                {TextsField("administrators", {administrators.begin(), administrators.end()})});
}

// How far a grant reached before it refused.
size_t RankOf(const absl::Status& refusal) {
  const std::optional<v1::Refusal> data = RefusalOf(refusal);
  constexpr absl::string_view kOrder[] = {"authority.role",  "authority.kind",   "authority.all",
                                          "authority.unit",  "authority.source", "authority.not-named",
                                          "authority.amount"};
  return static_cast<size_t>(std::find(std::begin(kOrder), std::end(kOrder), data ? data->code() : "") -
                             std::begin(kOrder));
}

// The event that the command takes back, whose money it is about; 0: none.
Sequence UndoneBy(const v1::Event& command) {
  return command.has_period_reopened() ? command.period_reopened().closed_sequence()
                                       : command.event_reversed().reversed_sequence();
}

}  // namespace

bool HasDuty(v1::Role role, Duty duty, Effect effect) {
  const bool is_of_administrators = effect == Effect::kCatalogue || effect == Effect::kBalanceRoot;
  if (is_of_administrators) return role == v1::ROLE_ADMINISTRATOR;
  return role == (duty == Duty::kRecord ? v1::ROLE_OFFICER : v1::ROLE_APPROVER);
}

absl::Status CheckMayAsk(const Actors& actors, const std::string& actor, CivilDate day) {
  if (actors.Find(actor) == nullptr)
    return NamingAdministrators(
        Refuse(kDenied, "authority.no-actor", "actor \"{actor}\" is not registered", {TextField("actor", actor)}),
        actors, day);
  if (!actors.GrantsOf(actor, day).empty()) return absl::OkStatus();
  return NamingAdministrators(Refuse(kDenied, "authority.no-grant", "actor \"{actor}\" has no role on {day}",
                                     {TextField("actor", actor), DayField("day", day)}),
                              actors, day);
}

absl::Status CheckMayPublish(const Actors& actors, const std::string& actor, CivilDate day) {
  if (absl::Status may = CheckMayAsk(actors, actor, day); !may.ok()) return may;
  if (actors.AdministratorsOn(day).contains(actor)) return absl::OkStatus();
  return NamingAdministrators(
      Refuse(kDenied, "authority.role", "actor \"{actor}\" has no role that records {kind}",
             {TextField("actor", actor), WordField("kind", FindKind(v1::Event::kBalancesCommitted)->english)}),
      actors, day);
}

absl::Status CheckMayTrustClock(const Actors& actors, const std::string& actor, CivilDate day) {
  if (absl::Status may = CheckMayAsk(actors, actor, day); !may.ok()) return may;
  if (actors.AdministratorsOn(day).contains(actor)) return absl::OkStatus();
  return NamingAdministrators(
      Refuse(kDenied, "authority.clock",
             "that the clock is right is for an administrator to say: actor \"{actor}\" is none",
             {TextField("actor", actor)}),
      actors, day);
}

Authority::Authority(std::shared_ptr<const Catalogue> catalogue, std::string actor, CivilDate day, Duty duty)
    : catalogue_(std::move(catalogue)), actor_(std::move(actor)), day_(day), duty_(duty), geography_(*catalogue_, day) {
  for (const Grant* grant : catalogue_->actors().GrantsOf(actor_, day_)) candidates_.push_back({grant, true, {}});
}

bool Authority::IsOf(const std::string& unit, const std::string& granted) const {
  if (unit == granted) return true;
  const bool is_apart = catalogue_->rules_version() >= kRulesOfRegionsApart && geography_.IsRegion(granted);
  return !is_apart && geography_.CountsIn(unit, granted);
}

bool Authority::IsWithin(const std::string& unit, const Grant& grant) const {
  const Texts& units = grant.terms.unit_ids();
  return units.empty() ||
         std::any_of(units.begin(), units.end(), [&](const std::string& granted) { return IsOf(unit, granted); });
}

absl::Status Authority::Judge(const Deed& deed, const Grant& grant) const {
  const auto actor = [&] { return TextField("actor", actor_); };
  const bool approves = duty_ == Duty::kApprove;
  const auto kind = [&] { return WordField("kind", deed.kind->english); };
  if (!HasDuty(grant.terms.role(), duty_, deed.kind->effect))
    return approves ? Refuse(kDenied, "authority.role", "actor \"{actor}\" has no role that approves {kind}",
                             {actor(), kind()})
                    : Refuse(kDenied, "authority.role", "actor \"{actor}\" has no role that records {kind}",
                             {actor(), kind()});
  if (!Allows(grant.terms.kinds(), deed.kind->name))
    return approves ? Refuse(kDenied, "authority.kind", "actor \"{actor}\" may not approve {kind}", {actor(), kind()})
                    : Refuse(kDenied, "authority.kind", "actor \"{actor}\" may not record {kind}", {actor(), kind()});
  if (deed.kind->effect == Effect::kCatalogue) return absl::OkStatus();
  for (const EventLine& line : deed.lines) {
    if (absl::Status judged = JudgeLine(*deed.kind, line.line, grant); !judged.ok()) return judged;
  }
  return absl::OkStatus();
}

// A closing without units, or without sources, is of all of them.
absl::Status Authority::JudgeLine(const EventKind& kind, const LineView& line, const Grant& grant) const {
  const auto actor = [&] { return TextField("actor", actor_); };
  const bool approves = duty_ == Duty::kApprove;
  const bool is_of_all_units = kind.effect == Effect::kPeriod && line.unit.empty();
  const bool is_of_all_sources = kind.effect == Effect::kPeriod && line.source.empty();
  const bool may_unit = IsWithin(is_of_all_units ? geography_.nation() : std::string(line.unit), grant);
  const bool may_source = Allows(grant.terms.source_ids(), line.source);
  if ((is_of_all_units && !may_unit) || (is_of_all_sources && !may_source))
    return Adding(
        Refuse(kDenied, "authority.all",
               "actor \"{actor}\" has a role for some units or sources only, and this is about all", {actor()}),
        "name those of the role");
  if (!may_unit)
    return approves ? Refuse(kDenied, "authority.unit", "actor \"{actor}\" may not approve for unit {unit}",
                             {actor(), TextField("unit", line.unit)})
                    : Refuse(kDenied, "authority.unit", "actor \"{actor}\" may not record for unit {unit}",
                             {actor(), TextField("unit", line.unit)});
  if (!may_source)
    return approves ? Refuse(kDenied, "authority.source", "actor \"{actor}\" may not approve for source \"{source}\"",
                             {actor(), TextField("source", line.source)})
                    : Refuse(kDenied, "authority.source", "actor \"{actor}\" may not record for source \"{source}\"",
                             {actor(), TextField("source", line.source)});
  return absl::OkStatus();
}

absl::Status Authority::JudgeAll(const std::vector<Deed>& deeds, const Grant& grant) const {
  for (const Deed& deed : deeds) {
    if (absl::Status judged = Judge(deed, grant); !judged.ok()) return judged;
  }
  return absl::OkStatus();
}

absl::Status Authority::AddAmounts(const Deed& deed, Candidate* candidate) const {
  const int64_t most = candidate->grant->terms.amount_max();
  if (most == 0) return absl::OkStatus();
  for (const EventLine& line : deed.lines) {
    const bool is_counted_at_giver = HasReceiver(*deed.kind) && line.direction == Direction::kAdds;
    if (line.direction == Direction::kNone || is_counted_at_giver) continue;
    AmountSum& sum = candidate->sums[{std::string(line.line.source), line.line.fiscal_year}];
    sum += line.amount < 0 ? -AmountSum(line.amount) : AmountSum(line.amount);
    if (sum <= most) continue;
    return Refuse(
        kDenied, "authority.amount",
        "actor \"{actor}\" may move {most} {currency} a request of source \"{source}\" and year {year}, asked "
        "{asked} {currency}",
        {TextField("actor", actor_), AmountField("most", most),
         TextField("currency", catalogue_->terms().currency_code()), TextField("source", line.line.source),
         TextField("year", std::to_string(line.line.fiscal_year)), AmountField("asked", sum)});
  }
  return absl::OkStatus();
}

absl::Status Authority::Take(const v1::Event& command, const EventReader& events) {
  if (absl::Status may = CheckMayAsk(catalogue_->actors(), actor_, day_); !may.ok()) return may;
  const EventKind* const kind = FindKind(command.kind_case());
  if (kind == nullptr) return absl::OkStatus();  // the decision refuses it
  std::vector<Deed> deeds = {{kind, kind->lines(command)}};
  v1::Event reversed;
  if (const Sequence undone = UndoneBy(command); undone != 0) {
    absl::StatusOr<v1::Event> read = events.Read(undone);
    if (!read.ok()) return read.status();
    reversed = *std::move(read);
    // That another event is no closing, the decision says.
    const EventKind& of = KindOf(reversed);
    if (of.effect == Effect::kCatalogue) deeds.clear();  // an officer takes back no deed of administrators
    if (!command.has_period_reopened() || reversed.has_period_closed()) deeds.push_back({&of, of.lines(reversed)});
  }
  absl::Status refusal;
  bool is_any_left = false;
  bool is_allowed_alone = false;
  for (Candidate& candidate : candidates_) {
    absl::Status judged = JudgeAll(deeds, *candidate.grant);
    if (judged.ok()) judged = JudgeAuthorities(command, *candidate.grant);
    if (!candidate.is_left) {
      is_allowed_alone |= judged.ok();
      continue;
    }
    for (const Deed& deed : deeds) {
      if (judged.ok()) judged = AddAmounts(deed, &candidate);
    }
    candidate.is_left = judged.ok();
    is_any_left |= judged.ok();
    if (!judged.ok() && (refusal.ok() || RankOf(judged) > RankOf(refusal))) refusal = judged;
  }
  if (is_any_left) return absl::OkStatus();
  if (is_allowed_alone)
    refusal = Adding(Refuse(kDenied, "authority.not-one-grant", "no one grant of actor \"{actor}\" allows all of this",
                            {TextField("actor", actor_)}),
                     "record what each grant allows by itself");
  return WithAdvice(refusal);
}

// The authorities that spending rules ask for of whoever approves `command`, unless it departs from them.
absl::Status Authority::JudgeAuthorities(const v1::Event& command, const Grant& grant) const {
  if (duty_ != Duty::kApprove) return absl::OkStatus();
  const Texts& named = grant.terms.authorities();
  for (const SpendingRule* rule : AuthoritiesFor(*catalogue_, command)) {
    if (std::find(named.begin(), named.end(), rule->terms.role()) != named.end()) continue;
    return Refuse(
        kDenied, "authority.not-named",
        "{rule}: {kind} takes the authority of the {authority}, which the role of actor \"{actor}\" does not name",
        {TextField("rule", rule->terms.rule_id()), WordField("kind", KindOf(command).english),
         TextField("authority", rule->terms.role()), TextField("actor", actor_)});
  }
  return absl::OkStatus();
}

// Judge, of which the answer is kept. It judges each line alone, so the lines of an event may be asked about one by
// one.
bool Authority::AllowsLines(const Deed& deed, size_t candidate) {
  return std::all_of(deed.lines.begin(), deed.lines.end(), [&](const EventLine& line) {
    Matter matter = {deed.kind->number, std::string(line.line.unit), std::string(line.line.source)};
    const auto [judged, is_new] = allowed_[candidate].try_emplace(std::move(matter), false);
    if (is_new) judged->second = Judge({deed.kind, {line}}, *candidates_[candidate].grant).ok();
    return judged->second;
  });
}

// A reversal has no line of its own: its kind is judged as Take does.
bool Authority::TakeView(const EventView& command, const EventView* reversed) {
  const EventKind* const kind = FindKind(command.kind);
  absl::InlinedVector<Deed, 2> deeds = {{kind, kind->lines_of_view(command)}};
  if (reversed != nullptr) {
    const EventKind* const of = FindKind(reversed->kind);
    if (of == nullptr || of->effect != Effect::kMoney) return false;
    deeds.push_back({of, of->lines_of_view(*reversed)});
  }
  allowed_.resize(candidates_.size());
  // What changes is tried on copies, since whoever is refused is judged again.
  std::vector<std::optional<Sums>> changed(candidates_.size());
  bool is_any_left = false;
  for (size_t i = 0; i < candidates_.size(); ++i) {
    if (!candidates_[i].is_left) continue;
    const Grant& grant = *candidates_[i].grant;
    bool is_allowed = std::all_of(deeds.begin(), deeds.end(), [&](const Deed& deed) {
      return deed.lines.empty() ? Judge(deed, grant).ok() : AllowsLines(deed, i);
    });
    Candidate tried = {&grant, true, grant.terms.amount_max() == 0 ? Sums() : candidates_[i].sums};
    for (const Deed& deed : deeds) is_allowed = is_allowed && AddAmounts(deed, &tried).ok();
    if (is_allowed) changed[i] = std::move(tried.sums);
    is_any_left |= is_allowed;
  }
  if (!is_any_left) return false;
  for (size_t i = 0; i < candidates_.size(); ++i) {
    if (!candidates_[i].is_left) continue;
    candidates_[i].is_left = changed[i].has_value();
    if (changed[i].has_value()) candidates_[i].sums = *std::move(changed[i]);
  }
  return true;
}

absl::Status Authority::WithAdvice(absl::Status refusal) const {
  for (size_t i = 0; i < std::min(candidates_.size(), kGrantsShown); ++i)
    refusal = Describing(refusal, *candidates_[i].grant, catalogue_->terms().currency_code());
  return NamingAdministrators(refusal, catalogue_->actors(), day_);
}

}  // namespace tranche
