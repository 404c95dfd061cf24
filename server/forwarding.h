// What a node that follows is asked to record is sent on to the one that decides, with the same keys and with what the
// caller has shown, so that it is recorded as by the same actor; and answered when this copy has it.
//
// A token can be shown again, and so it is sent on, also that of a session of the page. A client certificate cannot:
// who comes with one is told where to record. What was sent on once is not sent on again.
//
// Thread safety: as the calls that it makes.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/sequence.h"
#include "service/caller.h"
#include "service/ledger_calls.h"

namespace tranche {

// The node that decides, as the log says.
struct DecidingNode {
  std::string name;     // empty: none does
  std::string address;  // as HttpAsk has it
};

// How a node sends on.
struct Forwarding {
  std::string node;       // its name
  std::string address;    // its address, as other nodes are told it
  std::string authority;  // as HttpAsk has it
  // Whether it decides itself by now, and nothing has failed.
  std::function<bool()> decides_here;
  // Who decides. Errors: those of the log.
  std::function<absl::StatusOr<DecidingNode>()> find;
  // Waits a moment for the copy to have the events up to `head`.
  std::function<void(Sequence head)> await;
  // How long it is tried again while nobody decides, or who did is gone; one try may take longer.
  absl::Duration patience = absl::Seconds(12);
};

class ForwardingCalls : public LedgerCalls {
 public:
  // Costs nothing. `here`, the calls of the copy, and `forwarding` must outlive it.
  ForwardingCalls(const LedgerCalls* here, const Forwarding* forwarding, Caller caller)
      : here_(*here), forwarding_(*forwarding), caller_(std::move(caller)) {}

  // What only asks is answered here, and so is what is only tried (dry_run). A call that records has the errors of the
  // node that decides, and
  //   UNAVAILABLE          forwarding.nobody: nobody decides, or it cannot be asked who does. forwarding.no-answer: who
  //                        does, does not answer, or not to the end (forwarding.lost).
  //   FAILED_PRECONDITION  forwarding.no-token: the caller has shown nothing that could be shown there.
  //                        forwarding.own-address: the log has the address of this node for the one that decides.
#define ASK(Name) \
  TRANCHE_UNARY(Name) override { return here_.Name(request); }
#define RECORD(Name) \
  TRANCHE_UNARY(Name) override { return RecordThere(&LedgerCalls::Name, request, #Name); }
#define STREAM(Name) \
  TRANCHE_STREAM(Name) override { return here_.Name(request, sink); }
#define WATCHED(Name) \
  TRANCHE_WATCHED(Name) override { return here_.Name(request, progress, sink); }
  TRANCHE_EACH_CALL(ASK, RECORD, STREAM, WATCHED)
#undef ASK
#undef RECORD
#undef STREAM
#undef WATCHED

  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override { return here_.Names(); }
  absl::Status CheckMayAsk() const override { return here_.CheckMayAsk(); }
  absl::Status CheckClock() const override { return here_.CheckClock(); }

 private:
  // A command, and what answers it here.
  struct Command {
    absl::string_view name;
    const google::protobuf::Message& request;
    std::string key;  // empty: asked twice, it may be recorded twice
    std::function<absl::Status()> record_here;
  };

  template <typename Request, typename Response>
  absl::StatusOr<Response> RecordThere(absl::StatusOr<Response> (LedgerCalls::*call)(const Request&) const,
                                       const Request& request, absl::string_view name) const {
    if (request.options().dry_run()) return (here_.*call)(request);
    Response response;
    const auto record_here = [&] {
      absl::StatusOr<Response> answer = (here_.*call)(request);
      if (answer.ok()) response = *std::move(answer);
      return answer.status();
    };
    const absl::Status recorded = Record({name, request, request.options().key(), record_here}, &response);
    if (!recorded.ok()) return recorded;
    return response;
  }

  absl::Status Record(const Command& command, google::protobuf::Message* response) const;
  absl::Status SendOn(const Command& command, google::protobuf::Message* response) const;
  absl::Status CheckMaySendOn(const DecidingNode& there) const;

  const LedgerCalls& here_;
  const Forwarding& forwarding_;
  const Caller caller_;
};

}  // namespace tranche
