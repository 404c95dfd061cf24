#include "replay/copies/backup_note.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

TEST(BackupNoteTest, ComesOutAsItWentIn) {
  const BackupNote note = {"abc", 7, Sha256("x"), Instant("2026-01-01T00:00:00Z")};
  const auto parsed = ParseBackupNote(ToText(note));
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->ledger_id, "abc");
  EXPECT_EQ(parsed->head, 7u);
  EXPECT_EQ(parsed->root, Sha256("x"));
  EXPECT_EQ(parsed->taken_at, note.taken_at);
  EXPECT_EQ(parsed->shared_log, "");
}

TEST(BackupNoteTest, SaysWhereTheLogOfACopyIs) {
  BackupNote note = {"abc", 7, Sha256("x"), Instant("2026-01-01T00:00:00Z"), "postgresql://db-1,db-2/tranche"};
  const auto parsed = ParseBackupNote(ToText(note));
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->shared_log, note.shared_log);
  EXPECT_THAT(ParseBackupNote(ToText(note) + "more\n"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(BackupNoteTest, RefusesAnythingElse) {
  const std::string good = ToText({"abc", 7, Sha256("x"), Instant("2026-01-01T00:00:00Z")});
  for (const std::string& text : std::vector<std::string>{"", good + good, good.substr(1), good.substr(0, 18),
                                                          "ledger abc\nhead -7" + good.substr(17)}) {
    EXPECT_THAT(ParseBackupNote(text), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("its note"))) << text;
  }
}

}  // namespace
}  // namespace tranche
