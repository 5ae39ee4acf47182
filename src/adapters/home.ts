/**
 * What of Home Assistant the adapters read, in the form in which Home Assistant gives it. A recorded home is one of these
 * as JSON. Everything comes from outside, so every field may be missing or of another type: `text`, `number` and the like
 * are the way to read one.
 */

export interface EntityState {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: { readonly [name: string]: unknown };
  readonly last_changed: string;
  readonly last_updated: string;
}

/** A row of `hass.entities`: the display registry. */
export interface EntityRow {
  readonly entity_id?: string;
  readonly device_id?: string | null;
  readonly area_id?: string | null;
  readonly platform?: string;
  readonly translation_key?: string | null;
  readonly entity_category?: string | null;
  readonly name?: string | null;
  readonly hidden?: boolean;
}

/** A row of `config/entity_registry/get_entries`, its `options` dropped: they can hold a code. */
export interface RegistryRow extends EntityRow {
  readonly unique_id?: string;
  readonly config_entry_id?: string | null;
  readonly disabled_by?: string | null;
  readonly original_name?: string | null;
}

export interface DeviceRow {
  readonly id: string;
  readonly name?: string | null;
  readonly name_by_user?: string | null;
  readonly manufacturer?: string | null;
  readonly model?: string | null;
  readonly model_id?: string | null;
  readonly sw_version?: string | null;
  readonly area_id?: string | null;
  readonly identifiers?: readonly (readonly string[])[];
  readonly connections?: readonly (readonly string[])[];
  readonly via_device_id?: string | null;
  readonly parent_device_id?: string | null;
  readonly config_entry_id?: string | null;
  /** The fields before 2026.8, gone in 2027. */
  readonly primary_config_entry?: string | null;
  readonly config_entries?: readonly string[];
}

export interface ConfigEntryRow {
  readonly entry_id: string;
  readonly domain: string;
  readonly title?: string;
  readonly state?: string;
  readonly reason?: string | null;
  readonly disabled_by?: string | null;
  readonly modified_at?: number;
}

export interface IssueRow {
  readonly domain?: string;
  readonly issue_domain?: string | null;
  readonly issue_id?: string;
  readonly translation_key?: string | null;
  readonly created?: string;
  readonly ignored?: boolean;
}

/** A websocket command as data. */
export interface Request {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What came back for a request: for a stream, everything that has come so far. */
export interface Answer {
  readonly request: Request;
  readonly result?: unknown;
  readonly error?: { readonly code?: string; readonly message?: string };
  /** Epoch ms at which the answer came. */
  readonly at?: number;
}

/** Adds to the list under a key. */
export function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

const sorted = new WeakMap<readonly Answer[], Map<string, Answer[]>>();

/**
 * The answers to requests of one type, in their order. Each judgement of a lock looks for some dozens among those of all
 * locks, so that they are sorted once for as long as they stay the same.
 */
export function answersTo(type: string, answers: readonly Answer[] = []): readonly Answer[] {
  let byType = sorted.get(answers);
  if (!byType) {
    sorted.set(answers, (byType = new Map<string, Answer[]>()));
    for (const answer of answers) append(byType, answer.request.type, answer);
  }
  return byType.get(type) ?? [];
}

/** A command that was sent from here and whose end is still to be seen. */
export interface SentCommand {
  readonly wanted: "locked" | "unlocked";
  /** Epoch ms. */
  readonly at: number;
}

export interface HomeView {
  /** Epoch ms, or an ISO time in recorded homes. */
  readonly takenAt: number | string;
  readonly config: { readonly state?: string; readonly version?: string };
  readonly user?: { readonly is_admin?: boolean } | undefined;
  readonly states: { readonly [entityId: string]: EntityState | undefined };
  readonly entities: { readonly [entityId: string]: EntityRow | undefined };
  readonly registry?: { readonly [entityId: string]: RegistryRow | undefined } | undefined;
  readonly devices: { readonly [id: string]: DeviceRow | undefined };
  readonly configEntries?: readonly ConfigEntryRow[] | undefined;
  readonly issues?: readonly IssueRow[] | undefined;
  readonly answers?: readonly Answer[] | undefined;
  /** By lock entity. */
  readonly commands?: { readonly [entityId: string]: SentCommand | undefined } | undefined;
  /** Epoch ms at which Home Assistant was last seen to start or to come back; not in recorded homes. */
  readonly startedAt?: number | undefined;
}

/** The value as text, else undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value as a finite number, also when it is written as text; else undefined. */
export function number(value: unknown): number | undefined {
  const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : undefined;
}

/** Epoch ms of the last time that a `Date` can hold. */
const LATEST = 8.64e15;

/** An ISO time, or epoch seconds or milliseconds, as epoch ms; else undefined. */
export function time(value: unknown): number | undefined {
  // Zigbee2MQTT can write an epoch in the place of an ISO time.
  if (typeof value === "string" && !/^\d{9,}(\.\d+)?$/.test(value)) {
    const parsed = Date.parse(value);
    return Number.isNaN(parsed) ? undefined : parsed;
  }
  const seconds = number(value);
  if (seconds === undefined || seconds <= 0 || seconds > LATEST) return undefined;
  // Epoch seconds stay below this bound until the year 5138, epoch ms have been above it since 1973.
  return seconds < 1e11 ? seconds * 1000 : seconds;
}

/** The value as an object to look into, else an empty one. */
export function record(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { [key: string]: unknown }) : {};
}

/** The value as a list, else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

type Row = ReturnType<typeof record>;

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

function rowsById<T>(value: unknown, rowOf: (row: Row, id: string) => T): { readonly [id: string]: T } {
  return Object.fromEntries(Object.entries(record(value)).flatMap(([id, row]) => (isRow(row) ? [[id, rowOf(row, id)]] : [])));
}

/**
 * A home in which every part that the adapters step into is there and of its kind. What is not is left out: a recorded
 * home may come from anywhere. The single values stay as they are: those are read with the functions above.
 */
export function soundHome(given: HomeView): HomeView {
  const { takenAt, config, user, states, entities, registry, devices, configEntries, issues, answers, commands } = record(given);
  return {
    takenAt: time(takenAt) ?? 0,
    config: record(config),
    user: isRow(user) ? user : undefined,
    states: rowsById(states, (row) => ({ ...row, attributes: record(row["attributes"]) }) as unknown as EntityState),
    entities: rowsById(entities, (row) => row as EntityRow),
    registry: isRow(registry) ? rowsById(registry, (row) => row as RegistryRow) : undefined,
    devices: rowsById(devices, (row, id) => ({ ...row, id, identifiers: list(row["identifiers"]).filter(Array.isArray) })),
    configEntries:
      configEntries === undefined ? undefined : (list(configEntries).filter(isRow) as unknown as readonly ConfigEntryRow[]),
    issues: issues === undefined ? undefined : list(issues).filter(isRow),
    answers: list(answers).filter((row) => isRow(row) && isRow(row["request"])) as readonly Answer[],
    commands: rowsById(commands, (row) => row as unknown as SentCommand),
  };
}
