#include "proof/signed_note.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

// The example of the specification.
constexpr char kPublished[] =
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed è subito sera.\n"
    "\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

TEST(SignedNoteTest, ReadsThePublishedExampleAndWritesItBack) {
  const auto note = SignedNote::Parse(kPublished);
  ASSERT_THAT(note, IsOk());
  EXPECT_EQ(note->text, "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n");
  ASSERT_EQ(note->signatures.size(), 1u);
  EXPECT_EQ(note->signatures[0].key_name, "quasimodo.example/salvatore");
  EXPECT_EQ(note->signatures[0].key_id, 0x367ba04bu);
  EXPECT_EQ(note->signatures[0].bytes.size(), 64u);
  EXPECT_EQ(note->ToString(), kPublished);
}

TEST(SignedNoteTest, RefusesWhatIsNoNote) {
  const std::string note = kPublished;
  for (const std::string& bad : {
           std::string(),
           std::string("text\n"),
           std::string("text\n\n"),
           note.substr(0, note.size() - 1),
           note + "\n",
           note + "more\n",
           absl::StrReplaceAll(note, {{"—", "-"}}),
           absl::StrReplaceAll(note, {{"Nnug", "Nnu "}}),
           absl::StrReplaceAll(note, {{"Nnug", "NnuA"}, {"Ic=", "Ic"}}),
           absl::StrReplaceAll(note, {{"salvatore", "salva+tore"}}),
           absl::StrReplaceAll(note, {{"sole:", "sole:\r"}}),
           absl::StrReplaceAll(note, {{"sole:", "sole:\xff"}}),
           std::string("text\n\n— name AAA=\n"),
       })
    EXPECT_THAT(SignedNote::Parse(bad), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no signed note")))
        << bad;
}

TEST(SignedNoteTest, TakesManySignaturesButNotAnyNumber) {
  std::string note = "text\n\n";
  for (size_t i = 0; i < SignedNote::kSignaturesMax; ++i) absl::StrAppend(&note, "— k", i, " AAAAAAA=\n");
  EXPECT_THAT(SignedNote::Parse(note), IsOk());
  EXPECT_THAT(SignedNote::Parse(note + "— more AAAAAAA=\n"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(SignedNoteTest, AKeyNameHasNoSpacesOfAnyKindAndNoPlus) {
  for (const char* name : {"example.com/log", "Khuyến-công/00", "a"}) EXPECT_TRUE(IsKeyName(name)) << name;
  for (const char* name : {"", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\u2028b", "\u3000", "a\tb", "a\xff"})
    EXPECT_FALSE(IsKeyName(name)) << name;
}

TEST(SignedNoteTest, Base64IsReadInOneFormOnly) {
  EXPECT_THAT(FromBase64("AQI="), IsOkAndHolds(std::string("\1\2")));
  for (const char* text : {"AQI", "AQ I=", "AQI=\n", "AQJ=", "AQ_-", "=", "A"})
    EXPECT_THAT(FromBase64(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
}

}  // namespace
}  // namespace tranche
