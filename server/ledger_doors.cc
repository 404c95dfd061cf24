#include "server/ledger_doors.h"

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "page/page_files.h"
#include "server/call_plan.h"
#include "server/connect.h"
#include "server/connect_error.h"
#include "server/event_source.h"
#include "server/http_caller.h"
#include "server/lasting.h"
#include "server/listen_address.h"
#include "server/log_paths.h"
#include "server/metrics_door.h"
#include "server/openapi.h"
#include "server/page_door.h"
#include "server/plain_paths.h"
#include "server/session_door.h"

namespace tranche {
namespace {

HttpAnswer HealthAnswer(const absl::Status& status) {
  return status.ok() ? TextAnswer(200, "ok") : TextErrorAnswer(503, status);
}

using Headers = std::vector<std::pair<std::string, std::string>>;

// headers  of the answer, if there are bytes.
Plan PlanBytes(const std::string& type, Headers headers, std::function<absl::StatusOr<std::string>()> read) {
  Plan plan;
  plan.refuse = [](const absl::Status& status) { return ErrorAnswer(status); };
  plan.answer = [type, headers = std::move(headers), read = std::move(read)]() -> HttpAnswer {
    absl::StatusOr<std::string> bytes = read();
    return bytes.ok() ? HttpAnswer{200, type, *std::move(bytes), headers} : ErrorAnswer(bytes.status());
  };
  return plan;
}

Plan PlanCheckpoint(const Calls& calls) {
  return PlanBytes(kTextType, {}, [&calls] { return calls.NewestCheckpoint(); });
}

// A full tile never changes (https://c2sp.org/tlog-tiles), and any cache may have what anybody may have. A partial one
// is there until the log has grown.
Headers CachingOf(const TilePath& tile, bool is_for_all) {
  if (!tile.IsFull()) return {};
  if (is_for_all) return {{"Cache-Control", std::string(kKeptByAll)}};
  return {{"Cache-Control", std::string(kKeptForEver)}, {"Vary", std::string(kKeptFor)}};
}

Plan PlanTile(const TilePath& tile, const House& house) {
  return PlanBytes("application/octet-stream", CachingOf(tile, house.access == nullptr),
                   [tile, &calls = *house.calls] { return calls.Tile(tile.level, tile.place, tile.width); });
}

constexpr size_t kOpenBodyBytes = 4096;  // at the doors that are open to everybody; a token has 56
constexpr uint32_t kEventsInPart = 64;
constexpr size_t kPartBytes = 256 << 10;

// What is wrong with the request may say how far the ledger is, so that is an answer like any other.
Plan PlanEvents(const HttpRequest& request, const Calls& calls) {
  std::variant<uint64_t, HttpAnswer> read = ReadSubscription(request, calls.head());
  Plan plan;
  plan.refuse = [](const absl::Status& status) { return ErrorAnswer(status); };
  if (auto* const answer = std::get_if<HttpAnswer>(&read)) {
    plan.answer = [answer = std::move(*answer)] { return answer; };
    return plan;
  }
  const auto given = std::make_shared<std::atomic<uint64_t>>(std::get<uint64_t>(read));
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
    return HealthAnswer(call.answer(*calls.For(Caller()), *call.request).status());
  };
  return plan;
}

// By the address at which it listens, too, which nobody can make mean another.
bool IsOurHost(const HttpRequest& request, const House& house) {
  const absl::string_view host = request.Header("host");
  return IsOwnHost(host, request.server_port, house.names, request.is_encrypted) ||
         IsOwnHost(host, request.server_port, {request.server}, request.is_encrypted);
}

HttpAnswer NotOurHost(const HttpRequest& request) {
  return ErrorAnswer(
      421, Refuse(absl::StatusCode::kPermissionDenied, "server.wrong-host",
                  "Host: found \"{found}\", wanted localhost or a loopback address, and port {port}, or a "
                  "name that --host says",
                  {TextField("found", request.Header("host")), TextField("port", absl::StrCat(request.server_port))}));
}

HttpAnswer NoSuchPath(absl::string_view path) {
  return ErrorAnswer(404, Refuse(absl::StatusCode::kNotFound, "server.no-such-path",
                                 "nothing is at {path}; the page is at /, the calls are below {calls}",
                                 {TextField("path", path), TextField("calls", kCallsPath)}));
}

HttpAnswer OnlyGet(const HttpRequest& request) { return MethodNotAllowed(request, "GET, HEAD"); }

// What everybody may have: the page and the description of the calls, which have nothing of the ledger, and whether the
// server is well.
bool IsForAll(absl::string_view path) {
  const PlainPathRow* const plain = FindPlainPath(path);
  return plain == nullptr ? FindPageFile(path).has_value() : plain->is_for_all;
}

std::variant<HttpAnswer, Plan> PlanForAll(const HttpRequest& request, const House& house) {
  const absl::string_view path = request.path();
  if (path == kSessionPath) return SessionAnswer(request, house.access);
  if (request.method != "GET") return OnlyGet(request);
  if (path == kHealthPath) return HealthAnswer(absl::OkStatus());
  if (path == kReadyPath) return PlanReadiness(*house.calls);
  if (path == kOpenApiPath) {
    const ApiEntry entry = {house.access != nullptr, request.is_encrypted, house.takes_certificates};
    return HttpAnswer{200, "application/json", OpenApiJson(entry), {}};
  }
  std::optional<HttpAnswer> page = PageAnswer(request);
  return page ? *std::move(page) : NoSuchPath(path);
}

// Lets only those have it who may ask. Asked again with each part of a subscription: a role may end.
void AskFirst(std::shared_ptr<const LedgerCalls> calls, Plan* plan) {
  plan->answer = [calls, answer = std::move(plan->answer)] {
    const absl::Status may_ask = calls->CheckMayAsk();
    return may_ask.ok() ? answer() : ErrorAnswer(may_ask);
  };
  plan->admits = [calls = std::move(calls)] { return calls->CheckMayAsk(); };
}

// What reads the log by place, and what is measured.
std::variant<HttpAnswer, Plan> PlanLog(const HttpRequest& request, const House& house, const Caller& caller) {
  const PlainPathRow* const found = FindPlainPath(request.path());
  const bool is_measured = house.metrics != nullptr;
  if (found == nullptr || (found->which == PlainPath::kMetrics && !is_measured)) return NoSuchPath(request.path());
  if (request.method != "GET") return OnlyGet(request);
  Plan plan = found->which == PlainPath::kEvents    ? PlanEvents(request, *house.calls)
              : found->which == PlainPath::kTile    ? PlanTile(*ReadTilePath(request.path()), house)
              : found->which == PlainPath::kMetrics ? PlanMetrics(*house.calls, *house.metrics, house.access)
                                                    : PlanCheckpoint(*house.calls);
  // Where nobody is asked who calls, damage of the ledger does not hide what is measured.
  if (house.access != nullptr) AskFirst(house.calls->For(caller), &plan);
  return plan;
}

// What goes on being answered, only for as long as `entrant` may be inside.
void EndWith(const Entrant& entrant, AccessControl* access, Plan* plan) {
  if (!plan->has_news) return;
  plan->has_news = [entrant, access, has_news = std::move(plan->has_news)] {
    return has_news() || !access->StillCounts(entrant);
  };
  plan->answer = [entrant, access, answer = std::move(plan->answer)] {
    return access->StillCounts(entrant) ? answer() : ErrorAnswer(NobodyKnown());
  };
}

std::string CallOfPath(absl::string_view path) {
  const PlainPathRow* const plain = FindPlainPath(path);
  if (plain != nullptr) return {plain->call.data(), plain->call.size()};
  return FindPageFile(path) ? "page" : "other";
}

std::variant<Opening, HttpAnswer> OpenTo(const HttpRequest& head, const House& house) {
  if (!IsOurHost(head, house)) return NotOurHost(head);
  Opening opening;
  if (IsForAll(head.path())) {
    opening.body_bytes = kOpenBodyBytes;
    return opening;
  }
  if (house.access == nullptr) return opening;
  std::variant<Entrant, HttpAnswer> entrant = EntrantOf(head, house.access);
  if (auto* const away = std::get_if<HttpAnswer>(&entrant)) return std::move(*away);
  opening.entrant = std::get<Entrant>(std::move(entrant));
  opening.admits = [calls = house.calls->For(Caller{opening.entrant.actor})] { return calls->CheckMayAsk(); };
  return opening;
}

std::variant<HttpAnswer, Plan> PlanIn(const HttpRequest& request, const House& house, const Entrant& entrant) {
  if (IsForAll(request.path())) return PlanForAll(request, house);
  // A body may have taken its time.
  if (house.access != nullptr && !request.body.empty() && !house.access->StillCounts(entrant))
    return TurnedAway(request, NobodyKnown(), absl::ZeroDuration());
  const absl::StatusOr<Caller> caller = CallerOf(request, entrant);
  if (!caller.ok()) return ErrorAnswer(caller.status());
  std::variant<HttpAnswer, Plan> planned = absl::StartsWith(request.path(), kCallsPath)
                                               ? PlanCall(request, *house.calls, *caller)
                                               : PlanLog(request, house, *caller);
  if (auto* const plan = std::get_if<Plan>(&planned); plan != nullptr && house.access != nullptr)
    EndWith(entrant, house.access, plan);
  return planned;
}

// What answers GET answers HEAD (RFC 9110, 9.3.2); a session is nothing to look at from outside.
bool IsHeadOfGet(const HttpRequest& request) { return request.method == "HEAD" && request.path() != kSessionPath; }

HttpRequest AsGet(HttpRequest request) {
  request.method = "GET";
  return request;
}

}  // namespace

std::string LedgerDoors::CallOf(const HttpRequest& request) const {
  absl::string_view name = request.path();
  if (!absl::ConsumePrefix(&name, kCallsPath)) return CallOfPath(name);
  const Call* const call = house_.calls->Find(name);
  return call == nullptr ? "other" : call->method->name();
}

std::variant<Opening, HttpAnswer> LedgerDoors::Open(const HttpRequest& head) const {
  return IsHeadOfGet(head) ? OpenTo(AsGet(head), house_) : OpenTo(head, house_);
}

std::variant<HttpAnswer, Plan> LedgerDoors::PlanOf(const HttpRequest& request, const Entrant& entrant) const {
  return IsHeadOfGet(request) ? PlanIn(AsGet(request), house_, entrant) : PlanIn(request, house_, entrant);
}

}  // namespace tranche
