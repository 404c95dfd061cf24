#include <string>

#include "cli/command_options.h"
#include "cli/option_values.h"
#include "reports/texts.h"

namespace tranche {
namespace {

constexpr char kProposeExamples[] =
    "  tranche propose disbursement --unit VN34-04 --source national --year 2025 --amount \"8.5 billion\" --effective "
    "2025-06-15\n"
    "  tranche propose payments.csv\n"
    "  tranche propose reverse 137 --reason \"typed into the wrong year\"\n"
    "  tranche propose role grant lan --role officer --unit VN34-04\n"
    "  tranche propose carry-over --year 2025 --effective 2026-01-31 --lapse-rest\n"
    "  tranche propose carry-over --unit VN34-04 --source national --year 2025 --tranche 1 --amount \"2 billion\" "
    "--effective 2026-01-31";

// The words after it are read as those of the command that would record (proposed_words.h); this is for the help.
void AddPropose(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* propose =
      AddCommand(app, "propose", "Propose what another person approves, while four eyes is on", kProposeExamples);
  propose->add_option("what", arguments->file,
                      "What `record` would record, a CSV file, or another command that records, with its options");
  propose->add_option("--expires", arguments->expires,
                      "The last day on which it can be approved (default: 30 days from today)");
}

void AddDecisions(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* approve = AddCommand(app, "approve", "Approve a proposal of another person: what it shows is recorded",
                                 "  tranche approve 512\n"
                                 "  tranche approve 512 --digest 3f9a2c41");
  approve->add_option("proposal", arguments->proposal, "Sequence of the proposal")
      ->transform(WholeNumber(language))
      ->required();
  approve->add_option("--digest", arguments->digest,
                      "The digest of what you approve, or at least its first 8 digits; without it you are shown the "
                      "proposal and asked");
  approve->add_option("--sign-with", arguments->sign_with,
                      "Private key file of an actor who is registered with a public key");
  AddRecordingOptions(approve, arguments, language);
  CLI::App* reject = AddCommand(app, "reject", "Reject a proposal, or withdraw your own",
                                "  tranche reject 512 --reason \"no voucher\"");
  reject->add_option("proposal", arguments->proposal, "Sequence of the proposal")
      ->transform(WholeNumber(language))
      ->required();
  AddRecordingOptions(reject, arguments, language);
}

void AddProposals(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* proposals = AddCommand(app, "proposals", "List proposals and what has become of them, or show one",
                                   "  tranche proposals --state open\n"
                                   "  tranche proposals 512\n"
                                   "  tranche proposals --known-at 2026-03-31");
  proposals->add_option("proposal", arguments->proposal, "Only this one, with what it would record")
      ->transform(WholeNumber(language));
  proposals
      ->add_option("--state", arguments->states,
                   "Only proposals that are open, approved, rejected, withdrawn or expired")
      ->check(OneOf({"open", "approved", "rejected", "withdrawn", "expired"}, language))
      ->allow_extra_args(false);
  AddKnownAt(proposals, arguments);
}

void AddFourEyes(const OptionTarget& to) {
  const auto [app, arguments, language] = to;
  CLI::App* four_eyes =
      AddCommand(app, "four-eyes", "Say whether what is recorded takes a second person, and switch that",
                 "  tranche four-eyes status\n"
                 "  tranche four-eyes on --reason \"decision 17\"\n"
                 "  tranche propose four-eyes off --reason \"decision 18\"");
  four_eyes->require_subcommand(1);
  CLI::App* on = AddCommand(four_eyes, "on", "From now on what is recorded takes a second person",
                            "  tranche four-eyes on --reason \"decision 17\"");
  on->add_option("--exempt", arguments->exempt_kinds,
                 "A kind of statement that takes none (default: EstimateStated and FigurePublished)")
      ->allow_extra_args(false);
  AddRecordingOptions(on, arguments, language);
  CLI::App* off = AddCommand(four_eyes, "off", "What is recorded no longer takes a second person; itself a proposal",
                             "  tranche propose four-eyes off --reason \"decision 18\"");
  AddRecordingOptions(off, arguments, language);
  AddKnownAt(
      AddCommand(four_eyes, "status", "Say whether it is on, and who has which role", "  tranche four-eyes status"),
      arguments);
}

}  // namespace

void AddProposalCommands(const OptionTarget& to) {
  AddPropose(to);
  AddDecisions(to);
  AddProposals(to);
  AddFourEyes(to);
}

}  // namespace tranche
