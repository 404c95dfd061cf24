#include <string>

#include "cli/command_options.h"
#include "reports/texts.h"

namespace tranche {
namespace {

void AddAccess(CLI::App* command, Arguments* arguments) {
  command->add_option(
      "--access", arguments->access,
      "The directory with the tokens and certificates (default: beside the ledger, its name and -access)");
}

void AddOrder(CLI::App* command, Arguments* arguments) {
  command->add_option("--actor", arguments->actor, "Who calls with it")->required();
  command->add_option("--until", arguments->until, "The last day on which it counts")->required();
  command->add_option("--name", arguments->name, "What it is called in the list, such as laptop");
}

}  // namespace

void AddAccessCommands(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* token = AddCommand(app, "token", "Who may come in through the doors of a server",
                               "  tranche token issue --actor lan --until 2027-12-31 > lan.token\n"
                               "  tranche token bind-certificate --actor erp --certificate erp.pem --until 2027-12-31\n"
                               "  tranche token list\n"
                               "  tranche token revoke 5f0c19aa");
  token->require_subcommand(1);
  CLI::App* issue = token->add_subcommand("issue", "Issue a token, and print it this once");
  AddOrder(issue, arguments);
  CLI::App* bind = token->add_subcommand("bind-certificate", "Let a client certificate mean an actor");
  AddOrder(bind, arguments);
  bind->add_option("--certificate", arguments->certificate, "File with the certificate, in PEM")->required();
  CLI::App* list = token->add_subcommand("list", "Tokens and certificates, whose they are, and which count");
  CLI::App* revoke =
      token->add_subcommand("revoke", "Let a token or certificate count no more, from the next request on");
  revoke->add_option("id", arguments->file, "Its id, which the list shows")->required();
  for (CLI::App* command : {issue, bind, list, revoke}) AddAccess(command, arguments);
}

CLI::Option* AddTls(CLI::App* serve, Arguments* arguments, const std::string& what) {
  CLI::Option* certificate = serve->add_option("--tls-certificate", arguments->tls_certificate, what);
  CLI::Option* key = serve->add_option("--tls-key", arguments->tls_key, "The private key of the certificate, in PEM");
  certificate->needs(key);
  key->needs(certificate);
  return certificate;
}

void AddServeAccess(CLI::App* serve, Arguments* arguments) {
  serve->add_option("--access", arguments->access,
                    "Ask who calls: the directory with the tokens and certificates (with TLS the default is beside the "
                    "ledger, its name and -access)");
  CLI::Option* certificate = AddTls(
      serve, arguments, std::string(Marked("Speak TLS with this certificate and its chain, in PEM; asks who calls")));
  serve
      ->add_option("--client-ca", arguments->client_ca,
                   "Take client certificates that this authority has signed, in PEM")
      ->needs(certificate);
  serve->add_option("--host", arguments->hosts,
                    "A name by which browsers reach the server, beside loopback ones, with the port of --listen or one "
                    "of its own: ledger.example, ledger.example:443");
}

}  // namespace tranche
