// What is fetched when it is first opened, in one file: apart, the files would share so many modules that all of them together
// were larger than the page may be.
export { Compare } from "./compare/compare";
export { Events } from "./events/screen";
export { Export } from "./export/export";
export { exportNumber } from "./export/number";
export { UseOfFunds } from "./funds/funds";
export { More } from "./more";
export { Reconcile } from "./reconcile/reconcile";
export { RecordScreen } from "./record/screen";
export { Replay } from "./replay/replay";
export { Search } from "./search/search";
