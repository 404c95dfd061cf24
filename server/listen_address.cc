#include "server/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;
constexpr uint32_t kPortMax = 65535;

// The name or address before the port, without brackets, and the port; `fallback` is the port of a text without one.
std::optional<std::pair<std::string, uint32_t>> Split(absl::string_view text, std::optional<uint32_t> fallback) {
  const size_t name_end = absl::StartsWith(text, "[") ? text.find(']') : 0;
  if (name_end == absl::string_view::npos) return std::nullopt;
  const size_t colon = text.find(':', name_end);
  const absl::string_view digits = colon == absl::string_view::npos ? "" : text.substr(colon + 1);
  uint32_t port = fallback.value_or(0);
  const bool has_port = colon != absl::string_view::npos;
  if (!has_port && !fallback) return std::nullopt;
  if (has_port && (digits.empty() || !absl::ascii_isdigit(static_cast<unsigned char>(digits[0])) ||
                   !absl::SimpleAtoi(digits, &port) || port > kPortMax))
    return std::nullopt;
  absl::string_view name = text.substr(0, colon);
  if (name_end > 0) {
    if (name.size() != name_end + 1) return std::nullopt;
    name = name.substr(1, name_end - 1);
  }
  return std::make_pair(std::string(name.data(), name.size()), port);
}

bool IsAddress(const std::string& ip) {
  in_addr four{};
  in6_addr six{};
  return ::inet_pton(AF_INET, ip.c_str(), &four) == 1 || ::inet_pton(AF_INET6, ip.c_str(), &six) == 1;
}

bool IsLoopbackIp(const std::string& ip) {
  in_addr four{};
  if (::inet_pton(AF_INET, ip.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
  in6_addr six{};
  return ::inet_pton(AF_INET6, ip.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

}  // namespace

std::string ListenAddress::ToText() const {
  return absl::StrContains(ip, ':') ? absl::StrCat("[", ip, "]:", port) : absl::StrCat(ip, ":", port);
}

absl::StatusOr<ListenAddress> ReadListenAddress(absl::string_view text) {
  std::optional<std::pair<std::string, uint32_t>> parts = Split(text, std::nullopt);
  if (parts && absl::EqualsIgnoreCase(parts->first, "localhost")) parts->first = "127.0.0.1";
  if (!parts || !IsAddress(parts->first))
    return Refuse(absl::StatusCode::kInvalidArgument, "server.listen-address",
                  "found \"{found}\", wanted an address and a port, such as 127.0.0.1:8080 or [::1]:8080",
                  {TextField("found", text)});
  return ListenAddress{parts->first, static_cast<uint16_t>(parts->second)};
}

bool ListenAddress::IsLoopback() const { return IsLoopbackIp(ip); }

absl::Status CheckReach(const ListenAddress& address, bool is_encrypted, bool asks_who_calls) {
  if (address.IsLoopback() || (is_encrypted && asks_who_calls)) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, "server.not-loopback",
      "{address} can be reached from other machines: that needs TLS (--tls-certificate, --tls-key) and tokens or "
      "client certificates (--access); without them the server listens on 127.0.0.1, [::1] or localhost only",
      {TextField("address", address.ip)});
}

absl::Status CheckHostName(absl::string_view name) {
  const auto parts = Split(name, 0);
  const auto may_be_in_a_name = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
  };
  if (parts && !parts->first.empty() && (IsAddress(parts->first) || absl::c_all_of(parts->first, may_be_in_a_name)))
    return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, "server.host-name",
                "found \"{found}\", wanted a name, such as ledger.example, or a name and a port, such as "
                "ledger.example:443",
                {TextField("found", name)});
}

bool IsOwnHost(absl::string_view host, uint16_t port, const std::vector<std::string>& names, bool is_encrypted) {
  const auto parts = Split(host, is_encrypted ? kHttpsPort : kHttpPort);
  if (!parts) return false;
  if (parts->second == port && (absl::EqualsIgnoreCase(parts->first, "localhost") || IsLoopbackIp(parts->first)))
    return true;
  for (const std::string& name : names) {
    const auto own = Split(name, port);
    if (own && absl::EqualsIgnoreCase(own->first, parts->first) && own->second == parts->second) return true;
  }
  return false;
}

}  // namespace tranche
