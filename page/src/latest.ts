// Keeps at most one request in flight: while one is, only the latest of those that come is kept, and sent after it. Every
// answer is taken, in the order of the requests, so that what is shown follows a hand that does not rest; an error is told
// only of the latest request.
export class Latest<Request, Answer> {
  private running = false;
  private next: Request | undefined;

  constructor(
    private readonly send: (request: Request) => Promise<Answer>,
    // isLatest  false if another request waits: its answer comes next.
    private readonly take: (request: Request, answer: Answer, isLatest: boolean) => void,
    private readonly fail: (request: Request, error: unknown) => void,
  ) {}

  ask(request: Request): void {
    this.next = request;
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.next !== undefined) {
      const request = this.next;
      this.next = undefined;
      try {
        const answer = await this.send(request);
        this.take(request, answer, this.next === undefined);
      } catch (error) {
        if (this.next === undefined) this.fail(request, error);
      }
    }
    this.running = false;
  }
}
