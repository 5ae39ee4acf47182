import type { LockRef } from "../adapters/lock-view.ts";
import { FAMILIES } from "../core/check.ts";
import type { Family } from "../core/check.ts";
import { defined } from "../core/defined.ts";
import { remedies, REMEDY_IDS } from "../core/remedies/index.ts";
import type { RemedyId } from "../core/remedies/index.ts";
import type { LockHealth } from "../runtime/home-health.ts";
import type { Keep } from "../adapters/kept.ts";
import { LONGEST } from "../core/guide/code.ts";
import { PATTERN } from "./keeps.ts";
import { INCIDENT_KINDS } from "./ports.ts";
import type { JobPhase } from "./ports.ts";
import { KEEPS, bridgeTopics, deviceIdentifier, discoveryTopic, hubTopics, lockTopics, objectIdOf, slug } from "./topics.ts";
import type { TopicOptions } from "./topics.ts";
import { remedyName, textsOf } from "./texts.ts";
import type { Language } from "./texts.ts";

/** What all announcements and values are made with. */
export interface PublishOptions extends TopicOptions {
  /** Of the bridge. */
  readonly version: string;
  readonly language: Language;
  /** Page of the bridge or of the project. Left out unless it is http(s). */
  readonly url?: string | undefined;
}

/** A lock as it is announced. */
export interface AnnouncedLock {
  /** By `lockIdOf`. */
  readonly id: string;
  readonly health: LockHealth;
  readonly ref: Pick<LockRef, "platform" | "device">;
  /** Remedies that are real for this lock. Only actions become buttons. */
  readonly remedies: readonly RemedyId[];
}

/** A message that makes Home Assistant know a device. Published retained. */
export interface Announcement {
  readonly topic: string;
  readonly payload: object;
}

/** One entity, by the options of its MQTT platform. Undefined ones are left out. */
interface Component {
  readonly p: "sensor" | "binary_sensor" | "button" | "switch" | "event" | "text";
  /** Object id of the first entity id. */
  readonly entity: string;
  /** Null: it has the device's name. */
  readonly name: string | null;
  readonly icon: string;
  readonly entity_category?: "diagnostic" | "config" | undefined;
  readonly [option: string]: unknown;
}

const KEEP_ICONS: { readonly [What in Keep]: string } = { guide: "mdi:format-list-checks", care: "mdi:broom" };

/** What the verdict of a lock can be. */
export const VERDICT_STATES = ["healthy", "warning", "error", "critical", "unknown"] as const;

/** What a press can be. Home Assistant drops a state that is not in its list. */
const JOB_PHASES = Object.keys({
  idle: true,
  queued: true,
  calling: true,
  verifying: true,
  confirmed: true,
  unverified: true,
  failed: true,
  refused: true,
} satisfies { readonly [Phase in JobPhase]: true });

/** All remedies that can have a button. */
export const ACTION_IDS: readonly RemedyId[] = REMEDY_IDS.filter((id) => remedies[id].kind === "action");

const FAMILY_ICONS: { readonly [F in Family]: string } = {
  power: "mdi:battery-alert-variant-outline",
  link: "mdi:wifi-alert",
  software: "mdi:chip",
  mechanics: "mdi:cog",
  access: "mdi:dialpad",
};

const BUTTON_ICONS: { readonly [Id in RemedyId]?: string } = {
  ping: "mdi:radar",
  wake: "mdi:alarm",
  identify: "mdi:lightbulb-on-outline",
  lock_again: "mdi:lock",
  restart_device: "mdi:restart",
  install_update: "mdi:package-down",
};

/**
 * A subentry of Home Assistant's MQTT integration has its id as the device's identifier. An announcement with that one is
 * not taken: it is understood as the wish to move the subentry.
 */
const SUBENTRY = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** The MQTT identifiers of the lock's own device, where entities of the bridge can join it; else none. */
function ownIdentifiers({ id, ref: { platform, device } }: Pick<AnnouncedLock, "id" | "ref">): readonly string[] {
  // With several locks on one device nobody could tell whose problem a sensor of it shows.
  const alone = device !== undefined && slug(device.id) === id;
  if (platform !== "mqtt" || !alone || device.parent_device_id) return [];
  const own = (device.identifiers ?? []).flatMap(([domain, name]) => (domain === "mqtt" && name !== undefined ? [name] : []));
  return own.some((name) => SUBENTRY.test(name)) ? [] : own;
}

/** Whether the lock tells a level of cells, by which their end can be foretold. */
export const hasCells = ({ snapshot }: LockHealth): boolean => snapshot.facts.battery_level !== undefined;

const webUrl = (url: string | undefined) => (url !== undefined && /^https?:\/\//.test(url) ? url : undefined);

/** A device with its entities, as Home Assistant's device discovery takes it. */
function announce(
  options: PublishOptions,
  id: string,
  device: object,
  components: { readonly [thing: string]: Component | { readonly p: Component["p"] } },
): Announcement {
  const cmps = Object.entries(components).map(([thing, component]): readonly [string, object] => {
    if (!("entity" in component)) return [thing, component];
    const { p, entity, ...rest } = component;
    const unique_id = `${deviceIdentifier(options, id)}_${thing}`;
    return [thing, { p, unique_id, default_entity_id: `${p}.${entity}`, ...defined(rest) }];
  });
  return {
    topic: discoveryTopic(options, id),
    payload: {
      dev: defined(device),
      o: { name: "Lock Health", sw: options.version },
      availability: [{ topic: bridgeTopics(options).availability }],
      availability_mode: "all",
      cmps: Object.fromEntries(cmps),
    },
  };
}

/** Device of the bridge's own for a lock or a hub. */
function device(options: PublishOptions, id: string, name: string, model: string) {
  return {
    identifiers: [deviceIdentifier(options, id)],
    name,
    manufacturer: "Lock Health",
    model,
    sw_version: options.version,
    configuration_url: webUrl(options.url),
  };
}

/**
 * Announces a lock. The entities of an MQTT lock join its own device, by its identifiers and with nothing else that could
 * rename or change it; those of other locks have a device of their own. A verdict stays available while its lock is out of
 * reach: that is when it is needed. Buttons of remedies that are not real are announced as removed, since Home Assistant
 * keeps what is merely missing.
 */
export function lockDiscovery(lock: AnnouncedLock, options: PublishOptions): Announcement {
  const { id, health } = lock;
  const { entityId, snapshot } = health;
  const localize = textsOf(options.language);
  const topics = lockTopics(options, id);
  const joined = ownIdentifiers(lock);
  const object = `${objectIdOf(entityId)}_health`;
  // Attributes that never change come with the announcement: any retained topic of the lock carries them in.
  const known = (what: string, more: object = {}) => ({
    json_attributes_topic: topics.availability,
    json_attributes_template: JSON.stringify({ lock_health: what, lock_entity_id: entityId, ...more }),
  });
  const entries: [string, Component | { readonly p: Component["p"] }][] = [
    [
      "verdict",
      {
        p: "sensor",
        entity: object,
        name: joined.length > 0 ? localize("bridge.verdict") : null,
        icon: "mdi:shield-lock-outline",
        device_class: "enum",
        options: VERDICT_STATES,
        state_topic: topics.verdict,
        json_attributes_topic: topics.verdictAttributes,
      },
    ],
    ...FAMILIES.map((family): [string, Component] => [
      `problem_${family}`,
      {
        p: "binary_sensor",
        entity: `${object}_problem_${family}`,
        name: localize(`bridge.problem_${family}`),
        icon: FAMILY_ICONS[family],
        device_class: "problem",
        state_topic: topics.families[family],
        ...known("family", { family }),
      },
    ]),
    [
      "link",
      {
        p: "sensor",
        entity: `${object}_link`,
        name: localize("bridge.link"),
        icon: "mdi:wifi",
        entity_category: "diagnostic",
        state_class: "measurement",
        state_topic: topics.link,
        json_attributes_topic: topics.linkAttributes,
      },
    ],
    ...(["early", "late"] as const).map((edge): [string, Component | { readonly p: "sensor" }] => [
      `cells_${edge}`,
      hasCells(health)
        ? {
            p: "sensor",
            entity: `${object}_cells_${edge}`,
            name: localize(`bridge.cells_${edge}`),
            icon: "mdi:battery-clock-outline",
            device_class: "timestamp",
            state_topic: edge === "early" ? topics.cellsEarly : topics.cellsLate,
            ...known("cells", { edge }),
          }
        : { p: "sensor" },
    ]),
    [
      "incidents",
      {
        p: "event",
        entity: `${object}_incidents`,
        name: localize("bridge.incidents"),
        icon: "mdi:bell-outline",
        event_types: INCIDENT_KINDS,
        state_topic: topics.event,
        ...known("event"),
      },
    ],
    [
      "run",
      {
        p: "sensor",
        entity: `${object}_run`,
        name: localize("bridge.run"),
        icon: "mdi:wrench-clock",
        entity_category: "diagnostic",
        device_class: "enum",
        options: JOB_PHASES,
        state_topic: topics.run,
        json_attributes_topic: topics.runAttributes,
      },
    ],
    [
      "progress",
      {
        p: "sensor",
        entity: `${object}_progress`,
        name: localize("bridge.progress"),
        icon: "mdi:progress-wrench",
        entity_category: "diagnostic",
        unit_of_measurement: "%",
        state_topic: topics.progress,
        ...known("progress"),
      },
    ],
    [
      "armed",
      {
        p: "switch",
        entity: `${object}_armed`,
        name: localize("bridge.armed"),
        icon: "mdi:shield-alert-outline",
        entity_category: "config",
        optimistic: false,
        state_topic: topics.armed,
        command_topic: topics.arm,
        ...known("armed"),
      },
    ],
    ...KEEPS.map((keep): [string, Component] => [
      `keep_${keep}`,
      {
        p: "text",
        entity: `${object}_${keep}`,
        name: localize(`bridge.${keep}`),
        icon: KEEP_ICONS[keep],
        // Not "diagnostic": that would say that nobody may write to it.
        entity_category: "config",
        mode: "text",
        min: 0,
        max: LONGEST,
        pattern: PATTERN,
        state_topic: topics[keep],
        command_topic: keep === "guide" ? topics.setGuide : topics.setCare,
        // What is remembered of the lock goes with its care: cards look for that entity already, and its state hardly ever changes.
        ...(keep === "care" ? { json_attributes_topic: topics.careAttributes } : known("keep", { keep })),
      },
    ]),
    ...ACTION_IDS.map((remedyId): [string, Component | { readonly p: "button" }] => {
      const remedy = remedies[remedyId];
      if (!lock.remedies.includes(remedyId)) return [`remedy_${remedyId}`, { p: "button" }];
      return [
        `remedy_${remedyId}`,
        {
          p: "button",
          entity: `${object}_${remedyId}`,
          name: remedyName(remedyId, snapshot, options.language),
          icon: BUTTON_ICONS[remedyId] ?? "mdi:wrench",
          entity_category: remedy.kind === "action" && remedy.harm === "none" ? undefined : "config",
          command_topic: topics.press,
          payload_press: remedyId,
          availability: [{ topic: bridgeTopics(options).availability }, { topic: topics.availability }],
          ...known("button", { remedy: remedyId }),
        },
      ];
    }),
  ];
  const own = {
    ...device(options, id, localize("bridge.lock_device", { lock: snapshot.lock.name }), "Lock"),
    via_device: deviceIdentifier(options, "bridge"),
  };
  return announce(options, id, joined.length > 0 ? { identifiers: joined } : own, Object.fromEntries(entries));
}

/** Announces a hub. `id` by `hubIdOf`, `name` as Home Assistant shows its config entry. */
export function hubDiscovery(
  { id, name }: { readonly id: string; readonly name: string },
  options: PublishOptions,
): Announcement {
  const localize = textsOf(options.language);
  const topics = hubTopics(options, id);
  const object = `${objectIdOf(name)}_health`;
  const own = {
    ...device(options, `hub_${id}`, localize("bridge.hub_device", { hub: name }), "Hub"),
    via_device: deviceIdentifier(options, "bridge"),
  };
  return announce(options, `hub_${id}`, own, {
    problem: {
      p: "binary_sensor",
      entity: `${object}_problem`,
      name: localize("bridge.hub_problem"),
      icon: "mdi:hub-outline",
      device_class: "problem",
      state_topic: topics.problem,
    },
    locks: {
      p: "sensor",
      entity: `${object}_locks`,
      name: localize("bridge.hub_locks"),
      icon: "mdi:lock",
      entity_category: "diagnostic",
      state_topic: topics.locks,
      state_class: "measurement",
    },
    job: {
      p: "sensor",
      entity: `${object}_job`,
      name: localize("bridge.hub_job"),
      icon: "mdi:wrench-clock",
      entity_category: "diagnostic",
      device_class: "enum",
      options: ["idle", ...ACTION_IDS],
      state_topic: topics.job,
      json_attributes_topic: topics.jobAttributes,
    },
    queue: {
      p: "sensor",
      entity: `${object}_queue`,
      name: localize("bridge.hub_queue"),
      icon: "mdi:tray-full",
      entity_category: "diagnostic",
      state_topic: topics.queue,
      state_class: "measurement",
    },
  });
}

/** Announces the bridge itself. */
export function bridgeDiscovery(options: PublishOptions): Announcement {
  const localize = textsOf(options.language);
  const topics = bridgeTopics(options);
  const diagnostic = (
    p: "sensor" | "binary_sensor",
    thing: "version" | "connection" | "findings" | "error" | "runs",
    icon: string,
    more: object = {},
  ): Component => ({
    p,
    entity: `lock_health_bridge_${thing}`,
    name: localize(`bridge.${thing}`),
    icon,
    entity_category: "diagnostic",
    state_topic: topics[thing],
    ...more,
  });
  return announce(options, "bridge", device(options, "bridge", localize("bridge.bridge_device"), "Bridge"), {
    version: diagnostic("sensor", "version", "mdi:tag-outline"),
    connection: diagnostic("binary_sensor", "connection", "mdi:lan-disconnect", { device_class: "problem" }),
    findings: diagnostic("sensor", "findings", "mdi:lock-alert", { state_class: "measurement" }),
    error: diagnostic("sensor", "error", "mdi:alert-circle-outline"),
    runs: diagnostic("sensor", "runs", "mdi:counter", { state_class: "total_increasing" }),
    check: {
      p: "button",
      entity: "lock_health_bridge_check_again",
      name: localize("check_again"),
      icon: "mdi:refresh",
      entity_category: "diagnostic",
      command_topic: topics.check,
    },
  });
}
