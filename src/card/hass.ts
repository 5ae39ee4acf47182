import { firstKnowledge } from "../runtime/knowledge.ts";
import type { Connection } from "home-assistant-js-websocket";
import type { Client, Clock } from "../runtime/client.ts";
import { HomeHealth } from "../runtime/home-health.ts";
import type { HomeSource } from "../runtime/home-health.ts";

/** What the card uses of the frontend's `hass`: the helpers' own type lacks registries and formatting. */
export interface Hass extends HomeSource {
  readonly locale?: {
    readonly language?: string;
    readonly number_format?: string;
    readonly time_format?: string;
    readonly time_zone?: string;
  };
  readonly language?: string;
  readonly themes?: { readonly darkMode?: boolean };
  readonly connection?: Pick<Connection, "subscribeMessage">;
  callService(
    domain: string,
    service: string,
    data?: object,
    target?: object,
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ): Promise<unknown>;
  callWS<T>(message: { type: string; [field: string]: unknown }): Promise<T>;
}

const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The client port over the newest `hass`. Errors are drawn in the card, so that Home Assistant is told not to toast them. */
class HassClient implements Client {
  hass: Hass;

  constructor(hass: Hass) {
    this.hass = hass;
  }

  async callService(domain: string, service: string, data: object, target?: { readonly entity_id: string }): Promise<void> {
    await this.hass.callService(domain, service, data, target, false);
  }

  callWS(request: { type: string; [field: string]: unknown }): Promise<unknown> {
    // The connection writes its number into what it sends.
    return this.hass.callWS({ ...request });
  }

  async subscribe(request: { type: string; [field: string]: unknown }, onEvent: (event: unknown) => void): Promise<() => void> {
    const { connection } = this.hass;
    if (!connection) throw new Error("no connection");
    const unsubscribe = await connection.subscribeMessage(onEvent, { ...request });
    // After a lost connection there may be nothing left to end.
    return () => void Promise.resolve(unsubscribe()).catch(() => undefined);
  }
}

interface Shared {
  readonly client: HassClient;
  readonly health: HomeHealth;
}

/** One health a connection: all cards of a page share what is gathered, and the runs. */
const homes = new WeakMap<object, Shared>();

/** Hands the newest `hass` to the health that all cards of its connection share. */
export function homeHealth(hass: Hass): HomeHealth {
  const key = hass.connection ?? hass.callWS;
  let shared = homes.get(key);
  if (!shared) {
    const client = new HassClient(hass);
    shared = { client, health: new HomeHealth(client, clock, firstKnowledge) };
    homes.set(key, shared);
  }
  shared.client.hass = hass;
  shared.health.update(hass);
  return shared.health;
}
