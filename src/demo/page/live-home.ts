import {
  ERR_CANNOT_CONNECT,
  ERR_INVALID_AUTH,
  createConnection,
  createLongLivedTokenAuth,
  getUser,
  subscribeConfig,
  subscribeEntities,
} from "home-assistant-js-websocket";
import type { Connection, HassConfig, HassEntities, HassUser } from "home-assistant-js-websocket";
import { stateFormatter } from "../sim/format.ts";
import type { Attributes, Message, StateObject, Target } from "../sim/types.ts";
import type { Choices } from "./choices.ts";

/** A row of `config/entity_registry/list_for_display`. */
interface ShortRow {
  readonly ei: string;
  readonly pl: string;
  readonly lb?: readonly string[];
  readonly di?: string;
  readonly ai?: string;
  readonly tk?: string;
  readonly ec?: number;
  readonly en?: string;
  readonly hb?: boolean;
}

interface ShortRegistry {
  readonly entity_categories: { readonly [code: string]: string };
  readonly entities: readonly ShortRow[];
}

/** A `hass` object of somebody's own home, as far as the card reads it. */
export interface LiveHass {
  readonly states: { readonly [entityId: string]: StateObject };
  readonly formatEntityState: (state: StateObject) => string;
  readonly [field: string]: unknown;
}

/** The frontend waits as long for more changes of the registries. */
const REFETCH = 500;

function entityRow(row: ShortRow, categories: ShortRegistry["entity_categories"]): object {
  const category = row.ec === undefined ? undefined : categories[String(row.ec)];
  return {
    entity_id: row.ei,
    platform: row.pl,
    labels: row.lb ?? [],
    ...(row.di === undefined ? {} : { device_id: row.di }),
    ...(row.ai === undefined ? {} : { area_id: row.ai }),
    ...(row.tk === undefined ? {} : { translation_key: row.tk }),
    ...(category === undefined ? {} : { entity_category: category }),
    ...(row.en === undefined ? {} : { name: row.en }),
    ...(row.hb ? { hidden: true } : {}),
  };
}

/** Why the home is not there, in words. */
export function connectProblem(error: unknown): string {
  if (error === ERR_INVALID_AUTH) return "Home Assistant does not accept the token.";
  if (error === ERR_CANNOT_CONNECT)
    return "Home Assistant cannot be reached. Is it running? This page tries again when you reload it.";
  return "The connection to Home Assistant could not be made.";
}

/**
 * Somebody's own home through the local server: builds a `hass` with the frontend's rules of what stays the same object.
 */
export class LiveHome {
  private readonly connection: Connection;
  private readonly onHass: (hass: LiveHass) => void;
  private states: HassEntities = {};
  private config: HassConfig | undefined;
  private user: HassUser | undefined;
  private registries: { readonly [name: string]: object } | undefined;
  private language: Choices["lang"] = "en";
  private dark = false;
  private formatEntityState = stateFormatter("en");
  private timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(connection: Connection, onHass: (hass: LiveHass) => void) {
    this.connection = connection;
    this.onHass = onHass;
  }

  static async open(origin: string, onHass: (hass: LiveHass) => void): Promise<LiveHome> {
    // What stands for the token here is never sent on: the local server signs in.
    const connection = await createConnection({
      auth: createLongLivedTokenAuth(origin, "kept by the local server"),
      setupRetry: 0,
    });
    const home = new LiveHome(connection, onHass);
    await home.start();
    return home;
  }

  close(): void {
    clearTimeout(this.timer);
    this.connection.close();
  }

  private async start(): Promise<void> {
    const { connection } = this;
    this.user = await getUser(connection);
    await this.fetchRegistries();
    subscribeConfig(connection, (config) => this.change(() => void (this.config = config)));
    subscribeEntities(connection, (states) => this.change(() => void (this.states = states)));
    for (const registry of ["entity", "device", "area"])
      await connection.subscribeEvents(() => this.fetchSoon(), `${registry}_registry_updated`).catch(() => {});
    connection.addEventListener("disconnected", () => this.change(() => {}));
    connection.addEventListener("ready", () => {
      this.fetchSoon();
      this.change(() => {});
    });
  }

  private fetchSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.fetchRegistries().then(() => this.change(() => {})), REFETCH);
  }

  private async fetchRegistries(): Promise<void> {
    const ask = <T>(type: string) => this.connection.sendMessagePromise<T>({ type });
    const [short, devices, areas] = await Promise.all([
      ask<ShortRegistry>("config/entity_registry/list_for_display"),
      ask<{ id: string }[]>("config/device_registry/list"),
      ask<{ area_id: string }[]>("config/area_registry/list"),
    ]);
    this.registries = {
      entities: Object.fromEntries(short.entities.map((row) => [row.ei, entityRow(row, short.entity_categories)])),
      devices: Object.fromEntries(devices.map((device) => [device.id, device])),
      areas: Object.fromEntries(areas.map((area) => [area.area_id, area])),
    };
  }

  look({ lang, dark }: Choices): void {
    this.change(() => {
      if (lang !== this.language) this.formatEntityState = stateFormatter(lang);
      this.language = lang;
      this.dark = dark;
    });
  }

  private change(what: () => void): void {
    what();
    const hass = this.hass();
    if (hass) this.onHass(hass);
  }

  private readonly callService = (
    domain: string,
    service: string,
    data: Attributes = {},
    target?: Target,
    _notifyOnError = true,
    returnResponse = false,
  ): Promise<unknown> =>
    this.connection.sendMessagePromise({
      type: "call_service",
      domain,
      service,
      service_data: data,
      ...(target === undefined ? {} : { target }),
      ...(returnResponse ? { return_response: true } : {}),
    });

  private readonly callWS = (message: Message): Promise<unknown> => this.connection.sendMessagePromise(message);
  private readonly localize = () => "";

  /** The newest `hass`, once all parts of it have come. */
  hass(): LiveHass | undefined {
    const { registries, config, user, language } = this;
    if (!registries || !config || !user || Object.keys(this.states).length === 0) return undefined;
    return {
      states: this.states as unknown as LiveHass["states"],
      ...registries,
      config,
      user,
      language,
      locale: {
        language,
        number_format: "language",
        time_format: "language",
        date_format: "language",
        time_zone: "local",
        first_weekday: "language",
      },
      themes: { darkMode: this.dark, default_theme: "default", themes: {}, theme: "default" },
      panels: {},
      services: {},
      connected: this.connection.connected,
      connection: this.connection,
      callService: this.callService,
      callWS: this.callWS,
      localize: this.localize,
      formatEntityState: this.formatEntityState,
    };
  }
}
