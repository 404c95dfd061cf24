// Projects, indicators and outputs through the service: recorded, and listed on both axes.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "tests/service/ledger_service_fixture.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// A plan and a tranche of 900 for P4, and a project "mill" of it that "local" supports with 300, from 2024-02-01 on.
class ProjectsTest : public LedgerServiceTest {
 protected:
  ProjectsTest() {
    Record(Money("plan", "1000"));
    v1::RecordRequest tranche = Money("tranche", "900");
    tranche.set_tranche(1);
    Record(tranche);
    registration_ = Record(NewProject("mill")).sequence();
  }

  static v1::RecordRequest Request(const std::string& kind, const std::string& effective = "2024-02-01") {
    v1::RecordRequest request;
    request.set_kind(kind);
    request.set_effective(effective);
    request.mutable_options()->set_actor("test");
    request.mutable_options()->set_key("refused");
    return request;
  }

  static v1::RecordRequest Money(const std::string& kind, const std::string& amount,
                                 const std::string& effective = "2024-02-01") {
    v1::RecordRequest request = Request(kind, effective);
    request.set_unit("P4");
    request.set_source("local");
    request.set_fiscal_year(2024);
    request.set_amount(amount);
    return request;
  }

  static v1::RecordRequest OnMill(const std::string& kind, const std::string& amount, const std::string& effective) {
    v1::RecordRequest request = Money(kind, amount, effective);
    request.set_project("mill");
    return request;
  }

  static v1::RecordRequest NewProject(const std::string& id) {
    v1::RecordRequest request = Request("project");
    request.set_project(id);
    request.set_unit("P4");
    request.set_area("technology");
    v1::ProjectText& terms = *request.mutable_project_terms();
    terms.set_name("Xay xát gạo");
    terms.set_kind("machinery");
    v1::SupportText& support = *terms.add_support();
    support.set_source("local");
    support.set_amount("300");
    terms.set_begin("2024-02-01");
    terms.set_implementer("Trung tâm khuyến công");
    return request;
  }

  static v1::RecordRequest Output(int64_t quantity, const std::string& effective) {
    v1::RecordRequest request = Request("output", effective);
    request.set_unit("P4");
    request.set_fiscal_year(2024);
    request.set_project("mill");
    request.set_indicator("Số doanh nghiệp");
    request.set_quantity(quantity);
    return request;
  }

  void DefineIndicator() {
    v1::RecordRequest request = Request("indicator");
    request.set_indicator("enterprises");
    request.set_indicator_name("Số doanh nghiệp");
    request.set_indicator_unit("doanh nghiệp");
    Record(request);
  }

  v1::Receipt Record(v1::RecordRequest request) {
    request.mutable_options()->set_key(absl::StrCat("project ", ++keys_));
    const auto response = service_->Record(request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->receipt() : v1::Receipt();
  }

  void Reverse(uint64_t sequence, const std::string& effective) {
    v1::ReverseRequest request;
    request.set_sequence(sequence);
    request.set_effective(effective);
    request.set_reason("a mistake");
    request.mutable_options()->set_actor("test");
    request.mutable_options()->set_key(absl::StrCat("reversal ", ++keys_));
    EXPECT_THAT(service_->Reverse(request), IsOk());
  }

  std::string Refused(const v1::RecordRequest& request) {
    const absl::Status status = service_->Record(request).status();
    const auto refusal = RefusalOf(status);
    return refusal ? refusal->code() : status.ToString();
  }

  v1::ProjectRow Mill(const std::string& as_of, const std::string& known_at = "") {
    v1::ListProjectsRequest request;
    request.mutable_question()->set_project("mill");
    request.mutable_question()->set_as_of(as_of);
    if (!known_at.empty()) request.mutable_question()->set_known_at(known_at);
    const auto response = service_->ListProjects(request);
    EXPECT_THAT(response, IsOk());
    EXPECT_THAT(response->list().projects(), SizeIs(1));
    return response->list().projects(0);
  }

  // The quantity of the only row; empty if there is none.
  std::string Counted(const std::string& as_of, const std::string& known_at = "") {
    v1::ListOutputsRequest request;
    request.mutable_question()->set_as_of(as_of);
    request.mutable_question()->set_unit("P4");
    request.set_indicator("enterprises");
    if (!known_at.empty()) request.mutable_question()->set_known_at(known_at);
    const auto response = service_->ListOutputs(request);
    EXPECT_THAT(response, IsOk());
    if (response->list().outputs().empty()) return "";
    EXPECT_THAT(response->list().outputs(), SizeIs(1));
    return response->list().outputs(0).quantity();
  }

  uint64_t registration_ = 0;
  int keys_ = 0;
};

TEST_F(ProjectsTest, AProjectIsListedWithWhatIsLeftOfItsSupportAsOfADayAsKnownThen) {
  v1::RecordRequest contract = OnMill("commitment", "200", "2024-03-01");
  contract.set_number("HD-1");
  const uint64_t signing = Record(contract).sequence();
  v1::RecordRequest payment = OnMill("disbursement", "120", "2024-05-01");
  payment.set_commitment(absl::StrCat(signing));
  const uint64_t paid = Record(payment).sequence();
  const v1::ProjectRow mill = Mill("2024-12-31");
  EXPECT_EQ(mill.registration(), registration_);
  EXPECT_EQ(mill.name(), "Xay xát gạo");
  EXPECT_EQ(mill.unit_id(), "P4");
  EXPECT_EQ(mill.area_id(), "technology");
  EXPECT_EQ(mill.kind(), "machinery");
  EXPECT_EQ(mill.begin(), "2024-02-01");
  EXPECT_EQ(mill.end(), "");
  ASSERT_THAT(mill.money(), SizeIs(1));
  EXPECT_EQ(mill.money(0).support(), "300");
  EXPECT_EQ(mill.money(0).committed(), "80");
  EXPECT_EQ(mill.money(0).disbursed(), "120");
  EXPECT_EQ(mill.money(0).left(), "100");
  const v1::ProjectRow april = Mill("2024-04-01");
  EXPECT_EQ(april.money(0).committed(), "200");
  EXPECT_EQ(april.money(0).disbursed(), "0");
  EXPECT_EQ(Mill("2024-02-15").money(0).left(), "100") << "what is committed later leaves no more today";
  EXPECT_EQ(Mill("2024-12-31", absl::StrCat(paid - 1)).money(0).disbursed(), "0") << "as known before";
  EXPECT_EQ(Refused(OnMill("disbursement", "101", "2024-06-01")), "guard.project-support");
  Record(OnMill("disbursement", "100", "2024-06-01"));
}

TEST_F(ProjectsTest, AStopIsListedFromItsRecordingOnAndRefusesWhatComesAfter) {
  v1::RecordRequest stop = Request("project-stop", "2024-07-01");
  stop.set_project("mill");
  EXPECT_EQ(Refused(stop), "project.decision-missing");
  stop.set_decision("12/QĐ-BCT");
  const uint64_t stopped = Record(stop).sequence();
  const v1::ProjectRow mill = Mill("2024-12-31");
  EXPECT_EQ(mill.stop(), stopped);
  EXPECT_EQ(mill.stopped_on(), "2024-07-01");
  EXPECT_EQ(mill.decision(), "12/QĐ-BCT");
  EXPECT_EQ(Mill("2024-12-31", absl::StrCat(stopped - 1)).stop(), 0u);
  EXPECT_EQ(Refused(OnMill("disbursement", "1", "2024-07-01")), "project.stopped");
  v1::ListProjectsRequest running;
  running.set_running_only(true);
  running.mutable_question()->set_as_of("2024-12-31");
  EXPECT_THAT(service_->ListProjects(running)->list().projects(), SizeIs(0));
  running.mutable_question()->set_as_of("2024-06-30");
  EXPECT_THAT(service_->ListProjects(running)->list().projects(), SizeIs(1));
}

TEST_F(ProjectsTest, AnAmendmentChangesWhatItSaysAndNothingElse) {
  v1::RecordRequest amendment = Request("project-amendment");
  amendment.set_project("mill");
  EXPECT_EQ(Refused(amendment), "project.nothing-amended");
  amendment.mutable_project_terms()->set_end("2025-06-30");
  v1::SupportText& support = *amendment.mutable_project_terms()->add_support();
  support.set_source("national");
  support.set_amount("50");
  const uint64_t amended = Record(amendment).sequence();
  const v1::ProjectRow mill = Mill("2024-12-31");
  EXPECT_EQ(mill.end(), "2025-06-30");
  EXPECT_EQ(mill.name(), "Xay xát gạo");
  ASSERT_THAT(mill.money(), SizeIs(2));
  EXPECT_EQ(mill.money(0).source_id(), "local");
  EXPECT_EQ(mill.money(0).support(), "300");
  EXPECT_EQ(mill.money(1).support(), "50");
  EXPECT_THAT(Mill("2024-12-31", absl::StrCat(amended - 1)).money(), SizeIs(1));
}

TEST_F(ProjectsTest, OutputsAreCountedByUnitYearAndIndicatorOnBothAxes) {
  EXPECT_EQ(Refused(Output(12, "2024-06-30")), "name.unknown");
  DefineIndicator();
  Record(Output(12, "2024-06-30"));
  const uint64_t second = Record(Output(5, "2024-12-31")).sequence();
  EXPECT_EQ(Counted("2024-06-29"), "");
  EXPECT_EQ(Counted("2024-06-30"), "12");
  EXPECT_EQ(Counted("2024-12-31"), "17");
  EXPECT_EQ(Counted("2024-12-31", absl::StrCat(second - 1)), "12");
  Reverse(second, "2025-01-15");
  EXPECT_EQ(Counted("2024-12-31"), "17") << "the reversal counts from its own day on";
  EXPECT_EQ(Counted("2025-01-15"), "12") << "a reversed output lowers the count";
  EXPECT_EQ(Counted("2025-01-15", absl::StrCat(second)), "17") << "as known before";
}

TEST_F(ProjectsTest, ProjectsAndOutputsAreListedPageByPageAsOfOneMoment) {
  for (const char* id : {"kiln", "press"}) Record(NewProject(id));
  v1::ListProjectsRequest request;
  request.set_page_size(2);
  auto page = service_->ListProjects(request);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->list().projects(), SizeIs(2));
  EXPECT_EQ(page->list().projects(0).project_id(), "kiln");
  request.set_page_token(page->next_page_token());
  Record(NewProject("road"));
  page = service_->ListProjects(request);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->list().projects(), SizeIs(1)) << "as known with the first page";
  EXPECT_EQ(page->list().projects(0).project_id(), "press");
  EXPECT_EQ(page->next_page_token(), "");
  request.set_running_only(true);
  EXPECT_EQ(RefusalOf(service_->ListProjects(request).status())->code(), "page.other-request");

  DefineIndicator();
  v1::ListOutputsRequest outputs;
  outputs.set_page_size(1);
  EXPECT_EQ(service_->ListOutputs(outputs)->next_page_token(), "");
  v1::RecordRequest of_2023 = Output(3, "2024-06-30");
  of_2023.set_fiscal_year(2023);
  Record(Output(12, "2024-06-30"));
  Record(of_2023);
  Record(Output(5, "2024-12-31"));
  const auto first = service_->ListOutputs(outputs);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->list().outputs(), SizeIs(1));
  EXPECT_EQ(first->list().outputs(0).quantity(), "3") << "of 2023, though a later year was reported first";
  outputs.set_page_token(first->next_page_token());
  const auto second = service_->ListOutputs(outputs);
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT(second->list().outputs(), SizeIs(1));
  EXPECT_EQ(second->list().outputs(0).quantity(), "17");
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(ProjectsTest, WhatAProjectCostsIsReadAndListed) {
  v1::RecordRequest kiln = NewProject("kiln");
  kiln.mutable_project_terms()->set_total_cost("much");
  EXPECT_NE(Refused(kiln), "");
  kiln.mutable_project_terms()->set_total_cost("700");
  Record(kiln);
  v1::ListProjectsRequest request;
  request.mutable_question()->set_project("kiln");
  EXPECT_EQ(service_->ListProjects(request)->list().projects(0).total_cost(), "700");
  EXPECT_EQ(Mill("2024-12-31").total_cost(), "");
}

TEST_F(ProjectsTest, AStopThatWasTakenBackIsListedOnlyAsKnownBefore) {
  v1::RecordRequest stop = Request("project-stop", "2024-07-01");
  stop.set_project("mill");
  stop.set_decision("12/QĐ-BCT");
  const uint64_t stopped = Record(stop).sequence();
  Reverse(stopped, "2024-07-01");
  EXPECT_EQ(Mill("2024-12-31").stop(), 0u);
  EXPECT_EQ(Mill("2024-12-31").stopped_on(), "");
  EXPECT_EQ(Mill("2024-12-31", absl::StrCat(stopped)).stop(), stopped);
  Record(OnMill("disbursement", "1", "2024-07-01"));
}

TEST_F(ProjectsTest, WhatAKindDoesNotHaveIsRefusedByName) {
  v1::RecordRequest stop = Request("project-stop");
  stop.set_project("mill");
  stop.set_decision("12/QĐ-BCT");
  stop.set_amount("5");
  EXPECT_THAT(service_->Record(stop).status().message(), HasSubstr("amount is not for the kind \"ProjectStopped\""));
  v1::RecordRequest payment = OnMill("disbursement", "1", "2024-03-01");
  payment.set_quantity(3);
  EXPECT_EQ(Refused(payment), "request.field-not-of-kind");
  v1::RecordRequest plan = Money("plan", "1");
  plan.mutable_project_terms()->set_kind("machinery");
  EXPECT_THAT(service_->Record(plan).status().message(), HasSubstr("project_kind is not for"));
  v1::RecordRequest nameless = NewProject("kiln");
  nameless.mutable_project_terms()->clear_name();
  EXPECT_EQ(Refused(nameless), "project.name-missing");
  v1::RecordRequest nowhere = NewProject("kiln");
  nowhere.clear_unit();
  EXPECT_EQ(Refused(nowhere), "request.field-missing");
  EXPECT_EQ(Refused(NewProject("mill")), "catalogue.id-taken");
}

TEST_F(ProjectsTest, AnAmendmentThatChangesNothingAndAProjectThatNobodyRegisteredAreRefused) {
  v1::RecordRequest amendment = Request("project-amendment");
  amendment.set_project("mill");
  v1::SupportText& support = *amendment.mutable_project_terms()->add_support();
  support.set_source("local");
  support.set_amount("300");
  const auto code = [&](v1::RecordRequest request) {
    request.mutable_options()->set_key("amended");
    const auto refusal = RefusalOf(service_->Record(request).status());
    return refusal ? refusal->code() : "";
  };
  EXPECT_EQ(code(amendment), "project.nothing-amended");
  amendment.set_project("no mill");
  EXPECT_EQ(code(amendment), "project.unknown");
  v1::RecordRequest stop = Request("project-stop");
  stop.set_project("no mill");
  stop.set_decision("881/QD-BCT");
  EXPECT_EQ(code(stop), "project.unknown");
  amendment.set_project("mill");
  amendment.mutable_project_terms()->mutable_support(0)->set_amount("301");
  EXPECT_EQ(code(amendment), "");
  EXPECT_EQ(code(amendment), "") << "the same again, with its key";
}

}  // namespace
}  // namespace tranche
