// The checks of `verify` one by one, with progress, and what they found, in the language of the page. It is the server that checks its own ledger, which
// the screen says, with the commands for those who do not trust it.
import { useEffect } from "preact/hooks";
import type { Finding, VerifyReport } from "../../generated/proto/view_pb";
import type { Address } from "../address";
import { base64Of } from "../bytes";
import { forgetCovered } from "../covered";
import { tellDamage } from "../damage";
import { Icon } from "../icons";
import type { Label } from "../labels";
import { Link } from "../link";
import type { Go } from "../navigation";
import { amountText, countText } from "../numbers";
import type { Reader } from "../reader";
import { NoAnswer } from "../states";
import { CHECKS, type Verification, checkOf, firstBad, useVerification } from "./verification";

const FINDINGS_MAX = 50;

const secondsText = ({ language }: Reader, seconds: number): string =>
  amountText(language, BigInt(Math.round(seconds * 10)), { exponent: 1, decimals: 1 });

function Checks({ reader, verification }: { reader: Reader; verification: Verification }) {
  const { isRunning, done, total, report } = verification;
  const current = checkOf(verification);
  return (
    <ol class="verify-checks">
      {CHECKS.map((check, index) => {
        const state = index < current ? "done" : index === current && isRunning ? "now" : "coming";
        return (
          <li key={check} class={state} aria-current={state === "now" ? "step" : undefined}>
            <span class="mark">{state === "done" && report?.findings.length === 0 ? <Icon name="check" /> : index + 1}</span>
            <span>{reader.say(check)}</span>
            {check === "eventsAgain" && total > 0n && (
              <span class="so-far">
                <progress max={Number(total)} value={Number(done)} aria-label={reader.say(check)} />
                {reader.say("ofTotal", { done: countText(reader.language, done), total: countText(reader.language, total) })}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

// What a finding is about; one of a class that is not known here is called what the ledger calls it.
const CLASSES = [
  "of-event", "of-sequence", "of-key", "of-posting", "of-guard", "of-rules", "of-index", "of-tree", "of-checkpoint",
  "of-balance-root", "of-head", "of-storage",
] as const satisfies readonly Label[];

function classText(reader: Reader, check: string): string {
  const label = CLASSES.find((one) => one === `of-${check}`);
  return label === undefined ? check : reader.say(label);
}

function Found({ reader, finding, address, go }: { reader: Reader; finding: Finding; address: Address; go: Go }) {
  const { check, sequence, message } = finding;
  return (
    <li>
      <b>{classText(reader, check)}</b>
      {sequence > 0n && (
        <Link go={go} to={{ ...address, screen: "events", sequence: String(sequence) }}>#{countText(reader.language, sequence)}</Link>
      )}
      <span>{message}</span>
    </li>
  );
}

function Verdict({ reader, report, seconds, address, go }: {
  reader: Reader;
  report: VerifyReport;
  seconds: number;
  address: Address;
  go: Go;
}) {
  const { findings } = report;
  const first = firstBad(report);
  const counted = reader.say("verifiedCounts", {
    events: countText(reader.language, report.events), rows: countText(reader.language, report.rows), seconds: secondsText(reader, seconds),
  });
  if (findings.length === 0) {
    return (
      <div class="verdict sound" role="status">
        <h2><Icon name="check" />{reader.say("isSound")}</h2>
        <p>{counted}</p>
        <p>{reader.say("root")} <code>{base64Of(report.root)}</code></p>
      </div>
    );
  }
  return (
    <div class="verdict damaged" role="alert">
      <h2>{first === undefined ? reader.say("isDamaged") : reader.say("failedAt", { sequence: countText(reader.language, first) })}</h2>
      <p>{counted}</p>
      <ul>{findings.slice(0, FINDINGS_MAX).map((finding, index) => <Found key={index} {...{ reader, finding, address, go }} />)}</ul>
      {findings.length > FINDINGS_MAX && <p class="note">{reader.say("firstOf", { n: FINDINGS_MAX, m: findings.length })}</p>}
    </div>
  );
}

// What an auditor runs, who would have to trust the server otherwise: the root is not the one that the server says.
const COMMANDS = [
  "tranche --server HOST:PORT export log history.pb",
  "tranche --ledger audit.ledger import log history.pb --root ROOT",
];

// Goes on in another line between words, never at the hyphens of a flag.
function Command({ command }: { command: string }) {
  return <code>{command.split(" ").map((word, index) => <span key={index}>{index > 0 && " "}<span class="whole">{word}</span></span>)}</code>;
}

function ByYourself({ reader }: { reader: Reader }) {
  return (
    <section class="card by-yourself" aria-labelledby="by-yourself">
      <h2 id="by-yourself">{reader.say("verifyYourself")}</h2>
      <p>{reader.say("serverVerifiesItself")}</p>
      <pre>{COMMANDS.map((command) => <Command key={command} command={command} />)}</pre>
      <p class="note-line">{reader.say("rootOfCheckpoint")}</p>
    </section>
  );
}

export function Verify({ reader, address, go }: { reader: Reader; address: Address; go: Go }) {
  const [verification, start, stop] = useVerification();
  useEffect(() => void (document.title = `${reader.say("verify")} · tranche`), [reader]);
  const report = verification?.report;
  useEffect(() => {
    if (report === undefined) return;
    tellDamage(firstBad(report));
    forgetCovered();
  }, [report]);
  return (
    <div class="verify">
      <section class="card" aria-labelledby="verify-heading">
        <h2 id="verify-heading">{reader.say("everyInvariant")}</h2>
        <button type="button" class="play" onClick={verification?.isRunning ? stop : start}>
          <Icon name={verification?.isRunning ? "close" : "check"} />{reader.say(verification?.isRunning ? "stopVerifying" : "verifyNow")}
        </button>
        <Checks reader={reader} verification={verification ?? { isRunning: false, done: 0n, total: 0n, seconds: 0 }} />
        {verification?.error !== undefined && <NoAnswer language={reader.language} error={verification.error} again={start} />}
        {report !== undefined && <Verdict {...{ reader, report, address, go }} seconds={verification?.seconds ?? 0} />}
      </section>
      <ByYourself reader={reader} />
    </div>
  );
}
