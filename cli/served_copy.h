// The copy of a shared log that is served: the log, the node that follows it or decides, and how what this node may not
// decide is sent on.
//
// Thread safety: for the thread of the command; what doors do with `forwarding` may be done by any.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/arguments.h"
#include "cluster/counted_log.h"
#include "cluster/node.h"
#include "server/forwarding.h"
#include "server/metrics.h"
#include "service/ledger_service.h"
#include "storage/shared_log.h"

namespace tranche {

class ServedCopy {
 public:
  // Of the directory that `arguments`, which must outlive it, name; null if that is no copy.
  // Errors: those of cluster::ReadAddress and OpenLog; of --tls-ca, at its flag.
  static absl::StatusOr<std::unique_ptr<ServedCopy>> Open(const Arguments& arguments);

  ~ServedCopy() { Stop(); }

  storage::SharedLog* log() const { return log_.get(); }

  // Says which calls are those of the copy, which must outlive it; before `forwarding` is used.
  void Serve(const LedgerService* service);
  const Forwarding* forwarding() const { return &forwarding_; }

  // Follows from now on, and decides when it may. Others reach the server, which uses TLS or not, at `address`.
  //
  // clock_seen  as NodeOptions has it.
  void Begin(const std::string& address, bool has_tls, std::function<void(const absl::Status& clock)> clock_seen);

  // Ends that, and gives the lease back. Does nothing the second time.
  void Stop();

  // Why it has asked to be stopped (SIGTERM), as the copy must be opened again (cluster/node.h); OK if it has not.
  absl::Status status() const { return node_ == nullptr ? absl::OkStatus() : node_->status(); }

  // For who watches the server, any thread of it, once it has begun.
  ServerMetrics::CopyFacts facts() const;

 private:
  explicit ServedCopy(const Arguments& arguments) : arguments_(arguments) {}

  const Arguments& arguments_;
  std::unique_ptr<cluster::CountedLog> log_;
  const LedgerService* service_ = nullptr;
  Forwarding forwarding_;
  std::unique_ptr<cluster::Node> node_;
};

// The address where others reach a server that listens at `address`: by the first of its names, if it has one.
std::string ReachableAddress(const std::string& address, const std::vector<std::string>& names, bool has_tls);

// The log of the copy in the directory `ledger`; null if that is no copy. What is no ledger is no copy.
// Errors: those of cluster::ReadAddress, ReadTerms and OpenLog.
absl::StatusOr<std::unique_ptr<storage::SharedLog>> OpenLogOfCopy(const std::string& ledger);

// Who decides, as `log` says. Errors: those of SharedLog::State.
absl::StatusOr<DecidingNode> DeciderOf(storage::SharedLog* log);

}  // namespace tranche
