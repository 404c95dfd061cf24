#include "server/openapi.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

// The names of the schemes of which one is wanted, and of those that are described.
std::set<std::string> Wanted(const json& description) {
  std::set<std::string> wanted;
  for (const json& way : description["security"]) wanted.insert(way.begin().key());
  return wanted;
}
std::set<std::string> Described(const json& description) {
  std::set<std::string> described;
  for (const auto& scheme : description["components"]["securitySchemes"].items()) described.insert(scheme.key());
  return described;
}

TEST(OpenApiTest, WhereNobodyIsAskedNothingIsSaidOfIt) {
  const json all = json::parse(OpenApiJson());
  EXPECT_FALSE(all.contains("security"));
  EXPECT_FALSE(all["components"].contains("securitySchemes"));
  for (const auto& path : all["paths"].items()) {
    for (const json& operation : path.value()) {
      EXPECT_FALSE(operation["responses"].contains("401")) << path.key();
      EXPECT_FALSE(operation.contains("security")) << path.key();
    }
  }
}

TEST(OpenApiTest, WithoutTlsATokenOrASessionIsShown) {
  const json all = json::parse(OpenApiJson({true, false, false}));
  EXPECT_THAT(Described(all), ElementsAre("session", "token"));
  EXPECT_EQ(Wanted(all), Described(all));
  const json& schemes = all["components"]["securitySchemes"];
  EXPECT_EQ(schemes["token"]["scheme"], "bearer");
  EXPECT_EQ(schemes["session"]["name"], "tranche");
}

TEST(OpenApiTest, WithTlsTheCookieHasItsPrefixAndACertificateIsShownWhereOneIsTaken) {
  const json without = json::parse(OpenApiJson({true, true, false}));
  EXPECT_THAT(Described(without), ElementsAre("session", "token"));
  const json all = json::parse(OpenApiJson({true, true, true}));
  EXPECT_THAT(Described(all), ElementsAre("certificate", "session", "token"));
  EXPECT_EQ(Wanted(all), Described(all));
  const json& schemes = all["components"]["securitySchemes"];
  EXPECT_EQ(schemes["certificate"]["type"], "mutualTLS");
  EXPECT_EQ(schemes["session"]["name"], "__Host-tranche");
}

TEST(OpenApiTest, WhatIsNotOpenToEverybodyHasTheAnswersOfTheDoor) {
  const json all = json::parse(OpenApiJson({true, false, false}));
  const json& responses = all["components"]["responses"];
  std::set<std::string> open;
  for (const auto& path : all["paths"].items()) {
    for (const json& operation : path.value()) {
      if (operation.contains("security")) {
        EXPECT_TRUE(operation["security"].empty());
        open.insert(path.key());
        continue;
      }
      for (const char* const status : {"401", "403", "429"}) {
        const std::string reference = operation["responses"][status]["$ref"];
        EXPECT_TRUE(responses.contains(reference.substr(reference.rfind('/') + 1))) << path.key();
      }
    }
  }
  EXPECT_THAT(open, ElementsAre("/healthz", "/readyz"));
}

}  // namespace
}  // namespace tranche
