// Which screen is shown. The overview is there at once; every other one is fetched when it is first opened.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import type { Address, Screen } from "./address";
import type { Books } from "./asking";
import type { Go } from "./navigation";
import { Overview } from "./overview";
import type { Reader } from "./reader";
import { NoAnswer } from "./states";

export interface ScreenProps {
  reader: Reader;
  books: Books;
  address: Address;
  go: Go;
  // Who is signed in; empty where nobody is asked.
  actor: string;
  // Told of the basis of each answer that is shown; of a comparison also of the earlier one.
  answered: (basis: Basis, from?: Basis) => void;
}

// Events are as they are at any time: what lists or records them answers nothing that rests on a basis.
export const hasBasis = (screen: Screen): boolean => screen !== "events" && screen !== "record";

type Fetched = ComponentType<ScreenProps>;

const FETCH: Record<Exclude<Screen, "overview">, () => Promise<Fetched>> = {
  compare: () => import("./compare/compare").then(({ Compare }) => Compare),
  reconcile: () => import("./reconcile/reconcile").then(({ Reconcile }) => Reconcile),
  events: () => import("./events/screen").then(({ Events }) => Events),
  record: () => import("./record/screen").then(({ Recording }) => Recording),
  replay: () => import("./replay/replay").then(({ Replay }) => Replay),
  units: () => import("./funds/funds").then(({ UseOfFunds }) => UseOfFunds),
};

function FetchedScreen({ screen, ...props }: ScreenProps & { screen: Exclude<Screen, "overview"> }) {
  const [fetched, setFetched] = useState<{ screen: Screen; Component: Fetched } | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const load = (): void => {
    setError(undefined);
    FETCH[screen]().then((Component) => setFetched({ screen, Component }), setError);
  };
  useEffect(load, [screen]);
  if (error !== undefined) return <main id="content"><NoAnswer language={props.reader.language} error={error} again={load} /></main>;
  if (fetched?.screen !== screen) return <main id="content" class="screen" aria-busy />;
  return <fetched.Component {...props} />;
}

export function ScreenOf(props: ScreenProps) {
  const { screen } = props.address;
  return screen === "overview" ? <Overview {...props} /> : <FetchedScreen screen={screen} {...props} />;
}
