// How fresh an answer must be that comes from the copy of a shared log: by what it has, or since when it has all.
//
// Thread safety: values, and functions of a ledger that any thread may call.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/sequence.h"
#include "ledger/log_contact.h"

namespace tranche {

// How long an answer waits for what it must have.
inline constexpr absl::Duration kFreshWait = absl::Seconds(5);

struct Freshness {
  Sequence at_least = 0;                  // the events that the answer must count; 0: any
  std::optional<absl::Duration> max_age;  // since when a copy may not have all of its log
  absl::Duration wait = kFreshWait;       // for `at_least`

  bool IsAsked() const { return at_least > 0 || max_age.has_value(); }
};

// How far a ledger is, as CheckFresh asks it: its head, and since when it has what its log has, if it is a
// copy.
struct Reached {
  Sequence head = 0;
  std::optional<LogContact> contact;
  absl::Time now;
};

// Errors: UNAVAILABLE  freshness.behind: it ends before `at_least`. freshness.age: what it has is what the log had
//                      longer ago than `max_age`, or it is not known when.
absl::Status CheckFresh(const Reached& reached, const Freshness& freshness);

// As CheckFresh of what `reached` says, which is asked again and again until the ledger has `at_least` or `wait` is
// over.
absl::Status AwaitFresh(const std::function<Reached()>& reached, const Freshness& freshness);

// What a caller says: a sequence such as "120", and seconds such as "10" or "0.5", with or without an "s". Empty texts
// ask for nothing.
// Errors: INVALID_ARGUMENT  at `at_least` or `max_age`.
absl::StatusOr<Freshness> ReadFreshness(absl::string_view at_least, absl::string_view max_age);

// How long `age` is, for people: "0.4 s", "71 s".
std::string SecondsText(absl::Duration age);

}  // namespace tranche
