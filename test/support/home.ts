import { collectHome } from "../../src/adapters/index.ts";
import type {
  Answer,
  ConfigEntryRow,
  DeviceRow,
  EntityRow,
  EntityState,
  HomeView,
  IssueRow,
  RegistryRow,
  Request,
  SentCommand,
} from "../../src/adapters/home.ts";
import { LockView } from "../../src/adapters/lock-view.ts";
import { describeLock } from "../../src/adapters/locks.ts";
import type { Overrides } from "../../src/adapters/locks.ts";
import type { LockSnapshot } from "../../src/core/snapshot.ts";
import type { HomeSource } from "../../src/runtime/home-health.ts";
import { HOUR, NOW } from "./snapshot.ts";

type Attributes = EntityState["attributes"];

export const iso = (at: number): string => new Date(at).toISOString().replace("Z", "000+00:00");

/** A state as Home Assistant gives it. `at` is when it last changed, `updated` when it was last reported. */
export function mockState(
  entityId: string,
  state: string,
  attributes: Attributes = {},
  { at = NOW - HOUR, updated = at }: { at?: number; updated?: number } = {},
): EntityState {
  return { entity_id: entityId, state, attributes, last_changed: iso(at), last_updated: iso(updated) };
}

/** A device of one config entry, as since 2026.8. */
export function mockDevice(id: string, more: Partial<DeviceRow> = {}): DeviceRow {
  return {
    id,
    name: id,
    name_by_user: null,
    area_id: null,
    via_device_id: null,
    parent_device_id: null,
    identifiers: [],
    connections: [],
    ...more,
  };
}

/** One entity with all that the registries and the states say of it. */
export interface MockEntity {
  readonly id: string;
  readonly device?: string;
  readonly platform: string;
  readonly uniqueId: string;
  readonly key?: string;
  readonly category?: "config" | "diagnostic";
  /** Name by which the integration calls it. */
  readonly name?: string;
  readonly state: string;
  readonly attributes?: Attributes;
  readonly at?: number;
  readonly updated?: number;
  /** What `options` of the registry holds: can be a code. */
  readonly options?: object;
}

/** A home that a test writes, as Home Assistant would give it. Each change makes new objects, as in the frontend. */
export class MockHome {
  takenAt = NOW;
  config: HomeView["config"] = { state: "RUNNING", version: "2026.11.0" };
  user = { is_admin: false };
  connected = true;
  states: { readonly [entityId: string]: EntityState } = {};
  entities: { readonly [entityId: string]: EntityRow } = {};
  registry: { readonly [entityId: string]: RegistryRow & { readonly options?: object } } = {};
  devices: { readonly [id: string]: DeviceRow } = {};
  configEntries: readonly ConfigEntryRow[] = [];
  issues: readonly IssueRow[] = [];
  answers: readonly Answer[] = [];
  commands: { readonly [entityId: string]: SentCommand } = {};

  entry(row: ConfigEntryRow): this {
    this.configEntries = [
      ...this.configEntries.filter(({ entry_id }) => entry_id !== row.entry_id),
      { title: row.domain, state: "loaded", ...row },
    ];
    return this;
  }

  device(row: DeviceRow): this {
    this.devices = { ...this.devices, [row.id]: row };
    return this;
  }

  entity({
    id,
    device,
    platform,
    uniqueId,
    key,
    category,
    name,
    state,
    attributes = {},
    at,
    updated,
    options = {},
  }: MockEntity): this {
    const row: EntityRow = {
      entity_id: id,
      platform,
      ...(device === undefined ? {} : { device_id: device }),
      ...(key === undefined ? {} : { translation_key: key }),
      ...(category === undefined ? {} : { entity_category: category }),
    };
    const of = device === undefined ? undefined : this.devices[device];
    const friendly = [of?.name_by_user ?? of?.name, name].filter((part) => typeof part === "string" && part !== "").join(" ");
    this.entities = { ...this.entities, [id]: row };
    this.registry = {
      ...this.registry,
      [id]: {
        ...row,
        unique_id: uniqueId,
        original_name: name ?? null,
        config_entry_id: of?.config_entry_id ?? null,
        disabled_by: null,
        options,
      },
    };
    return this.set(id, state, {
      attributes: { friendly_name: friendly, ...attributes },
      ...(at === undefined ? {} : { at }),
      ...(updated === undefined ? {} : { updated }),
    });
  }

  /** Changes a state. The time is that of the home unless it is given. */
  set(
    entityId: string,
    state: string,
    { attributes = {}, at = NOW - HOUR, updated = at }: { attributes?: Attributes; at?: number; updated?: number } = {},
  ): this {
    const before = this.states[entityId]?.attributes;
    this.states = { ...this.states, [entityId]: mockState(entityId, state, { ...before, ...attributes }, { at, updated }) };
    return this;
  }

  /** Entities whose ids begin so become unavailable. */
  lose(prefix: RegExp, at = NOW - HOUR): this {
    for (const id of Object.keys(this.states)) if (prefix.test(id)) this.set(id, "unavailable", { at });
    return this;
  }

  remove(entityId: string): this {
    const without = <T>(rows: { readonly [id: string]: T }) =>
      Object.fromEntries(Object.entries(rows).filter(([id]) => id !== entityId));
    this.states = without(this.states);
    this.entities = without(this.entities);
    this.registry = without(this.registry);
    return this;
  }

  answer(request: Request, result: unknown, at = NOW - HOUR): this {
    this.answers = [...this.answers, { request, result, at }];
    return this;
  }

  refuse(request: Request, code: string): this {
    this.answers = [...this.answers, { request, error: { code, message: code }, at: NOW - HOUR }];
    return this;
  }

  /** What the lock's states were, oldest first; the present one is added by itself. */
  past(entityId: string, rows: readonly (readonly [state: string, at: number])[]): this {
    const states = { [entityId]: rows.map(([s, at]) => ({ s, lu: at / 1000 })) };
    return this.answer({ type: "history/stream", entity_ids: [entityId] }, { states });
  }

  view(): HomeView {
    const { takenAt, config, user, states, entities, registry, devices, configEntries, issues, answers, commands } = this;
    return { takenAt, config, user, states, entities, registry, devices, configEntries, issues, answers, commands };
  }

  /** What a card gets as `hass`. */
  source(): HomeSource {
    const { states, entities, devices, config, user, connected } = this;
    return { states, entities, devices, config, user, connected };
  }

  snapshot(entityId: string, overrides: Overrides = {}): LockSnapshot {
    const found = collectHome(this.view(), { only: [entityId], overrides })[0];
    if (!found) throw new Error(`no lock ${entityId}`);
    return found;
  }

  /** Fact by fact: its value, or why it has none. */
  facts(entityId: string): { readonly [name: string]: unknown } {
    return Object.fromEntries(
      Object.entries(this.snapshot(entityId).facts).map(([name, fact]) => [
        name,
        fact.kind === "known" ? fact.value : `(${fact.reason})`,
      ]),
    );
  }

  lockView(entityId: string): LockView {
    const home = this.view();
    return new LockView(home, describeLock(home, entityId));
  }
}
