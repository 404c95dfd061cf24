// One call of a door, from its beginning to its end, as those who watch the server are told of it.
//
// Thread safety: for the thread of the call.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <chrono>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/exchange.h"
#include "server/server_watch.h"
#include "service/ledger_calls.h"

namespace tranche {

class WatchedCall {
 public:
  // answer      an answer of the call, which says which call it is: each has one of its own.
  // request_id  what the caller calls it; empty if nothing.
  // language    in which refusals are told, as Accept-Language has it; empty for none.
  // watch       told when the call begins, and when it ends; null: nobody is. It must outlive the call.
  WatchedCall(const google::protobuf::Descriptor& answer, const google::protobuf::Message& request,
              absl::string_view request_id, std::string language, ServerWatch* watch);

  // Its id; empty when nobody watches.
  const std::string& request_id() const { return exchange_.request_id; }

  void Entered(const std::string& actor) { exchange_.actor = actor; }

  void Sent(const google::protobuf::Message& part) {
    if (watch_ != nullptr) exchange_.sent_bytes += part.ByteSizeLong();
  }

  // Ends it. What the caller is told: `status` in their language. ledger  as in WithText (server/localized.h).
  absl::Status End(const absl::Status& status, const LedgerCalls* ledger = nullptr);

 private:
  ServerWatch* const watch_;
  const std::string language_;
  Exchange exchange_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace tranche
