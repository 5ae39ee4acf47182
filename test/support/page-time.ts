import type { Clock } from "../../src/runtime/client.ts";

interface Timer {
  readonly at: number;
  /** Ms after which it comes again; undefined for once. */
  readonly every: number | undefined;
  readonly callback: () => void;
}

const real = {
  now: Date.now.bind(Date),
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
};

/** One turn of the page's event loop: also what a loaded module resolves is then done. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(turns = 3): Promise<void> {
  for (let done = 0; done < turns; done++) await turn();
}

/**
 * The page's clock and timers, standing still until they are advanced: the card counts by the page's own, and a test does
 * not wait for half a minute. Also the clock of the simulated home, so that both agree.
 */
export class PageTime implements Clock {
  private time = Date.parse("2026-11-22T18:00:00Z");
  private serial = 0;
  private readonly timers = new Map<number, Timer>();

  constructor() {
    const begin =
      (every: boolean) =>
      (callback: () => void, ms = 0) => {
        this.serial += 1;
        this.timers.set(this.serial, { at: this.time + ms, every: every ? ms : undefined, callback });
        return this.serial;
      };
    const end = (id: number | undefined) => {
      if (id !== undefined) this.timers.delete(id);
    };
    Date.now = () => this.time;
    Object.assign(globalThis, { setTimeout: begin(false), setInterval: begin(true), clearTimeout: end, clearInterval: end });
  }

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  }

  /** Ms at which the timers that are set come again; undefined for those that come once. */
  get pending(): readonly (number | undefined)[] {
    return [...this.timers.values()].map(({ every }) => every);
  }

  /** Lets that many ms pass, and everything happen that is due in them. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await settle();
    for (;;) {
      const next = [...this.timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!next) break;
      const [id, { at, every, callback }] = next;
      if (every === undefined) this.timers.delete(id);
      else this.timers.set(id, { at: at + every, every, callback });
      this.time = at;
      callback();
      await settle(1);
    }
    this.time = until;
    await settle();
  }

  /** Real timers again. What still waits here never comes; the hour stays, so that what is drawn stays too. */
  release(): void {
    Object.assign(globalThis, real);
  }

  end(): void {
    this.release();
    this.timers.clear();
    Date.now = real.now;
  }
}
