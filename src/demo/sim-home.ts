import { CloudHub } from "./sim/cloud.ts";
import type { SimHub } from "./sim/hub.ts";
import type { SimLock } from "./sim/lock.ts";
import { MatterHub } from "./sim/matter.ts";
import { PlainHub } from "./sim/plain.ts";
import { stateFormatter } from "./sim/format.ts";
import { locksOf } from "./sim/server.ts";
import type { Server } from "./sim/server.ts";
import { callService, listServices } from "./sim/services.ts";
import { Socket, asAnswer } from "./sim/socket.ts";
import { Store } from "./sim/store.ts";
import type { Clock, DeviceRow, DisplayRow, Hass, RegistryRow, StateObject, User } from "./sim/types.ts";
import { OtherThings } from "./sim/things.ts";
import { ZigbeeHub } from "./sim/zigbee2mqtt-hub.ts";
import { ZwaveHub } from "./sim/zwave-hub.ts";

export type UserName = "tablet" | "admin";
export type Language = "en" | "de";

const USERS: { readonly [Name in UserName]: User } = {
  tablet: { id: "b6e0a1d2c3f44e5f8a7b9c0d1e2f3a4b", name: "Tablet", is_admin: false, is_owner: false },
  admin: { id: "a1c0ffee5ca1ab1e0ddba11deadbea75", name: "Administrator", is_admin: true, is_owner: true },
};
const VERSION = "2026.11.0";
const TIME_ZONE = "Europe/Amsterdam";
/** The frontend asks for the registries anew half a second after it is told that one changed. */
const REFETCH = 500;
/** A restart: until the websocket answers again, until the integrations are up, until Home Assistant says that it is done. */
const RESTART = { back: 3000, loaded: 2000, done: 3000 };

type Registries = Pick<Hass, "entities" | "devices" | "areas">;

function displayRow(row: RegistryRow): DisplayRow {
  return {
    entity_id: row.entity_id,
    platform: row.platform,
    labels: [],
    ...(row.device_id === null ? {} : { device_id: row.device_id }),
    ...(row.translation_key === null ? {} : { translation_key: row.translation_key }),
    ...(row.entity_category === null ? {} : { entity_category: row.entity_category }),
    ...(row.original_name ? { name: row.original_name } : {}),
  };
}

/**
 * A simulated Home Assistant home: its hubs and locks with the manners of the real ones, and the `hass` object that a
 * dashboard would hand to its cards. Time comes in through a clock.
 */
export class SimHome {
  readonly zwave: ZwaveHub;
  readonly zigbee: ZigbeeHub;
  readonly matter: MatterHub;
  readonly cloud: CloudHub;
  readonly plain: PlainHub;
  readonly others: OtherThings;
  readonly store: Store;
  readonly hubs: readonly SimHub[];
  private readonly server: Server;
  private readonly socket: Socket;
  private readonly listeners = new Set<(hass: Hass) => void>();
  private readonly toasts = new Set<(message: string) => void>();
  private current: Hass;
  private dirty = false;
  private scheduled = false;
  private cancelRefetch: (() => void) | undefined;
  private cancelOffline: (() => void) | undefined;
  private restarts = 0;
  /** Entities whose state the browser has not seen yet. */
  private readonly unseen = new Set<string>();

  constructor(clock: Clock) {
    this.store = new Store(clock);
    const { store } = this;
    store.areas.set("ground_floor", { area_id: "ground_floor", name: "Ground floor" });
    store.areas.set("outside", { area_id: "outside", name: "Outside" });
    this.zwave = new ZwaveHub(store);
    this.zigbee = new ZigbeeHub(store);
    this.matter = new MatterHub(store);
    this.cloud = new CloudHub(store);
    this.plain = new PlainHub(store);
    this.others = new OtherThings(store);
    this.hubs = [this.zwave, this.zigbee, this.matter, this.cloud, this.plain, this.others];
    this.server = { store, hubs: this.hubs };
    store.todos.set("todo.shopping_list", []);
    store.set("todo.shopping_list", "0", { friendly_name: "Shopping list", supported_features: 15 });
    this.socket = new Socket(this.server, () => this.current.user.is_admin);
    this.current = this.firstHass();
    store.onChange((change) => {
      if (change.kind === "state") {
        this.unseen.add(change.entityId);
        this.touch();
      } else if (change.kind === "registry") this.refetchSoon();
      else if (change.kind === "config") this.apply({ config: { ...this.current.config, state: store.phase } });
    });
  }

  get clock(): Clock {
    return this.store.clock;
  }

  /** As after the page has loaded: the browser has seen everything. */
  settle(): void {
    this.cancelRefetch?.();
    this.cancelRefetch = undefined;
    this.apply(this.registries());
  }

  // ---- the browser's view --------------------------------------------------------------------

  /** The newest `hass`: a new object after every change, the same one until then. */
  get hass(): Hass {
    if (this.dirty) this.refresh();
    return this.current;
  }

  /** Calls back with each new `hass`; changes that happen together come as one. */
  onHass(listener: (hass: Hass) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Calls back with what Home Assistant's frontend would show as a toast. */
  onToast(listener: (message: string) => void): () => void {
    this.toasts.add(listener);
    return () => void this.toasts.delete(listener);
  }

  private firstHass(): Hass {
    this.unseen.clear();
    return {
      states: Object.fromEntries(this.store.states),
      ...this.registries(),
      floors: {},
      config: {
        state: this.store.phase,
        version: VERSION,
        time_zone: TIME_ZONE,
        components: ["lock", "zwave_js", "mqtt", "matter", "schlage", "esphome", "repairs", "history", "logbook", "todo"],
        unit_system: { length: "km", mass: "g", temperature: "°C", volume: "L" },
      },
      user: USERS.tablet,
      ...this.words("en"),
      themes: { darkMode: false, default_theme: "default", themes: {}, theme: "default" },
      selectedTheme: null,
      panels: { lovelace: {}, config: {}, maintenance: {}, security: {} },
      services: listServices(),
      connected: true,
      connection: this.socket,
      hassUrl: (path = "") => path,
      callService: this.callService,
      callWS: <T>(message: { readonly type: string }) => this.socket.sendMessagePromise<T>(message),
    };
  }

  private words(
    language: Language,
  ): Pick<
    Hass,
    "language" | "locale" | "localize" | "formatEntityState" | "formatEntityAttributeValue" | "formatEntityAttributeName"
  > {
    const formatEntityState = stateFormatter(language);
    return {
      language,
      locale: {
        language,
        number_format: "language",
        time_format: "language",
        date_format: "language",
        time_zone: "local",
        first_weekday: "language",
      },
      localize: () => "",
      formatEntityState,
      formatEntityAttributeValue: (state, attribute, value = state.attributes[attribute]) =>
        typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
      formatEntityAttributeName: (_state, attribute) => attribute.replace(/_/g, " "),
    };
  }

  private registries(): Registries {
    const entities: { [id: string]: DisplayRow } = {};
    for (const row of this.store.registry.values()) if (row.disabled_by === null) entities[row.entity_id] = displayRow(row);
    const devices: { [id: string]: DeviceRow } = {};
    for (const [id, device] of this.store.devices) devices[id] = { ...device };
    const areas: { [id: string]: { area_id: string; name: string } } = {};
    for (const [id, area] of this.store.areas) areas[id] = { ...area };
    return { entities, devices, areas };
  }

  private refetchSoon(): void {
    this.cancelRefetch?.();
    this.cancelRefetch = this.clock.after(REFETCH, () => {
      this.cancelRefetch = undefined;
      if (this.socket.connected) this.apply(this.registries());
    });
  }

  private apply(change: Partial<Hass>): void {
    this.current = { ...this.hass, ...change };
    this.schedule();
  }

  private touch(): void {
    if (!this.socket.connected) return;
    this.dirty = true;
    this.schedule();
  }

  private refresh(): void {
    this.dirty = false;
    if (!this.socket.connected || this.unseen.size === 0) return;
    const states: { [id: string]: StateObject } = { ...this.current.states };
    for (const id of this.unseen) {
      const state = this.store.states.get(id);
      if (state) states[id] = state;
      else delete states[id];
    }
    this.unseen.clear();
    this.current = { ...this.current, states };
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    void Promise.resolve().then(() => {
      this.scheduled = false;
      const { hass } = this;
      for (const listener of [...this.listeners]) listener(hass);
    });
  }

  private readonly callService: Hass["callService"] = async (
    domain,
    service,
    data = {},
    target,
    notifyOnError = true,
    returnResponse = false,
  ) => {
    const { user } = this.current;
    try {
      return await this.socket.request(async () => {
        await callService(this.server, user.is_admin, `${domain}.${service}`, data, target);
        const context = { id: this.store.newId(26).toUpperCase(), parent_id: null, user_id: user.id };
        return { context, ...(returnResponse ? { response: {} } : {}) };
      });
    } catch (error) {
      const { message } = (asAnswer(error) ?? {}) as { message?: string };
      if (notifyOnError)
        for (const toast of [...this.toasts]) toast(`Failed to perform the action ${domain}.${service}. ${message ?? ""}`.trim());
      throw error;
    }
  };

  // ---- who looks, and how --------------------------------------------------------------------

  setUser(name: UserName): void {
    this.apply({ user: USERS[name] });
  }

  /** What the frontend keeps with its user under a key. */
  userData(key: string): unknown {
    return this.store.userData.get(key);
  }

  setLanguage(language: Language): void {
    this.apply(this.words(language));
  }

  setDark(dark: boolean): void {
    this.apply({ themes: { ...this.current.themes, darkMode: dark } });
  }

  // ---- steering ------------------------------------------------------------------------------

  get locks(): readonly SimLock[] {
    return locksOf(this.server);
  }

  /** A lock by entity id or by the name that its household gave it. */
  lock(wanted: string): SimLock {
    const lock = this.locks.find(({ entityId, title }) => entityId === wanted || title.toLowerCase() === wanted.toLowerCase());
    if (!lock) throw new Error(`There is no lock "${wanted}". There are: ${this.locks.map(({ title }) => title).join(", ")}.`);
    return lock;
  }

  hub(id: string): SimHub {
    const hub = this.hubs.find((each) => each.id === id);
    if (!hub) throw new Error(`There is no hub "${id}". There are: ${this.hubs.map((each) => each.id).join(", ")}.`);
    return hub;
  }

  stopHub(id: string, on: boolean): void {
    this.hub(id).stop(on);
  }

  /** Takes a lock out of the home, as an administrator would. */
  removeLock(wanted: string): void {
    this.lock(wanted).remove();
  }

  /** The browser loses its connection; the home goes on without it. */
  goOffline(seconds: number): void {
    this.disconnect();
    this.cancelOffline?.();
    this.cancelOffline = this.clock.after(seconds * 1000, () => this.reconnect());
  }

  /** Home Assistant restarts: away, then back with what it remembers, then integration by integration. */
  restart(): void {
    this.restarts += 1;
    const turn = this.restarts;
    const step = (ms: number, what: () => void) =>
      void this.clock.after(ms, () => {
        if (turn === this.restarts) what();
      });
    this.cancelOffline?.();
    this.disconnect();
    step(RESTART.back, () => {
      this.store.notifications.clear();
      for (const hub of this.hubs) hub.unload();
      this.store.setPhase("STARTING");
      this.reconnect();
    });
    step(RESTART.back + RESTART.loaded, () => {
      for (const hub of this.hubs) hub.load();
    });
    step(RESTART.back + RESTART.loaded + RESTART.done, () => this.store.setPhase("RUNNING"));
  }

  private disconnect(): void {
    if (!this.socket.connected) return;
    // What was seen last stays on the screen.
    if (this.dirty) this.refresh();
    this.socket.lose();
    this.apply({ connected: false });
  }

  /** The server sends everything anew: each state is another object, also where nothing changed. */
  private reconnect(): void {
    this.socket.restore();
    this.unseen.clear();
    this.dirty = false;
    const states: { [id: string]: StateObject } = {};
    for (const [id, state] of this.store.states) states[id] = { ...state };
    this.apply({ connected: true, states, ...this.registries(), config: { ...this.current.config, state: this.store.phase } });
  }
}
