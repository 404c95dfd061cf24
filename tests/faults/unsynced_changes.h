// What a power cut would take away: every change of the files under a directory since
// they were synced, and of the names in it since their directory was. Each change is
// noted with what is needed to undo it.
//
// It believes what POSIX promises and no more: bytes are durable after fsync or fdatasync
// of their file, names after fsync of their directory. What survives beyond that is
// chosen by chance: of each file the first few changes, the last of them torn at a byte
// or at a sector of 512; of each directory the first few names made, removed or changed.
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

  // Before `bytes` bytes from `offset` on are written, or the file is cut or grown to `size`.
  void BeforeWrite(int fd, uint64_t offset, uint64_t bytes);
  void BeforeTruncate(int fd, uint64_t size);

  // Around the changes of names.
  void AfterCreate(const std::string& path);
  void BeforeUnlink(const std::string& path);
  void BeforeRename(const std::string& from, const std::string& to);

  // A sync of a file or directory. After one that failed no change of that file is durable any
  // more, whatever later syncs say (Linux forgets the error, and the bytes); names may be yet.
  void Synced(int fd);
  void SyncFailed(int fd);

  // Undoes what does not survive; how many changes that were.
  uint64_t CutPower(std::mt19937_64* random, bool leaves_zeros);

 private:
  struct ByteChange {
    uint64_t offset = 0;
    uint64_t bytes = 0;
    uint64_t size_before = 0;
    std::string bytes_before;
  };
  struct File {
    int fd = -1;  // ours, for reading and writing
    std::vector<ByteChange> changes;
    bool never_durable = false;
  };
  struct NameChange {
    std::string removed;  // the name that is gone; empty when one was only made
    std::string made;     // the name that is new; empty when one was only removed
    std::string grave;    // the file that `made`, or else `removed`, named before
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
