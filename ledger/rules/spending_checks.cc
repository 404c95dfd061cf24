#include "ledger/rules/spending_checks.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/civil_date.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "ledger/rules/advance_rate.h"
#include "ledger/rules/carry_case.h"
#include "ledger/rules/support_cap.h"
#include "projections/catalogue/spending_rules.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

using Rules = std::vector<const SpendingRule*>;

// A command on its way to being judged.
struct Case {
  const DecisionGround& ground;
  const EventKind& kind;
  absl::Span<const PostingView> postings;
  const EventView& view;
  CivilDate date;
  bool has_decision;     // its document has a number
  bool takes_authority;  // it is something that rules about authorities are about
  // Of a command that registers or amends a project.
  std::optional<SupportChange> support;
};

// What a rule says of it.
struct Finding {
  const SpendingRule* rule;
  absl::Status why;      // not OK
  bool is_open = false;  // the rule cannot be judged by: a question, whatever its action
};

// The number of its document, or what it says as its decision.
bool HasDecision(const v1::Event& command) {
  return !IsBlank(command.document().number()) || !IsBlank(command.project_stopped().decision());
}

// A project is amended by authority only where it is supported with more than before. One that is registered in the
// same batch, which the catalogue of an approval does not have yet, had nothing before.
bool TakesAuthority(const Catalogue& catalogue, const v1::Event& command) {
  if (!command.has_project_amended()) return true;
  const v1::ProjectAmended& amended = command.project_amended();
  const Project* const project = catalogue.projects().Find(amended.project_id());
  return std::any_of(amended.support().begin(), amended.support().end(), [&](const v1::ProjectSupport& support) {
    return support.amount() > (project == nullptr ? 0 : project->SupportOf(support.source_id()));
  });
}

// A rule without limits is about what has no line, too.
template <typename Lines>
bool MatchesAny(const Catalogue& catalogue, const SpendingRule& rule, const Lines& lines) {
  if (lines.empty()) return IsAboutLine(catalogue, rule, LineView());
  return std::any_of(lines.begin(), lines.end(),
                     [&](const auto& of_line) { return IsAboutLine(catalogue, rule, of_line.line); });
}

// Whether the rule is about the command.
bool IsAbout(const SpendingRule& rule, const Case& of) {
  if (rule.terms.what() != v1::RULE_WHAT_SUPPORT_CAP) return MatchesAny(of.ground.catalogue, rule, of.postings);
  return of.support && IsCapped(rule, *of.support);
}

// Those that the command is judged by, by id.
Rules RulesFor(const Case& of) {
  Rules rules = of.ground.catalogue.spending_rules().Of(of.kind.number, of.date);
  std::erase_if(rules, [&](const SpendingRule* rule) { return !IsAbout(*rule, of); });
  KeepMostSpecificRates(&rules);
  return rules;
}

v1::RefusalField RuleField(const SpendingRule& rule) { return TextField("rule", rule.terms.rule_id()); }

absl::Status CheckCalendar(const Case& of, const SpendingRule& rule) {
  const bool is_last = rule.terms.what() == v1::RULE_WHAT_LAST_DAY;
  for (const PostingView& posting : of.postings) {
    if (!IsAboutLine(of.ground.catalogue, rule, posting.line)) continue;
    const CivilDate day = rule.DayFor(posting.line.fiscal_year);
    if (is_last ? of.date <= day : of.date >= day) continue;
    RefusalFields fields = {RuleField(rule), WordField("kind", of.kind.english),
                            TextField("year", std::to_string(posting.line.fiscal_year)), DayField("wanted", day),
                            DayField("found", of.date)};
    if (is_last)
      return InField("effective_date",
                     Refuse(kRefused, "rule.last-day",
                            "{rule}: {kind} of budget year {year}: found {found}, wanted {wanted} or an earlier day",
                            std::move(fields)));
    return InField("effective_date",
                   Refuse(kRefused, "rule.first-day",
                          "{rule}: {kind} of budget year {year}: found {found}, wanted {wanted} or a later day",
                          std::move(fields)));
  }
  return absl::OkStatus();
}

// While four eyes is on, the grant of whoever approves says it (ledger/authority.h).
absl::Status CheckDecided(const Case& of, const SpendingRule& rule) {
  if (!of.takes_authority || of.has_decision || of.ground.catalogue.four_eyes().on) return absl::OkStatus();
  return InField(
      "document_number",
      Refuse(kRefused, "rule.no-decision",
             "{rule}: {kind} rests on a decision of the {authority}: found none, wanted its number as the document",
             {RuleField(rule), WordField("kind", of.kind.english), TextField("authority", rule.terms.role())}));
}

absl::StatusOr<std::optional<Finding>> JudgeAdvance(const Case& of, const SpendingRule& rule) {
  const absl::StatusOr<std::optional<AdvanceBasis>> basis = BasisOfAdvance(of.ground, of.view);
  if (!basis.ok()) return basis.status();
  if (!basis->has_value())
    return Finding{&rule,
                   Refuse(kRefused, "rule.no-basis", "{rule}: the advance names no contract that its rate can be of",
                          {RuleField(rule)}),
                   true};
  absl::Status kept = CheckAdvanceRate(of.ground, rule, **basis, of.view);
  if (kept.ok()) return std::nullopt;
  return Finding{&rule, std::move(kept)};
}

absl::Status CheckKept(const Case& of, const SpendingRule& rule) {
  if (rule.terms.what() == v1::RULE_WHAT_AUTHORITY) return CheckDecided(of, rule);
  return rule.terms.what() == v1::RULE_WHAT_CARRY_CASES ? CheckCarryCase(rule, of.view) : CheckCalendar(of, rule);
}

// Of a project whose cost was not said, the share of it is open.
std::optional<Finding> JudgeSupport(const Case& of, const SpendingRule& rule) {
  absl::Status kept = CheckSupportCap(rule, *of.support, of.ground.catalogue.terms().currency_code());
  if (!kept.ok()) return Finding{&rule, std::move(kept)};
  kept = CheckSaysCost(rule, *of.support);
  return kept.ok() ? std::nullopt : std::optional(Finding{&rule, std::move(kept), true});
}

absl::StatusOr<std::optional<Finding>> Judge(const Case& of, const SpendingRule& rule) {
  if (rule.terms.what() == v1::RULE_WHAT_SUPPORT_CAP) return JudgeSupport(of, rule);
  if (rule.terms.what() == v1::RULE_WHAT_ADVANCE_RATE) return JudgeAdvance(of, rule);
  absl::Status kept = CheckKept(of, rule);
  if (kept.ok()) return std::nullopt;
  return Finding{&rule, std::move(kept)};
}

absl::StatusOr<std::vector<Finding>> JudgeAll(const Case& of) {
  std::vector<Finding> findings;
  for (const SpendingRule* rule : RulesFor(of)) {
    absl::StatusOr<std::optional<Finding>> found = Judge(of, *rule);
    if (!found.ok()) return found.status();
    if (found->has_value()) findings.push_back(**std::move(found));
  }
  return findings;
}

// Where the rule is from, and what can be done.
absl::Status WithSource(const Finding& finding) {
  const v1::RuleDefined& terms = finding.rule->terms;
  const v1::RefusalField source = TextField("source", terms.legal_basis());
  const absl::Status told =
      terms.verified()
          ? Adding(finding.why, "the rule is from {source}", {source})
          : Adding(finding.why, "the rule is said to be from {source}, which nobody has verified", {source});
  if (terms.action() == v1::RULE_ACTION_REFUSE) return Adding(told, "nobody may depart from it");
  return Adding(told, "or name the decision that allows it: `--deviation {rule} --document ...`",
                {RuleField(*finding.rule)});
}

bool DepartsFrom(const v1::Event& command, const SpendingRule& rule) {
  return std::find(command.deviations().begin(), command.deviations().end(), rule.terms.rule_id()) !=
         command.deviations().end();
}

absl::Status CheckKnown(const Case& of, const std::string& id) {
  const SpendingRules& rules = of.ground.catalogue.spending_rules();
  const v1::RefusalField rule = TextField("rule", id);
  if (!rules.IsKnown(id))
    return Adding(InField("deviations", Refuse(kInvalid, "rule.unknown", "unknown rule \"{rule}\"", {rule})),
                  "`tranche rules` lists them");
  if (rules.InForceOn(of.date, id) != nullptr) return absl::OkStatus();
  return InField("deviations", Refuse(kInvalid, "rule.not-in-force", "{rule} is not in force on {day}",
                                      {rule, DayField("day", of.date)}));
}

// Under four eyes it is decided by whoever approves whether there is something to depart from.
bool MayBeNeeded(const Case& of, const std::string& id, const std::vector<Finding>& findings) {
  const SpendingRule* const rule = of.ground.catalogue.spending_rules().InForceOn(of.date, id);
  const bool is_authority = rule->terms.what() == v1::RULE_WHAT_AUTHORITY && of.ground.catalogue.four_eyes().on;
  return (is_authority && of.takes_authority && rule->Concerns(of.kind.number)) ||
         std::any_of(findings.begin(), findings.end(), [rule](const Finding& finding) { return finding.rule == rule; });
}

absl::Status CheckDeviations(const Case& of, const std::vector<Finding>& findings, const v1::Event& command) {
  for (const std::string& id : command.deviations()) {
    if (absl::Status known = CheckKnown(of, id); !known.ok()) return known;
    if (MayBeNeeded(of, id, findings)) continue;
    return Adding(InField("deviations", Refuse(kRefused, "deviation.not-needed", "{rule} is kept, or is not about this",
                                               {TextField("rule", id)})),
                  "leave the deviation out");
  }
  return absl::OkStatus();
}

Case CaseOf(const DecisionGround& ground, const EventKind& kind, absl::Span<const PostingView> postings,
            const EventView& view) {
  const CivilDate date = CivilDate::FromNumber(view.effective_date).value_or(CivilDate());
  return {ground, kind, postings, view, date, false, true, std::nullopt};
}

}  // namespace

absl::Status CheckSpendingRules(const DecisionGround& ground, const EventKind& kind,
                                absl::Span<const PostingView> postings, v1::Event* command) {
  command->clear_questions();
  if (command->deviations().empty() && !ground.catalogue.spending_rules().MayConcern(kind.number))
    return absl::OkStatus();
  const EventView view = ViewOf(*command);
  Case of = CaseOf(ground, kind, postings, view);
  of.has_decision = HasDecision(*command);
  of.takes_authority = TakesAuthority(ground.catalogue, *command);
  of.support = SupportChangeOf(ground.catalogue, *command);
  const absl::StatusOr<std::vector<Finding>> findings = JudgeAll(of);
  if (!findings.ok()) return findings.status();
  if (absl::Status needed = CheckDeviations(of, *findings, *command); !needed.ok()) return needed;
  for (const Finding& finding : *findings) {
    const v1::RuleAction action = finding.rule->terms.action();
    if (finding.is_open || action == v1::RULE_ACTION_QUESTION) {
      if (!DepartsFrom(*command, *finding.rule)) command->add_questions(finding.rule->terms.rule_id());
    } else if (action == v1::RULE_ACTION_REFUSE || !DepartsFrom(*command, *finding.rule)) {
      return WithSource(finding);
    }
  }
  return absl::OkStatus();
}

bool KeepsSpendingRules(const DecisionGround& ground, const EventKind& kind, absl::Span<const PostingView> postings,
                        const EventView& command) {
  if (!ground.catalogue.spending_rules().MayConcern(kind.number)) return true;
  const absl::StatusOr<std::vector<Finding>> findings = JudgeAll(CaseOf(ground, kind, postings, command));
  return findings.ok() && findings->empty();
}

std::vector<const SpendingRule*> AuthoritiesFor(const Catalogue& catalogue, const v1::Event& command) {
  const EventKind* const kind = FindKind(command.kind_case());
  if (kind == nullptr || !TakesAuthority(catalogue, command)) return {};
  const CivilDate day = CivilDate::FromNumber(command.effective_date()).value_or(CivilDate());
  Rules rules = catalogue.spending_rules().Of(kind->number, day);
  const EventLines lines = kind->lines(command);
  std::erase_if(rules, [&](const SpendingRule* rule) {
    return rule->terms.what() != v1::RULE_WHAT_AUTHORITY || DepartsFrom(command, *rule) ||
           !MatchesAny(catalogue, *rule, lines);
  });
  return rules;
}

}  // namespace tranche
