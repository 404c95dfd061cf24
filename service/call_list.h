// The calls of a ledger, once: what is written for each call of proto/service.proto is made from this list, in the
// order of the schema. It is a macro, because gRPC has a function of its own for each call; whoever uses it says what
// becomes of a call of each kind:
//
//   ASK(Name)      a message for a message
//   RECORD(Name)   likewise for a command, whose request has RecordingOptions
//   STREAM(Name)   parts for a message (service/sink.h)
//   WATCHED(Name)  likewise, and says how far it is to whoever has the ledger open
//
// The messages of a call are v1::NameRequest and v1::NameResponse, by the rules of proto/ (buf's STANDARD). A call that
// is not as the others of its kind has an overload where it differs.
#pragma once

#define TRANCHE_EACH_CALL(ASK, RECORD, STREAM, WATCHED) \
  /* What there is (descriptions.h, role_lists.h). */   \
  ASK(GetLedger)                                        \
  ASK(GetStatus)                                        \
  ASK(ListUnits)                                        \
  ASK(ListSources)                                      \
  ASK(ListAreas)                                        \
  ASK(ListActors)                                       \
  ASK(ListRoles)                                        \
  STREAM(ListCatalogueEvents)                           \
  /* Recording (record.h). */                           \
  RECORD(Record)                                        \
  RECORD(Reverse)                                       \
  RECORD(Import)                                        \
  /* Rules (record.h). */                               \
  ASK(GetRules)                                         \
  RECORD(AdoptRules)                                    \
  /* Who may do what (record.h). */                     \
  RECORD(RegisterActor)                                 \
  RECORD(GrantRole)                                     \
  RECORD(RevokeRole)                                    \
  /* Closed periods (closings.h). */                    \
  RECORD(ClosePeriod)                                   \
  RECORD(ReopenPeriod)                                  \
  RECORD(CarryOverYear)                                 \
  RECORD(HandOver)                                      \
  ASK(ListClosings)                                     \
  /* Projects and outputs (projects.h). */              \
  ASK(ListProjects)                                     \
  ASK(ListOutputs)                                      \
  /* Four eyes (proposals.h). */                        \
  STREAM(ListProposals)                                 \
  RECORD(ApproveProposal)                               \
  RECORD(RejectProposal)                                \
  ASK(GetFourEyes)                                      \
  RECORD(SetFourEyes)                                   \
  /* Questions (questions.h, events.h). */              \
  ASK(GetBalance)                                       \
  STREAM(Explain)                                       \
  STREAM(ListOpenItems)                                 \
  STREAM(ListExceptions)                                \
  STREAM(Restate)                                       \
  ASK(GetTimeline)                                      \
  STREAM(ListEvents)                                    \
  ASK(Reconcile)                                        \
  WATCHED(Replay)                                       \
  /* Checkpoints and proofs (proofs.h). */              \
  ASK(PublishCheckpoint)                                \
  ASK(ListCheckpoints)                                  \
  ASK(GetCheckpoint)                                    \
  ASK(AddCosignature)                                   \
  ASK(GetPublicKey)                                     \
  ASK(ProveEvent)                                       \
  ASK(ProveConsistency)                                 \
  ASK(ProveBalance)                                     \
  ASK(CheckProof)                                       \
  /* The whole log (copies.h). */                       \
  WATCHED(ExportLog)                                    \
  STREAM(VerifyLedger)

// The functions of a call, as LedgerCalls has them.
#define TRANCHE_UNARY(Name) absl::StatusOr<v1::Name##Response> Name(const v1::Name##Request& request) const
#define TRANCHE_STREAM(Name) \
  absl::Status Name(const v1::Name##Request& request, const Sink<v1::Name##Response>& sink) const
#define TRANCHE_WATCHED(Name)                                                           \
  absl::Status Name(const v1::Name##Request& request, const ProgressCallback& progress, \
                    const Sink<v1::Name##Response>& sink) const
