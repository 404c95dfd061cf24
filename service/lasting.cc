#include "service/lasting.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
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

void MakeLasting(const v1::GetBalanceRequest& request, v1::GetBalanceResponse* response) {
  if (!IsPinned(request) || !response->next_page_token().empty()) return;
  LeaveOutTheHead(response->mutable_report()->mutable_basis());
  if (response->has_subtotals()) LeaveOutTheHead(response->mutable_subtotals()->mutable_basis());
  response->set_lasts(true);
}

}  // namespace tranche
