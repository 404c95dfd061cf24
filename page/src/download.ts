// A ledger of made-up events; each file of it says so in its name.
export const isSynthetic = (ledgerName: string): boolean => ledgerName.startsWith("SYNTHETIC");

// Gives the reader a file.
export function download(name: string, type: string, parts: BlobPart[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
