// Checks in the browser that an event is in the log: the hash of its stored bytes and the path of its proof must give the
// root of the checkpoint (RFC 6962, section 2.1.1; RFC 9162, section 2.1.3.2). Who signed the checkpoint is not checked.
import { fromBase64 } from "../bytes";

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array;
  // The names of the keys under it, that of the log first.
  signedBy: string[];
}

// Reads a signed note (https://c2sp.org/tlog-checkpoint); undefined for what is none.
export function readCheckpoint(note: string): Checkpoint | undefined {
  const [text = "", signatures = ""] = note.split("\n\n");
  const [origin = "", size = "", root = ""] = text.split("\n");
  if (!/^[0-9]+$/.test(size) || !/^[A-Za-z0-9+/]{43}=$/.test(root)) return undefined;
  const signedBy = signatures.split("\n").filter((line) => line.startsWith("— ")).map((line) => line.split(" ")[1] ?? "");
  return { origin, size: BigInt(size), root: fromBase64(root), signedBy };
}

async function hash(...parts: Uint8Array[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export const leafHash = (stored: Uint8Array): Promise<Uint8Array> => hash(Uint8Array.of(0), stored);

// The root that follows from a leaf at `index` of a tree of `size`; undefined if the path does not fit.
export async function rootOf(leaf: Uint8Array, index: bigint, size: bigint, path: readonly Uint8Array[]): Promise<Uint8Array | undefined> {
  if (index < 0n || index >= size) return undefined;
  let [node, last, root] = [index, size - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return undefined;
    if ((node & 1n) === 1n || node === last) {
      root = await hash(Uint8Array.of(1), sibling, root);
      while ((node & 1n) === 0n && node !== 0n) [node, last] = [node >> 1n, last >> 1n];
    } else {
      root = await hash(Uint8Array.of(1), root, sibling);
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n ? root : undefined;
}

export const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);
