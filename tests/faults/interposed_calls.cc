// Interposes the libc functions that change files for the whole program: symbols of the
// executable take precedence over those of shared libraries, so RocksDB and the C++
// library call these too. Without a FaultyDisk, or for files outside it, they behave as
// the originals.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <string>

#include "storage/anchored_path.h"
#include "tests/faults/faulty_disk.h"
#include "tests/faults/system_calls.h"

namespace {

using tranche::FaultyDisk;
namespace system_calls = tranche::system_calls;

// The disk that `fd` or `path` belongs to, or null.
FaultyDisk* DiskOf(int fd) {
  FaultyDisk* disk = FaultyDisk::Attached();
  return disk != nullptr && disk->IsWatched(fd) ? disk : nullptr;
}
FaultyDisk* DiskOf(const std::string& path) {
  FaultyDisk* disk = FaultyDisk::Attached();
  return disk != nullptr && disk->IsBelow(path.c_str()) ? disk : nullptr;
}

// A writer names its files by the descriptor of their directory (storage/anchored_path.h).
std::string NameOf(const char* path) {
  return FaultyDisk::Attached() == nullptr ? path : tranche::storage::WithNames(path);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  const std::string name = NameOf(path);
  FaultyDisk* disk = DiskOf(name);
  return disk != nullptr ? disk->Open(name.c_str(), flags, mode) : system_calls::Open(path, flags, mode);
}

int close(int fd) {
  FaultyDisk* disk = DiskOf(fd);
  return disk != nullptr ? disk->Close(fd) : system_calls::Close(fd);
}

ssize_t write(int fd, const void* bytes, size_t count) {
  FaultyDisk* disk = DiskOf(fd);
  return disk != nullptr ? disk->Write(fd, bytes, count, std::nullopt) : system_calls::Write(fd, bytes, count);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
  FaultyDisk* disk = DiskOf(fd);
  return disk != nullptr ? disk->Write(fd, bytes, count, offset) : system_calls::Pwrite(fd, bytes, count, offset);
}

int fsync(int fd) {
  FaultyDisk* disk = DiskOf(fd);
  return disk != nullptr ? disk->Sync(fd) : system_calls::Fsync(fd);
}

int fdatasync(int fd) {
  FaultyDisk* disk = DiskOf(fd);
  return disk != nullptr ? disk->Sync(fd) : system_calls::Fdatasync(fd);
}

// It guarantees nothing across a power cut.
int sync_file_range(int fd, off_t offset, off_t count, unsigned flags) {
  return DiskOf(fd) != nullptr ? 0 : system_calls::SyncFileRange(fd, offset, count, flags);
}

int ftruncate(int fd, off_t size) noexcept {
  FaultyDisk* disk = DiskOf(fd);
  return disk != nullptr ? disk->Truncate(fd, size) : system_calls::Ftruncate(fd, size);
}

int fallocate(int fd, int mode, off_t offset, off_t count) {
  FaultyDisk* disk = DiskOf(fd);
  return disk != nullptr ? disk->Allocate(fd, mode, offset, count) : system_calls::Fallocate(fd, mode, offset, count);
}

int unlink(const char* path) noexcept {
  const std::string name = NameOf(path);
  FaultyDisk* disk = DiskOf(name);
  return disk != nullptr ? disk->Unlink(name.c_str()) : system_calls::Unlink(path);
}

int mkdir(const char* path, mode_t mode) noexcept {
  const std::string name = NameOf(path);
  FaultyDisk* disk = DiskOf(name);
  return disk != nullptr ? disk->MakeDirectory(name.c_str(), mode) : system_calls::Mkdir(path, mode);
}

int rename(const char* from, const char* to) noexcept {
  const std::string name = NameOf(to);
  FaultyDisk* disk = DiskOf(name);
  return disk != nullptr ? disk->Rename(NameOf(from).c_str(), name.c_str()) : system_calls::Rename(from, to);
}

int link(const char* from, const char* to) noexcept {
  const std::string name = NameOf(to);
  FaultyDisk* disk = DiskOf(name);
  return disk != nullptr ? disk->Link(NameOf(from).c_str(), name.c_str()) : system_calls::Link(from, to);
}

}  // extern "C"
