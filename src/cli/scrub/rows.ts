import { number, text } from "../../adapters/home.ts";
import type { ConfigEntryRow, DeviceRow, EntityRow, EntityState, HomeView, IssueRow, RegistryRow } from "../../adapters/home.ts";
import type { FakeDevice, Fakes } from "./fakes.ts";
import { holdsAddress, isUserWritten } from "./fakes.ts";
import { digitsIn, flag, instant, isoTime, key, plain, stateWord, unit, within } from "./values.ts";
import { wordsOf } from "./vocabulary.ts";

type Writer = (value: unknown, fakes: Fakes) => unknown;

const version: Writer = (value, fakes) => fakes.version(value);

/** The attributes that stay. */
const ATTRIBUTES: { readonly [name: string]: Writer } = {
  device_class: plain,
  state_class: plain,
  unit_of_measurement: unit,
  supported_features: (value) => within(value, 0, 4095),
  assumed_state: flag,
  restored: flag,
  installed_version: version,
  latest_version: version,
  skipped_version: version,
  in_progress: (value) => flag(value) ?? within(value, 0, 100),
  update_percentage: (value) => within(value, 0, 100),
  battery_level: (value) => within(value, 0, 100),
  battery_low: flag,
  lock_low_battery: flag,
  pin_pad_low_battery: flag,
  no_response: flag,
  keypad_battery_level: plain,
  sync_status: plain,
  lock_state: plain,
  // That there is one, not where it leads.
  release_url: (value) => (/^https?:/.test(text(value) ?? "") ? "https://example.com/" : undefined),
  // That a code is asked for, not how long it is.
  code_format: (value) => (text(value) === undefined ? undefined : "^\\d+$"),
};

/** The fields that have a value. */
function given<Row extends object>(fields: { readonly [Name in keyof Row]: Row[Name] | undefined }): Row {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Row;
}

/** Rows of a home as they may be shown to others. */
export class Rows {
  private readonly home: HomeView;
  private readonly fakes: Fakes;

  constructor(home: HomeView, fakes: Fakes) {
    this.home = home;
    this.fakes = fakes;
  }

  state(state: EntityState, entityId: string): EntityState {
    const { attributes } = state;
    const kept: { [name: string]: unknown } = {};
    for (const [name, write] of Object.entries(ATTRIBUTES)) {
      const value = write(attributes[name], this.fakes);
      if (value !== undefined) kept[name] = value;
    }
    return {
      entity_id: this.fakes.entities.get(entityId) ?? "",
      state: stateWord(state.state, attributes),
      attributes: { ...kept, friendly_name: this.friendlyName(entityId) },
      last_changed: isoTime(state.last_changed),
      last_updated: isoTime(state.last_updated),
    };
  }

  entity(row: EntityRow, entityId: string): EntityRow {
    const { entity_category: category, translation_key: translation } = row;
    const area = text(row.area_id);
    const platform = key(row.platform);
    return given<EntityRow>({
      entity_id: this.fakes.entities.get(entityId),
      device_id: this.fakes.devices.get(text(row.device_id) ?? "")?.id,
      area_id: area === undefined ? undefined : this.fakes.of("area", area),
      platform,
      translation_key: text(translation) === undefined ? undefined : this.fakes.key(text(translation) ?? "", platform ?? ""),
      entity_category: category === "config" || category === "diagnostic" ? category : undefined,
      hidden: row.hidden === true ? true : undefined,
    });
  }

  registry(row: RegistryRow, entityId: string): RegistryRow {
    const uniqueId = text(row.unique_id);
    const entry = text(row.config_entry_id);
    const name = text(row.original_name);
    const platform = key(row.platform) ?? key(this.home.entities[entityId]?.platform) ?? "";
    return given<RegistryRow>({
      ...this.entity(row, entityId),
      unique_id: uniqueId === undefined ? undefined : this.fakes.technical(uniqueId, platform),
      config_entry_id: entry === undefined ? undefined : this.fakes.of("entry", entry),
      original_name: name === undefined ? undefined : wordsOf(name).join(" "),
    });
  }

  device(device: DeviceRow, fake: FakeDevice): DeviceRow {
    const identifiers = (device.identifiers ?? []).map(([first, ...rest]) => {
      const platform = key(first) ?? "";
      return [platform, ...rest.map((part) => this.fakes.technical(part, platform))];
    });
    const ownWords = identifiers.some(([platform, id]) => isUserWritten(platform ?? "") && !id?.startsWith("zigbee2mqtt_"));
    const product = (value: unknown) => (ownWords ? undefined : productName(value));
    const area = text(device.area_id);
    const entry = text(device.config_entry_id) ?? text(device.primary_config_entry) ?? text(device.config_entries?.[0]);
    return given<DeviceRow>({
      id: fake.id,
      name: fake.name,
      manufacturer: product(device.manufacturer),
      model: product(device.model),
      model_id: product(device.model_id),
      sw_version: this.fakes.version(device.sw_version),
      area_id: area === undefined ? undefined : this.fakes.of("area", area),
      identifiers,
      via_device_id: this.fakes.devices.get(text(device.via_device_id) ?? "")?.id,
      parent_device_id: this.fakes.devices.get(text(device.parent_device_id) ?? "")?.id,
      config_entry_id: entry === undefined ? undefined : this.fakes.of("entry", entry),
    });
  }

  configEntry(row: ConfigEntryRow): ConfigEntryRow {
    const domain = key(row.domain) ?? "unknown";
    return given<ConfigEntryRow>({
      entry_id: this.fakes.of("entry", row.entry_id),
      domain,
      // A title can be an account or an address.
      title: domain,
      state: plain(row.state),
      disabled_by: text(row.disabled_by) === undefined ? undefined : (plain(row.disabled_by) ?? "unknown"),
      modified_at: instant(row.modified_at) === undefined ? undefined : number(row.modified_at),
    });
  }

  /** Only issues that name a lock's device or config entry. */
  issue(row: IssueRow): IssueRow[] {
    const id = text(row.issue_id) ?? "";
    const translation = text(row.translation_key);
    const domain = key(row.domain);
    const about = key(row.issue_domain);
    if (domain === undefined || !this.fakes.ids.some((real) => id.includes(real))) return [];
    return [
      given<IssueRow>({
        domain,
        issue_domain: about,
        issue_id: this.issueId(id),
        translation_key: translation === undefined ? undefined : this.fakes.key(translation, about ?? domain),
        created: text(row.created) === undefined ? undefined : isoTime(row.created),
        ignored: flag(row.ignored),
      }),
    ];
  }

  /** A request to sign in again is known by its id, with the integration's name in it. */
  private issueId(id: string): string {
    const entry = this.home.configEntries?.find((row) => id === `config_entry_reauth_${row.domain}_${row.entry_id}`);
    const domain = key(entry?.domain);
    return entry && domain !== undefined
      ? `config_entry_reauth_${domain}_${this.fakes.of("entry", entry.entry_id)}`
      : this.fakes.technical(id);
  }

  private friendlyName(entityId: string): string {
    const owner = this.fakes.ownerOf(entityId);
    if (this.fakes.refs.some((ref) => ref.entityId === entityId)) return owner;
    const { registry, states } = this.home;
    const name = text(registry?.[entityId]?.original_name) ?? text(states[entityId]?.attributes["friendly_name"]) ?? "";
    return [owner, ...wordsOf(name.startsWith(owner) ? name.slice(owner.length) : name)].join(" ");
  }
}

/** What a maker calls its product, where it looks like that. */
function productName(value: unknown): string | undefined {
  const name = text(value);
  if (name === undefined || name.length > 60 || holdsAddress(name)) return undefined;
  return digitsIn(name) > 6 || /:\/\/|\S{25,}|[0-9a-f]{12,}|(^|\s)\d{4,}/i.test(name) ? undefined : name;
}
