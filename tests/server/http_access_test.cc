// Who comes in through the door for HTTP, and the ways around it that must not be there.
#include "tests/server/http_access.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "access/access_control.h"
#include "gmock/gmock.h"
#include "server/connect.h"
#include "server/http_server.h"
#include "tests/server/http_client.h"
#include "tests/server/test_certificates.h"
#include "tests/server/tls_ask.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class HttpAccessTest : public HttpAccess {
 protected:
  static v1::RecordRequest PlanRequest(const std::string& key) {
    v1::RecordRequest plan;
    plan.set_kind("plan");
    plan.set_unit("P1");
    plan.set_source("national");
    plan.set_fiscal_year(2024);
    plan.set_amount("1");
    plan.set_effective("2024-01-01");
    plan.mutable_options()->set_actor("lan");
    plan.mutable_options()->set_key(key);
    return plan;
  }
};

TEST_F(HttpAccessTest, WithoutATokenThereIsOnlyThePageAndWhetherTheServerIsWell) {
  HttpClient client(Serve());
  for (const char* const open : {"/healthz", "/readyz", "/openapi.json"})
    EXPECT_EQ(client.Ask("GET", open).status, 200) << open;
  EXPECT_NE(client.Ask("GET", "/").status, 401);
  for (const std::string& closed :
       {std::string("/events"), std::string("/events?after=0"), std::string("/checkpoint"), std::string("/tile/0/000"),
        std::string("/tile/entries/000"), std::string("/metrics"), std::string("/nothing"),
        std::string("/assets/../events"), std::string("/%2e%2e/etc/passwd"), std::string("/healthz/../events"),
        std::string("//events"), absl::StrCat(kCallsPath, "GetLedger?connect=v1&encoding=json&message=%7B%7D"),
        absl::StrCat(kCallsPath, "Nothing")}) {
    const HttpReply reply = client.Ask("GET", closed);
    EXPECT_EQ(reply.status, 401) << closed;
    EXPECT_EQ(reply.headers.at("www-authenticate"), "Bearer");
    EXPECT_THAT(reply.body, HasSubstr("access.who"));
  }
  EXPECT_EQ(Status(&client, "").status, 401);
  EXPECT_EQ(client.Ask("GET", "/session").status, 401);
}

TEST_F(HttpAccessTest, ATokenIsAskedForAndItsActorIsThatOfTheEventWhateverTheRequestSays) {
  HttpClient client(Serve());
  EXPECT_EQ(Status(&client, Bearer(token_)).status, 200);
  EXPECT_EQ(client.Ask("GET", "/session", Bearer(token_)).body, R"({"actor":"lan"})");
  const HttpReply recorded =
      client.Ask("POST", absl::StrCat(kCallsPath, "Record"), absl::StrCat(kJson, Bearer(token_)), Payment("somebody"));
  EXPECT_EQ(recorded.status, 200);
  EXPECT_THAT(recorded.body, AllOf(HasSubstr(R"("actor":"lan")"), Not(HasSubstr("somebody"))));
}

TEST_F(HttpAccessTest, UnknownExpiredRevokedAndForgedTokensGetTheSameAnswer) {
  const IssuedToken revoked = Issue();
  const IssuedToken expired = Issue(absl::Seconds(1));
  ASSERT_THAT(RevokeCredential(path_, revoked.credential.id(), clock_.Now()), IsOk());
  clock_.Advance(absl::Seconds(1));
  std::string flipped = token_;
  flipped[30] = flipped[30] == 'x' ? 'y' : 'x';
  HttpClient client(Serve(std::nullopt, WithoutDelay()));
  std::set<std::string> answers;
  for (const std::string& token : {MakeToken(SystemRandomBytes), revoked.text, expired.text, flipped, std::string("x"),
                                   std::string(10'000, 'x'), token_ + token_, token_.substr(8)}) {
    const HttpReply reply = Status(&client, Bearer(token));
    EXPECT_EQ(reply.status, 401);
    answers.insert(reply.body);
  }
  EXPECT_EQ(answers.size(), 1u);
  EXPECT_EQ(Status(&client, absl::StrCat("Authorization: Basic ", token_, "\r\n")).status, 401);
  EXPECT_EQ(Status(&client, absl::StrCat(Bearer("x"), Bearer(token_))).status, 401);  // two are none
  EXPECT_EQ(client.Ask("GET", absl::StrCat("/session?token=", token_)).status, 401);  // nor is one in an address
  EXPECT_EQ(Status(&client, Bearer(token_)).status, 200);
}

TEST_F(HttpAccessTest, TooManyFailuresAreRefusedAndAGoodTokenIsNot) {
  HttpClient client(Serve(std::nullopt, WithoutDelay(2)));
  EXPECT_EQ(Status(&client, Bearer("x")).status, 401);
  EXPECT_EQ(Status(&client, Bearer("x")).status, 401);
  const HttpReply too_many = Status(&client, Bearer("x"));
  EXPECT_EQ(too_many.status, 429);
  EXPECT_EQ(too_many.headers.at("retry-after"), "900");
  EXPECT_THAT(too_many.body, HasSubstr("access.too-many-attempts"));
  EXPECT_EQ(Status(&client, Bearer(token_)).status, 200);
  EXPECT_EQ(access_->counters().failed, 3u);
}

TEST_F(HttpAccessTest, WhoIsTurnedAwayIsToldSoInTheirLanguage) {
  HttpClient client(Serve(std::nullopt, WithoutDelay()));
  EXPECT_THAT(Status(&client, absl::StrCat(Bearer("x"), "Accept-Language: vi\r\n")).body,
              AllOf(HasSubstr("access.who"), HasSubstr(R"("locale":"vi")")));
  EXPECT_THAT(Status(&client, Bearer("x")).body, Not(HasSubstr("LocalizedMessage")));
  const std::string cookie = SignIn(&client);
  EXPECT_THAT(Status(&client, absl::StrCat(cookie, "Origin: https://evil.example\r\nAccept-Language: vi\r\n")).body,
              AllOf(HasSubstr("server.wrong-origin"), HasSubstr(R"("locale":"vi")")));
}

TEST_F(HttpAccessTest, MetricsAreForWhoMayAskAndCountWhoWasTurnedAway) {
  HttpClient client(Serve(std::nullopt, WithoutDelay(2)));
  EXPECT_EQ(client.Ask("GET", "/metrics").status, 401);
  for (int i = 0; i < 3; ++i) Status(&client, Bearer("x"));
  const HttpReply metrics = client.Ask("GET", "/metrics", Bearer(token_));
  EXPECT_EQ(metrics.status, 200);
  EXPECT_THAT(metrics.body, AllOf(HasSubstr("tranche_failed_entries_total{reason=\"unknown\"} 2\n"),
                                  HasSubstr("tranche_failed_entries_total{reason=\"too-many\"} 1\n"),
                                  HasSubstr("tranche_refusals_total{code=\"access.who\",door=\"http\"} 3\n")));
}

TEST_F(HttpAccessTest, HeadIsAskedForAsGetIsButNotOfASession) {
  HttpClient client(Serve());
  const auto head = [&client](const std::string& target, const std::string& headers) {
    client.Send(absl::StrCat("HEAD ", target, " HTTP/1.1\r\nHost: ", client.address(), "\r\n", headers, "\r\n"));
    return client.ReadHead().status;
  };
  EXPECT_EQ(head("/checkpoint", ""), 401);
  EXPECT_EQ(head("/metrics", ""), 401);
  EXPECT_EQ(head("/metrics", Bearer(token_)), 200);
  EXPECT_EQ(head("/tile/0/000.p/2", Bearer(token_)), 200);
  EXPECT_EQ(head("/session", Bearer(token_)), 405);
  EXPECT_EQ(client.Ask("GET", "/healthz").body, "ok\n");  // no body was in between
}

TEST_F(HttpAccessTest, WhoMayNotAskGetsNothingAtTheDoorsBesideTheCalls) {
  const std::string guest = Bearer(Issue(absl::Hours(24), "guest").text);
  HttpClient client(Serve());
  for (const char* const target :
       {"/events", "/events?after=0", "/events?after=1000000", "/events?after=x", "/checkpoint", "/tile/0/000",
        "/tile/0/000.p/2", "/tile/entries/000.p/2", "/metrics"}) {
    for (const std::string& headers : {guest, absl::StrCat(guest, "Last-Event-ID: 1\r\n")}) {
      const HttpReply reply = client.Ask("GET", target, headers);
      EXPECT_EQ(reply.status, 403) << target;
      EXPECT_EQ(reply.body, R"({"code":"permission_denied","message":"no role"})") << target;
    }
    client.Send(absl::StrCat("HEAD ", target, " HTTP/1.1\r\nHost: ", client.address(), "\r\n", guest, "\r\n"));
    EXPECT_EQ(client.ReadHead().status, 403) << target;
  }
  client.Send(absl::StrCat("HEAD /events HTTP/1.1\r\nHost: ", client.address(), "\r\n", Bearer(token_), "\r\n"));
  EXPECT_EQ(client.ReadHead().status, 200);
}

TEST_F(HttpAccessTest, WhoWasLetInMayKeepAFullTileAndNobodyMayForThem) {
  for (int i = 0; i < 256; ++i) ASSERT_THAT(service_->Record(PlanRequest(absl::StrCat("plan ", i))), IsOk());
  HttpClient client(Serve(std::nullopt, WithoutDelay()));
  for (const char* const full : {"/tile/0/000", "/tile/entries/000"}) {
    const HttpReply reply = client.Ask("GET", full, Bearer(token_));
    EXPECT_EQ(reply.status, 200) << full;
    EXPECT_EQ(reply.headers.at("cache-control"), "private, max-age=31536000, immutable");
    EXPECT_EQ(reply.headers.at("vary"), "Authorization, Cookie");
    EXPECT_EQ(client.Ask("GET", full, Bearer("x")).headers.at("cache-control"), "no-store") << "who is turned away";
    EXPECT_EQ(client.Ask("GET", full).headers.at("cache-control"), "no-store");
  }
  EXPECT_EQ(client.Ask("GET", "/tile/0/000.p/9", Bearer(token_)).headers.at("cache-control"), "no-store");
}

// Every path that is described is behind the doors, and closed unless it says that it is open.
TEST_F(HttpAccessTest, WhatIsDescribedIsThereAndIsForWhomItSays) {
  HttpClient client(Serve(std::nullopt, WithoutDelay()));
  const json all = json::parse(client.Ask("GET", "/openapi.json").body);
  int asked = 0;
  for (const auto& path : all["paths"].items()) {
    const std::string target =
        absl::StrReplaceAll(path.key(), {{"{level}", "0"}, {"{place}", "000"}, {"{width}", "2"}});
    for (const auto& operation : path.value().items()) {
      const std::string method = absl::AsciiStrToUpper(operation.key());
      const bool is_open = operation.value().contains("security");
      EXPECT_EQ(client.Ask(method, target, kJson, method == "POST" ? "{}" : "").status == 401, !is_open)
          << method << " " << target;
      // HEAD: what is new is not waited for.
      const std::string as = method == "GET" && target != "/session" ? "HEAD" : method;
      client.Send(absl::StrCat(as, " ", target, " HTTP/1.1\r\nHost: ", client.address(), "\r\n", Bearer(token_),
                               Origin(), kJson, "Content-Length: 0\r\n\r\n"));
      const HttpReply reply = as == "HEAD" ? client.ReadHead() : client.Read();
      EXPECT_NE(reply.status, 0) << method << " " << target;
      EXPECT_NE(reply.status, 405) << method << " " << target;
      EXPECT_THAT(reply.body, Not(HasSubstr("server.no-such"))) << method << " " << target;
      ++asked;
    }
  }
  EXPECT_GT(asked, 60);
}

TEST_F(HttpAccessTest, FollowingEndsWithTheRole) {
  guests_may_ = true;
  const std::string guest = Bearer(Issue(absl::Hours(24), "guest").text);
  HttpClient client(Serve());
  client.Send(absl::StrCat("GET /events HTTP/1.1\r\nHost: ", client.address(), "\r\n", guest, "\r\n"));
  EXPECT_EQ(client.ReadHead().status, 200);
  guests_may_ = false;
  HttpClient other(server_->address());
  EXPECT_EQ(
      other.Ask("POST", absl::StrCat(kCallsPath, "Record"), absl::StrCat(kJson, Bearer(token_)), Payment("lan")).status,
      200);
  EXPECT_THAT(client.ReadChunk(), AllOf(HasSubstr("permission_denied"), Not(HasSubstr("sequence"))));
  EXPECT_EQ(client.ReadChunk(), "");
}

TEST_F(HttpAccessTest, ASessionOfThePageAsksAndEndsAtSignOut) {
  HttpClient client(Serve());
  const std::string cookie = SignIn(&client);
  EXPECT_EQ(client.Ask("GET", "/session", cookie).body, R"({"actor":"lan"})");
  EXPECT_EQ(client
                .Ask("GET", absl::StrCat(kCallsPath, "GetLedger?connect=v1&encoding=json&message=%7B%7D"),
                     absl::StrCat("Cookie: other=1; ", cookie.substr(8)))
                .status,
            200);
  EXPECT_EQ(Status(&client, absl::StrCat(cookie, Origin())).status, 200);
  const HttpReply out = client.Ask("DELETE", "/session", absl::StrCat(cookie, Origin()));
  EXPECT_EQ(out.status, 200);
  EXPECT_THAT(out.headers.at("set-cookie"), AllOf(StartsWith("tranche=;"), HasSubstr("Max-Age=0")));
  EXPECT_EQ(out.headers.at("clear-site-data"), "\"cache\"");
  const HttpReply replayed = client.Ask("GET", "/session", cookie);
  EXPECT_EQ(replayed.status, 401);
  EXPECT_THAT(replayed.headers.at("set-cookie"), StartsWith("tranche=;"));
  EXPECT_EQ(replayed.headers.at("clear-site-data"), "\"cache\"");
}

TEST_F(HttpAccessTest, APageOfElsewhereDoesNothingInTheNameOfWhoIsSignedIn) {
  HttpClient client(Serve());
  const std::string cookie = SignIn(&client);
  const std::string address = server_->address();
  for (const std::string& from :
       {std::string(), std::string("Origin: null\r\n"), std::string("Origin: https://evil.example\r\n"),
        absl::StrCat("Origin: https://", address, "\r\n"),
        absl::StrCat("Origin: http://", address, ".evil.example\r\n"), std::string("Origin: http://localhost:1\r\n"),
        std::string("Sec-Fetch-Site: cross-site\r\n"), std::string("Sec-Fetch-Site: same-site\r\n"),
        std::string("Sec-Fetch-Site: same-origin\r\nOrigin: https://evil.example\r\n")}) {
    const HttpReply forged =
        client.Ask("POST", absl::StrCat(kCallsPath, "Record"), absl::StrCat(kJson, cookie, from), Payment("lan"));
    EXPECT_EQ(forged.status, 403) << from;
    EXPECT_THAT(forged.body, HasSubstr("server.wrong-origin"));
    EXPECT_EQ(client.Ask("DELETE", "/session", absl::StrCat(cookie, from)).status, 403) << from;
    EXPECT_EQ(
        client.Ask("POST", "/session", absl::StrCat(kJson, from), absl::StrCat(R"({"token": ")", token_, "\"}")).status,
        403)
        << from;
  }
  const std::string form = absl::StrCat("Content-Type: application/x-www-form-urlencoded\r\n", cookie, Origin());
  EXPECT_EQ(client.Ask("POST", absl::StrCat(kCallsPath, "Record"), form, Payment("lan")).status, 415);
  EXPECT_EQ(
      client.Ask("GET", absl::StrCat(kCallsPath, "Record?connect=v1&encoding=json&message=%7B%7D"), cookie).status,
      405);
  EXPECT_EQ(client
                .Ask("POST", absl::StrCat(kCallsPath, "Record"),
                     absl::StrCat(kJson, cookie, "Sec-Fetch-Site: same-origin\r\n"), Payment("lan"))
                .status,
            200);
}

TEST_F(HttpAccessTest, SigningInNeedsATokenInAMessageOfTheRightForm) {
  HttpClient client(Serve(std::nullopt, WithoutDelay()));
  const auto sign_in = [&](const std::string& body) {
    return client.Ask("POST", "/session", absl::StrCat(kJson, Origin()), body).status;
  };
  EXPECT_EQ(sign_in(""), 400);
  EXPECT_EQ(sign_in("[]"), 400);
  EXPECT_EQ(sign_in(R"({"token": 1})"), 400);
  EXPECT_EQ(sign_in(R"({"token": "x"})"), 401);
  EXPECT_EQ(client.Ask("POST", "/session", absl::StrCat("Content-Type: text/plain\r\n", Origin()), "{}").status, 415);
  EXPECT_EQ(client.Ask("PUT", "/session").status, 405);
  EXPECT_EQ(sign_in(absl::StrCat(R"({"token": ")", std::string(5000, 'x'), "\"}")), 413);
}

TEST_F(HttpAccessTest, WhatAnybodyMayKeepIsNeverServedToWhoseTokenIsRevoked) {
  const IssuedToken issued = Issue();
  HttpClient client(Serve());
  const std::string target =
      absl::StrCat(kCallsPath, "GetBalance?connect=v1&encoding=json&lasting=1&message=%7B%22question",
                   "%22:%7B%22asOf%22:%222024-12-31%22,%22knownAt%22:%221%22%7D%7D");
  const HttpReply kept = client.Ask("GET", target, Bearer(issued.text));
  EXPECT_EQ(kept.status, 200);
  // No cache between callers has it, and that of one caller does not serve it for another token or session.
  EXPECT_THAT(kept.headers.at("cache-control"), AllOf(HasSubstr("private"), Not(HasSubstr("public"))));
  EXPECT_EQ(kept.headers.at("vary"), "Authorization, Cookie");
  ASSERT_THAT(RevokeCredential(path_, issued.credential.id(), clock_.Now()), IsOk());
  const HttpReply revoked = client.Ask("GET", target, Bearer(issued.text));
  EXPECT_EQ(revoked.status, 401);
  EXPECT_EQ(revoked.headers.at("cache-control"), "no-store");
  EXPECT_THAT(revoked.body, Not(HasSubstr("report")));
}

TEST_F(HttpAccessTest, NewEventsEndForWhoseTokenIsRevoked) {
  const IssuedToken issued = Issue();
  HttpClient follower(Serve());
  follower.Send(
      absl::StrCat("GET /events HTTP/1.1\r\nHost: ", follower.address(), "\r\n", Bearer(issued.text), "\r\n"));
  EXPECT_EQ(follower.ReadHead().status, 200);
  ASSERT_THAT(RevokeCredential(path_, issued.credential.id(), clock_.Now()), IsOk());
  HttpClient client(follower.address());
  EXPECT_EQ(client.Ask("POST", absl::StrCat(kCallsPath, "Record"), absl::StrCat(kJson, Bearer(token_)), Payment("lan"))
                .status,
            200);
  const std::string end = follower.ReadChunk();
  EXPECT_THAT(end, AllOf(HasSubstr("access.who"), Not(HasSubstr("disbursement"))));
  EXPECT_EQ(follower.ReadChunk(), "");
}

TEST_F(HttpAccessTest, EveryAnswerHasTheHeadersThatProtectThePage) {
  HttpClient client(Serve());
  const std::vector<HttpReply> replies = {client.Ask("GET", "/"),
                                          client.Ask("GET", "/healthz"),
                                          client.Ask("GET", "/nothing"),
                                          client.Ask("GET", "/nothing", Bearer(token_)),
                                          client.Ask("GET", "/session", Bearer(token_)),
                                          Status(&client, Bearer(token_)),
                                          Status(&client, "")};
  for (const HttpReply& reply : replies) {
    EXPECT_THAT(reply.headers.at("content-security-policy"), StartsWith("default-src 'self';"));
    EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(reply.headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(reply.headers.at("cross-origin-opener-policy"), "same-origin");
    EXPECT_FALSE(reply.headers.contains("strict-transport-security"));
    EXPECT_FALSE(reply.headers.contains("access-control-allow-origin"));
  }
  client.Send("GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  const HttpReply elsewhere = client.Read();
  EXPECT_EQ(elsewhere.status, 421);
  EXPECT_TRUE(elsewhere.headers.contains("content-security-policy"));
}

class TlsTest : public HttpAccessTest {
 protected:
  const std::string& ServeTls(bool takes_certificates = true) {
    return Serve(
        TlsKeys{of_server_.certificate, of_server_.key, takes_certificates ? authority_.certificate : std::string()},
        WithoutDelay());
  }

  std::string Ask(const std::string& request_line, const std::string& headers, const std::string& body = "",
                  const TestCertificate& certificate = {}, int newest_version = TLS1_3_VERSION) {
    return AskByTls(server_->address(), {authority_.certificate, certificate, newest_version},
                    absl::StrCat(request_line, " HTTP/1.1\r\nHost: ", server_->address(), "\r\nConnection: close\r\n",
                                 headers, "Content-Length: ", body.size(), "\r\n\r\n", body));
  }

  TestCertificate authority_ = MakeAuthority("authority");
  TestCertificate of_server_ = MakeCertificate("server", authority_);
};

TEST_F(TlsTest, IsSpokenFromVersion12OnAndNothingElseIs) {
  ServeTls();
  const std::string answer = Ask("GET /healthz", "");
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Strict-Transport-Security: max-age=31536000\r\n")));
  EXPECT_THAT(Ask("GET /healthz", "", "", {}, TLS1_2_VERSION), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Ask("GET /healthz", "", "", {}, TLS1_1_VERSION), IsEmpty());
  EXPECT_THAT(Ask("GET /healthz", "", "", {}, TLS1_VERSION), IsEmpty());
  HttpClient plain(server_->address());
  EXPECT_EQ(plain.Ask("GET", "/healthz").status, 0);
  EXPECT_EQ(AskByTls(server_->address(), {MakeAuthority("other").certificate, {}}, "GET /healthz HTTP/1.1\r\n\r\n"),
            "");
}

TEST_F(TlsTest, ASessionHasACookieThatOnlyTlsBrings) {
  ServeTls();
  const std::string from = absl::StrCat(kJson, "Origin: https://", server_->address(), "\r\n");
  const std::string body = absl::StrCat(R"({"token": ")", token_, "\"}");
  EXPECT_THAT(Ask("POST /session", from, body),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Set-Cookie: __Host-tranche="), HasSubstr("; Secure\r\n")));
  EXPECT_THAT(Ask("POST /session", absl::StrCat(kJson, Origin()), body), StartsWith("HTTP/1.1 403"));  // from http://
}

TEST_F(TlsTest, AClientCertificateMeansTheActorToWhomItIsBound) {
  ServeTls();
  const TestCertificate erp = MakeCertificate("erp", authority_);
  EXPECT_THAT(Ask("GET /session", "", "", erp), StartsWith("HTTP/1.1 401"));
  const auto bound = BindCertificate(path_, {"erp", "", clock_.Now() + absl::Hours(1)}, erp.certificate, clock_.Now(),
                                     SystemRandomBytes);
  ASSERT_THAT(bound, IsOk());
  EXPECT_THAT(BindCertificate(path_, {"mai", "", clock_.Now() + absl::Hours(1)}, erp.certificate, clock_.Now(),
                              SystemRandomBytes),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(Ask("GET /session", "", "", erp), HasSubstr(R"({"actor":"erp"})"));
  const std::string record = absl::StrCat("POST ", kCallsPath, "Record");
  EXPECT_THAT(Ask(record, absl::StrCat(kJson, "Origin: https://evil.example\r\n"), Payment("lan"), erp),
              StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(Ask(record, kJson, Payment("lan"), erp), HasSubstr(R"("actor":"erp")"));
  // Another one of the same authority, one of another authority, and one that has only the same name.
  EXPECT_THAT(Ask("GET /session", "", "", MakeCertificate("erp", authority_)), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(Ask("GET /session", "", "", MakeCertificate("erp", MakeAuthority("authority"))), IsEmpty());
  ASSERT_THAT(RevokeCredential(path_, bound->id(), clock_.Now()), IsOk());
  EXPECT_THAT(Ask("GET /session", "", "", erp), StartsWith("HTTP/1.1 401"));
}

TEST_F(TlsTest, WithoutAnAuthorityForClientsACertificateSaysNothing) {
  ServeTls(false);
  const TestCertificate erp = MakeCertificate("erp", authority_);
  ASSERT_THAT(BindCertificate(path_, {"erp", "", clock_.Now() + absl::Hours(1)}, erp.certificate, clock_.Now(),
                              SystemRandomBytes),
              IsOk());
  EXPECT_THAT(Ask("GET /session", "", "", erp), StartsWith("HTTP/1.1 401"));
}

TEST_F(TlsTest, OtherMachinesNeedTlsAndAreAsked) {
  const TlsKeys keys = {of_server_.certificate, of_server_.key, ""};
  AccessControl access(path_, &clock_, SystemRandomBytes, [](const std::string&) {});
  const auto listen = [&](AccessControl* asks, const std::optional<TlsKeys>& tls) {
    return HttpServer::Listen(calls_.get(), "0.0.0.0:0", {}, {asks, tls, {}}).status();
  };
  EXPECT_THAT(listen(nullptr, std::nullopt), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--tls-key")));
  EXPECT_THAT(listen(&access, std::nullopt), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(listen(nullptr, keys), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--access")));
  EXPECT_THAT(listen(&access, keys), IsOk());
}

}  // namespace
}  // namespace tranche
