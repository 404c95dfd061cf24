#include "cli/recording.h"

#include "cli/exit_code.h"
#include "cli/output.h"
#include "events/refusal.h"
#include "reports/event_tables.h"

namespace tranche {

Ledger::Access AccessFor(const Arguments& arguments) {
  return arguments.dry_run ? Ledger::Access::kReadOnly : Ledger::Access::kWrite;
}

Outcome PrintReceipt(const v1::Receipt& receipt, const Session& session, const Arguments& arguments,
                     const Console& console) {
  const absl::Status printed =
      PrintAnswer(receipt, {ReceiptTable(receipt, session.reader()), MovesTable(receipt, session.reader())},
                  session.style(), arguments.format, console);
  if (printed.ok()) return kExitDone;
  if (receipt.dry_run()) return printed;
  if (receipt.has_proposal())
    return AfterDoing(printed, "it was proposed, as {proposal}", {NumberField("proposal", receipt.sequence())});
  return AfterDoing(printed,
                    "event {sequence} was recorded, with the key {key}: a retry with --key {key} changes nothing",
                    {NumberField("sequence", receipt.sequence()), TextField("key", receipt.event_id())});
}

}  // namespace tranche
