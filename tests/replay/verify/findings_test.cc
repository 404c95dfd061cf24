#include "replay/verify/findings.h"

#include <gtest/gtest.h>

#include "events/refusal.h"

namespace tranche {
namespace {

TEST(FindingsTest, ThoseThatAreNotKeptAreCounted) {
  Findings findings;
  const absl::Status found = Refuse(absl::StatusCode::kDataLoss, "test.found", "wrong");
  for (Sequence sequence = 1; sequence <= Findings::kKeptOfEachCheck + 50; ++sequence)
    findings.Add("event", sequence, found);
  findings.Add("index", 0, found);
  v1::VerifyReport report;
  EXPECT_EQ(CountOf(report), 0u);
  findings.MoveTo(&report);
  EXPECT_EQ(static_cast<uint64_t>(report.findings_size()), Findings::kKeptOfEachCheck + 2);
  EXPECT_EQ(CountOf(report), Findings::kKeptOfEachCheck + 51);
}

}  // namespace
}  // namespace tranche
