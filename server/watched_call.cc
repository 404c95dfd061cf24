#include "server/watched_call.h"

#include <google/protobuf/descriptor.pb.h>

#include <utility>

#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "server/localized.h"

namespace tranche {
namespace {

using google::protobuf::MethodDescriptor;

const MethodDescriptor& CallWithAnswer(const google::protobuf::Descriptor& answer) {
  const absl::string_view name = absl::StripSuffix(answer.name(), "Response");
  const auto* const calls = answer.file()->FindServiceByName("LedgerService");
  return *calls->FindMethodByName(std::string(name.data(), name.size()));
}

WorkKind WorkOf(const MethodDescriptor& call) {
  if (call.server_streaming()) return WorkKind::kStreams;
  const bool asks = call.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
  return asks ? WorkKind::kAsking : WorkKind::kRecording;
}

}  // namespace

WatchedCall::WatchedCall(const google::protobuf::Descriptor& answer, const google::protobuf::Message& request,
                         absl::string_view request_id, std::string language, ServerWatch* watch)
    : watch_(watch), language_(std::move(language)) {
  if (watch_ == nullptr) return;
  const MethodDescriptor& call = CallWithAnswer(answer);
  exchange_.door = Door::kGrpc;
  exchange_.work = WorkOf(call);
  exchange_.call = call.name();
  exchange_.received_bytes = request.ByteSizeLong();
  exchange_.request_id = watch_->RequestIdOf(request_id);
  watch_->Begun(exchange_);
}

absl::Status WatchedCall::End(const absl::Status& status, const LedgerCalls* ledger) {
  exchange_.code = CodeWordOf(status);
  exchange_.duration = absl::FromChrono(std::chrono::steady_clock::now() - begun_);
  if (watch_ != nullptr) watch_->Done(exchange_);
  return WithText(status, language_, ledger);
}

}  // namespace tranche
