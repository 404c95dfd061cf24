#include "server/doors.h"

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "server/connect.h"
#include "server/connect_error.h"
#include "server/event_source.h"
#include "server/listen_address.h"
#include "server/log_paths.h"
#include "server/page_door.h"

namespace tranche {
namespace {

using google::protobuf::Message;

HttpAnswer TextAnswer(int status, absl::string_view text) {
  return {status, "text/plain; charset=utf-8", absl::StrCat(text, "\n"), {}};
}

HttpAnswer HealthAnswer(const absl::Status& status) {
  return status.ok() ? TextAnswer(200, "ok") : TextAnswer(503, {status.message().data(), status.message().size()});
}

Plan PlanBytes(const std::string& type, std::function<absl::StatusOr<std::string>()> read) {
  Plan plan;
  plan.refuse = [](const absl::Status& status) { return ErrorAnswer(status); };
  plan.answer = [type, read = std::move(read)]() -> HttpAnswer {
    absl::StatusOr<std::string> bytes = read();
    return bytes.ok() ? HttpAnswer{200, type, *std::move(bytes), {}} : ErrorAnswer(bytes.status());
  };
  return plan;
}

Plan PlanCheckpoint(const Calls& calls) {
  return PlanBytes("text/plain; charset=utf-8", [&calls] { return calls.NewestCheckpoint(); });
}

Plan PlanTile(const TilePath& tile, const Calls& calls) {
  return PlanBytes("application/octet-stream",
                   [tile, &calls] { return calls.Tile(tile.level, tile.place, tile.width); });
}

constexpr uint32_t kEventsInPart = 64;
constexpr size_t kPartBytes = 256 << 10;

std::variant<HttpAnswer, Plan> PlanEvents(const HttpRequest& request, const Calls& calls) {
  std::variant<uint64_t, HttpAnswer> read = ReadSubscription(request, calls.head());
  if (auto* const answer = std::get_if<HttpAnswer>(&read)) return std::move(*answer);
  const auto given = std::make_shared<std::atomic<uint64_t>>(std::get<uint64_t>(read));
  Plan plan;
  plan.refuse = [](const absl::Status& status) { return ErrorAnswer(status); };
  plan.stream_type = "text/event-stream";
  plan.has_news = [given, &calls] { return calls.head() > *given; };
  plan.answer = [given, &calls] {
    const absl::StatusOr<v1::EventList> events = calls.EventsAfter(*given, kEventsInPart);
    if (!events.ok()) return ErrorAnswer(events.status());
    uint64_t last = *given;
    absl::StatusOr<std::string> frames = EventFrames(*events, kPartBytes, &last);
    if (!frames.ok()) return ErrorAnswer(frames.status());
    *given = last;
    return HttpAnswer{200, "text/event-stream", *std::move(frames), {}};
  };
  return plan;
}

// Ready is who can answer a question now.
Plan PlanReadiness(const Calls& calls) {
  Plan plan;
  plan.refuse = HealthAnswer;
  plan.answer = [&calls] {
    const Call& call = *calls.Find("GetLedger");
    return HealthAnswer(call.answer(*call.request).status());
  };
  return plan;
}

Plan PlanUnary(ConnectRequest request) {
  Plan plan;
  plan.lane = OnlyAsks(*request.call) ? Lane::kAsking : Lane::kRecording;
  plan.timeout = request.timeout;
  plan.refuse = [](const absl::Status& status) { return ErrorAnswer(status); };
  plan.answer = [request = std::move(request)] {
    const absl::StatusOr<std::unique_ptr<Message>> message = ParseMessage(request);
    return UnaryAnswer(request.encoding, message.ok() ? request.call->answer(**message) : message.status());
  };
  return plan;
}

Plan PlanStream(ConnectRequest request) {
  Plan plan;
  plan.lane = Lane::kStreams;
  plan.timeout = request.timeout;
  plan.refuse = [encoding = request.encoding](const absl::Status& status) { return EndedStream(encoding, status); };
  plan.stream_type = StreamType(request.encoding);
  plan.end = EndEnvelope;
  plan.stream = [request = std::move(request)](const PushPart& push) {
    const absl::StatusOr<std::unique_ptr<Message>> message = ParseMessage(request);
    if (!message.ok()) return message.status();
    return request.call->stream(**message, [&](const Message& part) {
      const absl::StatusOr<std::string> envelope = PartEnvelope(request.encoding, part);
      return envelope.ok() ? push(*envelope) : envelope.status();
    });
  };
  return plan;
}

std::variant<HttpAnswer, Plan> PlanCall(const HttpRequest& request, const Calls& calls) {
  std::variant<ConnectRequest, HttpAnswer> read = ReadConnect(request, calls);
  if (auto* const answer = std::get_if<HttpAnswer>(&read)) return std::move(*answer);
  auto& connect = std::get<ConnectRequest>(read);
  return connect.call->stream == nullptr ? PlanUnary(std::move(connect)) : PlanStream(std::move(connect));
}

HttpAnswer NotOurHost(const HttpRequest& request, uint16_t port) {
  return ErrorAnswer(421, Refuse(absl::StatusCode::kPermissionDenied, "server.wrong-host",
                                 "Host: found \"{found}\", wanted localhost or a loopback address, and port {port}",
                                 {TextField("found", request.Header("host")), TextField("port", absl::StrCat(port))}));
}

}  // namespace

std::variant<HttpAnswer, Plan> PlanOf(const HttpRequest& request, uint16_t port, const Calls& calls) {
  if (!IsOwnHost(request.Header("host"), port)) return NotOurHost(request, port);
  const absl::string_view path = request.path();
  if (absl::StartsWith(path, kCallsPath)) return PlanCall(request, calls);
  const std::optional<TilePath> tile = ReadTilePath(path);
  std::optional<HttpAnswer> page = PageAnswer(request);
  const bool is_there =
      page || tile || path == kEventsPath || path == kCheckpointPath || path == "/healthz" || path == "/readyz";
  if (!is_there)
    return ErrorAnswer(404, Refuse(absl::StatusCode::kNotFound, "server.no-such-path",
                                   "nothing is at {path}; the page is at /, the calls are below {calls}",
                                   {TextField("path", path), TextField("calls", kCallsPath)}));
  if (request.method != "GET") {
    HttpAnswer answer = TextAnswer(405, "GET");
    answer.headers.emplace_back("Allow", "GET");
    return answer;
  }
  if (page) return *std::move(page);
  if (path == kEventsPath) return PlanEvents(request, calls);
  if (tile) return PlanTile(*tile, calls);
  if (path == kCheckpointPath) return PlanCheckpoint(calls);
  if (path == "/healthz") return HealthAnswer(absl::OkStatus());
  return PlanReadiness(calls);
}

}  // namespace tranche
