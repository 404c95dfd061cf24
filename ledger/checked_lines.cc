#include "ledger/checked_lines.h"

#include "events/command_view.h"
#include "ledger/rules/line_rules.h"

namespace tranche {

const LineView* CheckedLines::Find(absl::string_view bytes, const EventKind& kind, CivilDate date,
                                   const Catalogue& catalogue) {
  const auto found = lines_.find(bytes);
  if (found != lines_.end()) return found->second.unit->ExistsOn(date) ? &found->second.line : nullptr;
  LineView asked;
  if (!ReadUsualLine(bytes, &asked) || !CheckMoneyLine(kind, catalogue, asked, date).ok()) return nullptr;
  auto& [kept, line] = *lines_.try_emplace(std::string(bytes)).first;
  ReadUsualLine(kept, &line.line);
  line.unit = catalogue.FindUnit(line.line.unit);
  return &line.line;
}

}  // namespace tranche
