#include "tests/replay/damaged_copy.h"

#include <filesystem>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/instant.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "log/log_row.h"
#include "log/stored_postings.h"
#include "projections/index/balance_index.h"
#include "storage/encoding/key_codec.h"
#include "tests/support/packed_rows.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;

std::unique_ptr<Database> Opened(const std::string& directory, Database::Mode mode) {
  auto database = Database::Open(directory + "/rocksdb", mode);
  TRANCHE_CHECK(database.ok(), database.status().ToString());
  return *std::move(database);
}

bool Split(const std::string& key, const std::string& value, LogRow* row) {
  uint64_t last = 0;
  return storage::KeyReader(key).ReadU64(&last) && row->Split(last, value).ok();
}

void Change(Sequence sequence, const std::function<void(v1::Event*)>& change, std::string* bytes) {
  v1::Event event;
  TRANCHE_CHECK(event.ParseFromString(*bytes), "event ", sequence);
  change(&event);
  *bytes = event.SerializeAsString();
}

}  // namespace

void CopyDamaged(const std::string& from, const std::string& to, const RowEdit& edit,
                 const std::vector<NewRow>& added) {
  std::filesystem::create_directory(to);
  for (const char* file : {"/FORMAT", "/HEAD"}) std::filesystem::copy_file(from + file, to + file);
  const auto source = Opened(from, Database::Mode::kReadOnly);
  const auto copy = Opened(to, Database::Mode::kCreate);
  storage::Batch batch = copy->NewBatch();
  for (Family family : {Family::kMeta, Family::kEvents, Family::kIndex}) {
    for (const auto scan = source->ScanAll(family, ""); scan->Valid(); scan->Next()) {
      const std::string key(scan->key());
      const std::optional<std::string> value = edit(family, key, std::string(scan->value()));
      if (value) batch.Put(family, key, *value);
    }
  }
  for (const NewRow& row : added) batch.Put(row.family, row.key, row.value);
  const absl::Status written = copy->Write(batch);
  TRANCHE_CHECK(written.ok(), written.ToString());
}

std::optional<std::string> KeepRow(Family, const std::string&, const std::string& value) { return value; }

std::string EventKey(Sequence sequence) { return LogRowKey(sequence); }

RowEdit ChangeEvent(Sequence sequence, const std::function<void(v1::Event*)>& change) {
  return [=](Family family, const std::string& key, const std::string& value) -> std::optional<std::string> {
    LogRow row;
    if (family != Family::kEvents || !Split(key, value, &row) || !row.Has(sequence)) return value;
    std::vector<std::string> events;
    for (Sequence each = row.first(); each <= row.last(); ++each) {
      events.emplace_back(row.At(each));
      if (each == sequence) Change(sequence, change, &events.back());
    }
    return events.size() == 1 ? events.front() : PackedRowOf(events);
  };
}

Sequence AppendUnjudged(const std::string& directory, v1::Event event, Sequence project) {
  const auto database = Opened(directory, Database::Mode::kWrite);
  const EventLog log(database.get());
  const Sequence head = EventLog::Head(*database).value();
  event.set_sequence(head + 1);
  SetRecordedAt(log.InstantOf(head).value(), &event);
  EventTree tree(database.get(), Family::kIndex);
  BalanceIndex index(database.get(), Family::kIndex, BalanceIndex::ReadEpochEvents(*database).value());
  absl::Status status = tree.Load(log, head);
  if (status.ok()) status = index.Load(head);
  const auto add = [&](const EventView& each, absl::Span<const PostingView> postings) {
    index.Add(each, postings);
    return absl::OkStatus();
  };
  if (status.ok()) status = VisitWithPostings(log, index.loaded() + 1, head, add);
  storage::Batch batch = database->NewBatch();
  std::string bytes;
  EventLog::Serialize(event, &bytes);
  RowPacker rows(RowForm::kPacked);
  rows.Add(head + 1, bytes, &batch);
  rows.Finish(&batch);
  tree.Add(LeafHash(bytes));
  tree.Stage(&batch);
  index.Add(ViewOf(event), {});
  EventView stored;
  TRANCHE_CHECK(ParseEventView(bytes, &stored), "an event that is no event");
  BalanceIndex::StageRows(stored, &batch);
  if (project != 0) BalanceIndex::StageNaming(project, head + 1, &batch);
  if (status.ok()) status = index.StageEpochs(head + 1, &batch);
  if (status.ok()) status = database->Write(batch);
  TRANCHE_CHECK(status.ok(), status.ToString());
  return head + 1;
}

std::vector<std::string> IndexOf(const std::string& directory) {
  const auto database = Opened(directory, Database::Mode::kReadOnly);
  std::vector<std::string> rows;
  for (const auto scan = database->ScanAll(Family::kIndex, ""); scan->Valid(); scan->Next())
    rows.push_back(absl::StrCat(absl::BytesToHexString(scan->key()), "=", absl::BytesToHexString(scan->value())));
  return rows;
}

}  // namespace tranche
