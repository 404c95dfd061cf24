#include "ledger/log_contact.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

constexpr absl::Duration kNotedEvery = absl::Seconds(1);
constexpr size_t kContactBytesMax = 100;

std::string ContactPath(const std::string& directory) { return absl::StrCat(directory, "/CONTACT"); }

// Nothing is synced: after a power cut the copy has not heard yet.
void Write(const std::string& directory, const LogContact& contact) {
  const std::string path = ContactPath(directory);
  const std::string unfinished = absl::StrCat(path, ".new");
  std::ofstream file(unfinished, std::ios::trunc);
  file << absl::ToUnixMicros(contact.at) << " " << contact.log_head << "\n";
  file.close();
  if (!file || std::rename(unfinished.c_str(), path.c_str()) != 0) std::remove(unfinished.c_str());
}

}  // namespace

std::optional<absl::Duration> AgeOf(const LogContact& contact, absl::Time now) {
  if (contact.at == absl::InfinitePast() || contact.at > now + kContactAheadMost) return std::nullopt;
  return std::max(now - contact.at, absl::ZeroDuration());
}

LogContact ReadContact(const std::string& directory) {
  const auto text = storage::ReadWholeFile(ContactPath(directory), kContactBytesMax);
  if (!text.ok() || !text->has_value()) return {};
  const std::vector<absl::string_view> words = absl::StrSplit(**text, absl::ByAnyChar(" \n"));
  int64_t at_us = 0;
  LogContact contact;
  if (words.size() != 3 || !absl::SimpleAtoi(words[0], &at_us) || !absl::SimpleAtoi(words[1], &contact.log_head))
    return {};
  contact.at = absl::FromUnixMicros(at_us);
  return contact;
}

ContactNote::~ContactNote() {
  const MutexLock lock(mutex_);
  if (last_.at != written_) Write(directory_, last_);
}

void ContactNote::Heard(absl::Time at, Sequence log_head, Sequence had) {
  const MutexLock lock(mutex_);
  last_.known_head = log_head;
  // While the log goes on, the one that the copy is about to reach is kept; a log that was set back may never have it,
  // and after the clock was set back, nobody knows how old it is.
  const bool is_kept = pending_.has_value() && pending_->log_head <= log_head && pending_->at <= at;
  if (log_head <= had || !is_kept) pending_ = LogContact{at, log_head};
  Complete(had);
}

void ContactNote::Reached(Sequence had) {
  const MutexLock lock(mutex_);
  last_.known_head = std::max(last_.known_head, had);
  Complete(had);
}

void ContactNote::Complete(Sequence had) {
  if (!pending_.has_value() || pending_->log_head > had) return;
  last_.at = pending_->at;
  last_.log_head = pending_->log_head;
  pending_.reset();
  if (absl::AbsDuration(last_.at - written_) < kNotedEvery) return;
  written_ = last_.at;
  Write(directory_, last_);
}

LogContact ContactNote::last() const {
  const MutexLock lock(mutex_);
  return last_;
}

}  // namespace tranche
