#include "tests/support/shared_history.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/rules/rules_version.h"
#include "storage/encoding/packed.h"
#include "storage/newest_log.h"
#include "tests/support/book_movements.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using Movement = ReferenceLedger::Movement;
using storage::SharedLogRow;

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

std::vector<SharedLogRow> AllRows(storage::SharedLog* log) {
  std::vector<SharedLogRow> all;
  for (;;) {
    auto rows = log->Read(all.empty() ? 0 : all.back().first, 1 << 20, Soon());
    EXPECT_THAT(rows, IsOk());
    if (!rows.ok() || rows->empty()) return all;
    all.insert(all.end(), rows->begin(), rows->end());
  }
}

}  // namespace

SharedHistory::SharedHistory(uint64_t seed, int nodes, HistoryLog log)
    : clock_(Instant("2026-01-01T00:00:00Z")), log_(std::move(log)), workload_(seed) {
  Seed();
  for (int i = 0; i < nodes; ++i) {
    const std::string name = absl::StrCat("node-", i);
    nodes_.push_back(std::make_unique<SharedNode>(log_.log, name, directory_.File(name), &clock_));
    EXPECT_THAT(nodes_.back()->Open(), IsOk());
  }
}

void SharedHistory::Seed() {
  TestLedger ledger;
  EXPECT_THAT(MoveInto(log_.log, *ledger), IsOk());
  v1::Event created;
  created.set_event_id("ledger");
  created.mutable_ledger_created()->set_rules_version(kNewestRules);
  std::vector<v1::Event> first = CatalogueCommands();
  first.insert(first.begin(), created);
  EXPECT_TRUE(reference_.Append(first).has_value());
}

void SharedHistory::Run(int steps) {
  for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) Step();
  if (!::testing::Test::HasFailure()) Compare();
}

void SharedHistory::Step() {
  clock_.Advance(absl::Seconds(static_cast<int>(workload_.Pick(100)) - 30));
  SharedNode* const node = AnyNode();
  switch (workload_.Pick(20)) {
    case 0:
      log_.expire();
      return LetDecide(node);
    case 1:
      return Reopen(node);
    case 2:
      return CutPower(node);
    case 3:
      return SetBack();
    case 4:
    case 5:
    case 6:
      if (!node->is_open() || node->decides()) return;
      ASSERT_THAT(node->CatchUp(), IsOk()) << node->name();
      return;
    default:
      return Record();
  }
}

void SharedHistory::Reopen(SharedNode* node) { ASSERT_THAT(node->Open(), IsOk()) << node->name(); }

// A node that believes that it decides.
SharedNode* SharedHistory::Decider() {
  std::vector<SharedNode*> deciders;
  for (const auto& node : nodes_) {
    if (node->decides()) deciders.push_back(node.get());
  }
  return deciders.empty() ? nullptr : deciders[workload_.Pick(deciders.size())];
}

// Goes on until the log has answered.
void SharedHistory::LetDecide(SharedNode* node) {
  for (;;) {
    ASSERT_THAT(node->Open(), IsOk());
    const absl::Status decides = node->Decide();
    if (decides.ok()) return;
    ASSERT_THAT(decides, ::testing::AnyOf(StatusIs(absl::StatusCode::kUnavailable),
                                          StatusIs(absl::StatusCode::kResourceExhausted)));
  }
}

void SharedHistory::Record() {
  SharedNode* node = Decider();
  if (node == nullptr) {
    log_.expire();
    return LetDecide(AnyNode());
  }
  const bool is_deposed = (*log_.log->State(Soon())).term != (**node).lease()->term;
  if (log_.upset && workload_.Pick(8) == 0) log_.upset(workload_.Pick(1'000'000));
  const std::vector<v1::Event> batch = workload_.NextBatch(reference_.head());
  const auto receipts = (*node)->Append(batch);
  if (absl::IsAborted(receipts.status())) ++counts_.deposed;
  if (absl::IsUnavailable(receipts.status())) return FindOut(batch);
  if (absl::IsAborted(receipts.status()) || absl::IsResourceExhausted(receipts.status())) return Reopen(node);
  // What a deposed node refuses, or has recorded before, another one may see otherwise; what is new it may not record.
  if (!is_deposed) Check(batch, receipts);
  if (!is_deposed || !receipts.ok()) return;
  for (const Receipt& receipt : *receipts) ASSERT_TRUE(receipt.already_recorded);
}

void SharedHistory::Check(const std::vector<v1::Event>& batch, const absl::StatusOr<std::vector<Receipt>>& receipts) {
  const uint64_t before = reference_.head();
  const auto wanted = reference_.Append(batch);
  ASSERT_EQ(receipts.ok(), wanted.has_value()) << receipts.status();
  ++(wanted.has_value() ? counts_.accepted : counts_.refused);
  if (!wanted.has_value()) return;
  for (size_t i = 0; i < batch.size(); ++i) ASSERT_EQ((*receipts)[i].sequence, (*wanted)[i]);
  Tell(*wanted, before);
}

// Tells the workload of what is new.
void SharedHistory::Tell(const std::vector<uint64_t>& wanted, uint64_t before) {
  for (const uint64_t sequence : wanted) {
    if (sequence > before) workload_.Recorded(reference_.at(sequence).event, sequence);
  }
}

// Another node decides: then it is known whether the batch is in the log; its retry there gets the first receipts.
void SharedHistory::FindOut(const std::vector<v1::Event>& batch) {
  ++counts_.unknown;
  log_.expire();
  for (const auto& node : nodes_) ASSERT_THAT(node->Open(), IsOk());
  SharedNode* const node = AnyNode();
  LetDecide(node);
  const bool was_there = (*node)->head() > reference_.head();
  const auto again = (*node)->Append(batch);
  if (was_there) {
    ASSERT_THAT(again, IsOk());
    for (const Receipt& receipt : *again) ASSERT_TRUE(receipt.already_recorded);
  }
  if (absl::IsUnavailable(again.status())) return FindOut(batch);
  if (absl::IsResourceExhausted(again.status())) return Reopen(node);
  Check(batch, again);
}

// The end of what RocksDB has written since it was opened is gone; what is in its tables was synced.
void SharedHistory::CutPower(SharedNode* node) {
  node->Close();
  const std::filesystem::path database = std::filesystem::path(node->directory()) / "rocksdb";
  const std::string log = storage::NewestLog(database.string());
  if (!log.empty()) {
    const uintmax_t size = std::filesystem::file_size(database / log);
    std::filesystem::resize_file(database / log, workload_.Pick(size + 1));
    ++counts_.power_cuts;
  }
  Reopen(node);
}

// A wrong fail-over: the log ends earlier. The copy that has all takes the lease first.
void SharedHistory::SetBack() {
  if (!log_.set_back) return;
  SharedNode* furthest = nullptr;
  for (const auto& node : nodes_) {
    if (node->is_open() && (*node)->head() == reference_.head()) furthest = node.get();
  }
  if (furthest == nullptr) return;
  log_.set_back(reference_.head() - workload_.Pick(10));
  log_.expire();
  LetDecide(furthest);
  EXPECT_EQ(log_.log->Head(Soon())->last, reference_.head());
  ++counts_.set_backs;
}

void SharedHistory::Compare() {
  CompareLog();
  for (const auto& node : nodes_) CompareNode(node.get());
}

// Dense, each key once, terms that never fall.
void SharedHistory::CompareLog() {
  uint64_t next = 1;
  int64_t term = 0;
  std::set<std::string> keys;
  for (const SharedLogRow& row : AllRows(log_.log)) {
    ASSERT_EQ(row.first, next);
    ASSERT_GE(row.term, term);
    term = row.term;
    storage::PackedReader reader(row.events);
    for (absl::string_view bytes; reader.ReadBytes(&bytes); ++next) {
      v1::Event event;
      ASSERT_TRUE(event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
      ASSERT_EQ(event.sequence(), next);
      ASSERT_TRUE(keys.insert(event.event_id()).second) << event.event_id();
    }
    ASSERT_EQ(row.last + 1, next);
  }
  ASSERT_EQ(next, reference_.head() + 1) << "each acknowledged event, and no other";
}

void SharedHistory::CompareNode(SharedNode* node) {
  ASSERT_THAT(node->Open(), IsOk());
  ASSERT_THAT(node->CatchUp(), IsOk());
  ASSERT_EQ((*node)->head(), reference_.head());
  uint64_t sequence = 0;
  for (const SharedLogRow& row : AllRows(log_.log)) {
    ASSERT_EQ(*(*node)->tree().Root(row.last), row.root) << node->name();
    storage::PackedReader reader(row.events);
    for (absl::string_view bytes; reader.ReadBytes(&bytes);)
      ASSERT_EQ(*(*node)->log().ReadBytes(++sequence), bytes) << node->name();
  }
  std::vector<Movement> found;
  ASSERT_THAT((*node)->index().Visit({}, (*node)->head(),
                                     [&](const IndexedPosting& booked) { found.push_back(ToMovement(booked)); }),
              IsOk());
  std::vector<Movement> wanted = reference_.Movements();
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  ASSERT_TRUE(found == wanted) << node->name() << " and the oracle hold other postings";
  const uint64_t known_at = 1 + workload_.Pick(reference_.head());
  for (const char* unit : {"P1", "P2", "P3", "Q1", "N"}) {
    for (const Measure kind : kMeasures) {
      ReferenceLedger::Sum sum = 0;
      ASSERT_THAT((*node)->index().Visit({unit}, known_at,
                                         [&](const IndexedPosting& booked) {
                                           const Movement movement = ToMovement(booked);
                                           if (movement.kind == kind && movement.sequence <= known_at)
                                             sum += movement.amount;
                                         }),
                  IsOk());
      const auto of_unit = [&](const Movement& movement) { return movement.unit == unit; };
      ASSERT_TRUE(sum == reference_.Balance(of_unit, kind, CivilDate::Max().number(), known_at)) << unit;
    }
  }
}

}  // namespace tranche
