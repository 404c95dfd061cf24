#include "projections/open_items.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "events/civil_date.h"
#include "events/event_view.h"
#include "events/kinds/kinds.h"
#include "events/measure.h"
#include "events/money.h"
#include "events/postings_of.h"
#include "projections/index/named_uses.h"

namespace tranche {
namespace {

// Whether money of this account counts in the answer.
bool Counts(const Account& account, Measure measure, const Question& question) {
  return account.measure == measure && (!question.area || account.area == *question.area) &&
         (!question.project || account.project == *question.project);
}

// Whether the event is an item of `kind` on a line of `scope`.
absl::StatusOr<bool> IsItemOf(const ReadView& view, Sequence sequence, v1::Event::KindCase kind, const Scope& scope) {
  const absl::StatusOr<std::string> bytes = view.log().ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  EventView event;
  if (absl::Status parsed = EventLog::ParseView(*bytes, sequence, &event); !parsed.ok()) return parsed;
  return ItemOf(event) == kind && ToScope(ScopeOf(LineOfItem(event))) == scope;
}

// What an item comes to as of a day.
class Sums {
 public:
  explicit Sums(int32_t as_of) : as_of_(as_of) {}

  void Make(const DayAmount& change) {
    if (change.day <= as_of_) amount_ += change.amount;
  }

  void Use(v1::Event::KindCase by, const DayAmount& change) {
    if (change.day > as_of_) return;
    used_ -= change.amount;
    switch (by) {
      case v1::Event::kCommitmentReleased:
        released_ -= change.amount;
        break;
      case v1::Event::kAdvanceCleared:
        cleared_ -= change.amount;
        break;
      case v1::Event::kAdvanceRecovered:
        recovered_ -= change.amount;
        break;
      case v1::Event::kBalanceCarriedOver:
        carried_ -= change.amount;
        break;
      default:
        paid_ -= change.amount;
    }
  }

  void FillIn(v1::OpenItem* item) const {
    item->set_amount(ToDigits(amount_));
    item->set_left(ToDigits(amount_ - used_));
    item->set_paid(ToDigits(paid_));
    item->set_released(ToDigits(released_));
    item->set_cleared(ToDigits(cleared_));
    item->set_recovered(ToDigits(recovered_));
    item->set_carried(ToDigits(carried_));
  }

  bool is_open() const { return amount_ > used_; }

 private:
  int32_t as_of_;
  AmountSum amount_ = 0;
  AmountSum used_ = 0;
  AmountSum paid_ = 0;
  AmountSum released_ = 0;
  AmountSum cleared_ = 0;
  AmountSum recovered_ = 0;
  AmountSum carried_ = 0;
};

CivilDate DateOf(const v1::Event& event) { return CivilDate::FromNumber(event.effective_date()).value_or(CivilDate()); }

// The item itself, without its uses.
absl::Status SumOfItem(const ReadView& view, const Question& question, const v1::Event& event, int64_t amount,
                       Sums* sums) {
  sums->Make({DayOf(DateOf(event)), amount});
  const absl::StatusOr<std::optional<Sequence>> reversal = view.index().ReversalOf(event.sequence());
  if (!reversal.ok()) return reversal.status();
  if (!reversal->has_value() || **reversal > question.known_at) return absl::OkStatus();
  const absl::StatusOr<v1::Event> reversing = view.log().Read(**reversal);
  if (!reversing.ok()) return reversing.status();
  sums->Make({DayOf(DateOf(*reversing)), -AmountSum(amount)});
  return absl::OkStatus();
}

void FillContract(const v1::CommitmentMade& made, CivilDate as_of, v1::OpenItem* item) {
  item->set_number(made.number());
  item->set_counterparty(made.counterparty());
  const absl::StatusOr<CivilDate> until = CivilDate::FromNumber(made.until());
  if (made.until() == 0 || !until.ok()) return;
  item->set_until(until->ToString());
  item->set_is_past_until(*until < as_of);
}

// What `event` was carried over from, at first; `event` itself if it was not.
absl::StatusOr<v1::Event> FirstOf(const ReadView& view, v1::Event event) {
  while (event.has_balance_carried_over()) {
    absl::StatusOr<v1::Event> named = view.log().Read(ViewOf(event).named_sequence);
    if (!named.ok()) return named;
    event = *std::move(named);
  }
  return event;
}

}  // namespace

absl::StatusOr<std::vector<Sequence>> ListItems(const ReadView& view, const Geography& geography,
                                                const Question& question, v1::Event::KindCase kind) {
  const Measure measure = kind == v1::Event::kCommitmentMade ? Measure::kCommitted : Measure::kAdvances;
  std::vector<Sequence> items;
  for (const Scope& scope : ScopesOf(view, geography, question)) {
    std::vector<Sequence> moved;
    const absl::Status visited = view.index().VisitEventDays(
        scope, {0, question.known_at}, [&](const Account& account) { return Counts(account, measure, question); },
        [&](Sequence sequence, int32_t day) {
          if (day <= DayOf(question.as_of)) moved.push_back(sequence);
        });
    if (!visited.ok()) return visited;
    moved.erase(std::unique(moved.begin(), moved.end()), moved.end());
    for (const Sequence sequence : moved) {
      const absl::StatusOr<bool> is_item = IsItemOf(view, sequence, kind, scope);
      if (!is_item.ok()) return is_item.status();
      if (*is_item) items.push_back(sequence);
    }
  }
  std::sort(items.begin(), items.end());
  return items;
}

absl::StatusOr<v1::OpenItem> MakeOpenItem(const ReadView& view, const Question& question, Sequence sequence) {
  const absl::StatusOr<v1::Event> event = view.log().Read(sequence);
  if (!event.ok()) return event.status();
  const EventView of = ViewOf(*event);
  v1::OpenItem item;
  item.set_sequence(sequence);
  item.set_kind(KindName(*event));
  item.set_effective_date(DateOf(*event).ToString());
  *item.mutable_recorded_at() = event->recorded_at();
  item.set_actor(event->actor());
  *item.mutable_line() = LineToProto(ToBudgetLine(LineOfItem(of)));
  item.set_tranche_number(TrancheOfItem(of));
  const absl::StatusOr<v1::Event> first = FirstOf(view, *event);
  if (!first.ok()) return first.status();
  item.set_named_sequence(ViewOf(*first).named_sequence);
  if (first->has_commitment_made()) FillContract(first->commitment_made(), question.as_of, &item);
  Sums sums(DayOf(question.as_of));
  absl::Status summed = SumOfItem(view, question, *event, of.amount, &sums);
  if (summed.ok())
    summed = VisitNamedUses(view.index(), view.log(), sequence, question.known_at,
                            [&](const EventView& by, const DayAmount& change) { sums.Use(by.kind, change); });
  if (!summed.ok()) return summed;
  sums.FillIn(&item);
  if (sums.is_open()) item.set_days_open(DayOf(question.as_of) - DayOf(DateOf(*first)));
  return item;
}

}  // namespace tranche
