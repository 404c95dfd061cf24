#include "events/posting.h"

namespace tranche {

BudgetLine ToBudgetLine(const LineView& line) {
  return {std::string(line.unit), std::string(line.source), line.fiscal_year, std::string(line.area),
          std::string(line.project)};
}

Posting ToPosting(const PostingView& posting) {
  return {ToBudgetLine(posting.line), posting.measure, posting.tranche_number, posting.amount};
}

}  // namespace tranche
