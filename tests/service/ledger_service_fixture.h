// A service over a small ledger, for its tests.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {

class LedgerServiceTest : public ::testing::Test {
 protected:
  LedgerServiceTest() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  static v1::RecordRequest PlanRequest(const std::string& key) {
    v1::RecordRequest request;
    request.set_kind("plan");
    request.set_unit("P2");
    request.set_source("local");
    request.set_fiscal_year(2024);
    request.set_amount("7");
    request.set_effective("2024-01-01");
    request.mutable_options()->set_key(key);
    request.mutable_options()->set_actor("test");
    return request;
  }
  absl::Status RecordPlan(const std::string& key) { return service_->Record(PlanRequest(key)).status(); }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
};

// All parts of a page, merged.
template <typename Response>
struct Page {
  Response merged;
  std::vector<Response> parts;

  Sink<Response> sink() {
    return [this](const Response& part) {
      parts.push_back(part);
      merged.MergeFrom(part);
      return absl::OkStatus();
    };
  }
};

}  // namespace tranche
