// Debian's Chromium: the one without windows, where it is installed. The other makes a window for each page, with all that
// belongs to one, which is half of the processor time of a test.
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));
export const hasChromium = CHROMIUM !== undefined;

export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("wanted Debian's chromium-headless-shell or chromium");
  return chromium.launch({ executablePath: CHROMIUM, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}
