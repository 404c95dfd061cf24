// What esbuild makes of files that are not code: their address.
declare module "*.topojson" {
  const address: string;
  export default address;
}
declare module "*.css";
