// When a copy last heard from its shared log. The process that follows the log notes it; others that only read the
// directory find it there, in the file CONTACT.
#pragma once

#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "events/mutex.h"
#include "events/sequence.h"

namespace tranche {

struct LogContact {
  absl::Time at = absl::InfinitePast();  // by the clock of the machine; that for a copy that has not heard yet
  Sequence log_head = 0;                 // the last event of the log then
};

// The last contact that was noted in `directory`, at most a second before the last one that there was; of a copy in
// which none was, or cannot be read, one that has not heard yet.
LogContact ReadContact(const std::string& directory);

// What the process that follows notes.
//
// Thread safety: all members may be called by several threads.
class ContactNote {
 public:
  // Notes into `directory`, once a second at most. What cannot be written there is left out: readers then take the copy
  // for older than it is.
  explicit ContactNote(std::string directory) : directory_(std::move(directory)) {}
  ContactNote(const ContactNote&) = delete;
  ContactNote& operator=(const ContactNote&) = delete;
  // Notes the last one.
  ~ContactNote();

  // The log was heard; one that is older than the last is ignored.
  void Heard(const LogContact& contact);

  // One that has not heard yet as long as there is none.
  LogContact last() const;

 private:
  const std::string directory_;
  mutable Mutex mutex_;
  LogContact last_ ABSL_GUARDED_BY(mutex_);
  absl::Time written_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();  // the contact that is in the file
};

}  // namespace tranche
