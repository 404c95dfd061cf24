#include "tests/fuzz/http_bytes.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/connect.h"
#include "tests/fuzz/mutations.h"

namespace tranche {
namespace {

constexpr absl::string_view kMethods[] = {"GET",  "GET", "GET",    "POST",    "POST",
                                          "HEAD", "PUT", "DELETE", "OPTIONS", "BREW"};

constexpr absl::string_view kTargets[] = {
    "/",
    "/healthz",
    "/readyz",
    "/session",
    "/checkpoint",
    "/metrics",
    "/tile/0/000.p/2",
    "/tile/entries/000.p/3",
    "/tile/0/x001/000",
    "/events?after=x",
    "/nothing",
    "/nothing?%zz",
    "*",
    "/tranche.v1.LedgerService/Nothing",
    "/tranche.v1.LedgerService/GetLedger",
    "/tranche.v1.LedgerService/GetLedger?connect=v1&encoding=json&message=%7B%7D",
    "/tranche.v1.LedgerService/GetLedger?encoding=proto&base64=1&message=_-",
    "/tranche.v1.LedgerService/GetBalance?message={%22by%22:[%22unit%22]}&encoding=json",
    "/tranche.v1.LedgerService/ListEvents"};

// What a server reads, and what it does not.
constexpr absl::string_view kFields[] = {"Accept-Language: vi-VN,vi;q=0.9,en;q=0.5",
                                         "Accept-Language: ;;,,;q=",
                                         "accept-language:en",
                                         "Accept-Encoding: gzip;q=0, br",
                                         "Accept-Encoding: gzip",
                                         "Accept: */*",
                                         "Authorization: Bearer tranche_0123456789",
                                         "Authorization: Basic Og==",
                                         "Cookie: tranche=x; tranche=y; =; ;",
                                         "Cookie: __Host-tranche",
                                         "Content-Type: application/json",
                                         "Content-Type: application/proto; x=\"y;z\"",
                                         "Content-Type: application/connect+json",
                                         "Content-Encoding: identity",
                                         "Content-Encoding: gzip",
                                         "Connect-Protocol-Version: 1",
                                         "Connect-Timeout-Ms: 60000",
                                         "Connect-Timeout-Ms: -1",
                                         "Expect: 100-continue",
                                         "Expect: something",
                                         "If-None-Match: \"x\", *",
                                         "If-Modified-Since: Fri, 27 Nov 2026 00:00:00 GMT",
                                         "Last-Event-ID: 18446744073709551616",
                                         "Origin: null",
                                         "Range: bytes=0-0,-1",
                                         "Sec-Fetch-Site: same-origin",
                                         "TE: trailers",
                                         "X-Request-Id: voucher-17",
                                         "X-Request-Id: \xff \t",
                                         "X:"};

constexpr absl::string_view kBodies[] = {"",   "{}",   "{\"question\": {\"unit\": \"P1\"}}", "\x0a\x02P1",
                                         "[]", "\xff", "GET /healthz HTTP/1.1\r\n\r\n"};

// What may stand in the place of anything.
constexpr absl::string_view kWords[] = {"\r\n",
                                        "\r\n\r\n",
                                        "\n",
                                        "\r",
                                        "\r\n ",
                                        "\r\n\t",
                                        " ",
                                        "\t",
                                        ":",
                                        ";",
                                        "?",
                                        "%",
                                        "%00",
                                        "//",
                                        "/../",
                                        "#",
                                        "\x7f",
                                        "HTTP/1.0",
                                        "HTTP/1.1",
                                        "HTTP/2.0",
                                        "HTTP/1.",
                                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                        "Content-Length: 5\r\n",
                                        "Content-Length: 0\r\n",
                                        "Content-Length: 5, 5\r\n",
                                        "Content-Length: +5\r\n",
                                        "Content-Length: 18446744073709551615\r\n",
                                        "Content-Length: 18446744073709551616\r\n",
                                        "Content-Length: -1\r\n",
                                        "Transfer-Encoding: chunked\r\n",
                                        "Transfer-Encoding: gzip, chunked\r\n",
                                        "Transfer-Encoding: chunked, identity\r\n",
                                        "Transfer-Encoding : chunked\r\n",
                                        "Expect: 100-continue\r\n",
                                        "Connection: close\r\n",
                                        "Connection: keep-alive, Upgrade\r\nUpgrade: h2c\r\n",
                                        "Host: evil.example\r\n",
                                        "http://",
                                        "http://elsewhere.example/",
                                        "0\r\n\r\n",
                                        "5\r\nhello\r\n",
                                        "5;x=\"\\\"\"\r\n",
                                        "ffffffffffffffff\r\n",
                                        "10000000000000000\r\n",
                                        "-1\r\n"};

template <size_t size>
std::string AnyOf(const absl::string_view (&all)[size], FuzzRandom* random) {
  const absl::string_view one = all[Below(size, random)];
  return {one.data(), one.size()};
}

std::string Hex(size_t number) { return absl::StrCat(absl::Hex(number)); }

// In pieces, with what a sender may put around them.
std::string InChunks(const std::string& body, FuzzRandom* random) {
  std::string chunks;
  for (size_t at = 0; at < body.size();) {
    const std::string piece = body.substr(at, 1 + Below(body.size() - at, random));
    absl::StrAppend(&chunks, Hex(piece.size()), OneIn(3, random) ? ";name=value" : "", "\r\n", piece, "\r\n");
    at += piece.size();
  }
  return absl::StrCat(chunks, "0\r\n", OneIn(3, random) ? "X-After: all\r\n" : "", "\r\n");
}

// is_last  it may end the connection.
std::string AnyRequest(const std::string& host, const std::string& method, bool is_last, FuzzRandom* random) {
  const bool is_old = is_last && OneIn(4, random);
  const std::string target = AnyOf(kTargets, random);
  const bool is_absolute = absl::StartsWith(target, "/") && OneIn(4, random);
  std::string request = absl::StrCat(method, " ", is_absolute ? absl::StrCat("http://", host) : "", target,
                                     is_old ? " HTTP/1.0" : " HTTP/1.1", "\r\nHost: ", host, "\r\n");
  while (!OneIn(3, random)) absl::StrAppend(&request, AnyOf(kFields, random), "\r\n");
  if (is_last && OneIn(3, random)) request += "Connection: close\r\n";
  const std::string body = AnyOf(kBodies, random);
  if (body.empty()) return request + (OneIn(2, random) ? "\r\n" : "Content-Length: 0\r\n\r\n");
  if (!is_old && OneIn(2, random))
    return absl::StrCat(request, "Transfer-Encoding: chunked\r\n\r\n", InChunks(body, random));
  return absl::StrCat(request, "Content-Length: ", body.size(), "\r\n\r\n", body);
}

std::string Repeated(absl::string_view part, size_t bytes) {
  std::string all;
  all.reserve(bytes + part.size());
  while (all.size() < bytes) absl::StrAppend(&all, part);
  return all;
}

}  // namespace

Pipeline AnyPipeline(const std::string& host, FuzzRandom* random) {
  Pipeline pipeline;
  const size_t count = 1 + Below(4, random);
  for (size_t i = 0; i < count; ++i) {
    const std::string method = AnyOf(kMethods, random);
    pipeline.bytes += AnyRequest(host, method, i + 1 == count, random);
    pipeline.are_heads.push_back(method == "HEAD");
  }
  return pipeline;
}

void ChangeHttp(const std::string& other, FuzzRandom* random, std::string* bytes) {
  do {
    const size_t at = Below(bytes->size() + 1, random);
    switch (Below(4, random)) {
      case 0:
        bytes->insert(at, AnyOf(kWords, random));
        break;
      case 1: {  // where a line begins
        const size_t line = bytes->find("\r\n", at);
        bytes->insert(line == std::string::npos ? at : line + 2, AnyOf(kWords, random));
        break;
      }
      case 2:
        bytes->erase(at, 1 + Below(OneIn(4, random) ? bytes->size() : 4, random));
        break;
      default:
        ChangeText(bytes, other, random);
    }
  } while (OneIn(2, random));
}

std::string EndlessRequest(const std::string& host, size_t bytes, FuzzRandom* random) {
  const std::string head = absl::StrCat("Host: ", host, "\r\n");
  const std::string post = absl::StrCat("POST ", kCallsPath, "GetLedger HTTP/1.1\r\n", head,
                                        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
  switch (Below(7, random)) {
    case 0:
      return absl::StrCat("GET /", Repeated("x", bytes));
    case 1:
      return absl::StrCat("GET / HTTP/1.1\r\n", head, "X: ", Repeated("x", bytes));
    case 2:
      return absl::StrCat("GET / HTTP/1.1\r\n", head, Repeated("a:\r\n", bytes));
    case 3:
      return absl::StrCat(post, "1;x=", Repeated("x", bytes));
    case 4:
      return absl::StrCat(post, Repeated("0", bytes));
    case 5:
      return absl::StrCat(post, Repeated("1\r\n \r\n", bytes));
    default:
      return absl::StrCat(post, "0\r\n", Repeated("a:\r\n", bytes));
  }
}

}  // namespace tranche
