#include "ledger/rules/rules_version.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "events/refusal.h"

namespace tranche {
namespace {

constexpr bool AreNumberedFromOne() {
  for (size_t i = 0; i < std::size(kKnownRules); ++i) {
    if (kKnownRules[i].version != i + 1) return false;
  }
  return true;
}
static_assert(AreNumberedFromOne(), "kKnownRules has the versions 1, 2, 3 ...");

absl::Status Unknown(uint32_t version, const std::string& since) {
  const v1::RefusalField found = NumberField("version", version);
  const v1::RefusalField newest = NumberField("newest", kNewestRules);
  if (since.empty())
    return Refuse(absl::StatusCode::kFailedPrecondition, "rules.unknown",
                  "rules version {version}: this program knows versions 1 to {newest}, so it cannot tell what is "
                  "lawful; get a newer version of tranche (reading goes on as before)",
                  {found, newest});
  return Refuse(absl::StatusCode::kFailedPrecondition, "rules.unknown",
                "rules version {version}: this program knows versions 1 to {newest}, so it cannot tell what is lawful; "
                "get tranche {since} or later (reading goes on as before)",
                {found, newest, TextField("since", since)});
}

// Checks that a version is named together with the program that introduced it.
absl::Status CheckNamed(uint32_t version, const std::string& since) {
  if (version > kNewestRules) return Unknown(version, since);
  const std::string wanted = KnownSince(version);
  if (since == wanted) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, "rules.known-since",
                "rules version {version}: found known since \"{found}\", wanted \"{wanted}\"",
                {NumberField("version", version), TextField("found", since), TextField("wanted", wanted)});
}

}  // namespace

void SettleRules(v1::LedgerCreated* terms) {
  const uint32_t version = terms->rules_version() == 0 ? kNewestRules : terms->rules_version();
  terms->clear_rules_version();
  if (version == kFirstRules) return;
  terms->set_rules_version(version);
  terms->set_rules_known_since(KnownSince(version));
}

std::string KnownSince(uint32_t version) {
  const bool is_named = version > kFirstRules && version <= kNewestRules;
  return is_named ? std::string(kKnownRules[version - 1].since) : "";
}

absl::Status CheckRulesKnown(const Catalogue& catalogue) {
  if (catalogue.rules_version() <= kNewestRules) return absl::OkStatus();
  return Unknown(catalogue.rules_version(), catalogue.rules_known_since());
}

absl::Status CheckRulesNamed(const v1::Event& command) {
  if (command.has_ledger_created()) {
    const v1::LedgerCreated& terms = command.ledger_created();
    return CheckNamed(std::max(terms.rules_version(), kFirstRules), terms.rules_known_since());
  }
  if (!command.has_rules_adopted()) return absl::OkStatus();
  if (command.rules_adopted().rules_version() == 0) return absl::OkStatus();  // the kind's own check reports it
  return CheckNamed(command.rules_adopted().rules_version(), command.rules_adopted().known_since());
}

}  // namespace tranche
