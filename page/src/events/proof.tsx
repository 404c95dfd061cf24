// The proof of an event: asked of the ledger, checked here.
import { useEffect, useState } from "preact/hooks";
import type { Proof } from "../../generated/proto/proof_pb";
import { hexOf } from "../bytes";
import { coveredAt } from "../covered";
import { download, isSynthetic } from "../download";
import { Icon } from "../icons";
import { errorSentences, ledger } from "../ledger";
import { countText } from "../numbers";
import { VerifyLink } from "../link";
import { toJsonString } from "../protocol/messages";
import type { Reader } from "../reader";
import { Card } from "./event";
import { type Checkpoint, isSame, leafHash, readCheckpoint, rootOf } from "./inclusion";

interface Proven {
  proof: Proof;
  stored: Uint8Array;
  checkpoint: Checkpoint;
  hashes: number;
  leaf?: string; // absent where the browser hashes nothing
  isInLog?: boolean;
}

// undefined for an answer that cannot be read; "uncovered" if no checkpoint covers the event, which then has no proof to ask for.
async function prove(sequence: bigint, head: bigint): Promise<Proven | "uncovered" | undefined> {
  const covered = await coveredAt(head).catch(() => undefined);
  if (covered !== undefined && covered.size < sequence) return "uncovered";
  const { proof } = await ledger.proveEvent({ sequence });
  const checkpoint = proof && readCheckpoint(proof.checkpoint);
  if (proof?.claim.case !== "event" || checkpoint === undefined) return undefined;
  const { storedBytes: stored, path } = proof.claim.value;
  const proven: Proven = { proof, stored, checkpoint, hashes: path.length };
  if (globalThis.crypto?.subtle === undefined) return proven;
  const leaf = await leafHash(stored);
  const root = await rootOf(leaf, sequence - 1n, checkpoint.size, path);
  return { ...proven, leaf: hexOf(leaf), isInLog: root !== undefined && isSame(root, checkpoint.root) };
}

const save = ({ ledgerName }: Reader, sequence: bigint, proof: Proof): void =>
  download(`tranche-${isSynthetic(ledgerName) ? "SYNTHETIC-" : ""}event-${sequence}.proof.json`, "application/json", [toJsonString(proof), "\n"]);

const BYTES_OF_A_LINE = 16;

// The bytes in hexadecimal, 16 in a line, each line with the place of its first one.
export function hexLines(bytes: Uint8Array): string {
  const lines = [];
  for (let at = 0; at < bytes.length; at += BYTES_OF_A_LINE) {
    const pairs = hexOf(bytes.subarray(at, at + BYTES_OF_A_LINE)).match(/../g) ?? [];
    lines.push(`${at.toString(16).padStart(4, "0")}  ${pairs.join(" ")}`);
  }
  return lines.join("\n");
}

function Checks({ reader, sequence, proven: { checkpoint, hashes, leaf, isInLog } }: { reader: Reader; sequence: bigint; proven: Proven }) {
  const [log = "", ...witnesses] = checkpoint.signedBy;
  const size = countText(reader.language, checkpoint.size);
  return (
    <ul class="checks">
      {isInLog === true && <li class="holds"><Icon name="check" /><b>{reader.say("inLog")}</b> <span>{reader.say("leaf", { sequence: String(sequence) })} <code>{leaf?.slice(0, 16)}</code></span></li>}
      {isInLog === false && <li class="broken" role="alert"><Icon name="warning" /><b>{reader.say("notInLog")}<VerifyLink reader={reader} /></b></li>}
      {isInLog === undefined && <li class="open"><Icon name="warning" /><b>{reader.say("cannotHash")}</b></li>}
      <li class="holds"><Icon name="check" /><b>{reader.say("inCheckpoint")}</b> <span>{reader.say("checkpointOf", { size, hashes, name: log })}</span></li>
      {witnesses.length === 0
        ? <li class="open"><Icon name="warning" /><b>{reader.say("noWitness")}</b> <span>{reader.say("noWitnessMeans")}</span></li>
        : <li class="holds"><Icon name="check" /><b>{reader.say("witnessed")}</b> <span>{witnesses.join(", ")}</span></li>}
    </ul>
  );
}

export function ProofCard({ reader, sequence, head }: { reader: Reader; sequence: bigint; head: bigint }) {
  const [proven, setProven] = useState<Proven | undefined>(undefined);
  const [problem, setProblem] = useState<string[] | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    prove(sequence, head).then(
      (found) => {
        if (!isCurrent) return;
        if (found === "uncovered") setProblem([]);
        else if (found === undefined) setProblem([reader.say("unreadableProof")]);
        else setProven(found);
      },
      (error) => isCurrent && setProblem(errorSentences(error)),
    );
    return () => void (isCurrent = false);
  }, [sequence]);
  return (
    <Card title={reader.say("proof")}>
      {problem !== undefined && (
        <ul class="checks">
          <li class="open"><Icon name="warning" /><b>{reader.say("notCovered")}</b> <span>{problem.join(" ")}</span></li>
        </ul>
      )}
      {proven !== undefined && <Checks {...{ reader, sequence, proven }} />}
      <p class="proof-tools">
        {proven !== undefined && <button type="button" class="button" onClick={() => save(reader, sequence, proven.proof)}>{reader.say("getProof")}</button>}
        <code>tranche prove event {String(sequence)}</code>
      </p>
      {proven !== undefined && (
        <details class="stored">
          <summary>{reader.say("asStored")} · {reader.say("countOfBytes", { n: countText(reader.language, proven.stored.length) })}</summary>
          <pre tabIndex={0}>{hexLines(proven.stored)}</pre>
        </details>
      )}
    </Card>
  );
}
