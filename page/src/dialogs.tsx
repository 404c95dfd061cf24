// The dialogs: the keys, and those that are fetched when they are first opened: export, search, and what the narrow bar has
// no room for.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import type { Address } from "./address";
import type { Books } from "./asking";
import type { Tools } from "./frame";
import { KeyList } from "./keys";
import type { Go } from "./navigation";
import type { Reader } from "./reader";

export type DialogName = "export" | "search" | "more" | "keys";

export interface DialogProps {
  reader: Reader;
  books: Books;
  address: Address;
  go: Go;
  // Of the answer that is shown; a list of events has none.
  basis: Basis | undefined;
  // Of a comparison the earlier one.
  earlier: Basis | undefined;
  tools: Tools;
  close: () => void;
}

const FETCH: Record<DialogName, () => Promise<ComponentType<DialogProps>>> = {
  export: () => import("./fetched").then(({ Export }) => Export),
  search: () => import("./fetched").then(({ Search }) => Search),
  more: () => import("./fetched").then(({ More }) => More),
  keys: () => Promise.resolve(KeyList),
};

export function Dialog({ name, ...props }: DialogProps & { name: DialogName }) {
  const [fetched, setFetched] = useState<{ Component: ComponentType<DialogProps> } | undefined>(undefined);
  // What cannot be fetched stays closed; the next try begins anew.
  useEffect(() => void FETCH[name]().then((Component) => setFetched({ Component }), props.close), [name]);
  return fetched === undefined ? null : <fetched.Component {...props} />;
}
