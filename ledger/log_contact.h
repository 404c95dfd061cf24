// Since when a copy has what its shared log has. The process that follows the log notes it; others that only read the
// directory find it there, in the file CONTACT.
#pragma once

#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "events/mutex.h"
#include "events/sequence.h"

namespace tranche {

// The newest hearing of the log whose events the copy has: while it catches up, one before the last.
struct LogContact {
  absl::Time at = absl::InfinitePast();  // before the log was asked, by the clock of the machine; that: not known
  Sequence log_head = 0;                 // the last event of the log then, which the copy has
  Sequence known_head = 0;               // the last one that the log was heard to have, if that is known here
};

// How much later than now a contact may be: the clock of a machine is set back by so little while it runs.
inline constexpr absl::Duration kContactAheadMost = absl::Seconds(2);

// How long before `now` it was, never negative; nothing for one that is not known, or is later than `now` by more than
// kContactAheadMost: the clock was set back, and how long ago it was nobody can say.
std::optional<absl::Duration> AgeOf(const LogContact& contact, absl::Time now);

// The contact that was noted last in `directory`, at most a second before the last one that there was; one that is not
// known where none was noted, or it cannot be read.
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

  // The log was asked at `at`, and ended with event `log_head`; the copy ends with event `had`. What the copy lacks
  // then becomes the last contact when it has it (Reached), though the log has gone on since. One that comes later is
  // the later one, whatever the clock says.
  void Heard(absl::Time at, Sequence log_head, Sequence had);

  // The copy ends with event `had` now.
  void Reached(Sequence had);

  // One that is not known as long as there is none.
  LogContact last() const;

 private:
  void Complete(Sequence had) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string directory_;
  mutable Mutex mutex_;
  LogContact last_ ABSL_GUARDED_BY(mutex_);
  std::optional<LogContact> pending_ ABSL_GUARDED_BY(mutex_);          // the first of those that the copy lacks yet
  absl::Time written_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();  // the contact that is in the file
};

}  // namespace tranche
