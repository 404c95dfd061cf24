#include "access/page_sessions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"

namespace tranche {
namespace {

constexpr size_t kSecretBytes = 32;

}  // namespace

std::string PageSessions::Begin(Owner owner, absl::Time now) {
  std::string cookie = absl::WebSafeBase64Escape(random_(kSecretBytes));
  const MutexLock lock(mutex_);
  MakePlace(now);
  sessions_[Sha256Of(cookie)] = {std::move(owner), now, now};
  return cookie;
}

std::optional<PageSessions::Owner> PageSessions::Find(absl::string_view cookie, absl::Time now) {
  const MutexLock lock(mutex_);
  const auto found = sessions_.find(Sha256Of(cookie));
  if (found == sessions_.end()) return std::nullopt;
  if (HasEnded(found->second, now)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  found->second.used = std::max(found->second.used, now);
  return found->second.owner;
}

bool PageSessions::IsThere(absl::string_view cookie, absl::Time now) {
  const MutexLock lock(mutex_);
  const auto found = sessions_.find(Sha256Of(cookie));
  return found != sessions_.end() && !HasEnded(found->second, now);
}

void PageSessions::End(absl::string_view cookie) {
  const MutexLock lock(mutex_);
  sessions_.erase(Sha256Of(cookie));
}

bool PageSessions::HasEnded(const Session& session, absl::Time now) const {
  return now - session.began >= limits_.most || now - session.used >= limits_.idle;
}

// Those that have ended go at once, with the tokens that they hold: nobody may come back with their cookies.
void PageSessions::MakePlace(absl::Time now) {
  std::erase_if(sessions_, [&](const auto& one) { return HasEnded(one.second, now); });
  if (sessions_.size() < limits_.sessions) return;
  sessions_.erase(std::min_element(sessions_.begin(), sessions_.end(), [](const auto& one, const auto& other) {
    return one.second.used < other.second.used;
  }));
}

}  // namespace tranche
