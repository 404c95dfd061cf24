// What an event does to the books of one unit, source and year: each amount before and after.
import type { BalanceRow } from "../generated/proto/view_pb";
import { ledger } from "./ledger";
import type { Reader } from "./reader";

export const AMOUNTS = [
  "plan", "allocated", "to-allocate", "carried", "lapsed", "committed", "disbursed", "advances", "to-disburse", "free", "executed", "settled", "corrected",
] as const;
export type AmountName = (typeof AMOUNTS)[number];
// What there is not is undefined: committed, free and advances where there was never a contract or an advance, and likewise what was
// carried over, given up, settled and corrected.
export type Amounts = Record<AmountName, bigint | undefined>;

const read = (digits: string | undefined): bigint | undefined =>
  digits === undefined || digits === "" ? undefined : BigInt(digits);

export function amountsOf(row: BalanceRow): Amounts {
  return {
    plan: read(row.plan), allocated: read(row.allocated), disbursed: read(row.disbursed), executed: read(row.executed),
    committed: read(row.committed), advances: read(row.advances), carried: read(row.carried), lapsed: read(row.lapsed), settled: read(row.settled),
    corrected: read(row.corrected),
    "to-allocate": read(row.availableToAllocate), "to-disburse": read(row.availableToDisburse), free: read(row.free),
  };
}

const NOTHING: Amounts = {
  plan: 0n, allocated: 0n, "to-allocate": 0n, committed: undefined, disbursed: 0n, advances: undefined, "to-disburse": 0n, free: undefined, executed: 0n,
  carried: undefined, lapsed: undefined, settled: undefined, corrected: undefined,
};

// What the guards keep from falling below zero, by the code of their refusal.
export const GUARDED: Record<string, AmountName> = {
  "guard.allocated-over-plan": "to-allocate", "guard.plan-below-allocated": "to-allocate",
  "guard.disbursed-over-allocated": "to-disburse", "guard.tranche-below-disbursed": "to-disburse",
  "guard.committed-over-allocated": "free",
};

// The books of a unit itself, which the rules protect, as of a day, as known at a sequence: of a region or the nation without
// the units in it, which have their own.
export async function booksAt(
  { unit, source, year }: { unit: string; source: string; year: number }, asOf: string, knownAt: bigint,
): Promise<Amounts> {
  const question = { unit, source, fiscalYear: year, asOf, knownAt: String(knownAt) };
  const { report } = await ledger.getBalance({ question, by: ["unit"] });
  if (report?.total === undefined) throw new Error("the ledger answered without a total");
  const { rows, total } = report;
  // A unit of which another counts for it has one row, of that one; who holds nothing itself has none among those in it.
  const own = rows.find(({ unitId }) => unitId === unit);
  return own === undefined && rows.length > 1 ? NOTHING : amountsOf(own ?? total);
}

const BEGUN: readonly AmountName[] = ["committed", "advances", "carried", "lapsed", "settled", "corrected"];
const OPTIONAL: readonly AmountName[] = [...BEGUN, "free"];

// Before the first contract nothing is committed, and all that may be disbursed is free; likewise before the first advance.
function withNone(one: Amounts, other: Amounts): Amounts {
  const none = (name: AmountName, amount: bigint | undefined): bigint | undefined => one[name] ?? (other[name] === undefined ? undefined : amount);
  const begun = Object.fromEntries(BEGUN.map((name) => [name, none(name, 0n)]));
  return { ...one, ...begun, free: none("free", one["to-disburse"]) };
}

export function BeforeAfter({ reader, before, after, refused, withChange }: {
  reader: Reader;
  before: Amounts;
  after: Amounts;
  refused?: AmountName | undefined; // what a guard forbids
  withChange?: boolean;
}) {
  const text = (amount: bigint | undefined): string => (amount === undefined ? "–" : reader.millions(amount));
  const sides = [withNone(before, after), withNone(after, before)] as const;
  const shown = AMOUNTS.filter((name) => !OPTIONAL.includes(name) || sides[0][name] !== undefined);
  return (
    <table class="before-after">
      <thead>
        <tr>
          <td /><th scope="col">{reader.say("before")}</th><th scope="col">{reader.say("after")}</th>
          {withChange && <th scope="col">{reader.say("change")}</th>}
        </tr>
      </thead>
      <tbody>
        {shown.map((name) => {
          const [from, to] = [sides[0][name], sides[1][name]];
          const change = from === undefined || to === undefined ? 0n : to - from;
          return (
            <tr key={name} class={name === refused ? "refused" : from !== to ? "changes" : ""}>
              <th scope="row">{reader.say(name)}</th>
              <td>{text(from)}</td><td>{text(to)}</td>
              {withChange && <td>{change === 0n ? "" : reader.millionsChange(change)}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
