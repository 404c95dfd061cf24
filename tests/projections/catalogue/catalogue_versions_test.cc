#include "projections/catalogue/catalogue_versions.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

// A log of catalogue events that counts how many were read.
class CountingLog final : public EventReader {
 public:
  absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
    ++reads;
    if (sequence < 1 || sequence > events.size()) return absl::OutOfRangeError("no such event");
    return events[sequence - 1];
  }

  std::vector<v1::Event> events;
  mutable int reads = 0;
};

class CatalogueVersionsTest : public ::testing::Test {
 protected:
  CatalogueVersionsTest() {
    for (int i = 1; i <= 20; ++i) Append(absl::StrCat("source-", i));
  }

  // second  of recording; those of one batch have the same.
  void Append(const std::string& source, int second = 0) {
    v1::Event event;
    SetRecordedAt(absl::FromUnixSeconds(second), &event);
    event.set_sequence(log_.events.size() + 1);
    event.set_effective_date(20240101);
    event.mutable_source_defined()->set_source_id(source);
    event.mutable_source_defined()->set_name(source);
    log_.events.push_back(event);
  }

  absl::Status Load() {
    return versions_.Load([this](CatalogueVersions::Take take) {
      absl::Status taken;
      for (size_t i = 0; i < log_.events.size() && taken.ok(); ++i) taken = take(log_.events[i]);
      return taken;
    });
  }

  CountingLog log_;
  CatalogueVersions versions_{&log_};
};

TEST_F(CatalogueVersionsTest, EachSequenceHasTheCatalogueOfItsEvents) {
  ASSERT_THAT(Load(), IsOk());
  EXPECT_EQ((*versions_.At(0))->FindSource("source-1"), nullptr);
  EXPECT_NE((*versions_.At(7))->FindSource("source-7"), nullptr);
  EXPECT_EQ((*versions_.At(7))->FindSource("source-8"), nullptr);
  EXPECT_NE((*versions_.At(1000))->FindSource("source-20"), nullptr);
}

TEST_F(CatalogueVersionsTest, AVersionWithinABatchIsFoldedOnce) {
  ASSERT_THAT(Load(), IsOk());
  log_.reads = 0;
  ASSERT_THAT(versions_.At(19), IsOk());
  EXPECT_EQ(log_.reads, 19);
  for (int i = 0; i < 100; ++i) ASSERT_THAT(versions_.At(19), IsOk());
  EXPECT_EQ(log_.reads, 19);
}

TEST_F(CatalogueVersionsTest, OfThoseWithinABatchTheOnesUsedLastAreCached) {
  ASSERT_THAT(Load(), IsOk());
  ASSERT_THAT(versions_.At(1), IsOk());
  for (size_t i = 0; i < CatalogueVersions::kCachedMax; ++i) {
    ASSERT_THAT(versions_.At(2 + i), IsOk());
    ASSERT_THAT(versions_.At(1), IsOk());
  }
  log_.reads = 0;
  ASSERT_THAT(versions_.At(1), IsOk());
  EXPECT_EQ(log_.reads, 0);
  ASSERT_THAT(versions_.At(2), IsOk());
  EXPECT_EQ(log_.reads, 2);
}

TEST_F(CatalogueVersionsTest, WhatEachInstantLedToIsKept) {
  for (int i = 21; i <= 1000; ++i) Append(absl::StrCat("source-", i), i);
  ASSERT_THAT(Load(), IsOk());
  log_.reads = 0;
  for (Sequence known_at = 20; known_at <= 1000; ++known_at) {
    const auto catalogue = versions_.At(known_at);
    ASSERT_THAT(catalogue, IsOk());
    EXPECT_EQ((*catalogue)->sources().size(), known_at);
  }
  EXPECT_EQ(log_.reads, 0);
}

TEST_F(CatalogueVersionsTest, OfVeryManyVersionsEachIsAFewEventsFromOneThatIsKept) {
  const Sequence many = 3 * CatalogueVersions::kKeptMax;
  for (Sequence i = 21; i <= many; ++i) Append(absl::StrCat("source-", i), static_cast<int>(i));
  ASSERT_THAT(Load(), IsOk());
  for (Sequence known_at = many; known_at > 20; known_at -= 7) {
    log_.reads = 0;
    const auto catalogue = versions_.At(known_at);
    ASSERT_THAT(catalogue, IsOk());
    EXPECT_EQ((*catalogue)->sources().size(), known_at);
    EXPECT_LT(log_.reads, 4);
  }
}

TEST_F(CatalogueVersionsTest, WhatIsAddedIsANewVersion) {
  const Sequence first = log_.events.size();
  ASSERT_THAT(Load(), IsOk());
  Append("later");
  auto catalogue = std::make_shared<Catalogue>(*versions_.Newest());
  ASSERT_THAT(catalogue->Apply(log_.events.back()), IsOk());
  versions_.Add({first + 1}, catalogue);
  EXPECT_EQ(versions_.Newest(), catalogue);
  EXPECT_EQ(*versions_.At(first + 1), catalogue);
  log_.reads = 0;
  EXPECT_EQ((*versions_.At(first))->FindSource("later"), nullptr);
  EXPECT_EQ(log_.reads, 0);
}

TEST_F(CatalogueVersionsTest, NamesTheEventThatTheCatalogueDoesNotTake) {
  Append("source-1");
  const absl::Status loaded = Load();
  EXPECT_THAT(loaded, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("sequence 21")));
  EXPECT_EQ(RefusalOf(loaded)->code(), "catalogue.id-taken");
}

}  // namespace
}  // namespace tranche
