// Keeps at most one request in flight: while one is, only the latest of those that come is kept, and sent after it. Every
// answer is taken, in the order of the requests, so that what is shown follows a hand that does not rest; an error is told
// only of the latest request.

const FRAME_MS = 100; // a window that is not seen has no frames

// Ends when the browser is about to draw what has changed until now.
export const drawing = (): Promise<void> => new Promise((resolve) => {
  requestAnimationFrame(() => resolve());
  setTimeout(resolve, FRAME_MS);
});

export class Latest<Request, Answer> {
  private running = false;
  private next: Request | undefined;

  constructor(
    private readonly send: (request: Request) => Promise<Answer>,
    // isLatest  false if another request waits: its answer comes next.
    private readonly take: (request: Request, answer: Answer, isLatest: boolean) => void,
    private readonly fail: (request: Request, error: unknown) => void,
    // What is waited for between an answer and the request after it. To ask before the answer is drawn is to ask too early: the
    // next answer only waits until that is done, while the hand moves on.
    private readonly drawn: () => Promise<void> = drawing,
    // Called when an answer is drawn and no request waits.
    private readonly rests?: (request: Request) => void,
  ) {}

  ask(request: Request): void {
    this.next = request;
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    let answered: Request | undefined;
    while (this.next !== undefined) {
      const request = this.next;
      this.next = undefined;
      try {
        const answer = await this.send(request);
        answered = request;
        this.take(request, answer, this.next === undefined);
        await this.drawn();
      } catch (error) {
        answered = undefined;
        if (this.next === undefined) this.fail(request, error);
      }
    }
    this.running = false;
    if (answered !== undefined) this.rests?.(answered);
  }
}
