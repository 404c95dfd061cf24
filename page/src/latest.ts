// Keeps at most one request in flight: while one is, only the latest of those that come is kept, and sent after it.
export class Latest<Request, Answer> {
  private running = false;
  private next: Request | undefined;

  constructor(
    private readonly send: (request: Request) => Promise<Answer>,
    private readonly take: (request: Request, answer: Answer) => void,
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
        if (this.next === undefined) this.take(request, answer);
      } catch (error) {
        if (this.next === undefined) this.fail(request, error);
      }
    }
    this.running = false;
  }
}
