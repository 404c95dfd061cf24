#include "cli/exit_code.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"

namespace tranche {
namespace {

// True for a path that was named as a ledger and is none. A file that is not there is input that failed.
bool NamesNoLedger(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal && absl::StartsWith(refusal->code(), "ledger.");
}

// True for what an actor may not do. A file that may not be read is input that failed.
bool IsOfAuthority(const absl::Status& status) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal) return false;
  constexpr absl::string_view kSubjects[] = {"authority.", "approval.", "four-eyes.", "speaker."};
  return std::any_of(std::begin(kSubjects), std::end(kSubjects),
                     [&](absl::string_view subject) { return absl::StartsWith(refusal->code(), subject); });
}

}  // namespace

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitDone;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return kExitRefused;
    case absl::StatusCode::kPermissionDenied:
      return IsOfAuthority(status) ? kExitRefused : kExitInputOutput;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return kExitUsage;
    case absl::StatusCode::kNotFound:
      return NamesNoLedger(status) ? kExitUsage : kExitInputOutput;
    case absl::StatusCode::kDataLoss:
      return kExitDamaged;
    default:
      return kExitInputOutput;
  }
}

}  // namespace tranche
