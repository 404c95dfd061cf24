// A few months of public money, small enough to compute by hand, and questions about it.
#pragma once

#include <cstdint>
#include <string>

#include "events/sequence.h"
#include "ledger/ledger.h"
#include "projections/question.h"
#include "tests/support/event_builder.h"
#include "tests/support/test_ledger.h"

namespace tranche {

// Records it, each event in a batch of its own:
//   2024-01-01  plan of P1, national, 2024: 100;  plan of P3, local, 2024: 50
//   2024-02-01  tranche 1 of P1: 60, for fairs and conferences only
//   2024-03-01  disbursement of P1 for fairs: 20
//   2024-03-10  execution of P1: 7
//   2024-02-15  a late voucher: disbursement of P1 for fairs: 5
//   2024-03-01  the first disbursement is reversed
//   2024-03-02  and entered again: 21
struct SmallHistory {
  explicit SmallHistory(TestLedger* ledger)
      : plan(ledger->Record(EventBuilder::Plan("P1", "national", 2024, 100).Key("plan").Reason("approved"))),
        other_plan(ledger->Record(EventBuilder::Plan("P3", "local", 2024, 50).Key("other plan"))),
        tranche(ledger->Record(EventBuilder::Tranche(1, "P1", "national", 2024, 60)
                                   .Key("tranche")
                                   .LimitedTo({"fairs", "conferences"})
                                   .On("2024-02-01"))),
        paid(ledger->Record(Payment("paid", 20).On("2024-03-01"))),
        executed(ledger->Record(
            EventBuilder::Execution("P1", "national", 2024, 7).Key("executed").Area("fairs").On("2024-03-10"))),
        late(ledger->Record(Payment("late", 5).On("2024-02-15"))),
        reversal(ledger->Record(EventBuilder::Reversal(paid.sequence, "wrong amount").Key("reversal"))),
        paid_again(ledger->Record(Payment("paid again", 21).On("2024-03-02"))) {}

  static EventBuilder Payment(const std::string& key, int64_t amount) {
    return EventBuilder::Disbursement("P1", "national", 2024, amount).Key(key).Area("fairs");
  }

  Receipt plan;
  Receipt other_plan;
  Receipt tranche;
  Receipt paid;
  Receipt executed;
  Receipt late;
  Receipt reversal;
  Receipt paid_again;
};

// All money of `unit` as of `day`, as known at `known_at`.
inline Question MoneyOf(const std::string& unit, const std::string& day, Sequence known_at) {
  Question question;
  question.unit = unit;
  question.as_of = Day(day);
  question.boundaries = Day(day);
  question.known_at = known_at;
  return question;
}

}  // namespace tranche
