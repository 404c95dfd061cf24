import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { RuleDefinedSchema } from "../generated/proto/event_pb";
import { inForce } from "../src/events/in_force";

const version = (ruleId: string, from: number, legalBasis: string) => ({ from, rule: create(RuleDefinedSchema, { ruleId, legalBasis }) });
const VERSIONS = [version("a", 20240101, "first"), version("b", 20230101, "other"), version("a", 20250101, "second"), version("a", 20250101, "second, corrected")];

test("a rule is told as it is in force on the day of the event", () => {
  const told = (id: string, day: number) => inForce(VERSIONS, id, day)?.legalBasis;
  assert.equal(told("a", 20231231), undefined);
  assert.equal(told("a", 20241231), "first");
  assert.equal(told("a", 20250101), "second, corrected");
  assert.equal(told("c", 20250101), undefined);
});
