#include "cli/command_options.h"
#include "cli/option_values.h"

namespace tranche {
namespace {

void AddActor(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* actor = AddCommand(app, "actor", "Register those who record, and list them",
                               "  tranche actor register lan --person 1021 --name \"Nguyễn Lan\" --login nguyen.lan\n"
                               "  tranche actor list");
  actor->require_subcommand(1);
  CLI::App* add = AddCommand(actor, "register", "Register an actor, who can then be given roles",
                             "  tranche actor register lan --person 1021 --name \"Nguyễn Lan\" --login nguyen.lan");
  add->add_option("id", arguments->of_actor, "The actor, as its events name it")->required();
  add->add_option("--person", arguments->person,
                  "The person behind it, such as a staff number: two actors of one person are one person")
      ->required();
  add->add_option("--name", arguments->name, "The name for people (default: the id)");
  add->add_option("--login", arguments->login, "The account by which a server knows the actor");
  add->add_option("--public-key", arguments->public_key, "The actor's Ed25519 public key (base64)");
  add->add_option("--effective", arguments->effective, "The date from which the actor is known (default: today)");
  AddRecordingOptions(add, arguments, language);
  AddKnownAt(AddCommand(actor, "list", "List the registered actors", "  tranche actor list"), arguments);
}

void AddGrant(CLI::App* role, const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* grant = AddCommand(role, "grant", "Give an actor a role, within limits; without one, for all",
                               "  tranche role grant lan --role officer --unit VN34-04 --source national --kind "
                               "disbursement --amount-max \"5 billion\" --until 2026-12-31\n"
                               "  tranche role grant minh --role administrator");
  grant->add_option("actor", arguments->of_actor, "The actor")->required();
  grant->add_option("--role", arguments->role, "officer, approver, administrator or auditor")
      ->check(OneOf({"officer", "approver", "administrator", "auditor"}, language))
      ->required();
  grant->add_option("--authority", arguments->authorities, "What the actor is entitled to sign for")
      ->allow_extra_args(false);
  grant->add_option("--unit", arguments->units, "Only money of this unit and of all units within it")
      ->allow_extra_args(false);
  grant->add_option("--source", arguments->sources, "Only money of this source")->allow_extra_args(false);
  grant->add_option("--kind", arguments->kinds, "Only events of this kind")->allow_extra_args(false);
  grant->add_option("--amount-max", arguments->amount_max, "The most that one request may move, per source and year");
  grant->add_option("--until", arguments->until, "The last day (default: until it is revoked)");
  grant->add_option("--effective", arguments->effective, "The first day, today or later (default: today)");
  AddRecordingOptions(grant, arguments, language);
}

void AddRole(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* role = AddCommand(app, "role", "Give and take away roles, and list them",
                              "  tranche role grant lan --role officer --unit VN34-04\n"
                              "  tranche role revoke 512 --reason \"moved to another office\"\n"
                              "  tranche role list --on 2026-01-01");
  role->require_subcommand(1);
  AddGrant(role, to);
  CLI::App* revoke =
      AddCommand(role, "revoke", "End a role", "  tranche role revoke 512 --reason \"moved to another office\"");
  revoke->add_option("grant", arguments->grant, "Sequence of the event that granted it")
      ->transform(WholeNumber(language))
      ->required();
  revoke->add_option("--effective", arguments->effective, "The first day without it, today or later (default: today)");
  AddRecordingOptions(revoke, arguments, language);
  CLI::App* list = AddCommand(role, "list", "List the roles that were granted",
                              "  tranche role list\n  tranche role list --on 2026-01-01");
  list->add_option("--of", arguments->of_actor, "Only roles of this actor");
  list->add_option("--on", arguments->on, "Only roles in force on this date (default: all)");
  AddKnownAt(list, arguments);
}

}  // namespace

void AddRoleCommands(const OptionTarget& to) {
  AddActor(to);
  AddRole(to);
}

}  // namespace tranche
