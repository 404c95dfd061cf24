// An index in a database of its own, which tests add events to as a ledger does.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/postings_of.h"
#include "gtest/gtest.h"
#include "projections/index/balance_index.h"
#include "projections/index/index_rows.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {

inline constexpr CivilDate kEver = CivilDate::Max();

class NoEvents final : public EventReader {
 public:
  absl::StatusOr<v1::Event> Read(Sequence) const override { return absl::OutOfRangeError("there is none"); }
};

class BalanceIndexTest : public ::testing::Test {
 protected:
  explicit BalanceIndexTest(uint32_t epoch_events = 3)
      : database_(*storage::Database::Open(directory_.File("db"), storage::Database::Mode::kCreate)),
        epoch_events_(epoch_events) {
    Reload();
  }

  // Reloads the index as a new process would, and adds what it has not loaded.
  void Reload() {
    index_ = std::make_unique<BalanceIndex>(database_.get(), storage::Family::kIndex, epoch_events_);
    ASSERT_THAT(index_->Load(events_.size()), IsOk());
    for (size_t i = index_->loaded(); i < events_.size(); ++i) AddToTail(events_[i], postings_[i]);
  }

  // Writes the tail up to `last`.
  void WriteTail(Sequence last) {
    storage::Batch batch = database_->NewBatch();
    ASSERT_THAT(index_->StageTail(last, &batch), IsOk());
    ASSERT_THAT(database_->Write(batch), IsOk());
  }

  std::string StoredTail(uint32_t epoch) {
    return database_->Get(storage::Family::kIndex, TailRowKey(epoch)).value().value_or("none");
  }

  static void StageRows(const v1::Event& event, storage::Batch* batch) {
    std::string bytes;
    EventLog::Serialize(event, &bytes);
    EventView stored;
    ASSERT_TRUE(ParseEventView(bytes, &stored));
    BalanceIndex::StageRows(stored, batch);
  }

  void AddToTail(const v1::Event& event, const std::vector<Posting>& postings) {
    index_->Add(ViewOf(event), std::vector<PostingView>(postings.begin(), postings.end()));
  }

  void Add(v1::Event event, const v1::Event* reversed = nullptr) {
    event.set_sequence(events_.size() + 1);
    events_.push_back(event);
    postings_.push_back(*PostingsOf(event, reversed));
    AddToTail(event, postings_.back());
    storage::Batch batch = database_->NewBatch();
    StageRows(event, &batch);
    ASSERT_THAT(index_->StageEpochs(event.sequence(), &batch), IsOk());
    ASSERT_THAT(database_->Write(batch), IsOk());
    index_->MarkWritten(event.sequence());
  }

  v1::Event AddAndUndo(v1::Event event, const v1::Event* reversed = nullptr) {
    return AddAndUndo(std::move(event), events_.size() + 1, reversed);
  }

  v1::Event AddAndUndo(v1::Event event, Sequence sequence, const v1::Event* reversed = nullptr) {
    event.set_sequence(sequence);
    const std::vector<Posting> postings = *PostingsOf(event, reversed);
    AddToTail(event, postings);
    index_->Undo(ViewOf(event), std::vector<PostingView>(postings.begin(), postings.end()));
    return event;
  }

  std::vector<Sequence> Sequences(const ScopeFilter& scope, Sequence known_at = 1000) {
    std::vector<Sequence> sequences;
    EXPECT_THAT(
        index_->Visit(scope, known_at, [&](const IndexedPosting& booked) { sequences.push_back(booked.sequence); }),
        IsOk());
    return sequences;
  }

  static std::vector<std::string> RowsOf(const storage::Database& database) {
    std::vector<std::string> rows;
    for (const auto scan = database.ScanAll(storage::Family::kIndex, ""); scan->Valid(); scan->Next())
      rows.emplace_back(absl::StrCat(scan->key(), scan->value()));
    return rows;
  }

  // The rows are those of an index to which the same events were added and nothing else was done.
  void ExpectRowsOfAPlainIndex() {
    const TemporaryDirectory directory;
    const auto plain = *storage::Database::Open(directory.File("db"), storage::Database::Mode::kCreate);
    BalanceIndex index(plain.get(), storage::Family::kIndex, epoch_events_);
    storage::Batch batch = plain->NewBatch();
    for (size_t i = 0; i < events_.size(); ++i)
      index.Add(ViewOf(events_[i]), std::vector<PostingView>(postings_[i].begin(), postings_[i].end()));
    ASSERT_THAT(index.StageEpochs(events_.size(), &batch), IsOk());
    ASSERT_THAT(plain->Write(batch), IsOk());
    EXPECT_EQ(RowsOf(*database_), RowsOf(*plain));
  }

  TemporaryDirectory directory_;
  std::unique_ptr<storage::Database> database_;
  uint32_t epoch_events_;
  std::unique_ptr<BalanceIndex> index_;
  std::vector<v1::Event> events_;
  std::vector<std::vector<Posting>> postings_;
};

}  // namespace tranche
