// How commands are taken: the usual ones as bytes, the others as messages.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/canonical_form.h"
#include "events/civil_date.h"
#include "events/envelope.h"
#include "events/kinds/kinds.h"
#include "events/prefetch.h"
#include "events/refusal.h"
#include "events/reserved_keys.h"
#include "ledger/decider.h"
#include "ledger/draft.h"
#include "ledger/rules/decisions.h"
#include "ledger/rules/line_rules.h"
#include "ledger/stamp.h"

namespace tranche {
namespace {

// The bytes of a command are no event, or cannot be held by a message.
absl::Status NoCommand(absl::string_view bytes) {
  const std::optional<v1::Refusal> why = RefusalOf(CheckCanonical(bytes));
  if (!why) return Refuse(absl::StatusCode::kInvalidArgument, "event.unreadable", "the bytes are no event");
  return Within("the bytes are no event", {}, StatusOf(absl::StatusCode::kInvalidArgument, *why));
}

}  // namespace

// Prefetches what the next decisions read: commands that their caller filled long ago, in a dozen places each, and
// tables far larger than the caches. Each stage dereferences what an earlier one brought in, so it runs closer to the
// command being decided.
void Decider::Prefetch(absl::Span<const v1::Event> commands, size_t i) const {
  const auto ahead = [&](size_t count) { return i + count < commands.size() ? &commands[i + count] : nullptr; };
  const auto prefetch_kind = [](const v1::Event& event, PrefetchStage stage) {
    const EventKind* kind = FindKind(event.kind_case());
    if (kind != nullptr) kind->prefetch(event, stage);
  };
  if (const v1::Event* event = ahead(8); event != nullptr) PrefetchObject(*event);
  if (const v1::Event* event = ahead(6); event != nullptr) {
    PrefetchObject(event->event_id());
    PrefetchObject(event->actor());
    PrefetchObject(event->document());
    prefetch_kind(*event, PrefetchStage::kMessage);
  }
  if (const v1::Event* event = ahead(5); event != nullptr) prefetch_kind(*event, PrefetchStage::kLine);
  if (const v1::Event* event = ahead(4); event != nullptr) {
    __builtin_prefetch(event->event_id().data());
    PrefetchObject(event->document().type());
    PrefetchObject(event->document().number());
    prefetch_kind(*event, PrefetchStage::kTexts);
  }
}

// Computes the fingerprints of the keys of the i-th command and of a few after it. Bytes that are no usual command may
// have their key elsewhere: theirs is computed again.
void Decider::ExpectKeys(const Commands& commands, size_t i, Draft* draft) const {
  constexpr size_t kAhead = 3;
  std::vector<uint64_t>& fingerprints = draft->fingerprints;
  while (fingerprints.size() < commands.size() && fingerprints.size() <= i + kAhead) {
    const size_t next = fingerprints.size();
    const absl::string_view key =
        commands.messages == nullptr ? KeyOfCommand((*commands.bytes)[next]) : (*commands.messages)[next].event_id();
    fingerprints.push_back(FingerprintOf(key));
    index_.PrefetchKey(fingerprints.back());
  }
}

absl::Status Decider::TakeMessage(v1::Event* command, Draft* draft) {
  const EventKind* const kind = FindKind(command->kind_case());
  if (draft->authority) command->set_actor(draft->authority->actor());
  const bool may_be_usual = draft->may_be_usual && kind != nullptr && !kind->fields.empty();
  const size_t size = may_be_usual ? command->ByteSizeLong() : 0;
  if (size == 0 || size > kEventBytesMax) return Take(command, draft);
  serialized_.resize(size);
  command->SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(serialized_.data()));
  return TakeUsual(serialized_, draft) ? absl::OkStatus() : Take(command, draft);
}

absl::Status Decider::TakeBytes(absl::string_view command, Draft* draft) {
  if (TakeUsual(command, draft)) return absl::OkStatus();
  v1::Event message;
  if (!std::in_range<int>(command.size()) || !message.ParseFromArray(command.data(), static_cast<int>(command.size())))
    return NoCommand(command);
  draft->fingerprints[draft->taken] = FingerprintOf(message.event_id());
  return Take(&message, draft);
}

// Reads the lines of usual_ and checks what CheckLines checks.
bool Decider::CheckUsualLines(const Catalogue& catalogue) {
  EventView& event = usual_.event;
  const EventKind& kind = *usual_.kind;
  const CivilDate date = CivilDate::FromNumber(event.effective_date).value_or(CivilDate());
  const auto find = [&](absl::string_view bytes, LineView* line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const LineView* const found = lines_.Find(bytes, kind, date, catalogue);
    if (found != nullptr) *line = *found;
    return found != nullptr;
  };
  lines_.Trim();
  if (kind.tranche != TrancheUse::kOpens) {
    return find(usual_.line, &event.line) && IsAmount(kind.amount, event.amount) &&
           (kind.tranche != TrancheUse::kMoves || find(usual_.to, &event.to)) && kind.check_view(event).ok();
  }
  for (size_t i = 0; i < event.shares.size(); ++i) {
    ShareView& share = event.shares[i];
    if (!find(usual_.share_lines[i], &share.line) || !IsAmount(kind.amount, share.amount)) return false;
  }
  return CheckLimits(catalogue, event.area_limits).ok() && kind.check_view(event).ok();
}

// Decides on usual_, whose key is new.
bool Decider::DecideUsual(Draft* draft) {
  const EventKind& kind = *usual_.kind;
  if (kind.effect == Effect::kMoney && !CheckUsualLines(*draft->catalogue)) return false;
  const DraftReader events(recorded_, *draft);
  return DecideView({*draft->catalogue, index_, states_, events}, kind, usual_.reason, &usual_.event, &draft->decision);
}

// As TakeBytes, for a usual command that is new and lawful; otherwise returns false and nothing has changed.
bool Decider::TakeUsual(absl::string_view command, Draft* draft) {
  const absl::string_view actor = draft->authority ? absl::string_view(draft->authority->actor()) : "";
  if (!draft->may_be_usual || !ReadUsualCommand(command, actor, &usual_)) return false;
  EventView& event = usual_.event;
  if (!IsFreeKey(event.event_id, draft->key_maker)) return false;
  const DraftReader events(recorded_, *draft);
  const auto known = index_.FindKey(event.event_id, draft->fingerprints[draft->taken], events);
  if (!known.ok() || known->has_value()) return false;
  if (!DecideUsual(draft)) return false;
  const Stamp stamp = draft->NextStamp();
  const auto original = usual_.is_imported ? std::optional<absl::Time>(event.recorded_at) : std::nullopt;
  const absl::StatusOr<absl::Time> recorded_at = RecordedAtOf(stamp, original, draft->catalogue->terms());
  if (!recorded_at.ok()) return false;
  const EventView* const reversed =
      usual_.kind->effect == Effect::kReversal ? &draft->decision.reversed_event : nullptr;
  if (draft->authority && !draft->authority->TakeView(event, reversed)) return false;
  event.sequence = stamp.sequence;
  event.recorded_at = *recorded_at;
  EventBatch& batch = *draft->batch.events;
  batch.events.AddWritten([usual = &usual_](std::string* stored) { AppendUsualEvent(*usual, stored); });
  if (usual_.kind->effect != Effect::kMoney) batch.with_rows.push_back(event.sequence);
  Add(event, draft);
  if (usual_.kind->effect == Effect::kReversal) draft->reversed.push_back(std::move(draft->decision.reversed));
  ++decided_as_bytes_;
  return true;
}

}  // namespace tranche
