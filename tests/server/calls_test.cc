#include "server/calls.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/server/unanswered_calls.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using google::protobuf::Message;

class CallsTest : public ::testing::Test {
 protected:
  CallsTest() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
};

TEST_F(CallsTest, EveryCallOfTheServiceHasItsRowInItsOrder) {
  const Calls calls(service_.get());
  const auto* const service = v1::GetLedgerResponse::descriptor()->file()->FindServiceByName("LedgerService");
  std::vector<std::string> of_service;
  for (int i = 0; i < service->method_count(); ++i) of_service.push_back(service->method(i)->name());
  std::vector<std::string> of_table;
  for (const Call& call : calls.all()) {
    of_table.push_back(call.method->name());
    EXPECT_EQ(call.request->GetDescriptor(), call.method->input_type()) << call.method->name();
    EXPECT_EQ(call.stream != nullptr, call.method->server_streaming()) << call.method->name();
    EXPECT_NE(call.stream != nullptr, call.answer != nullptr) << call.method->name();
    EXPECT_EQ(calls.Find(call.method->name()), &call);
  }
  EXPECT_EQ(of_table, of_service);
  EXPECT_EQ(calls.Find("getLedger"), nullptr);
  EXPECT_EQ(calls.Find(""), nullptr);
}

TEST_F(CallsTest, AQuestionIsAnsweredByItsName) {
  const Calls calls(service_.get());
  const Call& call = *calls.Find("GetLedger");
  const auto answer = call.answer(*service_, *call.request);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ((*answer)->GetDescriptor(), v1::GetLedgerResponse::descriptor());
  EXPECT_EQ((*answer)->SerializeAsString(), service_->GetLedger({})->SerializeAsString());
  EXPECT_TRUE(OnlyAsks(call));
  EXPECT_FALSE(OnlyAsks(*calls.Find("Record")));
  EXPECT_TRUE(OnlyAsks(*calls.Find("CheckProof")));
}

TEST_F(CallsTest, ARefusalAndASinkThatEndsComeBackAsTheyAre) {
  const Calls calls(service_.get());
  const Call& record = *calls.Find("Record");
  EXPECT_EQ(record.answer(*service_, *record.request).status(), service_->Record({}).status());

  const Call& events = *calls.Find("ListEvents");
  v1::ListEventsResponse merged;
  EXPECT_THAT(events.stream(*service_, *events.request,
                            [&](const Message& part) {
                              merged.MergeFrom(part);
                              return absl::OkStatus();
                            }),
              IsOk());
  EXPECT_EQ(merged.part().events_size(), static_cast<int>(service_->GetLedger({})->head()));
  const auto gone = [](const Message&) { return absl::CancelledError("gone"); };
  EXPECT_EQ(events.stream(*service_, *events.request, gone), absl::CancelledError("gone"));
  const Call& replay = *calls.Find("Replay");
  EXPECT_EQ(replay.stream(*service_, *replay.request, gone), absl::CancelledError("gone"));
}

TEST_F(CallsTest, EachCallerIsAnsweredByCallsOfItsOwn) {
  const UnansweredCalls nothing;
  const Calls calls(service_.get(), [&](const Caller& caller) {
    return SameCallsForAll(caller.actor == "lan" ? static_cast<const LedgerCalls*>(service_.get()) : &nothing)(caller);
  });
  const Call& call = *calls.Find("GetLedger");
  EXPECT_THAT(call.answer(*calls.For({"lan"}), *call.request), IsOk());
  EXPECT_THAT(call.answer(*calls.For({"mai"}), *call.request), StatusIs(absl::StatusCode::kUnimplemented));
  const Call& events = *calls.Find("ListEvents");
  EXPECT_THAT(events.stream(*calls.For({"mai"}), *events.request, [](const Message&) { return absl::OkStatus(); }),
              StatusIs(absl::StatusCode::kUnimplemented));
}

}  // namespace
}  // namespace tranche
