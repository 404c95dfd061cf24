// The last line of the screen: on what the answer rests, and whether what was published covers it.
import type { VerifiedEvents } from "../generated/proto/service_pb";
import type { Basis } from "../generated/proto/view_pb";
import { base64Of } from "./bytes";
import { useCovered } from "./covered";
import { instantText } from "./dates";
import { Icon } from "./icons";
import { countText } from "./numbers";
import type { Reader } from "./reader";

const ROOT_SHOWN = 12;

// Whether the server has found sound all that the answer rests on, and since when it has not.
function Verified({ reader, basis, verified }: { reader: Reader; basis: Basis; verified: VerifiedEvents | undefined }) {
  if (verified?.at === undefined) return null;
  const at = reader.instant(verified.at.seconds);
  return verified.events >= basis.knownAtSequence
    ? <span class="verified" title={at}><Icon name="check" />{reader.say("verified")}</span>
    : <span title={at}>{reader.say("notVerifiedSince", { instant: instantText(reader.language, at) })}</span>;
}

// dateOfEach  true if each figure of the screen has an as-of date of its own.
// isOfEvents  true if it shows events, which are the same on any date and in any regions.
export function BasisLine({ reader, basis, dateOfEach = false, isOfEvents = false }: {
  reader: Reader;
  basis: Basis;
  dateOfEach?: boolean;
  isOfEvents?: boolean;
}) {
  const root = base64Of(basis.root);
  const sequence = countText(reader.language, basis.knownAtSequence);
  const head = countText(reader.language, basis.head);
  const covered = useCovered(basis.head);
  return (
    <footer class="basis">
      <b>{reader.say("basis")}</b>
      {!isOfEvents && <span class="as-of"><Icon name="flag" />{dateOfEach ? reader.say("dateOfEach") : basis.asOf}</span>}
      <span class="known"><Icon name="eye" />{reader.say("eventOfHead", { sequence, head })}</span>
      {!isOfEvents && basis.groupingId !== "" && (
        <span title={basis.groupingBasis}>
          {basis.groupingId} · {reader.say(basis.groupingOfficial ? "official" : "derived")}
        </span>
      )}
      <span title={root}>{reader.say("root")} <code>{root.slice(0, ROOT_SHOWN)}…</code></span>
      {covered !== undefined && (
        <>
          <Verified {...{ reader, basis }} verified={covered.verified} />
          <span>{covered.size > 0n && covered.size >= basis.knownAtSequence ? reader.say("covered", { size: countText(reader.language, covered.size) }) : reader.say("notCovered")}</span>
        </>
      )}
      {!isOfEvents && <span class="credit">{reader.say("mapFrom")}</span>}
    </footer>
  );
}
