// What esbuild makes of files that are not code: their address, or their text.
declare module "*.topojson" {
  const address: string;
  export default address;
}
declare module "*.csv" {
  const text: string;
  export default text;
}
declare module "*.css";
declare module "*/label_texts.mjs" {
  export function inColumns(source: string): string;
}
declare module "*/shape_columns.mjs" {
  export const COARSER: number;
  export function shapesInColumns(text: string): string;
}
