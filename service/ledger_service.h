// The calls of a ledger in a directory that this process has open. Nothing is printed, and no text of a command line is
// read. What works on directories, without an open ledger, is in new_ledger.h and copies.h.
//
// Thread safety: calls may run concurrently.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/clock.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "ledger/ledger.h"
#include "service/ledger_calls.h"
#include "service/served_ledger.h"

namespace tranche {

class LedgerService final : public LedgerCalls {
 public:
  // Opens the ledger in `directory`; the calls that record need kWrite. The clock must outlive the service.
  // Errors: those of Ledger::Open.
  static absl::StatusOr<std::unique_ptr<LedgerService>> Open(const std::string& directory, Ledger::Access access,
                                                             Clock* clock, const OpenOptions& options = {});

  // What there is (descriptions.h).
  absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest& request) const override;
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& request) const override;
  absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request) const override;
  absl::StatusOr<v1::ListSourcesResponse> ListSources(const v1::ListSourcesRequest& request) const override;
  absl::StatusOr<v1::ListAreasResponse> ListAreas(const v1::ListAreasRequest& request) const override;
  absl::StatusOr<v1::ListActorsResponse> ListActors(const v1::ListActorsRequest& request) const override;
  absl::StatusOr<v1::ListRolesResponse> ListRoles(const v1::ListRolesRequest& request) const override;
  absl::Status ListCatalogueEvents(const v1::ListCatalogueEventsRequest& request,
                                   const Sink<v1::ListCatalogueEventsResponse>& sink) const override;

  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override;
  absl::Status CheckMayAsk() const override { return absl::OkStatus(); }  // whoever has the directory may
  absl::Status CheckClock() const override;

  // Recording (record.h).
  absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest& request) const override;
  absl::StatusOr<v1::ReverseResponse> Reverse(const v1::ReverseRequest& request) const override;
  absl::StatusOr<v1::ImportResponse> Import(const v1::ImportRequest& request) const override;

  // Rules (record.h).
  absl::StatusOr<v1::GetRulesResponse> GetRules(const v1::GetRulesRequest& request) const override;
  absl::StatusOr<v1::AdoptRulesResponse> AdoptRules(const v1::AdoptRulesRequest& request) const override;

  // Who may do what (record.h).
  absl::StatusOr<v1::RegisterActorResponse> RegisterActor(const v1::RegisterActorRequest& request) const override;
  absl::StatusOr<v1::GrantRoleResponse> GrantRole(const v1::GrantRoleRequest& request) const override;
  absl::StatusOr<v1::RevokeRoleResponse> RevokeRole(const v1::RevokeRoleRequest& request) const override;

  // Questions (questions.h, events.h).
  absl::StatusOr<v1::GetBalanceResponse> GetBalance(const v1::GetBalanceRequest& request) const override;
  absl::Status Explain(const v1::ExplainRequest& request, const Sink<v1::ExplainResponse>& sink) const override;
  absl::Status Restate(const v1::RestateRequest& request, const Sink<v1::RestateResponse>& sink) const override;
  absl::StatusOr<v1::GetTimelineResponse> GetTimeline(const v1::GetTimelineRequest& request) const override;
  absl::Status ListEvents(const v1::ListEventsRequest& request,
                          const Sink<v1::ListEventsResponse>& sink) const override;
  absl::StatusOr<v1::ReconcileResponse> Reconcile(const v1::ReconcileRequest& request) const override;
  absl::Status Replay(const v1::ReplayRequest& request, const ProgressCallback& progress,
                      const Sink<v1::ReplayResponse>& sink) const override;

  // Checkpoints and proofs (proofs.h).
  absl::StatusOr<v1::PublishCheckpointResponse> PublishCheckpoint(
      const v1::PublishCheckpointRequest& request) const override;
  absl::StatusOr<v1::ListCheckpointsResponse> ListCheckpoints(const v1::ListCheckpointsRequest& request) const override;
  absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest& request) const override;
  absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest& request) const override;
  absl::StatusOr<v1::GetPublicKeyResponse> GetPublicKey(const v1::GetPublicKeyRequest& request) const override;
  absl::StatusOr<v1::ProveEventResponse> ProveEvent(const v1::ProveEventRequest& request) const override;
  absl::StatusOr<v1::ProveConsistencyResponse> ProveConsistency(
      const v1::ProveConsistencyRequest& request) const override;
  absl::StatusOr<v1::ProveBalanceResponse> ProveBalance(const v1::ProveBalanceRequest& request) const override;
  absl::StatusOr<v1::CheckProofResponse> CheckProof(const v1::CheckProofRequest& request) const override;

  // For those who follow the log, and no calls of service.proto: the last sequence that was acknowledged, and the
  // events after one (events.h).
  Sequence head() const { return open_.ledger().head(); }
  absl::StatusOr<v1::EventList> EventsAfter(Sequence after, uint32_t most) const;

  // Likewise the log by place, for its monitors (log_tiles.h).
  absl::StatusOr<std::string> NewestCheckpoint() const;
  absl::StatusOr<std::string> HashTile(int level, uint64_t place, uint32_t width) const;
  absl::StatusOr<std::string> EntryBundle(uint64_t place, uint32_t width) const;

  // The whole log (copies.h).
  absl::Status ExportLog(const v1::ExportLogRequest& request, const ProgressCallback& progress,
                         const Sink<v1::ExportLogResponse>& sink) const override;

  // Every invariant of it (copies.h).
  absl::Status VerifyLedger(const v1::VerifyLedgerRequest& request,
                            const Sink<v1::VerifyLedgerResponse>& sink) const override;

 private:
  explicit LedgerService(ServedLedger open) : open_(std::move(open)) {}

  ServedLedger open_;
  mutable Mutex published_;  // what is published is read, changed and written
  mutable std::atomic<bool> is_verifying_ = false;
};

}  // namespace tranche
