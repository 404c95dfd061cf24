// A fuzzer of what anybody may send to a server: requests as the doors see them, and bytes as they come from a socket.
// Each is answered or refused as the protocol says; what only asks records nothing, nor does who shows no token; and
// the server goes on.
//
// Inputs are requests of every call, filled at random with words that mean something in the ledger, and then changed.
// TRANCHE_SEED and TRANCHE_ROUNDS are as for fuzz_test; docs/reliability.md says how to run it for hours.
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "access/access_control.h"
#include "gmock/gmock.h"
#include "nlohmann/json.hpp"
#include "proto/request.pb.h"
#include "server/connect.h"
#include "server/http_server.h"
#include "server/ledger_doors.h"
#include "service/ledger_service.h"
#include "tests/fuzz/mutations.h"
#include "tests/replay/small_history.h"
#include "tests/server/http_client.h"
#include "tests/service/payment_request.h"
#include "tests/support/environment_number.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kInputsOfARound = 20;
constexpr size_t kStreamBytesMost = 1 << 20;
constexpr uint16_t kPort = 8080;

// What texts of requests are about: some of it is in the ledger.
constexpr absl::string_view kWords[] = {
    "P1",
    "P3",
    "national",
    "local",
    "fairs",
    "conferences",
    "2024",
    "2024-03-05",
    "2024-02-15",
    "2023-12-31",
    "7",
    "1",
    "20",
    "-3",
    "0",
    "1.5",
    "disbursement",
    "plan",
    "tranche",
    "execution",
    "unit",
    "region",
    "source",
    "area",
    "year",
    "lan",
    "late",
    "paid again",
    "",
    "vi",
    "csv",
    "same",
    "new",
    "agrees",
    "P*",
    "2024-03-05T00:00:00Z",
    "R1,5\nR2,6\n",
    "officer",
    "auditor",
    "P1|P3",
    "\xe1\xbb\x99",
};

std::string AnyWord(FuzzRandom* random) {
  const absl::string_view word = kWords[Below(std::size(kWords), random)];
  return {word.data(), word.size()};
}

void FillField(const FieldDescriptor& field, int depth, FuzzRandom* random, Message* message);

// Half of the fields, to a depth.
void Fill(int depth, FuzzRandom* random, Message* message) {
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    if (OneIn(2, random)) FillField(*message->GetDescriptor()->field(i), depth, random, message);
  }
}

Message* SubMessage(const FieldDescriptor& field, Message* message) {
  const auto* const reflection = message->GetReflection();
  return field.is_repeated() ? reflection->AddMessage(message, &field) : reflection->MutableMessage(message, &field);
}

void FillText(const FieldDescriptor& field, FuzzRandom* random, Message* message) {
  const auto* const reflection = message->GetReflection();
  if (field.is_repeated()) {
    reflection->AddString(message, &field, AnyWord(random));
  } else {
    reflection->SetString(message, &field, AnyWord(random));
  }
}

void FillField(const FieldDescriptor& field, int depth, FuzzRandom* random, Message* message) {
  const auto* const reflection = message->GetReflection();
  const uint64_t number = OneIn(20, random) ? (*random)() : Below(12, random);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) return FillText(field, random, message);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    if (depth > 0) Fill(depth - 1, random, SubMessage(field, message));
    return;
  }
  if (field.is_repeated()) return;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(message, &field, number % 2 == 0);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->SetInt32(message, &field, OneIn(2, random) ? 2024 : static_cast<int32_t>(number));
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->SetUInt32(message, &field, static_cast<uint32_t>(number));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->SetInt64(message, &field, static_cast<int64_t>(number));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection->SetUInt64(message, &field, number);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->SetEnumValue(message, &field, static_cast<int>(number % 4));
    default:
      return;
  }
}

// A command that the ledger takes, while there is money.
v1::RecordRequest Payment(FuzzRandom* random) {
  v1::RecordRequest payment = PaymentRequest("1", "2024-03-05");
  payment.set_area("fairs");
  payment.mutable_options()->set_key(absl::StrCat("payment ", (*random)()));
  payment.mutable_options()->set_actor("lan");
  payment.mutable_options()->set_dry_run(OneIn(2, random));
  return payment;
}

// A request of a call, in one of the forms that the doors take.
HttpRequest RequestOf(const Call& call, FuzzRandom* random) {
  const std::unique_ptr<Message> message(call.request->New());
  Fill(3, random, message.get());
  if (message->GetDescriptor() == v1::RecordRequest::descriptor() && OneIn(2, random))
    *static_cast<v1::RecordRequest*>(message.get()) = Payment(random);
  HttpRequest request;
  request.method = "POST";
  request.target = absl::StrCat(kCallsPath, call.method->name());
  const bool is_json = OneIn(2, random);
  if (is_json) {
    (void)google::protobuf::util::MessageToJsonString(*message, &request.body);
  } else {
    request.body = message->SerializeAsString();
  }
  const std::string encoding = is_json ? "json" : "proto";
  if (call.stream != nullptr) {
    const auto size = static_cast<uint32_t>(request.body.size());
    std::string envelope(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8) envelope.push_back(static_cast<char>(size >> shift));
    request.body = envelope + request.body;
  }
  request.headers["content-type"] = absl::StrCat("application/", call.stream == nullptr ? "" : "connect+", encoding);
  if (call.stream == nullptr && OnlyAsks(call) && OneIn(3, random)) {
    request.method = "GET";
    absl::StrAppend(&request.target, "?connect=v1&encoding=", encoding,
                    "&base64=1&message=", absl::WebSafeBase64Escape(request.body));
    request.body.clear();
  }
  return request;
}

// A request of anything that is behind the doors.
HttpRequest AnyRequest(const Calls& calls, FuzzRandom* random) {
  constexpr absl::string_view kPaths[] = {"/",
                                          "/healthz",
                                          "/readyz",
                                          "/openapi.json",
                                          "/session",
                                          "/events",
                                          "/events?after=3",
                                          "/checkpoint",
                                          "/tile/0/000",
                                          "/metrics",
                                          "/tile/entries/000.p/8",
                                          "/tile/0/000.p/8",
                                          "/assets/x",
                                          "/../../etc/passwd"};
  HttpRequest request;
  if (OneIn(6, random)) {
    request.method = OneIn(3, random) ? "POST" : "GET";
    const absl::string_view path = kPaths[Below(std::size(kPaths), random)];
    request.target = std::string(path.data(), path.size());
  } else {
    request = RequestOf(calls.all()[Below(calls.all().size(), random)], random);
  }
  request.server = absl::StrCat("127.0.0.1:", kPort);
  request.server_port = kPort;
  request.headers["host"] = request.server;
  return request;
}

// Changes any part of it, or nothing.
void Change(const HttpRequest& other, FuzzRandom* random, HttpRequest* request) {
  while (OneIn(2, random)) {
    switch (Below(8, random)) {
      case 0:
        ChangeText(&request->target, other.target, random);
        break;
      case 1:
        request->method = other.method;
        break;
      case 2:
        request->headers["content-type"] = other.headers.count("content-type") > 0 ? "application/json" : "";
        break;
      case 3:
        ChangeText(&request->headers[OneIn(2, random) ? "accept-language" : "connect-timeout-ms"], "vi,en;q=0.5",
                   random);
        break;
      case 4:
        ChangeText(&request->headers[OneIn(2, random) ? "authorization" : "cookie"], "Bearer tranche_x", random);
        break;
      case 5:
        ChangeMessage(&request->body, other.body, random);
        break;
      default:
        ChangeText(&request->body, other.body, random);
    }
  }
}

std::string TextOf(const HttpRequest& request) {
  std::string text = absl::StrCat(request.method, " ", request.target, " HTTP/1.1\r\n");
  for (const auto& [name, value] : request.headers) absl::StrAppend(&text, name, ": ", value, "\r\n");
  return absl::StrCat(text, "Content-Length: ", request.body.size(), "\r\n\r\n", request.body);
}

class RequestFuzzTest : public ::testing::Test {
 protected:
  RequestFuzzTest() : history_(&ledger_) {
    google::protobuf::SetLogHandler(nullptr);
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
    calls_ = std::make_unique<Calls>(service_.get());
    access_ = std::make_unique<AccessControl>(directory_.File("access"), &clock_, SystemRandomBytes,
                                              [](const std::string&) {});
  }

  // Runs rounds of inputs, each from its own seed. One in `accepted_of` at least must be accepted; 0: none needs to.
  template <typename Input>
  void RunRounds(uint64_t unless_said, uint64_t accepted_of, const Input& input) {
    const uint64_t first_seed = NumberFromEnvironment("TRANCHE_SEED", 20261127);
    const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", unless_said);
    for (uint64_t round = 0; round < rounds && !HasFailure(); ++round) {
      SCOPED_TRACE(absl::StrCat("run again with TRANCHE_SEED=", first_seed + round, " TRANCHE_ROUNDS=1"));
      FuzzRandom random(first_seed + round);
      for (size_t i = 0; i < kInputsOfARound && !HasFailure(); ++i) {
        HttpRequest request = AnyRequest(*calls_, &random);
        Change(AnyRequest(*calls_, &random), &random, &request);
        SCOPED_TRACE(absl::CEscape(TextOf(request)));
        input(request, &random);
      }
    }
    EXPECT_TRUE(rounds < 10 || accepted_ * accepted_of >= rounds * kInputsOfARound || accepted_of == 0)
        << accepted_ << " of " << rounds * kInputsOfARound << " requests were accepted: too few to mean anything";
    std::cout << rounds * kInputsOfARound << " requests, " << accepted_ << " of them accepted\n";
  }

  // What the doors make of a request: its status; that of the end of a stream is 200, as the protocol has it.
  HttpAnswer Answered(const HttpRequest& request, AccessControl* access) {
    const LedgerDoors doors(House{calls_.get(), access, {}});
    HttpRequest head = request;
    head.body.clear();
    std::variant<Opening, HttpAnswer> opened = doors.Open(head);
    if (auto* const away = std::get_if<HttpAnswer>(&opened)) return std::move(*away);
    std::variant<HttpAnswer, Plan> planned = doors.PlanOf(request, std::get<Opening>(opened).entrant);
    if (auto* const answer = std::get_if<HttpAnswer>(&planned)) return std::move(*answer);
    const auto& plan = std::get<Plan>(planned);
    if (plan.stream == nullptr) return plan.has_news && !plan.has_news() ? HttpAnswer() : plan.answer();
    HttpAnswer answer;
    const absl::Status end = plan.stream([&answer](const std::string& part) {
      answer.body += part;
      return answer.body.size() < kStreamBytesMost ? absl::OkStatus() : absl::CancelledError("enough");
    });
    CheckCode(end.code());
    answer.code = end.ok() ? "ok" : "refused";
    return answer;
  }

  // Our own mistakes and damage have these codes, and there is neither.
  static void CheckCode(absl::StatusCode code) {
    EXPECT_NE(code, absl::StatusCode::kInternal);
    EXPECT_NE(code, absl::StatusCode::kUnknown);
    EXPECT_NE(code, absl::StatusCode::kDataLoss);
  }

  void CheckAnswer(const HttpAnswer& answer) {
    const std::set<int> wanted = {200, 400, 401, 403, 404, 405, 409, 412, 413, 415, 421, 429, 499, 501, 503, 504};
    EXPECT_EQ(wanted.count(answer.status), 1u) << answer.status << " " << answer.body;
    const bool is_json = answer.content_type == "application/json";
    EXPECT_TRUE(!is_json || nlohmann::json::accept(answer.body)) << absl::CEscape(answer.body);
    accepted_ += answer.status == 200 && answer.code == "ok" ? 1 : 0;
  }

  TestLedger ledger_;
  SmallHistory history_;
  TemporaryDirectory directory_;
  FakeClock clock_{absl::FromUnixSeconds(1800000000)};
  std::unique_ptr<LedgerService> service_;
  std::unique_ptr<Calls> calls_;
  std::unique_ptr<AccessControl> access_;
  uint64_t accepted_ = 0;
};

// A call that only asks, by its name in the target, and everything that is a GET.
bool MayRecord(const HttpRequest& request, const Calls& calls) {
  absl::string_view name = request.path();
  if (request.method == "GET" || !absl::ConsumePrefix(&name, kCallsPath)) return false;
  const Call* const call = calls.Find(name);
  return call != nullptr && !OnlyAsks(*call);
}

TEST_F(RequestFuzzTest, EveryRequestIsAnsweredOrRefusedAndAskingRecordsNothing) {
  uint64_t recorded = 0;
  RunRounds(1500, 20, [&](const HttpRequest& request, FuzzRandom*) {
    const Sequence before = calls_->head();
    CheckAnswer(Answered(request, nullptr));
    EXPECT_TRUE(MayRecord(request, *calls_) || calls_->head() == before);
    recorded += calls_->head() - before;
  });
  std::cout << recorded << " events were recorded\n";
  EXPECT_TRUE(HasFailure() || recorded > 0) << "no request gets as far as that";
}

TEST_F(RequestFuzzTest, NobodyComesInWithoutAToken) {
  RunRounds(1000, 0, [&](const HttpRequest& request, FuzzRandom*) {
    const Sequence before = calls_->head();
    const HttpAnswer answer = Answered(request, access_.get());
    CheckAnswer(answer);
    EXPECT_EQ(calls_->head(), before);
    const std::string call = LedgerDoors(House{calls_.get(), nullptr, {}}).CallOf(request);
    const bool is_for_all = call == "page" || call == "health" || call == "openapi" || call == "session";
    EXPECT_TRUE(answer.status != 200 || is_for_all) << call << " " << answer.body;
  });
}

TEST_F(RequestFuzzTest, TheServerOutlivesWhateverBytesCome) {
  constexpr int kSilence = 50;
  auto server = HttpServer::Listen(calls_.get(), "127.0.0.1:0");
  ASSERT_THAT(server, IsOk());
  RunRounds(150, 20, [&](HttpRequest request, FuzzRandom* random) {
    request.headers["host"] = (*server)->address();
    std::string bytes = TextOf(request);
    while (OneIn(2, random))
      ChangeText(&bytes, "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", random);
    HttpClient client((*server)->address());
    client.Send(bytes);
    if (OneIn(4, random)) {
      client.Reset();
    } else {
      client.EndSending();
      const std::string answer = client.ReadAll(kSilence);
      const bool is_old = absl::StartsWith(answer, "HTTP/1.0 ");  // as the request may have become
      EXPECT_TRUE(answer.empty() || is_old || absl::StartsWith(answer, "HTTP/1.1 ")) << absl::CEscape(answer);
      accepted_ += absl::StartsWith(answer, "HTTP/1.1 200") ? 1 : 0;
    }
    EXPECT_EQ(HttpClient((*server)->address()).Ask("GET", "/healthz").status, 200);
  });
}

}  // namespace
}  // namespace tranche
