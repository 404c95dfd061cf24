// Which screen is shown. The overview is there at once; every other one is fetched when it is first opened.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import type { Address, Screen } from "./address";
import type { Books } from "./asking";
import { checkConnection, whenConnectionChanges } from "./connection";
import { useDamage } from "./damage";
import { Link } from "./link";
import type { Go } from "./navigation";
import { Overview } from "./overview";
import type { Approvals } from "./proposals/waiting";
import type { Reader } from "./reader";
import { NoAnswer } from "./states";

export interface ScreenProps {
  reader: Reader;
  books: Books;
  address: Address;
  go: Go;
  // Who is signed in; empty where nobody is asked.
  actor: string;
  approvals: Approvals;
  // Told of the basis of each answer that is shown; of a comparison also of the earlier one.
  answered: (basis: Basis, from?: Basis) => void;
}

type Fetched = ComponentType<ScreenProps>;

const FETCH: Record<Exclude<Screen, "overview">, () => Promise<Fetched>> = {
  compare: () => import("./fetched").then(({ Compare }) => Compare),
  reconcile: () => import("./fetched").then(({ Reconcile }) => Reconcile),
  events: () => import("./fetched").then(({ Events }) => Events),
  record: () => import("./fetched").then(({ RecordScreen }) => RecordScreen),
  replay: () => import("./fetched").then(({ Replay }) => Replay),
  units: () => import("./fetched").then(({ UseOfFunds }) => UseOfFunds),
};

function FetchedScreen({ screen, ...props }: ScreenProps & { screen: Exclude<Screen, "overview"> }) {
  const [fetched, setFetched] = useState<{ screen: Screen; Component: Fetched } | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const load = (): void => {
    setError(undefined);
    FETCH[screen]().then((Component) => setFetched({ screen, Component }), (problem) => (checkConnection(), setError(problem)));
  };
  useEffect(load, [screen]);
  useEffect(() => (error === undefined ? undefined : whenConnectionChanges((lost) => lost || load())), [error]);
  if (error !== undefined) return <main id="content"><NoAnswer language={props.reader.language} error={error} again={load} /></main>;
  if (fetched?.screen !== screen) return <main id="content" class="screen" aria-busy />;
  return <fetched.Component {...props} />;
}

// The screens of figures, and the last event that theirs rest on; a date may be later than any event.
function restsOn({ screen, question, view }: Address, { ledger }: Books): bigint | undefined {
  if (screen === "events" || screen === "replay") return undefined;
  const known = (screen === "compare" ? view.to : question.knownAt) ?? String(ledger.head);
  return /^[0-9]+$/.test(known) ? BigInt(known) : ledger.head;
}

function Damaged({ reader, address, go, damage }: ScreenProps & { damage: bigint }) {
  const { question, view } = address;
  const before = String(damage - 1n);
  const to: Address = address.screen === "compare" ? { ...address, view: { ...view, to: before } } : { ...address, question: { ...question, knownAt: before } };
  return (
    <main id="content" class="problem-page">
      <p role="alert">{reader.say("damagedFrom", { sequence: String(damage) })}</p>
      <p><Link to={to} go={go}>{reader.say("showUpTo", { sequence: before })}</Link></p>
    </main>
  );
}

export function ScreenOf(props: ScreenProps) {
  const { screen } = props.address;
  const damage = useDamage();
  if (damage !== undefined && (restsOn(props.address, props.books) ?? -1n) >= damage) return <Damaged {...props} damage={damage} />;
  return screen === "overview" ? <Overview {...props} /> : <FetchedScreen screen={screen} {...props} />;
}
