#include "ledger/adoption.h"

#include <string>

#include "ledger/rules/rules_version.h"

namespace tranche {

v1::RulesReport DescribeRules(const Catalogue& catalogue) {
  v1::RulesReport report;
  report.set_in_force(catalogue.rules_version());
  report.set_known_since(catalogue.rules_known_since());
  for (const KnownRules& known : kKnownRules) {
    v1::RulesVersion& version = *report.add_versions();
    version.set_version(known.version);
    version.set_since(std::string(known.since));
    version.set_meaning(std::string(known.meaning));
    version.set_in_force(known.version == catalogue.rules_version());
  }
  return report;
}

absl::StatusOr<v1::RulesAdopted> AdoptionOf(uint32_t version) {
  v1::RulesAdopted adopted;
  adopted.set_rules_version(version);
  adopted.set_known_since(KnownSince(version));
  v1::Event command;
  *command.mutable_rules_adopted() = adopted;
  if (absl::Status named = CheckRulesNamed(command); !named.ok()) return named;
  return adopted;
}

}  // namespace tranche
