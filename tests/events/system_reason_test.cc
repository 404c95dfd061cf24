#include "events/system_reason.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace tranche {
namespace {

std::string Said(int error) { return EnglishPrinter().print(SystemReason("reason", error)); }

TEST(SystemReasonTest, WhatHappensOftenIsSaidInWordsThatAreTranslated) {
  EXPECT_EQ(Said(ENOSPC), "there is no space left on the disk");
  EXPECT_EQ(Said(EACCES), "permission denied");
  EXPECT_EQ(Said(EPERM), Said(EACCES));
  EXPECT_EQ(Said(EMFILE), Said(ENFILE));
  for (const int error :
       {ENOENT, ENOTDIR, EISDIR, EEXIST, ENOTEMPTY, EACCES, EROFS, ENOSPC, EDQUOT, EMFILE, EBUSY, EWOULDBLOCK, EIO})
    EXPECT_TRUE(SystemReason("reason", error).has_word()) << error;
}

TEST(SystemReasonTest, TheSystemIsQuotedOnWhatIsRare) {
  const v1::RefusalField field = SystemReason("reason", ESTALE);
  EXPECT_EQ(field.name(), "reason");
  EXPECT_EQ(field.phrase().text(), "the system says \"{words}\"");
  EXPECT_EQ(EnglishPrinter().print(field), "the system says \"Stale file handle\"");
}

}  // namespace
}  // namespace tranche
