#include "server/call_plan.h"

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/request.pb.h"
#include "server/connect.h"
#include "server/connect_error.h"
#include "server/http_caller.h"
#include "server/lasting.h"
#include "server/localized.h"
#include "service/ledger_calls.h"

namespace tranche {
namespace {

using google::protobuf::Message;

constexpr size_t kSmallMessage = 64 << 10;
constexpr int kOk = 200;

// True for a command that would only say what it would do.
bool IsRehearsal(const Message& request) {
  const auto* const field = request.GetDescriptor()->FindFieldByName("options");
  if (field == nullptr || field->message_type() != v1::RecordingOptions::descriptor()) return false;
  return static_cast<const v1::RecordingOptions&>(request.GetReflection()->GetMessage(request, field)).dry_run();
}

// What a caller asked for, whose message is read where it is first needed, and once.
class Asked {
 public:
  explicit Asked(ConnectRequest request) : request_(std::move(request)) {}

  const ConnectRequest& request() const { return request_; }

  const absl::StatusOr<std::unique_ptr<Message>>& message() {
    if (!message_) {
      message_.emplace(ParseMessage(request_));
      if (message_->ok() && request_.may_last) AskToLast((*message_)->get());
    }
    return *message_;
  }

 private:
  const ConnectRequest request_;
  std::optional<absl::StatusOr<std::unique_ptr<Message>>> message_;
};

// A rehearsal takes its turn with the questions, so that no recording waits for it. What is too large to be read by the
// thread of the sockets, a file, counts as what its call is.
Lane LaneOf(Asked* asked) {
  if (OnlyAsks(*asked->request().call)) return Lane::kAsking;
  if (asked->request().message.size() > kSmallMessage) return Lane::kRecording;
  return asked->message().ok() && IsRehearsal(**asked->message()) ? Lane::kAsking : Lane::kRecording;
}

// How far the ledger is, whatever was answered.
std::vector<std::pair<std::string, std::string>> HeadersOf(const Reached& reached) {
  std::vector<std::pair<std::string, std::string>> headers = {{kHeadHeader, absl::StrCat(reached.head)}};
  const std::optional<absl::Duration> age = reached.contact ? AgeOf(*reached.contact, reached.now) : std::nullopt;
  if (age) headers.emplace_back(kAgeHeader, absl::StrFormat("%.3f", absl::ToDoubleSeconds(*age)));
  return headers;
}

Plan PlanUnary(ConnectRequest request, std::shared_ptr<const LedgerCalls> own, const Calls& calls) {
  const auto asked = std::make_shared<Asked>(std::move(request));
  Plan plan;
  plan.lane = LaneOf(asked.get());
  plan.timeout = asked->request().timeout;
  plan.refuse = [](const absl::Status& status) { return ErrorAnswer(status); };
  plan.answer = [asked, own = std::move(own), &calls] {
    const ConnectRequest& about = asked->request();
    const absl::StatusOr<std::unique_ptr<Message>>& message = asked->message();
    absl::StatusOr<std::unique_ptr<Message>> response =
        message.ok() ? about.call->answer(*own, **message) : message.status();
    if (!response.ok()) response = WithText(response.status(), about.accept_language, &calls.ledger());
    const bool lasts = about.by_address && response.ok() && Lasts(**response);
    HttpAnswer answer = UnaryAnswer(about.encoding, response);
    answer.headers = HeadersOf(calls.reached());
    if (lasts && answer.status == kOk)
      answer.headers = {{"Cache-Control", std::string(kKeptForEver)}, {"Vary", std::string(kKeptFor)}};
    return answer;
  };
  return plan;
}

Plan PlanStream(ConnectRequest request, std::shared_ptr<const LedgerCalls> own, const Calls& calls) {
  Plan plan;
  plan.lane = Lane::kStreams;
  plan.timeout = request.timeout;
  plan.refuse = [encoding = request.encoding](const absl::Status& status) { return EndedStream(encoding, status); };
  plan.stream_type = StreamType(request.encoding);
  plan.end = [language = request.accept_language](const absl::Status& status) {
    return EndEnvelope(WithText(status, language));
  };
  plan.stream = [request = std::move(request), own = std::move(own), &calls](const PushPart& push) {
    const absl::StatusOr<std::unique_ptr<Message>> message = ParseMessage(request);
    if (!message.ok()) return WithText(message.status(), request.accept_language, &calls.ledger());
    const absl::Status ended = request.call->stream(*own, **message, [&](const Message& part) {
      const std::unique_ptr<Message> told = WithTexts(part, request.accept_language, calls.ledger());
      const absl::StatusOr<std::string> envelope = PartEnvelope(request.encoding, told == nullptr ? part : *told);
      return envelope.ok() ? push(*envelope) : envelope.status();
    });
    return WithText(ended, request.accept_language, &calls.ledger());
  };
  return plan;
}

}  // namespace

std::variant<HttpAnswer, Plan> PlanCall(const HttpRequest& request, const Calls& calls, const Caller& caller) {
  std::variant<ConnectRequest, HttpAnswer> read = ReadConnect(request, calls);
  if (auto* const answer = std::get_if<HttpAnswer>(&read)) return std::move(*answer);
  auto& connect = std::get<ConnectRequest>(read);
  Plan plan = connect.call->stream == nullptr ? PlanUnary(std::move(connect), calls.For(caller), calls)
                                              : PlanStream(std::move(connect), calls.For(caller), calls);
  if (const Sequence wanted = caller.freshness.at_least; wanted > 0)
    plan.is_ready = [wanted, &calls] { return calls.head() >= wanted; };
  return plan;
}

}  // namespace tranche
