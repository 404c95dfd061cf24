#include "server/call_plan.h"

#include <google/protobuf/message.h>

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "proto/request.pb.h"
#include "server/connect.h"
#include "server/connect_error.h"
#include "server/localized.h"
#include "service/ledger_calls.h"

namespace tranche {
namespace {

using google::protobuf::Message;

constexpr size_t kSmallMessage = 64 << 10;

// True for a command that would only say what it would do.
bool IsRehearsal(const Message& request) {
  const auto* const field = request.GetDescriptor()->FindFieldByName("options");
  if (field == nullptr || field->message_type() != v1::RecordingOptions::descriptor()) return false;
  return static_cast<const v1::RecordingOptions&>(request.GetReflection()->GetMessage(request, field)).dry_run();
}

Plan PlanUnary(ConnectRequest request, std::shared_ptr<const LedgerCalls> own, const Calls& calls) {
  using Read = absl::StatusOr<std::unique_ptr<Message>>;
  std::shared_ptr<const Read> read;
  Plan plan;
  if (!OnlyAsks(*request.call)) {
    // A rehearsal takes its turn with the questions, so that no recording waits for it. What is too large to be read by
    // the thread of the sockets, a file, counts as what its call is.
    if (request.message.size() <= kSmallMessage) read = std::make_shared<const Read>(ParseMessage(request));
    const bool is_rehearsal = read != nullptr && read->ok() && IsRehearsal(***read);
    plan.lane = is_rehearsal ? Lane::kAsking : Lane::kRecording;
  }
  plan.timeout = request.timeout;
  plan.refuse = [language = request.accept_language](const absl::Status& status) {
    return ErrorAnswer(WithText(status, language));
  };
  plan.answer = [request = std::move(request), read = std::move(read), own = std::move(own), &calls] {
    const std::shared_ptr<const Read> message =
        read == nullptr ? std::make_shared<const Read>(ParseMessage(request)) : read;
    Read response = message->ok() ? request.call->answer(*own, ***message) : message->status();
    if (!response.ok()) response = WithText(response.status(), request.accept_language, &calls.ledger());
    return UnaryAnswer(request.encoding, response);
  };
  return plan;
}

Plan PlanStream(ConnectRequest request, std::shared_ptr<const LedgerCalls> own, const Calls& calls) {
  Plan plan;
  plan.lane = Lane::kStreams;
  plan.timeout = request.timeout;
  plan.refuse = [encoding = request.encoding, language = request.accept_language](const absl::Status& status) {
    return EndedStream(encoding, WithText(status, language));
  };
  plan.stream_type = StreamType(request.encoding);
  plan.end = EndEnvelope;
  plan.stream = [request = std::move(request), own = std::move(own), &calls](const PushPart& push) {
    const absl::StatusOr<std::unique_ptr<Message>> message = ParseMessage(request);
    if (!message.ok()) return WithText(message.status(), request.accept_language, &calls.ledger());
    const absl::Status ended = request.call->stream(*own, **message, [&](const Message& part) {
      const absl::StatusOr<std::string> envelope = PartEnvelope(request.encoding, part);
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
  return connect.call->stream == nullptr ? PlanUnary(std::move(connect), calls.For(caller), calls)
                                         : PlanStream(std::move(connect), calls.For(caller), calls);
}

}  // namespace tranche
