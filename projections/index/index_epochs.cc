// How the index grows: events are added to the tail, and complete epochs become rows.
#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "projections/index/balance_index.h"
#include "projections/index/index_format.h"
#include "projections/index/row_chain.h"
#include "storage/encoding/key_codec.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using Entry = ScopeTable::Entry;

constexpr absl::string_view kEpochEventsKey = "index epoch events";
// Fewer rows than this are not worth a thread.
constexpr size_t kPartsOfOneThread = 16;

}  // namespace

void BalanceIndex::Add(const EventView& event, uint64_t fingerprint, absl::Span<const PostingView> postings,
                       ScopeTable::Place* place) {
  TRANCHE_CHECK(postings.size() <= std::numeric_limits<uint16_t>::max(), "event ", event.sequence, " has ",
                postings.size(), " postings");
  const CivilDate effective = CivilDate::FromNumber(event.effective_date).value_or(CivilDate());
  TRANCHE_CHECK(effective.has_value(), "event ", event.sequence, " has no effective date");
  keys_.Add(fingerprint, event.sequence);
  ScopePosting posted;
  posted.sequence = event.sequence;
  posted.day = DayOf(effective);
  posted.reverses = event.reversed_sequence;
  const WriterLock lock(mutex_);
  TRANCHE_CHECK(event.sequence == last_ + 1, "event ", event.sequence, " was added after event ", last_);
  last_ = event.sequence;
  if (event.kind == v1::Event::kEventReversed) recent_reversals_[posted.reverses] = last_;
  if (event.named_sequence != 0) recent_namings_.emplace(event.named_sequence, last_);
  if (!event.number.empty())
    recent_numbers_.emplace(FingerprintOfNumber(ScopeOf(LineOfItem(event)), event.number), last_);
  if (event.expires_on != 0) recent_proposals_.emplace(last_, event.expires_on);
  if (place != nullptr) {
    const PostingView& posting = postings.front();
    posted.amount = posting.amount;
    return scopes_.Add(ScopeOf(posting.line), AccountOf(posting), posted, place);
  }
  for (const PostingView& posting : postings) {
    posted.amount = posting.amount;
    ScopeTable::Add(AccountOf(posting), posted, &scopes_.At(ScopeOf(posting.line)));
    ++posted.ordinal;
  }
}

void BalanceIndex::AddNaming(Sequence named, Sequence naming) {
  const WriterLock lock(mutex_);
  TRANCHE_CHECK(naming == last_, "event ", naming, " names another, the last one added is ", last_);
  recent_namings_.emplace(named, naming);
}

void BalanceIndex::UndoNaming(Sequence named, Sequence naming) {
  const WriterLock lock(mutex_);
  recent_namings_.erase({named, naming});
}

void BalanceIndex::Undo(const EventView& event, absl::Span<const PostingView> postings) {
  keys_.Retract(FingerprintOf(event.event_id), event.sequence);
  const WriterLock lock(mutex_);
  TRANCHE_CHECK(event.sequence == last_, "event ", event.sequence, " is taken back, the last one is ", last_);
  TRANCHE_CHECK(event.sequence > std::max(Sequence{epochs_} * epoch_events_, kept_), "event ", event.sequence,
                " is in rows already");
  --last_;
  if (event.kind == v1::Event::kEventReversed) recent_reversals_.erase(event.reversed_sequence);
  if (event.named_sequence != 0) recent_namings_.erase({event.named_sequence, event.sequence});
  if (!event.number.empty())
    recent_numbers_.erase({FingerprintOfNumber(ScopeOf(LineOfItem(event)), event.number), event.sequence});
  recent_proposals_.erase(event.sequence);
  for (auto posting = postings.rbegin(); posting != postings.rend(); ++posting) {
    Entry* entry = scopes_.Find(ScopeOf(posting->line));
    TRANCHE_CHECK(entry != nullptr && !entry->tail.empty() && entry->tail.back().sequence == event.sequence,
                  "a posting of event ", event.sequence, " is taken back that was not added");
    scopes_.Undo(entry);
  }
}

// Puts the postings of the part that was loaded before the others. False if it is malformed. An account may then be
// there twice.
bool BalanceIndex::Material::TakePart() {
  if (part == nullptr) return true;
  const SharedRow& row = part->Row();
  std::vector<ScopePosting> loaded;
  std::vector<Allocation> allocations;
  if (row == nullptr || !row->row().AppendPostings(&loaded) || !row->row().AppendAllocations(&allocations))
    return false;
  auto allocation = allocations.begin();
  for (ScopePosting& posting : loaded) {
    posting.account += static_cast<uint32_t>(accounts.size());
    while (allocation != allocations.end() && allocation->sequence < posting.sequence) ++allocation;
    const bool is_of_it = allocation != allocations.end() && allocation->sequence == posting.sequence;
    if (is_of_it) posting.reverses = allocation->reverses;
  }
  postings.insert(postings.begin(), loaded.begin(), loaded.end());
  return row->row().VisitAccounts(row->row().accounts(), [&](const Account& account, const DaySums&) {
    accounts.push_back(account);
    account_bytes.push_back(EncodeAccount(account));
  });
}

BalanceIndex::Material BalanceIndex::MaterialOf(const EpochPart& part) const {
  Material material;
  const ReaderLock lock(mutex_);
  const Entry& entry = *part.entry;
  for (const uint32_t number : MadeOf(static_cast<uint32_t>(entry.epochs.size()) + 1))
    material.sources.push_back(SourceOf(entry, number));
  material.scope = entry.scope;
  material.part = entry.part;
  material.accounts = entry.accounts;
  material.account_bytes = entry.account_bytes;
  material.postings.assign(entry.tail.begin(), entry.tail.begin() + static_cast<ptrdiff_t>(part.postings));
  return material;
}

absl::StatusOr<SharedRow> BalanceIndex::BuildRow(uint32_t epoch, Material* material) const {
  if (!material->TakePart()) return DamagedRow(TailRowKey(epoch));
  std::vector<ScopeRow> rows;
  for (RowSource& source : material->sources) {
    if (absl::Status read = ReadRow(&source); !read.ok()) return read;
    rows.push_back(source.row());
  }
  std::string value;
  if (!BuildScopeRow(rows, material->accounts, material->account_bytes, material->postings, FirstOf(epoch), &value))
    return Adding(Refuse(absl::StatusCode::kDataLoss, "index.row-unreadable", "index: a row of {scope} cannot be read",
                         {ScopeField("scope", material->scope)}),
                  "run `tranche rebuild`");
  SharedRow kept = CachedRow::Parse(std::move(value), FirstOf(epoch));
  TRANCHE_CHECK(kept != nullptr, "a row of ", DescribeScope(material->scope), " was made that cannot be read");
  return kept;
}

absl::StatusOr<SharedRow> BalanceIndex::MakeRow(uint32_t epoch, const EpochPart& part) const {
  Material material = MaterialOf(part);
  return BuildRow(epoch, &material);
}

// The scopes that the epoch touched, by id; new scopes are assigned one, and named in `epoch_row`.
std::vector<BalanceIndex::EpochPart> BalanceIndex::PartsOf(uint32_t epoch, std::string* epoch_row) {
  const Sequence last = (Sequence{epoch} + 1) * epoch_events_;
  std::vector<EpochPart> parts;
  std::string new_scopes;
  uint64_t new_count = 0;
  const WriterLock lock(mutex_);
  for (const auto& [scope, entry] : scopes_.entries()) {
    const size_t count = UpTo(entry->tail, last).size();
    if (count == 0 && entry->part == nullptr) continue;
    if (!entry->id) {
      scopes_.GiveId(entry.get());
      AppendScope(scope, &new_scopes);
      ++new_count;
    }
    parts.push_back({entry.get(), *entry->id, count, nullptr});
  }
  std::sort(parts.begin(), parts.end(), [](const EpochPart& a, const EpochPart& b) { return a.scope_id < b.scope_id; });
  storage::AppendVarint(new_count, epoch_row);
  *epoch_row += new_scopes;
  storage::AppendVarint(parts.size(), epoch_row);
  uint32_t previous = 0;
  for (const EpochPart& part : parts)
    storage::AppendVarint(part.scope_id - std::exchange(previous, part.scope_id), epoch_row);
  return parts;
}

// Builds the rows of `parts` on all processors: they are most of the work of an epoch, and independent of each other.
absl::Status BalanceIndex::MakeRows(uint32_t epoch, absl::Span<EpochPart> parts) const {
  std::atomic<size_t> next = 0;
  std::vector<absl::Status> statuses(std::max(1U, std::thread::hardware_concurrency()));
  const auto make = [&](absl::Status* status) {
    for (size_t i = next++; i < parts.size() && status->ok(); i = next++) {
      absl::StatusOr<SharedRow> row = MakeRow(epoch, parts[i]);
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
  for (const EpochPart& part : parts) batch->Put(family_, ScopeRowKey(part.scope_id, epoch), part.row->value());
  batch->Put(family_, EpochRowKey(epoch), epoch_row);
  if (IsTailStored()) batch->Delete(family_, TailRowKey(epoch));
  keys_.StageEpoch(epoch, batch);
  Publish(epoch, parts);
  return absl::OkStatus();
}

// From here on questions find the rows instead of the tail.
void BalanceIndex::Publish(uint32_t epoch, absl::Span<const EpochPart> parts) {
  const WriterLock lock(mutex_);
  for (const EpochPart& part : parts) {
    ScopeTable::DropFirst(part.postings, part.entry);
    part.entry->part = nullptr;
    part.entry->epochs.push_back(epoch);
    unwritten_[epoch][part.scope_id] = part.row;
  }
  epochs_ = epoch + 1;
  kept_ = 0;
  stored_tail_ = 0;
  is_tail_stored_ = false;
}

absl::StatusOr<uint32_t> BalanceIndex::ReadEpochEvents(const storage::Database& database) {
  const auto stored = database.Get(storage::Family::kMeta, kEpochEventsKey);
  if (!stored.ok()) return stored.status();
  const std::string text = stored->value_or("none");
  uint32_t epoch_events = 0;
  if (absl::SimpleAtoi(text, &epoch_events) && epoch_events >= 1 && epoch_events <= kEpochEvents) return epoch_events;
  return Refuse(absl::StatusCode::kDataLoss, "meta.epoch-events",
                "meta: key \"{key}\": found \"{found}\", wanted 1 to {most}",
                {TextField("key", kEpochEventsKey), TextField("found", text), NumberField("most", kEpochEvents)});
}

absl::Status BalanceIndex::Begin(uint32_t epoch_events, storage::Database* database) {
  storage::Batch batch = database->NewBatch();
  StageIndexFormat(storage::Family::kIndex, &batch);
  batch.Put(storage::Family::kMeta, kEpochEventsKey, absl::StrCat(epoch_events));
  return database->Write(batch);
}

absl::Status BalanceIndex::StageEpochs(Sequence last, storage::Batch* batch) {
  for (Sequence staged = indexed(); staged + epoch_events_ <= last; staged += epoch_events_) {
    absl::Status made = StageEpoch(static_cast<uint32_t>(staged / epoch_events_), batch);
    if (!made.ok()) return made;
  }
  return absl::OkStatus();
}

void BalanceIndex::StageNaming(Sequence named, Sequence naming, storage::Batch* batch, storage::Family family) {
  batch->Put(family, NamingRowKey(named, naming), "");
}

void BalanceIndex::StageRows(const EventView& event, storage::Batch* batch, storage::Family family) {
  if (IsOfCatalogue(event.kind)) {
    TRANCHE_CHECK(!event.stored_bytes.empty(), "catalogue event ", event.sequence, " without its bytes");
    batch->Put(family, SequenceRowKey(RowTable::kCatalogue, event.sequence), event.stored_bytes);
  }
  if (HasEffect(event.kind, Effect::kStatement))
    batch->Put(family, SequenceRowKey(RowTable::kStatement, event.sequence), "");
  if (event.named_sequence != 0) StageNaming(event.named_sequence, event.sequence, batch, family);
  if (event.expires_on != 0) {
    std::string day;
    storage::AppendU32(static_cast<uint32_t>(event.expires_on), &day);
    batch->Put(family, SequenceRowKey(RowTable::kProposal, event.sequence), day);
  }
  if (!event.number.empty())
    batch->Put(family, NumberRowKey(FingerprintOfNumber(ScopeOf(LineOfItem(event)), event.number), event.sequence), "");
  if (event.kind != v1::Event::kEventReversed) return;
  std::string sequence;
  storage::AppendU64(event.sequence, &sequence);
  batch->Put(family, SequenceRowKey(RowTable::kReversal, event.reversed_sequence), sequence);
}

void BalanceIndex::MarkWritten(Sequence last) {
  const auto epochs = static_cast<uint32_t>(last / epoch_events_);
  {
    const WriterLock lock(mutex_);
    for (; !unwritten_.empty() && unwritten_.begin()->first < epochs; unwritten_.erase(unwritten_.begin())) {
      for (auto& [scope_id, row] : unwritten_.begin()->second)
        rows_.Keep(scope_id, unwritten_.begin()->first, std::move(row));
    }
    std::erase_if(recent_reversals_, [&](const auto& reversal) { return reversal.second <= last; });
    const auto is_written = [&](const auto& pair) { return pair.second <= last; };
    std::erase_if(recent_namings_, is_written);
    std::erase_if(recent_numbers_, is_written);
    recent_proposals_.erase(recent_proposals_.begin(), recent_proposals_.upper_bound(last));
  }
  keys_.MarkWritten(epochs);
}

}  // namespace tranche
