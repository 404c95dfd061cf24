#include "cli/command_options.h"
#include "cli/option_values.h"
#include "reports/texts.h"

namespace tranche {
namespace {

void AddListen(CLI::App* command, Arguments* arguments) {
  command
      ->add_option("--listen", arguments->listen, "Address and port; port 0 is any free one, which the first line says")
      ->capture_default_str();
}

void AddLog(CLI::App* command, Arguments* arguments, UsageLanguage* language) {
  command
      ->add_option("--log", arguments->log,
                   "Log of requests on standard error: json, text or off (default: json, and off on a terminal)")
      ->check(OneOf({"json", "text", "off"}, language));
}

void AddChecks(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  AddCommand(app, "rebuild", "Rebuild the index from the log, and compare", "  tranche rebuild");
  AddCommand(app, "verify", "Check every invariant from the bytes up", "  tranche verify --format json");
  AddCommand(app, "status", "Head, size, durability, index", "  tranche status");
  CLI::App* serve =
      AddCommand(app, "serve", "Answer programs, and the page in the browser, until Ctrl-C or SIGTERM",
                 "  tranche serve\n"
                 "  tranche --ledger khuyen-cong.ledger serve --listen 127.0.0.1:0 --grpc 127.0.0.1:8081\n"
                 "  tranche serve --listen 0.0.0.0:8443 --tls-certificate ledger.pem --tls-key ledger.key --host "
                 "ledger.example");
  AddListen(serve, arguments);
  AddLog(serve, arguments, language);
  serve->add_option("--grpc", arguments->grpc, "Answer gRPC too, at this address and port: what --server asks");
  AddServeAccess(serve, arguments);
  serve->add_option("--node", arguments->node,
                    "Of a copy of a shared log: its name among the nodes (default: the name of the machine)");
  serve->add_option("--decide", arguments->decide, "Of a copy: whether it may decide, or only follows: yes or no")
      ->check(OneOf({"yes", "no"}, language));
  CLI::App* demo = AddCommand(app, "demo", "Create a ledger from the real figures and walk through it",
                              "  tranche demo --data data --lang en");
  demo->add_option("--data", arguments->data, "Directory of the CSV files (default: the installed ones, else ./data)");
  demo->add_flag(
      "--serve", arguments->serve,
      "Serve the ledger afterwards, and one that is made up, each with its page for the browser, until Ctrl-C");
  AddListen(demo, arguments);
}

void AddGenerate(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* generate =
      AddCommand(app, "generate", "Create a ledger with a synthetic, lawful history, determined by the seed",
                 "  tranche --ledger /tmp/synthetic.ledger generate --events 100000 --seed 1\n"
                 "  tranche --ledger /tmp/synthetic.ledger generate --events 1000000 --seed 7 --late 0.5%");
  generate->add_option("--events", arguments->events, "Number of events in the ledger, 1 to 10000000000")
      ->transform(WholeNumber(language))
      ->required();
  generate->add_option("--seed", arguments->seed, "Another seed gives another history")
      ->transform(WholeNumber(language))
      ->capture_default_str();
  generate
      ->add_option("--late", arguments->late,
                   "Share of events that are effective before they are recorded, such as 5%, 0.5% or 0")
      ->capture_default_str();
}

void AddKey(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* key = AddCommand(app, "key", "The keys that sign checkpoints and approvals",
                             "  tranche key generate --file log.key\n  tranche key show");
  key->require_subcommand(1);
  CLI::App* generate = key->add_subcommand(
      "generate", "Generate a private key in a file that only its owner can read, and print its public key");
  generate->add_option("--file", arguments->key_file, "The file to create")->required();
  CLI::App* show = key->add_subcommand("show", "Print the ledger's public key, for those who check its proofs");
  show->add_option(
      "--file", arguments->key_file,
      "Use a private key file instead of the ledger's key: without --name, as `actor register --public-key` takes it");
  show->add_option("--name", arguments->key_name, "Name under which the key signs as a witness");
}

void AddCheckpoint(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* checkpoint =
      AddCommand(app, "checkpoint", "Publish the signed size and root of the log",
                 "  tranche checkpoint > 2025-06-30.checkpoint\n"
                 "  tranche checkpoint --list\n"
                 "  tranche checkpoint --cosigned from-witness.checkpoint --witness witness.example/w1+b38e5c8a+BM...");
  CLI::Option* list = checkpoint->add_flag("--list", arguments->list, "List published checkpoints and their signers");
  CLI::Option* size =
      checkpoint->add_option("--size", arguments->size, "Print the published checkpoint of this size again");
  size->transform(WholeNumber(language))->excludes(list);
  CLI::Option* cosigned =
      checkpoint->add_option("--cosigned", arguments->cosigned, "Store the signature of --witness from this file");
  cosigned->excludes(list)->excludes(size);
  checkpoint->add_option("--witness", arguments->witnesses, "The witness's public key, or a file with it")
      ->needs(cosigned);
  CLI::Option* newest =
      checkpoint->add_option("--newest-published", arguments->newest_published,
                             "After restore or import log: file with the newest published checkpoint");
  newest->excludes(list)->excludes(size)->excludes(cosigned);
  checkpoint
      ->add_option("--given-up", arguments->given_up,
                   "After restore or import log: why to go on without the newest published checkpoint")
      ->excludes(list)
      ->excludes(size)
      ->excludes(cosigned)
      ->excludes(newest);
  checkpoint->add_option("--actor", arguments->actor, "Who publishes (default: the user's name)")
      ->excludes(list)
      ->excludes(size)
      ->excludes(cosigned);
  AddClockIsRight(checkpoint, arguments)->excludes(list)->excludes(size)->excludes(cosigned);
}

CLI::Option* AddGzip(CLI::App* command, Arguments* arguments) {
  return command->add_flag("--gzip", arguments->gzip, "Compress the proof; check-proof reads it as it is");
}

void AddProve(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* prove =
      AddCommand(app, "prove", "Write a proof for people who have no ledger",
                 "  tranche prove event 137 > 137.proof\n"
                 "  tranche prove consistency 120 > grown.proof\n"
                 "  tranche prove consistency 120 --for-witness | curl --data-binary @- http://w1.example:8090/add-"
                 "checkpoint\n"
                 "  tranche prove balance --unit region:north --year 2024 --as-of 2024-06-30 > north.proof\n"
                 "  tranche prove balance --unit region:north --gzip > north.proof.gz");
  prove->require_subcommand(1);
  CLI::App* event = prove->add_subcommand("event", "Prove that an event is in the log");
  event->add_option("event", arguments->sequence, "Its sequence")->transform(WholeNumber(language))->required();
  AddGzip(event, arguments);
  CLI::App* consistency =
      prove->add_subcommand("consistency", "Prove that the log has only grown since it had FROM events");
  consistency->add_option("from", arguments->from_size, "How many events it had")
      ->transform(WholeNumber(language))
      ->required();
  consistency->add_option("to", arguments->to_size, "A published checkpoint, by its size (default: the newest)")
      ->transform(WholeNumber(language));
  CLI::Option* gzip = AddGzip(consistency, arguments);
  consistency
      ->add_flag(
          "--for-witness", arguments->for_witness,
          "Write what a witness is asked over HTTP (add-checkpoint), FROM the size that it has cosigned last, or "
          "from 0")
      ->excludes(gzip);
  CLI::App* balance =
      prove->add_subcommand("balance", "Prove that a balance is the sum of its events, with none left out");
  AddQuestionOptions(balance, arguments, language);
  balance->add_option(
      "--known-at", arguments->known_at,
      "Count what was recorded by then: a sequence, a date (its end) or an instant (default: the newest "
      "checkpoint)");
  balance->add_flag(
      "--sums-only", arguments->sums_only,
      "Give the sums under the balance root of the newest checkpoint, without the events: small, but it does not "
      "show that they are the sums of the events");
  AddGzip(balance, arguments);

  CLI::App* check = AddCommand(app, "check-proof", "Check a proof; needs no ledger",
                               "  tranche check-proof north.proof --key log.pub\n"
                               "  tranche check-proof grown.proof --checkpoint 2024-12-31.checkpoint --key log.pub");
  check->add_option("file", arguments->file, "The proof file")->required();
  check->add_option("--checkpoint", arguments->checkpoint, "A checkpoint obtained elsewhere");
  check->add_option("--key", arguments->log_key, "The log's public key (`tranche key show`), or a file with it");
  check->add_option("--witness", arguments->witnesses, "Public key of a witness whose signature is required");
}

void AddWitness(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* witness = AddCommand(app, "witness", "Cosign checkpoints of logs that have only grown",
                                 "  tranche witness init w1 --name witness.example/w1 > w1.pub\n"
                                 "  tranche witness watch w1 --key log.pub\n"
                                 "  tranche witness cosign w1 2025-06-30.checkpoint --proof grown.proof\n"
                                 "  tranche witness status w1\n"
                                 "  tranche witness serve w1 --listen 0.0.0.0:8090");
  witness->require_subcommand(1);
  CLI::App* init = witness->add_subcommand("init", "Make a witness in a new directory, and print its public key");
  init->add_option("--name", arguments->key_name, "Name under which it signs")->required();
  CLI::App* watch =
      witness->add_subcommand("watch", "Trust the key of a log, from which checkpoints are then cosigned");
  watch->add_option("--key", arguments->log_key, "The log's public key (`tranche key show`), or a file with it")
      ->required();
  CLI::App* cosign = witness->add_subcommand("cosign", "Cosign a checkpoint that follows the last one, and print it");
  CLI::App* status = witness->add_subcommand("status", "What it watches, and what it has cosigned");
  CLI::App* serve = witness->add_subcommand("serve", "Cosign over HTTP (tlog-witness), until Ctrl-C or SIGTERM");
  for (CLI::App* command : {init, watch, cosign, status, serve})
    command->add_option("directory", arguments->file, "The witness's directory")->required();
  cosign->add_option("checkpoint", arguments->checkpoint, "File with the checkpoint to cosign")->required();
  cosign->add_option("--proof", arguments->proof,
                     "File that proves growth since the last one (`tranche prove consistency`)");
  AddListen(serve, arguments);
  AddLog(serve, arguments, language);
  AddTls(serve, arguments, std::string(Marked("Speak TLS with this certificate and its chain, in PEM")));
}

void AddBackups(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* backup = AddCommand(app, "backup", "Back up the ledger, incrementally, even while others record",
                                "  tranche backup /mnt/backups/khuyen-cong\n"
                                "  tranche backup /mnt/backups/khuyen-cong --keep 30");
  backup->add_option("directory", arguments->file, "The backup directory; created if missing")->required();
  backup->add_option("--keep", arguments->keep, "Keep this many of the newest backups, and delete the others")
      ->transform(WholeNumber(language));
  CLI::App* restore = AddCommand(app, "restore", "Restore the ledger --ledger from a backup, verifying all of it first",
                                 "  tranche --ledger restored.ledger restore /mnt/backups/khuyen-cong\n"
                                 "  tranche --ledger restored.ledger restore /mnt/backups/khuyen-cong --backup 7");
  restore->add_option("directory", arguments->file, "The backup directory")->required();
  restore->add_option("--backup", arguments->backup_id, "The number of the backup (default: the newest)")
      ->transform(WholeNumber(language));
}

}  // namespace

void AddUpkeepCommands(const OptionTarget& to) {
  AddChecks(to);
  AddGenerate(to);
  AddKey(to);
  AddCheckpoint(to);
  AddProve(to);
  AddWitness(to);
  AddBackups(to);
}

}  // namespace tranche
