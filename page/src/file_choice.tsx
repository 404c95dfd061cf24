// A file that a reader chooses; it does not leave the browser.

// take    reads it.
// failed  told when that throws.
export function FileChoice({ text, take, failed }: { text: string; take: (file: File) => Promise<void>; failed: () => void }) {
  const choose = (file: File | undefined): void => void (file !== undefined && take(file).catch(failed));
  return <label class="compare">{text}<input type="file" onChange={(event) => choose(event.currentTarget.files?.[0])} /></label>;
}
