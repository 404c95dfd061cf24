#include "import/synthetic/history.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/instant.h"
#include "import/synthetic/catalogue.h"

namespace tranche {
namespace {

constexpr int kUtcOffsetMinutes = 420;
constexpr uint64_t kInstantsMin = 12 * kSyntheticYears;
constexpr int64_t kKnownFromSeconds = 1'417'392'000;  // 2014-12-01T00:00:00Z
constexpr int64_t kFirstSecond = 1'420'045'200;       // 2015-01-01T00:00:00+07:00
constexpr uint64_t kSeconds = 315'619'200;            // from there to 2025-01-01T00:00:00+07:00
static_assert(kSyntheticEventsMax <= UINT64_MAX / kSeconds);
static_assert(kSyntheticFirstYear == 2015 && kSyntheticYears == 10);

std::string Hex(uint64_t number) {
  std::string text(16, '0');
  for (size_t i = text.size(); i-- > 0; number >>= 4) text[i] = "0123456789abcdef"[number & 15];
  return text;
}

// The first event, LedgerCreated, is not a command.
uint64_t MovementsOf(const SyntheticOptions& options, size_t catalogue_size) {
  TRANCHE_CHECK(options.events >= 1 && options.events <= kSyntheticEventsMax, "events: ", options.events);
  TRANCHE_CHECK(options.late_permille >= 0 && options.late_permille <= 1000 && options.late_days >= 1,
                "late_permille: ", options.late_permille, ", late_days: ", options.late_days);
  TRANCHE_CHECK(options.commands_at_once >= 1, "commands_at_once: 0");
  return options.events - std::min<uint64_t>(options.events, 1 + catalogue_size);
}

}  // namespace

SyntheticHistory::SyntheticHistory(const SyntheticOptions& options)
    : options_(options),
      catalogue_(SyntheticCatalogue()),
      movements_(MovementsOf(options, catalogue_.size())),
      at_once_(std::clamp<uint64_t>(movements_ / kInstantsMin, 1, options.commands_at_once)),
      money_({options.seed, movements_, options.late_permille, options.late_days}),
      now_(known_from()) {}

v1::LedgerCreated SyntheticHistory::terms() const {
  v1::LedgerCreated terms;
  terms.set_name(absl::StrCat("SYNTHETIC ", options_.events, " events, seed ", options_.seed));
  terms.set_ledger_id(
      absl::StrCat(Hex(SyntheticRandom::Mix(options_.seed + 1)), Hex(SyntheticRandom::Mix(~options_.seed))));
  terms.set_currency_code("VND");
  terms.set_locale("vi");
  terms.set_utc_offset_minutes(kUtcOffsetMinutes);
  v1::Event stamp;
  SetRecordedAt(known_from(), &stamp);
  *terms.mutable_created_at() = stamp.recorded_at();
  return terms;
}

absl::Time SyntheticHistory::known_from() const { return absl::FromUnixSeconds(kKnownFromSeconds); }

std::vector<v1::Event> SyntheticHistory::Next(size_t limit) {
  TRANCHE_CHECK(limit > 0, "SyntheticHistory::Next: the limit is 0");
  if (next_ > options_.events) return {};
  now_ = InstantOf(next_);
  today_ = (absl::ToUnixSeconds(now_) + kUtcOffsetMinutes * 60) / 86'400;
  std::vector<v1::Event> commands(std::min<uint64_t>(limit, LeftAtOnce()));
  for (v1::Event& command : commands) Fill(next_++, &command);
  return commands;
}

bool SyntheticHistory::IsInCatalogue(Sequence sequence) const { return sequence <= 1 + catalogue_.size(); }

uint64_t SyntheticHistory::MovementNumber(Sequence sequence) const { return sequence - 2 - catalogue_.size(); }

uint64_t SyntheticHistory::LeftAtOnce() const {
  const uint64_t left = options_.events + 1 - next_;
  if (IsInCatalogue(next_)) return std::min<uint64_t>({left, 2 + catalogue_.size() - next_, options_.commands_at_once});
  return std::min(left, at_once_ - MovementNumber(next_) % at_once_);
}

absl::Time SyntheticHistory::InstantOf(Sequence sequence) const {
  if (IsInCatalogue(sequence)) return known_from();
  const uint64_t first_at_once = MovementNumber(sequence) / at_once_ * at_once_;
  return absl::FromUnixSeconds(kFirstSecond + static_cast<int64_t>(first_at_once * kSeconds / movements_));
}

void SyntheticHistory::Fill(Sequence sequence, v1::Event* event) {
  if (IsInCatalogue(sequence)) {
    *event = catalogue_[sequence - 2];
  } else {
    money_.Fill(sequence, today_, event);
  }
  // Mix is a bijection, so keys are unique; and like those of real callers they have no order.
  event->set_event_id(Hex(SyntheticRandom::Mix(SyntheticRandom::Mix(options_.seed) + sequence)));
  event->set_actor("synthetic");
  event->set_provenance(v1::PROVENANCE_RECORDED);
}

}  // namespace tranche
