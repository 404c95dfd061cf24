import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELDS, FIELDS_OF, type Field, KINDS, type Kind, emptyDraft, missingOf, saidIn } from "../src/record/draft";

const written = Object.fromEntries(FIELDS.map((field) => [field, "x"])) as Record<Field, string>;

// What a draft of this kind says when every field was written, for other kinds, too.
const said = (kind: Kind, change: Partial<Record<Field, string>> = {}): Field[] => {
  const draft = emptyDraft({ ...written, ...change, kind });
  return FIELDS.filter((field) => saidIn(draft, field) !== undefined);
};

test("a draft says only what its kind has", () => {
  for (const kind of KINDS) assert.deepEqual(said(kind).sort(), [...FIELDS_OF[kind]].sort(), kind);
  assert.ok(!said("refund").includes("commitment"));
});

test("what is named by its sequence says its line itself, what is named by its number does not", () => {
  assert.deepEqual(said("release", { commitment: " 512 " }), ["amount", "effective", "commitment"]);
  assert.deepEqual(said("advance-clearing", { advance: "512" }), ["amount", "effective", "advance"]);
  assert.ok(said("release", { commitment: "HD-01/2024" }).includes("unit"));
  assert.ok(said("disbursement", { commitment: "512" }).includes("unit"), "a payment has its own line");
});

test("what a kind still needs", () => {
  const missing = (kind: Kind) => missingOf(emptyDraft({ kind }));
  assert.deepEqual(missing("commitment"), ["unit", "source", "year", "amount", "effective", "number"]);
  assert.deepEqual(missing("release"), ["commitment", "amount", "effective"]);
  assert.deepEqual(missing("advance-recovery"), ["advance", "amount", "effective"]);
  assert.ok(!missing("disbursement").includes("commitment"));
  // The ledger chooses one for all but what makes one.
  assert.ok(missing("tranche").includes("tranche"));
  assert.ok(!missing("allocation-adjustment").includes("tranche"));
});
