/** The forms in which Home Assistant hands its data to a card, as far as the simulated home offers them. */

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls back once after `ms`; the result cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export interface Attributes {
  readonly [name: string]: unknown;
}

export interface StateObject {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: Attributes;
  readonly last_changed: string;
  readonly last_updated: string;
  readonly context: { readonly id: string; readonly parent_id: null; readonly user_id: string | null };
}

/** A row of `config/entity_registry/get_entries`. */
export interface RegistryRow {
  readonly area_id: string | null;
  readonly categories: object;
  readonly config_entry_id: string | null;
  readonly config_subentry_id: null;
  readonly created_at: number;
  readonly device_id: string | null;
  readonly disabled_by: string | null;
  readonly entity_category: "config" | "diagnostic" | null;
  readonly entity_id: string;
  readonly hidden_by: null;
  readonly icon: null;
  readonly id: string;
  readonly labels: readonly string[];
  readonly modified_at: number;
  readonly name: null;
  readonly next_name_part: "device" | null;
  readonly options: object;
  readonly original_name: string | null;
  readonly platform: string;
  readonly translation_key: string | null;
  readonly unique_id: string;
}

/** A row of `hass.entities`. */
export interface DisplayRow {
  readonly entity_id: string;
  readonly platform: string;
  readonly labels: readonly string[];
  readonly device_id?: string;
  readonly area_id?: string;
  readonly translation_key?: string;
  readonly entity_category?: "config" | "diagnostic";
  readonly name?: string;
  readonly has_entity_name?: boolean;
}

export interface DeviceRow {
  readonly area_id: string | null;
  readonly config_entries: readonly string[];
  readonly config_entries_subentries: { readonly [entryId: string]: readonly null[] };
  readonly config_entry_id: string;
  readonly config_subentry_id: null;
  readonly configuration_url: string | null;
  readonly connections: readonly (readonly [string, string])[];
  readonly created_at: number;
  readonly disabled_by: null;
  readonly entry_type: "service" | null;
  readonly hw_version: string | null;
  readonly id: string;
  readonly identifiers: readonly (readonly [string, string])[];
  readonly labels: readonly string[];
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly model_id: string | null;
  readonly modified_at: number;
  readonly name: string | null;
  readonly name_by_user: string | null;
  readonly next_name_part: null;
  readonly parent_device_id: null;
  readonly primary_config_entry: string;
  readonly serial_number: string | null;
  readonly sw_version: string | null;
  readonly via_device_id: string | null;
}

export interface ConfigEntryRow {
  readonly created_at: number;
  readonly entry_id: string;
  readonly domain: string;
  readonly modified_at: number;
  readonly title: string;
  readonly source: string;
  readonly state: string;
  readonly supports_options: boolean;
  readonly supports_remove_device: boolean;
  readonly supports_unload: boolean;
  readonly supports_reconfigure: boolean;
  readonly supported_subentry_types: object;
  readonly pref_disable_new_entities: boolean;
  readonly pref_disable_polling: boolean;
  readonly disabled_by: null;
  readonly reason: string | null;
  readonly error_reason_translation_domain: string | null;
  readonly error_reason_translation_key: string | null;
  readonly error_reason_translation_placeholders: null;
  readonly num_subentries: number;
}

export interface IssueRow {
  readonly breaks_in_ha_version: null;
  readonly created: string;
  readonly dismissed_version: null;
  readonly ignored: boolean;
  readonly domain: string;
  readonly is_fixable: boolean;
  readonly issue_domain: string | null;
  readonly issue_id: string;
  readonly learn_more_url: null;
  readonly severity: string;
  readonly translation_key: string;
  readonly translation_placeholders: { readonly [name: string]: string } | null;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly is_admin: boolean;
  readonly is_owner: boolean;
}

/** A websocket command. */
export interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The error of a refused or failed call. */
export interface CallError {
  readonly code: string;
  readonly message: string;
}

export interface Target {
  readonly entity_id?: string | readonly string[];
  readonly device_id?: string | readonly string[];
}

export interface SubscribeOptions {
  readonly resubscribe?: boolean;
  readonly preCheck?: () => boolean | Promise<boolean>;
}

export type ConnectionEvent = "ready" | "disconnected" | "reconnect-error";

export interface SimConnection {
  readonly connected: boolean;
  subscribeMessage<T>(callback: (event: T) => void, message: Message, options?: SubscribeOptions): Promise<() => Promise<void>>;
  subscribeEvents<T>(callback: (event: T) => void, eventType?: string): Promise<() => Promise<void>>;
  sendMessagePromise<T>(message: Message): Promise<T>;
  addEventListener(type: ConnectionEvent, callback: (connection: SimConnection) => void): void;
  removeEventListener(type: ConnectionEvent, callback: (connection: SimConnection) => void): void;
}

export interface Hass {
  readonly states: { readonly [entityId: string]: StateObject };
  readonly entities: { readonly [entityId: string]: DisplayRow };
  readonly devices: { readonly [id: string]: DeviceRow };
  readonly areas: { readonly [id: string]: { readonly area_id: string; readonly name: string } };
  readonly floors: object;
  readonly config: {
    readonly state: string;
    readonly version: string;
    readonly time_zone: string;
    readonly components: readonly string[];
    readonly unit_system: object;
  };
  readonly user: User;
  readonly language: string;
  readonly locale: {
    readonly language: string;
    readonly number_format: string;
    readonly time_format: string;
    readonly date_format: string;
    readonly time_zone: string;
    readonly first_weekday: string;
  };
  readonly themes: {
    readonly darkMode: boolean;
    readonly default_theme: string;
    readonly themes: object;
    readonly theme: string;
  };
  readonly selectedTheme: null;
  readonly panels: { readonly [name: string]: object };
  readonly services: { readonly [domain: string]: { readonly [service: string]: object } };
  readonly connected: boolean;
  readonly connection: SimConnection;
  readonly hassUrl: (path?: string) => string;
  readonly localize: (key: string, ...values: unknown[]) => string;
  readonly formatEntityState: (state: StateObject, value?: string) => string;
  readonly formatEntityAttributeValue: (state: StateObject, attribute: string, value?: unknown) => string;
  readonly formatEntityAttributeName: (state: StateObject, attribute: string) => string;
  readonly callService: (
    domain: string,
    service: string,
    data?: { readonly [field: string]: unknown },
    target?: Target,
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ) => Promise<{ context: StateObject["context"]; response?: unknown }>;
  readonly callWS: <T>(message: Message) => Promise<T>;
}
