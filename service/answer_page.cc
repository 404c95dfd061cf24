#include "service/answer_page.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "events/refusal.h"
#include "log/merkle_tree.h"
#include "service/request_field.h"

namespace tranche {
namespace {

constexpr absl::string_view kTokenForm = "1";

struct Token {
  Sequence head = 0;
  CivilDate today;
  std::string last;
  uint64_t request_hash = 0;
};

// "1.head.day.last.hash"; the place of the last row may have dots.
std::string ToText(const Token& token) {
  return absl::StrFormat("%s.%d.%d.%s.%016x", kTokenForm, token.head, token.today.number(), token.last,
                         token.request_hash);
}

std::optional<Token> Parse(const std::string& text) {
  std::vector<std::string> parts = absl::StrSplit(text, '.');
  Token token;
  int32_t day = 0;
  const bool read = parts.size() >= 5 && parts[0] == kTokenForm && absl::SimpleAtoi(parts[1], &token.head) &&
                    absl::SimpleAtoi(parts[2], &day) && absl::SimpleHexAtoi(parts.back(), &token.request_hash);
  const absl::StatusOr<CivilDate> today = CivilDate::FromNumber(day);
  if (!read || !today.ok() || token.head == 0) return std::nullopt;
  token.today = *today;
  token.last = absl::StrJoin(parts.begin() + 3, parts.end() - 1, ".");
  return token;
}

// The hash of what is asked, whatever the page. Within one program the bytes of a message without maps are the same.
uint64_t HashOf(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> asked(request.New());
  asked->CopyFrom(request);
  for (const char* field : {"page_size", "page_token"})
    asked->GetReflection()->ClearField(asked.get(), asked->GetDescriptor()->FindFieldByName(field));
  const Digest digest = LeafHash(asked->SerializeAsString());
  uint64_t hash = 0;
  for (size_t i = 0; i < sizeof(hash); ++i) hash = hash << 8 | digest[i];
  return hash;
}

bool ReadPlace(absl::string_view text, PostingPlace* place) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  return parts.size() == 2 && absl::SimpleAtoi(parts[0], &place->sequence) &&
         absl::SimpleAtoi(parts[1], &place->ordinal);
}

}  // namespace

absl::Status AnswerPage::NoToken() {
  return AtField("page_token", Refuse(absl::StatusCode::kInvalidArgument, "page.no-token",
                                      "found a text that is no token of a page, wanted the one of the page before"));
}

absl::StatusOr<AnswerPage> AnswerPage::Of(const google::protobuf::Message& request, const ServedLedger& open) {
  const auto* const reflection = request.GetReflection();
  const auto field = [&](const char* name) { return request.GetDescriptor()->FindFieldByName(name); };
  const uint32_t size = reflection->GetUInt32(request, field("page_size"));
  const std::string text = reflection->GetString(request, field("page_token"));
  const uint64_t hash = HashOf(request);
  if (text.empty()) {
    absl::StatusOr<Moment> now = open.Now();
    if (!now.ok()) return now.status();
    return AnswerPage(*std::move(now), size, hash);
  }
  const std::optional<Token> token = Parse(text);
  if (!token) return NoToken();
  if (token->request_hash != hash)
    return AtField("page_token", Refuse(absl::StatusCode::kInvalidArgument, "page.other-request",
                                        "found the token of another request, wanted the same request for each page"));
  absl::StatusOr<Moment> then = open.Then(token->head, token->today);
  if (!then.ok()) return AtField("page_token", then.status());
  AnswerPage page(*std::move(then), size, hash);
  page.last_ = token->last;
  return page;
}

std::string AnswerPage::TokenAfter(absl::string_view place) const {
  return ToText({moment_.head(), moment_.today(), std::string(place), request_hash_});
}

absl::StatusOr<PostingPage> PostingPage::Of(const google::protobuf::Message& request, const ServedLedger& open) {
  absl::StatusOr<AnswerPage> any = AnswerPage::Of(request, open);
  if (!any.ok()) return any.status();
  PostingPage page(*std::move(any));
  const std::string& last = page.page_.last();
  if (!last.empty() && (!ReadPlace(last, &page.last_) || page.last_.sequence > page.moment().head()))
    return AnswerPage::NoToken();
  return page;
}

absl::Status PostingPage::Count(const PostingPlace& place) {
  if (page_.size() > 0 && rows_ == page_.size()) {
    is_full_ = true;
    return absl::CancelledError("the page is full");
  }
  ++rows_;
  last_ = place;
  return absl::OkStatus();
}

std::string PostingPage::next_page_token() const {
  return is_full_ ? page_.TokenAfter(absl::StrCat(last_.sequence, ".", last_.ordinal)) : "";
}

}  // namespace tranche
