import type { Attributes, DeviceRow, RegistryRow } from "./types.ts";
import type { Store } from "./store.ts";

/** One entity of a simulated device: how the registry spells it, and what it reads now. */
export interface EntitySpec {
  readonly id: string;
  readonly uid: string;
  /** Name by which its integration calls it. */
  readonly name: string | null;
  readonly translationKey?: string;
  readonly deviceClass?: string;
  readonly category?: "config" | "diagnostic";
  /** Disabled, as integrations do with many of their sensors. */
  readonly off?: boolean;
  /** Attributes that stay: unit, options, supported features … */
  readonly fixed?: Attributes;
  /** Has no availability of its own: it is there as long as its integration is. */
  readonly always?: boolean;
  readonly read?: () => string;
  /** Attributes that change with the reading. */
  readonly more?: () => Attributes;
}

export interface DeviceSpec {
  readonly id: string;
  readonly name: string;
  readonly nameByUser?: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly modelId?: string;
  readonly swVersion?: string;
  readonly hwVersion?: string;
  readonly serialNumber?: string;
  readonly identifiers: readonly (readonly [string, string])[];
  readonly connections?: readonly (readonly [string, string])[];
  readonly via?: string;
  readonly area?: string;
  readonly configurationUrl?: string;
  readonly entryType?: "service";
}

/** A moment before the demo at which everything was set up. */
const SET_UP = Date.parse("2026-03-14T09:26:53Z") / 1000;

/** A device with its entities: writes their states as its integration would. */
export class SimDevice {
  readonly store: Store;
  readonly entryId: string;
  readonly platform: string;
  readonly device: DeviceSpec;
  private specs: readonly EntitySpec[] = [];
  /** Whether the integration runs. Without it Home Assistant writes "unavailable", and says that it only remembers. */
  private loaded = true;

  constructor(store: Store, platform: string, entryId: string, device: DeviceSpec) {
    this.store = store;
    this.platform = platform;
    this.entryId = entryId;
    this.device = device;
  }

  get entities(): readonly EntitySpec[] {
    return this.specs;
  }

  get title(): string {
    return this.device.nameByUser ?? this.device.name;
  }

  /** Puts device and entities into the registries, and writes their first states. */
  protected register(specs: readonly EntitySpec[]): void {
    this.specs = specs;
    this.store.setDevice(this.deviceRow());
    for (const spec of specs) this.store.registry.set(spec.uid + spec.id, this.registryRow(spec));
    this.store.announce({ kind: "registry", what: "entity" });
    this.publish();
  }

  protected updateDevice(change: Partial<DeviceRow>): void {
    const row = this.store.devices.get(this.device.id);
    if (row) this.store.setDevice({ ...row, ...change, modified_at: this.store.clock.now() / 1000 });
  }

  /** Whether readings of this entity are to be had. Integrations differ in what they count for. */
  protected available(_spec: EntitySpec): boolean {
    return true;
  }

  /** Writes all states from what the device is now. `at` (epoch ms): it has been so since then. */
  publish(at?: number): void {
    for (const spec of this.specs) if (!spec.off) this.write(spec, at);
  }

  private write(spec: EntitySpec, at?: number): void {
    const common = this.attributesOf(spec);
    if (!this.loaded) {
      this.store.set(spec.id, "unavailable", { restored: true, ...common }, at);
      return;
    }
    const there = spec.always === true || this.available(spec);
    const state = there ? (spec.read?.() ?? "unknown") : "unavailable";
    // An unavailable entity keeps only what describes it, not what it read.
    this.store.set(spec.id, state, { ...common, ...(there ? spec.more?.() : {}) }, at);
  }

  private attributesOf(spec: EntitySpec): Attributes {
    return {
      ...spec.fixed,
      ...(spec.deviceClass === undefined ? {} : { device_class: spec.deviceClass }),
      friendly_name: [this.title, spec.name].filter(Boolean).join(" "),
    };
  }

  /** The integration was loaded or taken down. */
  setLoaded(loaded: boolean): void {
    this.loaded = loaded;
    this.publish();
  }

  /** Takes the device out of the home. */
  remove(): void {
    for (const spec of this.specs) {
      this.store.removeState(spec.id);
      this.store.registry.delete(spec.uid + spec.id);
    }
    this.specs = [];
    this.store.devices.delete(this.device.id);
    this.store.announce({ kind: "registry", what: "entity" });
    this.store.announce({ kind: "registry", what: "device" });
  }

  owns(entityId: string): boolean {
    return this.specs.some(({ id }) => id === entityId);
  }

  spec(entityId: string): EntitySpec | undefined {
    return this.specs.find(({ id }) => id === entityId);
  }

  /**
   * Carries out an action on one of its entities, e.g. `button.press`. Undefined where it has no such action; a promise
   * where Home Assistant waits for the end.
   */
  handle(_action: string, _entityId: string, _data: Attributes): Promise<void> | "done" | undefined {
    return undefined;
  }

  private deviceRow(): DeviceRow {
    const { device, entryId } = this;
    return {
      area_id: device.area ?? null,
      configuration_url: device.configurationUrl ?? null,
      config_entries: [entryId],
      config_entries_subentries: { [entryId]: [null] },
      config_entry_id: entryId,
      config_subentry_id: null,
      connections: device.connections ?? [],
      created_at: SET_UP,
      disabled_by: null,
      entry_type: device.entryType ?? null,
      hw_version: device.hwVersion ?? null,
      id: device.id,
      identifiers: device.identifiers,
      labels: [],
      manufacturer: device.manufacturer,
      model: device.model,
      model_id: device.modelId ?? null,
      modified_at: SET_UP,
      name_by_user: device.nameByUser ?? null,
      name: device.name,
      next_name_part: null,
      parent_device_id: null,
      primary_config_entry: entryId,
      serial_number: device.serialNumber ?? null,
      sw_version: device.swVersion ?? null,
      via_device_id: device.via ?? null,
    };
  }

  private registryRow(spec: EntitySpec): RegistryRow {
    return {
      area_id: null,
      categories: {},
      config_entry_id: this.entryId,
      config_subentry_id: null,
      created_at: SET_UP,
      device_id: this.device.id,
      disabled_by: spec.off ? "integration" : null,
      entity_category: spec.category ?? null,
      entity_id: spec.id,
      hidden_by: null,
      icon: null,
      id: this.store.newId(),
      labels: [],
      modified_at: SET_UP,
      name: null,
      next_name_part: "device",
      options: { conversation: { should_expose: false } },
      original_name: spec.name,
      platform: this.platform,
      translation_key: spec.translationKey ?? null,
      unique_id: spec.uid,
    };
  }
}
