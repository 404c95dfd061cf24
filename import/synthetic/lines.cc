#include "import/synthetic/lines.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "events/civil_date.h"
#include "import/synthetic/catalogue.h"

namespace tranche {

int32_t SyntheticDate(int64_t day) { return CivilDate::FromDaysSinceEpoch(day).number(); }

void SetSyntheticLine(int unit, int source, int year, v1::BudgetLine* line) {
  line->set_unit_id(SyntheticProvinceId(unit));
  line->set_source_id(SyntheticSourceId(source));
  line->set_fiscal_year(year);
}

void SetSyntheticPurpose(int area, int project, v1::BudgetLine* line) {
  if (area > 0) line->set_area_id(SyntheticAreaId(area - 1));
  if (project > 0) line->set_project_id(absl::StrCat(line->unit_id(), "-", line->fiscal_year(), "-", project));
}

void SetSyntheticDocument(const SyntheticPaper& paper, int unit, Sequence sequence, v1::Event* event) {
  v1::Document& document = *event->mutable_document();
  document.set_type(std::string(paper.type));
  document.set_number(absl::StrCat(sequence % 1'000'000, paper.office, SyntheticProvinceId(unit)));
  document.set_date(event->effective_date());
}

}  // namespace tranche
