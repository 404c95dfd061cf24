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

// With both times pinned, so that the answer lasts.
async function reportsOf(question: Question, books: Books, by: Group | undefined): Promise<Reports> {
  const text = questionText({ asOf: books.ledger.today, ...pinnedQuestion(question, books) });
  const [{ report, subtotals }, groups] = await Promise.all([
    ledger.getBalance({ question: text, by: ["region", "unit"], subtotalsBy: ["region"] }),
    by && ledger.getBalance({ question: text, by: [by] }),
  ]);
  if (report === undefined || subtotals === undefined) throw new Error("the ledger answered without a report");
  return { units: report, regions: subtotals, ...(groups?.report !== undefined && { groups: groups.report }) };
}

export class Asking {
  private readonly unitsOn = new Map<string, Promise<UnitRow[]>>();
  private readonly changeDays: string[];
  private known: { key: string; reports: Promise<Reports> } | undefined;

  // by  what else its answers have rows by.
  constructor(private readonly books: Books, private readonly by?: Group) {
    this.changeDays = [...new Set(books.units.map(({ firstDay }) => firstDay))].sort();
  }

  async answer(question: Question): Promise<Answer> {
    const { knownAt, ...latest } = question;
    const [then, now] = await Promise.all([
      reportsOf(question, this.books, this.by),
      knownAt === undefined ? undefined : this.knownNow(latest),
    ]);
    const basis = then.regions.basis;
    if (basis === undefined) throw new Error("the ledger answered without a basis");
    const units = await this.units(basis);
    return { question, then, basis, units, ...(now !== undefined && { now }) };
  }

  // What is known now of a question is asked for once while only its known-at moves.
  private knownNow(question: Question): Promise<Reports> {
    const key = JSON.stringify(questionText(question));
    if (this.known?.key === key) return this.known.reports;
    const reports = reportsOf(question, this.books, this.by);
    this.known = { key, reports };
    reports.catch(() => (this.known = undefined));
    return reports;
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
