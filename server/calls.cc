#include "server/calls.h"

#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <string>
#include <utility>

#include "events/check.h"

namespace tranche {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const google::protobuf::ServiceDescriptor& Service() {
  return *v1::GetLedgerResponse::descriptor()->file()->FindServiceByName("LedgerService");
}

template <typename Request, typename Response>
Call CallNamed(const std::string& name) {
  const MethodDescriptor* const method = Service().FindMethodByName(name);
  TRANCHE_CHECK(method != nullptr && method->input_type() == Request::descriptor() &&
                    method->output_type() == Response::descriptor(),
                "proto/service.proto has no call ", name, " of these types");
  return {method, &Request::default_instance(), nullptr, nullptr};
}

template <typename Request, typename Response>
using Unary = absl::StatusOr<Response> (LedgerCalls::*)(const Request&) const;

template <typename Request, typename Response>
using Stream = absl::Status (LedgerCalls::*)(const Request&, const Sink<Response>&) const;

// A stream that could also say how far it is, which no caller from afar is told.
template <typename Request, typename Response>
using WatchedStream = absl::Status (LedgerCalls::*)(const Request&, const ProgressCallback&,
                                                    const Sink<Response>&) const;

// Makes the rows of the table.
class Rows {
 public:
  template <typename Request, typename Response>
  void Add(const std::string& name, Unary<Request, Response> member) {
    AddUnary<Request, Response>(
        name, [member](const LedgerCalls& calls, const Request& request) { return (calls.*member)(request); });
  }

  template <typename Request, typename Response>
  void Add(const std::string& name, Stream<Request, Response> member) {
    AddStream<Request, Response>(name, [member](const LedgerCalls& calls, const Request& request,
                                                const Sink<Response>& sink) { return (calls.*member)(request, sink); });
  }

  template <typename Request, typename Response>
  void Add(const std::string& name, WatchedStream<Request, Response> member) {
    AddStream<Request, Response>(
        name, [member](const LedgerCalls& calls, const Request& request, const Sink<Response>& sink) {
          return (calls.*member)(request, nullptr, sink);
        });
  }

  std::vector<Call> Take() { return std::move(rows_); }

 private:
  template <typename Request, typename Response, typename Answer>
  void AddUnary(const std::string& name, const Answer& answer) {
    Call call = CallNamed<Request, Response>(name);
    call.answer = [answer](const LedgerCalls& calls,
                           const Message& request) -> absl::StatusOr<std::unique_ptr<Message>> {
      absl::StatusOr<Response> response = answer(calls, static_cast<const Request&>(request));
      if (!response.ok()) return response.status();
      return std::make_unique<Response>(*std::move(response));
    };
    rows_.push_back(std::move(call));
  }

  template <typename Request, typename Response, typename Answer>
  void AddStream(const std::string& name, const Answer& answer) {
    Call call = CallNamed<Request, Response>(name);
    call.stream = [answer](const LedgerCalls& calls, const Message& request, const Sink<Message>& sink) {
      return answer(calls, static_cast<const Request&>(request), [&sink](const Response& part) { return sink(part); });
    };
    rows_.push_back(std::move(call));
  }

  std::vector<Call> rows_;
};

std::vector<Call> AllRows() {
  Rows rows;
#define ADD(Name) rows.Add(#Name, &LedgerCalls::Name);
  TRANCHE_EACH_CALL(ADD, ADD, ADD, ADD)
#undef ADD
  return rows.Take();
}

}  // namespace

bool OnlyAsks(const Call& call) {
  return call.method->options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
}

Calls::Calls(const LedgerService* service) : Calls(service, AllRows()) {}

Calls::Calls(const LedgerService* service, CallsOfCaller calls_of)
    : service_(service), calls_of_(std::move(calls_of)), all_(AllRows()) {}

Calls::Calls(const LedgerService* service, std::vector<Call> rows)
    : service_(service), calls_of_(SameCallsForAll(service)), all_(std::move(rows)) {}

const Call* Calls::Find(absl::string_view name) const {
  const auto call =
      std::find_if(all_.begin(), all_.end(), [name](const Call& one) { return one.method->name() == name; });
  return call == all_.end() ? nullptr : &*call;
}

Sequence Calls::head() const { return service_->head(); }

Reached Calls::reached() const { return service_->reached(); }

absl::StatusOr<v1::EventList> Calls::EventsAfter(Sequence after, uint32_t most) const {
  return service_->EventsAfter(after, most);
}

absl::StatusOr<std::string> Calls::NewestCheckpoint() const { return service_->NewestCheckpoint(); }

absl::StatusOr<std::string> Calls::Tile(std::optional<int> level, uint64_t place, uint32_t width) const {
  return level ? service_->HashTile(*level, place, width) : service_->EntryBundle(place, width);
}

}  // namespace tranche
