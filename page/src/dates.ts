// Civil dates as "YYYY-MM-DD" and instants as "YYYY-MM-DDTHH:MM:SS+07:00". A date has no time zone: it is counted in days
// from 1970-01-01, never in the browser's own time.

export type Language = "vi" | "en";

const DAY_MS = 86_400_000;
const ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ENGLISH_MONTHS_IN_FULL = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];

interface Civil {
  year: number;
  month: number; // 1 to 12
  day: number;
}

function civil(day: number): Civil {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const two = (value: number): string => String(value).padStart(2, "0");

// The date of a day.
export function dateOf(day: number): string {
  const { year, month, day: ofMonth } = civil(day);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(ofMonth)}`;
}

// The day of a date; undefined for what is none, such as "2024-02-30".
export function readDate(text: string): number | undefined {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS;
  return Number.isInteger(day) && dateOf(day) === text ? day : undefined;
}

// The day of a date that is known to be one.
export function dayOf(date: string): number {
  const day = readDate(date);
  if (day === undefined) throw new RangeError(`no date: ${date}`);
  return day;
}

// The same day of the month, `months` later; the last one of the month where there is none.
export function addMonths(day: number, months: number): number {
  const from = civil(day);
  const first = Date.UTC(from.year, from.month - 1 + months, 1) / DAY_MS;
  const { year, month } = civil(first);
  const last = Date.UTC(year, month, 1) / DAY_MS - 1;
  return Math.min(first + from.day - 1, last);
}

// The first days of the months from the one of `from` to the one of `to`.
export function monthsBetween(from: number, to: number): number[] {
  const firsts = [];
  for (let first = from - civil(from).day + 1; first <= to; first = addMonths(first, 1)) firsts.push(first);
  return firsts;
}

// "30/09/2024", "30 Sep 2024".
export function dateText(language: Language, date: string): string {
  const { year, month, day } = civil(dayOf(date));
  return language === "vi" ? `${two(day)}/${two(month)}/${year}` : `${day} ${ENGLISH_MONTHS[month - 1]} ${year}`;
}

// As it is read aloud: "ngày 30 tháng 9 năm 2024", "30 September 2024".
export function spokenDate(language: Language, date: string): string {
  const { year, month, day } = civil(dayOf(date));
  return language === "vi"
    ? `ngày ${day} tháng ${month} năm ${year}`
    : `${day} ${ENGLISH_MONTHS_IN_FULL[month - 1]} ${year}`;
}

// A month under the scale of the sliders: "T9", "Sep"; January is its year.
export function monthText(language: Language, first: number): string {
  const { year, month } = civil(first);
  if (month === 1) return String(year);
  return language === "vi" ? `T${month}` : (ENGLISH_MONTHS[month - 1] ?? "");
}

// "+07:00" for 420 minutes east of UTC.
function offsetText(minutes: number): string {
  const magnitude = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(magnitude / 60))}:${two(magnitude % 60)}`;
}

// An instant, in seconds from 1970-01-01 UTC, by a clock so many minutes east of UTC: "2024-10-05T14:43:00+07:00".
export function instantOf(seconds: number, offsetMinutes: number): string {
  const local = new Date((seconds + offsetMinutes * 60) * 1000);
  return `${local.toISOString().slice(0, 19)}${offsetText(offsetMinutes)}`;
}

// "05/10/2024 14:43", "5 Oct 2024 14:43".
export function instantText(language: Language, instant: string): string {
  return `${dateText(language, instant.slice(0, 10))} ${instant.slice(11, 16)}`;
}

// As it is read aloud: "ngày 5 tháng 10 năm 2024 14:43", "5 October 2024 14:43".
export function spokenInstant(language: Language, instant: string): string {
  return `${spokenDate(language, instant.slice(0, 10))} ${instant.slice(11, 16)}`;
}
