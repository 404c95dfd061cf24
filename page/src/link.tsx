// A link to an address of the page, which is opened without loading the page anew.
import type { ComponentChildren } from "preact";
import { type Address, writeAddress } from "./address";
import type { Go } from "./navigation";
import type { Reader } from "./reader";

// Beside what does not add up: where the server verifies its own ledger.
export function VerifyLink({ reader }: { reader: Reader }) {
  return <> <a href={`/${reader.language}/replay?tab=verify`}>{reader.say("verify")}</a></>;
}

// What a click on a link of the page does. With a modifier or another button it is the browser's: a new tab, a new window.
export const staying = (open: () => void) => (event: MouseEvent): void => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open();
};

export function Link({ to, go, children, current, ...rest }: {
  to: Address;
  go: Go;
  children: ComponentChildren;
  current?: boolean;
  class?: string;
  title?: string;
  "aria-label"?: string;
}) {
  return <a {...rest} href={writeAddress(to)} aria-current={current ? "page" : undefined} onClick={staying(() => go(to, "push"))}>{children}</a>;
}
