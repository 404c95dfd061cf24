// The calls of a ledger (proto/service.proto) in one table, by name: what each takes, what it gives, and what answers
// it for a caller. A door is written once over the table, for messages of any type: bytes or JSON in, bytes or JSON
// out.
//
// Thread safety: immutable; what answers may be called by several threads at once, as LedgerCalls.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "service/calls_of_caller.h"
#include "service/ledger_calls.h"
#include "service/ledger_service.h"
#include "service/sink.h"

namespace tranche {

// Exactly one of `answer` and `stream` is set.
struct Call {
  const google::protobuf::MethodDescriptor* method;
  // An empty request: New makes another one. Lives as long as the program.
  const google::protobuf::Message* request;
  // One message for one message, from `calls`, those of the caller. `request` must be of the type above.
  std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(const LedgerCalls& calls,
                                                                           const google::protobuf::Message& request)>
      answer;
  // A long answer, whose parts go into the sink (service/sink.h).
  std::function<absl::Status(const LedgerCalls& calls, const google::protobuf::Message& request,
                             const Sink<google::protobuf::Message>& sink)>
      stream;
};

// True for a call that only asks, so that it may be repeated and cached: NO_SIDE_EFFECTS in proto/service.proto.
bool OnlyAsks(const Call& call);

// All calls of one ledger.
class Calls {
 public:
  // The same calls for everybody. `service` must outlive the table.
  explicit Calls(const LedgerService* service);

  // What each caller may do is for `calls_of` to say.
  Calls(const LedgerService* service, CallsOfCaller calls_of);

  // Other rows, in the order of proto/service.proto.
  Calls(const LedgerService* service, std::vector<Call> rows);

  // What answers `caller`: the first argument of the functions of a row.
  std::shared_ptr<const LedgerCalls> For(const Caller& caller) const { return calls_of_(caller); }

  // In the order of proto/service.proto.
  const std::vector<Call>& all() const { return all_; }

  // The call of that name ("GetBalance"); null if there is none.
  const Call* Find(absl::string_view name) const;

  // The ledger whose calls they are.
  const LedgerCalls& ledger() const { return *service_; }

  // The last sequence that was acknowledged, and the events after one (service/events.h).
  Sequence head() const;
  Reached reached() const;
  absl::StatusOr<v1::EventList> EventsAfter(Sequence after, uint32_t most) const;

  // The log by place, for its monitors (service/log_tiles.h). Of a tile, `level` or, without one, the entries.
  absl::StatusOr<std::string> NewestCheckpoint() const;
  absl::StatusOr<std::string> Tile(std::optional<int> level, uint64_t place, uint32_t width) const;

 private:
  const LedgerService* service_;
  CallsOfCaller calls_of_;
  std::vector<Call> all_;
};

}  // namespace tranche
