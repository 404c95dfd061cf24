#include "ledger/rules/checked_lines.h"

#include <utility>

#include "events/prefetch.h"
#include "ledger/rules/line_rules.h"
#include "projections/index/key_index.h"

namespace tranche {

ScopeTable::Place* CheckedLine::PlaceOf(const PostingView& posting) {
  Account& account = accounts_[(static_cast<size_t>(posting.measure) + posting.tranche_number) % accounts_.size()];
  if (account.measure != posting.measure || account.tranche_number != posting.tranche_number)
    account = {posting.measure, posting.tranche_number, ScopeTable::Place()};
  return &account.place;
}

void CheckedLines::PrefetchLine(uint64_t fingerprint) const {
  const auto found = lines_.find(fingerprint);
  if (found != lines_.end()) PrefetchObject(*found->second);
}

CheckedLine* CheckedLines::Find(absl::string_view bytes, uint64_t fingerprint, const EventKind& kind, CivilDate date,
                                const Catalogue& catalogue) {
  const auto found = lines_.find(fingerprint);
  if (found != lines_.end()) {
    CheckedLine& known = *found->second;
    return known.bytes_ == bytes && known.unit_->ExistsOn(date) ? &known : nullptr;
  }
  LineView asked;
  if (!ReadUsualLine(bytes, &asked) || !CheckMoneyLine(kind, catalogue, asked, date, 0).ok()) return nullptr;
  auto line = std::make_unique<CheckedLine>();
  line->bytes_ = std::string(bytes);
  ReadUsualLine(line->bytes_, &line->line_);
  line->unit_ = catalogue.FindUnit(line->line_.unit);
  return lines_.emplace(fingerprint, std::move(line)).first->second.get();
}

bool CheckedLines::Check(const Catalogue& catalogue, uint64_t fingerprint, CommandView* command, CheckedLine** line) {
  *line = nullptr;
  EventView& event = command->event;
  const EventKind& kind = *command->kind;
  const CivilDate date = CivilDate::FromNumber(event.effective_date).value_or(CivilDate());
  const auto find = [&](absl::string_view bytes, LineView* view) {
    const CheckedLine* const found = Find(bytes, FingerprintOf(bytes), kind, date, catalogue);
    if (found != nullptr) *view = found->line();
    return found != nullptr;
  };
  // Between commands, since each uses all of its lines at once.
  if (lines_.size() >= kCheckedLinesMax) lines_.clear();
  if (kind.tranche == TrancheUse::kOpens) {
    for (size_t i = 0; i < event.shares.size(); ++i) {
      ShareView& share = event.shares[i];
      if (!find(command->share_lines[i], &share.line) || !IsAmount(kind.amount, share.amount)) return false;
    }
    return CheckLimits(catalogue, event.area_limits).ok() && kind.check_view(event).ok();
  }
  CheckedLine* const found = Find(command->line, fingerprint, kind, date, catalogue);
  if (found == nullptr || !IsAmount(kind.amount, event.amount)) return false;
  event.line = found->line();
  if (kind.tranche == TrancheUse::kMoves && !find(command->to, &event.to)) return false;
  *line = found;
  return kind.check_view(event).ok();
}

}  // namespace tranche
