// Files of comma-separated values, as RFC 4180 has them.
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

export const csv = (lines: readonly (readonly string[])[]): string => lines.map((line) => line.map(quoted).join(",") + "\r\n").join("");
