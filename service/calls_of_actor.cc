#include "service/calls_of_actor.h"

#include "events/refusal.h"
#include "ledger/authority.h"

namespace tranche {

absl::Status CallsOfActor::CheckMayAsk() const { return CheckGrants(&tranche::CheckMayAsk); }

absl::Status CallsOfActor::CheckGrants(absl::Status (*check)(const Actors&, const std::string&, CivilDate)) const {
  if (caller_.actor.empty()) return absl::OkStatus();
  const absl::StatusOr<v1::GetLedgerResponse> ledger = calls_.GetLedger({});
  if (!ledger.ok()) return ledger.status();
  const absl::StatusOr<CivilDate> today = CivilDate::Parse(ledger->today());
  if (!today.ok()) return today.status();
  const absl::StatusOr<std::shared_ptr<const Catalogue>> catalogue = calls_.Names();
  if (!catalogue.ok()) return catalogue.status();
  return check((*catalogue)->actors(), caller_.actor, *today);
}

absl::StatusOr<std::shared_ptr<const Catalogue>> CallsOfActor::Names() const {
  if (absl::Status may = CheckMayAsk(); !may.ok()) return may;
  return calls_.Names();
}

absl::Status CallsOfActor::CheckNobodyMayRecord() const {
  const absl::StatusOr<std::shared_ptr<const Catalogue>> catalogue = calls_.Names();
  if (!catalogue.ok()) return catalogue.status();
  if (!(*catalogue)->four_eyes().on) return absl::OkStatus();
  return Adding(Refuse(absl::StatusCode::kPermissionDenied, "four-eyes.nobody",
                       "four eyes is on, and this server does not know who calls"),
                "serve with access by tokens or certificates (`tranche serve --access`)");
}

absl::Status CallsOfActor::CheckSameActor(const v1::RecordingOptions& options) const {
  if (caller_.sent_on_by.empty() || !options.within_grants() || options.actor() == caller_.actor)
    return absl::OkStatus();
  return Adding(Refuse(absl::StatusCode::kPermissionDenied, "authority.other-actor",
                       "node {node} knows who calls as {there}, and this one as {here}",
                       {TextField("node", caller_.sent_on_by), TextField("there", options.actor()),
                        TextField("here", caller_.actor)}),
                "give all nodes the same credentials (`tranche serve --access`)");
}

absl::Status CallsOfActor::CheckClock() const { return calls_.CheckClock(); }

absl::StatusOr<v1::PublishCheckpointResponse> CallsOfActor::Ask(
    Unary<v1::PublishCheckpointRequest, v1::PublishCheckpointResponse> call,
    const v1::PublishCheckpointRequest& request) const {
  if (caller_.actor.empty()) return (calls_.*call)(request);
  if (absl::Status may = CheckMayAsk(); !may.ok()) return may;
  v1::PublishCheckpointRequest as_actor = request;
  as_actor.set_actor(caller_.actor);
  as_actor.set_within_grants(true);
  return (calls_.*call)(as_actor);
}

absl::StatusOr<v1::AddCosignatureResponse> CallsOfActor::Ask(
    Unary<v1::AddCosignatureRequest, v1::AddCosignatureResponse> call, const v1::AddCosignatureRequest& request) const {
  if (absl::Status may = CheckGrants(&CheckMayPublish); !may.ok()) return may;
  return (calls_.*call)(request);
}

}  // namespace tranche
