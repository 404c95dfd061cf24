import assert from "node:assert/strict";
import { generateKeyPairSync, verify, webcrypto } from "node:crypto";
import { test } from "node:test";
import { signatureOf } from "../src/proposals/signature";

globalThis.crypto ??= webcrypto as Crypto; // Node.js 18 has it under that name only

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const row = { proposal: 512n, digest: "c0ffee".padEnd(64, "0") } as Parameters<typeof signatureOf>[2];
const signed = (pem: string) => signatureOf(new Blob([pem]), "khuyen-cong-2026", row, "hoa");

test("an approval is signed as the ledger checks it: five lines, each with its end", async () => {
  const signature = await signed(privateKey.export({ type: "pkcs8", format: "pem" }) as string);
  const text = `tranche approval v1\nkhuyen-cong-2026\n512\n${row.digest}\nhoa\n`;
  assert.ok(verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64")));
  assert.equal(Buffer.from(signature, "base64").length, 64);
});

test("what is no Ed25519 private key signs nothing", async () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  for (const pem of ["", "no key", rsa, publicKey.export({ type: "spki", format: "pem" }) as string]) await assert.rejects(signed(pem));
});
