// What the ledger makes of a year or a unit as a whole: the events of a batch, one a row, and what of each goes where.
import type { Event } from "../../generated/proto/event_pb";
import { amountStated, kindOf, kindText, legsOf } from "../events/facts";
import { countText, trancheText } from "../numbers";
import type { Reader } from "../reader";
import { WideTable } from "../wide_table";
import type { Sent } from "./asking";

const SHOWN_MAX = 100;

// "Quảng Ninh, local, 2024, tranche 1 → 2025, tranche 2024/1".
function whereText(reader: Reader, event: Event): string {
  const [first, second] = legsOf(event);
  if (first === undefined) return "";
  const of = ({ line, tranche }: typeof first): string[] =>
    [reader.unitName(line.unitId), reader.sourceName(line.sourceId), String(line.fiscalYear), tranche > 0 ? reader.say("trancheNumber", { number: trancheText(tranche) }) : ""];
  const from = of(first);
  const told = (parts: readonly string[]): string => parts.filter((part) => part !== "").join(", ");
  return second === undefined ? told(from) : `${told(from)} → ${told(of(second).filter((part, at) => part !== from[at]))}`;
}

export function Batch({ reader, sent: { receipt, others } }: { reader: Reader; sent: Sent }) {
  const events = [receipt, ...others].flatMap(({ event }) => event ?? []);
  const commands = Number(receipt.proposal?.commands ?? 0n) || events.length;
  return (
    <>
      <h2 id="batch">{reader.say("countOfCommands", { n: countText(reader.language, commands) })} <small>{reader.currency}</small></h2>
      <WideTable named="batch">
        <tbody>
          {events.slice(0, SHOWN_MAX).map((event) => (
            <tr key={event.eventId}>
              <th scope="row">{kindText(reader, kindOf(event))}</th>
              <td class="wraps">{whereText(reader, event)}</td>
              <td class="number">{reader.inFull(amountStated(event) ?? 0n)}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      {commands > Math.min(events.length, SHOWN_MAX) && <p class="small">{reader.say("andMore", { n: countText(reader.language, commands - Math.min(events.length, SHOWN_MAX)) })}</p>}
    </>
  );
}
