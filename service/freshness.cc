#include "service/freshness.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "service/request_field.h"

namespace tranche {
namespace {

constexpr absl::Duration kLook = absl::Milliseconds(5);
constexpr double kSecondsMax = 1e9;

std::optional<absl::Duration> AgeNow(const Reached& reached) {
  return reached.contact ? AgeOf(*reached.contact, reached.now) : std::nullopt;
}

absl::Status Behind(const Reached& reached, const Freshness& freshness) {
  RefusalFields fields = {NumberField("wanted", freshness.at_least), NumberField("head", reached.head)};
  const absl::Status behind = Refuse(absl::StatusCode::kUnavailable, "freshness.behind",
                                     "found events up to {head}, wanted those up to {wanted}", fields);
  const std::optional<absl::Duration> age = AgeNow(reached);
  if (!age) return behind;
  const Sequence log_head = std::max(reached.contact->log_head, reached.contact->known_head);
  return Adding(behind, "this is a copy of a shared log that has events up to {log}, and has what that had {age} ago",
                {NumberField("log", log_head), TextField("age", SecondsText(*age))});
}

absl::Status TooOld(const Reached& reached, const Freshness& freshness) {
  const RefusalFields wanted = {TextField("wanted", SecondsText(*freshness.max_age))};
  const std::optional<absl::Duration> age = AgeNow(reached);
  if (!age)
    return Adding(
        Refuse(absl::StatusCode::kUnavailable, "freshness.age",
               "it is not known since when this copy has what the shared log has, wanted an answer at most {wanted} "
               "old",
               wanted),
        "does a server follow the log there? (`tranche serve`)");
  return Adding(Refuse(absl::StatusCode::kUnavailable, "freshness.age",
                       "this copy has what the shared log had {age} ago, wanted an answer at most {wanted} old",
                       {TextField("age", SecondsText(*age)), wanted.front()}),
                "ask another node, or leave the limit out: what is answered holds as known at its sequence");
}

}  // namespace

std::string SecondsText(absl::Duration age) {
  const double seconds = absl::ToDoubleSeconds(age);
  return seconds < 10 ? absl::StrFormat("%.1f s", seconds) : absl::StrFormat("%.0f s", seconds);
}

absl::Status CheckFresh(const Reached& reached, const Freshness& freshness) {
  if (reached.head < freshness.at_least) return Behind(reached, freshness);
  if (!freshness.max_age || !reached.contact) return absl::OkStatus();
  const std::optional<absl::Duration> age = AgeNow(reached);
  return age && *age <= *freshness.max_age ? absl::OkStatus() : TooOld(reached, freshness);
}

absl::Status AwaitFresh(const std::function<Reached()>& reached, const Freshness& freshness) {
  const absl::Time until = absl::Now() + freshness.wait;
  Reached now = reached();
  while (now.head < freshness.at_least && absl::Now() < until) {
    absl::SleepFor(kLook);
    now = reached();
  }
  return CheckFresh(now, freshness);
}

absl::StatusOr<Freshness> ReadFreshness(absl::string_view at_least, absl::string_view max_age) {
  Freshness freshness;
  if (!at_least.empty() && !absl::SimpleAtoi(at_least, &freshness.at_least))
    return AtField("at_least",
                   Refuse(absl::StatusCode::kInvalidArgument, "freshness.sequence",
                          "found \"{found}\", wanted a sequence, such as 120", {TextField("found", at_least)}));
  if (max_age.empty()) return freshness;
  double seconds = 0;
  const absl::string_view number = absl::StripSuffix(max_age, "s");
  if (!absl::SimpleAtod(number, &seconds) || !(seconds >= 0 && seconds <= kSecondsMax))
    return AtField("max_age",
                   Refuse(absl::StatusCode::kInvalidArgument, "freshness.seconds",
                          "found \"{found}\", wanted seconds, such as 10s or 0.5s", {TextField("found", max_age)}));
  freshness.max_age = absl::Seconds(seconds);
  return freshness;
}

}  // namespace tranche
