#include "access/access_control.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHere[] = "203.0.113.5";

class AccessControlTest : public ::testing::Test {
 protected:
  CredentialOrder Order(absl::Duration life = absl::Hours(24 * 30)) { return {"lan", "laptop", clock_.Now() + life}; }

  IssuedToken Issue(absl::Duration life = absl::Hours(24 * 30)) {
    auto issued = IssueToken(path_, Order(life), clock_.Now(), SystemRandomBytes);
    EXPECT_THAT(issued, IsOk());
    return *issued;
  }

  static Knock WithToken(const std::string& token) {
    Knock knock;
    knock.address = kHere;
    knock.authorization = absl::StrCat("Bearer ", token);
    return knock;
  }
  static Knock WithSession(const std::string& cookie) {
    Knock knock;
    knock.address = kHere;
    knock.session = cookie;
    return knock;
  }

  absl::StatusOr<Entrant> Enter(const Knock& knock) { return access_.Enter(knock, &delay_); }

  std::string Log() const { return absl::StrJoin(log_, "\n"); }

  TemporaryDirectory directory_;
  std::string path_ = directory_.File("access");
  FakeClock clock_{absl::FromUnixSeconds(1800000000)};
  std::vector<std::string> log_;
  AccessControl access_{path_, &clock_, SystemRandomBytes, [this](const std::string& line) { log_.push_back(line); }};
  absl::Duration delay_;
};

TEST_F(AccessControlTest, ATokenLetsInItsActorAndIsKeptAsAHash) {
  const IssuedToken issued = Issue();
  EXPECT_TRUE(IsTokenText(issued.text));
  const auto entrant = Enter(WithToken(issued.text));
  ASSERT_THAT(entrant, IsOk());
  EXPECT_EQ(entrant->actor, "lan");
  EXPECT_TRUE(access_.StillCounts(*entrant));
  std::ifstream file(path_ + "/credentials");
  const std::string kept((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_THAT(kept, HasSubstr("laptop"));
  EXPECT_THAT(kept, Not(HasSubstr(issued.text.substr(8, 12))));
  struct stat found {};
  ASSERT_EQ(::stat((path_ + "/credentials").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0700u);
}

TEST_F(AccessControlTest, ATokenIsOnlyKeptWhereItCanBeShownToAnotherNode) {
  const IssuedToken issued = Issue();
  EXPECT_EQ(Enter(WithToken(issued.text))->token, "");
  EXPECT_EQ(Enter(WithSession(access_.SignIn(issued.text, kHere, &delay_)->cookie))->token, "");
  AccessLimits limits;
  limits.keeps_tokens = true;
  AccessControl node(
      path_, &clock_, SystemRandomBytes, [](const std::string&) {}, limits);
  EXPECT_EQ(node.Enter(WithToken(issued.text), &delay_)->token, issued.text);
  const auto signed_in = node.SignIn(issued.text, kHere, &delay_);
  ASSERT_THAT(signed_in, IsOk());
  EXPECT_EQ(node.Enter(WithSession(signed_in->cookie), &delay_)->token, issued.text);
}

TEST_F(AccessControlTest, ATokenIsOfAnActorWhoseNameIsOneLine) {
  for (const char* const wrong : {"lan\nmai", "lan\r", "\x1b[2Jlan", "lan\u202e", "a\u2028b", "a\u0085"}) {
    CredentialOrder order = Order();
    order.actor = wrong;
    EXPECT_THAT(IssueToken(path_, order, clock_.Now(), SystemRandomBytes),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("actor: found \"")));
    order = Order();
    order.name = wrong;
    EXPECT_THAT(IssueToken(path_, order, clock_.Now(), SystemRandomBytes),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("name: found \"")));
  }
  EXPECT_FALSE(std::filesystem::exists(path_)) << "nothing was issued";
}

TEST_F(AccessControlTest, ATokenThatTheFileGivesToAnActorOfTwoLinesCountsForNobody) {
  const IssuedToken issued = Issue();
  std::ifstream file(path_ + "/credentials");
  std::string kept((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  kept.replace(kept.find("\"lan\""), 5, R"("lan\nmai")");
  std::ofstream(path_ + "/credentials") << kept;
  EXPECT_THAT(Enter(WithToken(issued.text)), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_THAT(Log(), HasSubstr("is of an actor with control characters"));
  EXPECT_THAT(Enter(WithToken(Issue().text)), IsOk());
}

TEST_F(AccessControlTest, UnknownExpiredRevokedForgedAndMalformedAreRefusedAlikeAndOnlyTheLogSaysWhich) {
  const IssuedToken revoked = Issue();
  const IssuedToken expired = Issue(absl::Seconds(1));
  ASSERT_THAT(RevokeCredential(path_, revoked.credential.id(), clock_.Now()), IsOk());
  clock_.Advance(absl::Seconds(1));
  std::string flipped = Issue().text;
  flipped[20] = flipped[20] == 'A' ? 'B' : 'A';
  const std::vector<std::pair<std::string, std::string>> cases = {
      {MakeToken(SystemRandomBytes), "unknown token"},
      {revoked.text, absl::StrCat("token ", revoked.credential.id(), " was revoked")},
      {expired.text, absl::StrCat("token ", expired.credential.id(), " has expired")},
      {flipped, "malformed token"},
      {Issue().text + "A", "malformed token"},
      {std::string(1 << 16, 'A'), "malformed token"},
      {"", "malformed token"},
      {std::string("tranche_\0", 9), "malformed token"}};
  for (const auto& [token, why] : cases) {
    EXPECT_EQ(Enter(WithToken(token)).status(), NobodyKnown()) << why;
    EXPECT_THAT(log_.back(), HasSubstr(absl::StrCat("access: turned away ", kHere, ": ", why, ";")));
    if (!token.empty()) {
      EXPECT_THAT(Log(), Not(HasSubstr(token)));
    }
  }
  Knock basic = WithToken("");
  basic.authorization = absl::StrCat("Basic ", Issue().text);
  EXPECT_EQ(Enter(basic).status(), NobodyKnown());
}

TEST_F(AccessControlTest, WhoeverShowsNothingIsRefusedWithoutHavingTried) {
  Issue();
  EXPECT_EQ(Enter({kHere}).status(), NobodyKnown());
  EXPECT_EQ(access_.counters().failed, 0u);
  EXPECT_EQ(delay_, absl::ZeroDuration());
}

TEST_F(AccessControlTest, RevokingCountsFromTheNextRequestOn) {
  const IssuedToken issued = Issue();
  const auto entrant = Enter(WithToken(issued.text));
  const auto session = access_.SignIn(issued.text, kHere, &delay_);
  ASSERT_THAT(session, IsOk());
  EXPECT_THAT(Enter(WithSession(session->cookie)), IsOk());
  ASSERT_THAT(RevokeCredential(path_, issued.credential.id(), clock_.Now()), IsOk());
  EXPECT_EQ(Enter(WithToken(issued.text)).status(), NobodyKnown());
  EXPECT_EQ(Enter(WithSession(session->cookie)).status(), NobodyKnown());
  EXPECT_FALSE(access_.StillCounts(*entrant));
}

TEST_F(AccessControlTest, ASessionEndsAtSignOutWhenIdleAndAfterTwelveHours) {
  const std::string token = Issue().text;
  const auto signed_in = access_.SignIn(token, kHere, &delay_);
  ASSERT_THAT(signed_in, IsOk());
  EXPECT_EQ(signed_in->life, absl::Hours(12));
  for (int i = 0; i < 13; ++i) {
    clock_.Advance(absl::Minutes(55));
    EXPECT_THAT(Enter(WithSession(signed_in->cookie)), IsOk()) << i;
  }
  clock_.Advance(absl::Minutes(5));
  EXPECT_EQ(Enter(WithSession(signed_in->cookie)).status(), NobodyKnown());  // 12 hours
  const auto idle = access_.SignIn(token, kHere, &delay_);
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Enter(WithSession(idle->cookie)).status(), NobodyKnown());
  const auto ended = access_.SignIn(token, kHere, &delay_);
  EXPECT_TRUE(access_.StillCounts(ended->entrant));
  access_.SignOut(ended->cookie);
  EXPECT_FALSE(access_.StillCounts(ended->entrant));
  EXPECT_EQ(Enter(WithSession(ended->cookie)).status(), NobodyKnown());
  EXPECT_EQ(Enter(WithSession(token)).status(), NobodyKnown());  // a token is no session
  EXPECT_EQ(access_.SignIn(ended->cookie, kHere, &delay_).status(), NobodyKnown());
}

TEST_F(AccessControlTest, FailuresAreSlowedCountedAndLimitedAndKeepNobodyOutWhoHasAToken) {
  const std::string token = Issue().text;
  const std::string wrong = MakeToken(SystemRandomBytes);
  EXPECT_THAT(Enter(WithToken(wrong)), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_EQ(delay_, absl::Milliseconds(100));
  for (int i = 2; i <= 20; ++i) EXPECT_THAT(Enter(WithToken(wrong)), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_EQ(delay_, absl::Seconds(5));
  const size_t logged = log_.size();
  EXPECT_THAT(Enter(WithToken(wrong)), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(delay_, absl::ZeroDuration());
  EXPECT_EQ(log_.size(), logged);
  EXPECT_EQ(access_.counters().failed, 21u);
  EXPECT_EQ(access_.counters().too_many, 1u);
  EXPECT_THAT(Enter(WithToken(token)), IsOk());
  Knock elsewhere = WithToken(wrong);
  elsewhere.address = "203.0.113.6";
  EXPECT_THAT(Enter(elsewhere), StatusIs(absl::StatusCode::kUnauthenticated));
  clock_.Advance(absl::Minutes(16));
  EXPECT_THAT(Enter(WithToken(wrong)), StatusIs(absl::StatusCode::kUnauthenticated));
  EXPECT_EQ(delay_, absl::Milliseconds(100));
}

TEST_F(AccessControlTest, WithoutItsFileOrWithABrokenOneNobodyComesIn) {
  const IssuedToken issued = Issue();
  ASSERT_THAT(Enter(WithToken(issued.text)), IsOk());
  std::ofstream(path_ + "/credentials") << "{";
  EXPECT_THAT(Enter(WithToken(issued.text)), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(log_.back(), HasSubstr("cannot be read"));
  EXPECT_THAT(RevokeCredential(path_, issued.credential.id(), clock_.Now()), StatusIs(absl::StatusCode::kDataLoss));
  std::filesystem::remove(path_ + "/credentials");
  EXPECT_THAT(Enter(WithToken(issued.text)), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(AccessControlTest, AFileThatOthersMayWriteIsNotBelieved) {
  const IssuedToken issued = Issue();
  ASSERT_EQ(::chmod((path_ + "/credentials").c_str(), 0620), 0);
  EXPECT_THAT(ReadCredentials(path_), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("0620")));
  EXPECT_THAT(Enter(WithToken(issued.text)), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(AccessControlTest, WhatIsIssuedHasAnActorAndAnEnd) {
  const auto issue = [this](const CredentialOrder& order) {
    return IssueToken(path_, order, clock_.Now(), SystemRandomBytes).status();
  };
  EXPECT_THAT(issue({"", "", clock_.Now() + absl::Hours(1)}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(issue({"lan", "", clock_.Now()}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(issue({"lan", "", absl::InfiniteFuture()}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(BindCertificate(path_, Order(), "no certificate", clock_.Now(), SystemRandomBytes),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_THAT(RevokeCredential(path_, "00000000", clock_.Now()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST(AttemptsTest, AddressesAreCountedByWhoHasThemAndForgottenWhenThereAreTooMany) {
  EXPECT_EQ(AddressToCount("::ffff:203.0.113.5"), "203.0.113.5");
  EXPECT_EQ(AddressToCount("2001:db8::1"), AddressToCount("2001:db8::ffff:1"));
  EXPECT_NE(AddressToCount("2001:db8::1"), AddressToCount("2001:db8:1::1"));
  AttemptLimits limits;
  limits.addresses = 2;
  Attempts attempts(limits);
  const absl::Time now = absl::FromUnixSeconds(0);
  for (const char* const address : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) attempts.Fail(address, now);
  EXPECT_EQ(attempts.Fail("192.0.2.4", now).count, 2u);  // with 192.0.2.3
  EXPECT_EQ(attempts.Fail("192.0.2.1", now).count, 2u);
}

TEST(AttemptsTest, FailuresNowAndThenAreNeverTooMany) {
  Attempts attempts;
  absl::Time now = absl::FromUnixSeconds(0);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(attempts.Fail("192.0.2.1", now).is_too_many) << i;
    now += absl::Minutes(1);
  }
}

TEST(PageSessionsTest, TheTokensOfThoseThatHaveEndedAreNotKeptWhenAnotherBegins) {
  PageSessions sessions(SystemRandomBytes);
  const absl::Time now = absl::FromUnixSeconds(0);
  const std::string left = sessions.Begin({"a", "token of a"}, now);
  const std::string used = sessions.Begin({"b", "token of b"}, now + absl::Minutes(30));
  sessions.Begin({"c", ""}, now + absl::Hours(1));
  EXPECT_FALSE(sessions.Find(left, now)) << "by a clock that was set back: it is gone, not refused";
  EXPECT_EQ(sessions.Find(used, now + absl::Hours(1))->token, "token of b");
}

TEST(PageSessionsTest, ThereAreOnlySoMany) {
  SessionLimits limits;
  limits.sessions = 2;
  PageSessions sessions(SystemRandomBytes, limits);
  const absl::Time now = absl::FromUnixSeconds(0);
  const std::string first = sessions.Begin({"a", ""}, now);
  const std::string second = sessions.Begin({"b", ""}, now + absl::Seconds(1));
  EXPECT_TRUE(sessions.Find(first, now + absl::Seconds(2)));
  const std::string third = sessions.Begin({"c", ""}, now + absl::Seconds(3));
  EXPECT_FALSE(sessions.Find(second, now + absl::Seconds(3)));
  EXPECT_EQ(sessions.Find(first, now + absl::Seconds(3))->id, "a");
  EXPECT_EQ(sessions.Find(third, now + absl::Seconds(3))->id, "c");
}

}  // namespace
}  // namespace tranche
