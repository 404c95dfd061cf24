#include "page/page_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <regex>
#include <string>

#include "page/page_bundle.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class PageFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!HasPage()) GTEST_SKIP() << "built without the page: ./dev page builds it, then build again";
  }
};

TEST_F(PageFilesTest, EveryScreenInBothLanguagesIsTheSameFile) {
  const std::optional<PageFile> root = FindPageFile("/");
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->content_type, "text/html; charset=utf-8");
  EXPECT_FALSE(root->immutable);
  for (const char* const path : {"/vi", "/en", "/vi/overview", "/en/events/7", "/vi/units/VN63-01"}) {
    const std::optional<PageFile> screen = FindPageFile(path);
    ASSERT_TRUE(screen.has_value()) << path;
    EXPECT_EQ(screen->content, root->content) << path;
  }
}

TEST_F(PageFilesTest, WhatTheFirstFileNamesIsThereAndImmutable) {
  const std::string index(FindPageFile("/")->content);
  const std::regex address("(?:src|href)=\"([^\"]+)\"");
  int found = 0;
  for (std::sregex_iterator it(index.begin(), index.end(), address), end; it != end; ++it, ++found) {
    const std::string path = (*it)[1];
    EXPECT_THAT(path, StartsWith("/assets/"));
    const std::optional<PageFile> file = FindPageFile(path);
    ASSERT_TRUE(file.has_value()) << path;
    EXPECT_TRUE(file->immutable) << path;
    EXPECT_FALSE(file->content.empty()) << path;
  }
  EXPECT_GE(found, 4);
}

TEST_F(PageFilesTest, NothingOfThePageRunsInlineOrComesFromElsewhere) {
  const std::string index(FindPageFile("/")->content);
  EXPECT_FALSE(std::regex_search(index, std::regex("<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=|https?:")));
}

TEST_F(PageFilesTest, GzipIsKeptWhereItIsSmaller) {
  for (const BundledFile& bundled : PageBundle()) {
    const PageFile& file = bundled.file;
    if (file.content_type == "font/woff2") {
      EXPECT_TRUE(file.gzip_content.empty()) << bundled.path;
    } else if (!file.gzip_content.empty()) {
      EXPECT_LT(file.gzip_content.size(), file.content.size()) << bundled.path;
      EXPECT_THAT(std::string(file.gzip_content), StartsWith("\x1f\x8b")) << bundled.path;
    }
  }
}

TEST_F(PageFilesTest, ItCarriesTheLicencesOfWhatItHolds) {
  const std::optional<PageFile> notice = FindPageFile("/NOTICE.txt");
  ASSERT_TRUE(notice.has_value());
  EXPECT_THAT(std::string(notice->content), HasSubstr("SIL OPEN FONT LICENSE"));
}

TEST(FindPageFileTest, NothingOutsideTheListCanBeNamed) {
  for (const char* const path :
       {"", "vi", "/vietnam", "/english/overview", "/assets", "/assets/", "/assets/../index.html", "/index.html",
        "/assets/main.js", "//", "/../etc/passwd", "/%2e%2e/etc/passwd", "/files.tsv", "/meta.json",
        "/tranche.v1.LedgerService/GetBalance"}) {
    EXPECT_FALSE(FindPageFile(path).has_value()) << path;
  }
}

}  // namespace
}  // namespace tranche
