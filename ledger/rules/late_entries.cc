#include "ledger/rules/late_entries.h"

#include <algorithm>

#include "events/civil_date.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "events/scope.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

absl::Status SayWhy(const ScopeView& scope, const Closing& closing) {
  return Adding(
      InField("late_reason", Refuse(kRefused, "closing.late",
                                    "{scope} is closed through {through} by event {event}: say why it is late",
                                    {ScopeField("scope", scope), DayField("through", closing.through),
                                     NumberField("event", closing.sequence)})),
      "`--late-reason \"...\"`; it is then marked as late for that closing");
}

absl::Status YearHasEnded(const ScopeView& scope, const Closing& closing, const EventKind& kind) {
  return Adding(Refuse(kRefused, "closing.year-end",
                       "{scope} is closed at the year's end by event {event}: after {through} it takes only releases, "
                       "clearings, recoveries, refunds, what is carried on or lapses, settlements, corrections and "
                       "reversals; found {kind}",
                       {ScopeField("scope", scope), NumberField("event", closing.sequence),
                        DayField("through", closing.through), WordField("kind", kind.english)}),
                "record it in the budget year that it belongs to");
}

bool WindsUp(const EventKind& kind, bool gives) {
  if (kind.after_end == EventKind::AfterEnd::kByGiver) return gives;
  return kind.effect == Effect::kReversal || kind.after_end == EventKind::AfterEnd::kAlways;
}

// Of what moves money from one line to another, the first posting takes it away.
bool Gives(const EventKind& kind, absl::Span<const PostingView> postings, const ScopeView& scope) {
  return HasReceiver(kind) && ScopeOf(postings.front().line) == scope;
}

}  // namespace

absl::Status CheckClosings(const Closings& closings, const EventKind& kind, absl::Span<const PostingView> postings,
                           v1::Event* command) {
  command->clear_late_for();
  if (closings.all().empty()) return absl::OkStatus();
  for (const PostingView& posting : postings) {
    const ScopeView scope = ScopeOf(posting.line);
    for (const Closing* closing : closings.Of(scope)) {
      if (command->effective_date() <= closing->through.number()) {
        if (IsBlank(command->late_reason())) return SayWhy(scope, *closing);
        command->set_late_for(std::max<uint64_t>(command->late_for(), closing->sequence));
      } else if (closing->terms.year_end() && !WindsUp(kind, Gives(kind, postings, scope))) {
        return YearHasEnded(scope, *closing, kind);
      }
    }
  }
  return absl::OkStatus();
}

bool IsAffectedBy(const Closing& closing, const EventKind& kind, bool gives, int32_t effective_date) {
  return effective_date <= closing.through.number() || (closing.terms.year_end() && !WindsUp(kind, gives));
}

bool MayBeLate(const Closings& closings, const v1::Event& command) {
  if (closings.all().empty() || !HasEffect(command.kind_case(), Effect::kMoney)) return false;
  const auto is_late_for = [&](const Closing& closing) {
    return closing.reopening == 0 && command.effective_date() <= closing.through.number();
  };
  const EventLines lines = KindOf(command).lines(command);
  return std::any_of(lines.begin(), lines.end(), [&](const EventLine& line) {
    if (line.line == LineView()) {
      const auto& all = closings.all();
      return std::any_of(all.begin(), all.end(), [&](const auto& closing) { return is_late_for(closing.second); });
    }
    const auto of_line = closings.Of(ScopeOf(line.line));
    return std::any_of(of_line.begin(), of_line.end(), [&](const Closing* closing) { return is_late_for(*closing); });
  });
}

bool IsOfOpenPeriods(const Closings& closings, const EventKind& kind, absl::Span<const PostingView> postings,
                     int32_t effective_date) {
  if (closings.all().empty()) return true;
  return std::all_of(postings.begin(), postings.end(), [&](const PostingView& posting) {
    const auto of_scope = closings.Of(ScopeOf(posting.line));
    return std::none_of(of_scope.begin(), of_scope.end(),
                        [&](const Closing* closing) { return IsAffectedBy(*closing, kind, false, effective_date); });
  });
}

}  // namespace tranche
