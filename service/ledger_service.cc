#include "service/ledger_service.h"

#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "ledger/contact_view.h"
#include "ledger/damage.h"
#include "service/closings.h"
#include "service/contact.h"
#include "service/copies.h"
#include "service/descriptions.h"
#include "service/events.h"
#include "service/exceptions.h"
#include "service/log_tiles.h"
#include "service/projects.h"
#include "service/proofs.h"
#include "service/proposals.h"
#include "service/questions.h"
#include "service/record.h"
#include "service/role_lists.h"

namespace tranche {
namespace {

// An answer in its envelope; `field` gives the place for it. Damage says what to do next.
template <typename Response, typename Answer>
absl::StatusOr<Response> InEnvelope(absl::StatusOr<Answer> answer, Answer* (Response::*field)()) {
  if (!answer.ok()) return AdvisingOnDamage(answer.status());
  Response response;
  *(response.*field)() = *std::move(answer);
  return response;
}

// Each has a copy of the index, on disk and in part in memory.
absl::Status AlreadyVerifying() {
  return Adding(Refuse(absl::StatusCode::kResourceExhausted, "verify.already",
                       "the ledger is being verified for another caller, and one verification runs at a time"),
                "ask again when that one is done");
}

}  // namespace

LedgerService::LedgerService(ServedLedger open) : open_(std::move(open)) {
  *verified_.mutable_at() = ToTimestamp(open_.now());
}

absl::StatusOr<std::unique_ptr<LedgerService>> LedgerService::Open(const std::string& directory, Ledger::Access access,
                                                                   Clock* clock, const OpenOptions& options) {
  absl::StatusOr<ServedLedger> open = ServedLedger::Open(directory, access, clock, options);
  if (!open.ok()) return open.status();
  return std::unique_ptr<LedgerService>(new LedgerService(*std::move(open)));
}

// The contact before the head: the copy has all of it then.
Reached LedgerService::reached() const {
  const std::optional<LogContact> contact = ledger().contact();
  return {head(), contact, open_.now()};
}

template <typename Response>
absl::StatusOr<Response> LedgerService::Told(const std::optional<LogContact>& contact,
                                             absl::StatusOr<Response> answer) const {
  if (answer.ok() && contact) TellContact(ViewOf(*contact, open_.now()), &*answer);
  return answer;
}

template <typename Response>
Sink<Response> LedgerService::Telling(const Sink<Response>& sink) const {
  const std::optional<LogContact> contact = ledger().contact();
  if (!contact) return sink;
  return [this, contact, &sink](const Response& part) {
    Response told = part;
    TellContact(ViewOf(*contact, open_.now()), &told);
    return sink(told);
  };
}

absl::StatusOr<v1::GetLedgerResponse> LedgerService::GetLedger(const v1::GetLedgerRequest&) const {
  return DescribeLedger(open_);
}

absl::StatusOr<v1::GetStatusResponse> LedgerService::GetStatus(const v1::GetStatusRequest&) const {
  const std::optional<LogContact> contact = ledger().contact();
  absl::StatusOr<v1::GetStatusResponse> response =
      InEnvelope(ReadStatus(open_), &v1::GetStatusResponse::mutable_report);
  if (!response.ok()) return response;
  if (contact) *response->mutable_report()->mutable_contact() = ViewOf(*contact, open_.now());
  const MutexLock lock(verification_);
  *response->mutable_verified() = verified_;
  return response;
}

absl::StatusOr<v1::ListUnitsResponse> LedgerService::ListUnits(const v1::ListUnitsRequest& request) const {
  return InEnvelope(tranche::ListUnits(request, open_), &v1::ListUnitsResponse::mutable_list);
}

absl::StatusOr<v1::ListSourcesResponse> LedgerService::ListSources(const v1::ListSourcesRequest& request) const {
  return InEnvelope(tranche::ListSources(request, open_), &v1::ListSourcesResponse::mutable_list);
}

absl::StatusOr<v1::ListAreasResponse> LedgerService::ListAreas(const v1::ListAreasRequest& request) const {
  return InEnvelope(tranche::ListAreas(request, open_), &v1::ListAreasResponse::mutable_list);
}

absl::StatusOr<v1::ListActorsResponse> LedgerService::ListActors(const v1::ListActorsRequest& request) const {
  return InEnvelope(tranche::ListActors(request, open_), &v1::ListActorsResponse::mutable_list);
}

absl::StatusOr<v1::ListRolesResponse> LedgerService::ListRoles(const v1::ListRolesRequest& request) const {
  return InEnvelope(tranche::ListRoles(request, open_), &v1::ListRolesResponse::mutable_list);
}

absl::Status LedgerService::ListCatalogueEvents(const v1::ListCatalogueEventsRequest& request,
                                                const Sink<v1::ListCatalogueEventsResponse>& sink) const {
  return AdvisingOnDamage(tranche::ListCatalogueEvents(request, open_, sink));
}

absl::StatusOr<std::shared_ptr<const Catalogue>> LedgerService::Names() const {
  return open_.ledger().View().CatalogueAt(open_.ledger().head());
}

absl::Status LedgerService::CheckClock() const { return open_.CheckClock(); }

absl::StatusOr<v1::RecordResponse> LedgerService::Record(const v1::RecordRequest& request) const {
  absl::StatusOr<v1::RecordResponse> response = tranche::Record(request, open_);
  return response.ok() ? response : AdvisingOnDamage(response.status());
}

absl::StatusOr<v1::ReverseResponse> LedgerService::Reverse(const v1::ReverseRequest& request) const {
  return InEnvelope(tranche::Reverse(request, open_), &v1::ReverseResponse::mutable_receipt);
}

absl::StatusOr<v1::ImportResponse> LedgerService::Import(const v1::ImportRequest& request) const {
  return InEnvelope(ImportRows(request, open_), &v1::ImportResponse::mutable_report);
}

absl::StatusOr<v1::GetRulesResponse> LedgerService::GetRules(const v1::GetRulesRequest& request) const {
  return InEnvelope(ReadRules(request, open_), &v1::GetRulesResponse::mutable_report);
}

absl::StatusOr<v1::AdoptRulesResponse> LedgerService::AdoptRules(const v1::AdoptRulesRequest& request) const {
  return InEnvelope(tranche::AdoptRules(request, open_), &v1::AdoptRulesResponse::mutable_receipt);
}

absl::StatusOr<v1::RegisterActorResponse> LedgerService::RegisterActor(const v1::RegisterActorRequest& request) const {
  return InEnvelope(tranche::RegisterActor(request, open_), &v1::RegisterActorResponse::mutable_receipt);
}

absl::StatusOr<v1::GrantRoleResponse> LedgerService::GrantRole(const v1::GrantRoleRequest& request) const {
  return InEnvelope(tranche::GrantRole(request, open_), &v1::GrantRoleResponse::mutable_receipt);
}

absl::StatusOr<v1::RevokeRoleResponse> LedgerService::RevokeRole(const v1::RevokeRoleRequest& request) const {
  return InEnvelope(tranche::RevokeRole(request, open_), &v1::RevokeRoleResponse::mutable_receipt);
}

absl::StatusOr<v1::ClosePeriodResponse> LedgerService::ClosePeriod(const v1::ClosePeriodRequest& request) const {
  return InEnvelope(tranche::ClosePeriod(request, open_), &v1::ClosePeriodResponse::mutable_receipt);
}

absl::StatusOr<v1::ReopenPeriodResponse> LedgerService::ReopenPeriod(const v1::ReopenPeriodRequest& request) const {
  return InEnvelope(tranche::ReopenPeriod(request, open_), &v1::ReopenPeriodResponse::mutable_receipt);
}

absl::StatusOr<v1::CarryOverYearResponse> LedgerService::CarryOverYear(const v1::CarryOverYearRequest& request) const {
  absl::StatusOr<v1::CarryOverYearResponse> answer = tranche::CarryOverYear(request, open_);
  if (!answer.ok()) return AdvisingOnDamage(answer.status());
  return answer;
}

absl::StatusOr<v1::HandOverResponse> LedgerService::HandOver(const v1::HandOverRequest& request) const {
  absl::StatusOr<v1::HandOverResponse> answer = tranche::HandOver(request, open_);
  if (!answer.ok()) return AdvisingOnDamage(answer.status());
  return answer;
}

absl::StatusOr<v1::ListClosingsResponse> LedgerService::ListClosings(const v1::ListClosingsRequest& request) const {
  return InEnvelope(tranche::ListClosings(request, open_), &v1::ListClosingsResponse::mutable_list);
}

absl::StatusOr<v1::ListProjectsResponse> LedgerService::ListProjects(const v1::ListProjectsRequest& request) const {
  const std::optional<LogContact> contact = ledger().contact();
  absl::StatusOr<v1::ListProjectsResponse> answer = AskProjects(request, open_);
  if (!answer.ok()) return AdvisingOnDamage(answer.status());
  return Told(contact, std::move(answer));
}

absl::StatusOr<v1::ListOutputsResponse> LedgerService::ListOutputs(const v1::ListOutputsRequest& request) const {
  const std::optional<LogContact> contact = ledger().contact();
  absl::StatusOr<v1::ListOutputsResponse> answer = AskOutputs(request, open_);
  if (!answer.ok()) return AdvisingOnDamage(answer.status());
  return Told(contact, std::move(answer));
}

absl::Status LedgerService::ListProposals(const v1::ListProposalsRequest& request,
                                          const Sink<v1::ListProposalsResponse>& sink) const {
  return AdvisingOnDamage(tranche::ListProposals(request, open_, sink));
}

absl::StatusOr<v1::ApproveProposalResponse> LedgerService::ApproveProposal(
    const v1::ApproveProposalRequest& request) const {
  absl::StatusOr<v1::ApproveProposalResponse> answer = tranche::ApproveProposal(request, open_);
  if (!answer.ok()) return AdvisingOnDamage(answer.status());
  return answer;
}

absl::StatusOr<v1::RejectProposalResponse> LedgerService::RejectProposal(
    const v1::RejectProposalRequest& request) const {
  absl::StatusOr<v1::RejectProposalResponse> answer = tranche::RejectProposal(request, open_);
  if (!answer.ok()) return AdvisingOnDamage(answer.status());
  return answer;
}

absl::StatusOr<v1::GetFourEyesResponse> LedgerService::GetFourEyes(const v1::GetFourEyesRequest& request) const {
  return InEnvelope(ReadFourEyes(request, open_), &v1::GetFourEyesResponse::mutable_report);
}

absl::StatusOr<v1::SetFourEyesResponse> LedgerService::SetFourEyes(const v1::SetFourEyesRequest& request) const {
  return InEnvelope(tranche::SetFourEyes(request, open_), &v1::SetFourEyesResponse::mutable_receipt);
}

absl::StatusOr<v1::GetBalanceResponse> LedgerService::GetBalance(const v1::GetBalanceRequest& request) const {
  const std::optional<LogContact> contact = ledger().contact();
  absl::StatusOr<v1::GetBalanceResponse> answer = AskBalance(request, open_);
  if (!answer.ok()) return AdvisingOnDamage(answer.status());
  return answer->lasts() ? answer : Told(contact, std::move(answer));
}

absl::StatusOr<v1::GetTimelineResponse> LedgerService::GetTimeline(const v1::GetTimelineRequest& request) const {
  const std::optional<LogContact> contact = ledger().contact();
  return Told(contact, InEnvelope(AskTimeline(request, open_), &v1::GetTimelineResponse::mutable_timeline));
}

absl::StatusOr<v1::ReconcileResponse> LedgerService::Reconcile(const v1::ReconcileRequest& request) const {
  const std::optional<LogContact> contact = ledger().contact();
  return Told(contact, InEnvelope(AskReconciliation(request, open_), &v1::ReconcileResponse::mutable_reconciliation));
}

absl::StatusOr<v1::PublishCheckpointResponse> LedgerService::PublishCheckpoint(
    const v1::PublishCheckpointRequest& request) const {
  const MutexLock lock(published_);
  return InEnvelope(Publish(request, open_), &v1::PublishCheckpointResponse::mutable_checkpoint);
}

absl::StatusOr<v1::ListCheckpointsResponse> LedgerService::ListCheckpoints(const v1::ListCheckpointsRequest&) const {
  return InEnvelope(ListPublished(open_), &v1::ListCheckpointsResponse::mutable_list);
}

absl::StatusOr<v1::GetCheckpointResponse> LedgerService::GetCheckpoint(const v1::GetCheckpointRequest& request) const {
  return InEnvelope(FindPublished(request, open_), &v1::GetCheckpointResponse::mutable_checkpoint);
}

absl::StatusOr<v1::ProveEventResponse> LedgerService::ProveEvent(const v1::ProveEventRequest& request) const {
  return InEnvelope(ProveAnEvent(request, open_), &v1::ProveEventResponse::mutable_proof);
}

absl::StatusOr<v1::ProveConsistencyResponse> LedgerService::ProveConsistency(
    const v1::ProveConsistencyRequest& request) const {
  return InEnvelope(ProveGrowth(request, open_), &v1::ProveConsistencyResponse::mutable_proof);
}

absl::StatusOr<v1::ProveBalanceResponse> LedgerService::ProveBalance(const v1::ProveBalanceRequest& request) const {
  return InEnvelope(ProveABalance(request, open_), &v1::ProveBalanceResponse::mutable_proof);
}

absl::Status LedgerService::Explain(const v1::ExplainRequest& request, const Sink<v1::ExplainResponse>& sink) const {
  return AdvisingOnDamage(AskExplanation(request, open_, Telling(sink)));
}

absl::Status LedgerService::ListOpenItems(const v1::ListOpenItemsRequest& request,
                                          const Sink<v1::ListOpenItemsResponse>& sink) const {
  return AdvisingOnDamage(AskOpenItems(request, open_, Telling(sink)));
}

absl::Status LedgerService::ListExceptions(const v1::ListExceptionsRequest& request,
                                           const Sink<v1::ListExceptionsResponse>& sink) const {
  return AdvisingOnDamage(AskExceptions(request, open_, Telling(sink)));
}

absl::Status LedgerService::Restate(const v1::RestateRequest& request, const Sink<v1::RestateResponse>& sink) const {
  return AdvisingOnDamage(AskRestatement(request, open_, Telling(sink)));
}

absl::Status LedgerService::ListEvents(const v1::ListEventsRequest& request,
                                       const Sink<v1::ListEventsResponse>& sink) const {
  return AdvisingOnDamage(tranche::ListEvents(request, open_, sink));
}

absl::Status LedgerService::Replay(const v1::ReplayRequest& request, const ProgressCallback& progress,
                                   const Sink<v1::ReplayResponse>& sink) const {
  return AdvisingOnDamage(ReplayHistory(request, open_, progress, Telling(sink)));
}

absl::StatusOr<v1::EventList> LedgerService::EventsAfter(Sequence after, uint32_t most) const {
  absl::StatusOr<v1::EventList> events = ReadEventsAfter(after, most, open_);
  if (!events.ok()) return AdvisingOnDamage(events.status());
  return events;
}

absl::StatusOr<std::string> LedgerService::NewestCheckpoint() const { return ReadNewestCheckpoint(open_); }

absl::StatusOr<std::string> LedgerService::HashTile(int level, uint64_t place, uint32_t width) const {
  return ReadHashTile(level, place, width, open_);
}

absl::StatusOr<std::string> LedgerService::EntryBundle(uint64_t place, uint32_t width) const {
  return ReadEntryBundle(place, width, open_);
}

absl::Status LedgerService::ExportLog(const v1::ExportLogRequest& request, const ProgressCallback& progress,
                                      const Sink<v1::ExportLogResponse>& sink) const {
  return AdvisingOnDamage(ExportHistory(request, open_, progress, sink));
}

absl::Status LedgerService::VerifyLedger(const v1::VerifyLedgerRequest&,
                                         const Sink<v1::VerifyLedgerResponse>& sink) const {
  if (is_verifying_.exchange(true)) return AlreadyVerifying();
  const absl::Cleanup done = [this] { is_verifying_ = false; };
  v1::VerifiedEvents found;
  *found.mutable_at() = ToTimestamp(open_.now());
  return VerifyHistory(open_, [&](const v1::VerifyLedgerResponse& part) {
    if (part.has_report()) {
      found.set_events(part.report().findings().empty() ? part.report().events() : 0);
      const MutexLock lock(verification_);
      verified_ = found;
    }
    return sink(part);
  });
}

absl::StatusOr<v1::AddCosignatureResponse> LedgerService::AddCosignature(
    const v1::AddCosignatureRequest& request) const {
  const MutexLock lock(published_);
  return tranche::AddCosignature(request, open_);
}

absl::StatusOr<v1::GetPublicKeyResponse> LedgerService::GetPublicKey(const v1::GetPublicKeyRequest&) const {
  return InEnvelope(ShowPublicKey(open_), &v1::GetPublicKeyResponse::mutable_key);
}

absl::StatusOr<v1::CheckProofResponse> LedgerService::CheckProof(const v1::CheckProofRequest& request) const {
  return InEnvelope(CheckAProof(request), &v1::CheckProofResponse::mutable_report);
}

}  // namespace tranche
