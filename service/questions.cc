#include "service/questions.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "import/nearest.h"
#include "import/stated_words.h"
#include "projections/balances.h"
#include "projections/explain.h"
#include "projections/figures/statements.h"
#include "projections/open_items.h"
#include "projections/restate.h"
#include "projections/timeline.h"
#include "service/answer_page.h"
#include "service/answer_parts.h"
#include "service/lasting.h"
#include "service/question_text.h"
#include "service/request_field.h"
#include "service/unknown_lines.h"

namespace tranche {
namespace {

template <typename Request>
const v1::Basis* BasisOf(const Request& request) {
  return request.has_basis() ? &request.basis() : nullptr;
}

// People think of units as provinces.
absl::Status NoDimension(const absl::Status& status, const std::string& name) {
  const bool means_unit = !Nearest(name, {"province"}).empty();
  return WithNearest(status, means_unit ? DimensionName(Dimension::kUnit) : name, DimensionNames());
}

absl::StatusOr<std::vector<Dimension>> ReadBy(absl::string_view field,
                                              const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::vector<Dimension> by;
  for (const std::string& name : names) {
    const absl::StatusOr<Dimension> dimension = ParseDimension(name);
    if (!dimension.ok()) return AtField(field, NoDimension(dimension.status(), name));
    if (std::find(by.begin(), by.end(), *dimension) != by.end())
      return AtField(field, Refuse(absl::StatusCode::kInvalidArgument, "dimension.twice",
                                   "found {dimension} twice, wanted each once", {TextField("dimension", name)}));
    by.push_back(*dimension);
  }
  return by;
}

// The place of a row in a token: each value in base64 after a tilde, so that it is never empty.
std::string GroupText(const GroupKey& key) {
  std::string text;
  for (const std::string& value : key) absl::StrAppend(&text, "~", absl::WebSafeBase64Escape(value));
  return text;
}

bool ReadGroup(absl::string_view text, size_t dimensions, GroupKey* key) {
  if (!absl::ConsumePrefix(&text, "~")) return false;
  for (const absl::string_view value : absl::StrSplit(text, '~')) {
    if (!absl::WebSafeBase64Unescape(value, &key->emplace_back())) return false;
  }
  return key->size() == dimensions;
}

const v1::BalanceRow& BalanceOf(const v1::Explanation& explanation) { return explanation.total(); }
const v1::BalanceRow& BalanceOf(const v1::Restatement& restatement) { return restatement.after(); }

absl::StatusOr<v1::Event::KindCase> ReadItemKind(const std::string& text) {
  for (const v1::Event::KindCase kind : {v1::Event::kCommitmentMade, v1::Event::kAdvancePaid}) {
    if (FindKind(kind)->word == text) return kind;
  }
  return AtField("kind", Refuse(absl::StatusCode::kInvalidArgument, "items.kind",
                                "found \"{found}\", wanted commitment or advance", {TextField("found", text)}));
}

// Hands on the answer to `question`, with notes, and its postings, a page of them.
template <typename Answer, typename Response>
AnswerVisitor<Answer> PageInto(const Question& question, PostingPage* page, AnswerParts<Response>* parts) {
  return {[&question, page, parts](const Answer& answer) {
            parts->part() = answer;
            const absl::Status noted =
                NoteUnknownLines(page->moment().view(), question, BalanceOf(answer), parts->part().mutable_notes());
            return noted.ok() ? parts->Flush() : noted;
          },
          [page, parts](const PostingPlace& place, const v1::PostingRow& row) {
            if (absl::Status counted = page->Count(place); !counted.ok()) return counted;
            *parts->part().add_postings() = row;
            return parts->RowAdded();
          },
          [parts] { return parts->Flush(); }};
}

// The rows that are asked for beside the report.
absl::Status AddSubtotals(const std::vector<Dimension>& by, const Question& question, const Moment& moment,
                          v1::GetBalanceResponse* response) {
  RowRange range;
  range.most = kBalanceRowsMax;
  bool has_more = false;
  absl::StatusOr<v1::BalanceReport> subtotals = Balance(moment.view(), question, by, range, &has_more);
  if (!subtotals.ok()) return subtotals.status();
  if (has_more)
    return AtField("subtotals_by", Refuse(absl::StatusCode::kResourceExhausted, "balance.subtotals",
                                          "found more than {most} rows; ask for them with by, which has pages",
                                          {NumberField("most", kBalanceRowsMax)}));
  *response->mutable_subtotals() = *std::move(subtotals);
  return absl::OkStatus();
}

void KeepVerdict(v1::Verdict verdict, v1::Reconciliation* reconciliation) {
  auto* figures = reconciliation->mutable_figures();
  figures->erase(std::remove_if(figures->begin(), figures->end(),
                                [&](const v1::ReconciledFigure& figure) { return figure.verdict() != verdict; }),
                 figures->end());
}

absl::StatusOr<KnowledgeSpan> ReadLearned(const v1::RestateRequest& request, const MoneyAsked& asked,
                                          const Moment& moment) {
  if (!request.has_from()) return MissingField("from", "the earlier knowledge");
  if (request.question().has_known_at())
    return AtField("known_at", Refuse(absl::StatusCode::kInvalidArgument, "restate.known-at",
                                      "known_at has no place in it: it compares from and to"));
  const absl::StatusOr<Sequence> from = moment.ReadKnownAt("from", request.from(), moment.head(), asked);
  if (!from.ok()) return from.status();
  const absl::StatusOr<Sequence> to =
      moment.ReadKnownAt("to", Given(request.has_to(), request.to()), moment.head(), asked);
  if (!to.ok()) return to.status();
  return KnowledgeSpan{*from, *to};
}

}  // namespace

absl::StatusOr<v1::GetBalanceResponse> AskBalance(const v1::GetBalanceRequest& request, const ServedLedger& open) {
  const absl::StatusOr<AnswerPage> page = AnswerPage::Of(request, open);
  if (!page.ok()) return page.status();
  const absl::StatusOr<Question> question = ReadQuestion(request.question(), BasisOf(request), page->moment());
  if (!question.ok()) return question.status();
  const absl::StatusOr<std::vector<Dimension>> by = ReadBy("by", request.by());
  if (!by.ok()) return by.status();
  const absl::StatusOr<std::vector<Dimension>> subtotals_by = ReadBy("subtotals_by", request.subtotals_by());
  if (!subtotals_by.ok()) return subtotals_by.status();
  RowRange range;
  if (!page->last().empty() && !ReadGroup(page->last(), by->size(), &range.after)) return AnswerPage::NoToken();
  range.most = std::min(page->size() == 0 ? kBalanceRowsMax : page->size(), kBalanceRowsMax);
  bool has_more = false;
  absl::StatusOr<v1::BalanceReport> report = Balance(page->moment().view(), *question, *by, range, &has_more);
  if (!report.ok()) return report.status();
  if (absl::Status noted = NoteUnknownLines(page->moment().view(), *question, report->total(), report->mutable_notes());
      !noted.ok())
    return noted;
  v1::GetBalanceResponse response;
  *response.mutable_report() = *std::move(report);
  if (has_more)
    response.set_next_page_token(page->TokenAfter(GroupText(KeyOf(*response.report().rows().rbegin(), *by))));
  if (!subtotals_by->empty() && page->last().empty()) {
    if (absl::Status added = AddSubtotals(*subtotals_by, *question, page->moment(), &response); !added.ok())
      return added;
  }
  if (request.lasting()) MakeLasting(request, &response);
  return response;
}

absl::Status AskExplanation(const v1::ExplainRequest& request, const ServedLedger& open,
                            const Sink<v1::ExplainResponse>& sink) {
  absl::StatusOr<PostingPage> page = PostingPage::Of(request, open);
  if (!page.ok()) return page.status();
  const absl::StatusOr<Question> question = ReadQuestion(request.question(), BasisOf(request), page->moment());
  if (!question.ok()) return question.status();
  AnswerParts<v1::ExplainResponse> parts(sink);
  const auto visitor = PageInto<v1::Explanation>(*question, &*page, &parts);
  const absl::Status explained = page->Ended(Explain(page->moment().view(), *question, page->last(), visitor));
  return explained.ok() ? parts.Finish(page->next_page_token()) : explained;
}

absl::Status AskOpenItems(const v1::ListOpenItemsRequest& request, const ServedLedger& open,
                          const Sink<v1::ListOpenItemsResponse>& sink) {
  absl::StatusOr<PostingPage> page = PostingPage::Of(request, open);
  if (!page.ok()) return page.status();
  const absl::StatusOr<v1::Event::KindCase> kind = ReadItemKind(request.kind());
  if (!kind.ok()) return kind.status();
  const ReadView& view = page->moment().view();
  const absl::StatusOr<Question> question = ReadQuestion(request.question(), nullptr, page->moment());
  if (!question.ok()) return question.status();
  const auto catalogue = view.CatalogueAt(question->known_at);
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, question->boundaries);
  absl::StatusOr<v1::Basis> basis = tranche::BasisOf(view, geography, *question);
  if (!basis.ok()) return basis.status();
  const absl::StatusOr<std::vector<Sequence>> items = ListItems(view, geography, *question, *kind);
  if (!items.ok()) return items.status();
  AnswerParts<v1::ListOpenItemsResponse> parts(sink);
  absl::Status given;
  if (page->last().sequence == 0) {
    *parts.part().mutable_basis() = *std::move(basis);
    given = parts.Flush();
  }
  for (auto next = std::upper_bound(items->begin(), items->end(), page->last().sequence);
       given.ok() && next != items->end(); ++next) {
    absl::StatusOr<v1::OpenItem> item = MakeOpenItem(view, *question, *next);
    if (!item.ok()) return item.status();
    if ((request.open_only() ? item->left() : item->amount()) == "0") {
      given = parts.EventRead();
      continue;
    }
    given = page->Count({*next, 0});
    if (!given.ok()) break;
    *parts.part().add_items() = *std::move(item);
    given = parts.RowAdded();
  }
  const absl::Status ended = page->Ended(given);
  return ended.ok() ? parts.Finish(page->next_page_token()) : ended;
}

absl::Status AskRestatement(const v1::RestateRequest& request, const ServedLedger& open,
                            const Sink<v1::RestateResponse>& sink) {
  absl::StatusOr<PostingPage> page = PostingPage::Of(request, open);
  if (!page.ok()) return page.status();
  absl::StatusOr<Question> question = ReadQuestion(request.question(), nullptr, page->moment());
  if (!question.ok()) return question.status();
  const absl::StatusOr<KnowledgeSpan> learned = ReadLearned(request, MoneyOf(*question), page->moment());
  if (!learned.ok()) return learned.status();
  question->known_at = learned->to;
  AnswerParts<v1::RestateResponse> parts(sink);
  const auto visitor = PageInto<v1::Restatement>(*question, &*page, &parts);
  const absl::Status restated = page->Ended(Restate(page->moment().view(), *question, *learned, page->last(), visitor));
  return restated.ok() ? parts.Finish(page->next_page_token()) : restated;
}

absl::StatusOr<v1::Timeline> AskTimeline(const v1::GetTimelineRequest& request, const ServedLedger& open) {
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  const absl::StatusOr<Question> question = ReadQuestion(request.question(), nullptr, *moment);
  if (!question.ok()) return question.status();
  return MakeTimeline(moment->view(), *question, request.pairs_max());
}

absl::StatusOr<v1::Reconciliation> AskReconciliation(const v1::ReconcileRequest& request, const ServedLedger& open) {
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  v1::QuestionText text;
  if (request.has_known_at()) text.set_known_at(request.known_at());
  const absl::StatusOr<Question> question = ReadQuestion(text, BasisOf(request), *moment);
  if (!question.ok()) return question.status();
  absl::StatusOr<v1::Reconciliation> reconciliation = Reconcile(moment->view(), question->known_at, question->head);
  if (!reconciliation.ok() || !request.has_verdict()) return reconciliation;
  const absl::StatusOr<v1::Verdict> verdict = ReadVerdict(request.verdict());
  if (!verdict.ok()) return AtField("verdict", verdict.status());
  KeepVerdict(*verdict, &*reconciliation);
  return reconciliation;
}

}  // namespace tranche
