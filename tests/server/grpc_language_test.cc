// Refusals over gRPC in the language of whoever calls.
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "access/access_control.h"
#include "gmock/gmock.h"
#include "proto/localized.pb.h"
#include "proto/service.grpc.pb.h"
#include "proto/status.pb.h"
#include "server/grpc_server.h"
#include "server/status_details.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/service/payment_request.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// How a call was refused: what its details say, and their text in a language if they have one.
struct Refused {
  v1::StatusDetails details;
  v1::LocalizedMessage text;
};

class GrpcLanguageTest : public ::testing::Test {
 protected:
  GrpcLanguageTest() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  void Serve(const GrpcEntry& entry = {}) {
    auto server = GrpcServer::Start(service_.get(), "127.0.0.1:0", {}, entry);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = v1::LedgerService::NewStub(grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }

  static Refused Read(const grpc::Status& status) {
    Refused refused;
    EXPECT_TRUE(refused.details.ParseFromString(status.error_details()));
    if (refused.details.details_size() < 2) return refused;
    EXPECT_EQ(refused.details.details(1).type_url(), "type.googleapis.com/google.rpc.LocalizedMessage");
    EXPECT_TRUE(refused.text.ParseFromString(refused.details.details(1).value()));
    return refused;
  }

  // Asks for more money than there is.
  Refused RefusedPayment(const std::string& language) {
    v1::RecordRequest request = PaymentRequest("80000", "2024-03-05");
    request.set_area("fairs");
    request.mutable_options()->set_actor("lan");
    request.mutable_options()->set_key("too much");
    grpc::ClientContext context;
    if (!language.empty()) context.AddMetadata("accept-language", language);
    v1::RecordResponse response;
    return Read(stub_->Record(&context, request, &response));
  }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<v1::LedgerService::Stub> stub_;
};

TEST_F(GrpcLanguageTest, ARefusalIsToldInTheLanguageThatTheMetadataAsksFor) {
  Serve();
  const Refused vietnamese = RefusedPayment("vi-VN,vi;q=0.9,en;q=0.5");
  EXPECT_EQ(vietnamese.text.locale(), "vi");
  EXPECT_THAT(vietnamese.text.message(), HasSubstr("80.000"));
  const Refused english = RefusedPayment("en");
  EXPECT_EQ(english.text.locale(), "en");
  EXPECT_THAT(english.text.message(), HasSubstr("80,000"));
  for (const char* const nobodys : {"", "fr", ";;"}) EXPECT_EQ(RefusedPayment(nobodys).details.details_size(), 1);
  EXPECT_EQ(vietnamese.details.message(), RefusedPayment("").details.message());
  EXPECT_EQ(StatusOfDetails(vietnamese.details.SerializeAsString()),
            StatusOfDetails(RefusedPayment("").details.SerializeAsString()));
}

TEST_F(GrpcLanguageTest, AStreamEndsInTheLanguageOfItsCaller) {
  Serve();
  v1::ListEventsRequest request;
  request.set_from("never");
  grpc::ClientContext context;
  context.AddMetadata("accept-language", "vi");
  const auto reader = stub_->ListEvents(&context, request);
  v1::ListEventsResponse part;
  while (reader->Read(&part)) {
  }
  EXPECT_EQ(Read(reader->Finish()).text.locale(), "vi");
}

TEST_F(GrpcLanguageTest, WhoIsTurnedAwayIsToldSoWithoutAWordOfTheLedger) {
  TemporaryDirectory directory;
  FakeClock clock(absl::FromUnixSeconds(1800000000));
  const std::string path = directory.File("access");
  ASSERT_THAT(IssueToken(path, {"lan", "", clock.Now() + absl::Hours(1)}, clock.Now(), SystemRandomBytes), IsOk());
  AccessControl access(path, &clock, SystemRandomBytes, [](const std::string&) {});
  GrpcEntry entry;
  entry.access = &access;
  Serve(entry);
  const Refused refused = RefusedPayment("vi");
  EXPECT_EQ(refused.details.code(), static_cast<int>(grpc::StatusCode::UNAUTHENTICATED));
  EXPECT_EQ(refused.text.locale(), "vi");
  EXPECT_THAT(refused.text.message(), Not(HasSubstr("who calls")));
}

}  // namespace
}  // namespace tranche
