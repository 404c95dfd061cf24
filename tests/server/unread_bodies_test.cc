// Who calls is known from the head of a request: nobody reads a body for a caller who is turned away.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "access/access_control.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "tests/server/http_access.h"
#include "tests/server/http_client.h"
#include "tests/server/test_certificates.h"
#include "tests/server/tls_ask.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kTenMegabytes[] = "Content-Length: 10000000\r\n";

class UnreadBodiesTest : public HttpAccess {
 protected:
  // Sends a request up to its body.
  static void SendHead(HttpClient* client, const std::string& path, const std::string& headers) {
    client->Send(absl::StrCat("POST ", path, " HTTP/1.1\r\nHost: ", client->address(), "\r\n", kJson, headers, "\r\n"));
  }

  static void SendHead(HttpClient* client, const std::string& headers) {
    SendHead(client, absl::StrCat(kCallsPath, "Import"), headers);
  }
};

TEST_F(UnreadBodiesTest, WhoIsNotKnownIsTurnedAwayBeforeABodyComes) {
  const std::string address = Serve(std::nullopt, WithoutDelay());
  for (const std::string& headers :
       {std::string(kTenMegabytes), absl::StrCat(kTenMegabytes, "Expect: 100-continue\r\n"),
        std::string("Transfer-Encoding: chunked\r\n"), std::string("Content-Length: 99000000000\r\n"),
        absl::StrCat(kTenMegabytes, Bearer(MakeToken(SystemRandomBytes))),
        absl::StrCat(kTenMegabytes, "Cookie: tranche=x\r\n")}) {
    HttpClient client(address);
    SendHead(&client, headers);
    const HttpReply reply = client.Read();
    EXPECT_EQ(reply.status, 401) << headers;
    EXPECT_EQ(reply.headers.at("connection"), "close") << headers;
    EXPECT_TRUE(client.IsClosed()) << headers;
  }
}

TEST_F(UnreadBodiesTest, TooManyFailuresAPageOfElsewhereAndAWrongHostEndBeforeABodyToo) {
  const std::string address = Serve(std::nullopt, WithoutDelay(1));
  HttpClient first(address);
  EXPECT_EQ(Status(&first, Bearer("x")).status, 401);
  HttpClient too_many(address);
  SendHead(&too_many, absl::StrCat(kTenMegabytes, Bearer("x")));
  EXPECT_EQ(too_many.Read().status, 429);
  HttpClient page(address);
  const std::string cookie = SignIn(&page);
  HttpClient elsewhere(address);
  SendHead(&elsewhere, absl::StrCat(kTenMegabytes, cookie, "Origin: https://evil.example\r\n"));
  EXPECT_EQ(elsewhere.Read().status, 403);
  HttpClient other_host(address);
  other_host.Send(absl::StrCat("POST ", kCallsPath, "Import HTTP/1.1\r\nHost: evil.example\r\n", Bearer(token_),
                               kTenMegabytes, "\r\n"));
  EXPECT_EQ(other_host.Read().status, 421);
}

TEST_F(UnreadBodiesTest, ABodyThatNeverEndsTakesNoPlaceFromWhoIsKnown) {
  limits_.large_bodies = 1;
  const std::string address = Serve(std::nullopt, WithoutDelay());
  std::vector<std::unique_ptr<HttpClient>> strangers;
  for (int i = 0; i < 20; ++i) {
    strangers.push_back(std::make_unique<HttpClient>(address));
    SendHead(strangers.back().get(), kTenMegabytes);
    strangers.back()->Send("{");
  }
  HttpClient client(address);
  const std::string long_body = absl::StrCat("{", std::string(100'000, ' '), "}");
  EXPECT_EQ(
      client.Ask("POST", absl::StrCat(kCallsPath, "GetLedger"), absl::StrCat(kJson, Bearer(token_)), long_body).status,
      200);
  for (const auto& stranger : strangers) EXPECT_EQ(stranger->Read().status, 401);
}

TEST_F(UnreadBodiesTest, WhoHasNoRoleSendsNoLongBody) {
  const std::string guest = Bearer(Issue(absl::Hours(24), "guest").text);
  const std::string address = Serve();
  HttpClient without(address);
  SendHead(&without, absl::StrCat(kTenMegabytes, guest));
  const HttpReply reply = without.Read();
  EXPECT_EQ(reply.status, 403);
  EXPECT_THAT(reply.body, HasSubstr("no role"));
  guests_may_ = true;
  HttpClient with(address);
  SendHead(&with, absl::StrCat(kTenMegabytes, guest, "Expect: 100-continue\r\n"));
  EXPECT_EQ(with.ReadHead().status, 100);
}

TEST_F(UnreadBodiesTest, DoorsThatAreOpenToEverybodyTakeNoLongBody) {
  const std::string address = Serve();
  for (const char* const path : {"/session", "/healthz", "/", "/openapi.json"}) {
    HttpClient client(address);
    SendHead(&client, path, kTenMegabytes);
    EXPECT_EQ(client.Read().status, 413) << path;
    HttpClient chunked(address);
    SendHead(&chunked, path, "Transfer-Encoding: chunked\r\n");
    chunked.Send(absl::StrCat("1001\r\n", std::string(0x1001, ' '), "\r\n"));
    EXPECT_EQ(chunked.Read().status, 413) << path;
  }
}

TEST_F(UnreadBodiesTest, ATokenThatIsRevokedWhileTheBodyComesCountsNoMore) {
  const IssuedToken issued = Issue();
  HttpClient client(Serve());
  const std::string body = Payment("lan");
  SendHead(&client, absl::StrCat(kCallsPath, "Record"),
           absl::StrCat("Content-Length: ", body.size(), "\r\nExpect: 100-continue\r\n", Bearer(issued.text)));
  EXPECT_EQ(client.ReadHead().status, 100);
  const uint64_t head = service_->GetLedger({})->head();
  ASSERT_THAT(RevokeCredential(path_, issued.credential.id(), clock_.Now()), IsOk());
  client.Send(body);
  EXPECT_EQ(client.Read().status, 401);
  EXPECT_EQ(service_->GetLedger({})->head(), head);
}

TEST_F(UnreadBodiesTest, AShortBodyThatCameWithItsHeadEndsNoConnection) {
  HttpClient client(Serve(std::nullopt, WithoutDelay()));
  EXPECT_EQ(Status(&client, "").status, 401);
  EXPECT_EQ(Status(&client, Bearer(token_)).status, 200);
}

TEST_F(UnreadBodiesTest, OverTlsTheAnswerArrivesThoughTheBodyIsStillBeingSent) {
  const TestCertificate authority = MakeAuthority("authority");
  const TestCertificate of_server = MakeCertificate("server", authority);
  Serve(TlsKeys{of_server.certificate, of_server.key, ""}, WithoutDelay());
  const std::string body(1 << 20, ' ');
  const std::string answer = AskByTls(server_->address(), {authority.certificate, {}},
                                      absl::StrCat("POST ", kCallsPath, "Import HTTP/1.1\r\nHost: ", server_->address(),
                                                   "\r\n", kJson, "Content-Length: ", body.size(), "\r\n\r\n", body));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 401"));
}

}  // namespace
}  // namespace tranche
