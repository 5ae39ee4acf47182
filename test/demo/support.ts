import type { Clock, Hass } from "../../src/demo/sim/types.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

/** A clock that stands still until it is advanced. */
export class FakeClock implements Clock {
  private time = Date.parse("2026-11-22T18:00:00Z");
  private timers: Timer[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, callback };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((each) => each !== timer));
  }

  /** Lets that many ms pass, and everything happen that is due in them. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((each) => each !== next);
      this.time = next.at;
      next.callback();
      await settle();
    }
    this.time = end;
  }
}

/** How a call ends within a time: its value or error, or that it still waits. */
export async function ending(clock: FakeClock, call: Promise<unknown>, within: number): Promise<unknown> {
  let end: unknown = "waiting";
  call.then(
    (value) => (end = { value }),
    (error: unknown) => (end = { error }),
  );
  await clock.advance(within);
  return end;
}

/** Calls a service of a home on one entity. */
export function call(hass: Hass, name: string, entityId?: string, data: { [field: string]: unknown } = {}): Promise<unknown> {
  const [domain = "", service = ""] = name.split(".");
  return hass.callService(domain, service, data, entityId === undefined ? undefined : { entity_id: entityId }, false);
}
