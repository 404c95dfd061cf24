// The calls of a ledger for one authenticated actor: what its grants of today allow (ledger/authority.h).
//
// Asking needs a grant in force, of any role. What records is recorded as by the actor, whatever the request says, and
// is judged by the grants when it is decided, under the same lock: a revocation that was recorded before it counts. So
// is a rehearsal. A caller without an actor is nobody who was asked: every call is made as it came.
//
// Thread safety: as the calls that it makes.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/caller.h"
#include "service/ledger_calls.h"

namespace tranche {

class CallsOfActor final : public LedgerCalls {
 public:
  // Costs nothing. `ledger_service` must outlive it.
  CallsOfActor(const LedgerCalls* ledger_service, Caller caller)
      : calls_(*ledger_service), caller_(std::move(caller)) {}

  // Errors: PERMISSION_DENIED  authority.no-actor, authority.no-grant; DATA_LOSS  the catalogue cannot be read.
  absl::Status CheckMayAsk() const override;

  // Errors: those of CheckMayAsk and of the call; a call that records has those of Authority too.
  absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest& request) const override {
    return Ask(&LedgerCalls::GetLedger, request);
  }
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& request) const override {
    return Ask(&LedgerCalls::GetStatus, request);
  }
  absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request) const override {
    return Ask(&LedgerCalls::ListUnits, request);
  }
  absl::StatusOr<v1::ListSourcesResponse> ListSources(const v1::ListSourcesRequest& request) const override {
    return Ask(&LedgerCalls::ListSources, request);
  }
  absl::StatusOr<v1::ListAreasResponse> ListAreas(const v1::ListAreasRequest& request) const override {
    return Ask(&LedgerCalls::ListAreas, request);
  }
  absl::Status ListCatalogueEvents(const v1::ListCatalogueEventsRequest& request,
                                   const Sink<v1::ListCatalogueEventsResponse>& sink) const override {
    return Ask(&LedgerCalls::ListCatalogueEvents, request, sink);
  }
  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override;
  absl::Status CheckClock() const override;
  absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest& request) const override {
    return RecordAs(&LedgerCalls::Record, request);
  }
  absl::StatusOr<v1::ReverseResponse> Reverse(const v1::ReverseRequest& request) const override {
    return RecordAs(&LedgerCalls::Reverse, request);
  }
  absl::StatusOr<v1::ImportResponse> Import(const v1::ImportRequest& request) const override {
    return RecordAs(&LedgerCalls::Import, request);
  }
  absl::StatusOr<v1::GetRulesResponse> GetRules(const v1::GetRulesRequest& request) const override {
    return Ask(&LedgerCalls::GetRules, request);
  }
  absl::StatusOr<v1::AdoptRulesResponse> AdoptRules(const v1::AdoptRulesRequest& request) const override {
    return RecordAs(&LedgerCalls::AdoptRules, request);
  }
  absl::StatusOr<v1::GetBalanceResponse> GetBalance(const v1::GetBalanceRequest& request) const override {
    return Ask(&LedgerCalls::GetBalance, request);
  }
  absl::Status Explain(const v1::ExplainRequest& request, const Sink<v1::ExplainResponse>& sink) const override {
    return Ask(&LedgerCalls::Explain, request, sink);
  }
  absl::Status Restate(const v1::RestateRequest& request, const Sink<v1::RestateResponse>& sink) const override {
    return Ask(&LedgerCalls::Restate, request, sink);
  }
  absl::StatusOr<v1::GetTimelineResponse> GetTimeline(const v1::GetTimelineRequest& request) const override {
    return Ask(&LedgerCalls::GetTimeline, request);
  }
  absl::Status ListEvents(const v1::ListEventsRequest& request,
                          const Sink<v1::ListEventsResponse>& sink) const override {
    return Ask(&LedgerCalls::ListEvents, request, sink);
  }
  absl::StatusOr<v1::ReconcileResponse> Reconcile(const v1::ReconcileRequest& request) const override {
    return Ask(&LedgerCalls::Reconcile, request);
  }
  absl::Status Replay(const v1::ReplayRequest& request, const ProgressCallback& progress,
                      const Sink<v1::ReplayResponse>& sink) const override;
  absl::StatusOr<v1::PublishCheckpointResponse> PublishCheckpoint(
      const v1::PublishCheckpointRequest& request) const override;
  absl::StatusOr<v1::ListCheckpointsResponse> ListCheckpoints(
      const v1::ListCheckpointsRequest& request) const override {
    return Ask(&LedgerCalls::ListCheckpoints, request);
  }
  absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest& request) const override {
    return Ask(&LedgerCalls::GetCheckpoint, request);
  }
  absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest& request) const override {
    return Ask(&LedgerCalls::AddCosignature, request);
  }
  absl::StatusOr<v1::GetPublicKeyResponse> GetPublicKey(const v1::GetPublicKeyRequest& request) const override {
    return Ask(&LedgerCalls::GetPublicKey, request);
  }
  absl::StatusOr<v1::ProveEventResponse> ProveEvent(const v1::ProveEventRequest& request) const override {
    return Ask(&LedgerCalls::ProveEvent, request);
  }
  absl::StatusOr<v1::ProveConsistencyResponse> ProveConsistency(
      const v1::ProveConsistencyRequest& request) const override {
    return Ask(&LedgerCalls::ProveConsistency, request);
  }
  absl::StatusOr<v1::ProveBalanceResponse> ProveBalance(const v1::ProveBalanceRequest& request) const override {
    return Ask(&LedgerCalls::ProveBalance, request);
  }
  absl::StatusOr<v1::CheckProofResponse> CheckProof(const v1::CheckProofRequest& request) const override {
    return Ask(&LedgerCalls::CheckProof, request);
  }
  absl::Status ExportLog(const v1::ExportLogRequest& request, const ProgressCallback& progress,
                         const Sink<v1::ExportLogResponse>& sink) const override;
  absl::Status VerifyLedger(const v1::VerifyLedgerRequest& request,
                            const Sink<v1::VerifyLedgerResponse>& sink) const override {
    return Ask(&LedgerCalls::VerifyLedger, request, sink);
  }
  absl::StatusOr<v1::ListActorsResponse> ListActors(const v1::ListActorsRequest& request) const override {
    return Ask(&LedgerCalls::ListActors, request);
  }
  absl::StatusOr<v1::ListRolesResponse> ListRoles(const v1::ListRolesRequest& request) const override {
    return Ask(&LedgerCalls::ListRoles, request);
  }
  absl::StatusOr<v1::RegisterActorResponse> RegisterActor(const v1::RegisterActorRequest& request) const override {
    return RecordAs(&LedgerCalls::RegisterActor, request);
  }
  absl::StatusOr<v1::GrantRoleResponse> GrantRole(const v1::GrantRoleRequest& request) const override {
    return RecordAs(&LedgerCalls::GrantRole, request);
  }
  absl::StatusOr<v1::RevokeRoleResponse> RevokeRole(const v1::RevokeRoleRequest& request) const override {
    return RecordAs(&LedgerCalls::RevokeRole, request);
  }

 private:
  template <typename Request, typename Response>
  using Unary = absl::StatusOr<Response> (LedgerCalls::*)(const Request&) const;
  template <typename Request, typename Response>
  using Stream = absl::Status (LedgerCalls::*)(const Request&, const Sink<Response>&) const;

  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(Unary<Request, Response> call, const Request& request) const {
    if (absl::Status may = CheckMayAsk(); !may.ok()) return may;
    return (calls_.*call)(request);
  }
  template <typename Request, typename Response>
  absl::Status Ask(Stream<Request, Response> call, const Request& request, const Sink<Response>& sink) const {
    const absl::Status may = CheckMayAsk();
    return may.ok() ? (calls_.*call)(request, sink) : may;
  }
  // A repeated command is answered with its first receipt, which only those who may ask are shown.
  template <typename Request, typename Response>
  absl::StatusOr<Response> RecordAs(Unary<Request, Response> call, const Request& request) const {
    if (caller_.actor.empty()) return (calls_.*call)(request);
    if (absl::Status may = CheckMayAsk(); !may.ok()) return may;
    Request as_actor = request;
    as_actor.mutable_options()->set_actor(caller_.actor);
    as_actor.mutable_options()->set_within_grants(true);
    return (calls_.*call)(as_actor);
  }

  const LedgerCalls& calls_;
  Caller caller_;
};

}  // namespace tranche
