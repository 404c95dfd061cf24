// Raw system calls, bypassing the libc functions that interposed_calls.cc
// replaces. They return -1 and set errno as those do.
#pragma once

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace tranche::system_calls {

inline int Open(const char* path, int flags, mode_t mode) {
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
inline int Close(int fd) { return static_cast<int>(::syscall(SYS_close, fd)); }
inline ssize_t Write(int fd, const void* bytes, size_t count) { return ::syscall(SYS_write, fd, bytes, count); }
inline ssize_t Pwrite(int fd, const void* bytes, size_t count, off_t offset) {
  return ::syscall(SYS_pwrite64, fd, bytes, count, offset);
}
inline int Fsync(int fd) { return static_cast<int>(::syscall(SYS_fsync, fd)); }
inline int Fdatasync(int fd) { return static_cast<int>(::syscall(SYS_fdatasync, fd)); }
inline int SyncFileRange(int fd, off_t offset, off_t count, unsigned flags) {
  return static_cast<int>(::syscall(SYS_sync_file_range, fd, offset, count, flags));
}
inline int Ftruncate(int fd, off_t size) { return static_cast<int>(::syscall(SYS_ftruncate, fd, size)); }
inline int Fallocate(int fd, int mode, off_t offset, off_t count) {
  return static_cast<int>(::syscall(SYS_fallocate, fd, mode, offset, count));
}
inline int Unlink(const char* path) { return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0)); }
inline int Rmdir(const char* path) { return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR)); }
inline int Mkdir(const char* path, mode_t mode) {
  return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}
inline int Rename(const char* from, const char* to) {
  return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
inline int Link(const char* from, const char* to) {
  return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

}  // namespace tranche::system_calls
