#include "server/connect.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "server/connect_error.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ConnectTest : public ::testing::Test {
 protected:
  static HttpRequest Post(const std::string& name, const std::string& type, const std::string& body) {
    return {"POST", absl::StrCat(kCallsPath, name), {{"content-type", type}}, body};
  }
  static HttpRequest Get(const std::string& name, const std::string& query) {
    return {"GET", absl::StrCat(kCallsPath, name, "?", query), {}, ""};
  }

  ConnectRequest Read(const HttpRequest& request) {
    auto read = ReadConnect(request, calls_);
    EXPECT_TRUE(std::holds_alternative<ConnectRequest>(read)) << std::get<HttpAnswer>(read).body;
    return std::get<ConnectRequest>(std::move(read));
  }
  HttpAnswer Refused(const HttpRequest& request) {
    auto read = ReadConnect(request, calls_);
    EXPECT_TRUE(std::holds_alternative<HttpAnswer>(read));
    return std::get<HttpAnswer>(std::move(read));
  }

  const Calls calls_{static_cast<const LedgerService*>(nullptr)};  // nothing is called
};

TEST_F(ConnectTest, TheSameRequestIsReadFromJsonFromProtoAndFromAnAddress) {
  v1::GetBalanceRequest wanted;
  wanted.mutable_question()->set_unit("Hà Nội");
  wanted.add_by("year");
  const std::string json = R"({"question": {"unit": "Hà Nội"}, "by": ["year"]})";
  const std::string escaped =
      "%7B%22question%22:%7B%22unit%22:%22H%C3%A0+N%E1%BB%99i%22%7D,%22by%22:%5B%22year%22%5D%7D";
  for (const HttpRequest& request :
       {Post("GetBalance", "application/json", json), Post("GetBalance", "Application/JSON; charset=utf-8", json),
        Post("GetBalance", "application/proto", wanted.SerializeAsString()),
        Get("GetBalance", absl::StrCat("connect=v1&encoding=json&message=", escaped)),
        Get("GetBalance",
            absl::StrCat("encoding=proto&base64=1&message=", absl::WebSafeBase64Escape(wanted.SerializeAsString())))}) {
    const auto message = ParseMessage(Read(request));
    ASSERT_THAT(message, IsOk());
    EXPECT_EQ((*message)->SerializeAsString(), wanted.SerializeAsString());
  }
}

TEST_F(ConnectTest, WhatHttpHasAWordForIsSaidByIt) {
  EXPECT_EQ(Refused(Post("Steal", "application/json", "{}")).status, 404);
  HttpRequest put = Post("GetLedger", "application/json", "{}");
  put.method = "PUT";
  EXPECT_EQ(Refused(put).status, 405);
  EXPECT_EQ(Refused(put).headers.at(0), std::make_pair(std::string("Allow"), std::string("GET, POST")));
  EXPECT_EQ(Refused(Get("Record", "encoding=json&message={}")).status, 405);
  EXPECT_EQ(Refused(Get("ListEvents", "encoding=json&message={}")).status, 405);
  EXPECT_EQ(Refused(Post("GetLedger", "text/plain", "{}")).status, 415);
  EXPECT_EQ(Refused(Post("GetLedger", "application/connect+json", "{}")).status, 415);
  EXPECT_EQ(Refused(Post("ListEvents", "application/json", "{}")).status, 415);
  EXPECT_EQ(Refused(Get("GetLedger", "encoding=xml&message={}")).status, 415);
}

TEST_F(ConnectTest, TheHeadersOfTheProtocolAreReadLeniently) {
  HttpRequest request = Post("GetLedger", "application/json", "{}");
  EXPECT_EQ(Read(request).timeout, absl::InfiniteDuration());
  request.headers["connect-protocol-version"] = "1";
  request.headers["connect-timeout-ms"] = "1500";
  request.headers["content-encoding"] = "identity";
  EXPECT_EQ(Read(request).timeout, absl::Milliseconds(1500));
  request.headers["connect-protocol-version"] = "2";
  EXPECT_THAT(Refused(request).body, HasSubstr(R"("code":"invalid_argument")"));
  request.headers["connect-protocol-version"] = "1";
  for (const char* const wrong : {"-1", "1.5", "12345678901", "soon"}) {
    request.headers["connect-timeout-ms"] = wrong;
    EXPECT_EQ(Refused(request).status, 400) << wrong;
  }
  request.headers.erase("connect-timeout-ms");
  request.headers["content-encoding"] = "gzip";
  EXPECT_EQ(Refused(request).status, 501);
}

TEST_F(ConnectTest, AMalformedMessageIsRefused) {
  for (const char* const wrong : {"", "{", "[]", R"({"unitt": 1})", R"({"question": 3})", "\xff"})
    EXPECT_THAT(ParseMessage(Read(Post("GetBalance", "application/json", wrong))),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no tranche.v1.GetBalanceRequest in JSON")))
        << wrong;
  EXPECT_THAT(ParseMessage(Read(Post("GetBalance", "application/proto", "\xff"))),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no tranche.v1.GetBalanceRequest")));
  for (const char* const query : {"encoding=json", "encoding=json&message=%7", "encoding=json&message=%zz",
                                  "encoding=json&base64=1&message=*", "encoding=json&message={}&connect=v2"})
    EXPECT_EQ(Refused(Get("GetBalance", query)).status, 400) << query;
  EXPECT_EQ(Refused(Get("GetBalance", "encoding=json&message={}&compression=gzip")).status, 501);
}

TEST_F(ConnectTest, AStreamTakesExactlyOneMessageInItsEnvelope) {
  const std::string empty(5, '\0');
  EXPECT_EQ(Read(Post("ListEvents", "application/connect+proto", empty)).message, "");
  EXPECT_EQ(Read(Post("ListEvents", "application/connect+json", std::string("\0\0\0\0\2{}", 7))).message, "{}");
  for (const std::string& wrong : {std::string(), std::string(4, '\0'), std::string("\0\0\0\0\3{}", 7),
                                   std::string("\0\0\0\0\1{}", 7), std::string("\1\0\0\0\2{}", 7), empty + empty}) {
    const HttpAnswer answer = Refused(Post("ListEvents", "application/connect+json", wrong));
    EXPECT_EQ(answer.status, 200);  // the protocol says errors of streams at their end
    EXPECT_EQ(answer.content_type, "application/connect+json");
    EXPECT_EQ(answer.body.at(0), 2);
    EXPECT_THAT(answer.body.substr(5), HasSubstr(R"({"error":{"code":"invalid_argument")")) << absl::CEscape(wrong);
  }
}

TEST_F(ConnectTest, PartsAndEndsHaveTheirLengthsInTheirEnvelopes) {
  v1::ListEventsResponse part;
  part.set_next_page_token(std::string(300, 'x'));
  const auto proto = PartEnvelope(Encoding::kProto, part);
  ASSERT_THAT(proto, IsOk());
  EXPECT_EQ(proto->substr(0, 5), std::string("\0\0\0\1\x2f", 5));
  EXPECT_EQ(proto->substr(5), part.SerializeAsString());
  EXPECT_EQ(EndEnvelope(absl::OkStatus()), std::string("\2\0\0\0\2{}", 7));
  part.GetReflection()->MutableUnknownFields(&part)->AddVarint(1000, 1);
  EXPECT_THAT(PartEnvelope(Encoding::kJson, part), StatusIs(absl::StatusCode::kUnimplemented, HasSubstr("JSON")));
}

TEST_F(ConnectTest, ARefusalIsADetailOfItsError) {
  const absl::Status refusal =
      Refuse(absl::StatusCode::kFailedPrecondition, "guard.test", "found {found}", {AmountField("found", 1200)});
  const HttpAnswer answer = ErrorAnswer(refusal);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.content_type, "application/json");
  const std::string value(absl::StripSuffix(absl::Base64Escape(RefusalOf(refusal)->SerializeAsString()), "="));
  EXPECT_THAT(answer.body,
              AllOf(HasSubstr(R"({"code":"failed_precondition","message":"found 1,200","details":[{"type":)"
                              R"("tranche.v1.Refusal","value":")"),
                    HasSubstr(absl::StripSuffix(value, "=")), HasSubstr(R"("debug":{"code":"guard.test")")));
  EXPECT_EQ(ErrorJson(absl::NotFoundError("no")), R"({"code":"not_found","message":"no"})");
}

TEST_F(ConnectTest, AnErrorIsReadAsItWasTold) {
  const absl::Status refused =
      Adding(Refuse(absl::StatusCode::kAborted, "a.code", "found {found}", {NumberField("found", 7)}), "go on");
  const absl::Status read = StatusOfErrorJson(ErrorJson(refused));
  EXPECT_EQ(read, refused);
  EXPECT_EQ(RefusalOf(read)->SerializeAsString(), RefusalOf(refused)->SerializeAsString());
  EXPECT_EQ(StatusOfErrorJson(ErrorJson(absl::DataLossError("x"))), absl::DataLossError("x"));
  for (const std::string json : {"", "[]", "{}", R"({"code": 7})", R"({"code": "canceled", "details": 7)", "<html>"})
    EXPECT_THAT(StatusOfErrorJson(json), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no server of a ledger")))
        << json;
  EXPECT_THAT(StatusOfErrorJson(R"({"code": "canceled", "details": [7, {"type": 7}]})"),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(ConnectTest, EachCodeHasItsHttpStatus) {
  using Code = absl::StatusCode;
  const std::pair<Code, int> statuses[] = {
      {Code::kCancelled, 499},        {Code::kUnknown, 500},       {Code::kInvalidArgument, 400},
      {Code::kDeadlineExceeded, 504}, {Code::kNotFound, 404},      {Code::kAlreadyExists, 409},
      {Code::kPermissionDenied, 403}, {Code::kAborted, 409},       {Code::kResourceExhausted, 429},
      {Code::kOutOfRange, 400},       {Code::kUnimplemented, 501}, {Code::kFailedPrecondition, 400},
      {Code::kInternal, 500},         {Code::kUnavailable, 503},   {Code::kDataLoss, 500},
      {Code::kUnauthenticated, 401}};
  for (const auto& [code, http_status] : statuses)
    EXPECT_EQ(ErrorAnswer(absl::Status(code, "x")).status, http_status) << absl::StatusCodeToString(code);
}

}  // namespace
}  // namespace tranche
