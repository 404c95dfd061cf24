// Checks every peer against a fold over all events: a fast but wrong answer would make the
// comparison meaningless.
#include "bench/peers/peers.h"

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

constexpr int32_t kUnits = 5;
constexpr int32_t kYearFirst = 2024;
constexpr int32_t kYears = 2;
constexpr int32_t kDayFirst = 20240101;
constexpr int32_t kDays = 40;
constexpr int32_t kMeasures[] = {1, kPeerAllocated, kPeerDisbursed, 10};

class PeersTest : public ::testing::TestWithParam<absl::string_view> {
 protected:
  void SetUp() override {
    auto peer = MakePeer(GetParam(), directory_.path());
    if (absl::IsUnimplemented(peer.status())) GTEST_SKIP() << peer.status().message();
    ASSERT_THAT(peer, IsOk());
    peer_ = *std::move(peer);
  }

  int32_t Below(int32_t limit) { return static_cast<int32_t>(random_() % static_cast<uint32_t>(limit)); }

  PeerEvent NextEvent(int32_t measure, int64_t amount) {
    PeerEvent event;
    event.sequence = ++head_;
    event.key = absl::StrCat(random_(), ":", head_);
    event.unit = Below(kUnits);
    event.source = Below(kPeerSources);
    event.year = kYearFirst + Below(kYears);
    event.area = Below(kPeerAreas);
    event.measure = measure;
    event.effective_date = kDayFirst + Below(kDays);
    event.recorded_at = static_cast<int64_t>(head_) * 1000;
    event.amount = amount;
    event.bytes = std::string(150, static_cast<char>(head_));
    return event;
  }

  // No fund is overdrawn: a thousand times as much is allocated as is spent.
  std::vector<PeerEvent> NextEvents(size_t count) {
    std::vector<PeerEvent> events;
    while (events.size() < count) {
      const int32_t measure = kMeasures[Below(4)];
      events.push_back(NextEvent(measure, measure == kPeerDisbursed ? 1 + Below(10) : 10'000 + Below(10'000)));
    }
    return events;
  }

  std::vector<PeerEvent> FirstAllocations() {
    std::vector<PeerEvent> events;
    for (int32_t fund = 0; fund < kUnits * kPeerSources * kYears; ++fund) {
      events.push_back(NextEvent(kPeerAllocated, 1'000'000));
      events.back().unit = fund % kUnits;
      events.back().source = fund / kUnits % kPeerSources;
      events.back().year = kYearFirst + fund / kUnits / kPeerSources;
    }
    return events;
  }

  void Append(const std::vector<PeerEvent>& events) {
    ASSERT_THAT(peer_->Append(events), IsOk());
    recorded_.insert(recorded_.end(), events.begin(), events.end());
  }

  void Load(const std::vector<PeerEvent>& events) {
    ASSERT_THAT(peer_->Load(events), IsOk());
    recorded_.insert(recorded_.end(), events.begin(), events.end());
  }

  template <typename Matches>
  int64_t Fold(const PeerAsOf& at, const Matches& matches) const {
    int64_t sum = 0;
    for (const PeerEvent& e : recorded_) {
      if (e.effective_date <= at.as_of && e.sequence <= at.known_at && matches(e)) sum += e.amount;
    }
    return sum;
  }

  int64_t FoldLine(const PeerLine& l, const PeerAsOf& at) const {
    return Fold(at, [&l](const PeerEvent& e) {
      return e.unit == l.unit && e.source == l.source && e.year == l.year && e.area == l.area && e.measure == l.measure;
    });
  }

  int64_t FoldProvince(const PeerProvince& p, const PeerAsOf& at) const {
    return Fold(at,
                [&p](const PeerEvent& e) { return e.unit == p.unit && e.year == p.year && e.measure == p.measure; });
  }

  PeerLine AnyLine() {
    return {Below(kUnits), Below(kPeerSources), kYearFirst + Below(kYears), Below(kPeerAreas), kMeasures[Below(4)]};
  }
  PeerAsOf AnyAsOf() { return {kDayFirst - 1 + Below(kDays + 2), static_cast<uint64_t>(Below(head_ + 1))}; }

  void ExpectEveryAnswerToBeRight() {
    for (int question = 0; question < 300; ++question) {
      const PeerLine line = AnyLine();
      const PeerAsOf at = AnyAsOf();
      EXPECT_THAT(peer_->Line(line, at), IsOkAndHolds(FoldLine(line, at)));
      const PeerProvince province = {line.unit, line.year, line.measure};
      EXPECT_THAT(peer_->Province(province, at), IsOkAndHolds(FoldProvince(province, at)));
    }
    for (int report = 0; report < 10; ++report) ExpectTheReportToBeRight(kYearFirst + Below(kYears), AnyAsOf());
    ExpectTheProjectionToBeRight();
  }

  void ExpectTheReportToBeRight(int32_t year, const PeerAsOf& at) {
    std::vector<PeerBalance> wanted;
    for (int32_t unit = 0; unit < kUnits; ++unit) {
      for (const int32_t measure : kMeasures) {
        const int64_t sum = FoldProvince({unit, year, measure}, at);
        if (sum != 0) wanted.push_back({unit, measure, sum});
      }
    }
    EXPECT_THAT(peer_->ByProvince(year, at), IsOkAndHolds(wanted));
  }

  void ExpectTheProjectionToBeRight() {
    ASSERT_THAT(peer_->Rebuild(), IsOk());
    for (int question = 0; question < 100; ++question) {
      const PeerLine line = AnyLine();
      const PeerAsOf at = {AnyAsOf().as_of, static_cast<uint64_t>(head_)};
      EXPECT_THAT(peer_->ProjectedLine(line, at.as_of), IsOkAndHolds(FoldLine(line, at)));
    }
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Peer> peer_;
  std::mt19937 random_{42};
  int32_t head_ = 0;
  std::vector<PeerEvent> recorded_;
};

TEST_P(PeersTest, AnswersAsAFoldOverWhatWasAppended) {
  Append(FirstAllocations());
  for (const size_t count : {1, 1, 10, 1000, 0, 2000}) Append(NextEvents(count));
  ExpectEveryAnswerToBeRight();
}

TEST_P(PeersTest, AnswersAsAFoldOverWhatWasLoadedAndThenAppended) {
  Load(FirstAllocations());
  Load(NextEvents(1500));
  ASSERT_THAT(peer_->Finish(), IsOk());
  ExpectEveryAnswerToBeRight();
  Append(NextEvents(500));
  ASSERT_THAT(peer_->Finish(), IsOk());
  ExpectEveryAnswerToBeRight();
}

TEST_P(PeersTest, RefusesATakenKeyAndWritesNothing) {
  Append(FirstAllocations());
  Append(NextEvents(100));
  std::vector<PeerEvent> events = NextEvents(10);
  events[7].key = recorded_[60].key;
  EXPECT_THAT(peer_->Append(events), StatusIs(absl::StatusCode::kAlreadyExists));
  events[7].key = events[2].key;
  EXPECT_THAT(peer_->Append(events), StatusIs(absl::StatusCode::kAlreadyExists));
  ExpectEveryAnswerToBeRight();
  events[7].key = "free";
  Append(events);
  ExpectEveryAnswerToBeRight();
}

TEST_P(PeersTest, RefusesAnOverdraftAndWritesNothing) {
  Load(FirstAllocations());
  ASSERT_THAT(peer_->Finish(), IsOk());
  const PeerEvent allocation = recorded_[3];
  const auto disburse = [&](int64_t amount) {
    PeerEvent event = NextEvent(kPeerDisbursed, amount);
    event.unit = allocation.unit;
    event.source = allocation.source;
    event.year = allocation.year;
    return event;
  };
  std::vector<PeerEvent> events = NextEvents(10);
  for (PeerEvent& event : events) event.measure = 5;
  events[4] = disburse(allocation.amount + 1);
  EXPECT_THAT(peer_->Append(events),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(absl::StrCat("unit ", allocation.unit))));
  ExpectEveryAnswerToBeRight();
  Append({disburse(allocation.amount)});
  EXPECT_THAT(peer_->Append({disburse(1)}), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("by 1")));
  ExpectEveryAnswerToBeRight();
}

INSTANTIATE_TEST_SUITE_P(Peers, PeersTest, ::testing::ValuesIn(kPeerNames),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace tranche
