// Light, dark, or as the system is. The choice is kept in the browser; data-theme on the document is what is shown.
import { useEffect, useState } from "preact/hooks";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "tranche.theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export function keptTheme(): Theme {
  const value = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === value) ?? "system";
}

export function showTheme(theme: Theme): void {
  const dark = theme === "dark" || (theme === "system" && systemIsDark.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

// Paper is light, whatever the screen is.
addEventListener("beforeprint", () => showTheme("light"));
addEventListener("afterprint", () => showTheme(keptTheme()));

export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(keptTheme);
  useEffect(() => {
    localStorage.setItem(KEY, theme);
    const show = (): void => showTheme(theme);
    show();
    systemIsDark.addEventListener("change", show);
    return () => systemIsDark.removeEventListener("change", show);
  }, [theme]);
  const next = (): void => setTheme((now) => THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? "system");
  return [theme, next];
}
