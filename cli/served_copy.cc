#include "cli/served_copy.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cluster/log_address.h"
#include "service/freshness.h"
#include "service/request_field.h"
#include "service/served_ledger.h"
#include "storage/format_file.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

constexpr absl::Duration kAskMax = absl::Seconds(2);

std::string MachineName() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "node";
}

// The copy has what another node has recorded a moment after it, or else a little later.
void AwaitHead(const LedgerService& service, Sequence head) {
  Freshness freshness;
  freshness.at_least = head;
  (void)AwaitFresh([&service] { return service.reached(); }, freshness);
}

}  // namespace

std::string ReachableAddress(const std::string& address, const std::vector<std::string>& names, bool has_tls) {
  const std::string reached = names.empty() ? address : absl::StrCat(names.front(), address.substr(address.rfind(':')));
  return absl::StrCat(has_tls ? "https://" : "http://", reached);
}

absl::StatusOr<std::unique_ptr<storage::SharedLog>> OpenLogOfCopy(const std::string& ledger) {
  const absl::StatusOr<storage::LedgerFormat> format = storage::ReadFormat(ledger);
  if (!format.ok() || !format->is_copy) return std::unique_ptr<storage::SharedLog>();
  const absl::StatusOr<std::string> url = cluster::ReadAddress(ledger);
  const absl::StatusOr<v1::LedgerCreated> terms = ReadTerms(ledger);
  if (!url.ok()) return url.status();
  if (!terms.ok()) return terms.status();
  auto log = cluster::OpenLog({*url, terms->ledger_id()});
  if (!log.ok()) return log.status();
  return std::unique_ptr<storage::SharedLog>(*std::move(log));
}

absl::StatusOr<DecidingNode> DeciderOf(storage::SharedLog* log) {
  const absl::StatusOr<storage::SharedLogState> state = log->State(absl::Now() + kAskMax);
  if (!state.ok()) return state.status();
  return DecidingNode{state->holder.name, state->holder.address};
}

absl::StatusOr<std::unique_ptr<ServedCopy>> ServedCopy::Open(const Arguments& arguments) {
  auto log = OpenLogOfCopy(arguments.ledger);
  if (!log.ok()) return log.status();
  if (*log == nullptr) return std::unique_ptr<ServedCopy>();
  std::unique_ptr<ServedCopy> copy(new ServedCopy(arguments));
  copy->log_ = std::make_unique<cluster::CountedLog>(*std::move(log));
  copy->forwarding_.node = arguments.node.empty() ? MachineName() : arguments.node;
  if (!arguments.tls_ca) return copy;
  absl::StatusOr<std::string> authority = storage::ReadExistingFile(*arguments.tls_ca);
  if (!authority.ok()) return AtField("tls_ca", authority.status());
  copy->forwarding_.authority = *std::move(authority);
  return copy;
}

void ServedCopy::Serve(const LedgerService* service) {
  service_ = service;
  forwarding_.decides_here = [service] { return !service->ledger().follows() && service->ledger().CheckUsable().ok(); };
  forwarding_.find = [log = log_.get()] { return DeciderOf(log); };
  forwarding_.await = [service](Sequence head) { AwaitHead(*service, head); };
}

void ServedCopy::Begin(const std::string& address, bool has_tls,
                       std::function<void(const absl::Status& clock)> clock_seen) {
  cluster::NodeOptions options;
  forwarding_.address = ReachableAddress(address, arguments_.hosts, has_tls);
  options.name = {forwarding_.node, forwarding_.address};
  options.may_decide = arguments_.decide == "yes";
  options.clock_seen = std::move(clock_seen);
  options.ended = [] { ::kill(::getpid(), SIGTERM); };
  node_ = std::make_unique<cluster::Node>(&service_->ledger(), log_.get(), options);
}

ServerMetrics::CopyFacts ServedCopy::facts() const {
  const Reached reached = service_->reached();
  const LogContact contact = reached.contact.value_or(LogContact());
  const cluster::NodeView view = node_->view();
  ServerMetrics::CopyFacts facts;
  facts.log_head = std::max(contact.log_head, contact.known_head);
  if (AgeOf(contact, reached.now)) facts.heard_at = contact.at;
  facts.decides = view.decides;
  facts.takeovers = view.takeovers;
  facts.clock_ahead = view.clock_ahead;
  facts.appended = log_->appended();
  facts.refused = log_->refused();
  facts.unknown = log_->unknown();
  return facts;
}

void ServedCopy::Stop() {
  if (node_ != nullptr) node_->Stop();
}

}  // namespace tranche
