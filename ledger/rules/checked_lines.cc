#include "ledger/rules/checked_lines.h"

#include <utility>

#include "events/command_view.h"
#include "events/prefetch.h"
#include "ledger/rules/line_rules.h"

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
  if (!ReadUsualLine(bytes, &asked) || !CheckMoneyLine(kind, catalogue, asked, date).ok()) return nullptr;
  auto line = std::make_unique<CheckedLine>();
  line->bytes_ = std::string(bytes);
  ReadUsualLine(line->bytes_, &line->line_);
  line->unit_ = catalogue.FindUnit(line->line_.unit);
  return lines_.emplace(fingerprint, std::move(line)).first->second.get();
}

}  // namespace tranche
