#include "tests/support/test_ledger.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/check.h"
#include "events/instant.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

constexpr char kOldDay[] = "2008-08-01";
constexpr char kNewDay[] = "2025-07-01";

struct TestRegion {
  std::string id;
  std::vector<std::string> members;
};

v1::Event Grouping(const std::string& id, const std::vector<TestRegion>& regions, const std::string& mixed,
                   const std::string& day) {
  v1::Event event = EventBuilder::Source("replaced below").On(day).Build();
  v1::RegionGroupingDefined& grouping = *event.mutable_region_grouping_defined();
  grouping.set_grouping_id(id);
  grouping.set_name(absl::StrCat("grouping ", id));
  grouping.set_official(mixed.empty());
  for (const TestRegion& region : regions) {
    auto* added = grouping.add_regions();
    added->set_region_unit_id(region.id);
    added->mutable_member_unit_ids()->Assign(region.members.begin(), region.members.end());
  }
  if (!mixed.empty()) grouping.add_mixed_unit_ids(mixed);
  return event;
}

}  // namespace

v1::LedgerCreated TestTerms() {
  v1::LedgerCreated terms;
  terms.set_name("test");
  terms.set_ledger_id("00112233445566778899aabbccddeeff");
  terms.set_currency_code("VND");
  terms.set_locale("vi");
  terms.set_utc_offset_minutes(420);
  return terms;
}

std::vector<v1::Event> CatalogueCommands() {
  std::vector<v1::Event> events;
  events.push_back(EventBuilder::Unit("N", v1::UNIT_TYPE_NATION, "Nation").On(kOldDay));
  for (const char* id : {"region:a", "region:b"})
    events.push_back(EventBuilder::Unit(id, v1::UNIT_TYPE_REGION, absl::StrCat("Region ", id)).On(kOldDay));
  for (const char* id : {"P1", "P2", "P3", "P4", "P5", "P6"})
    events.push_back(EventBuilder::Unit(id, v1::UNIT_TYPE_PROVINCE, absl::StrCat("Province ", id)).On(kOldDay));
  for (const char* id : {"Q1", "Q2", "Q3"})
    events.push_back(EventBuilder::Unit(id, v1::UNIT_TYPE_PROVINCE, absl::StrCat("Province ", id)).On(kNewDay));
  events.push_back(EventBuilder::Merge({"P1", "P2"}, "Q1").On(kNewDay));
  events.push_back(EventBuilder::Merge({"P3", "P4"}, "Q2").On(kNewDay));
  events.push_back(EventBuilder::Merge({"P5", "P6"}, "Q3").On(kNewDay));
  events.push_back(Grouping("old", {{"region:a", {"P1", "P2", "P5"}}, {"region:b", {"P3", "P4", "P6"}}}, "", kOldDay));
  events.push_back(Grouping("new", {{"region:a", {"Q1", "Q3"}}, {"region:b", {"Q2"}}}, "Q3", kNewDay));
  for (const char* id : {"national", "local"}) events.push_back(EventBuilder::Source(id).On(kOldDay));
  for (const char* id : {"conferences", "fairs", "technology"})
    events.push_back(EventBuilder::Area(id, id).On(kOldDay));
  for (size_t i = 0; i < events.size(); ++i) {
    events[i].set_event_id(absl::StrCat("catalogue-", i + 1));
    events[i].set_provenance(v1::PROVENANCE_IMPORTED);
    SetRecordedAt(absl::UnixEpoch(), &events[i]);
  }
  return events;
}

TestLedger::TestLedger(uint32_t epoch_events, OpenOptions options, uint32_t rules_version)
    : path_(directory_.File("ledger")), clock_(Instant("2026-01-01T00:00:00Z")), options_(std::move(options)) {
  v1::LedgerCreated terms = TestTerms();
  terms.set_rules_version(rules_version);
  auto ledger = Ledger::Create(path_, terms, absl::UnixEpoch(), &clock_, epoch_events, options_);
  TRANCHE_CHECK(ledger.ok(), ledger.status().ToString());
  ledger_ = *std::move(ledger);
  const auto receipts = ledger_->Append(CatalogueCommands());
  TRANCHE_CHECK(receipts.ok(), receipts.status().ToString());
}

absl::Status TestLedger::Reopen(Ledger::Access access) {
  ledger_.reset();
  auto ledger = Ledger::Open(path_, access, &clock_, options_);
  if (ledger.ok()) ledger_ = *std::move(ledger);
  return ledger.status();
}

Receipt TestLedger::Record(const v1::Event& command) {
  auto receipts = ledger_->Append({command});
  TRANCHE_CHECK(receipts.ok(), "a test's command was refused: ", receipts.status().ToString());
  return receipts->front();
}

AmountSum TestLedger::Sum(const std::string& unit, Measure measure, CivilDate as_of) {
  AmountSum sum = 0;
  const absl::Status visited = ledger_->index().Visit({unit}, ledger_->head(), [&](const IndexedPosting& booked) {
    if (booked.posting.measure == measure && booked.effective_date <= as_of) sum += booked.posting.amount;
  });
  TRANCHE_CHECK(visited.ok(), visited.ToString());
  return sum;
}

}  // namespace tranche
