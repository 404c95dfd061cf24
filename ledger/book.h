// What decisions and questions need to find without reading the log: which key
// belongs to which event, what reverses what, which events define the catalogue,
// and every posting by its line. All of it is derived from the log and can be
// dropped and built again; a row is written once and never changed.
//
// docs/storage_format.md has each row as a grammar.
//
// Invariants, checked by replay/verify.h:
//   1. The rows are exactly those that Stage makes of the events 1 to Watermark.
//   2. Watermark is the head of the log.
//
// Thread safety: a pointer to rows; as safe as they are.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/civil_date.h"
#include "ledger/posting.h"
#include "ledger/sequence.h"
#include "proto/event.pb.h"
#include "storage/database.h"

namespace tranche {

// A posting with the coordinates of its event.
struct BookedPosting {
  Posting posting;
  CivilDate effective_date;
  Sequence sequence = 0;
  // Position among the postings of its event, from 0.
  uint16_t ordinal = 0;
};

// A part of the book: all lines, those of a unit, of a unit and source, or of a
// unit, source and year. A later field is only used when the ones before it are.
struct BookScope {
  std::optional<std::string> unit;
  std::optional<std::string> source;
  std::optional<int32_t> fiscal_year;
};

using PostingVisitor = std::function<void(const BookedPosting& posting)>;

class Book {
 public:
  // `rows` must outlive the book. `family` is kIndex, or kIndexAside while rebuilding.
  explicit Book(const storage::Rows* rows, storage::Family family = storage::Family::kIndex)
      : rows_(rows), family_(family) {}

  // The event with this idempotency key, or nothing.
  // Errors: DATA_LOSS  the row is damaged.
  absl::StatusOr<std::optional<Sequence>> FindKey(absl::string_view event_id) const;

  // The event that reverses `sequence`, or nothing.
  // Errors: DATA_LOSS  the row is damaged.
  absl::StatusOr<std::optional<Sequence>> ReversalOf(Sequence sequence) const;

  // Visits the postings of `scope` in the order of their lines, measures and
  // sequences: on both axes whatever was ever posted.
  // Cost: one seek, and a step for each posting of the scope.
  //
  // Errors:
  //   DATA_LOSS  a row is damaged; those before it have been visited.
  absl::Status Visit(const BookScope& scope, const PostingVisitor& visitor) const;

  // Sequences of the events that have no postings of their own, by what they are for.
  // Errors: DATA_LOSS  a row is damaged.
  absl::StatusOr<std::vector<Sequence>> CatalogueEvents() const;
  absl::StatusOr<std::vector<Sequence>> Statements() const;

  // The last sequence whose rows are here; 0 for none.
  // Errors: DATA_LOSS  the row is damaged.
  absl::StatusOr<Sequence> Watermark() const;

  // Adds to `batch` the rows of `event`, whose postings are `postings`, and moves the watermark.
  static void Stage(const v1::Event& event, absl::Span<const Posting> postings, storage::Batch* batch,
                    storage::Family family = storage::Family::kIndex);

  // A row in words, for the message that two indexes differ.
  static std::string DescribeRow(absl::string_view key);

  // The event that a row is derived from; 0 for the watermark and for a row that cannot be read.
  static Sequence SequenceOfRow(absl::string_view key, absl::string_view value);

 private:
  absl::StatusOr<std::optional<Sequence>> FindSequence(const std::string& key) const;
  absl::StatusOr<std::vector<Sequence>> ListSequences(uint8_t table) const;

  const storage::Rows* rows_;
  storage::Family family_;
};

// True for an event that defines units, regions, sources, areas or the ledger itself.
bool IsCatalogueEvent(const v1::Event& event);

// True for an estimate or a published figure.
bool IsStatement(const v1::Event& event);

}  // namespace tranche
