#include "projections/catalogue/actors.h"

#include <algorithm>

#include "events/refusal.h"
#include "projections/catalogue/catalogue_id.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr size_t kAdministratorsLeast = 2;

// What was recorded before must not gain or lose its authority afterwards.
absl::Status CheckNotBeforeToday(const RoleDays& days) {
  if (days.effective >= days.recorded) return absl::OkStatus();
  return InField("effective_date",
                 Refuse(kRefused, "role.before-today",
                        "found {found}, wanted {today}, the day of recording, or a later day; roles are neither given "
                        "nor taken away for days that are over",
                        {DayField("found", days.effective), DayField("today", days.recorded)}));
}

bool IsAdministrator(const Grant& grant) { return grant.terms.role() == v1::ROLE_ADMINISTRATOR; }

bool Overlap(const Grant& a, const Grant& b) {
  const bool are_ever = a.first_day <= a.last_day && b.first_day <= b.last_day;
  return are_ever && a.first_day <= b.last_day && b.first_day <= a.last_day;
}

}  // namespace

absl::Status Actors::Register(const v1::ActorRegistered& registered, CivilDate first_day) {
  const std::string& id = registered.actor_id();
  if (absl::Status status = CheckCatalogueId("actor_id", id); !status.ok()) return status;
  if (Find(id) != nullptr) return CatalogueIdTaken("actor_id", id);
  const Actor* of_login = registered.login().empty() ? nullptr : FindByLogin(registered.login());
  if (of_login != nullptr)
    return InField("login", Refuse(absl::StatusCode::kAlreadyExists, "actor.login-taken",
                                   "\"{login}\" is the login of actor \"{actor}\" already",
                                   {TextField("login", registered.login()), TextField("actor", of_login->id)}));
  actors_[id] = {id, registered.person_id(), registered.name(), registered.login(), registered.public_key(), first_day};
  return absl::OkStatus();
}

absl::Status Actors::GrantRole(Sequence sequence, const v1::RoleGranted& granted, const RoleDays& days) {
  const Actor* const actor = Find(granted.actor_id());
  if (actor == nullptr)
    return Adding(InField("actor_id", Refuse(kInvalid, "actor.unknown", "unknown actor \"{actor}\"",
                                             {TextField("actor", granted.actor_id())})),
                  "register the actor first");
  if (absl::Status in_time = CheckNotBeforeToday(days); !in_time.ok()) return in_time;
  Grant grant;
  grant.sequence = sequence;
  grant.person = actor->person;
  grant.terms = granted;
  grant.first_day = days.effective;
  if (granted.until() != 0) {
    const absl::StatusOr<CivilDate> until = CivilDate::FromNumber(granted.until());
    if (!until.ok()) return InField("until", until.status());
    grant.last_day = *until;
  }
  if (absl::Status apart = CheckAdministratorApart(grant); !apart.ok()) return apart;
  grants_[sequence] = std::move(grant);
  return absl::OkStatus();
}

absl::Status Actors::RevokeRole(Sequence sequence, const v1::RoleRevoked& revoked, const RoleDays& days) {
  const Grant* const known = grants_.Find(revoked.granted_sequence());
  if (known == nullptr)
    return InField("granted_sequence", Refuse(kInvalid, "grant.unknown", "event {event} is no grant of a role",
                                              {NumberField("event", revoked.granted_sequence())}));
  if (absl::Status in_time = CheckNotBeforeToday(days); !in_time.ok()) return in_time;
  const Grant& grant = *known;
  if (grant.revocation != 0)
    return InField("granted_sequence",
                   Refuse(kRefused, "grant.ended", "grant {grant} was revoked already, by event {event}",
                          {NumberField("grant", grant.sequence), NumberField("event", grant.revocation)}));
  if (grant.last_day < days.effective)
    return InField("granted_sequence", Refuse(kRefused, "grant.ended", "grant {grant} has ended by itself on {day}",
                                              {NumberField("grant", grant.sequence), DayField("day", grant.last_day)}));
  if (absl::Status left = CheckTwoAdministratorsLeft(grant, days.effective); !left.ok()) return left;
  Grant& ended = grants_[grant.sequence];
  ended.last_day = days.effective.PlusDays(-1);
  ended.revocation = sequence;
  return absl::OkStatus();
}

absl::Status Actors::CheckAdministratorApart(const Grant& grant) const {
  for (const auto& [sequence, other] : grants_) {
    const bool differ = IsAdministrator(other) != IsAdministrator(grant);
    if (!differ || other.person != grant.person || !Overlap(other, grant)) continue;
    return InField("role", Adding(Refuse(kRefused, "role.administrator-apart",
                                         "person \"{person}\" would be administrator and hold another role: grant "
                                         "{other} of actor \"{actor}\"",
                                         {TextField("person", grant.person), NumberField("other", sequence),
                                          TextField("actor", other.terms.actor_id())}),
                                  "revoke that first, or choose another person"));
  }
  return absl::OkStatus();
}

// Those who are administrators on the day and whose grants nobody has revoked, not even for a later day, remain from
// then on: a grant of an administrator has no last day of its own.
absl::Status Actors::CheckTwoAdministratorsLeft(const Grant& revoked, CivilDate from) const {
  if (!IsAdministrator(revoked)) return absl::OkStatus();
  std::set<std::string> before;
  std::set<std::string> after;
  for (const auto& [sequence, grant] : grants_) {
    if (!IsAdministrator(grant) || grant.first_day > from || grant.revocation != 0) continue;
    before.insert(grant.person);
    if (sequence != revoked.sequence) after.insert(grant.person);
  }
  if (before.size() < kAdministratorsLeast || after.size() >= kAdministratorsLeast) return absl::OkStatus();
  return InField("granted_sequence",
                 Adding(Refuse(kRefused, "role.two-administrators",
                               "without grant {grant} fewer than two persons would be administrators from {day} on",
                               {NumberField("grant", revoked.sequence), DayField("day", from)}),
                        "make another person an administrator first"));
}

const Actor* Actors::FindByLogin(absl::string_view login) const {
  for (const auto& [id, actor] : actors_) {
    if (actor.login == login) return &actor;
  }
  return nullptr;
}

std::vector<const Grant*> Actors::GrantsOf(absl::string_view actor, CivilDate day) const {
  std::vector<const Grant*> grants;
  for (const auto& [sequence, grant] : grants_) {
    if (grant.terms.actor_id() == actor && grant.IsInForceOn(day)) grants.push_back(&grant);
  }
  return grants;
}

std::set<std::string> Actors::PersonsOn(CivilDate day, v1::Role role) const {
  std::set<std::string> persons;
  for (const auto& [sequence, grant] : grants_) {
    if (grant.terms.role() == role && grant.IsInForceOn(day)) persons.insert(grant.person);
  }
  return persons;
}

std::set<std::string> Actors::AdministratorsOn(CivilDate day) const {
  std::set<std::string> administrators;
  for (const auto& [sequence, grant] : grants_) {
    if (IsAdministrator(grant) && grant.IsInForceOn(day)) administrators.insert(grant.terms.actor_id());
  }
  return administrators;
}

}  // namespace tranche
