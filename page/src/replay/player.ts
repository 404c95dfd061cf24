// Plays the steps of a replay. The stream is read only as far as it is shown, so the reader holds it back.
import type { PostingRow } from "../../generated/proto/view_pb";
import { ledger } from "../ledger";
import { ReplayFold } from "./fold";

const RECENT_MAX = 14;

export type Steps = AsyncIterator<PostingRow[]>;

async function* stepsOfLedger(signal: AbortSignal): AsyncGenerator<PostingRow[]> {
  for await (const { part } of ledger.replay({ watch: true }, { signal })) yield part?.steps ?? [];
}

export class Player {
  private fold_ = new ReplayFold();
  private recent_: PostingRow[] = [];
  private ahead: PostingRow[] = [];
  private steps: Steps | undefined;
  private abort = new AbortController();
  private ended = false;
  private events = 0;
  // Moves follow one another; of those that wait the latest is done.
  private moving: Promise<void> = Promise.resolve();
  private latest = 0;

  // dayOf    the day on which a step was recorded.
  // changed  called after each move.
  constructor(
    private readonly dayOf: (step: PostingRow) => string,
    private readonly changed: () => void,
    private readonly open: (signal: AbortSignal) => Steps = stepsOfLedger,
  ) {}

  get fold(): ReplayFold { return this.fold_; }
  // The last steps that moved money, the newest last, and some of those that come.
  get recent(): readonly PostingRow[] { return this.recent_; }
  get coming(): readonly PostingRow[] { return this.ahead.filter(({ measure }) => measure !== "").slice(0, 3); }
  get isAtEnd(): boolean { return this.ended && this.ahead.length === 0; }
  get eventsApplied(): number { return this.events; }

  // Applies every step up to `sequence`; from the first one again if that is behind.
  seek(sequence: bigint): Promise<void> {
    return this.move(async (isLatest) => {
      if (sequence < this.fold_.sequence) this.restart();
      while (isLatest()) {
        const step = await this.peek();
        if (step === undefined || step.sequence > sequence) break;
        this.apply(step);
      }
    });
  }

  // Applies everything up to the next event that moves money, and that event.
  next(): Promise<void> {
    return this.move(async () => {
      let moved: bigint | undefined;
      for (let step = await this.peek(); step !== undefined; step = await this.peek()) {
        if (moved !== undefined && step.sequence !== moved) break;
        if (step.measure !== "") moved = step.sequence;
        this.apply(step);
      }
    });
  }

  close(): void {
    this.latest += 1;
    this.abort.abort();
  }

  private move(work: (isLatest: () => boolean) => Promise<void>): Promise<void> {
    const mine = ++this.latest;
    const isLatest = (): boolean => this.latest === mine;
    const moved = this.moving.catch(() => undefined).then(async () => {
      if (!isLatest()) return;
      await work(isLatest);
      await this.peek();
      if (isLatest()) this.changed();
    });
    this.moving = moved;
    return moved;
  }

  private restart(): void {
    this.abort.abort();
    this.abort = new AbortController();
    [this.fold_, this.recent_, this.ahead, this.steps, this.ended, this.events] = [new ReplayFold(), [], [], undefined, false, 0];
  }

  private apply(step: PostingRow): void {
    if (step.sequence !== this.fold_.sequence) this.events += 1;
    this.fold_.apply(step, this.dayOf(step));
    this.ahead.shift();
    if (step.measure === "") return; // an event that moves no money
    this.recent_.push(step);
    if (this.recent_.length > RECENT_MAX) this.recent_.shift();
  }

  private async peek(): Promise<PostingRow | undefined> {
    this.steps ??= this.open(this.abort.signal);
    while (this.ahead.length === 0 && !this.ended) {
      const { value, done } = await this.steps.next();
      if (done) this.ended = true;
      else this.ahead = [...value];
    }
    return this.ahead[0];
  }
}
