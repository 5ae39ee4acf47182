import { text } from "../../adapters/home.ts";
import type { HomeView } from "../../adapters/home.ts";
import type { LockRef, Sibling } from "../../adapters/lock-view.ts";
import { Registries, describeLock, lockEntities, mayHoldCode } from "../../adapters/locks.ts";
import { isVersion, key, plain } from "./values.ts";
import { isWord, replaceTokens, wordsOf } from "./vocabulary.ts";

/** Integrations whose keys and names are written by a person. */
const USER_WRITTEN = new Set(["mqtt", "template", "command_line", "rest", "demo"]);

/** Integrations whose unique ids are numbers of nodes, endpoints and values, which the adapter reads. */
const NUMBERED = new Set(["zwave_js", "matter"]);

/** Digits and letters that identify something as a whole: IPv4 and mail addresses, IPv6 and MAC, MAC with dashes, UUID. */
const ADDRESSES = [
  /(?:\d{1,3}\.){3}\d{1,3}|[\w.+-]+@[\w.-]+/g,
  /(?:[0-9a-f]{0,4}:){2,}[0-9a-f]{0,4}(?:%\w+)?/gi,
  /(?:[0-9a-f]{2}-){5}[0-9a-f]{2}/gi,
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi,
];

type Kind = "device" | "entry" | "area" | "address" | "id" | "ieee" | "digits" | "ip";

/** Those that are read in a shape of their own; the others are their kind with a number. */
const SHAPES: { readonly [K in Kind]?: (count: number) => string } = {
  ieee: (count) => `0x${count.toString(16).padStart(16, "0")}`,
  // Longer than a code or a node's number.
  digits: (count) => String(1_000_000_000 + count),
  // Addresses set aside for documentation.
  ip: (count) => `192.0.2.${count}`,
};

export interface FakeDevice {
  readonly id: string;
  readonly name: string;
}

/** Whether a text holds an address. */
export function holdsAddress(value: string): boolean {
  return ADDRESSES.some((address) => value.search(address) >= 0);
}

/** Whether what an integration calls things is a person's own wording. */
export function isUserWritten(platform: string): boolean {
  return USER_WRITTEN.has(platform);
}

/** What the things of one home are called instead: the same for the same. */
export class Fakes {
  readonly refs: readonly LockRef[];
  /** By real id. Only the devices of locks and their hubs. */
  readonly devices = new Map<string, FakeDevice>();
  /** By real id. Only entities of locks and their hubs, none that may hold a code. */
  readonly entities = new Map<string, string>();
  private readonly home: HomeView;
  private readonly owners = new Map<string, string>();
  private readonly fakes = new Map<string, string>();
  private readonly made = new Set<string>();
  private readonly counts = new Map<Kind, number>();

  constructor(home: HomeView) {
    this.home = home;
    const registries = new Registries(home);
    // In the order of their ids: Home Assistant's own order changes with each start.
    this.refs = lockEntities(home)
      .sort()
      .map((entityId) => describeLock(home, entityId, registries));
    this.nameDevices();
    this.nameEntities();
  }

  /** Devices and config entries of locks: their ids are parts of other ids. */
  get ids(): readonly string[] {
    return [...this.devices.keys(), ...this.refs.flatMap(({ entryId }) => entryId ?? [])];
  }

  /** The name of the lock or hub that an entity belongs to. */
  ownerOf(entityId: string): string {
    return this.owners.get(entityId) ?? "";
  }

  /** What stands for a real id or address. */
  of(kind: Kind, real: string): string {
    const known = this.fakes.get(real);
    if (known !== undefined) return known;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const fake = SHAPES[kind]?.(count) ?? `${kind}${count}`;
    this.fakes.set(real, fake);
    this.made.add(fake);
    return fake;
  }

  /** A unique id, identifier or issue id: words stay, and small numbers of nodes and values where the adapter reads them. */
  technical(value: string, platform = ""): string {
    let rest = value;
    for (const real of this.ids) rest = rest.replaceAll(real, this.fakes.get(real) ?? "");
    for (const address of ADDRESSES) rest = rest.replace(address, (found) => this.of("address", found));
    return replaceTokens(rest, (token) => this.token(token, platform));
  }

  /** A key stays where it comes from an integration's source. */
  key(value: string, platform: string): string {
    return key(value) !== undefined && !isUserWritten(platform) ? value : this.technical(value, platform);
  }

  version(value: unknown): string | undefined {
    const version = text(value);
    return version === undefined || isVersion(version) ? version : `0.0.${this.of("digits", version)}`;
  }

  private token(token: string, platform: string): string {
    const fake = this.fakes.get(token);
    if (fake !== undefined) return fake;
    if (this.made.has(token) || isWord(token) || token === platform) return token;
    if (/^0x[0-9a-f]{6,}$/i.test(token)) return this.of("ieee", token);
    if (/^\d+$/.test(token)) return NUMBERED.has(platform) && token.length <= 3 ? token : this.of("digits", token);
    return this.of("id", token);
  }

  private nameDevices(): void {
    for (const { entryId } of this.refs) if (entryId !== undefined) this.of("entry", entryId);
    const name = (id: string | undefined, called: string) => {
      if (id !== undefined && !this.devices.has(id)) this.devices.set(id, { id: this.of("device", id), name: called });
    };
    const { entities, registry } = this.home;
    this.refs.forEach(({ entityId, devices }, index) => {
      for (const { id } of devices) name(id, `Lock ${index + 1}`);
      name(text(entities[entityId]?.device_id) ?? text(registry?.[entityId]?.device_id), `Lock ${index + 1}`);
    });
    const hubs = new Set(this.refs.flatMap(({ device }) => text(device?.via_device_id) ?? []));
    [...hubs].forEach((id, index) => name(id, `Hub ${index + 1}`));
  }

  /** Gives each entity an id by what it is: not by its names, which are a person's. */
  private nameEntities(): void {
    const taken = new Set<string>();
    const name = (entityId: string, owner: string, fake: string) => {
      if (this.entities.has(entityId)) return;
      let unique = fake;
      for (let copy = 2; taken.has(unique); copy++) unique = `${fake}_${copy}`;
      taken.add(unique);
      this.entities.set(entityId, unique);
      this.owners.set(entityId, owner);
    };
    const nameAll = (siblings: readonly Sibling[], owner: string) => {
      const slug = owner.toLowerCase().replace(" ", "_");
      for (const sibling of siblings)
        if (!mayHoldCode(sibling)) name(sibling.entityId, owner, `${sibling.domain}.${slug}_${this.role(sibling)}`);
    };
    this.refs.forEach(({ entityId }, index) => name(entityId, `Lock ${index + 1}`, `lock.lock_${index + 1}`));
    this.refs.forEach(({ siblings }, index) => nameAll(siblings, `Lock ${index + 1}`));
    for (const { hubSiblings, device } of this.refs)
      nameAll(hubSiblings, this.devices.get(text(device?.via_device_id) ?? "")?.name ?? "Hub");
  }

  /** What an entity is for: its translation key, else its device class with the words of its unique id. */
  private role({ entityId, domain, platform, translationKey, uniqueId }: Sibling): string {
    if (key(translationKey) !== undefined && !isUserWritten(platform)) return translationKey;
    const deviceClass = plain(this.home.states[entityId]?.attributes["device_class"]) ?? "";
    const words = wordsOf(uniqueId.slice(uniqueId.lastIndexOf("-") + 1)).filter(
      (word) => word !== platform && word !== "zigbee2mqtt",
    );
    // Of a Z-Wave notification the last number is its event.
    const event = platform === "zwave_js" ? /\.(\d{1,2})$/.exec(uniqueId)?.[1] : undefined;
    const told = [
      ...words.map((word) => word.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase()),
      ...(event === undefined ? [] : [event]),
    ].join("_");
    const role = told.includes(deviceClass) ? told : `${deviceClass}_${told}`;
    return role.replace(/^_|_$/g, "") || domain;
  }
}
