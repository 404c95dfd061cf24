// The calls of a ledger (proto/service.proto) in one table, by name: what each takes, what it gives, and what answers
// it. A door is written once over the table, for messages of any type: bytes or JSON in, bytes or JSON out.
//
// Thread safety: immutable; what answers may be called by several threads at once, as LedgerCalls.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/ledger_calls.h"
#include "service/sink.h"

namespace tranche {

// Exactly one of `answer` and `stream` is set.
struct Call {
  const google::protobuf::MethodDescriptor* method;
  // An empty request: New makes another one. Lives as long as the program.
  const google::protobuf::Message* request;
  // One message for one message. `request` must be of the type above.
  std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(const google::protobuf::Message& request)>
      answer;
  // A long answer, whose parts go into the sink (service/sink.h).
  std::function<absl::Status(const google::protobuf::Message& request, const Sink<google::protobuf::Message>& sink)>
      stream;
};

// True for a call that only asks, so that it may be repeated and cached: NO_SIDE_EFFECTS in proto/service.proto.
bool OnlyAsks(const Call& call);

// All calls of one ledger.
class Calls {
 public:
  // `service` must outlive the table.
  explicit Calls(const LedgerCalls* service);

  // Other rows, in the order of proto/service.proto.
  explicit Calls(std::vector<Call> rows) : all_(std::move(rows)) {}

  // In the order of proto/service.proto.
  const std::vector<Call>& all() const { return all_; }

  // The call of that name ("GetBalance"); null if there is none.
  const Call* Find(absl::string_view name) const;

 private:
  std::vector<Call> all_;
};

}  // namespace tranche
