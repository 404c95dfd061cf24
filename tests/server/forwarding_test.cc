#include "server/forwarding.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/calls.h"
#include "server/http_ask.h"
#include "server/http_server.h"
#include "service/calls_of_actor.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/server/unanswered_calls.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string CodeOf(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal ? refusal->code() : "";
}

// The calls of a copy, of which the first `answers` say what became of a command.
class CallsHere final : public UnansweredCalls {
 public:
  absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest&) const override {
    ++asked;
    if (asked > static_cast<int>(answers.size())) return v1::RecordResponse();
    return answers[static_cast<size_t>(asked - 1)];
  }

  std::vector<absl::Status> answers;
  mutable int asked = 0;
};

// A node that decides, over HTTP, and the calls of one that follows.
class ForwardingTest : public ::testing::Test {
 protected:
  ForwardingTest() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
    calls_.emplace(service_.get(), [this](const Caller& caller) {
      callers_.push_back(caller);
      return std::make_shared<const CallsOfActor>(service_.get(), caller);
    });
    auto server = HttpServer::Listen(&*calls_, "127.0.0.1:0");
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    forwarding_.node = "hue";
    forwarding_.decides_here = [] { return false; };
    forwarding_.find = [this] { return DecidingNode{"hanoi", "http://" + server_->address()}; };
    forwarding_.await = [this](Sequence head) { awaited_ = head; };
    forwarding_.patience = absl::Milliseconds(250);
  }

  absl::StatusOr<v1::RecordResponse> Record(const Caller& caller = {}, const std::string& key = "pay") {
    v1::RecordRequest request;
    request.set_kind("disbursement");
    request.set_unit("P1");
    request.set_source("national");
    request.set_area("fairs");
    request.set_fiscal_year(2024);
    request.set_amount("1");
    request.set_effective("2024-03-05");
    request.mutable_options()->set_actor("an");
    request.mutable_options()->set_key(key);
    return ForwardingCalls(&here_, &forwarding_, caller).Record(request);
  }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
  std::vector<Caller> callers_;
  std::optional<Calls> calls_;
  std::unique_ptr<HttpServer> server_;
  CallsHere here_;
  Forwarding forwarding_;
  Sequence awaited_ = 0;
};

TEST_F(ForwardingTest, ACommandIsRecordedWhereItIsDecidedOnceAndAwaitedHere) {
  const auto recorded = Record();
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->receipt().sequence(), service_->head());
  EXPECT_EQ(awaited_, service_->head());
  EXPECT_EQ(callers_.back().sent_on_by, "hue");
  EXPECT_EQ(Record()->receipt().sequence(), recorded->receipt().sequence());
  EXPECT_EQ(here_.asked, 0);
}

TEST_F(ForwardingTest, ARefusalComesBackAsItWasMadeThere) {
  v1::ReverseRequest request;
  request.set_sequence(1);
  request.set_effective("2024-03-05");
  request.set_reason("x");
  request.mutable_options()->set_actor("an");
  request.mutable_options()->set_key("reverse");
  const absl::Status there = service_->Reverse(request).status();
  const absl::Status here = ForwardingCalls(&here_, &forwarding_, {}).Reverse(request).status();
  ASSERT_FALSE(there.ok());
  EXPECT_EQ(here, there);
  EXPECT_EQ(CodeOf(here), CodeOf(there));
}

TEST_F(ForwardingTest, WhoDecidesRecordsItself) {
  forwarding_.decides_here = [] { return true; };
  EXPECT_THAT(Record(), IsOk());
  EXPECT_EQ(here_.asked, 1);
  EXPECT_TRUE(callers_.empty());
}

TEST_F(ForwardingTest, WhatWasSentOnOnceIsNotSentOnAgain) {
  here_.answers = {Refuse(absl::StatusCode::kFailedPrecondition, "copy.follows", "not here")};
  Caller caller;
  caller.sent_on_by = "vinh";
  EXPECT_EQ(CodeOf(Record(caller).status()), "copy.follows");
  EXPECT_EQ(here_.asked, 1);
  EXPECT_TRUE(callers_.empty());
}

TEST_F(ForwardingTest, WhoCameWithACertificateIsToldWhereToRecord) {
  Caller caller;
  caller.actor = "lan";
  const absl::Status refused = Record(caller).status();
  EXPECT_EQ(CodeOf(refused), "forwarding.no-token");
  EXPECT_THAT(refused,
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("record at http://" + server_->address())));
  EXPECT_TRUE(callers_.empty());
  caller.token = "tranche_x";
  EXPECT_THAT(Record(caller), IsOk());
}

TEST_F(ForwardingTest, WhereNobodyDecidesOrAnswersItIsTriedForAWhileAndSaid) {
  int asked = 0;
  forwarding_.find = [&] {
    ++asked;
    return DecidingNode();
  };
  EXPECT_THAT(Record(), StatusIs(absl::StatusCode::kUnavailable,
                                 AllOf(HasSubstr("no node is known to decide"), HasSubstr("nothing was recorded"))));
  EXPECT_GT(asked, 1);
  forwarding_.find = [] { return absl::UnavailableError("no log"); };
  EXPECT_THAT(Record(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no log")));
  server_->Stop();
  forwarding_.find = [this] { return DecidingNode{"hanoi", "http://" + server_->address()}; };
  const absl::Status unreached = Record().status();
  EXPECT_EQ(CodeOf(unreached), "forwarding.no-answer");
  EXPECT_THAT(unreached, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("nothing was recorded")));
}

TEST_F(ForwardingTest, WhoTakesOverMeanwhileRecordsItself) {
  int asked = 0;
  forwarding_.find = [] { return DecidingNode(); };
  forwarding_.decides_here = [&] { return ++asked > 1; };
  EXPECT_THAT(Record(), IsOk());
  EXPECT_EQ(here_.asked, 1);
}

TEST_F(ForwardingTest, WhoIsDeposedSendsOnWhatWasInFlight) {
  bool decides = true;
  here_.answers = {Citing(Refuse(absl::StatusCode::kAborted, "append.nothing-written", "nothing"),
                          Refuse(absl::StatusCode::kAborted, "lease.deposed", "deposed"))};
  forwarding_.decides_here = [&] { return std::exchange(decides, false); };
  ASSERT_THAT(Record(), IsOk());
  EXPECT_EQ(here_.asked, 1);
  EXPECT_EQ(callers_.size(), 1);
}

TEST_F(ForwardingTest, WhatIsRefusedForAFullDiskIsNotAskedAgain) {
  forwarding_.decides_here = [] { return true; };
  here_.answers = {Refuse(absl::StatusCode::kResourceExhausted, "append.nothing-written", "no room")};
  EXPECT_THAT(Record(), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(here_.asked, 1);
}

// A form that is filled in asks with each letter, and must not wait for another node.
TEST_F(ForwardingTest, WhatIsOnlyTriedIsTriedHere) {
  v1::RecordRequest request;
  request.mutable_options()->set_dry_run(true);
  (void)ForwardingCalls(&here_, &forwarding_, {}).Record(request);
  EXPECT_EQ(here_.asked, 1);
  EXPECT_TRUE(callers_.empty());
}

// Two machines that both say 127.0.0.1: who asked itself would wait for itself.
TEST_F(ForwardingTest, ANodeDoesNotAskItselfForAnother) {
  forwarding_.address = "http://" + server_->address();
  const absl::Status refused = Record().status();
  EXPECT_EQ(CodeOf(refused), "forwarding.own-address");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--host")));
  EXPECT_TRUE(callers_.empty());
}

TEST_F(ForwardingTest, WhatMayHaveBeenRecordedIsAskedAgainOnlyWithItsKey) {
  forwarding_.decides_here = [] { return true; };
  here_.answers = {Refuse(absl::StatusCode::kUnavailable, "append.outcome-unknown", "unknown")};
  EXPECT_THAT(Record(), IsOk());
  EXPECT_EQ(here_.asked, 2);
  here_.asked = 0;
  EXPECT_EQ(CodeOf(Record({}, "").status()), "append.outcome-unknown");
  EXPECT_EQ(here_.asked, 1);
}

TEST_F(ForwardingTest, AnotherMachineIsOnlyAskedWithEncryption) {
  forwarding_.find = [] { return DecidingNode{"hanoi", "http://hanoi.example:8080"}; };
  EXPECT_THAT(Record(),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("node hanoi at http://hanoi.example:8080"), HasSubstr("not be encrypted"))));
  forwarding_.find = [] { return DecidingNode{"hanoi", "hanoi:8080"}; };
  EXPECT_THAT(Record(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("wanted one such as https://")));
}

// Both nodes know the token, and mean different people by it.
TEST_F(ForwardingTest, ACommandOfAnotherActorIsRefusedWhereItIsDecided) {
  v1::RecordRequest request;
  request.mutable_options()->set_actor("an");
  request.mutable_options()->set_within_grants(true);
  Caller binh;
  binh.actor = "binh";
  binh.sent_on_by = "hue";
  const absl::Status refused = CallsOfActor(service_.get(), binh).Record(request).status();
  EXPECT_EQ(CodeOf(refused), "authority.other-actor");
}

}  // namespace
}  // namespace tranche
