// One service, asked by several threads while another one records: every answer is of one moment.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/ledger_service.h"
#include "tests/service/payment_request.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

constexpr int kSteps = 120;
constexpr int64_t kPlan = 1'000'000;
constexpr int64_t kAllocated = 500'000;

// What was disbursed by event 1, 2, 3 ...: the plain reference. It is folded after all threads have ended.
class Disbursed {
 public:
  void Add(Sequence sequence, int64_t amount) { movements_.push_back({sequence, amount}); }

  int64_t At(Sequence head) const {
    int64_t sum = 0;
    for (const Movement& movement : movements_) sum += movement.sequence <= head ? movement.amount : 0;
    return sum;
  }

 private:
  struct Movement {
    Sequence sequence = 0;
    int64_t amount = 0;
  };
  std::vector<Movement> movements_;
};

// An answer about P1, and what was acknowledged before it was asked for.
struct Answer {
  Sequence acknowledged = 0;
  Sequence head = 0;
  int64_t plan = 0;
  int64_t allocated = 0;
  int64_t disbursed = 0;
};

int64_t Number(const std::string& digits) {
  int64_t number = 0;
  EXPECT_TRUE(digits.empty() || absl::SimpleAtoi(digits, &number)) << digits;
  return number;
}

class ConcurrentRequestsTest : public ::testing::Test {
 protected:
  ConcurrentRequestsTest() {
    ledger_.Record(EventBuilder::Plan("P1", "national", 2024, kPlan).Key("plan"));
    acknowledged_ =
        ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, kAllocated).Key("tranche")).sequence;
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  v1::RecordRequest Payment(int step, int64_t amount) const {
    v1::RecordRequest request = PaymentRequest(absl::StrCat(amount), absl::StrCat("2024-0", 1 + step % 9, "-15"));
    request.mutable_options()->set_actor("test");
    request.mutable_options()->set_key(absl::StrCat("payment ", step));
    return request;
  }

  void Acknowledge(const v1::Receipt& receipt, int64_t amount) {
    reference_.Add(receipt.sequence(), amount);
    acknowledged_ = receipt.sequence();
  }

  // Payments, every fifth taken back at once; before each one a rehearsal of another, and one that no ledger accepts.
  void RecordAll() {
    for (int step = 1; step <= kSteps; ++step) {
      v1::RecordRequest rehearsal = Payment(-step, 7);
      rehearsal.set_effective("2024-03-01");
      rehearsal.mutable_options()->set_dry_run(true);
      EXPECT_THAT(service_->Record(rehearsal), IsOk());
      EXPECT_THAT(service_->Record(Payment(kSteps + step, kAllocated + 1)),
                  StatusIs(absl::StatusCode::kFailedPrecondition));
      const auto paid = service_->Record(Payment(step, step));
      ASSERT_THAT(paid, IsOk());
      Acknowledge(paid->receipt(), step);
      if (step % 5 != 0) continue;
      v1::ReverseRequest reverse;
      reverse.set_sequence(paid->receipt().sequence());
      reverse.set_reason("typed twice");
      reverse.mutable_options()->set_actor("test");
      reverse.mutable_options()->set_key(absl::StrCat("reversal ", step));
      const auto reversed = service_->Reverse(reverse);
      ASSERT_THAT(reversed, IsOk());
      Acknowledge(reversed->receipt(), -step);
    }
  }

  Answer AskBalance() const {
    Answer answer;
    answer.acknowledged = acknowledged_;
    v1::GetBalanceRequest request;
    request.mutable_question()->set_unit("P1");
    request.mutable_question()->set_as_of("2024-12-31");
    const auto balance = service_->GetBalance(request);
    EXPECT_THAT(balance, IsOk());
    if (!balance.ok()) return answer;
    const v1::BalanceReport& report = balance->report();
    EXPECT_EQ(report.basis().head(), report.basis().known_at_sequence());
    answer.head = report.basis().known_at_sequence();
    answer.plan = Number(report.total().plan());
    answer.allocated = Number(report.total().allocated());
    answer.disbursed = Number(report.total().disbursed());
    return answer;
  }

  // By the postings, which add up to the total.
  Answer AskExplanation() const {
    Answer answer;
    answer.acknowledged = acknowledged_;
    v1::ExplainRequest request;
    request.mutable_question()->set_unit("P1");
    request.mutable_question()->set_as_of("2024-12-31");
    v1::Explanation whole;
    const absl::Status asked = service_->Explain(request, [&](const v1::ExplainResponse& part) {
      whole.MergeFrom(part.part());
      return absl::OkStatus();
    });
    EXPECT_THAT(asked, IsOk());
    answer.head = whole.basis().known_at_sequence();
    for (const v1::PostingRow& row : whole.postings()) {
      EXPECT_LE(row.sequence(), answer.head);
      answer.plan += row.measure() == "plan" ? Number(row.amount()) : 0;
      answer.allocated += row.measure() == "allocated" ? Number(row.amount()) : 0;
      answer.disbursed += row.measure() == "disbursed" ? Number(row.amount()) : 0;
    }
    EXPECT_EQ(answer.disbursed, Number(whole.total().disbursed()));
    return answer;
  }

  // By the events themselves, of which none may be missing up to the last one.
  Answer AskEvents() const {
    Answer answer;
    answer.acknowledged = acknowledged_;
    std::vector<int64_t> paid(1);
    const absl::Status asked = service_->ListEvents({}, [&](const v1::ListEventsResponse& part) {
      for (const v1::Event& event : part.part().events()) {
        EXPECT_EQ(event.sequence(), ++answer.head);
        answer.plan += event.plan_approved().amount();
        if (event.has_tranche_allocated()) answer.allocated += event.tranche_allocated().shares(0).amount();
        paid.push_back(event.has_event_reversed() ? -paid[event.event_reversed().reversed_sequence()]
                                                  : event.disbursement_made().amount());
        answer.disbursed += paid.back();
      }
      return absl::OkStatus();
    });
    EXPECT_THAT(asked, IsOk());
    return answer;
  }

  // Asks in a thread of its own until everything is recorded, and once after that.
  std::thread Asking(const std::function<Answer()>& ask, std::vector<Answer>* answers) {
    return std::thread([this, ask, answers] {
      for (bool is_last = false; !is_last;) {
        is_last = !recording_;
        answers->push_back(ask());
      }
    });
  }

  void Check(const std::vector<Answer>& answers) const {
    for (const Answer& answer : answers) {
      EXPECT_GE(answer.head, answer.acknowledged);
      EXPECT_EQ(answer.plan, kPlan);
      EXPECT_EQ(answer.allocated, kAllocated);
      EXPECT_EQ(answer.disbursed, reference_.At(answer.head)) << "at " << answer.head;
    }
    ASSERT_FALSE(answers.empty());
    EXPECT_EQ(answers.back().head, acknowledged_.load());
  }

  TestLedger ledger_;
  std::unique_ptr<LedgerService> service_;
  std::atomic<Sequence> acknowledged_ = 0;
  std::atomic<bool> recording_ = true;
  Disbursed reference_;
};

TEST_F(ConcurrentRequestsTest, EveryAnswerIsOfOneMomentWhileAnotherThreadRecords) {
  std::vector<Answer> balances;
  std::vector<Answer> explanations;
  std::vector<Answer> lists;
  std::thread balance = Asking([this] { return AskBalance(); }, &balances);
  std::thread explanation = Asking([this] { return AskExplanation(); }, &explanations);
  std::thread list = Asking([this] { return AskEvents(); }, &lists);
  RecordAll();
  recording_ = false;
  balance.join();
  explanation.join();
  list.join();
  Check(balances);
  Check(explanations);
  Check(lists);
  EXPECT_EQ(reference_.At(acknowledged_), (kSteps + 1) * kSteps / 2 - 5 * 24 * 25 / 2);
}

}  // namespace
}  // namespace tranche
