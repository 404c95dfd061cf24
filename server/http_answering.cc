#include "server/http_answering.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "events/refusal.h"
#include "server/connect_error.h"
#include "server/event_source.h"
#include "server/exchange.h"
#include "server/server_refusals.h"
#include "service/freshness.h"

namespace tranche::http_internal {
namespace {

constexpr size_t kDelayedMax = 64;                           // answers that wait for who has tried to come in
constexpr auto kWatchPause = std::chrono::milliseconds(50);  // after which new events are seen at the latest
constexpr auto kReadyPause = std::chrono::milliseconds(5);   // after which an event that is waited for is seen
constexpr int kRoundsUntilLook = 10;                         // of the watch, until it is seen who has left
constexpr int kOk = 200;
constexpr size_t kUpkeepThreads = 1;
constexpr size_t kUpkeepMost = 4;

SteadyClock::time_point Until(absl::Duration timeout) {
  return SteadyClock::now() + absl::ToChronoNanoseconds(timeout);
}

}  // namespace

Answering::Answering(const Doors* doors, const HttpLimits* limits, const StopState* stop, HttpIo* io,
                     asio::io_context* context)
    : doors_(*doors),
      limits_(*limits),
      stop_(*stop),
      io_(*io),
      context_(*context),
      asking_(std::in_place, limits->asking_threads, limits->asking),
      recording_(std::in_place, limits->recording_threads, limits->recording),
      streams_(std::in_place, limits->streams, limits->streams),
      upkeep_(std::in_place, kUpkeepThreads, kUpkeepMost) {}

asio::awaitable<error_code> Answering::Answer(Connection* connection, std::variant<HttpAnswer, Plan> planned,
                                              Reply reply) {
  if (auto* const answer = std::get_if<HttpAnswer>(&planned)) {
    co_await Delay(answer->delay);
    co_return co_await io_.Write(connection, std::move(*answer), reply);
  }
  auto& plan = std::get<Plan>(planned);
  if (plan.timeout <= absl::ZeroDuration()) {  // nobody waits any more: nothing is begun
    HttpAnswer late = plan.refuse(OutOfTimeWaiting());
    co_return co_await io_.Write(connection, std::move(late), reply);
  }
  co_await AwaitReady(&plan);
  if (plan.stream || plan.has_news) co_return co_await Stream(connection, std::move(plan), reply);
  HttpAnswer made = co_await Run(connection, std::move(plan));
  co_return co_await io_.Write(connection, std::move(made), reply);
}

// No thread waits, and no more than so many answers: those beyond are sent at once.
asio::awaitable<void> Answering::Delay(absl::Duration delay) {
  if (delay <= absl::ZeroDuration() || delayed_ >= kDelayedMax || stop_.is_stopping) co_return;
  ++delayed_;
  error_code error;
  asio::steady_timer pause(context_, absl::ToChronoNanoseconds(delay));
  co_await pause.async_wait(Into(&error));
  --delayed_;
}

// As Delay: those beyond are answered at once, with what the ledger has.
asio::awaitable<void> Answering::AwaitReady(const Plan* plan) {
  if (!plan->is_ready || waiting_ >= limits_.waiting) co_return;
  ++waiting_;
  const absl::Cleanup leave = [this] { --waiting_; };
  const SteadyClock::time_point until = Until(std::min(plan->timeout, kFreshWait));
  asio::steady_timer pause(context_);
  while (!plan->is_ready() && SteadyClock::now() < until && !stop_.is_stopping) {
    error_code error;
    pause.expires_after(kReadyPause);
    co_await pause.async_wait(Into(&error));
  }
}

WorkLane& Answering::LaneOf(const Plan& plan) {
  if (plan.lane == Lane::kUpkeep) return *upkeep_;
  return plan.lane == Lane::kRecording ? *recording_ : *asking_;
}

asio::awaitable<HttpAnswer> Answering::Run(Connection* connection, Plan plan) {
  struct Done {
    std::shared_ptr<Bell> bell;
    std::optional<HttpAnswer> answer;
  };
  const auto done = std::make_shared<Done>();
  done->bell = std::make_shared<Bell>(&context_);
  const SteadyClock::time_point until = Until(std::min(plan.timeout, limits_.call_time));
  const bool is_taken = LaneOf(plan).TryRun([done, until, answer = std::move(plan.answer), refuse = plan.refuse] {
    done->answer = SteadyClock::now() < until ? answer() : refuse(OutOfTimeWaiting());
    done->bell->Ring();
  });
  if (!is_taken) co_return plan.refuse(Busy());
  connection->is_waiting = true;
  const bool is_done = co_await done->bell->Wait(until);
  connection->is_waiting = false;
  if (is_done) co_return *std::move(done->answer);
  co_return plan.refuse(plan.lane == Lane::kRecording ? OutOfTimeRecording() : OutOfTimeAsking());
}

asio::awaitable<HttpAnswer> Answering::Admit(Connection* connection, const Plan* plan) {
  if (!plan->admits) co_return HttpAnswer();
  Plan asked;
  asked.refuse = plan->refuse;
  asked.answer = [admits = plan->admits, refuse = plan->refuse] {
    const absl::Status admitted = admits();
    return admitted.ok() ? HttpAnswer() : refuse(admitted);
  };
  co_return co_await Run(connection, std::move(asked));
}

asio::awaitable<error_code> Answering::Stream(Connection* connection, Plan plan, Reply reply) {
  if (reply.version < kHttp11) {
    HttpAnswer too_old =
        ErrorAnswer(505, Refuse(absl::StatusCode::kUnimplemented, "server.old-http", "a stream needs HTTP/1.1"));
    co_return co_await io_.Write(connection, std::move(too_old), reply);
  }
  HttpAnswer admitted = co_await Admit(connection, &plan);
  if (admitted.status != kOk) co_return co_await io_.Write(connection, std::move(admitted), reply);
  if (reply.is_head) co_return co_await io_.WriteStreamHead(connection, plan.stream_type, reply);
  if (!plan.has_news) co_return co_await StreamParts(connection, std::move(plan), reply);
  if (followers_.size() < limits_.followers) co_return co_await Follow(connection, std::move(plan), reply);
  HttpAnswer busy = plan.refuse(Busy());
  co_return co_await io_.Write(connection, std::move(busy), reply);
}

asio::awaitable<error_code> Answering::StreamParts(Connection* connection, Plan plan, Reply reply) {
  const auto bell = std::make_shared<Bell>(&context_);
  const auto queue = std::make_shared<PartQueue>(limits_.stream_bytes, [bell] { bell->Ring(); });
  const bool is_taken = streams_->TryRun([queue, stream = plan.stream, end = plan.end] {
    const absl::Status status = stream([&queue](const std::string& part) { return queue->Push(part); });
    queue->End(end(status), CodeWordOf(status));
  });
  if (!is_taken) {
    HttpAnswer busy = plan.refuse(Busy());
    co_return co_await io_.Write(connection, std::move(busy), reply);
  }
  connection->bell = bell;
  const error_code error = co_await Forward(connection, &plan, queue.get(), reply);
  queue->Close(absl::CancelledError("the reader of the stream is gone"));
  connection->bell = nullptr;
  co_return error;
}

// Sends what comes through `queue`, as it comes.
asio::awaitable<error_code> Answering::Forward(Connection* connection, const Plan* plan, PartQueue* queue,
                                               Reply reply) {
  const SteadyClock::time_point until = Until(std::min(plan->timeout, limits_.stream_time));
  error_code error = co_await io_.WriteStreamHead(connection, plan->stream_type, reply);
  bool is_end = false;
  while (!error && !is_end) {
    const bool has_rung = co_await connection->bell->Wait(until);
    PartQueue::Taken taken = queue->Take();
    // A stream that always has a part at hand ends in time, too.
    is_end = taken.is_end || stop_.is_cut || !has_rung || SteadyClock::now() >= until;
    if (is_end && !taken.is_end) {
      const absl::Status cut = stop_.is_cut ? Stopping() : OutOfTimeAsking();
      taken.bytes += plan->end(cut);
      taken.code = CodeWordOf(cut);
    }
    if (is_end) reply.Note(taken.code);
    if (!taken.bytes.empty()) error = co_await io_.WritePart(connection, taken.bytes, reply);
  }
  if (!error) error = co_await HttpIo::WriteStreamEnd(connection);
  co_return error;
}

// Sends what is new, as it comes, until the reader is gone or the server stops.
asio::awaitable<error_code> Answering::Follow(Connection* connection, Plan plan, Reply reply) {
  const auto bell = std::make_shared<Bell>(&context_);
  followers_.emplace(bell.get(), connection);
  const absl::Cleanup leave = [this, one = bell.get()] { followers_.erase(one); };
  if (!std::exchange(is_watching_, true)) asio::co_spawn(context_, Watch(), asio::detached);
  error_code error = co_await io_.WriteStreamHead(connection, plan.stream_type, reply);
  bool is_end = false;
  while (!error && !is_end && !stop_.is_stopping) {
    std::string bytes;
    if (plan.has_news()) {
      HttpAnswer news = co_await Run(connection, plan);
      TellIn(reply.language, &news);
      is_end = news.status != kOk;
      reply.Note(news.code);
      bytes = is_end ? ErrorFrame(news.body) : std::move(news.body);
    } else {
      const bool has_rung = co_await bell->Wait(Until(limits_.heartbeat));
      if (connection->wire.IsLeft()) {  // perhaps its side alone: then it has what it asked for to its end
        reply.Note(kCallerGone);
        break;
      }
      if (!has_rung) bytes = std::string(kHeartbeat);
    }
    if (!bytes.empty()) error = co_await io_.WritePart(connection, bytes, reply);
  }
  if (!error) error = co_await HttpIo::WriteStreamEnd(connection);
  co_return error;
}

// Tells the followers, while there are any, that there may be something new; and those that have left, that they have:
// they hold a place, and with nothing to send to them it would be noticed with the next heartbeat.
asio::awaitable<void> Answering::Watch() {
  asio::steady_timer pause(context_);
  uint64_t seen = 0;
  for (int round = 0; !followers_.empty() && !stop_.is_stopping; ++round) {
    const uint64_t news = doors_.news();
    const bool has_news = news != std::exchange(seen, news);
    const bool looks_who_left = round % kRoundsUntilLook == 0;
    for (const auto& [bell, connection] : followers_) {
      if (has_news || (looks_who_left && connection->wire.IsLeft())) bell->Ring();
    }
    error_code error;
    pause.expires_after(kWatchPause);
    co_await pause.async_wait(Into(&error));
  }
  is_watching_ = false;
}

void Answering::EndFollowers() {
  for (const auto& [bell, connection] : followers_) bell->Ring();
}

void Answering::EndWork() {
  asking_.reset();
  recording_.reset();
  streams_.reset();
  upkeep_.reset();
}

}  // namespace tranche::http_internal
