#include "projections/exceptions.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "events/civil_date.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/money.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "projections/exception_scan.h"
#include "projections/open_items.h"
#include "projections/payee_sums.h"
#include "projections/payment_ceilings.h"
#include "projections/posting_rows.h"

namespace tranche {
namespace {

constexpr std::pair<ExceptionKind, absl::string_view> kNames[] = {{ExceptionKind::kLate, "late"},
                                                                  {ExceptionKind::kReversal, "reversal"},
                                                                  {ExceptionKind::kDeviation, "deviation"},
                                                                  {ExceptionKind::kQuestion, "question"},
                                                                  {ExceptionKind::kPair, "pair"},
                                                                  {ExceptionKind::kAdvance, "advance"},
                                                                  {ExceptionKind::kUnapproved, "unapproved"},
                                                                  {ExceptionKind::kCommitment, "commitment"},
                                                                  {ExceptionKind::kCeiling, "ceiling"},
                                                                  {ExceptionKind::kPayee, "payee"},
                                                                  {ExceptionKind::kStopped, "stopped"}};

CivilDate DateOf(int32_t effective_date) { return CivilDate::FromNumber(effective_date).value_or(CivilDate()); }

// Tells the exceptions of one question, kind by kind.
class Exceptions {
 public:
  Exceptions(const ReadView& view, const Geography& geography, const ExceptionTerms& terms,
             const ExceptionVisitor& visitor, const ExceptionProgress& progress)
      : view_(view), geography_(geography), terms_(terms), visitor_(visitor), progress_(progress) {}

  absl::Status Visit() {
    absl::StatusOr<UnapprovedTimes> unapproved = UnapprovedTimes::Read(view_, known_at());
    if (!unapproved.ok()) return unapproved.status();
    unapproved_ = *std::move(unapproved);
    absl::StatusOr<PaymentCeilings> ceilings = PaymentCeilings::At(view_, known_at());
    if (!ceilings.ok()) return ceilings.status();
    ceilings_.emplace(*std::move(ceilings));
    absl::StatusOr<std::shared_ptr<const Catalogue>> catalogue = view_.CatalogueAt(known_at());
    if (!catalogue.ok()) return catalogue.status();
    catalogue_ = *std::move(catalogue);
    std::vector<ExceptionKind> scanned;
    for (const auto& [kind, name] : kNames) {
      if (IsAsked(kind) && !IsOpenItem(kind) && kind != ExceptionKind::kPayee) scanned.push_back(kind);
    }
    ExceptionScan scan;
    absl::Status visited = scan.Find(
        view_, known_at(), scanned,
        [this](ExceptionKind kind, const EventView& event, const ExceptionMarks& marks) {
          return event.effective_date <= terms_.question.as_of.number() && IsException(kind, event, marks);
        },
        progress_);
    for (const auto& [kind, name] : kNames) {
      if (visited.ok() && IsAsked(kind)) visited = VisitKind(kind, scan);
    }
    return visited;
  }

 private:
  Sequence known_at() const { return terms_.question.known_at; }
  bool IsAsked(ExceptionKind kind) const { return terms_.kinds.empty() || terms_.kinds.contains(kind); }
  static bool IsOpenItem(ExceptionKind kind) {
    return kind == ExceptionKind::kAdvance || kind == ExceptionKind::kCommitment;
  }

  // As far as the envelope says: whose money it is, and how many days late, its message says.
  bool IsException(ExceptionKind kind, const EventView& event, const ExceptionMarks& marks) const {
    const bool is_of_books = HasEffect(event.kind, Effect::kMoney) || HasEffect(event.kind, Effect::kReversal);
    switch (kind) {
      case ExceptionKind::kCeiling:
        return ceilings_->MayHaveOne(event);
      case ExceptionKind::kStopped:
        return StopBefore(event) != nullptr;
      case ExceptionKind::kLate:
        return marks.late_for != 0 || (terms_.late_days && is_of_books && IsLong(event));
      case ExceptionKind::kReversal:
        return event.kind == v1::Event::kEventReversed;
      case ExceptionKind::kDeviation:
        return marks.has_deviations;
      case ExceptionKind::kQuestion:
        return marks.has_questions;
      case ExceptionKind::kPair:
        return marks.approval != 0;
      case ExceptionKind::kUnapproved:
        return is_of_books && marks.approval == 0 && unapproved_.SwitchedOffBefore(event.sequence) != 0;
      default:
        return false;
    }
  }

  // The project whose stop the payment should have waited for; null if there is none.
  const Project* StopBefore(const EventView& event) const {
    if (!IsPayment(event.kind)) return nullptr;
    const Project* const project = catalogue_->projects().CountedFor(event);
    return project != nullptr && project->IsStoppedOn(DateOf(event.effective_date)) ? project : nullptr;
  }

  // What was approved may have been proposed in time: that is looked at later.
  bool IsLong(const EventView& event) const {
    return view_.DateOf(event.recorded_at).DaysSinceEpoch() - DateOf(event.effective_date).DaysSinceEpoch() >
           *terms_.late_days;
  }

  absl::Status VisitKind(ExceptionKind kind, const ExceptionScan& scan) {
    if (kind == ExceptionKind::kPair) return VisitPairs(scan);
    if (kind == ExceptionKind::kPayee) return VisitPayees();
    if (IsOpenItem(kind)) return VisitOpenItems(kind);
    return scan.Visit(view_, known_at(), kind, [&](Sequence sequence) { return VisitEvent(kind, sequence); });
  }

  absl::Status VisitEvent(ExceptionKind kind, Sequence sequence) {
    const absl::StatusOr<v1::Event> event = view_.log().Read(sequence);
    if (!event.ok()) return event.status();
    const absl::StatusOr<bool> counts = Counts(*event);
    if (!counts.ok() || !*counts) return counts.status();
    v1::ExceptionRow row = RowOf(kind, *event);
    if (absl::Status filled = FillReversed(*event, &row); !filled.ok()) return filled;
    if (absl::Status approved = FillApproval(*event, &row); !approved.ok()) return approved;
    if (kind == ExceptionKind::kLate && event->late_for() == 0 && row.days() <= *terms_.late_days)
      return absl::OkStatus();
    if (kind == ExceptionKind::kStopped) row.set_other(StopBefore(ViewOf(*event))->stop);
    if (kind == ExceptionKind::kCeiling) return VisitNearCeiling(*event, &row);
    if (kind == ExceptionKind::kStopped) {
      if (absl::Status filled = FillPayee(*event, &row); !filled.ok()) return filled;
    }
    return visitor_(row);
  }

  absl::Status FillPayee(const v1::Event& payment, v1::ExceptionRow* row) {
    absl::StatusOr<std::string> payee = ceilings_->PayeeOf(ViewOf(payment).named_sequence);
    if (payee.ok()) row->set_counterparty(*std::move(payee));
    return payee.status();
  }

  static void FillCeiling(const Ceiling& ceiling, v1::ExceptionRow* row) {
    row->set_ceiling(ToDigits(ceiling.amount));
    row->set_other(ceiling.set_by);
    if (!ceiling.rule.empty()) row->add_rules(ceiling.rule);
  }

  // One row, by the first ceiling that the payment is close to.
  absl::Status VisitNearCeiling(const v1::Event& payment, v1::ExceptionRow* row) {
    const absl::StatusOr<std::vector<Ceiling>> ceilings = ceilings_->Of(payment);
    if (!ceilings.ok()) return ceilings.status();
    const int64_t amount = ViewOf(payment).amount;
    const auto near = std::find_if(ceilings->begin(), ceilings->end(),
                                   [amount](const Ceiling& ceiling) { return IsCloseTo(amount, ceiling); });
    if (near == ceilings->end()) return progress_();
    FillCeiling(*near, row);
    absl::Status filled = FillPayee(payment, row);
    return filled.ok() ? visitor_(*row) : filled;
  }

  absl::Status VisitPayees() {
    const PaymentTest counts = [this](const EventView& payment) {
      return payment.effective_date <= terms_.question.as_of.number() &&
             Counts(FindKind(payment.kind)->lines_of_view(payment));
    };
    const absl::StatusOr<std::vector<PayeeWeek>> weeks =
        FindPayeeWeeks(view_, known_at(), counts, progress_, &*ceilings_, kExceptionsKept);
    if (!weeks.ok()) return weeks.status();
    for (const PayeeWeek& week : *weeks) {
      if (absl::Status told = VisitPayee(week); !told.ok()) return told;
    }
    return absl::OkStatus();
  }

  absl::Status VisitPayee(const PayeeWeek& week) {
    const absl::StatusOr<v1::Event> last = view_.log().Read(week.last);
    if (!last.ok()) return last.status();
    v1::ExceptionRow row = RowOf(ExceptionKind::kPayee, *last);
    row.set_amount(ToDigits(week.sum));
    row.set_events(week.payments);
    row.set_week(week.monday.ToString());
    FillCeiling(week.ceiling, &row);
    absl::Status filled = FillPayee(*last, &row);
    if (filled.ok()) filled = FillApproval(*last, &row);
    return filled.ok() ? visitor_(row) : filled;
  }

  // Whether the question is about money of the event: its own, or that of the one that it reverses.
  absl::StatusOr<bool> Counts(const v1::Event& event) const {
    if (!event.has_event_reversed()) return Counts(KindOf(event).lines(event));
    const absl::StatusOr<v1::Event> reversed = view_.log().Read(event.event_reversed().reversed_sequence());
    if (!reversed.ok()) return reversed.status();
    return Counts(KindOf(*reversed).lines(*reversed));
  }

  bool Counts(const EventLines& lines) const {
    const Question& asked = terms_.question;
    const bool is_about_all = (asked.unit.empty() || asked.unit == geography_.nation()) && !asked.source &&
                              !asked.area && !asked.fiscal_year && !asked.project;
    return is_about_all || std::any_of(lines.begin(), lines.end(), [&](const EventLine& of) {
             const LineView& line = of.line;
             return (asked.unit.empty() || geography_.CountsIn(std::string(line.unit), asked.unit)) &&
                    (!asked.source || line.source == *asked.source) && (!asked.area || line.area == *asked.area) &&
                    (!asked.fiscal_year || line.fiscal_year == *asked.fiscal_year) &&
                    (!asked.project || line.project == *asked.project);
           });
  }

  static void FillLine(const EventLines& lines, v1::ExceptionRow* row) {
    if (lines.size() != 1) return;
    *row->mutable_line() = LineToProto(ToBudgetLine(lines.front().line));
    row->set_amount(ToDigits(AmountSum(lines.front().amount)));
  }

  // A reversal has the line and the amount of what it takes back.
  absl::Status FillReversed(const v1::Event& event, v1::ExceptionRow* row) const {
    if (!event.has_event_reversed()) return absl::OkStatus();
    const absl::StatusOr<v1::Event> reversed = view_.log().Read(event.event_reversed().reversed_sequence());
    if (!reversed.ok()) return reversed.status();
    FillLine(KindOf(*reversed).lines(*reversed), row);
    return absl::OkStatus();
  }

  v1::ExceptionRow RowOf(ExceptionKind kind, const v1::Event& event) const {
    const v1::PostingRow of_event = MakeEventRow(event);
    v1::ExceptionRow row;
    row.set_exception(std::string(ExceptionName(kind)));
    row.set_sequence(event.sequence());
    row.set_kind(of_event.kind());
    row.set_effective_date(of_event.effective_date());
    *row.mutable_recorded_at() = event.recorded_at();
    row.set_actor(event.actor());
    row.set_because(of_event.because());
    row.set_number(event.document().number());
    FillLine(KindOf(event).lines(event), &row);
    if (kind == ExceptionKind::kDeviation) *row.mutable_rules() = event.deviations();
    if (kind == ExceptionKind::kQuestion) *row.mutable_rules() = event.questions();
    if (kind == ExceptionKind::kLate) row.set_other(event.late_for());
    if (kind == ExceptionKind::kReversal) row.set_other(event.event_reversed().reversed_sequence());
    if (kind == ExceptionKind::kUnapproved) row.set_other(unapproved_.SwitchedOffBefore(event.sequence()));
    if (kind == ExceptionKind::kLate) row.set_days(DaysBetween(event, RecordedAt(event)));
    return row;
  }

  int32_t DaysBetween(const v1::Event& event, absl::Time recorded_at) const {
    const CivilDate effective = DateOf(event.effective_date());
    return static_cast<int32_t>(view_.DateOf(recorded_at).DaysSinceEpoch() - effective.DaysSinceEpoch());
  }

  // Who approved it, and from when its days count.
  absl::Status FillApproval(const v1::Event& event, v1::ExceptionRow* row) {
    if (event.approval() == 0) return absl::OkStatus();
    if (absl::Status read = ReadApproval(event.approval()); !read.ok()) return read;
    row->set_approved_by(approval_.actor());
    if (row->exception() == ExceptionName(ExceptionKind::kLate)) row->set_days(DaysBetween(event, proposed_at_));
    return absl::OkStatus();
  }

  absl::Status ReadApproval(Sequence approval) {
    if (approval_.sequence() == approval) return absl::OkStatus();
    absl::StatusOr<v1::Event> read = view_.log().Read(approval);
    if (!read.ok()) return read.status();
    const absl::StatusOr<absl::Time> proposed_at = view_.log().InstantOf(read->change_approved().proposal());
    if (!proposed_at.ok()) return proposed_at.status();
    approval_ = *std::move(read);
    proposed_at_ = *proposed_at;
    return absl::OkStatus();
  }

  // One row for each two persons, by their last event.
  absl::Status VisitPairs(const ExceptionScan& scan) {
    std::map<std::pair<std::string, std::string>, v1::ExceptionRow> pairs;
    const absl::Status visited = scan.Visit(view_, known_at(), ExceptionKind::kPair, [&](Sequence sequence) {
      const absl::StatusOr<v1::Event> event = view_.log().Read(sequence);
      if (!event.ok()) return event.status();
      const absl::StatusOr<bool> counts = Counts(*event);
      if (!counts.ok() || !*counts) return counts.status();
      if (absl::Status read = ReadApproval(event->approval()); !read.ok()) return read;
      v1::ExceptionRow& row = pairs[{event->actor(), approval_.actor()}];
      row.set_exception(std::string(ExceptionName(ExceptionKind::kPair)));
      row.set_sequence(sequence);
      row.set_actor(event->actor());
      row.set_approved_by(approval_.actor());
      row.set_events(row.events() + 1);
      return absl::OkStatus();
    });
    if (!visited.ok()) return visited;
    std::map<Sequence, const v1::ExceptionRow*> by_sequence;
    for (const auto& [persons, row] : pairs) by_sequence[row.sequence()] = &row;
    for (const auto& [sequence, row] : by_sequence) {
      if (absl::Status told = visitor_(*row); !told.ok()) return told;
    }
    return absl::OkStatus();
  }

  absl::Status VisitOpenItems(ExceptionKind kind) {
    const bool is_advance = kind == ExceptionKind::kAdvance;
    const v1::Event::KindCase of = is_advance ? v1::Event::kAdvancePaid : v1::Event::kCommitmentMade;
    const absl::StatusOr<std::vector<Sequence>> items = ListItems(view_, geography_, terms_.question, of);
    if (!items.ok()) return items.status();
    for (const Sequence sequence : *items) {
      const absl::StatusOr<v1::OpenItem> item = MakeOpenItem(view_, terms_.question, sequence);
      if (!item.ok()) return item.status();
      const bool is_listed = is_advance ? item->days_open() > terms_.open_days : item->is_past_until();
      absl::Status told = item->left() != "0" && is_listed ? VisitOpenItem(kind, *item) : progress_();
      if (!told.ok()) return told;
    }
    return absl::OkStatus();
  }

  absl::Status VisitOpenItem(ExceptionKind kind, const v1::OpenItem& item) {
    const absl::StatusOr<v1::Event> event = view_.log().Read(item.sequence());
    if (!event.ok()) return event.status();
    v1::ExceptionRow row = RowOf(kind, *event);
    *row.mutable_line() = item.line();
    row.set_amount(item.left());
    row.set_days(item.days_open());
    if (kind == ExceptionKind::kCommitment) {
      row.set_number(item.number());
      const CivilDate until = CivilDate::Parse(item.until()).value_or(CivilDate());
      row.set_days(static_cast<int32_t>(terms_.question.as_of.DaysSinceEpoch() - until.DaysSinceEpoch()));
    }
    absl::Status approved = FillApproval(*event, &row);
    return approved.ok() ? visitor_(row) : approved;
  }

  const ReadView& view_;
  const Geography& geography_;
  const ExceptionTerms& terms_;
  const ExceptionVisitor& visitor_;
  const ExceptionProgress& progress_;
  UnapprovedTimes unapproved_;
  std::optional<PaymentCeilings> ceilings_;
  std::shared_ptr<const Catalogue> catalogue_;  // as known at the question's moment
  v1::Event approval_;                          // the last one that was read
  absl::Time proposed_at_;
};

}  // namespace

absl::string_view ExceptionName(ExceptionKind kind) {
  return std::find_if(std::begin(kNames), std::end(kNames), [kind](const auto& row) { return row.first == kind; })
      ->second;
}

std::vector<std::string> ExceptionNames() {
  std::vector<std::string> names;
  for (const auto& [kind, name] : kNames) names.emplace_back(name);
  return names;
}

absl::StatusOr<ExceptionKind> ParseException(absl::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kNames), std::end(kNames), [name](const auto& row) { return row.second == name; });
  if (found != std::end(kNames)) return found->first;
  return Refuse(absl::StatusCode::kInvalidArgument, "exception.unknown", "found \"{found}\", wanted one of: {wanted}",
                {TextField("found", name), TextsField("wanted", ExceptionNames())});
}

absl::Status VisitExceptions(const ReadView& view, const Geography& geography, const ExceptionTerms& terms,
                             const ExceptionVisitor& visitor, const ExceptionProgress& progress) {
  return Exceptions(view, geography, terms, visitor, progress).Visit();
}

}  // namespace tranche
