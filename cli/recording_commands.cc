// init, record, reverse, import, rules: the commands that write.
#include <filesystem>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "cli/requests.h"
#include "cli/session.h"
#include "cli/speaker.h"
#include "events/refusal.h"
#include "reports/check_tables.h"
#include "reports/event_tables.h"
#include "reports/rule_tables.h"
#include "service/new_ledger.h"
#include "storage/whole_file.h"

namespace tranche {

Outcome RunInit(const Arguments& arguments, const Console& console) {
  const std::string directory_name = std::filesystem::path(arguments.ledger).lexically_normal().stem().string();
  v1::CreateLedgerRequest request;
  request.set_directory(arguments.ledger);
  request.set_name(arguments.name.value_or(directory_name));
  request.set_ledger_id(RandomHex(16));
  request.set_currency_code(arguments.currency);
  if (arguments.minor_digits) request.set_minor_digits(*arguments.minor_digits);
  request.set_notation(arguments.lang.value_or("vi"));
  request.set_utc_offset(arguments.utc_offset);
  request.set_actor(ActorOf(arguments));
  if (arguments.geography) request.set_geography(*arguments.geography);
  if (arguments.key_file) request.set_key_file(*arguments.key_file);
  request.set_four_eyes(arguments.four_eyes);
  request.mutable_administrators()->Assign(arguments.administrators.begin(), arguments.administrators.end());
  const absl::Duration wait = absl::Seconds(arguments.wait_seconds);
  if (absl::Status created = CreateLedger(request, wait, &console.clock); !created.ok()) return created;
  return AfterDoing(RunStatus(arguments, console), "the ledger was made");
}

Outcome RunRecord(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  absl::StatusOr<v1::RecordRequest> request = RecordRequestOf(arguments);
  if (!request.ok()) return request.status();
  if (absl::Status spoken = Speak(*session, arguments, console, request->mutable_options()); !spoken.ok())
    return spoken;
  const absl::StatusOr<v1::RecordResponse> answer = session->service().Record(*request);
  if (!answer.ok()) return answer.status();
  return answer->others().empty() ? PrintReceipt(answer->receipt(), *session, arguments, console)
                                  : PrintSplit(*answer, *session, arguments, console);
}

Outcome RunReverse(const Arguments& arguments, const Console& console) {
  return RecordOne(&LedgerCalls::Reverse, ReverseRequestOf(arguments), arguments, console);
}

Outcome RunImport(const Arguments& arguments, const Console& console) {
  // Before the ledger is opened: a pipe may keep us waiting, and must not keep others waiting for the ledger.
  absl::StatusOr<std::string> content = storage::ReadExistingFile(arguments.file);
  if (!content.ok()) return content.status();
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  v1::ImportRequest request;
  request.set_file(arguments.file);
  request.set_content(*std::move(content));
  request.set_notation(arguments.lang.value_or(""));
  request.set_repeated(arguments.repeated.value_or(""));
  *request.mutable_options() = RecordingOptionsOf(arguments);
  if (absl::Status spoken = Speak(*session, arguments, console, request.mutable_options()); !spoken.ok()) return spoken;
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  const absl::StatusOr<v1::ImportResponse> answer = session->service().Import(request);
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(answer->report(), {ImportTable(answer->report(), session->reader())},
                                           session->style(), arguments.format, console);
  if (printed.ok()) return kExitDone;
  if (arguments.dry_run) return printed;
  if (answer->report().has_proposal())
    return AfterDoing(printed, "the file was proposed, as {proposal}",
                      {NumberField("proposal", answer->report().proposal().proposal())});
  if (answer->report().recorded() == 0)
    return AfterDoing(printed, "every row of the file was recorded before: nothing was imported");
  return AfterDoing(printed, "the file was imported: its last event is {sequence}",
                    {NumberField("sequence", answer->report().last_sequence())});
}

Outcome RunRules(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  const absl::StatusOr<v1::GetRulesResponse> answer = session->service().GetRules(RulesRequestOf(arguments));
  if (!answer.ok()) return answer.status();
  const v1::RulesReport& report = answer->report();
  std::vector<Table> tables = {RulesTable(report, session->reader()), SpendingRulesTable(report, session->reader())};
  // Of the versions, which are part of the program, CSV has nothing.
  if (arguments.format == OutputFormat::kCsv) tables.erase(tables.begin());
  const absl::Status printed = PrintAnswer(report, tables, session->style(), arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

Outcome RunAdoptRules(const Arguments& arguments, const Console& console) {
  return RecordOne(&LedgerCalls::AdoptRules, AdoptRulesRequestOf(arguments), arguments, console);
}

}  // namespace tranche
