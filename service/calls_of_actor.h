// The calls of a ledger for one authenticated actor: what its grants of today allow (ledger/authority.h).
//
// Asking needs a grant in force, of any role; to add a cosignature, one that publishes checkpoints. What records is
// recorded as by the actor, whatever the request says, and is judged by the grants when it is decided, under the same
// lock: a revocation that was recorded before it counts. So is a rehearsal. A caller without an actor is nobody who was
// asked: every call is made as it came, but while four eyes is on nothing is recorded.
//
// Thread safety: as the calls that it makes.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/authority.h"
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
#define ASK(Name) \
  TRANCHE_UNARY(Name) override { return Ask(&LedgerCalls::Name, request); }
#define RECORD(Name) \
  TRANCHE_UNARY(Name) override { return RecordAs(&LedgerCalls::Name, request); }
#define STREAM(Name) \
  TRANCHE_STREAM(Name) override { return Ask(&LedgerCalls::Name, request, sink); }
#define WATCHED(Name) \
  TRANCHE_WATCHED(Name) override { return Ask(&LedgerCalls::Name, request, progress, sink); }
  TRANCHE_EACH_CALL(ASK, RECORD, STREAM, WATCHED)
#undef ASK
#undef RECORD
#undef STREAM
#undef WATCHED

  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override;
  absl::Status CheckClock() const override;

 private:
  template <typename Request, typename Response>
  using Unary = absl::StatusOr<Response> (LedgerCalls::*)(const Request&) const;
  template <typename Request, typename Response>
  using Stream = absl::Status (LedgerCalls::*)(const Request&, const Sink<Response>&) const;
  template <typename Request, typename Response>
  using WatchedStream = absl::Status (LedgerCalls::*)(const Request&, const ProgressCallback&,
                                                      const Sink<Response>&) const;

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
  template <typename Request, typename Response>
  absl::Status Ask(WatchedStream<Request, Response> call, const Request& request, const ProgressCallback& progress,
                   const Sink<Response>& sink) const {
    const absl::Status may = CheckMayAsk();
    return may.ok() ? (calls_.*call)(request, progress, sink) : may;
  }
  // Who publishes a checkpoint records a balance root.
  absl::StatusOr<v1::PublishCheckpointResponse> Ask(
      Unary<v1::PublishCheckpointRequest, v1::PublishCheckpointResponse> call,
      const v1::PublishCheckpointRequest& request) const;
  // A cosignature is kept under a published checkpoint for ever, and its place is taken: that is for who publishes.
  absl::StatusOr<v1::AddCosignatureResponse> Ask(Unary<v1::AddCosignatureRequest, v1::AddCosignatureResponse> call,
                                                 const v1::AddCosignatureRequest& request) const;
  // A repeated command is answered with its first receipt, which only those who may ask are shown.
  template <typename Request, typename Response>
  absl::StatusOr<Response> RecordAs(Unary<Request, Response> call, const Request& request) const {
    if (caller_.actor.empty()) {
      const absl::Status may = CheckNobodyMayRecord();
      return may.ok() ? (calls_.*call)(request) : may;
    }
    if (absl::Status same = CheckSameActor(request.options()); !same.ok()) return same;
    const bool trusts_clock = request.options().clock_is_right();
    if (absl::Status may = CheckGrants(trusts_clock ? &CheckMayTrustClock : &tranche::CheckMayAsk); !may.ok())
      return may;
    Request as_actor = request;
    as_actor.mutable_options()->set_actor(caller_.actor);
    as_actor.mutable_options()->set_within_grants(true);
    return (calls_.*call)(as_actor);
  }

  // What the grants of today say, by `check`; OK where nobody is asked.
  absl::Status CheckGrants(absl::Status (*check)(const Actors& actors, const std::string& actor, CivilDate day)) const;

  // What another node has sent on as by the actor that it knows is recorded as by that one.
  absl::Status CheckSameActor(const v1::RecordingOptions& options) const;

  // While four eyes is on, what is recorded has an actor that a door knows.
  absl::Status CheckNobodyMayRecord() const;

  const LedgerCalls& calls_;
  Caller caller_;
};

}  // namespace tranche
