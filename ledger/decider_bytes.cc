// How commands are taken: the usual ones as bytes, the others as messages.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/canonical_form.h"
#include "events/envelope.h"
#include "events/kinds/kinds.h"
#include "events/prefetch.h"
#include "events/refusal.h"
#include "events/reserved_keys.h"
#include "ledger/decider.h"
#include "ledger/draft.h"
#include "ledger/rules/decisions.h"
#include "ledger/rules/line_rules.h"
#include "ledger/rules/usual_commands.h"
#include "ledger/stamp.h"
#include "projections/index/key_index.h"

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

// Reads the command at `index`, if it is a usual one, and returns its key. Of other bytes it may be another one: theirs
// is looked for again.
absl::string_view Decider::ReadExpected(absl::string_view bytes, size_t index, const Draft& draft) {
  Expected& expected = expected_[index % expected_.size()];
  CommandView& command = expected.command;
  const absl::string_view actor = draft.authority ? absl::string_view(draft.authority->actor()) : "";
  expected.is_usual = draft.may_be_usual && ReadUsualCommand(bytes, actor, &command);
  if (!expected.is_usual) return KeyOfCommand(bytes);
  if (command.line.data() != nullptr) {
    expected.line = FingerprintOf(command.line);
    lines_.PrefetchSlot(expected.line);
  }
  return command.event.event_id;
}

// Reads the i-th command and a few after it, and prefetches what decisions on them will look up: first where it is,
// then, closer to the command, the line itself. Commands that are messages are read when they are taken.
void Decider::Expect(const Commands& commands, size_t i, Draft* draft) {
  constexpr size_t kAhead = 5;
  constexpr size_t kLineAhead = 2;
  static_assert(kAhead < kExpected);
  std::vector<uint64_t>& fingerprints = draft->fingerprints;
  while (fingerprints.size() < commands.size() && fingerprints.size() <= i + kAhead) {
    const size_t next = fingerprints.size();
    const absl::string_view key = commands.messages == nullptr ? ReadExpected((*commands.bytes)[next], next, *draft)
                                                               : (*commands.messages)[next].event_id();
    fingerprints.push_back(FingerprintOf(key));
    index_.PrefetchKey(fingerprints.back());
  }
  if (commands.messages != nullptr || i + kLineAhead >= commands.size()) return;
  const Expected& near = expected_[(i + kLineAhead) % expected_.size()];
  if (near.is_usual) lines_.PrefetchLine(near.line);
}

absl::Status Decider::TakeMessage(v1::Event* command, Draft* draft) {
  const EventKind* const kind = FindKind(command->kind_case());
  if (draft->authority) command->set_actor(draft->authority->actor());
  const bool may_be_usual = draft->may_be_usual && kind != nullptr && !kind->fields.empty();
  const size_t size = may_be_usual ? command->ByteSizeLong() : 0;
  if (size == 0 || size > kEventBytesMax) return Take(command, draft);
  serialized_.resize(size);
  command->SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(serialized_.data()));
  ReadExpected(serialized_, draft->taken, *draft);
  return TakeUsual(draft) ? absl::OkStatus() : Take(command, draft);
}

absl::Status Decider::TakeBytes(absl::string_view command, Draft* draft) {
  if (TakeUsual(draft)) return absl::OkStatus();
  v1::Event message;
  if (!std::in_range<int>(command.size()) || !message.ParseFromArray(command.data(), static_cast<int>(command.size())))
    return NoCommand(command);
  draft->fingerprints[draft->taken] = FingerprintOf(message.event_id());
  return Take(&message, draft);
}

// As TakeBytes, for the expected command if it is usual, new and lawful; otherwise returns false and nothing has
// changed.
bool Decider::TakeUsual(Draft* draft) {
  Expected& expected = expected_[draft->taken % expected_.size()];
  CommandView& command = expected.command;
  EventView& event = command.event;
  // What was read ahead may stand after a command that has switched four eyes on.
  if (!expected.is_usual || !draft->may_be_usual || !IsFreeKey(event.event_id, draft->key_maker)) return false;
  const DraftReader events(recorded_, *draft);
  const auto known = index_.FindKey(event.event_id, draft->fingerprints[draft->taken], events);
  if (!known.ok() || known->has_value()) return false;
  const DecisionGround ground = {*draft->catalogue, index_, states_, events};
  ScopeTable::Place* place = nullptr;
  if (!DecideUsual(ground, expected.line, &lines_, &command, &draft->decision, &place)) return false;
  const Stamp stamp = draft->NextStamp();
  const auto original = command.is_imported ? std::optional<absl::Time>(event.recorded_at) : std::nullopt;
  const absl::StatusOr<absl::Time> recorded_at = RecordedAtOf(stamp, original, draft->catalogue->terms());
  if (!recorded_at.ok()) return false;
  if (!HasHappened(*command.kind, event.effective_date, *recorded_at, *draft->catalogue)) return false;
  const bool is_reversal = command.kind->effect == Effect::kReversal;
  const EventView* const reversed = is_reversal ? &draft->decision.reversed_event : nullptr;
  if (draft->authority && !draft->authority->TakeView(event, reversed)) return false;
  event.sequence = stamp.sequence;
  event.recorded_at = *recorded_at;
  EventBatch& batch = *draft->batch.events;
  batch.events.AddWritten([&command](std::string* stored) { AppendUsualEvent(command, stored); });
  if (command.kind->effect != Effect::kMoney) batch.with_rows.push_back(event.sequence);
  Add(event, place, draft);
  if (is_reversal) draft->reversed.push_back(std::move(draft->decision.reversed));
  ++decided_as_bytes_;
  return true;
}

}  // namespace tranche
