// The closings: who closed which books through which day, what was known then, and what has opened them again.
import type { ClosingRow } from "../../generated/proto/view_pb";
import type { Address } from "../address";
import { dateText, instantText } from "../dates";
import { EventLink } from "../events/event";
import { ledger } from "../ledger";
import { Link } from "../link";
import { onScreen } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import type { ScreenProps } from "../screen";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { WideTable } from "../wide_table";
import { questionOf, wholesOf } from "./closed";

type Props = Pick<ScreenProps, "reader" | "books" | "address" | "go">;

async function askClosings(moment: { knownAt?: string }): Promise<ClosingRow[]> {
  const { list } = await ledger.listClosings(moment);
  return (list?.closings ?? []).reverse();
}

// "Cà Mau, Bạc Liêu, +3"; none is all.
function namesText(reader: Reader, ids: readonly string[], nameOf: (id: string) => string): string {
  const names = ids.slice(0, 3).map(nameOf).join(", ") || reader.say("all");
  return ids.length > 3 ? `${names}, +${ids.length - 3}` : names;
}

function Row({ reader, books, address, go, row, isNewest, reopen }: Props & { row: ClosingRow; isNewest: boolean; reopen: ((closing: bigint) => void) | undefined }) {
  const { closing, fiscalYear, through, unitIds, sourceIds, reopening } = row;
  const asked: Address = { ...address, question: questionOf(books.units, row, isNewest) };
  const link = (sequence: bigint) => <EventLink {...{ address, go, sequence }}>#{countText(reader.language, sequence)}</EventLink>;
  return (
    <tr class={reopening > 0n ? "reversed" : ""}>
      <th scope="row">{link(closing)}</th>
      <td class="struck">{fiscalYear}</td>
      <td class="struck">{dateText(reader.language, through)}{row.yearEnd && <span class="chip">{reader.say("yearEndShort")}</span>}</td>
      <td class="wraps struck">{namesText(reader, wholesOf(books.units, unitIds), reader.unitName)}</td>
      <td class="wraps struck">{namesText(reader, sourceIds, reader.sourceName)}</td>
      <td class="wraps">{row.actor} · {instantText(reader.language, reader.instant(row.closedAt?.seconds ?? 0n))}{row.reason !== "" && <small>{row.reason}</small>}</td>
      <td class="wraps closing-tools">
        {reopening > 0n ? <>{reader.say("reopenedBy")} {link(reopening)}</> : (
          <>
            <Link go={go} to={onScreen(asked, "overview")}>{reader.say("closedFigures")}</Link>
            <Link go={go} to={onScreen(asked, "compare")}>{reader.say("changedSince")}</Link>
            {reopen !== undefined && address.question.knownAt === undefined && <button type="button" class="button" onClick={() => reopen(closing)}>{reader.say("doReopen")}</button>}
          </>
        )}
      </td>
    </tr>
  );
}

// asked   asks again when it is another.
// reopen  begins a reopening; absent for who may not.
export function Closings({ asked, reopen, ...props }: Props & { asked: string; reopen: ((closing: bigint) => void) | undefined }) {
  const { reader, address } = props;
  const { knownAt } = address.question;
  const { answer: rows, error, again } = useAnswer(knownAt === undefined ? {} : { knownAt }, askClosings, asked);
  const isNewest = (row: ClosingRow): boolean => rows?.find(({ fiscalYear, reopening }) => fiscalYear === row.fiscalYear && reopening === 0n) === row;
  return (
    <section class="card closings" aria-labelledby="closings">
      <h2 id="closings">{reader.say("closings")}</h2>
      {error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      {rows?.length === 0 && <p class="quiet">{reader.say("noClosings")}</p>}
      {rows !== undefined && rows.length > 0 && (
        <WideTable named="closings">
          <thead>
            <tr>
              {(["PeriodClosed", "year", "closedThrough", "unit", "source", "recordedBy"] as const).map((label) => <th key={label} scope="col">{reader.say(label)}</th>)}
              <td />
            </tr>
          </thead>
          <tbody>{rows.map((row) => <Row key={String(row.closing)} {...props} {...{ row, reopen }} isNewest={isNewest(row)} />)}</tbody>
        </WideTable>
      )}
    </section>
  );
}
