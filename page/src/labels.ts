// Every text of the page, in Vietnamese and English. {name} is filled in. Words are those of docs/glossary.md.
import type { Language } from "./dates";

export const LABELS = {
  overview: ["Tổng quan", "Overview"],
  sentence: [
    "Kinh phí khuyến công {year}, nguồn {source}, nội dung {area}, theo địa giới {boundaries}, tính đến {asOf}, theo những gì đã biết {knownAt}",
    "Industrial promotion funds of {year}, source {source}, area {area}, told in {boundaries}, as of {asOf}, from what was known {knownAt}",
  ],
  sentenceOfUnit: [
    "Kinh phí khuyến công của {unit}, {year}, nguồn {source}, nội dung {area}, theo địa giới {boundaries}, tính đến {asOf}, theo những gì đã biết {knownAt}",
    "Industrial promotion funds of {unit}, {year}, source {source}, area {area}, told in {boundaries}, as of {asOf}, from what was known {knownAt}",
  ],
  year: ["Năm ngân sách", "Budget year"],
  source: ["Nguồn", "Source"],
  area: ["Nội dung", "Area"],
  boundaries: ["Địa giới", "Boundaries"],
  unit: ["Đơn vị", "Unit"],
  all: ["tất cả", "all"],
  allYears: ["mọi năm", "all years"],
  inYear: ["năm {year}", "{year}"],
  noArea: ["không cho riêng nội dung nào", "for no one area"],
  wholeNation: ["cả nước", "the whole nation"],
  units63: ["63 tỉnh", "63 provinces"],
  units34: ["34 tỉnh (từ 01/07/2025)", "34 provinces (since 1 Jul 2025)"],
  boundariesOn: ["ngày {date}", "{date}"],
  countOfProvinces: ["{n} tỉnh", "{n} provinces"],

  plan: ["Kế hoạch", "Plan"],
  allocated: ["Đã phân bổ", "Allocated"],
  disbursed: ["Đã giải ngân", "Disbursed"],
  executed: ["Thực hiện", "Executed"],
  "to-allocate": ["Còn được phân bổ", "Left to allocate"],
  "to-disburse": ["Còn được giải ngân", "Left to disburse"],
  "allocated-of-plan": ["Phân bổ / kế hoạch", "Allocated / plan"],
  "disbursed-of-allocated": ["Giải ngân / phân bổ", "Disbursed / allocated"],
  "executed-of-plan": ["Thực hiện / kế hoạch", "Executed / plan"],
  ofPlan: ["{percent} kế hoạch", "{percent} of plan"],
  ofAllocated: ["{percent} đã phân bổ", "{percent} of allocated"],
  ceiling: ["trần được duyệt", "approved ceiling"],
  billion: ["tỷ", "bn"],
  million: ["triệu đồng", "VND million"],
  millionOf: ["triệu {currency}", "{currency} million"],
  amountOf: ["{measure} (số tiền)", "{measure} (amount)"],
  openEvents: ["{measure}, {unit}: {amount} {scale}, xem các sự kiện", "{measure}, {unit}: {amount} {scale}, show events"],
  clickANumber: ["bấm vào một số để xem các sự kiện làm nên nó", "click a number to see the events behind it"],

  asOf: ["Tính đến ngày", "As of"],
  knownAt: ["Biết đến lúc", "Known at"],
  now: ["Hiện nay", "Now"],
  knownNow: ["hiện nay", "now"],
  atInstant: ["đến {instant}", "at {instant}"],
  beforeEverything: ["khi chưa ghi gì", "before anything was recorded"],
  event: ["sự kiện {sequence}", "event {sequence}"],
  eventOfHead: ["sự kiện {sequence} / {head}", "event {sequence} / {head}"],
  instantAndEvent: ["{instant}, sự kiện {sequence}", "{instant}, event {sequence}"],
  knownNowAmount: ["Nay biết {amount} ({change})", "Known now {amount} ({change})"],
  changedLater: ["số này về sau đã đổi", "this number changed later"],
  changedLaterTo: ["số này về sau đã đổi, nay biết {amount}", "this number changed later, known now {amount}"],

  nation: ["Cả nước", "Nation"],
  heldByNation: ["Trung ương giữ, chưa giao", "Held by the nation itself"],
  heldByRegion: ["Khu vực giữ, chưa giao tỉnh", "Held by the region itself"],
  cannotBeAttributed: ["{unit}: không chia về từng tỉnh được", "{unit}: cannot be attributed"],
  missing: ["thiếu {n}/{m}", "{n}/{m} missing"],
  incomplete: ["chưa đủ", "incomplete"],
  withoutRecord: ["chưa có bản ghi: {units}", "no record: {units}"],
  noRecord: ["chưa có bản ghi", "no record"],
  noRate: ["không có tỷ lệ", "no rate"],
  over100: ["trên 100 %", "above 100%"],
  areaByAmount: ["diện tích theo số tiền", "area by amount"],
  unitsBelow: ["các đơn vị của {region}", "units of {region}"],
  shortAllocated: ["p.bổ", "alloc."],
  shortDisbursed: ["g.ngân", "disb."],
  shortExecuted: ["t.hiện", "exec."],

  map: ["Bản đồ", "Map"],
  table: ["Bảng", "Table"],
  colourBy: ["Tô theo", "Colour by"],
  level: ["Cấp", "Level"],
  provinces: ["Tỉnh", "Provinces"],
  regions: ["Khu vực", "Regions"],
  noShapes: ["Bản đồ chưa có hình của các đơn vị này.", "The map has no shapes of these units."],
  redRiverDelta: ["Đồng bằng sông Hồng", "Red River Delta"],
  hoangSa: ["Hoàng Sa (Đà Nẵng)", "Hoang Sa (Da Nang)"],
  truongSa: ["Trường Sa (Khánh Hòa)", "Truong Sa (Khanh Hoa)"],
  mapFrom: ["Bản đồ: Natural Earth", "Map: Natural Earth"],

  basis: ["Cơ sở", "Basis"],
  official: ["chính thức", "official"],
  derived: ["suy ra, không chính thức", "derived, not official"],
  root: ["gốc", "root"],
  copyLink: ["Chép liên kết", "Copy link"],
  linkCopied: ["Đã chép liên kết, ghim ở sự kiện {sequence}.", "Link copied, pinned at event {sequence}."],

  eventsBehind: ["Các sự kiện làm nên số này", "Events behind this number"],
  countOfEvents: ["{n} bút toán", "{n} postings"],
  addUp: ["Cộng lại bằng đúng số trên", "They add up to the number above"],
  doNotAddUp: [
    "Cộng lại được {sum}, không bằng số trên. Hãy chạy `tranche verify`.",
    "They add up to {sum}, not to the number above. Run `tranche verify`.",
  ],
  late: ["+{days} ngày", "+{days} days"],
  shownOf: ["Đang hiện {n} bút toán đầu.", "The first {n} postings are shown."],

  loading: ["Đang tính lại…", "Computing …"],
  nothingInScope: ["Chưa có sự kiện nào trong phạm vi này.", "No event in this scope yet."],
  nothingUpTo: [
    "Đến ngày này chưa có gì. Sự kiện đầu tiên có hiệu lực từ {date}.",
    "Nothing up to this date. The first event is effective on {date}.",
  ],
  nothingKnown: [
    "Lúc đó sổ chưa biết gì. Sự kiện đầu tiên được ghi lúc {instant}.",
    "Nothing was known then. The first event was recorded at {instant}.",
  ],
  goThere: ["Xem đến đó", "Go there"],
  noAnswer: ["Không trả lời được. Câu hỏi vẫn ở thanh địa chỉ.", "No answer. The question is still in the address."],
  tryAgain: ["Thử lại", "Try again"],
  unknownScreen: ["Không có trang {name}. Chưa tính gì.", "There is no page {name}. Nothing was computed."],
  unknownName: [
    "Địa chỉ có tham số lạ: {name}. Chưa tính gì.",
    "The address has an unknown parameter: {name}. Nothing was computed.",
  ],
  repeatedName: [
    "Địa chỉ có tham số {name} hai lần. Chưa tính gì.",
    "The address has the parameter {name} twice. Nothing was computed.",
  ],
  unreadableValue: [
    "Không đọc được tham số {name}: “{value}”. Chưa tính gì.",
    "The parameter {name} cannot be read: “{value}”. Nothing was computed.",
  ],
  toOverview: ["Mở tổng quan", "Open the overview"],
  announcement: [
    "{asOf}. Kế hoạch {plan}, đã phân bổ {allocated}, đã giải ngân {disbursed}, thực hiện {executed} {scale}.",
    "{asOf}. Plan {plan}, allocated {allocated}, disbursed {disbursed}, executed {executed} {scale}.",
  ],

  synthetic: ["SỔ GIẢ LẬP", "SYNTHETIC LEDGER"],
  madeUp: ["mọi số liệu ở đây đều được tạo ra để minh hoạ", "every figure here is made up for demonstration"],
  toContent: ["Đến nội dung", "Skip to content"],
  screens: ["Các trang", "Screens"],
  language: ["Ngôn ngữ", "Language"],
  theme: ["Sáng / tối: {theme}", "Light / dark: {theme}"],
  light: ["sáng", "light"],
  dark: ["tối", "dark"],
  system: ["theo máy", "as the system"],
  keys: ["Phím", "Keys"],
  close: ["Đóng", "Close"],
  keyDay: ["một ngày trước, sau", "a day back, on"],
  keyEvent: ["một sự kiện trước, sau (biết đến)", "an event back, on (known at)"],
  keyNow: ["biết đến hiện nay", "known now"],
  keyCopy: ["chép liên kết", "copy link"],
  keyLanguage: ["ngôn ngữ", "language"],
  keyTheme: ["sáng, tối", "light, dark"],
  keyList: ["danh sách này", "this list"],
  keyClose: ["đóng", "close"],
  keysOff: ["Tắt các phím đơn", "Turn single keys off"],
} as const satisfies Record<string, readonly [vietnamese: string, english: string]>;

export type Label = keyof typeof LABELS;

// The text of a label with its values. Throws for a value that is missing: that is a mistake of the page.
export function say(language: Language, label: Label, values: Record<string, string | number> = {}): string {
  return LABELS[label][language === "vi" ? 0 : 1].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the label ${label} needs {${name}}`);
    return String(value);
  });
}
