#include "ledger/batch_refusals.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "events/joined_refusals.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"

namespace tranche {
namespace {

absl::Status AtIndex(size_t index, size_t count, const absl::Status& status) {
  if (count == 1) return status;
  return Within("event {index} of {count}", {NumberField("index", index + 1), NumberField("count", count)}, status);
}

const std::string* FindText(const v1::RefusalPart& part, absl::string_view name) {
  for (const v1::RefusalField& field : part.fields()) {
    if (field.name() == name) return &field.text();
  }
  return nullptr;
}

// The scope whose state is why something was refused, as ScopeField tells it; nothing if it is none.
std::optional<Scope> ScopeOfRefusal(const v1::Refusal& refusal) {
  for (const v1::RefusalField& field : refusal.what().fields()) {
    if (field.name() != "scope") continue;
    const std::string* const unit = FindText(field.phrase(), "unit");
    const std::string* const source = FindText(field.phrase(), "source");
    const std::string* const year = FindText(field.phrase(), "year");
    int32_t number = 0;
    if (unit == nullptr || source == nullptr || year == nullptr || !absl::SimpleAtoi(*year, &number)) continue;
    return Scope{*unit, *source, number};
  }
  return std::nullopt;
}

}  // namespace

bool ConcernsWholeBatch(const absl::Status& refusal) {
  switch (refusal.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kOutOfRange:
      return false;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied: {
      const std::optional<v1::Refusal> data = RefusalOf(refusal);
      return data && (absl::StartsWith(data->code(), "clock.") || absl::StartsWith(data->code(), "authority.no-"));
    }
    default:
      return true;
  }
}

void BatchRefusals::Add(size_t index, const v1::Event& command, const absl::Status& why) {
  if (!are_enough()) {
    const std::optional<v1::Refusal> data = RefusalOf(why);
    const bool may_follow = !empty() && data && MayFollow(command, *data);
    refused_.shown.push_back({index, may_follow ? MarkedAsFollowing(why) : why});
    if (!are_enough()) Remember(command);
  }
  ++refused_.count;
}

bool BatchRefusals::are_enough() const { return refused_.shown.size() == kRefusalsShownMax; }

absl::Status BatchRefusals::Tell(size_t commands, RefusedCommands* refused) && {
  if (empty()) return absl::OkStatus();
  const absl::Status first = refused_.shown.front().why;
  if (refused != nullptr) {
    *refused = std::move(refused_);
    return first;
  }
  std::vector<absl::Status> shown;
  for (const RefusedCommands::Command& each : refused_.shown) shown.push_back(AtIndex(each.index, commands, each.why));
  return JoinRefusals(first.code(), shown, refused_.count - shown.size());
}

// An event that is refused takes no sequence, so those after it are not what the caller of a reversal meant.
bool BatchRefusals::MayFollow(const v1::Event& command, const v1::Refusal& why) const {
  if (command.has_event_reversed() && command.event_reversed().reversed_sequence() >= first_) return true;
  if (lacks_catalogue_ && absl::EndsWith(why.code(), "unknown")) return true;
  const std::optional<Scope> scope = ScopeOfRefusal(why);
  return scope && scopes_.contains(ScopeView(*scope));
}

void BatchRefusals::Remember(const v1::Event& command) {
  const EventKind* const kind = FindKind(command.kind_case());
  if (kind == nullptr) return;
  if (kind->effect == Effect::kCatalogue) lacks_catalogue_ = true;
  // What names an event has the line of that, which only the decision knows.
  if (kind->effect != Effect::kMoney || kind->tranche == TrancheUse::kNamed) return;
  for (const EventLine& line : kind->lines(command)) scopes_.try_emplace(ToScope(ScopeOf(line.line)), true);
}

}  // namespace tranche
