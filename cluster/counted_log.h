// A shared log whose appends are counted by their outcome, for who watches a node.
//
// Thread safety: as SharedLog.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/shared_log.h"

namespace tranche::cluster {

class CountedLog final : public storage::SharedLog {
 public:
  explicit CountedLog(std::unique_ptr<storage::SharedLog> log) : log_(std::move(log)) {}

  // How many calls of Append ended so: the row is there; it is not and never will be; it is not known.
  uint64_t appended() const { return appended_; }
  uint64_t refused() const { return refused_; }
  uint64_t unknown() const { return unknown_; }

  absl::Status Append(const storage::Lease& lease, const storage::SharedLogHead& before,
                      const storage::SharedLogRow& row, absl::Time deadline) override {
    absl::Status status = log_->Append(lease, before, row, deadline);
    ++(status.ok() ? appended_ : absl::IsUnavailable(status) ? unknown_ : refused_);
    return status;
  }

  absl::StatusOr<storage::Lease> Take(const storage::NodeName& node, absl::Time deadline) override {
    return log_->Take(node, deadline);
  }
  absl::Status Renew(const storage::Lease& lease, uint64_t acknowledged, absl::Time deadline) override {
    return log_->Renew(lease, acknowledged, deadline);
  }
  absl::Status Release(const storage::Lease& lease, absl::Time deadline) override {
    return log_->Release(lease, deadline);
  }
  absl::Status HandOver(const std::string& node, absl::Duration within, absl::Time deadline) override {
    return log_->HandOver(node, within, deadline);
  }
  absl::Status KeepCheckpoint(uint64_t size, const std::string& note, absl::Time deadline) override {
    return log_->KeepCheckpoint(size, note, deadline);
  }
  absl::StatusOr<std::vector<std::string>> Checkpoints(absl::Time deadline) override {
    return log_->Checkpoints(deadline);
  }
  absl::StatusOr<storage::SharedLogState> State(absl::Time deadline) override { return log_->State(deadline); }
  absl::StatusOr<storage::SharedLogHead> Head(absl::Time deadline) override { return log_->Head(deadline); }
  absl::StatusOr<std::vector<storage::SharedLogRow>> Read(uint64_t after_first, size_t bytes_max,
                                                          absl::Time deadline) override {
    return log_->Read(after_first, bytes_max, deadline);
  }
  absl::StatusOr<bool> WaitBeyond(uint64_t last, absl::Time deadline) override {
    return log_->WaitBeyond(last, deadline);
  }

 private:
  const std::unique_ptr<storage::SharedLog> log_;
  std::atomic<uint64_t> appended_ = 0;
  std::atomic<uint64_t> refused_ = 0;
  std::atomic<uint64_t> unknown_ = 0;
};

}  // namespace tranche::cluster
