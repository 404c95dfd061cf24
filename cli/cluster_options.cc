#include <string>

#include "cli/command_options.h"

namespace tranche {
namespace {

void AddSharedLog(CLI::App* command, Arguments* arguments) {
  command
      ->add_option("--log", arguments->shared_log,
                   "Where the log is: postgresql://HOST[,HOST...]/DATABASE, without a password")
      ->required();
}

void AddLedgerId(CLI::App* command, Arguments* arguments) {
  command->add_option("--ledger-id", arguments->ledger_id,
                      "The ledger, where the database has the logs of several (default: the only one)");
}

}  // namespace

void AddClusterCommands(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* cluster = AddCommand(
      app, "cluster", "One ledger on several machines, whose log they share in PostgreSQL",
      "  tranche cluster sql --ledger-id 5f0c19aa7d3e4b21 | psql tranche\n"
      "  tranche cluster check --log postgresql://db-1,db-2,db-3/tranche --patroni http://db-1:8008\n"
      "  tranche --ledger khuyen-cong.ledger cluster move-in --log postgresql://db-1,db-2,db-3/tranche\n"
      "  tranche --ledger copy.ledger cluster join --log postgresql://db-1,db-2,db-3/tranche\n"
      "  tranche --ledger copy.ledger cluster status\n"
      "  tranche cluster verify --log postgresql://db-1,db-2,db-3/tranche --checkpoint 2025-06-30.checkpoint\n"
      "  tranche cluster hand-over hue-1 --log postgresql://db-1,db-2,db-3/tranche\n"
      "  tranche --ledger again.ledger cluster move-out --log postgresql://db-1,db-2,db-3/tranche");
  cluster->require_subcommand(1);
  CLI::App* sql =
      cluster->add_subcommand("sql", "Print the SQL by which the administrator of the database makes the log");
  sql->add_option("--ledger-id", arguments->ledger_id, "The ledger, as `tranche status` shows it")->required();
  CLI::App* check = cluster->add_subcommand(
      "check", "Look for what could lose or alter the log: settings, versions, rights and clocks of its servers");
  check->add_option("--patroni", arguments->patroni,
                    "A node of Patroni, http://HOST:8008; it names the others (default: it is not asked)");
  check->add_option("--patroni-config", arguments->patroni_config,
                    "A patroni.yml, which says how Patroni reaches etcd (default: it is not looked at)");
  CLI::App* move_in =
      cluster->add_subcommand("move-in", "Bring the ledger --ledger into its log, and make it a copy of that");
  CLI::App* move_out =
      cluster->add_subcommand("move-out", "Close the log for ever, and make the ledger --ledger of its events");
  CLI::App* join = cluster->add_subcommand("join", "Make --ledger a copy of the log, or let it catch up");
  join->add_option("--from", arguments->backups, "The backup directory to begin from (default: the log alone)");
  cluster->add_subcommand("status", "The copy --ledger beside its log, and who decides");
  CLI::App* verify = cluster->add_subcommand(
      "verify", "Check the whole log, which trusts no node: checksums, order, roots, and each event decided again");
  verify->add_option("--checkpoint", arguments->checkpoint, "A checkpoint obtained elsewhere");
  verify->add_option("--key", arguments->log_key, "The log's public key (`tranche key show`), or a file with it");
  verify->add_option("--witness", arguments->witnesses, "Public key of a witness whose signature is required");
  CLI::App* archive = cluster->add_subcommand(
      "archive", "Take old events out of the database into files, which are verified first; copies keep all");
  archive->add_option("directory", arguments->file, "Where the files go, beside those of earlier archives")->required();
  archive->add_option("--before", arguments->sequence, "Partitions that end before this event are taken")->required();
  for (CLI::App* command : {move_out, verify})
    command->add_option("--archive", arguments->archive, "Where the events are that were archived (default: nowhere)");
  CLI::App* hand_over =
      cluster->add_subcommand("hand-over", "Have another node decide, once it is ready; what is in flight is finished");
  hand_over->add_option("node", arguments->node, "The node, by its name (`serve --node`)")->required();
  for (CLI::App* command : {check, move_in, move_out, join, verify, hand_over, archive})
    AddSharedLog(command, arguments);
  for (CLI::App* command : {check, move_out, join, verify, hand_over, archive}) AddLedgerId(command, arguments);
}

}  // namespace tranche
