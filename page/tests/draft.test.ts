import assert from "node:assert/strict";
import { test } from "node:test";
import { deviationsIn, emptyDraft, fieldsOf, missingOf, saidIn, supportIn } from "../src/record/draft";
import { CLOSING_KINDS, FIELDS, FIELDS_OF, type Field, GROUPS, KINDS, KIND_GROUPS, type Kind, groupOf, requiredOf } from "../src/record/kinds";

const written = Object.fromEntries(FIELDS.map((field) => [field, "x"])) as Record<Field, string>;

// What a draft of this kind says when every field was written, for other kinds, too.
const said = (kind: Kind, change: Partial<Record<Field, string>> = {}): Field[] => {
  const draft = emptyDraft({ ...written, ...change, kind });
  return FIELDS.filter((field) => saidIn(draft, field) !== undefined);
};

test("a draft says only what its kind has", () => {
  for (const kind of [...KINDS, ...CLOSING_KINDS]) assert.deepEqual(said(kind).sort(), [...fieldsOf(emptyDraft({ kind, ruleWhat: "x" }))].sort(), kind);
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

test("what is required of a kind is among its fields, or of those that all have", () => {
  for (const kind of [...KINDS, ...CLOSING_KINDS]) {
    for (const field of requiredOf(kind)) assert.ok(FIELDS_OF[kind].includes(field) || field === "reason", `${kind} ${field}`);
  }
});

test("every kind is in one group, and what is done to a year is in none", () => {
  assert.equal(new Set(KINDS).size, KINDS.length);
  for (const group of GROUPS) for (const kind of KIND_GROUPS[group]) assert.equal(groupOf(kind), group);
  for (const kind of CLOSING_KINDS) assert.equal(groupOf(kind), undefined);
});

test("a deviation asks for the number of its decision, and a project for a support of one source at least", () => {
  const written = { kind: "advance", unit: "A", source: "national", year: "2024", amount: "5", effective: "2024-01-01" } as const;
  assert.deepEqual(missingOf(emptyDraft(written)), []);
  assert.deepEqual(missingOf(emptyDraft({ ...written, deviations: "advance-rate/fairs" })), ["documentNumber"]);
  assert.deepEqual(deviationsIn({ deviations: " a/b, c;d " }), ["a/b", "c", "d"]);
  const project = { kind: "project", project: "p", projectName: "P", unit: "A", effective: "2024-01-01" } as const;
  assert.deepEqual(missingOf(emptyDraft({ ...project, support: "national\t\nlocal\t" })), ["support"]);
  assert.deepEqual(missingOf(emptyDraft({ ...project, support: "national\t5 tỷ" })), []);
  assert.deepEqual(supportIn({ support: "national\t5 tỷ\nlocal\t" }), [["national", "5 tỷ"], ["local", ""]]);
});
