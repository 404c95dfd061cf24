// The calls of one ledger (proto/service.proto), with a message in and a message out, or a stream of them: what the
// command line, a server and any other face call, wherever the ledger is. LedgerService answers them from a directory,
// ConnectToLedger (server/remote_ledger.h) asks a server.
//
// A request is read and answered in one moment of the ledger. Refusals carry their data (events/refusal.h); what is
// wrong with a field of the request names it (request_field.h). A sink that returns a status ends its stream with it;
// it is also asked while there is no row to give (sink.h).
//
// Thread safety: calls may run concurrently.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/catalogue/catalogue.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "replay/progress_report.h"
#include "service/sink.h"

namespace tranche {

class LedgerCalls {
 public:
  LedgerCalls() = default;
  LedgerCalls(const LedgerCalls&) = delete;
  LedgerCalls& operator=(const LedgerCalls&) = delete;
  virtual ~LedgerCalls() = default;

  // What there is (descriptions.h).
  virtual absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest& request) const = 0;
  virtual absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& request) const = 0;
  virtual absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request) const = 0;
  virtual absl::StatusOr<v1::ListSourcesResponse> ListSources(const v1::ListSourcesRequest& request) const = 0;
  virtual absl::StatusOr<v1::ListAreasResponse> ListAreas(const v1::ListAreasRequest& request) const = 0;
  virtual absl::StatusOr<v1::ListActorsResponse> ListActors(const v1::ListActorsRequest& request) const = 0;
  virtual absl::StatusOr<v1::ListRolesResponse> ListRoles(const v1::ListRolesRequest& request) const = 0;
  virtual absl::Status ListCatalogueEvents(const v1::ListCatalogueEventsRequest& request,
                                           const Sink<v1::ListCatalogueEventsResponse>& sink) const = 0;

  // The names of units, sources and areas as known now, for whoever shows answers.
  // Errors: DATA_LOSS  the catalogue cannot be read.
  virtual absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const = 0;

  // Whether whoever has these calls may ask at all, for doors that answer beside them. Each call asks that by itself.
  // Errors: PERMISSION_DENIED  they may not; DATA_LOSS  who may cannot be read.
  virtual absl::Status CheckMayAsk() const = 0;

  // What to warn of before something is recorded (ledger/clock_check.h).
  // Errors: FAILED_PRECONDITION  the head lies in the future of the clock; DATA_LOSS  the head cannot be read.
  virtual absl::Status CheckClock() const = 0;

  // Recording (record.h).
  virtual absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest& request) const = 0;
  virtual absl::StatusOr<v1::ReverseResponse> Reverse(const v1::ReverseRequest& request) const = 0;
  virtual absl::StatusOr<v1::ImportResponse> Import(const v1::ImportRequest& request) const = 0;

  // Rules (record.h).
  virtual absl::StatusOr<v1::GetRulesResponse> GetRules(const v1::GetRulesRequest& request) const = 0;
  virtual absl::StatusOr<v1::AdoptRulesResponse> AdoptRules(const v1::AdoptRulesRequest& request) const = 0;

  // Who may do what (record.h).
  virtual absl::StatusOr<v1::RegisterActorResponse> RegisterActor(const v1::RegisterActorRequest& request) const = 0;
  virtual absl::StatusOr<v1::GrantRoleResponse> GrantRole(const v1::GrantRoleRequest& request) const = 0;
  virtual absl::StatusOr<v1::RevokeRoleResponse> RevokeRole(const v1::RevokeRoleRequest& request) const = 0;

  // Questions (questions.h, events.h).
  virtual absl::StatusOr<v1::GetBalanceResponse> GetBalance(const v1::GetBalanceRequest& request) const = 0;
  virtual absl::Status Explain(const v1::ExplainRequest& request, const Sink<v1::ExplainResponse>& sink) const = 0;
  virtual absl::Status Restate(const v1::RestateRequest& request, const Sink<v1::RestateResponse>& sink) const = 0;
  virtual absl::StatusOr<v1::GetTimelineResponse> GetTimeline(const v1::GetTimelineRequest& request) const = 0;
  virtual absl::Status ListEvents(const v1::ListEventsRequest& request,
                                  const Sink<v1::ListEventsResponse>& sink) const = 0;
  virtual absl::StatusOr<v1::ReconcileResponse> Reconcile(const v1::ReconcileRequest& request) const = 0;
  virtual absl::Status Replay(const v1::ReplayRequest& request, const ProgressCallback& progress,
                              const Sink<v1::ReplayResponse>& sink) const = 0;

  // Checkpoints and proofs (proofs.h).
  virtual absl::StatusOr<v1::PublishCheckpointResponse> PublishCheckpoint(
      const v1::PublishCheckpointRequest& request) const = 0;
  virtual absl::StatusOr<v1::ListCheckpointsResponse> ListCheckpoints(
      const v1::ListCheckpointsRequest& request) const = 0;
  virtual absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest& request) const = 0;
  virtual absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest& request) const = 0;
  virtual absl::StatusOr<v1::GetPublicKeyResponse> GetPublicKey(const v1::GetPublicKeyRequest& request) const = 0;
  virtual absl::StatusOr<v1::ProveEventResponse> ProveEvent(const v1::ProveEventRequest& request) const = 0;
  virtual absl::StatusOr<v1::ProveConsistencyResponse> ProveConsistency(
      const v1::ProveConsistencyRequest& request) const = 0;
  virtual absl::StatusOr<v1::ProveBalanceResponse> ProveBalance(const v1::ProveBalanceRequest& request) const = 0;
  virtual absl::StatusOr<v1::CheckProofResponse> CheckProof(const v1::CheckProofRequest& request) const = 0;

  // The whole log (copies.h).
  virtual absl::Status ExportLog(const v1::ExportLogRequest& request, const ProgressCallback& progress,
                                 const Sink<v1::ExportLogResponse>& sink) const = 0;
  virtual absl::Status VerifyLedger(const v1::VerifyLedgerRequest& request,
                                    const Sink<v1::VerifyLedgerResponse>& sink) const = 0;
};

}  // namespace tranche
