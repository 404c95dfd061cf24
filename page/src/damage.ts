// The first event that a verification of this page found damaged, until another verification finds nothing.
import { useEffect, useState } from "preact/hooks";

const CHANGED = "damage";
let first: bigint | undefined;

export function tellDamage(sequence: bigint | undefined): void {
  first = sequence;
  dispatchEvent(new Event(CHANGED));
}

export function useDamage(): bigint | undefined {
  const [damage, setDamage] = useState(first);
  useEffect(() => {
    const listen = (): void => setDamage(first);
    listen();
    addEventListener(CHANGED, listen);
    return () => removeEventListener(CHANGED, listen);
  }, []);
  return damage;
}
