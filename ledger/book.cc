#include "ledger/book.h"

#include <limits>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "storage/key_codec.h"

namespace tranche {
namespace {

using storage::Family;

// The first byte of a key says which kind of row it is.
enum RowTable : uint8_t {
  kWatermarkRow = 0,
  kKeyRow = 1,
  kPostingRow = 2,
  kCatalogueRow = 3,
  kStatementRow = 4,
  kReversalRow = 5,
};

std::string TableKey(uint8_t table) { return std::string(1, static_cast<char>(table)); }

std::string SequenceKey(uint8_t table, Sequence sequence) {
  std::string key = TableKey(table);
  storage::AppendU64(sequence, &key);
  return key;
}

std::string EncodeSequence(Sequence sequence) {
  std::string value;
  storage::AppendU64(sequence, &value);
  return value;
}

std::string ScopePrefix(const BookScope& scope) {
  std::string key = TableKey(kPostingRow);
  if (!scope.unit) return key;
  storage::AppendText(*scope.unit, &key);
  if (!scope.source) return key;
  storage::AppendText(*scope.source, &key);
  if (!scope.fiscal_year) return key;
  storage::AppendU32(static_cast<uint32_t>(*scope.fiscal_year), &key);
  return key;
}

std::string PostingKey(const Posting& posting, Sequence sequence, uint16_t ordinal) {
  const BudgetLine& line = posting.line;
  std::string key = ScopePrefix({line.unit, line.source, line.fiscal_year});
  storage::AppendU8(static_cast<uint8_t>(posting.measure), &key);
  storage::AppendU32(posting.tranche_number, &key);
  storage::AppendText(line.area, &key);
  storage::AppendText(line.project, &key);
  storage::AppendU64(sequence, &key);
  storage::AppendU16(ordinal, &key);
  return key;
}

std::string PostingValue(CivilDate effective_date, int64_t amount) {
  std::string value;
  storage::AppendU32(static_cast<uint32_t>(effective_date.number()), &value);
  storage::AppendU64(static_cast<uint64_t>(amount), &value);
  return value;
}

absl::Status Damaged(absl::string_view key, absl::string_view value) {
  return absl::DataLossError(absl::StrCat("index: key ", absl::BytesToHexString(key), " (", Book::DescribeRow(key),
                                          "), value ", absl::BytesToHexString(value),
                                          ": cannot be read; run `tranche rebuild`"));
}

bool IsKnownMeasure(uint8_t measure) {
  return measure == static_cast<uint8_t>(Measure::kPlan) || measure == static_cast<uint8_t>(Measure::kAllocated) ||
         measure == static_cast<uint8_t>(Measure::kDisbursed) || measure == static_cast<uint8_t>(Measure::kExecuted);
}

bool DecodePostingKey(absl::string_view key, BookedPosting* booked) {
  uint8_t table = 0;
  uint8_t measure = 0;
  uint32_t year = 0;
  Posting& posting = booked->posting;
  storage::KeyReader reader(key);
  const bool read = reader.ReadU8(&table) && reader.ReadText(&posting.line.unit) &&
                    reader.ReadText(&posting.line.source) && reader.ReadU32(&year) && reader.ReadU8(&measure) &&
                    reader.ReadU32(&posting.tranche_number) && reader.ReadText(&posting.line.area) &&
                    reader.ReadText(&posting.line.project) && reader.ReadU64(&booked->sequence) &&
                    reader.ReadU16(&booked->ordinal) && reader.AtEnd();
  if (!read || table != kPostingRow || !IsKnownMeasure(measure)) return false;
  posting.line.fiscal_year = static_cast<int32_t>(year);
  posting.measure = static_cast<Measure>(measure);
  return true;
}

bool DecodePostingValue(absl::string_view value, BookedPosting* booked) {
  uint32_t date = 0;
  uint64_t amount = 0;
  storage::KeyReader reader(value);
  if (!reader.ReadU32(&date) || !reader.ReadU64(&amount) || !reader.AtEnd()) return false;
  const absl::StatusOr<CivilDate> effective = CivilDate::FromNumber(static_cast<int32_t>(date));
  if (!effective.ok()) return false;
  booked->effective_date = *effective;
  booked->posting.amount = static_cast<int64_t>(amount);
  return true;
}

}  // namespace

absl::StatusOr<std::optional<Sequence>> Book::FindSequence(const std::string& key) const {
  const auto value = rows_->Get(family_, key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::optional<Sequence>();
  Sequence sequence = 0;
  storage::KeyReader reader(**value);
  if (!reader.ReadU64(&sequence) || !reader.AtEnd()) return Damaged(key, **value);
  return std::optional<Sequence>(sequence);
}

absl::StatusOr<std::optional<Sequence>> Book::FindKey(absl::string_view event_id) const {
  return FindSequence(absl::StrCat(TableKey(kKeyRow), event_id));
}

absl::StatusOr<std::optional<Sequence>> Book::ReversalOf(Sequence sequence) const {
  return FindSequence(SequenceKey(kReversalRow, sequence));
}

absl::Status Book::Visit(const BookScope& scope, const PostingVisitor& visitor) const {
  BookedPosting booked;
  const auto scan = rows_->ScanAll(family_, ScopePrefix(scope));
  for (; scan->Valid(); scan->Next()) {
    if (!DecodePostingKey(scan->key(), &booked) || !DecodePostingValue(scan->value(), &booked))
      return Damaged(scan->key(), scan->value());
    visitor(booked);
  }
  return scan->status();
}

absl::StatusOr<std::vector<Sequence>> Book::ListSequences(uint8_t table) const {
  std::vector<Sequence> sequences;
  const auto scan = rows_->ScanAll(family_, TableKey(table));
  for (; scan->Valid(); scan->Next()) {
    uint8_t first = 0;
    Sequence sequence = 0;
    storage::KeyReader reader(scan->key());
    if (!reader.ReadU8(&first) || !reader.ReadU64(&sequence) || !reader.AtEnd())
      return Damaged(scan->key(), scan->value());
    sequences.push_back(sequence);
  }
  if (!scan->status().ok()) return scan->status();
  return sequences;
}

absl::StatusOr<std::vector<Sequence>> Book::CatalogueEvents() const { return ListSequences(kCatalogueRow); }
absl::StatusOr<std::vector<Sequence>> Book::Statements() const { return ListSequences(kStatementRow); }

absl::StatusOr<Sequence> Book::Watermark() const {
  const auto sequence = FindSequence(TableKey(kWatermarkRow));
  if (!sequence.ok()) return sequence.status();
  return sequence->value_or(0);
}

void Book::Stage(const v1::Event& event, absl::Span<const Posting> postings, storage::Batch* batch, Family family) {
  TRANCHE_CHECK(postings.size() <= std::numeric_limits<uint16_t>::max(), "event ", event.sequence(), " has ",
                postings.size(), " postings");
  const CivilDate effective = CivilDate::FromNumber(event.effective_date()).value_or(CivilDate());
  TRANCHE_CHECK(effective.has_value(), "event ", event.sequence(), " was staged without an effective date");
  const std::string sequence = EncodeSequence(event.sequence());
  batch->Put(family, absl::StrCat(TableKey(kKeyRow), event.event_id()), sequence);
  for (size_t i = 0; i < postings.size(); ++i) {
    batch->Put(family, PostingKey(postings[i], event.sequence(), static_cast<uint16_t>(i)),
               PostingValue(effective, postings[i].amount));
  }
  if (IsCatalogueEvent(event)) batch->Put(family, SequenceKey(kCatalogueRow, event.sequence()), "");
  if (IsStatement(event)) batch->Put(family, SequenceKey(kStatementRow, event.sequence()), "");
  if (event.has_event_reversed())
    batch->Put(family, SequenceKey(kReversalRow, event.event_reversed().reversed_sequence()), sequence);
  batch->Put(family, TableKey(kWatermarkRow), sequence);
}

std::string Book::DescribeRow(absl::string_view key) {
  BookedPosting booked;
  switch (key.empty() ? 0xff : static_cast<uint8_t>(key[0])) {
    case kWatermarkRow:
      return "the watermark";
    case kKeyRow:
      return absl::StrCat("idempotency key \"", absl::CHexEscape(key.substr(1)), "\"");
    case kPostingRow:
      if (!DecodePostingKey(key, &booked)) return "a posting with a damaged key";
      return absl::StrCat("posting of event ", booked.sequence, " to ", MeasureName(booked.posting.measure), " of ",
                          booked.posting.line.unit);
    case kCatalogueRow:
      return "catalogue event";
    case kStatementRow:
      return "statement";
    case kReversalRow:
      return "reversal";
    default:
      return "a row of no known kind";
  }
}

Sequence Book::SequenceOfRow(absl::string_view key, absl::string_view value) {
  BookedPosting booked;
  Sequence sequence = 0;
  switch (key.empty() ? 0xff : static_cast<uint8_t>(key[0])) {
    case kPostingRow:
      return DecodePostingKey(key, &booked) ? booked.sequence : 0;
    case kCatalogueRow:
    case kStatementRow:
      return storage::KeyReader(key.substr(1)).ReadU64(&sequence) ? sequence : 0;
    case kKeyRow:
    case kReversalRow:
      return storage::KeyReader(value).ReadU64(&sequence) ? sequence : 0;
    default:
      return 0;
  }
}

bool IsCatalogueEvent(const v1::Event& event) {
  switch (event.kind_case()) {
    case v1::Event::kLedgerCreated:
    case v1::Event::kUnitEstablished:
    case v1::Event::kUnitRenamed:
    case v1::Event::kUnitsMerged:
    case v1::Event::kRegionGroupingDefined:
    case v1::Event::kSourceDefined:
    case v1::Event::kAreaDefined:
      return true;
    default:
      return false;
  }
}

bool IsStatement(const v1::Event& event) { return event.has_estimate_stated() || event.has_figure_published(); }

}  // namespace tranche
