// A command that names no tranche against the plain way to serve it: naming each tranche of the scope, the oldest
// first, until one is taken.
#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/kinds/filled_in.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/rules/scope_states.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AnyOf;

// What becomes of a command: the number of the tranche, or the text of the refusal.
struct Outcome {
  uint32_t number = 0;
  std::string refusal;
};

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

// What is said after a refusal: of one tranche, and of all.
struct Advice {
  const char* of_one = "";
  const char* of_all = "";
};

Advice AdviceOf(const std::string& code) {
  constexpr const char* kCommitted =
      "; release what a commitment no longer needs, name it if this pays it, or allocate more first";
  if (code == "guard.committed-over-allocated") return {kCommitted, kCommitted};
  if (code != "guard.disbursed-over-allocated") return {};
  return {"; allocate more first, or name a tranche that has as much",
          "; allocate more first, or pay a part from each tranche"};
}

v1::Refusal WhatOf(v1::Refusal refusal) {
  refusal.clear_within();
  refusal.clear_then();
  return refusal;
}

class OldestTrancheTest : public ::testing::TestWithParam<uint64_t> {
 protected:
  OldestTrancheTest() {
    for (const char* unit : {"P1", "P2"}) ledger_.Record(EventBuilder::Plan(unit, "national", 2024, 100'000));
  }

  uint64_t Below(uint64_t bound) { return random_() % bound; }
  std::string Day() { return CivilDate::Parse("2024-02-01").value().PlusDays(static_cast<int>(Below(60))).ToString(); }
  std::string Area() { return std::vector<std::string>{"", "fairs", "conferences", "technology"}[Below(4)]; }

  EventBuilder Command() {
    const auto amount = static_cast<int64_t>(1 + Below(60));
    switch (Below(4)) {
      case 0:
        return EventBuilder::Refund("P1", "national", 2024, amount).Area(Area()).On(Day());
      case 1:
        return EventBuilder::Transfer("P1", Below(3) == 0 ? "P1" : "P2", "national", 2024, amount)
            .Area(Area())
            .On(Day());
      default:
        return EventBuilder::Disbursement("P1", "national", 2024, amount).Area(Area()).On(Day());
    }
  }

  EventBuilder NewTranche(uint32_t number) {
    const std::vector<std::vector<std::string>> limits = {{}, {}, {"fairs"}, {"fairs", "conferences"}, {"technology"}};
    return EventBuilder::Tranche(number, "P1", "national", 2024, static_cast<int64_t>(1 + Below(80)))
        .LimitedTo(limits[Below(limits.size())])
        .On(Day());
  }

  Outcome Plainly(const EventBuilder& command) {
    ScopeStates states(&ledger_->index());
    const absl::StatusOr<const ScopeState*> state = states.Of({"P1", "national", 2024});
    EXPECT_THAT(state, IsOk());
    Advice advice;
    std::vector<std::string> refusals;
    std::vector<v1::Refusal> unfit;  // one of each code
    for (const TranchePool& pool : (*state)->pools()) {
      AppendOptions options;
      options.dry_run = true;
      const absl::Status named = ledger_.Append({EventBuilder(command).FromTranche(pool.number)}, options).status();
      if (named.ok()) return {pool.number, ""};
      const std::string code = RefusalOf(named)->code();
      if (code == "area.not-allowed") continue;
      const bool is_new =
          std::none_of(unfit.begin(), unfit.end(), [&](const auto& each) { return each.code() == code; });
      if (absl::StartsWith(code, "transfer.") && is_new) unfit.push_back(*RefusalOf(named));
      if (absl::StartsWith(code, "transfer.")) continue;
      if (refusals.empty()) advice = AdviceOf(code);
      refusals.emplace_back(StatusOf(kRefused, WhatOf(*RefusalOf(named))).message());
    }
    const size_t more = refusals.size() - std::min<size_t>(refusals.size(), 3);
    refusals.resize(refusals.size() - more);
    if (more > 0) refusals.push_back(absl::StrCat("and ", more, more == 1 ? " more tranche" : " more tranches"));
    for (v1::Refusal& each : unfit) {
      if (!refusals.empty()) each = WhatOf(each);
      refusals.emplace_back(StatusOf(kRefused, each).message());
    }
    if (refusals.empty()) return {};
    if (refusals.size() == 1) return {0, absl::StrCat(refusals.front(), advice.of_one)};
    const char* const all = unfit.empty() ? "none of the tranches has enough left: " : "none of the tranches serves: ";
    return {0, absl::StrCat(all, absl::StrJoin(refusals, "; "), advice.of_all)};
  }

  TestLedger ledger_{64};
  std::mt19937_64 random_{GetParam()};
};

TEST_P(OldestTrancheTest, IsTheOneThatTryingOneByOneFinds) {
  std::vector<Sequence> reversible;
  uint32_t tranches = 0;
  for (int step = 0; step < 150; ++step) {
    const uint64_t what = Below(6);
    if (what == 0 || tranches < 3) {
      reversible.push_back(ledger_.Record(NewTranche(++tranches)).sequence);
      continue;
    }
    if (what == 1) {
      // May be refused: money that was spent, or an event that was reversed before.
      (void)ledger_.Append({EventBuilder::Reversal(reversible[Below(reversible.size())], "void")});
      continue;
    }
    const EventBuilder command = Command();
    const Outcome plain = Plainly(command);
    const auto taken = ledger_.Append({command});
    ASSERT_EQ(taken.ok(), plain.number != 0) << "step " << step << ": " << taken.status();
    if (taken.ok()) {
      EXPECT_EQ(FilledInOf(taken->front().event).number, plain.number) << "step " << step;
      reversible.push_back(taken->front().sequence);
    } else if (!plain.refusal.empty()) {
      EXPECT_EQ(taken.status().message(), plain.refusal) << "step " << step;
    } else {
      EXPECT_THAT(RefusalOf(taken.status())->code(), AnyOf("area.not-allowed", "tranche.none-allocated"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, OldestTrancheTest, ::testing::Range<uint64_t>(1, 9));

}  // namespace
}  // namespace tranche
