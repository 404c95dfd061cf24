// Tracks what a power cut would lose: every change to files under a directory since they were
// last synced, and to directory entries since their directory was. Each change is recorded
// with what is needed to undo it.
//
// It assumes what POSIX guarantees and no more: bytes are durable after fsync or fdatasync of
// their file, names after fsync of their directory. What survives beyond that is random: of
// each file a prefix of the changes, the last of them torn at a byte or at a 512-byte sector;
// of each directory a prefix of the names created, removed or changed.
//
// Thread safety: one thread at a time.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace tranche {

class UnsyncedChanges {
 public:
  // `graveyard` is a directory on the same file system, where removed files are kept.
  explicit UnsyncedChanges(std::string graveyard) : graveyard_(std::move(graveyard)) {}

  // Called before `bytes` bytes are written at `offset`, or the file is truncated or extended
  // to `size`.
  void BeforeWrite(int fd, uint64_t offset, uint64_t bytes);
  void BeforeTruncate(int fd, uint64_t size);

  // Called around changes of names.
  void AfterCreate(const std::string& path);
  void BeforeUnlink(const std::string& path);
  void BeforeRename(const std::string& from, const std::string& to);

  // Called after a sync of a file or directory. After a failed one, no change of that file
  // ever becomes durable, whatever later syncs report (Linux drops the error, and the bytes);
  // names still may.
  void Synced(int fd);
  void SyncFailed(int fd);

  // Undoes what does not survive; returns the number of changes undone.
  uint64_t CutPower(std::mt19937_64* random, bool leaves_zeros);

 private:
  struct ByteChange {
    uint64_t offset = 0;
    uint64_t bytes = 0;
    uint64_t size_before = 0;
    std::string bytes_before;
  };
  struct File {
    int fd = -1;  // our own descriptor, for reading and writing
    std::vector<ByteChange> changes;
    bool never_durable = false;
  };
  struct NameChange {
    std::string removed;  // the removed name; empty if one was only created
    std::string made;     // the new name; empty if one was only removed
    std::string grave;    // the file that `made`, otherwise `removed`, named before
  };
  using NameChanges = std::vector<NameChange>;

  File& FileOf(int fd);
  NameChanges& NamesBeside(const std::string& path);
  std::string Bury(const std::string& path);
  void Undo(const File& file, const ByteChange& change, uint64_t bytes_kept, bool leaves_zeros);
  void Undo(const NameChange& change);
  uint64_t CutFile(File* file, std::mt19937_64* random, bool leaves_zeros);
  uint64_t CutNames(const NameChanges& changes, std::mt19937_64* random);

  std::string graveyard_;
  uint64_t graves_ = 0;
  std::map<ino_t, File> files_;
  std::map<ino_t, NameChanges> directories_;
};

}  // namespace tranche
