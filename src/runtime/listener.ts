import type { Request } from "../adapters/home.ts";
import type { Client, Clock } from "./client.ts";

/** Ms without a new event after which a stream has told what it had to tell. */
const QUIET = 2_000;
/** Ms that are waited for streams, and for answers: asking a lock that does not answer takes long. */
const STREAMS_WITHIN = 10_000;
const ANSWERS_WITHIN = 40_000;
const LOOK_EVERY = 100;

/** A way to a home which also knows whether something is still to come: for what looks once and then ends. */
export class Listener implements Client {
  private readonly client: Client;
  private readonly clock: Clock;
  private waiting = 0;
  private heardAt: number;

  constructor(client: Client, clock: Clock) {
    this.client = client;
    this.clock = clock;
    this.heardAt = clock.now();
  }

  callService(...call: Parameters<Client["callService"]>): Promise<void> {
    return this.client.callService(...call);
  }

  callWS(request: Request): Promise<unknown> {
    return this.counted(this.client.callWS(request));
  }

  subscribe(request: Request, onEvent: (event: unknown) => void): Promise<() => void> {
    const heard = (event: unknown) => {
      this.heardAt = this.clock.now();
      onEvent(event);
    };
    return this.counted(this.client.subscribe(request, heard));
  }

  /** Resolves when all has been answered and the streams have fallen silent, at the latest after 40 s. */
  async quiet(): Promise<void> {
    const { clock } = this;
    const begun = clock.now();
    this.heardAt = begun;
    for (;;) {
      await new Promise<void>((resolve) => void clock.after(LOOK_EVERY, resolve));
      const now = clock.now();
      const silent = now - this.heardAt >= QUIET || now - begun >= STREAMS_WITHIN;
      if ((silent && this.waiting === 0) || now - begun >= ANSWERS_WITHIN) return;
    }
  }

  private async counted<Result>(answer: Promise<Result>): Promise<Result> {
    this.waiting++;
    try {
      return await answer;
    } finally {
      this.waiting--;
      this.heardAt = this.clock.now();
    }
  }
}
