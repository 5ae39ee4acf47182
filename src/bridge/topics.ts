import { FAMILIES } from "../core/check.ts";
import type { Family } from "../core/check.ts";
import { remedies } from "../core/remedies/index.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { Keep } from "../adapters/kept.ts";

/** Where the bridge publishes. Each of them is one level of a topic. */
export interface TopicOptions {
  /** First level of all topics of the bridge, e.g. `lock_health`. */
  readonly topic: string;
  /** Name of the home, so that several may share a broker: `[a-z0-9_-]+`. */
  readonly homeId: string;
  /** Home Assistant's discovery prefix, usually `homeassistant`. */
  readonly discoveryPrefix: string;
}

/** By what a lock is known. */
export interface LockKey {
  readonly entityId: string;
  readonly deviceId?: string | undefined;
}

/** Text as one level of a topic and part of an id, `[a-z0-9_]+`. */
export const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9_]+/g, "_");

/** The entity id without its domain. */
export const objectIdOf = (entityId: string): string => slug(entityId.slice(entityId.indexOf(".") + 1));

/**
 * Stable id of a lock, `[a-z0-9_]+`: its device's id, which outlives a renamed entity; with the entity's object id where the
 * device has several locks; the object id alone where there is no device. `others` may contain the lock itself.
 */
export function lockIdOf({ entityId, deviceId }: LockKey, others: Iterable<LockKey>): string {
  const object = objectIdOf(entityId);
  // The bridge's own device has that id.
  if (deviceId === undefined) return object === "bridge" ? "lock_bridge" : object;
  const device = slug(deviceId);
  for (const other of others) if (other.deviceId === deviceId && other.entityId !== entityId) return `${device}_${object}`;
  return device;
}

/** Id of a hub, by its config entry. */
export const hubIdOf = (entryId: string): string => slug(entryId);

const root = ({ topic, homeId }: TopicOptions): string => `${topic}/${homeId}`;

/** What is kept of a lock as a line for everybody. */
export const KEEPS: readonly Keep[] = ["guide", "care"];

/** Topics of a lock. All are retained but `event`, and those that are listened to: `press`, `arm`, `setGuide`, `setCare`. */
export interface LockTopics {
  readonly verdict: string;
  readonly verdictAttributes: string;
  readonly families: { readonly [F in Family]: string };
  readonly link: string;
  readonly linkAttributes: string;
  readonly cellsEarly: string;
  readonly cellsLate: string;
  readonly run: string;
  readonly runAttributes: string;
  readonly progress: string;
  readonly armed: string;
  /** How far a guide has come. */
  readonly guide: string;
  /** When which care was done. */
  readonly care: string;
  /** Attributes of the same entity, with what is remembered of the lock. */
  readonly careAttributes: string;
  readonly availability: string;
  readonly event: string;
  /** The payload is a remedy's id. */
  readonly press: string;
  /** `ON` or `OFF`. */
  readonly arm: string;
  /** A line to keep. */
  readonly setGuide: string;
  readonly setCare: string;
}

export function lockTopics(options: TopicOptions, id: string): LockTopics {
  const base = `${root(options)}/lock/${id}`;
  return {
    verdict: `${base}/verdict`,
    verdictAttributes: `${base}/verdict/attributes`,
    families: Object.fromEntries(FAMILIES.map((family) => [family, `${base}/family/${family}`])) as LockTopics["families"],
    link: `${base}/link`,
    linkAttributes: `${base}/link/attributes`,
    cellsEarly: `${base}/cells/early`,
    cellsLate: `${base}/cells/late`,
    run: `${base}/run`,
    runAttributes: `${base}/run/attributes`,
    progress: `${base}/progress`,
    armed: `${base}/armed`,
    guide: `${base}/keep/guide`,
    care: `${base}/keep/care`,
    careAttributes: `${base}/keep/care/attributes`,
    availability: `${base}/availability`,
    event: `${base}/event`,
    press: `${base}/press`,
    arm: `${base}/arm/set`,
    setGuide: `${base}/keep/guide/set`,
    setCare: `${base}/keep/care/set`,
  };
}

/** Topics of a hub, all retained. */
export interface HubTopics {
  readonly problem: string;
  readonly locks: string;
  readonly job: string;
  readonly jobAttributes: string;
  readonly queue: string;
}

export function hubTopics(options: TopicOptions, id: string): HubTopics {
  const base = `${root(options)}/hub/${id}`;
  return {
    problem: `${base}/problem`,
    locks: `${base}/locks`,
    job: `${base}/job`,
    jobAttributes: `${base}/job/attributes`,
    queue: `${base}/queue`,
  };
}

/** Topics of the bridge itself. All are retained but `check`, which is listened to. */
export interface BridgeTopics {
  /** Also the topic of the last will. */
  readonly availability: string;
  readonly version: string;
  readonly connection: string;
  readonly findings: string;
  readonly error: string;
  readonly runs: string;
  readonly check: string;
}

export function bridgeTopics(options: TopicOptions): BridgeTopics {
  const base = `${root(options)}/bridge`;
  return {
    availability: `${base}/availability`,
    version: `${base}/version`,
    connection: `${base}/connection`,
    findings: `${base}/findings`,
    error: `${base}/error`,
    runs: `${base}/runs`,
    check: `${base}/check`,
  };
}

/** Identifier of a device that the bridge announces. `id`: a lock's, `hub_…` or `bridge`. */
export const deviceIdentifier = ({ homeId }: TopicOptions, id: string): string => `lock_health_${homeId}_${id}`;

/** Topic on which a device is announced to Home Assistant. */
export const discoveryTopic = (options: TopicOptions, id: string): string =>
  `${options.discoveryPrefix}/device/${deviceIdentifier(options, id)}/config`;

/** What to empty when a lock is gone. Its announcement comes first, so that nothing shows as unknown in between. */
export function removalOf(options: TopicOptions, id: string): readonly string[] {
  const { families, ...values } = lockTopics(options, id);
  // What is listened to, and the events, are not retained.
  const passing = [values.event, values.press, values.arm, values.setGuide, values.setCare];
  return [
    discoveryTopic(options, id),
    ...Object.values(values).filter((topic) => !passing.includes(topic)),
    ...Object.values(families),
  ];
}

/** What to empty when a hub has no lock any more. */
export function hubRemovalOf(options: TopicOptions, id: string): readonly string[] {
  return [discoveryTopic(options, `hub_${id}`), ...Object.values({ ...hubTopics(options, id) })];
}

/** What to empty when the bridge goes by another name. */
export function bridgeRemovalOf(options: TopicOptions): readonly string[] {
  const { availability, version, connection, findings, error, runs } = bridgeTopics(options);
  return [discoveryTopic(options, "bridge"), availability, version, connection, findings, error, runs];
}

/** What Home Assistant may ask of the bridge. */
export type Command =
  | { readonly kind: "press"; readonly lockId: string; readonly remedy: RemedyId }
  | { readonly kind: "arm"; readonly lockId: string; readonly on: boolean }
  /** The line is as it came: nobody has looked at it. */
  | { readonly kind: "keep"; readonly lockId: string; readonly keep: Keep; readonly line: string }
  | { readonly kind: "check" };

/** MQTT filters under which all commands come. */
export const commandFilters = (options: TopicOptions): readonly string[] => {
  const any = lockTopics(options, "+");
  return [any.press, any.arm, any.setGuide, any.setCare, bridgeTopics(options).check];
};

const isRemedy = (word: string): word is RemedyId => Object.hasOwn(remedies, word);

/**
 * A message as a command; undefined where it is none. A retained one never is: a press that was left on the broker is
 * nobody's wish now.
 */
export function commandOf(options: TopicOptions, topic: string, payload: string, retained: boolean): Command | undefined {
  if (retained) return undefined;
  if (topic === bridgeTopics(options).check) return { kind: "check" };
  const before = `${root(options)}/lock/`;
  if (!topic.startsWith(before)) return undefined;
  const [lockId = "", ...rest] = topic.slice(before.length).split("/");
  if (!/^[a-z0-9_]+$/.test(lockId)) return undefined;
  const what = rest.join("/");
  if (what === "press") return isRemedy(payload) ? { kind: "press", lockId, remedy: payload } : undefined;
  if (what === "arm/set" && (payload === "ON" || payload === "OFF")) return { kind: "arm", lockId, on: payload === "ON" };
  const keep = KEEPS.find((each) => what === `keep/${each}/set`);
  return keep && { kind: "keep", lockId, keep, line: payload };
}
