// Sessions of the page: what a browser has in a cookie in the place of a token, which it never keeps. They are in
// memory alone, by their hashes, and end when the server does.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "access/secrets.h"
#include "events/mutex.h"

namespace tranche {

struct SessionLimits {
  absl::Duration most = absl::Hours(12);
  absl::Duration idle = absl::Hours(1);
  size_t sessions = 4096;  // at once; beyond, the one that was idle longest ends
};

class PageSessions {
 public:
  explicit PageSessions(RandomBytes random, const SessionLimits& limits = {})
      : random_(std::move(random)), limits_(limits) {}

  // Whose session it is.
  struct Owner {
    std::string id;     // of the credential
    std::string token;  // with which it was begun; empty where tokens are not kept
  };

  // Begins a session, and forgets those that have ended. Returns what the cookie holds.
  std::string Begin(Owner owner, absl::Time now);

  // Whose session it is, which is in use at `now`; nothing for one that is not there, or has ended.
  std::optional<Owner> Find(absl::string_view cookie, absl::Time now);

  // True for a session that has not ended; it is not in use by that.
  bool IsThere(absl::string_view cookie, absl::Time now);

  // Ends a session, if it is there.
  void End(absl::string_view cookie);

  // How long a session goes on at most.
  absl::Duration most() const { return limits_.most; }

 private:
  struct Session {
    Owner owner;
    absl::Time began;
    absl::Time used;
  };

  bool HasEnded(const Session& session, absl::Time now) const;
  void MakePlace(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const RandomBytes random_;
  const SessionLimits limits_;
  Mutex mutex_;
  // By the hash of what the cookie holds: how long a look-up takes says nothing of the cookies that there are.
  std::map<std::string, Session> sessions_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
