// What every screen has to be however it is looked at.
import assert from "node:assert/strict";
import { type Opened, type Theme, screenFile } from "./browser";
import { seriousFindings } from "./findings";

// Takes a picture in each theme, the first of which is the one in which the page was opened: whole, without a serious
// finding of axe, not wider than the window, and with nothing on the console.
//
// name  of the picture, which "light" or "dark" goes into: "overview-vi-*-desk".
export async function assertWholeAndAccessible({ page, complaints }: Opened, name: string, themes: readonly Theme[]): Promise<void> {
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme=${theme}]`).waitFor();
    await page.screenshot({ path: screenFile(name.replace("*", theme)) });
    assert.deepEqual(await seriousFindings(page, theme !== themes[0]), [], theme);
  }
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), page.viewportSize()?.width);
  if ((page.viewportSize()?.width ?? 0) >= 860) {
    // A rule that is meant for something else of the same name.
    const stray = await page.evaluate(`[...document.querySelectorAll("th, td")].filter((cell) => !["table-cell", "none"].includes(getComputedStyle(cell).display)).map((cell) => cell.outerHTML.slice(0, 80))`);
    assert.deepEqual(stray, [], "a cell leaves its table");
  }
  assert.deepEqual(complaints, []);
}
