#include "cli/recording.h"

#include <string>

#include "cli/exit_code.h"
#include "cli/output.h"
#include "events/refusal.h"
#include "reports/event_tables.h"
#include "reports/texts.h"

namespace tranche {
namespace {

// That of the last event, after which is left what is left; of what was proposed it says which proposal it is.
v1::Receipt ReceiptOfAll(const v1::Receipt& first, const v1::Receipt& last) {
  v1::Receipt receipt = last;
  if (first.has_proposal()) *receipt.mutable_proposal() = first.proposal();
  return receipt;
}

Outcome Proposed(const absl::Status& printed, const v1::Receipt& receipt) {
  return AfterDoing(printed, "it was proposed, as {proposal}", {NumberField("proposal", receipt.sequence())});
}

}  // namespace

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
  if (receipt.has_proposal()) return Proposed(printed, receipt);
  return AfterDoing(printed,
                    "event {sequence} was recorded, with the key {key}: a retry with --key {key} changes nothing",
                    {NumberField("sequence", receipt.sequence()), TextField("key", receipt.event_id())});
}

Outcome PrintSplit(const v1::RecordResponse& answer, const Session& session, const Arguments& arguments,
                   const Console& console) {
  v1::EventList list;
  *list.add_events() = answer.receipt().event();
  for (const v1::Receipt& receipt : answer.others()) *list.add_events() = receipt.event();
  Table parts = EventsTable(list, session.reader());
  parts.title = Say(session.reader().locale, "one payment from {count} tranches",
                    {{"count", std::to_string(list.events_size())}});
  const v1::Receipt last = ReceiptOfAll(answer.receipt(), *answer.others().rbegin());
  const absl::Status printed =
      PrintAnswer(answer, {parts, ReceiptTable(last, session.reader())}, session.style(), arguments.format, console);
  if (printed.ok()) return kExitDone;
  if (last.dry_run()) return printed;
  if (last.has_proposal()) return Proposed(printed, last);
  return AfterDoing(printed, "the payment was recorded, as events {first} to {last}",
                    {NumberField("first", answer.receipt().sequence()), NumberField("last", last.sequence())});
}

Outcome PrintReceipts(const google::protobuf::Message& answer, const std::vector<v1::Receipt>& receipts,
                      const Session& session, const Arguments& arguments, const Console& console) {
  const v1::Receipt last = ReceiptOfAll(receipts.front(), receipts.back());
  v1::EventList list;
  for (const v1::Receipt& receipt : receipts) *list.add_events() = receipt.event();
  const absl::Status printed =
      PrintAnswer(answer, {EventsTable(list, session.reader()), ReceiptTable(last, session.reader())}, session.style(),
                  arguments.format, console);
  if (printed.ok()) return kExitDone;
  if (last.dry_run()) return printed;
  if (last.has_proposal()) return Proposed(printed, last);
  return AfterDoing(printed, "events {first} to {last} were recorded",
                    {NumberField("first", receipts.front().sequence()), NumberField("last", last.sequence())});
}

}  // namespace tranche
