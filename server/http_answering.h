// What becomes of a request that was read: its answer is made in a lane (server/work_lane.h) and written by the thread
// of the sockets, at once, part by part, or whenever there is something new. Only http_*.cc includes this header.
//
// Thread safety: all of it belongs to the thread of the sockets; the lanes have threads of their own.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <variant>

#include "absl/time/time.h"
#include "server/doors.h"
#include "server/http_io.h"
#include "server/part_queue.h"
#include "server/plan.h"
#include "server/work_lane.h"

namespace tranche::http_internal {

class Answering {
 public:
  // All must outlive it.
  Answering(const Doors* doors, const HttpLimits* limits, const StopState* stop, HttpIo* io, asio::io_context* context);
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;

  // The answer that turns the caller away from what is planned (Plan::admits), or one with status 200.
  asio::awaitable<HttpAnswer> Admit(Connection* connection, const Plan* plan);

  // Answers with what is `planned`. An error: the caller is gone, and so is the connection.
  asio::awaitable<error_code> Answer(Connection* connection, std::variant<HttpAnswer, Plan> planned, Reply reply);

  // The server is stopping: ends the answers that go on as long as they are read.
  void EndFollowers();

  // Waits until all work is done. Nothing is answered any more; the thread of the sockets must have ended.
  void EndWork();

 private:
  asio::awaitable<void> Delay(absl::Duration delay);
  asio::awaitable<void> AwaitReady(const Plan* plan);
  asio::awaitable<HttpAnswer> Run(Connection* connection, Plan plan);
  WorkLane& LaneOf(const Plan& plan);
  asio::awaitable<error_code> Stream(Connection* connection, Plan plan, Reply reply);
  asio::awaitable<error_code> StreamParts(Connection* connection, Plan plan, Reply reply);
  asio::awaitable<error_code> Forward(Connection* connection, const Plan* plan, PartQueue* queue, Reply reply);
  asio::awaitable<error_code> Follow(Connection* connection, Plan plan, Reply reply);
  asio::awaitable<void> Watch();

  const Doors& doors_;
  const HttpLimits& limits_;
  const StopState& stop_;
  HttpIo& io_;
  asio::io_context& context_;
  std::map<Bell*, Connection*> followers_;
  size_t delayed_ = 0;        // answers for who has tried to come in
  size_t waiting_ = 0;        // for what the ledger does not have yet
  bool is_watching_ = false;  // for the followers
  std::optional<WorkLane> asking_;
  std::optional<WorkLane> recording_;
  std::optional<WorkLane> streams_;
  std::optional<WorkLane> upkeep_;  // what must be answered while the others are full
};

}  // namespace tranche::http_internal
