// The map and its shapes, which are fetched after the rest of a screen can be used.
import { useEffect, useState } from "preact/hooks";
import type { CountryMap as CountryMapOf } from "./map";

// undefined until it is there.
export function useMap(): typeof CountryMapOf | undefined {
  const [fetched, setFetched] = useState<{ CountryMap: typeof CountryMapOf } | undefined>(undefined);
  useEffect(() => void import("./map").then(({ CountryMap }) => setFetched({ CountryMap }), () => undefined), []);
  return fetched?.CountryMap;
}
