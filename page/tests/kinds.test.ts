import assert from "node:assert/strict";
import { test } from "node:test";
import { EventSchema } from "../generated/proto/event_pb";
import { emptyDraft, fieldsOf, missingOf } from "../src/record/draft";
import { FIELD_LABELS, KIND_LABELS } from "../src/record/field_labels";
import { CLOSING_KINDS, FIELDS_OF, KINDS, RULE_ACTIONS, RULE_WHATS } from "../src/record/kinds";
import { fieldOfColumn, ruleFile } from "../src/record/rule_row";

// What the page records otherwise than by a form, and what only the command line does: the catalogue comes from files before there
// is money, and who there is and what they may is the administrator's at the machine.
const NO_FORM = {
  byItself: ["ChangeProposed", "ChangeApproved", "ChangeRejected"],
  fromFiles: ["UnitEstablished", "UnitRenamed", "UnitsMerged", "RegionGroupingDefined", "SourceDefined", "AreaDefined", "FigurePublished"],
  byCommands: ["LedgerCreated", "RulesAdopted", "ActorRegistered", "RoleGranted", "RoleRevoked", "FourEyesSet", "BalancesCommitted"],
};

test("every kind of the catalogue has a form, or is one that no form is for", () => {
  const kinds = EventSchema.oneofs.flatMap(({ fields }) => fields.map(({ message }) => message?.name ?? ""));
  const forms = [...KINDS, ...CLOSING_KINDS].map((kind) => KIND_LABELS[kind]).filter((label) => /^[A-Z]/.test(label));
  const covered = [...forms, ...Object.values(NO_FORM).flat()];
  assert.deepEqual([...new Set(covered)].sort(), [...kinds].sort());
});

test("every field of a form has a label, and what a form asks for is one of its fields", () => {
  for (const kind of [...KINDS, ...CLOSING_KINDS]) {
    for (const field of FIELDS_OF[kind]) assert.ok(FIELD_LABELS[field], `${kind}: ${field}`);
    for (const field of missingOf(emptyDraft({ kind }))) assert.ok([...FIELDS_OF[kind], "reason"].includes(field), `${kind}: ${field}`);
  }
});

test("a rule has the terms of what it looks at, and is written as a file with one row", () => {
  const money = { currencyCode: "VND", minorDigits: 0 };
  const cap = emptyDraft({
    kind: "rule", key: "page:1", ruleId: "support-cap/machinery", ruleWhat: "support-cap", amountMax: "300.000.000", permille: "500", projectKinds: "machinery, line", areas: "technology",
    action: "refuse-without-decision", effective: "2018-03-28", legalBasis: 'Circular 28/2018/TT-BTC, "heading"', monthDay: "15/11", ruleKinds: "PlanAdjusted",
  });
  assert.deepEqual(missingOf(cap), []);
  assert.ok(!fieldsOf(cap).includes("monthDay"), "what another rule had is left behind");
  assert.equal(ruleFile(cap, money), [
    "rule_id,what,areas,project_kinds,permille,amount_max_vnd,action,valid_from,legal_basis,verified,event_id",
    'support-cap/machinery,support-cap,technology,machinery|line,500,300000000,refuse-without-decision,2018-03-28,"Circular 28/2018/TT-BTC, ""heading""",,page:1', "",
  ].join("\r\n"));
  const calendar = { ...cap, ruleWhat: "last-day", verified: "yes" };
  assert.match(ruleFile(calendar, money), /,month_day,kinds,.*\r\n.*,11-15,PlanAdjusted,.*,yes,page:1/);
  assert.deepEqual(missingOf({ ...calendar, ruleKinds: "", monthDay: "" }), ["monthDay", "ruleKinds"]);
  assert.equal(RULE_WHATS.length * RULE_ACTIONS.length, 21);
});

test("an amount of a currency with cents is told in cents, and what is no amount stays for the ledger to refuse", () => {
  const money = { currencyCode: "USD", minorDigits: 2 };
  const of = (amountMax: string): string => ruleFile(emptyDraft({ kind: "rule", ruleWhat: "support-cap", amountMax }), money);
  assert.match(of("1,000"), /amount_max_usd.*\r\n.*,100000,/);
  assert.match(of("much"), /,much,/);
  assert.deepEqual(["amount_max_usd", "legal_basis", "valid_from", "nothing"].map(fieldOfColumn), ["amountMax", "legalBasis", "effective", undefined]);
});
