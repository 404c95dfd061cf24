// A served ledger answers every call as the ledger itself does, refusals included.
#include "server/remote_ledger.h"

#include <google/protobuf/descriptor.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/grpc_server.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/service/payment_request.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

// What came of a call, as text: the status with its data, or the whole answer.
template <typename Response>
std::string Told(const absl::StatusOr<Response>& answer) {
  if (answer.ok()) return answer->DebugString();
  const std::optional<v1::Refusal> refusal = RefusalOf(answer.status());
  return absl::StrCat(answer.status().ToString(), refusal ? refusal->DebugString() : "");
}

// Gathers the parts of a stream.
template <typename Response, typename Call>
std::string ToldInParts(const Call& call) {
  std::string told;
  const absl::Status status = call([&](const Response& part) {
    told += part.DebugString();
    return absl::OkStatus();
  });
  return absl::StrCat(told,
                      Told(absl::StatusOr<Response>(status.ok() ? absl::StatusOr<Response>(Response()) : status)));
}

v1::QuestionText OfP1() {
  v1::QuestionText question;
  question.set_unit("P1");
  question.set_as_of("2024-12-31");
  return question;
}

v1::RecordingOptions Options(const std::string& key) {
  v1::RecordingOptions options;
  options.set_key(key);
  options.set_actor("test");
  return options;
}

template <typename Request>
Request About(void (*fill)(Request*)) {
  Request request;
  fill(&request);
  return request;
}

using Ask = std::function<std::string(const LedgerCalls&)>;

// The calls that ask, by their names: first those about the ledger and its catalogue.
std::map<std::string, Ask> CatalogueQuestions() {
  return {
      {"GetLedger", [](const LedgerCalls& calls) { return Told(calls.GetLedger({})); }},
      {"GetStatus", [](const LedgerCalls& calls) { return Told(calls.GetStatus({})); }},
      {"ListUnits", [](const LedgerCalls& calls) { return Told(calls.ListUnits({})); }},
      {"ListSources", [](const LedgerCalls& calls) { return Told(calls.ListSources({})); }},
      {"ListAreas", [](const LedgerCalls& calls) { return Told(calls.ListAreas({})); }},
      {"ListActors", [](const LedgerCalls& calls) { return Told(calls.ListActors({})); }},
      {"ListRoles", [](const LedgerCalls& calls) { return Told(calls.ListRoles({})); }},
      {"ListProposals",
       [](const LedgerCalls& calls) {
         v1::ListProposalsRequest request;
         request.add_states("forgotten");
         return ToldInParts<v1::ListProposalsResponse>(
             [&](const auto& sink) { return calls.ListProposals(request, sink); });
       }},
      {"GetFourEyes", [](const LedgerCalls& calls) { return Told(calls.GetFourEyes({})); }},
      {"ListCatalogueEvents",
       [](const LedgerCalls& calls) {
         return ToldInParts<v1::ListCatalogueEventsResponse>(
             [&](const auto& sink) { return calls.ListCatalogueEvents({}, sink); });
       }},
      {"GetRules", [](const LedgerCalls& calls) { return Told(calls.GetRules({})); }},
      {"ListClosings", [](const LedgerCalls& calls) { return Told(calls.ListClosings({})); }},
      {"ListProjects", [](const LedgerCalls& calls) { return Told(calls.ListProjects({})); }},
      {"ListOutputs", [](const LedgerCalls& calls) { return Told(calls.ListOutputs({})); }},
  };
}

std::map<std::string, Ask> ItemQuestions() {
  return {
      {"ListExceptions",
       [](const LedgerCalls& calls) {
         return ToldInParts<v1::ListExceptionsResponse>(
             [&](const auto& sink) { return calls.ListExceptions({}, sink); });
       }},
      {"ListOpenItems",
       [](const LedgerCalls& calls) {
         v1::ListOpenItemsRequest request;
         *request.mutable_question() = OfP1();
         request.set_kind("advance");
         return ToldInParts<v1::ListOpenItemsResponse>(
             [&](const auto& sink) { return calls.ListOpenItems(request, sink); });
       }},
  };
}

std::map<std::string, Ask> Questions() {
  std::map<std::string, Ask> questions = {
      {"GetBalance",
       [](const LedgerCalls& calls) {
         return Told(calls.GetBalance(
             About<v1::GetBalanceRequest>([](auto* request) { *request->mutable_question() = OfP1(); })));
       }},
      {"Explain",
       [](const LedgerCalls& calls) {
         v1::ExplainRequest request;
         *request.mutable_question() = OfP1();
         return ToldInParts<v1::ExplainResponse>([&](const auto& sink) { return calls.Explain(request, sink); });
       }},
      {"Restate",
       [](const LedgerCalls& calls) {
         v1::RestateRequest request;
         *request.mutable_question() = OfP1();
         request.set_from("20");
         return ToldInParts<v1::RestateResponse>([&](const auto& sink) { return calls.Restate(request, sink); });
       }},
      {"GetTimeline",
       [](const LedgerCalls& calls) {
         return Told(calls.GetTimeline(About<v1::GetTimelineRequest>([](auto* request) {
           *request->mutable_question() = OfP1();
           request->set_pairs_max(10);
         })));
       }},
      {"ListEvents",
       [](const LedgerCalls& calls) {
         return ToldInParts<v1::ListEventsResponse>([&](const auto& sink) { return calls.ListEvents({}, sink); });
       }},
      {"Reconcile", [](const LedgerCalls& calls) { return Told(calls.Reconcile({})); }},
      {"Replay",
       [](const LedgerCalls& calls) {
         v1::ReplayRequest request;
         request.set_watch(true);
         return ToldInParts<v1::ReplayResponse>([&](const auto& sink) { return calls.Replay(request, nullptr, sink); });
       }},
      {"ListCheckpoints", [](const LedgerCalls& calls) { return Told(calls.ListCheckpoints({})); }},
      {"GetPublicKey", [](const LedgerCalls& calls) { return Told(calls.GetPublicKey({})); }},
      {"ExportLog",
       [](const LedgerCalls& calls) {
         v1::ExportLogRequest request;
         request.set_form("jsonl");
         return ToldInParts<v1::ExportLogResponse>(
             [&](const auto& sink) { return calls.ExportLog(request, nullptr, sink); });
       }},
      {"VerifyLedger",
       [](const LedgerCalls& calls) {
         return ToldInParts<v1::VerifyLedgerResponse>([&](const auto& sink) { return calls.VerifyLedger({}, sink); });
       }},
  };
  questions.merge(CatalogueQuestions());
  questions.merge(ItemQuestions());
  return questions;
}

// Those that record.
std::map<std::string, Ask> Commands() {
  return {
      {"Record",
       [](const LedgerCalls& calls) {
         v1::RecordRequest request = PaymentRequest("3", "2024-04-01");
         request.set_area("fairs");
         *request.mutable_options() = Options("from afar");
         return Told(calls.Record(request));
       }},
      {"Reverse",
       [](const LedgerCalls& calls) {
         v1::ReverseRequest request;
         request.set_sequence(1);
         request.set_reason("it is the first event");
         *request.mutable_options() = Options("no reversal");
         return Told(calls.Reverse(request));
       }},
      {"Import",
       [](const LedgerCalls& calls) {
         v1::ImportRequest request;
         request.set_file("rows.csv");
         request.set_content("kind,unit\nplan,\xff\n");
         request.mutable_options()->set_actor("test");
         return Told(calls.Import(request));
       }},
      {"AdoptRules",
       [](const LedgerCalls& calls) {
         v1::AdoptRulesRequest request;
         request.set_version(99);
         *request.mutable_options() = Options("rules");
         return Told(calls.AdoptRules(request));
       }},
  };
}

// Those that record who may do what.
std::map<std::string, Ask> RoleCommands() {
  return {
      {"RegisterActor",
       [](const LedgerCalls& calls) {
         v1::RegisterActorRequest request;
         request.set_actor("lan");
         *request.mutable_options() = Options("without a person");
         return Told(calls.RegisterActor(request));
       }},
      {"GrantRole",
       [](const LedgerCalls& calls) {
         v1::GrantRoleRequest request;
         request.set_role("boss");
         *request.mutable_options() = Options("no role");
         return Told(calls.GrantRole(request));
       }},
      {"RevokeRole",
       [](const LedgerCalls& calls) {
         v1::RevokeRoleRequest request;
         request.set_grant(1);
         request.set_reason("it is no grant");
         *request.mutable_options() = Options("no revocation");
         return Told(calls.RevokeRole(request));
       }},
      {"ApproveProposal",
       [](const LedgerCalls& calls) {
         v1::ApproveProposalRequest request;
         request.set_digest("none");
         *request.mutable_options() = Options("no approval");
         return Told(calls.ApproveProposal(request));
       }},
      {"RejectProposal",
       [](const LedgerCalls& calls) {
         v1::RejectProposalRequest request;
         request.set_proposal(1);
         request.set_reason("it is no proposal");
         *request.mutable_options() = Options("no rejection");
         return Told(calls.RejectProposal(request));
       }},
      {"SetFourEyes",
       [](const LedgerCalls& calls) {
         v1::SetFourEyesRequest request;
         request.set_on(true);
         request.set_reason("nobody has a role");
         *request.mutable_options() = Options("no switch");
         return Told(calls.SetFourEyes(request));
       }},
  };
}

std::map<std::string, Ask> ClosingCommands() {
  return {
      {"ClosePeriod",
       [](const LedgerCalls& calls) {
         v1::ClosePeriodRequest request;
         request.set_fiscal_year(2024);
         request.add_units("nowhere");
         *request.mutable_options() = Options("no closing");
         return Told(calls.ClosePeriod(request));
       }},
      {"ReopenPeriod",
       [](const LedgerCalls& calls) {
         v1::ReopenPeriodRequest request;
         request.set_closing(1);
         request.set_reason("it is no closing");
         *request.mutable_options() = Options("no reopening");
         return Told(calls.ReopenPeriod(request));
       }},
      {"CarryOverYear",
       [](const LedgerCalls& calls) {
         v1::CarryOverYearRequest request;
         request.set_fiscal_year(1999);
         request.set_effective("2000-01-31");
         *request.mutable_options() = Options("nothing to carry over");
         return Told(calls.CarryOverYear(request));
       }},
      {"HandOver",
       [](const LedgerCalls& calls) {
         v1::HandOverRequest request;
         request.set_unit("P6");
         *request.mutable_options() = Options("nothing to hand over");
         return Told(calls.HandOver(request));
       }},
  };
}

// Checkpoints and proofs.
std::map<std::string, Ask> Proofs() {
  return {
      {"PublishCheckpoint",
       [](const LedgerCalls& calls) {
         v1::PublishCheckpointRequest request;
         request.set_actor("test");
         return Told(calls.PublishCheckpoint(request));
       }},
      {"GetCheckpoint", [](const LedgerCalls& calls) { return Told(calls.GetCheckpoint({})); }},
      {"AddCosignature",
       [](const LedgerCalls& calls) {
         return Told(
             calls.AddCosignature(About<v1::AddCosignatureRequest>([](auto* request) { request->set_note("none"); })));
       }},
      {"ProveEvent",
       [](const LedgerCalls& calls) {
         return Told(calls.ProveEvent(About<v1::ProveEventRequest>([](auto* request) { request->set_sequence(3); })));
       }},
      {"ProveConsistency",
       [](const LedgerCalls& calls) {
         return Told(calls.ProveConsistency(
             About<v1::ProveConsistencyRequest>([](auto* request) { request->set_from_size(3); })));
       }},
      {"ProveBalance",
       [](const LedgerCalls& calls) {
         return Told(calls.ProveBalance(
             About<v1::ProveBalanceRequest>([](auto* request) { *request->mutable_question() = OfP1(); })));
       }},
      {"CheckProof",
       [](const LedgerCalls& calls) {
         return Told(calls.CheckProof(About<v1::CheckProofRequest>([](auto* request) { request->set_proof("{}"); })));
       }},
  };
}

class RemoteLedgerTest : public ::testing::Test {
 protected:
  RemoteLedgerTest() : history_(&ledger_) {
    ledger_.Close();
    service_ = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock()).value();
    server_ = GrpcServer::Start(service_.get(), "127.0.0.1:0").value();
    auto remote = ConnectToLedger(server_->address(), absl::Seconds(10));
    EXPECT_THAT(remote, IsOk());
    remote_ = *std::move(remote);
  }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<LedgerCalls> remote_;
};

TEST_F(RemoteLedgerTest, EveryCallIsAnsweredAsTheLedgerAnswersIt) {
  std::map<std::string, Ask> calls = Questions();
  calls.merge(Commands());
  calls.merge(RoleCommands());
  calls.merge(ClosingCommands());
  calls.merge(Proofs());
  const auto* const service = v1::GetLedgerResponse::descriptor()->file()->FindServiceByName("LedgerService");
  for (int i = 0; i < service->method_count(); ++i) {
    const std::string name = service->method(i)->name();
    const auto ask = calls.find(name);
    ASSERT_NE(ask, calls.end()) << "this test asks no " << name;
    const std::string told = ask->second(*remote_);
    // A repetition of what was recorded says that it is one.
    const std::string here = name == "Record" ? ask->second(*remote_) : told;
    EXPECT_EQ(here, ask->second(*service_)) << name;
    EXPECT_THAT(told, ::testing::Not(HasSubstr("UNIMPLEMENTED"))) << name;
  }
}

TEST_F(RemoteLedgerTest, ABalanceThatIsAskedToLastIsTheSameAfterAnotherEvent) {
  v1::GetBalanceRequest request;
  *request.mutable_question() = OfP1();
  request.set_lasting(true);
  EXPECT_FALSE(remote_->GetBalance(request)->lasts()) << "what is known now is known better later";
  request.mutable_question()->set_known_at(absl::StrCat(service_->GetLedger({})->head()));
  const std::string before = Told(remote_->GetBalance(request));
  EXPECT_THAT(before, HasSubstr("lasts: true"));
  v1::RecordRequest payment = PaymentRequest("3", "2024-04-01");
  payment.set_area("fairs");
  *payment.mutable_options() = Options("later");
  ASSERT_THAT(service_->Record(payment), IsOk());
  EXPECT_EQ(Told(remote_->GetBalance(request)), before);
}

TEST_F(RemoteLedgerTest, NamesAreThoseOfTheLedger) {
  const auto names = remote_->Names();
  ASSERT_THAT(names, IsOk());
  EXPECT_EQ((*names)->units().size(), (*service_->Names())->units().size());
  EXPECT_EQ((*names)->terms().ledger_id(), (*service_->Names())->terms().ledger_id());
  EXPECT_THAT(remote_->CheckClock(), IsOk());
}

TEST_F(RemoteLedgerTest, ASinkThatHasEnoughEndsItsStream) {
  for (int again = 0; again < 200; ++again) {
    int parts = 0;
    const absl::Status ended = remote_->ListEvents({}, [&](const v1::ListEventsResponse&) {
      ++parts;
      return absl::CancelledError("enough");
    });
    EXPECT_EQ(ended, absl::CancelledError("enough"));
    EXPECT_EQ(parts, 1);
  }
}

TEST_F(RemoteLedgerTest, OnlyThisMachineIsAsked) {
  for (const char* address : {"192.0.2.1:8081", "0.0.0.0:8081", "[::]:0"}) {
    EXPECT_THAT(ConnectToLedger(address, absl::Seconds(1)), StatusIs(absl::StatusCode::kFailedPrecondition)) << address;
    EXPECT_THAT(GrpcServer::Start(service_.get(), address), StatusIs(absl::StatusCode::kFailedPrecondition)) << address;
  }
  EXPECT_THAT(ConnectToLedger("example.org:80", absl::Seconds(1)), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(RemoteLedgerTest, TwoServersDoNotListenOnOnePort) {
  EXPECT_THAT(GrpcServer::Start(service_.get(), server_->address()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("does another program listen there?")));
}

}  // namespace
}  // namespace tranche
