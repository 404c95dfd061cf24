#include "server/lasting.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "proto/view.pb.h"

namespace tranche {
namespace {

// A date, and an instant, may be one at which more will be recorded.
bool IsSequence(absl::string_view moment) {
  return !moment.empty() && absl::c_all_of(moment, [](char c) { return absl::ascii_isdigit(c); });
}

bool IsPinned(const v1::GetBalanceRequest& request) {
  const v1::QuestionText& question = request.question();
  const bool is_whole = request.page_token().empty() && !request.has_basis();
  return is_whole && !question.as_of().empty() && IsSequence(question.known_at());
}

void LeaveOutTheHead(v1::Basis* basis) {
  basis->clear_head();
  basis->clear_root();
}

}  // namespace

bool MakeLasting(const google::protobuf::Message& request, google::protobuf::Message* response) {
  if (request.GetDescriptor() != v1::GetBalanceRequest::descriptor()) return false;
  auto* const balance = static_cast<v1::GetBalanceResponse*>(response);
  if (!IsPinned(static_cast<const v1::GetBalanceRequest&>(request)) || !balance->next_page_token().empty())
    return false;
  LeaveOutTheHead(balance->mutable_report()->mutable_basis());
  if (balance->has_subtotals()) LeaveOutTheHead(balance->mutable_subtotals()->mutable_basis());
  return true;
}

}  // namespace tranche
