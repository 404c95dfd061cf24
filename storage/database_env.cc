#include "storage/database_env.h"

#include <rocksdb/system_clock.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace tranche::storage {
namespace {

class ClockSince1970 final : public rocksdb::SystemClockWrapper {
 public:
  using SystemClockWrapper::SystemClockWrapper;
  const char* Name() const override { return "ClockSince1970"; }

  uint64_t NowMicros() override {
    return static_cast<uint64_t>(std::max<int64_t>(static_cast<int64_t>(SystemClockWrapper::NowMicros()), 0));
  }

  rocksdb::Status GetCurrentTime(int64_t* unix_time) override {
    const rocksdb::Status status = SystemClockWrapper::GetCurrentTime(unix_time);
    // time() may also be one second before the epoch, which is its way to say that there is no clock.
    if (status.ok()) *unix_time = std::max<int64_t>(*unix_time, 0);
    return status;
  }
};

// Files and threads are those of the default environment.
class EnvSince1970 final : public rocksdb::EnvWrapper {
 public:
  EnvSince1970() : EnvWrapper(Env::Default()) {
    file_system_ = Env::Default()->GetFileSystem();
    system_clock_ = std::make_shared<ClockSince1970>(Env::Default()->GetSystemClock());
  }
  const char* Name() const override { return "EnvSince1970"; }
  uint64_t NowMicros() override { return system_clock_->NowMicros(); }
  rocksdb::Status GetCurrentTime(int64_t* unix_time) override { return system_clock_->GetCurrentTime(unix_time); }
};

}  // namespace

rocksdb::Env* DatabaseEnv() {
  static auto* const kEnv = new EnvSince1970();
  return kEnv;
}

}  // namespace tranche::storage
