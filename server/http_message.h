// A request and an answer of HTTP as text, apart from sockets and libraries.
//
// Thread safety: plain values and pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace tranche {

struct HttpRequest {
  std::string method;                          // "POST"
  std::string target;                          // "/healthz?x=1" (server/request_target.h)
  std::map<std::string, std::string> headers;  // by their names in lower case; those of one name joined by ", "
  std::string body;
  // What the connection says, whatever the text does: the address of the other end, the SHA-256 of its certificate as
  // TLS has verified it (empty: none), and whether there is TLS.
  std::string peer;
  std::string certificate;
  bool is_encrypted = false;
  // Where the server listens to which it came: "127.0.0.1:8080".
  std::string server;
  uint16_t server_port = 0;

  // The value of a header, by its name in lower case; empty if there is none.
  absl::string_view Header(const std::string& name) const;
  // The target up to "?".
  absl::string_view path() const;
};

struct HttpAnswer {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside those of the content and the connection
  std::string code = "ok";                                   // or that of the refusal (server/exchange.h)
  absl::Duration delay;                                      // before it is sent: for who has tried to come in
  // Of a refusal: what is refused, and what makes its body, so that it can be told in the language of the caller
  // (server/connect_error.h, TellIn). Null: it is sent as it is.
  absl::Status refusal;
  std::string (*body_of)(const absl::Status& refusal) = nullptr;
};

inline constexpr char kTextType[] = "text/plain; charset=utf-8";

// An answer of one line of text, which is given without its end.
HttpAnswer TextAnswer(int status, absl::string_view line);

// The headers of every answer: nothing may be kept by a cache, read as another type, framed, or opened from elsewhere;
// a page loads from its own server alone. Those of an answer of the same name take their place.
std::vector<std::pair<std::string, std::string>> StandardHeaders(bool is_encrypted);

// The value of a cookie in the header Cookie; nothing if it is not there. Of several of one name the first (RFC
// 6265, 5.4).
std::optional<std::string> CookieOf(const HttpRequest& request, absl::string_view name);

// The parameters after "?" of a target, decoded (application/x-www-form-urlencoded); of several of one name the last
// one. Nothing if a "%" is not followed by two hexadecimal digits.
std::optional<std::map<std::string, std::string>> QueryOf(absl::string_view target);

// The media type of a Content-Type in lower case, without its parameters: "application/json".
std::string MediaTypeOf(absl::string_view content_type);

}  // namespace tranche
