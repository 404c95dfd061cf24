import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addMonths, dateOf, dateText, dayOf, instantOf, instantText, monthText, monthsBetween, readDate, spokenDate,
} from "../src/dates";

test("a date is read only if there is such a day", () => {
  assert.equal(readDate("1970-01-01"), 0);
  assert.equal(readDate("2024-02-29"), dayOf("2024-03-01") - 1);
  for (const text of ["2023-02-29", "2024-00-10", "2024-1-1", "2024-01-01T00:00", "", "0"]) {
    assert.equal(readDate(text), undefined, text);
  }
});

test("every day of a century is read back", () => {
  for (let day = dayOf("1999-12-31"); day <= dayOf("2100-01-01"); ++day) assert.equal(readDate(dateOf(day)), day);
});

test("a month later is the same day, or the last one of the month", () => {
  const later = (date: string, months: number): string => dateOf(addMonths(dayOf(date), months));
  assert.equal(later("2024-01-31", 1), "2024-02-29");
  assert.equal(later("2024-12-15", 1), "2025-01-15");
  assert.equal(later("2024-01-15", -1), "2023-12-15");
  assert.equal(later("2024-03-31", -13), "2023-02-28");
});

test("months between two days are their first days, with the one of the first", () => {
  assert.deepEqual(monthsBetween(dayOf("2024-11-20"), dayOf("2025-01-01")).map(dateOf), [
    "2024-11-01", "2024-12-01", "2025-01-01",
  ]);
});

test("dates and instants are written as each language writes them", () => {
  assert.equal(dateText("vi", "2024-09-30"), "30/09/2024");
  assert.equal(dateText("en", "2024-09-30"), "30 Sep 2024");
  assert.equal(spokenDate("vi", "2024-09-30"), "ngày 30 tháng 9 năm 2024");
  assert.equal(spokenDate("en", "2024-09-30"), "30 September 2024");
  assert.equal(monthText("vi", dayOf("2024-09-01")), "T9");
  assert.equal(monthText("en", dayOf("2025-01-01")), "2025");
});

test("an instant is told by the ledger's clock, whatever the browser's is", () => {
  const seconds = Date.UTC(2024, 9, 5, 20, 43) / 1000;
  assert.equal(instantOf(seconds, 420), "2024-10-06T03:43:00+07:00");
  assert.equal(instantOf(seconds, -210), "2024-10-05T17:13:00-03:30");
  assert.equal(instantText("vi", "2024-10-05T14:43:00+07:00"), "05/10/2024 14:43");
  assert.equal(instantText("en", "2024-10-05T14:43:00+07:00"), "5 Oct 2024 14:43");
});
