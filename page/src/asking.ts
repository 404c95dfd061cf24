// Asks the ledger what the overview shows.
import type { GetLedgerResponse } from "../generated/proto/service_pb";
import type { Basis, TermRow, UnitRow } from "../generated/proto/view_pb";
import type { Group, Question } from "./address";
import type { Reports } from "./answer";
import { ledger, questionText } from "./ledger";

// What does not depend on the question.
export interface Books {
  ledger: GetLedgerResponse;
  // Every unit that ever was.
  units: UnitRow[];
  sources: TermRow[];
  areas: TermRow[];
  // The budget years that have money, ascending.
  years: number[];
}

export interface Answer {
  question: Question;
  then: Reports;
  // Absent if the question is about now.
  now?: Reports;
  basis: Basis;
  // The units of the boundaries date.
  units: UnitRow[];
}

// The question as known when the books were opened, where it does not say: numbers do not change under the reader.
export const pinnedQuestion = (question: Question, books: Books): Question =>
  ({ ...question, knownAt: question.knownAt ?? String(books.ledger.head) });

// What a replay is asked of a question, with its boundaries: it plays one year and source to its end, of every unit and area.
export const questionOfReplay = ({ year, source, boundaries }: Question, { ledger: { today } }: Books): Question & { boundaries: string } => ({
  boundaries: boundaries ?? (year === undefined ? today : `${year}-12-31`), ...(year !== undefined && { year }), ...(source !== undefined && { source }),
});

export async function openBooks(): Promise<Books> {
  const [about, units, sources, areas, byYear] = await Promise.all([
    ledger.getLedger({}),
    ledger.listUnits({}),
    ledger.listSources({}),
    ledger.listAreas({}),
    ledger.getBalance({ question: {}, by: ["year"] }),
  ]);
  return {
    ledger: about,
    units: units.list?.units ?? [],
    sources: sources.list?.terms ?? [],
    areas: areas.list?.terms ?? [],
    years: (byYear.report?.rows ?? []).map(({ fiscalYear }) => fiscalYear).filter((year) => year > 0),
  };
}

async function reportsOf(text: ReturnType<typeof questionText>, by: Group | undefined): Promise<Reports> {
  const [{ report, subtotals }, groups] = await Promise.all([
    ledger.getBalance({ question: text, by: ["region", "unit"], subtotalsBy: ["region"] }),
    by && ledger.getBalance({ question: text, by: [by] }),
  ]);
  if (report === undefined || subtotals === undefined) throw new Error("the ledger answered without a report");
  return { units: report, regions: subtotals, ...(groups?.report !== undefined && { groups: groups.report }) };
}

// Some 50 KB each: a hand that goes back over a quarter of a year finds each day again.
const KEPT_MAX = 100;

export class Asking {
  private readonly unitsOn = new Map<string, Promise<UnitRow[]>>();
  private readonly changeDays: string[];
  // By question, the one that was asked for last at the end.
  private readonly kept = new Map<string, Promise<Reports>>();

  // by  what else its answers have rows by.
  constructor(private readonly books: Books, private readonly by?: Group) {
    this.changeDays = [...new Set(books.units.map(({ firstDay }) => firstDay))].sort();
  }

  async answer(question: Question): Promise<Answer> {
    const { knownAt, ...latest } = question;
    const [then, now] = await Promise.all([this.reports(question), knownAt === undefined ? undefined : this.reports(latest)]);
    const basis = then.regions.basis;
    if (basis === undefined) throw new Error("the ledger answered without a basis");
    const units = await this.units(basis);
    return { question, then, basis, units, ...(now !== undefined && { now }) };
  }

  // With both times pinned, so that they last. What is known now is asked for once while only the known-at of a question moves.
  private reports(question: Question): Promise<Reports> {
    const text = questionText({ asOf: this.books.ledger.today, ...pinnedQuestion(question, this.books) });
    const key = JSON.stringify(text);
    const found = this.kept.get(key) ?? reportsOf(text, this.by);
    this.kept.delete(key);
    this.kept.set(key, found);
    for (const oldest of this.kept.keys()) if (this.kept.size > KEPT_MAX) this.kept.delete(oldest);
    found.catch(() => this.kept.delete(key));
    return found;
  }

  // Units and regions are the same from one day on which a unit begins to the next, in one grouping.
  private units({ boundaries, groupingId }: Basis): Promise<UnitRow[]> {
    const since = this.changeDays.filter((day) => day <= boundaries).at(-1) ?? "";
    const key = `${groupingId} ${since}`;
    const found =
      this.unitsOn.get(key) ?? ledger.listUnits({ on: boundaries }).then(({ list }) => list?.units ?? []);
    this.unitsOn.set(key, found);
    found.catch(() => this.unitsOn.delete(key));
    return found;
  }
}
