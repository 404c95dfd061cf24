#include "service/role_lists.h"

#include <string>

#include "events/money.h"
#include "events/refusal.h"
#include "service/known_catalogue.h"
#include "service/request_field.h"
#include "service/role_text.h"

namespace tranche {
namespace {

v1::RoleRow RowOf(const Grant& grant, CivilDate on) {
  v1::RoleRow row;
  row.set_grant(grant.sequence);
  row.set_actor_id(grant.terms.actor_id());
  row.set_person_id(grant.person);
  row.set_role(RoleWord(grant.terms.role()));
  *row.mutable_authorities() = grant.terms.authorities();
  *row.mutable_unit_ids() = grant.terms.unit_ids();
  *row.mutable_source_ids() = grant.terms.source_ids();
  *row.mutable_kinds() = grant.terms.kinds();
  if (grant.terms.amount_max() != 0) row.set_amount_max(ToDigits(grant.terms.amount_max()));
  row.set_first_day(grant.first_day.ToString());
  if (grant.last_day != CivilDate::Max()) row.set_last_day(grant.last_day.ToString());
  row.set_revocation(grant.revocation);
  row.set_in_force(grant.IsInForceOn(on));
  return row;
}

}  // namespace

absl::StatusOr<v1::ActorList> ListActors(const v1::ListActorsRequest& request, const ServedLedger& open) {
  const absl::StatusOr<KnownCatalogue> known = CatalogueFor(request, open);
  if (!known.ok()) return known.status();
  v1::ActorList list;
  for (const auto& [id, actor] : known->catalogue->actors().actors()) {
    v1::ActorRow& row = *list.add_actors();
    row.set_actor_id(id);
    row.set_person_id(actor.person);
    row.set_name(actor.name);
    row.set_login(actor.login);
    row.set_public_key(actor.public_key);
    row.set_first_day(actor.first_day.ToString());
  }
  return list;
}

absl::StatusOr<v1::RoleList> ListRoles(const v1::ListRolesRequest& request, const ServedLedger& open) {
  const absl::StatusOr<KnownCatalogue> known = CatalogueFor(request, open);
  if (!known.ok()) return known.status();
  const absl::StatusOr<CivilDate> on = ReadDate("on", Given(request.has_on(), request.on()), known->moment.today());
  if (!on.ok()) return on.status();
  const Actors& actors = known->catalogue->actors();
  if (request.has_actor() && actors.Find(request.actor()) == nullptr)
    return AtField("actor", Refuse(absl::StatusCode::kInvalidArgument, "actor.unknown", "unknown actor \"{actor}\"",
                                   {TextField("actor", request.actor())}));
  v1::RoleList list;
  for (const auto& [sequence, grant] : actors.grants()) {
    if (request.has_actor() && grant.terms.actor_id() != request.actor()) continue;
    if (request.has_on() && !grant.IsInForceOn(*on)) continue;
    *list.add_roles() = RowOf(grant, *on);
  }
  return list;
}

}  // namespace tranche
