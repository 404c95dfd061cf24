// Calls none of which answers, for tests that want some of them to answer in a way of their own.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "service/ledger_calls.h"

namespace tranche {

// Each refuses with UNIMPLEMENTED.
class UnansweredCalls : public LedgerCalls {
 public:
  absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest&) const override { return No(); }
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest&) const override { return No(); }
  absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest&) const override { return No(); }
  absl::StatusOr<v1::ListSourcesResponse> ListSources(const v1::ListSourcesRequest&) const override { return No(); }
  absl::StatusOr<v1::ListAreasResponse> ListAreas(const v1::ListAreasRequest&) const override { return No(); }
  absl::StatusOr<v1::ListActorsResponse> ListActors(const v1::ListActorsRequest&) const override { return No(); }
  absl::StatusOr<v1::ListRolesResponse> ListRoles(const v1::ListRolesRequest&) const override { return No(); }
  absl::Status ListCatalogueEvents(const v1::ListCatalogueEventsRequest&,
                                   const Sink<v1::ListCatalogueEventsResponse>&) const override {
    return No();
  }
  absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest&) const override { return No(); }
  absl::StatusOr<v1::ReverseResponse> Reverse(const v1::ReverseRequest&) const override { return No(); }
  absl::StatusOr<v1::ImportResponse> Import(const v1::ImportRequest&) const override { return No(); }
  absl::StatusOr<v1::GetRulesResponse> GetRules(const v1::GetRulesRequest&) const override { return No(); }
  absl::StatusOr<v1::AdoptRulesResponse> AdoptRules(const v1::AdoptRulesRequest&) const override { return No(); }
  absl::StatusOr<v1::RegisterActorResponse> RegisterActor(const v1::RegisterActorRequest&) const override {
    return No();
  }
  absl::StatusOr<v1::GrantRoleResponse> GrantRole(const v1::GrantRoleRequest&) const override { return No(); }
  absl::StatusOr<v1::RevokeRoleResponse> RevokeRole(const v1::RevokeRoleRequest&) const override { return No(); }
  absl::StatusOr<v1::GetBalanceResponse> GetBalance(const v1::GetBalanceRequest&) const override { return No(); }
  absl::Status Explain(const v1::ExplainRequest&, const Sink<v1::ExplainResponse>&) const override { return No(); }
  absl::Status Restate(const v1::RestateRequest&, const Sink<v1::RestateResponse>&) const override { return No(); }
  absl::StatusOr<v1::GetTimelineResponse> GetTimeline(const v1::GetTimelineRequest&) const override { return No(); }
  absl::Status ListEvents(const v1::ListEventsRequest&, const Sink<v1::ListEventsResponse>&) const override {
    return No();
  }
  absl::StatusOr<v1::ReconcileResponse> Reconcile(const v1::ReconcileRequest&) const override { return No(); }
  absl::Status Replay(const v1::ReplayRequest&, const ProgressCallback&,
                      const Sink<v1::ReplayResponse>&) const override {
    return No();
  }
  absl::StatusOr<v1::PublishCheckpointResponse> PublishCheckpoint(const v1::PublishCheckpointRequest&) const override {
    return No();
  }
  absl::StatusOr<v1::ListCheckpointsResponse> ListCheckpoints(const v1::ListCheckpointsRequest&) const override {
    return No();
  }
  absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest&) const override {
    return No();
  }
  absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest&) const override {
    return No();
  }
  absl::StatusOr<v1::GetPublicKeyResponse> GetPublicKey(const v1::GetPublicKeyRequest&) const override { return No(); }
  absl::StatusOr<v1::ProveEventResponse> ProveEvent(const v1::ProveEventRequest&) const override { return No(); }
  absl::StatusOr<v1::ProveConsistencyResponse> ProveConsistency(const v1::ProveConsistencyRequest&) const override {
    return No();
  }
  absl::StatusOr<v1::ProveBalanceResponse> ProveBalance(const v1::ProveBalanceRequest&) const override { return No(); }
  absl::StatusOr<v1::CheckProofResponse> CheckProof(const v1::CheckProofRequest&) const override { return No(); }
  absl::Status ExportLog(const v1::ExportLogRequest&, const ProgressCallback&,
                         const Sink<v1::ExportLogResponse>&) const override {
    return No();
  }
  absl::Status VerifyLedger(const v1::VerifyLedgerRequest&, const Sink<v1::VerifyLedgerResponse>&) const override {
    return No();
  }
  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override { return No(); }
  absl::Status CheckMayAsk() const override { return No(); }
  absl::Status CheckClock() const override { return No(); }

 private:
  static absl::Status No() { return absl::UnimplementedError("not in this test"); }
};

}  // namespace tranche
