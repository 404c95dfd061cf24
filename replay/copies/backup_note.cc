#include "replay/copies/backup_note.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "storage/excerpt.h"

namespace tranche {
namespace {

absl::Status Damaged(absl::string_view text) {
  return Refuse(absl::StatusCode::kDataLoss, "backup.note-damaged",
                "its note is damaged: found {found}, wanted the lines ledger, head, root and taken; use another backup",
                {TextField("found", storage::Excerpt(text))});
}

bool ReadLine(absl::string_view line, absl::string_view name, absl::string_view* value) {
  *value = line;
  return absl::ConsumePrefix(value, absl::StrCat(name, " ")) && !value->empty();
}

bool ReadRoot(absl::string_view text, Digest* root) {
  std::string bytes;
  if (!absl::Base64Unescape(text, &bytes)) return false;
  const absl::StatusOr<Digest> digest = ToDigest(bytes);
  if (digest.ok()) *root = *digest;
  return digest.ok();
}

}  // namespace

std::string ToText(const BackupNote& note) {
  return absl::StrCat("ledger ", note.ledger_id, "\nhead ", note.head, "\nroot ",
                      absl::Base64Escape(ToBytes(note.root)), "\ntaken ",
                      absl::FormatTime(absl::RFC3339_full, note.taken_at, absl::UTCTimeZone()), "\n",
                      note.shared_log.empty() ? "" : absl::StrCat("log ", note.shared_log, "\n"));
}

absl::StatusOr<BackupNote> ParseBackupNote(absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  const bool is_of_copy = lines.size() == 6;
  if ((lines.size() != 5 && !is_of_copy) || !lines.back().empty()) return Damaged(text);
  BackupNote note;
  absl::string_view ledger, head, root, taken, log;
  if (!ReadLine(lines[0], "ledger", &ledger) || !ReadLine(lines[1], "head", &head) ||
      !ReadLine(lines[2], "root", &root) || !ReadLine(lines[3], "taken", &taken) ||
      (is_of_copy && !ReadLine(lines[4], "log", &log)))
    return Damaged(text);
  if (!absl::SimpleAtoi(head, &note.head) || !ReadRoot(root, &note.root) ||
      !absl::ParseTime(absl::RFC3339_full, taken, &note.taken_at, nullptr))
    return Damaged(text);
  note.ledger_id = std::string(ledger);
  note.shared_log = std::string(log);
  return note;
}

}  // namespace tranche
