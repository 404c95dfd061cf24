// Who may be given roles, and the roles that they have: a fold over ActorRegistered, RoleGranted and RoleRevoked, and a
// part of the catalogue, which knows units and sources.
//
// Invariants, enforced by the members that change it:
//   1. Actor ids are unique, and so are logins.
//   2. A grant is of a registered actor; it neither begins nor ends before the day on which that is recorded.
//   3. A person who is administrator on a day has no other role on it.
//   4. Once two persons are administrators, no revocation leaves fewer.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "projections/catalogue/persistent_map.h"
#include "proto/event.pb.h"

namespace tranche {

struct Actor {
  std::string id;
  std::string person;
  std::string name;
  std::string login;       // empty: none
  std::string public_key;  // Ed25519, 32 bytes; empty: none
  CivilDate first_day;
};

struct Grant {
  Sequence sequence = 0;  // its name
  std::string person;     // of the actor
  v1::RoleGranted terms;
  CivilDate first_day;
  CivilDate last_day = CivilDate::Max();  // inclusive; before first_day if it was revoked before it began
  Sequence revocation = 0;                // 0: none

  bool IsInForceOn(CivilDate day) const { return first_day <= day && day <= last_day; }
};

// When a role event is recorded, and when it counts from.
struct RoleDays {
  CivilDate recorded;   // the civil date of recorded_at, by the ledger's offset
  CivilDate effective;  // not before `recorded`
};

class Actors {
 public:
  // Errors: INVALID_ARGUMENT  catalogue.id; ALREADY_EXISTS  catalogue.id-taken, actor.login-taken.
  absl::Status Register(const v1::ActorRegistered& registered, CivilDate first_day);

  // Whether the units and sources are known is for the caller to check.
  // Errors: INVALID_ARGUMENT  actor.unknown; FAILED_PRECONDITION  role.before-today, role.administrator-apart.
  absl::Status GrantRole(Sequence sequence, const v1::RoleGranted& granted, const RoleDays& days);

  // Errors: INVALID_ARGUMENT  grant.unknown; FAILED_PRECONDITION  role.before-today, grant.ended,
  // role.two-administrators.
  absl::Status RevokeRole(Sequence sequence, const v1::RoleRevoked& revoked, const RoleDays& days);

  // The actor, or null.
  const Actor* Find(absl::string_view id) const { return actors_.Find(id); }
  const Actor* FindByLogin(absl::string_view login) const;

  // By id, ascending.
  const ById<Actor>& actors() const { return actors_; }
  // By sequence, ascending; those that have ended too.
  const PersistentMap<Sequence, Grant>& grants() const { return grants_; }

  // The grants of `actor` in force on `day`, by sequence. Cost: every grant is looked at.
  std::vector<const Grant*> GrantsOf(absl::string_view actor, CivilDate day) const;

  // The persons that have a role on `day`, ascending.
  std::set<std::string> PersonsOn(CivilDate day, v1::Role role) const;

  // The ids of the actors that are administrators on `day`, ascending.
  std::set<std::string> AdministratorsOn(CivilDate day) const;

 private:
  absl::Status CheckAdministratorApart(const Grant& grant) const;
  absl::Status CheckTwoAdministratorsLeft(const Grant& revoked, CivilDate from) const;

  ById<Actor> actors_;
  PersistentMap<Sequence, Grant> grants_;
};

}  // namespace tranche
