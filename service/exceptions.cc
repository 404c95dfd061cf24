#include "service/exceptions.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "projections/exceptions.h"
#include "service/answer_page.h"
#include "service/answer_parts.h"
#include "service/question_text.h"
#include "service/request_field.h"

namespace tranche {
namespace {

constexpr int32_t kOpenDays = 90;
constexpr uint32_t kDaysMax = 1'000'000;

absl::StatusOr<ExceptionTerms> ReadTerms(const v1::ListExceptionsRequest& request, const Moment& moment) {
  absl::StatusOr<Question> question = ReadQuestion(request.question(), nullptr, moment);
  if (!question.ok()) return question.status();
  ExceptionTerms terms;
  terms.question = *std::move(question);
  for (const std::string& name : request.exceptions()) {
    const absl::StatusOr<ExceptionKind> kind = ParseException(name);
    if (!kind.ok()) return AtField("exceptions", kind.status());
    terms.kinds.insert(*kind);
  }
  terms.open_days = request.has_open_days() ? static_cast<int32_t>(std::min(request.open_days(), kDaysMax)) : kOpenDays;
  if (request.has_late_days()) terms.late_days = static_cast<int32_t>(std::min(request.late_days(), kDaysMax));
  return terms;
}

// Where a row stands in the list: by kind, then by sequence.
using ExceptionPlace = std::pair<ExceptionKind, uint64_t>;

absl::StatusOr<ExceptionPlace> PlaceOf(const v1::ExceptionRow& row) {
  const absl::StatusOr<ExceptionKind> kind = ParseException(row.exception());
  if (!kind.ok()) return kind.status();
  return ExceptionPlace(*kind, row.sequence());
}

std::string TextOf(const v1::ExceptionRow& row) { return absl::StrCat(row.exception(), ":", row.sequence()); }

absl::StatusOr<ExceptionPlace> ReadPlace(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  const absl::StatusOr<ExceptionKind> kind = ParseException(parts.first);
  uint64_t sequence = 0;
  if (!kind.ok() || !absl::SimpleAtoi(parts.second, &sequence)) return AnswerPage::NoToken();
  return ExceptionPlace(*kind, sequence);
}

// One page of the list on its way into the parts of an answer.
class ExceptionPage {
 public:
  ExceptionPage(const AnswerPage& page, ExceptionPlace last, const Sink<v1::ListExceptionsResponse>& sink)
      : page_(page), last_(last), parts_(sink) {}

  absl::Status Begin(v1::Basis basis) {
    *parts_.part().mutable_basis() = std::move(basis);
    return parts_.Flush();
  }

  // CANCELLED when the page is full, so that the row belongs to the next one.
  absl::Status Take(const v1::ExceptionRow& row) {
    const absl::StatusOr<ExceptionPlace> place = PlaceOf(row);
    if (!place.ok()) return place.status();
    if (*place <= last_) return parts_.EventRead();
    if (page_.size() != 0 && rows_ == page_.size()) {
      token_ = page_.TokenAfter(text_of_row_);
      return absl::CancelledError("the page is full");
    }
    ++rows_;
    text_of_row_ = TextOf(row);
    *parts_.part().add_rows() = row;
    return parts_.RowAdded();
  }

  absl::Status EventRead() { return parts_.EventRead(); }

  absl::Status Finish(const absl::Status& visited) {
    return visited.ok() || !token_.empty() ? parts_.Finish(token_) : visited;
  }

 private:
  const AnswerPage& page_;
  ExceptionPlace last_;  // that was given before
  AnswerParts<v1::ListExceptionsResponse> parts_;
  uint32_t rows_ = 0;
  std::string text_of_row_;  // the place of the last one
  std::string token_;
};

}  // namespace

absl::Status AskExceptions(const v1::ListExceptionsRequest& request, const ServedLedger& open,
                           const Sink<v1::ListExceptionsResponse>& sink) {
  const absl::StatusOr<AnswerPage> page = AnswerPage::Of(request, open);
  if (!page.ok()) return page.status();
  const ReadView& view = page->moment().view();
  const absl::StatusOr<ExceptionTerms> terms = ReadTerms(request, page->moment());
  if (!terms.ok()) return terms.status();
  const absl::StatusOr<ExceptionPlace> last =
      page->last().empty() ? ExceptionPlace(ExceptionKind::kLate, 0) : ReadPlace(page->last());
  if (!last.ok()) return last.status();
  const auto catalogue = view.CatalogueAt(terms->question.known_at);
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, terms->question.boundaries);
  absl::StatusOr<v1::Basis> basis = tranche::BasisOf(view, geography, terms->question);
  if (!basis.ok()) return basis.status();
  ExceptionPage rows(*page, *last, sink);
  absl::Status given = page->last().empty() ? rows.Begin(*std::move(basis)) : absl::OkStatus();
  if (!given.ok()) return given;
  given = VisitExceptions(
      view, geography, *terms, [&rows](const v1::ExceptionRow& row) { return rows.Take(row); },
      [&rows] { return rows.EventRead(); });
  return rows.Finish(given);
}

}  // namespace tranche
