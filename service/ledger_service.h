// Every call of one ledger (proto/service.proto), with a message in and a message out, or a stream of them: what the
// command line, a server and any other face call. Nothing is printed, and no text of a command line is read.
//
// A request is read and answered in one moment of the ledger. Refusals carry their data (events/refusal.h); what is
// wrong with a field of the request names it (request_field.h). A sink that returns a status ends its stream with it;
// it is also asked while there is no row to give (sink.h). What works on directories, without an open ledger, is in
// new_ledger.h and copies.h.
//
// Thread safety: calls may run concurrently.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/clock.h"
#include "events/mutex.h"
#include "ledger/ledger.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "replay/progress_report.h"
#include "service/served_ledger.h"
#include "service/sink.h"

namespace tranche {

class LedgerService {
 public:
  // Opens the ledger in `directory`; the calls that record need kWrite. The clock must outlive the service.
  // Errors: those of Ledger::Open.
  static absl::StatusOr<std::unique_ptr<LedgerService>> Open(const std::string& directory, Ledger::Access access,
                                                             Clock* clock, const OpenOptions& options = {});

  // What there is (descriptions.h).
  absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest& request) const;
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& request) const;
  absl::StatusOr<v1::ListUnitsResponse> ListUnits(const v1::ListUnitsRequest& request) const;
  absl::StatusOr<v1::ListSourcesResponse> ListSources(const v1::ListSourcesRequest& request) const;
  absl::StatusOr<v1::ListAreasResponse> ListAreas(const v1::ListAreasRequest& request) const;

  // The names of units, sources and areas as known now, for whoever shows answers.
  // Errors: DATA_LOSS  the catalogue cannot be read.
  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const;

  // What to warn of before something is recorded (ledger/clock_check.h).
  // Errors: FAILED_PRECONDITION  the head lies in the future of the clock; DATA_LOSS  the head cannot be read.
  absl::Status CheckClock() const;

  // Recording (record.h).
  absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest& request) const;
  absl::StatusOr<v1::ReverseResponse> Reverse(const v1::ReverseRequest& request) const;
  absl::StatusOr<v1::ImportResponse> Import(const v1::ImportRequest& request) const;

  // Rules (record.h).
  absl::StatusOr<v1::GetRulesResponse> GetRules(const v1::GetRulesRequest& request) const;
  absl::StatusOr<v1::AdoptRulesResponse> AdoptRules(const v1::AdoptRulesRequest& request) const;

  // Questions (questions.h, events.h).
  absl::StatusOr<v1::GetBalanceResponse> GetBalance(const v1::GetBalanceRequest& request) const;
  absl::Status Explain(const v1::ExplainRequest& request, const Sink<v1::ExplainResponse>& sink) const;
  absl::Status Restate(const v1::RestateRequest& request, const Sink<v1::RestateResponse>& sink) const;
  absl::Status ListEvents(const v1::ListEventsRequest& request, const Sink<v1::ListEventsResponse>& sink) const;
  absl::StatusOr<v1::ReconcileResponse> Reconcile(const v1::ReconcileRequest& request) const;
  absl::Status Replay(const v1::ReplayRequest& request, const ProgressCallback& progress,
                      const Sink<v1::ReplayResponse>& sink) const;

  // Checkpoints and proofs (proofs.h).
  absl::StatusOr<v1::PublishCheckpointResponse> PublishCheckpoint(const v1::PublishCheckpointRequest& request) const;
  absl::StatusOr<v1::ListCheckpointsResponse> ListCheckpoints(const v1::ListCheckpointsRequest& request) const;
  absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest& request) const;
  absl::StatusOr<v1::AddCosignatureResponse> AddCosignature(const v1::AddCosignatureRequest& request) const;
  absl::StatusOr<v1::GetPublicKeyResponse> GetPublicKey(const v1::GetPublicKeyRequest& request) const;
  absl::StatusOr<v1::ProveEventResponse> ProveEvent(const v1::ProveEventRequest& request) const;
  absl::StatusOr<v1::ProveConsistencyResponse> ProveConsistency(const v1::ProveConsistencyRequest& request) const;
  absl::StatusOr<v1::ProveBalanceResponse> ProveBalance(const v1::ProveBalanceRequest& request) const;
  static absl::StatusOr<v1::CheckProofResponse> CheckProof(const v1::CheckProofRequest& request);

  // The whole log (copies.h).
  absl::Status ExportLog(const v1::ExportLogRequest& request, const ProgressCallback& progress,
                         const Sink<v1::ExportLogResponse>& sink) const;

 private:
  explicit LedgerService(ServedLedger open) : open_(std::move(open)) {}

  ServedLedger open_;
  mutable Mutex published_;  // what is published is read, changed and written
};

}  // namespace tranche
