// New events as they are recorded: a line offers them. What is shown changes only when the reader asks for it.
import { useEffect, useState } from "preact/hooks";
import { checkConnection } from "./connection";
import { instantText } from "./dates";
import { countText } from "./numbers";
import type { Reader } from "./reader";

export interface Newest {
  count: bigint;
  sequence: bigint; // of the newest event
}

// What was recorded after the event `head`; undefined if nothing was.
export function useNews(head: bigint): Newest | undefined {
  const [newest, setNewest] = useState(head);
  useEffect(() => {
    setNewest(head);
    // Server-sent events (docs/server.md): the id of each is its sequence. The browser connects again by itself.
    const source = new EventSource(`/events?after=${head}`);
    let latest = head;
    let timer = 0;
    source.onmessage = ({ lastEventId }) => {
      if (!/^[0-9]+$/.test(lastEventId)) return;
      latest = BigInt(lastEventId);
      // A file of thousands of events is told at once.
      clearTimeout(timer);
      timer = window.setTimeout(() => setNewest(latest), 200);
    };
    source.onerror = checkConnection;
    return () => (clearTimeout(timer), source.close());
  }, [head]);
  return newest > head ? { count: newest - head, sequence: newest } : undefined;
}

// The server cannot be reached: what is shown is as old as this line says, by the clock of the ledger.
export function Lost({ reader, since }: { reader: Reader; since: number }) {
  const time = instantText(reader.language, reader.instant(BigInt(Math.floor(since / 1000))));
  return <p class="news lost" role="alert">{reader.say("lost", { time })}</p>;
}

export function News({ reader, news, show }: { reader: Reader; news: Newest; show: () => void }) {
  const n = countText(reader.language, news.count);
  return (
    <p class="news" role="status">
      <span>{reader.say(news.count === 1n ? "newEvent" : "newEvents", { n })}</span>
      <button type="button" class="button" onClick={show}>{reader.say("showUpTo", { sequence: countText(reader.language, news.sequence) })}</button>
    </p>
  );
}
