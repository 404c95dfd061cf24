#include "server/page_door.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "page/page_files.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class PageDoorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!HasPage()) GTEST_SKIP() << "this program was built without the page; build it with ./dev page";
  }

  static HttpAnswer AnswerTo(const std::string& target, const std::string& accept_encoding = "") {
    const HttpRequest request{"GET", target, {{"accept-encoding", accept_encoding}}, ""};
    return PageAnswer(request).value_or(HttpAnswer{404, "", "", {}});
  }

  static std::map<std::string, std::string> Headers(const HttpAnswer& answer) {
    return {answer.headers.begin(), answer.headers.end()};
  }

  // A file that the page names, with its hash in its name.
  static std::string Script() {
    const std::string page = AnswerTo("/").body;
    const size_t begin = page.find("/assets/");
    return page.substr(begin, page.find('"', begin) - begin);
  }
};

TEST_F(PageDoorTest, EveryScreenIsThePageWhichLoadsNothingFromElsewhere) {
  for (const char* const target : {"/", "/vi/overview?year=2024&as-of=2024-09-30", "/en/events/7"}) {
    SCOPED_TRACE(target);
    const HttpAnswer answer = AnswerTo(target);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(answer.body, FindPageFile("/")->content);
    EXPECT_THAT(Headers(answer), Contains(Pair("Cache-Control", "no-cache")));
    EXPECT_THAT(Headers(answer), Not(Contains(Key("Content-Security-Policy")))) << "that of all answers counts";
    EXPECT_THAT(answer.body, Not(HasSubstr("<script>"))) << "the policy would not run it";
  }
}

TEST_F(PageDoorTest, WhatHasItsHashInItsNameIsKeptForEver) {
  EXPECT_THAT(Headers(AnswerTo(Script())), Contains(Pair("Cache-Control", "public, max-age=31536000, immutable")));
}

TEST_F(PageDoorTest, GzipIsForThoseWhoTakeIt) {
  const PageFile file = *FindPageFile(Script());
  for (const char* const taken : {"gzip", "br, GZIP", "deflate;q=0.5 , gzip;q=0.1"}) {
    SCOPED_TRACE(taken);
    const HttpAnswer answer = AnswerTo(Script(), taken);
    EXPECT_THAT(Headers(answer),
                AllOf(Contains(Pair("Content-Encoding", "gzip")), Contains(Pair("Vary", "Accept-Encoding"))));
    EXPECT_EQ(answer.body, file.gzip_content);
  }
  for (const char* const taken : {"", "br", "gzip;q=0", "br, gzip; q=0.00", "xgzip"}) {
    SCOPED_TRACE(taken);
    const HttpAnswer answer = AnswerTo(Script(), taken);
    EXPECT_THAT(Headers(answer), Not(Contains(Key("Content-Encoding"))));
    EXPECT_EQ(answer.body, file.content);
  }
}

TEST_F(PageDoorTest, NothingElseIsThere) {
  for (const char* const target : {"/assets/", "/assets/../page_files.cc", "/index.html%00", "//", "/etc/passwd"})
    EXPECT_EQ(AnswerTo(target).status, 404) << target;
}

}  // namespace
}  // namespace tranche
