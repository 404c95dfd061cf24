#include "projections/payee_sums.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

#include "log/event_log.h"

namespace tranche {
namespace {

constexpr Sequence kEventsBetweenProgress = 4096;
constexpr int64_t kDaysOfWeek = 7;
constexpr int64_t kMondayOfEpoch = 4;  // 1970-01-05

using GroupKey = std::pair<CivilDate, std::string>;  // the Monday and the payee

// One pass: the first groups after those of the passes before.
class Pass {
 public:
  Pass(std::optional<GroupKey> from, size_t groups_max) : from_(std::move(from)), groups_max_(groups_max) {}

  void Add(const GroupKey& key, const v1::Event& payment, int64_t amount, const Ceiling& ceiling) {
    if ((from_ && key < *from_) || (end_ && key >= *end_)) return;
    PayeeWeek& group = groups_[key];
    group.monday = key.first;
    group.last = payment.sequence();
    group.sum += amount;
    ++group.payments;
    if (ceiling.amount > group.ceiling.amount) group.ceiling = ceiling;
    if (groups_.size() <= groups_max_) return;
    end_ = std::prev(groups_.end())->first;
    groups_.erase(std::prev(groups_.end()));
  }

  void GiveFound(std::vector<PayeeWeek>* found) const {
    for (const auto& [key, group] : groups_) {
      if (group.payments > 1 && group.sum > group.ceiling.amount) found->push_back(group);
    }
  }

  // The first group of the next pass; nothing if this was the last one.
  const std::optional<GroupKey>& end() const { return end_; }

 private:
  std::optional<GroupKey> from_;
  std::optional<GroupKey> end_;
  size_t groups_max_;
  std::map<GroupKey, PayeeWeek> groups_;
};

// Adds a payment on a contract, if grants limit it, and it keeps them.
absl::Status AddPayment(const ReadView& view, const EventView& payment, PaymentCeilings* ceilings, Pass* pass) {
  const absl::StatusOr<std::string> payee = ceilings->PayeeOf(payment.named_sequence);
  if (!payee.ok() || payee->empty()) return payee.status();
  const absl::StatusOr<v1::Event> event = view.log().Read(payment.sequence);
  if (!event.ok()) return event.status();
  const absl::StatusOr<std::optional<Ceiling>> ceiling = ceilings->OfGrants(*event);
  if (!ceiling.ok()) return ceiling.status();
  if (!ceiling->has_value() || payment.amount > (*ceiling)->amount) return absl::OkStatus();
  const CivilDate day = CivilDate::FromNumber(payment.effective_date).value_or(CivilDate());
  pass->Add({MondayOf(day), *payee}, *event, payment.amount, **ceiling);
  return absl::OkStatus();
}

}  // namespace

CivilDate MondayOf(CivilDate day) {
  const int64_t days = day.DaysSinceEpoch();
  const int64_t since = ((days - kMondayOfEpoch) % kDaysOfWeek + kDaysOfWeek) % kDaysOfWeek;
  return CivilDate::FromDaysSinceEpoch(days - since);
}

absl::StatusOr<std::vector<PayeeWeek>> FindPayeeWeeks(const ReadView& view, Sequence known_at, const PaymentTest& test,
                                                      const std::function<absl::Status()>& progress,
                                                      PaymentCeilings* ceilings, size_t groups_max) {
  std::vector<PayeeWeek> found;
  if (!ceilings->HasLimitedGrants()) return found;
  std::optional<GroupKey> from;
  do {
    Pass pass(from, groups_max);
    const absl::Status visited = view.log().VisitViews(1, known_at, [&](const EventView& event) {
      if (event.sequence % kEventsBetweenProgress == 0) {
        if (absl::Status may_go_on = progress(); !may_go_on.ok()) return may_go_on;
      }
      const bool is_paid_on_contract = IsPayment(event.kind) && event.named_sequence != 0;
      return is_paid_on_contract && test(event) ? AddPayment(view, event, ceilings, &pass) : absl::OkStatus();
    });
    if (!visited.ok()) return visited;
    pass.GiveFound(&found);
    from = pass.end();
  } while (from);
  std::sort(found.begin(), found.end(), [](const PayeeWeek& a, const PayeeWeek& b) { return a.last < b.last; });
  return found;
}

}  // namespace tranche
