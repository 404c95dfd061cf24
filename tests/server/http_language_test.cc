// What a server over HTTP refuses by itself is told in the language that Accept-Language asks for, as the refusals of
// calls are: beside the data and the English text, which are the same in every language.
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "server/event_source.h"
#include "tests/server/http_access.h"
#include "tests/server/http_client.h"
#include "tests/server/http_served.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kConnectionClose[] = "Connection: close\r\n";

// What a refusal says.
struct Told {
  std::string message;                      // for everybody
  std::map<std::string, std::string> text;  // by type: in `locale`
  std::string locale;
};

Told Read(const std::string& body) {
  const json all = json::parse(body, nullptr, false);
  const json& error = all.is_object() && all.contains("error") ? all["error"] : all;
  EXPECT_TRUE(error.is_object() && error.contains("message")) << body;
  Told told;
  if (!error.is_object()) return told;
  told.message = error.value("message", "");
  for (const json& detail : error.value("details", json::array())) {
    if (detail["type"] == "tranche.v1.Refusal") continue;
    told.text[detail["type"].get<std::string>()] = detail["debug"]["message"].get<std::string>();
    told.locale = detail["debug"]["locale"].get<std::string>();
  }
  return told;
}

// Asks with a header for the language, or an empty one.
using AskIn = std::function<HttpReply(const std::string& language)>;

// `ask` is refused with `status`: with `vietnamese` in its text when that is asked for, with the English text when that
// is, and without a text when nothing is.
void ExpectToldIn(int status, const std::string& vietnamese, const AskIn& ask) {
  SCOPED_TRACE(absl::StrCat(status, " ", vietnamese));
  const HttpReply in_vietnamese = ask("Accept-Language: vi-VN,vi;q=0.9,en;q=0.5\r\n");
  EXPECT_EQ(in_vietnamese.status, status);
  const Told vi = Read(in_vietnamese.body);
  EXPECT_EQ(vi.locale, "vi");
  ASSERT_TRUE(vi.text.contains("google.rpc.LocalizedMessage")) << in_vietnamese.body;
  EXPECT_THAT(vi.text.at("google.rpc.LocalizedMessage"), HasSubstr(vietnamese));
  EXPECT_EQ(vi.text.at("tranche.v1.LocalizedMessage"), vi.text.at("google.rpc.LocalizedMessage"));
  const HttpReply in_english = ask("Accept-Language: en\r\n");
  EXPECT_EQ(in_english.status, status);
  const Told en = Read(in_english.body);
  EXPECT_EQ(en.locale, "en");
  ASSERT_TRUE(en.text.contains("google.rpc.LocalizedMessage")) << in_english.body;
  EXPECT_EQ(en.text.at("google.rpc.LocalizedMessage"), en.message);
  EXPECT_EQ(en.message, vi.message);
  EXPECT_THAT(ask("Accept-Language: fr\r\n").body, Not(HasSubstr("LocalizedMessage")));
}

// A request on a connection of its own.
AskIn On(const std::string& address, const std::string& method, const std::string& target,
         const std::string& headers = "", const std::string& body = "") {
  return [=](const std::string& language) {
    return HttpClient(address).Ask(method, target, absl::StrCat(language, headers), body);
  };
}

std::string CallPath(const std::string& name) { return absl::StrCat(kCallsPath, name); }

class HttpLanguageTest : public HttpServed {
 protected:
  // Bytes in the place of a request, with the language after its first line.
  static AskIn Bytes(const std::string& address, const std::string& first_line, const std::string& rest) {
    return [=](const std::string& language) {
      HttpClient client(address);
      client.Send(absl::StrCat(first_line, language, rest));
      return client.Read();
    };
  }
};

TEST_F(HttpLanguageTest, APathAMethodOrATypeThatIsNotThere) {
  const std::string address = Serve();
  ExpectToldIn(404, "không có gì ở /nothing", On(address, "GET", "/nothing"));
  ExpectToldIn(404, "tên một lời gọi", On(address, "POST", CallPath("Steal"), kUnaryJson, "{}"));
  ExpectToldIn(404, "chưa công bố mốc kiểm tra nào", On(address, "GET", "/checkpoint"));
  ExpectToldIn(405, "gặp phương thức HTTP PUT, cần GET, POST", On(address, "PUT", CallPath("GetLedger")));
  ExpectToldIn(405, "gặp phương thức HTTP POST, cần GET, HEAD", On(address, "POST", "/healthz"));
  ExpectToldIn(405, "gặp phương thức HTTP DELETE, cần GET, HEAD", On(address, "DELETE", "/events"));
  ExpectToldIn(405, "cần GET, POST, DELETE", On(address, "PUT", "/session"));
  ExpectToldIn(415, "gặp kiểu nội dung \"text/xml\"",
               On(address, "POST", CallPath("GetLedger"), "Content-Type: text/xml\r\n", "{}"));
  ExpectToldIn(421, "Host: gặp \"evil.example\"",
               Bytes(address, "GET / HTTP/1.1\r\n", "Host: evil.example\r\nConnection: close\r\n\r\n"));
  EXPECT_EQ(HttpClient(address).Ask("POST", "/healthz").headers.at("allow"), "GET, HEAD");
}

TEST_F(HttpLanguageTest, ARequestThatIsNone) {
  const std::string address = Serve();
  ExpectToldIn(400, "không phải là một yêu cầu HTTP/1.1", Bytes(address, "GET / HTTP/1.1\r\n", "no header\r\n\r\n"));
  ExpectToldIn(400, "không kèm hai chữ số thập lục phân",
               On(address, "GET", CallPath("GetLedger?encoding=json&message=%x")));
  ExpectToldIn(400, "thiếu tham số message", On(address, "GET", CallPath("GetLedger?encoding=json")));
  ExpectToldIn(400, "cần số thứ tự của sự kiện cuối cùng", On(address, "GET", "/events?after=x"));
  ExpectToldIn(400, "Connect-Timeout-Ms: gặp \"soon\"",
               On(address, "POST", CallPath("GetLedger"), absl::StrCat(kUnaryJson, "Connect-Timeout-Ms: soon\r\n")));
  ExpectToldIn(501, "gặp thông điệp đã nén (gzip)",
               On(address, "POST", CallPath("GetLedger"), absl::StrCat(kUnaryJson, "Content-Encoding: gzip\r\n")));
  ExpectToldIn(505, "câu trả lời dài cần HTTP/1.1",
               Bytes(address, "GET /events HTTP/1.0\r\n", absl::StrCat("Host: ", address, "\r\n\r\n")));
}

TEST_F(HttpLanguageTest, ARequestThatIsTooLarge) {
  HttpLimits limits;
  limits.body_bytes = 1000;
  limits.header_bytes = 2000;
  const std::string address = Serve(limits);
  const std::string spaces(2000, ' ');
  ExpectToldIn(413, "yêu cầu lớn hơn 1000 byte", On(address, "POST", CallPath("GetLedger"), kUnaryJson, spaces));
  const AskIn chunked = [&](const std::string& language) {
    HttpClient client(address);
    client.Send(absl::StrCat("POST ", CallPath("GetLedger"), " HTTP/1.1\r\nHost: ", address, "\r\n", kUnaryJson,
                             language, "Transfer-Encoding: chunked\r\n\r\n7d0\r\n", spaces, "\r\n"));
    return client.Read();
  };
  ExpectToldIn(413, "yêu cầu lớn hơn 1000 byte", chunked);
  ExpectToldIn(431, "địa chỉ và các dòng đầu lớn hơn 2000 byte",
               On(address, "GET", "/healthz", absl::StrCat("X: ", std::string(3000, 'x'), "\r\n")));
}

TEST_F(HttpLanguageTest, AServerWithoutPlaceOrTime) {
  HoldStatus();
  HttpLimits limits;
  limits.asking = 1;
  limits.asking_threads = 1;
  limits.followers = 0;
  const std::string address = Serve(limits);
  HttpClient holds(address);
  AskStatus(&holds);
  gate_.AwaitWaiting(1);
  const std::string busy = "máy chủ đang có đủ số việc";
  ExpectToldIn(503, busy, On(address, "POST", CallPath("GetLedger"), kUnaryJson, "{}"));
  ExpectToldIn(503, busy, On(address, "GET", "/checkpoint"));
  ExpectToldIn(503, busy, On(address, "GET", "/events"));
  const HttpReply probe = HttpClient(address).Ask("GET", "/readyz", "Accept-Language: vi\r\n");
  EXPECT_EQ(probe.status, 503);
  EXPECT_THAT(probe.body, StartsWith(busy));
  EXPECT_THAT(HttpClient(address).Ask("GET", "/readyz").body, StartsWith("the server has as much work"));
  gate_.Open();
  EXPECT_EQ(holds.Read().status, 200);
}

TEST_F(HttpLanguageTest, ACallThatTakesTooLong) {
  HoldStatus();
  const std::string address = Serve();
  ExpectToldIn(
      504, "chưa có câu trả lời trong thời gian",
      On(address, "POST", CallPath("GetStatus"), absl::StrCat(kUnaryJson, "Connect-Timeout-Ms: 10\r\n"), "{}"));
  gate_.Open();
}

TEST_F(HttpLanguageTest, TheEndOfAStream) {
  for (Call& row : rows_) {
    if (row.method->name() != "ListEvents") continue;
    row.stream = [this](const LedgerCalls&, const Message&, const Sink<Message>&) {
      gate_.Pass();
      return absl::OkStatus();
    };
  }
  const std::string address = Serve();
  const auto stream = [&](const std::string& headers, const std::string& body) -> AskIn {
    return [=](const std::string& language) {
      HttpReply reply = HttpClient(address).Ask("POST", CallPath("ListEvents"),
                                                absl::StrCat(kStreamJson, kConnectionClose, language, headers), body);
      reply.body = Opened(reply.body).end;
      return reply;
    };
  };
  ExpectToldIn(200, "Connect-Protocol-Version: gặp \"9\"", stream("Connect-Protocol-Version: 9\r\n", Enveloped("{}")));
  ExpectToldIn(200, "gặp 2 byte, cần một thông điệp trong phong bì", stream("", "{}"));
  ExpectToldIn(200, "chưa có câu trả lời trong thời gian", stream("Connect-Timeout-Ms: 10\r\n", Enveloped("{}")));
  gate_.Open();
}

class HttpDoorLanguageTest : public HttpAccess {};

TEST_F(HttpDoorLanguageTest, WhoIsNotLetIn) {
  const std::string address = Serve(std::nullopt, WithoutDelay());
  const std::string call = CallPath("GetLedger");
  ExpectToldIn(401, "không biết ai gọi", On(address, "POST", call, absl::StrCat(kJson, Bearer("x")), "{}"));
  HttpClient page(address);
  const std::string cookie = SignIn(&page);
  ExpectToldIn(403, "Origin: gặp \"https://evil.example\"",
               On(address, "POST", call, absl::StrCat(kJson, cookie, "Origin: https://evil.example\r\n"), "{}"));
  ExpectToldIn(403, "Origin: gặp", On(address, "POST", "/session", kJson, "{}"));
  ExpectToldIn(400, "tranche_...", On(address, "POST", "/session", absl::StrCat(kJson, Origin()), "{}"));
  ExpectToldIn(415, "gặp Content-Type \"text/plain\"",
               On(address, "POST", "/session", absl::StrCat("Content-Type: text/plain\r\n", Origin()), "{}"));
  ExpectToldIn(413, "yêu cầu lớn hơn 4096 byte",
               On(address, "POST", "/session", absl::StrCat(kJson, Origin()), std::string(5000, ' ')));
}

TEST_F(HttpDoorLanguageTest, WhoTriedTooOften) {
  const std::string address = Serve(std::nullopt, WithoutDelay(1));
  HttpClient first(address);
  EXPECT_EQ(Status(&first, Bearer("x")).status, 401);
  ExpectToldIn(429, "quá nhiều lần",
               On(address, "POST", CallPath("GetLedger"), absl::StrCat(kJson, Bearer("x")), "{}"));
}

TEST_F(HttpDoorLanguageTest, WhoseTokenEndsWhileNewEventsAreFollowed) {
  limits_.heartbeat = absl::Milliseconds(10);
  const IssuedToken issued = Issue();
  HttpClient follower(Serve());
  follower.Send(absl::StrCat("GET /events HTTP/1.1\r\nHost: ", follower.address(), "\r\n", Bearer(issued.text),
                             "Accept-Language: vi\r\n\r\n"));
  EXPECT_EQ(follower.ReadHead().status, 200);
  ASSERT_THAT(RevokeCredential(path_, issued.credential.id(), clock_.Now()), IsOk());
  std::string part;
  do part = follower.ReadChunk();
  while (part == kHeartbeat);
  EXPECT_THAT(part, AllOf(StartsWith("event: error\ndata: "), HasSubstr("không biết ai gọi")));
}

}  // namespace
}  // namespace tranche
