import assert from "node:assert/strict";
import { test } from "node:test";
import { type Address, readAddress, writeAddress } from "../src/address";
import { hasBasis, onScreen } from "../src/navigation";

const read = (address: string): ReturnType<typeof readAddress> => {
  const [path = "", query = ""] = address.split("?");
  return readAddress(path, query, "vi");
};

const SAME_AGAIN = [
  "/vi/overview",
  "/en/overview?year=2024",
  "/vi/overview?year=2024&as-of=2024-09-30&known-at=941&why=VN63-96.disbursed",
  "/vi/overview?source=national&area=fairs&unit=region:north&boundaries=2025-07-01",
  "/vi/overview?known-at=2024-06-30",
  "/vi/overview?known-at=close:2025",
  "/vi/overview?known-at=2024-06-30T17:00:00%2B07:00",
  "/vi/overview?area=",
  "/en/overview?area=fairs%7Cconferences&by=source&colour=plan&level=regions&sort=-rate&why=.plan&pick=VN63-01",
  "/vi/events/556?exception=late&tab=exceptions",
  "/en/events?tab=projects",
  "/vi/events/556?unit=VN63-40&kind=DisbursementMade&from=2024-01-01&to=2024-12-31&after=506",
  "/en/record",
  "/vi/record?tab=proposals&state=rejected&proposal=512",
  "/vi/overview?unit=H%C3%A0%20N%E1%BB%99i",
  "/vi/units?year=2024",
  "/en/units/region:north?year=2024&known-at=7&why=.plan",
  "/en/units/a%2Fb",
  "/en/units/VN63-22?year=2024&why=.disbursed~paid",
  "/vi/units/VN63-22?year=2025&why=.allocated~left:VN63-22/local/2025/2024001",
  "/vi/units?why=.executed~area:",
  "/en/compare?year=2024&as-of=2024-09-30&colour=plan&from=9&to=2024-12-31",
  "/vi/reconcile?known-at=7&verdict=contradicts",
];

test("an address is read and written as the same", () => {
  for (const address of SAME_AGAIN) assert.equal(writeAddress(read(address) as Address), address);
});

test("what is not asked is absent, and the root is the overview in the preferred language", () => {
  const expected = { language: "vi", screen: "overview", question: {}, view: { colour: "disbursed-of-allocated" } };
  assert.deepEqual(read("/"), expected);
  assert.deepEqual(read("/vi"), expected);
  assert.deepEqual(read("/vi/"), expected);
  assert.equal(writeAddress(read("/vi/overview?colour=disbursed-of-allocated&by=region,unit") as Address), "/vi/overview");
});

test("an unknown name is an error that names it", () => {
  assert.deepEqual(read("/vi/overview?yaer=2024"), { kind: "unknown-name", name: "yaer", value: "2024" });
  assert.deepEqual(read("/vi/overview?as_of=2024-01-01"), { kind: "unknown-name", name: "as_of", value: "2024-01-01" });
  assert.deepEqual(read("/vi/overview?toString=1"), { kind: "unknown-name", name: "toString", value: "1" });
});

test("a value that cannot be read is an error that names it", () => {
  for (const [name, value] of [
    ["year", "24"], ["year", "2024.0"], ["year", ""], ["as-of", "30/09/2024"], ["as-of", "2024-02-30"],
    ["boundaries", "today"], ["known-at", "-1"], ["known-at", "01"], ["known-at", "2024-13-01"], ["known-at", "close:25"],
    ["known-at", "2024-06-30T24:00"], ["colour", "red"], ["by", "unit"], ["level", "districts"], ["sort", "name!"], ["why", "VN63-96"],
    ["why", "VN63-96.money"], ["source", ""], ["unit", ""], ["pick", ""],
  ] as const) {
    assert.deepEqual(read(`/vi/overview?${name}=${encodeURIComponent(value)}`), { kind: "unreadable-value", name, value });
  }
});

test("events are listed between dates, and compared are moments", () => {
  for (const name of ["from", "to"] as const) {
    for (const value of ["30/09", "2024-02-30", "941", "2024-06-30T17:00"]) {
      assert.deepEqual(read(`/vi/events?${name}=${encodeURIComponent(value)}`), { kind: "unreadable-value", name, value });
    }
    for (const value of ["30/09", "2024-02-30", "-1"]) {
      assert.deepEqual(read(`/vi/compare?${name}=${encodeURIComponent(value)}`), { kind: "unreadable-value", name, value });
    }
    for (const value of ["941", "2024-06-30T17:00"]) assert.ok("view" in read(`/vi/compare?${name}=${value}`), value);
  }
  for (const [name, value] of [["after", "0"], ["after", "x"], ["kind", ""], ["kind", "a-b"]] as const) {
    assert.deepEqual(read(`/vi/events?${name}=${value}`), { kind: "unreadable-value", name, value });
  }
});

test("a name that is there twice is an error", () => {
  assert.deepEqual(read("/vi/overview?year=2024&year=2025"), { kind: "repeated-name", name: "year", value: "2025" });
});

test("a screen or a language that there is not is an error", () => {
  for (const path of ["/fr/overview", "/vi/dashboard", "/vi/overview/1", "/vi/events/0", "/vi/events/1/2", "/vi/record/1", "/overview", "/vi/overview/"]) {
    assert.deepEqual(read(path), { kind: "unknown-screen", name: path, value: "" });
  }
});

test("the unit of a path is the unit that is asked about, and is named once", () => {
  const address = read("/vi/units/VN63-01") as Address;
  assert.equal(address.question.unit, "VN63-01");
  assert.equal(writeAddress({ ...address, screen: "overview" }), "/vi/overview?unit=VN63-01");
  assert.equal(writeAddress(read("/vi/units?unit=VN63-01") as Address), "/vi/units/VN63-01");
  assert.deepEqual(read("/vi/units/VN63-01?unit=VN63-02"), { kind: "repeated-name", name: "unit", value: "VN63-02" });
});

test("a name that the screen does not have is unknown there, and a path that goes on names no screen", () => {
  assert.deepEqual(read("/vi/compare?known-at=7"), { kind: "unknown-name", name: "known-at", value: "7" });
  assert.deepEqual(read("/vi/reconcile?year=2024"), { kind: "unknown-name", name: "year", value: "2024" });
  assert.deepEqual(read("/vi/units?level=regions"), { kind: "unknown-name", name: "level", value: "regions" });
  for (const path of ["/vi/units/a/b", "/vi/units/", "/vi/units/%E1", "/vi/overview/VN63-01", "/vi/nothing"]) {
    assert.deepEqual(read(path), { kind: "unknown-screen", name: path, value: "" });
  }
});

test("the tab of a screen is not taken to another one", () => {
  const verify = read("/en/replay?year=2024&tab=verify") as Address;
  const overview = onScreen(verify, "overview");
  assert.equal(writeAddress(overview), "/en/overview?year=2024");
  assert.ok(hasBasis(overview) && !hasBasis(verify));
});

test("a tab is of its screen", () => {
  assert.deepEqual(read("/en/replay?tab=proposals"), { kind: "unreadable-value", name: "tab", value: "proposals" });
  assert.deepEqual(read("/en/record?tab=verify"), { kind: "unreadable-value", name: "tab", value: "verify" });
  assert.deepEqual(read("/en/record?state=late"), { kind: "unreadable-value", name: "state", value: "late" });
  assert.equal(writeAddress(onScreen(read("/en/record?tab=proposals&state=expired&proposal=7") as Address, "events")), "/en/events");
});
