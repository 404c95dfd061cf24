#include "service/timed_log.h"

#include <chrono>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "log/log_writer.h"

namespace tranche {
namespace {

class TimedLog final : public LogWriter {
 public:
  TimedLog(std::unique_ptr<LogWriter> log, TimedAppendVisitor visitor)
      : log_(std::move(log)), visitor_(std::move(visitor)) {}

  absl::Status Append(const LogGroup& group) override {
    const auto begun = std::chrono::steady_clock::now();
    absl::Status status = log_->Append(group);
    visitor_({group.last - group.first + 1, absl::FromChrono(std::chrono::steady_clock::now() - begun), status});
    return status;
  }

 private:
  const std::unique_ptr<LogWriter> log_;
  const TimedAppendVisitor visitor_;
};

}  // namespace

OpenOptions TimingAppends(OpenOptions options, TimedAppendVisitor visitor) {
  options.open_log = [open = std::move(options.open_log), visitor = std::move(visitor)](
                         storage::OwnerLock* lock, storage::Database* database,
                         Sequence head) -> absl::StatusOr<std::unique_ptr<LogWriter>> {
    absl::StatusOr<std::unique_ptr<LogWriter>> log = open(lock, database, head);
    if (!log.ok()) return log.status();
    return std::make_unique<TimedLog>(*std::move(log), visitor);
  };
  return options;
}

}  // namespace tranche
