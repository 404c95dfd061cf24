// How the index grows: events are added to the tail, and complete epochs become rows.
#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "projections/index/balance_index.h"
#include "projections/index/row_chain.h"
#include "storage/key_codec.h"
#include "storage/packed.h"

namespace tranche {
namespace {

using Entry = ScopeTable::Entry;

constexpr absl::string_view kEpochEventsKey = "index epoch events";
// Fewer rows than this are not worth a thread.
constexpr size_t kPartsOfOneThread = 16;

void AppendScope(const Scope& scope, std::string* value) {
  storage::AppendBytes(scope.unit, value);
  storage::AppendBytes(scope.source, value);
  storage::AppendSignedVarint(scope.fiscal_year, value);
}

}  // namespace

void BalanceIndex::Add(const EventView& event, absl::Span<const PostingView> postings) {
  TRANCHE_CHECK(postings.size() <= std::numeric_limits<uint16_t>::max(), "event ", event.sequence, " has ",
                postings.size(), " postings");
  const CivilDate effective = CivilDate::FromNumber(event.effective_date).value_or(CivilDate());
  TRANCHE_CHECK(effective.has_value(), "event ", event.sequence, " has no effective date");
  keys_.Add(event.event_id, event.sequence);
  ScopePosting posted;
  posted.sequence = event.sequence;
  posted.day = DayOf(effective);
  posted.reverses = event.reversed_sequence;
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  TRANCHE_CHECK(event.sequence == last_ + 1, "event ", event.sequence, " was added after event ", last_);
  last_ = event.sequence;
  if (event.kind == v1::Event::kEventReversed) recent_reversals_[posted.reverses] = last_;
  for (const PostingView& posting : postings) {
    posted.amount = posting.amount;
    ScopeTable::Add(AccountOf(posting), posted, &scopes_.At(ScopeOf(posting.line)));
    ++posted.ordinal;
  }
}

std::vector<Scope> BalanceIndex::Retract(Sequence first) {
  std::vector<Scope> touched;
  if (first > last_) return touched;
  keys_.Retract(first);
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  TRANCHE_CHECK(first > Sequence{epochs_} * epoch_events_, "event ", first, " is in the index already");
  last_ = std::min(last_, first - 1);
  std::erase_if(recent_reversals_, [&](const auto& reversal) { return reversal.second >= first; });
  for (const auto& [scope, entry] : scopes_.entries()) {
    if (entry->tail.empty() || entry->tail.back().sequence < first) continue;
    ScopeTable::DropFrom(first, entry.get());
    touched.push_back(scope);
  }
  return touched;
}

// The row of an epoch whose postings are the first `count` of the tail. The thread that changes scopes waits meanwhile,
// so they are read without the lock; readers need it for long enough otherwise.
absl::StatusOr<SharedRow> BalanceIndex::MakeRow(const Entry& entry, uint32_t epoch, size_t count) const {
  std::vector<RowSource> sources;
  std::vector<ScopeRow> rows;
  {
    const std::shared_lock<std::shared_mutex> lock(mutex_);
    for (const uint32_t number : MadeOf(static_cast<uint32_t>(entry.epochs.size()) + 1))
      sources.push_back(SourceOf(entry, number));
  }
  for (RowSource& source : sources) {
    if (absl::Status read = ReadRow(&source); !read.ok()) return read;
    rows.push_back(source.row());
  }
  std::string value;
  const absl::Span<const ScopePosting> postings = absl::MakeConstSpan(entry.tail).subspan(0, count);
  if (!BuildScopeRow(rows, entry.accounts, entry.account_bytes, postings, FirstOf(epoch), &value))
    return absl::DataLossError(
        absl::StrCat("index: a row of ", DescribeScope(entry.scope), " cannot be read; run `tranche rebuild`"));
  SharedRow kept = KeptRow::Parse(std::move(value), FirstOf(epoch));
  TRANCHE_CHECK(kept != nullptr, "a row of ", DescribeScope(entry.scope), " was made that cannot be read");
  return kept;
}

// The scopes that the epoch touched, by id; new ones get theirs, and are named in `epoch_row`.
std::vector<BalanceIndex::EpochPart> BalanceIndex::PartsOf(uint32_t epoch, std::string* epoch_row) {
  const Sequence last = (Sequence{epoch} + 1) * epoch_events_;
  std::vector<EpochPart> parts;
  std::string new_scopes;
  uint64_t new_count = 0;
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  for (const auto& [scope, entry] : scopes_.entries()) {
    const size_t count = UpTo(entry->tail, last).size();
    if (count == 0) continue;
    parts.push_back({entry.get(), count, nullptr});
    if (entry->id) continue;
    scopes_.GiveId(entry.get());
    AppendScope(scope, &new_scopes);
    ++new_count;
  }
  std::sort(parts.begin(), parts.end(),
            [](const EpochPart& a, const EpochPart& b) { return a.entry->id < b.entry->id; });
  storage::AppendVarint(new_count, epoch_row);
  *epoch_row += new_scopes;
  storage::AppendVarint(parts.size(), epoch_row);
  uint32_t previous = 0;
  for (const EpochPart& part : parts)
    storage::AppendVarint(*part.entry->id - std::exchange(previous, *part.entry->id), epoch_row);
  return parts;
}

// The rows of `parts`, made on all processors: they are most of the work of an epoch, and none needs another.
absl::Status BalanceIndex::MakeRows(uint32_t epoch, absl::Span<EpochPart> parts) const {
  std::atomic<size_t> next = 0;
  std::vector<absl::Status> statuses(std::max(1U, std::thread::hardware_concurrency()));
  const auto make = [&](absl::Status* status) {
    for (size_t i = next++; i < parts.size() && status->ok(); i = next++) {
      absl::StatusOr<SharedRow> row = MakeRow(*parts[i].entry, epoch, parts[i].postings);
      *status = row.status();
      if (row.ok()) parts[i].row = *std::move(row);
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < statuses.size() && parts.size() > kPartsOfOneThread; ++i)
    threads.emplace_back(make, &statuses[i]);
  make(&statuses.front());
  for (std::thread& thread : threads) thread.join();
  for (absl::Status& status : statuses) {
    if (!status.ok()) return std::move(status);
  }
  return absl::OkStatus();
}

absl::Status BalanceIndex::StageEpoch(uint32_t epoch, storage::Batch* batch) {
  std::string epoch_row;
  std::vector<EpochPart> parts = PartsOf(epoch, &epoch_row);
  if (absl::Status made = MakeRows(epoch, absl::MakeSpan(parts)); !made.ok()) return made;
  for (const EpochPart& part : parts) batch->Put(family_, ScopeRowKey(*part.entry->id, epoch), part.row->value());
  batch->Put(family_, EpochRowKey(epoch), epoch_row);
  keys_.StageEpoch(epoch, batch);
  Publish(epoch, parts);
  return absl::OkStatus();
}

// From here on questions find the rows instead of the tail.
void BalanceIndex::Publish(uint32_t epoch, absl::Span<const EpochPart> parts) {
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  for (const EpochPart& part : parts) {
    ScopeTable::DropFirst(part.postings, part.entry);
    part.entry->epochs.push_back(epoch);
    unwritten_[epoch][*part.entry->id] = part.row;
  }
  epochs_ = epoch + 1;
}

absl::StatusOr<uint32_t> BalanceIndex::ReadEpochEvents(const storage::Database& database) {
  const auto stored = database.Get(storage::Family::kMeta, kEpochEventsKey);
  if (!stored.ok()) return stored.status();
  const std::string text = stored->value_or("none");
  uint32_t epoch_events = 0;
  if (absl::SimpleAtoi(text, &epoch_events) && epoch_events >= 1 && epoch_events <= kEpochEvents) return epoch_events;
  return absl::DataLossError(
      absl::StrCat("meta: key \"", kEpochEventsKey, "\": found \"", text, "\", wanted 1 to ", kEpochEvents));
}

absl::Status BalanceIndex::KeepEpochEvents(uint32_t epoch_events, storage::Database* database) {
  storage::Batch batch = database->NewBatch();
  batch.Put(storage::Family::kMeta, kEpochEventsKey, absl::StrCat(epoch_events));
  return database->Write(batch);
}

absl::Status BalanceIndex::StageEpochs(storage::Batch* batch) {
  while ((Sequence{epochs_} + 1) * epoch_events_ <= last_) {
    if (absl::Status staged = StageEpoch(epochs_, batch); !staged.ok()) return staged;
  }
  return absl::OkStatus();
}

void BalanceIndex::StageRows(const EventView& event, storage::Batch* batch, storage::Family family) {
  if (IsCatalogueEvent(event.kind)) batch->Put(family, SequenceRowKey(RowTable::kCatalogue, event.sequence), "");
  if (IsStatement(event.kind)) batch->Put(family, SequenceRowKey(RowTable::kStatement, event.sequence), "");
  if (event.kind != v1::Event::kEventReversed) return;
  std::string sequence;
  storage::AppendU64(event.sequence, &sequence);
  batch->Put(family, SequenceRowKey(RowTable::kReversal, event.reversed_sequence), sequence);
}

void BalanceIndex::Written(Sequence last) {
  const auto epochs = static_cast<uint32_t>(last / epoch_events_);
  {
    const std::unique_lock<std::shared_mutex> lock(mutex_);
    for (; !unwritten_.empty() && unwritten_.begin()->first < epochs; unwritten_.erase(unwritten_.begin())) {
      for (auto& [scope_id, row] : unwritten_.begin()->second)
        rows_.Keep(scope_id, unwritten_.begin()->first, std::move(row));
    }
    std::erase_if(recent_reversals_, [&](const auto& reversal) { return reversal.second <= last; });
  }
  keys_.Written(epochs);
}

}  // namespace tranche
