#include "server/openapi.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/plain_paths.h"

namespace tranche {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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
        open.insert(operation["operationId"].get<std::string>());
        continue;
      }
      for (const char* const status : {"401", "403", "429"}) {
        const std::string reference = operation["responses"][status]["$ref"];
        EXPECT_TRUE(responses.contains(reference.substr(reference.rfind('/') + 1))) << path.key();
      }
    }
  }
  EXPECT_THAT(open, ElementsAre("healthz", "openapi", "page", "readyz", "signIn", "signOut"));
}

TEST(OpenApiTest, ASessionBeginsWithATokenAndGivesTheCookieThatIsShown) {
  const json all = json::parse(OpenApiJson({true, false, false}));
  const json& session = all["paths"]["/session"];
  EXPECT_EQ(session["post"]["requestBody"]["content"]["application/json"]["schema"]["required"].at(0), "token");
  for (const char* const method : {"post", "delete"})
    EXPECT_TRUE(session[method]["responses"]["200"]["headers"].contains("Set-Cookie")) << method;
  EXPECT_FALSE(session["get"].contains("security"));
  const json nobody_is_asked = json::parse(OpenApiJson());
  EXPECT_EQ(nobody_is_asked["paths"]["/session"].size(), 1u);
  EXPECT_TRUE(nobody_is_asked["paths"]["/session"].contains("get"));
}

TEST(OpenApiTest, EveryPathOfTheTableIsDescribed) {
  for (const ApiEntry& entry : {ApiEntry{}, {true, false, false}, {true, true, false}, {true, true, true}}) {
    const json paths = json::parse(OpenApiJson(entry))["paths"];
    for (const PlainPathRow& row : PlainPaths()) {
      const std::string path(row.path);
      bool is_there = false;
      for (const auto& described : paths.items())
        is_there |= row.which == PlainPath::kTile ? absl::StartsWith(described.key(), path) : described.key() == path;
      EXPECT_TRUE(is_there) << path;
    }
  }
}

TEST(OpenApiTest, AFullTileMayBeKeptByWhomItIsFor) {
  const auto caching = [](const ApiEntry& entry, const char* path) {
    return json::parse(OpenApiJson(
        entry))["paths"][path]["get"]["responses"]["200"]["headers"]["Cache-Control"]["schema"]["const"]
        .get<std::string>();
  };
  for (const char* const path : {"/tile/{level}/{place}", "/tile/entries/{place}"}) {
    EXPECT_THAT(caching({}, path), HasSubstr("public")) << path;
    EXPECT_THAT(caching({true, false, false}, path), HasSubstr("private")) << path;
  }
  const json part = json::parse(OpenApiJson())["paths"]["/tile/entries/{place}.p/{width}"]["get"];
  EXPECT_FALSE(part["responses"]["200"].contains("headers"));
}

TEST(OpenApiTest, NoTwoOperationsHaveOneName) {
  std::set<std::string> ids;
  for (const auto& path : json::parse(OpenApiJson({true, true, true}))["paths"].items()) {
    for (const json& operation : path.value()) EXPECT_TRUE(ids.insert(operation["operationId"]).second) << operation;
  }
}

TEST(OpenApiTest, ABalanceByAddressSaysHowItIsAskedToLastAndWhatThenSaysThatItMayBeKept) {
  const json all = json::parse(OpenApiJson());
  std::set<std::string> lasting;
  for (const auto& path : all["paths"].items()) {
    for (const auto& operation : path.value().items()) {
      for (const json& parameter : operation.value().value("parameters", json::array()))
        if (parameter["name"] == "lasting") lasting.insert(absl::StrCat(operation.key(), " ", path.key()));
    }
  }
  EXPECT_THAT(lasting, ElementsAre("get /tranche.v1.LedgerService/GetBalance"));
  const json& balance = all["paths"]["/tranche.v1.LedgerService/GetBalance"];
  const json& headers = balance["get"]["responses"]["200"]["headers"];
  EXPECT_THAT(headers["Cache-Control"]["description"].get<std::string>(), HasSubstr("immutable"));
  EXPECT_TRUE(headers.contains("Vary"));
  EXPECT_FALSE(balance["post"]["responses"]["200"].contains("headers"));
  const json& schemas = all["components"]["schemas"];
  EXPECT_EQ(schemas["tranche.v1.GetBalanceRequest"]["properties"]["lasting"]["type"], "boolean");
  EXPECT_EQ(schemas["tranche.v1.GetBalanceResponse"]["properties"]["lasts"]["type"], "boolean");
}

TEST(OpenApiTest, AnErrorHasARefusalAndPerhapsATextInALanguage) {
  const json all = json::parse(OpenApiJson());
  const json& debug =
      all["components"]["schemas"]["Error"]["properties"]["details"]["items"]["properties"]["debug"]["anyOf"];
  EXPECT_EQ(debug.at(0)["$ref"], "#/components/schemas/tranche.v1.Refusal");
  EXPECT_EQ(debug.at(1)["$ref"], "#/components/schemas/tranche.v1.LocalizedMessage");
}

}  // namespace
}  // namespace tranche
