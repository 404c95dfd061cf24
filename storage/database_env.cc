#include "storage/database_env.h"

#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

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

// A file that seems to end after `bytes`.
class ShorterFile final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  ShorterFile(std::unique_ptr<rocksdb::FSSequentialFile> file, uint64_t bytes)
      : FSSequentialFileOwnerWrapper(std::move(file)), left_(bytes) {}

  rocksdb::IOStatus Read(size_t n, const rocksdb::IOOptions& options, rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus status =
        FSSequentialFileOwnerWrapper::Read(std::min<uint64_t>(n, left_), options, result, scratch, debug);
    if (status.ok()) left_ -= result->size();
    return status;
  }
  rocksdb::IOStatus Skip(uint64_t n) override {
    const uint64_t skipped = std::min(n, left_);
    left_ -= skipped;
    return FSSequentialFileOwnerWrapper::Skip(skipped);
  }

 private:
  uint64_t left_;
};

class FilesWithout final : public rocksdb::FileSystemWrapper {
 public:
  FilesWithout(std::shared_ptr<rocksdb::FileSystem> files, UnwrittenEnd end)
      : FileSystemWrapper(std::move(files)), end_(std::move(end)) {}
  const char* Name() const override { return "FilesWithout"; }

  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = FileSystemWrapper::NewSequentialFile(path, options, file, debug);
    if (status.ok() && absl::EndsWith(path, absl::StrCat("/", end_.file)))
      *file = std::make_unique<ShorterFile>(std::move(*file), end_.begin);
    return status;
  }

 private:
  const UnwrittenEnd end_;
};

// Threads are those of the default environment.
class EnvSince1970 final : public rocksdb::EnvWrapper {
 public:
  explicit EnvSince1970(std::shared_ptr<rocksdb::FileSystem> files) : EnvWrapper(Env::Default()) {
    file_system_ = std::move(files);
    system_clock_ = std::make_shared<ClockSince1970>(Env::Default()->GetSystemClock());
  }
  const char* Name() const override { return "EnvSince1970"; }
  uint64_t NowMicros() override { return system_clock_->NowMicros(); }
  rocksdb::Status GetCurrentTime(int64_t* unix_time) override { return system_clock_->GetCurrentTime(unix_time); }
};

}  // namespace

rocksdb::Env* DatabaseEnv() {
  static auto* const kEnv = new EnvSince1970(rocksdb::Env::Default()->GetFileSystem());
  return kEnv;
}

std::unique_ptr<rocksdb::Env> DatabaseEnvWithout(const UnwrittenEnd& end) {
  return std::make_unique<EnvSince1970>(std::make_shared<FilesWithout>(rocksdb::Env::Default()->GetFileSystem(), end));
}

}  // namespace tranche::storage
