#include "reports/proposal_remarks.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tranche {
namespace {

std::string EqualText(const v1::ProposalRow& proposal, const v1::ProposalRemark& remark, Locale locale) {
  const std::string equal = absl::StrCat(remark.equal_sequence());
  if (proposal.state() == "approved")
    return Say(locale, "event {equal} has the same kind, line, amount and date, and this counts a second time",
               {{"equal", equal}});
  return Say(locale,
             "event {equal} has the same kind, line, amount and date; if it is the same money, do not approve: this "
             "would count a second time",
             {{"equal", equal}});
}

std::string QuestionText(const v1::ProposalRemark& remark, Locale locale) {
  return Say(locale,
             "question of {rules}: the spending rule is not kept, or cannot be judged (`tranche rules` has the rule)",
             {{"rules", absl::StrJoin(remark.questions(), ", ")}});
}

}  // namespace

void AddRemarkNotes(const v1::ProposalRow& proposal, Locale locale, Table* table) {
  const auto add = [&](const v1::ProposalRemark& remark, const std::string& text) {
    table->notes.push_back(proposal.commands() == 1 ? text
                                                    : Say(locale, "command {index}: {text}",
                                                          {{"index", absl::StrCat(remark.command())}, {"text", text}}));
  };
  for (const v1::ProposalRemark& remark : proposal.remarks()) {
    if (remark.equal_sequence() != 0) add(remark, EqualText(proposal, remark, locale));
    if (!remark.questions().empty()) add(remark, QuestionText(remark, locale));
  }
  const uint64_t more = proposal.remark_count() - static_cast<uint64_t>(proposal.remarks_size());
  if (more > 0)
    table->notes.push_back(Say(locale, "remarks that are not shown: {count}", {{"count", absl::StrCat(more)}}));
}

}  // namespace tranche
