// The gRPC door when callers, servers and limits get in the way of an answer.
#include "server/grpc_server.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/service.grpc.pb.h"
#include "server/remote_ledger.h"
#include "tests/server/unanswered_calls.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kPatience = std::chrono::seconds(60);

// Lists events for as long as anybody listens, and records nothing until it may.
class EndlessCalls final : public UnansweredCalls {
 public:
  absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest&) const override {
    return v1::GetLedgerResponse();
  }
  absl::Status ListEvents(const v1::ListEventsRequest&, const Sink<v1::ListEventsResponse>& sink) const override {
    v1::ListEventsResponse part;
    part.mutable_part()->add_events()->set_actor(std::string(1 << 16, 'x'));
    absl::Status taken;
    while (taken.ok()) taken = sink(part);
    ended_.set_value(taken);
    return taken;
  }
  absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest&) const override {
    begun_.set_value();
    may_record_.get_future().wait();
    v1::RecordResponse response;
    response.mutable_receipt()->set_sequence(7);
    return response;
  }

  // How the endless stream ended.
  absl::Status Ended() const {
    std::future<absl::Status> ended = ended_.get_future();
    return ended.wait_for(kPatience) == std::future_status::ready ? ended.get() : absl::OkStatus();
  }
  void WaitForRecording() const { begun_.get_future().wait(); }
  void LetRecord() const { may_record_.set_value(); }

 private:
  mutable std::promise<absl::Status> ended_;
  mutable std::promise<void> begun_;
  mutable std::promise<void> may_record_;
};

class GrpcServerTest : public ::testing::Test {
 protected:
  void Start(const GrpcServerOptions& options = {}) {
    server_ = GrpcServer::Start(&calls_, "127.0.0.1:0", options).value();
    address_ = server_->address();
    remote_ = ConnectToLedger(address_, absl::Seconds(30)).value();
  }

  std::shared_ptr<grpc::Channel> Channel() const {
    return grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
  }

  // Records in a thread of its own.
  std::future<absl::StatusOr<v1::RecordResponse>> RecordBeside() {
    v1::RecordRequest request;
    request.mutable_options()->set_key("key 1");
    return std::async(std::launch::async, [this, request] { return remote_->Record(request); });
  }

  EndlessCalls calls_;
  std::string address_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<LedgerCalls> remote_;
};

TEST_F(GrpcServerTest, ACallerThatGoesAwayEndsItsStream) {
  Start();
  const absl::Status ended =
      remote_->ListEvents({}, [](const v1::ListEventsResponse&) { return absl::CancelledError("enough"); });
  EXPECT_EQ(ended, absl::CancelledError("enough"));
  EXPECT_THAT(calls_.Ended(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(GrpcServerTest, ACallerThatReadsNoFurtherEndsItsStreamWhenItDies) {
  Start();
  {
    const auto stub = v1::LedgerService::NewStub(Channel());
    grpc::ClientContext context;
    const auto reader = stub->ListEvents(&context, v1::ListEventsRequest());
    v1::ListEventsResponse part;
    ASSERT_TRUE(reader->Read(&part));
    context.TryCancel();
  }
  EXPECT_THAT(calls_.Ended(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(GrpcServerTest, ADeadlineEndsAStream) {
  Start();
  const auto stub = v1::LedgerService::NewStub(Channel());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  const auto reader = stub->ListEvents(&context, v1::ListEventsRequest());
  v1::ListEventsResponse part;
  while (reader->Read(&part)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_THAT(calls_.Ended(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(GrpcServerTest, AServerThatStopsCutsStreamsAfterItsGrace) {
  Start();
  int parts = 0;
  std::thread stopping;
  const absl::Status cut = remote_->ListEvents({}, [&](const v1::ListEventsResponse&) {
    if (++parts == 1) stopping = std::thread([&] { server_->Stop(absl::Milliseconds(50)); });
    return absl::OkStatus();
  });
  stopping.join();
  EXPECT_THAT(cut, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("before the whole answer was there")));
  EXPECT_THAT(cut, StatusIs(absl::StatusCode::kUnavailable, Not(HasSubstr("recorded"))));
  EXPECT_THAT(calls_.Ended(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(remote_->GetLedger({}), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(GrpcServerTest, AServerThatStopsAnswersWhatItIsRecording) {
  Start();
  auto recorded = RecordBeside();
  calls_.WaitForRecording();
  std::thread stopping([this] { server_->Stop(absl::InfiniteDuration()); });
  calls_.LetRecord();
  stopping.join();
  const auto answer = recorded.get();
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->receipt().sequence(), 7u);
}

TEST_F(GrpcServerTest, WhoIsCutOffWhileRecordingIsToldHowToFindOut) {
  Start();
  auto recorded = RecordBeside();
  calls_.WaitForRecording();
  std::thread stopping([this] { server_->Stop(absl::ZeroDuration()); });
  const auto answer = recorded.get();
  calls_.LetRecord();
  stopping.join();
  EXPECT_THAT(answer, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("the key key 1 records nothing twice")));
}

TEST_F(GrpcServerTest, WhatIsMoreThanTheServerTakesIsRefusedAtOnce) {
  GrpcServerOptions options;
  options.calls_max = 1;
  options.request_bytes_max = 1000;
  Start(options);
  auto recorded = RecordBeside();
  calls_.WaitForRecording();
  const absl::Status busy = remote_->GetLedger({}).status();
  calls_.LetRecord();
  EXPECT_THAT(recorded.get(), IsOk());
  EXPECT_THAT(busy, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("try again in a moment")));
  ASSERT_TRUE(RefusalOf(busy));
  EXPECT_EQ(RefusalOf(busy)->code(), "server.busy");
  EXPECT_THAT(remote_->GetLedger({}), IsOk());
  v1::ImportRequest file;
  file.set_content(std::string(2000, 'x'));
  EXPECT_THAT(remote_->Import(file), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("larger than max")));
}

TEST_F(GrpcServerTest, SlowReadersOfStreamsKeepNobodyElseWaiting) {
  GrpcServerOptions options;
  options.streams_max = 1;
  Start(options);
  const auto stub = v1::LedgerService::NewStub(Channel());
  grpc::ClientContext context;
  const auto reader = stub->ListEvents(&context, v1::ListEventsRequest());
  v1::ListEventsResponse part;
  ASSERT_TRUE(reader->Read(&part));
  for (int call = 0; call < 100; ++call) EXPECT_THAT(remote_->GetLedger({}), IsOk());
  EXPECT_THAT(remote_->ListEvents({}, [](const v1::ListEventsResponse&) { return absl::OkStatus(); }),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("try again in a moment")));
  context.TryCancel();
}

TEST_F(GrpcServerTest, AStatusWithoutDataComesBackAsItIs) {
  Start();
  EXPECT_EQ(remote_->GetRules({}).status(), absl::UnimplementedError("not in this test"));
}

// The answer to a call of a service that proto/ does not have, as bytes.
std::string AnswerOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                     const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, method, &queue);
  const auto wait = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const grpc::Slice slice(request);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  call->StartCall(nullptr);
  if (!wait()) return "not started";
  call->WriteLast(sent, grpc::WriteOptions(), nullptr);
  if (!wait()) return "not written";
  call->Read(&received, nullptr);
  if (!wait()) return "not answered";
  grpc::Slice answer;
  if (!received.DumpToSingleSlice(&answer).ok()) return "no bytes";
  return {reinterpret_cast<const char*>(answer.begin()), answer.size()};
}

TEST_F(GrpcServerTest, TellsOfItsHealthAndItsSchema) {
  Start();
  const std::string is_serving = "\x08\x01";  // HealthCheckResponse.status
  EXPECT_EQ(AnswerOf(Channel(), "/grpc.health.v1.Health/Check", ""), is_serving);
  EXPECT_EQ(AnswerOf(Channel(), "/grpc.health.v1.Health/Check", "\x0a\x19tranche.v1.LedgerService"), "not answered");
  EXPECT_EQ(AnswerOf(Channel(), "/grpc.health.v1.Health/Check", "\x0a\x18tranche.v1.LedgerService"), is_serving);
  const std::string list_services("\x3a\x00", 2);
  EXPECT_THAT(AnswerOf(Channel(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", list_services),
              HasSubstr("tranche.v1.LedgerService"));
}

// A program that listens and gives each caller the same bytes.
class OtherProgram {
 public:
  explicit OtherProgram(std::string says) : listening_(::socket(AF_INET, SOCK_STREAM, 0)), says_(std::move(says)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listening_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listening_, 8), 0);
    EXPECT_EQ(::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Talk(); });
  }
  ~OtherProgram() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  void Talk() {
    for (int caller = ::accept(listening_, nullptr, nullptr); caller >= 0;
         caller = ::accept(listening_, nullptr, nullptr)) {
      if (says_.empty()) continue;  // keeps its caller waiting
      EXPECT_EQ(::send(caller, says_.data(), says_.size(), MSG_NOSIGNAL), static_cast<ssize_t>(says_.size()));
      ::close(caller);
    }
  }

  const int listening_;
  const std::string says_;
  int port_ = 0;
  std::thread thread_;
};

TEST(ConnectToLedgerTest, AnAddressWithoutAServerIsRefusedWithWhatToLookAt) {
  const OtherProgram page("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  const OtherProgram silent("");
  for (const std::string& address : {page.address(), silent.address(), std::string("127.0.0.1:1")}) {
    const auto ledger = ConnectToLedger(address, absl::Milliseconds(500));
    EXPECT_THAT(ledger, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("is this its port for gRPC?")));
    ASSERT_TRUE(RefusalOf(ledger.status())) << ledger.status();
    EXPECT_EQ(RefusalOf(ledger.status())->code(), "server.not-there");
  }
}

}  // namespace
}  // namespace tranche
