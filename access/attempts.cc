#include "access/attempts.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tranche {
namespace {

constexpr size_t kNetworkBytes = 8;
constexpr size_t kFourBytes = 4;
constexpr uint64_t kDoublingsMax = 20;

}  // namespace

Attempts::Failure Attempts::Fail(const std::string& address, absl::Time now) {
  const MutexLock lock(mutex_);
  Failure failure;
  failure.count = Count(now, &SeenAt(AddressToCount(address), now));
  const uint64_t in_all = Count(now, &all_);
  failure.is_too_many = failure.count > limits_.at_an_address || in_all > limits_.in_all;
  const auto doublings = static_cast<int>(std::min(failure.count - 1, kDoublingsMax));
  failure.delay = std::min(limits_.first_delay * (int64_t{1} << doublings), limits_.most_delay);
  ++counters_.failed;
  if (failure.is_too_many) ++counters_.too_many;
  return failure;
}

Attempts::Seen& Attempts::SeenAt(const std::string& address, absl::Time now) {
  if (const auto found = by_address_.find(address); found != by_address_.end()) return found->second;
  if (by_address_.size() >= limits_.addresses)
    std::erase_if(by_address_, [&](const auto& one) { return now - one.second.began > limits_.window; });
  return by_address_.size() >= limits_.addresses ? others_ : by_address_[address];
}

uint64_t Attempts::Count(absl::Time now, Seen* seen) const {
  if (now - seen->began > limits_.window) *seen = {0, now};
  return ++seen->count;
}

std::string AddressToCount(const std::string& ip) {
  in6_addr six{};
  if (::inet_pton(AF_INET6, ip.c_str(), &six) != 1) return ip;
  const absl::string_view bytes(reinterpret_cast<const char*>(six.s6_addr), sizeof six.s6_addr);
  if (!IN6_IS_ADDR_V4MAPPED(&six)) return absl::StrCat(absl::BytesToHexString(bytes.substr(0, kNetworkBytes)), "::/64");
  std::array<char, INET_ADDRSTRLEN> text{};
  const absl::string_view four = bytes.substr(bytes.size() - kFourBytes);
  return ::inet_ntop(AF_INET, four.data(), text.data(), text.size()) == nullptr ? ip : std::string(text.data());
}

}  // namespace tranche
