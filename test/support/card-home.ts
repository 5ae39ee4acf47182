import "../../src/card/index.ts";
import type { Hass } from "../../src/card/hass.ts";
import type { LockHealthCard } from "../../src/card/lock-health-card.ts";
import { loadTexts } from "../../src/card/lazy.ts";
import { SimHome } from "../../src/demo/sim-home.ts";
import type { UserName } from "../../src/demo/sim-home.ts";
import type { ZwaveLock } from "../../src/demo/sim/zwave-lock.ts";
import { SCHLAGE, YALE } from "../../src/demo/sim/zwave-entities.ts";
import { demoHome } from "../../src/demo/demo-home.ts";
import { CardPage } from "./card-page.ts";
import { aidTexts } from "../../src/translations/aid-texts.ts";
import { defineHomeAssistant } from "./home-assistant.ts";
import { PageTime } from "./page-time.ts";

export type Config = { readonly [option: string]: unknown };

export interface Mounting {
  /** Css px of the column in which the card stands. */
  readonly width?: number;
  readonly dir?: "ltr" | "rtl";
}

/** Homes of the running test. */
const open = new Set<CardHome>();

// Also after a test that fails: with a clock that stands still, nothing that follows would ever end.
afterEach(() => {
  for (const home of open) home.end();
});

/** What was sent to Home Assistant. */
export interface SentCall {
  readonly name: string;
  readonly data: object | undefined;
  readonly target: object | undefined;
}

/** A dashboard with a simulated home behind it, in a time that stands still until the test lets it pass. */
export class CardHome {
  readonly time: PageTime;
  readonly sim: SimHome;
  /** Actions that the card called. */
  readonly calls: SentCall[] = [];
  /** Subscriptions that stand. */
  subscriptions = 0;
  /** What goes into each `hass` over what the simulated home gives. */
  private over: Partial<Hass> = {};
  private readonly cards: LockHealthCard[] = [];
  private readonly columns: HTMLElement[] = [];
  private current: { readonly from: unknown; readonly hass: Hass } | undefined;
  private readonly connection: NonNullable<Hass["connection"]>;

  private constructor(makeHome: (time: PageTime) => SimHome) {
    open.add(this);
    this.time = new PageTime();
    this.sim = makeHome(this.time);
    const { connection } = this.sim.hass;
    this.connection = {
      subscribeMessage: (async (callback: (event: unknown) => void, message: { type: string }) => {
        const stop = await connection.subscribeMessage(callback, message);
        this.subscriptions += 1;
        return async () => {
          this.subscriptions -= 1;
          await stop();
        };
      }) as NonNullable<Hass["connection"]>["subscribeMessage"],
    };
    this.sim.onHass(() => this.push());
  }

  /** A home with whatever locks. */
  static async of(furnish: (sim: SimHome) => void = () => {}): Promise<CardHome> {
    await loadChunks();
    return new CardHome((time) => {
      const sim = new SimHome(time);
      furnish(sim);
      sim.settle();
      return sim;
    });
  }

  /** The home of the demo: nine locks, with something of every family. */
  static async demo(): Promise<CardHome> {
    await loadChunks();
    return new CardHome((time) => demoHome(time));
  }

  /** One Z-Wave deadbolt in good order, the card of which is in front of this user. */
  static async single(user: UserName = "tablet"): Promise<{ readonly home: CardHome; readonly lock: ZwaveLock }> {
    const home = await CardHome.of((sim) => {
      addZwave(sim);
      sim.setUser(user);
    });
    return { home, lock: home.sim.locks[0] as ZwaveLock };
  }

  /** The `hass` of the moment: the same object until something changed. */
  get hass(): Hass {
    const from = this.sim.hass;
    if (this.current?.from !== from) {
      const { callService } = from;
      const hass: Hass = {
        ...(from as unknown as Hass),
        connection: this.connection,
        callService: (domain, service, data, target, notifyOnError, returnResponse) => {
          this.calls.push({ name: `${domain}.${service}`, data, target });
          return callService(domain, service, data as never, target, notifyOnError, returnResponse);
        },
        ...this.over,
      };
      this.current = { from, hass };
    }
    return this.current.hass;
  }

  /** Puts something else into `hass`, as another Home Assistant would have it. */
  change(over: Partial<Hass>): void {
    this.over = { ...this.over, ...over };
    this.current = undefined;
    this.push();
  }

  /** Hands the newest `hass` to all cards, as a dashboard does. */
  push(): void {
    for (const card of this.cards) card.hass = this.hass;
  }

  /** Puts a card on the dashboard, in the order in which Home Assistant does it. */
  async mount(config: Config = {}, { width = 500, dir = "ltr" }: Mounting = {}): Promise<CardPage> {
    const card = document.createElement("lock-health-card");
    card.setConfig({ type: "custom:lock-health-card", ...config });
    card.hass = this.hass;
    const column = document.createElement("div");
    column.style.width = `${width}px`;
    column.dir = dir;
    column.append(card);
    document.body.append(column);
    this.cards.push(card);
    this.columns.push(column);
    // Drawn; then what comes after the entry is asked for.
    await this.pass();
    await this.pass();
    return new CardPage(card, () => this.pass());
  }

  /** Lets time pass, and what happens in it be drawn. */
  async pass(ms = 0): Promise<void> {
    await this.time.advance(ms);
    await Promise.all(this.cards.map((card) => card.updateComplete));
  }

  /** The dashboard is left. */
  end(): void {
    open.delete(this);
    for (const column of this.columns) column.remove();
    this.time.end();
  }
}

/** Chunks come over the network: in a test that is not about that they are there already. */
async function loadChunks(): Promise<void> {
  defineHomeAssistant();
  const texts = [loadTexts("en", "more"), loadTexts("de", "main"), loadTexts("de", "more")];
  const aid = Object.values(aidTexts).flatMap((parts) => parts.map((part) => part()));
  await Promise.all([
    import("../../src/card/details.ts"),
    import("../../src/runtime/everything.ts"),
    import("../../src/card/aid/aid.ts"),
    ...texts,
    ...aid,
  ]);
}

/** The entity of the lock that `addZwave` adds first. */
export const FRONT = "lock.touchscreen_deadbolt_z_wave_plus";

/** A deadbolt that reports all that one can. */
export function addZwave(sim: SimHome, { node = 2, name = "Front door" }: { node?: number; name?: string } = {}): ZwaveLock {
  return sim.zwave.addLock({
    node,
    name,
    model: node % 2 === 0 ? SCHLAGE : YALE,
    suffix: node <= 3 ? "" : `_${node}`,
    battery: 94,
    firmware: node % 2 === 0 ? "10.7" : "113.25",
    statistics: ["rtt", "rssi", "last_seen"],
  });
}
